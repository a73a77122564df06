"""Runs a module in another process whose processor has fewer instructions than this one's."""

import os
import subprocess
import sys

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__  # what NumPy decides by the processor


def printed_with_less(module: str, features: tuple[str, ...], **settings: str) -> list[str]:
    """Return the lines that a module prints where NumPy may not use the features whose names begin so.

    settings: further variables of the surroundings, such as those of the compiler of kernels.
    """
    off = [name for name in __cpu_dispatch__ if name.startswith(features)]
    if not off:
        pytest.skip("this NumPy has no such features to switch off")
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module],
        env={
            **os.environ,
            "NPY_DISABLE_CPU_FEATURES": " ".join(off),
            "OPENBLAS_CORETYPE": "Nehalem",
            **settings,
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return told.stdout.splitlines()
