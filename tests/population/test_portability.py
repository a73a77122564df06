"""Same seed, same county: on processors with and without wide registers, and under every supported Python.

The digests below are of the recipe, its statistics and its assumptions as they stand. Whoever changes one of these on
purpose prints the new digests with `python -m tests.population.test_portability` and writes them here.
"""

import os
import subprocess
import sys

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__  # what NumPy decides by the processor

from workbench.population import synthesize

SMALL = 20_000
DIGESTS = {
    (20210602, None, "fujian"): "41992e280792d91eea788ae74d9699fa635c02589b2193607d37fff2c7fa5ab9",
    (1, SMALL, "fujian"): "36755ed5de161df33f28ea7cbae994c4b5b8e1bd02dda24b192a4b763dc6a5eb",
    (2, SMALL, "fujian"): "205777b73cda5b306f9d8158ad3d94e5f73d167de6302b2259a1f0a658503b50",
    (3, SMALL, "fujian"): "5a3373cb4a22b443e25139e43bba99d6b623b78ca06bea8bfb78f0790525b732",
    (4, SMALL, "fujian"): "462b3f110742aa73957ed30052487fa52fdcf3810644c3ac8d69369dc3bab824",
    (5, SMALL, "fujian"): "61fbc13e86261a16e4fa67b4d5417fa4ecbf9514e2294ca3cdb083bbca31cadf",
    (20210602, SMALL, "national"): "0fec978670a4454684b28cb8c3e2e4eb4618e1b3427efb11338a5abf80f01652",
}
# no AVX-512; neither AVX-512 nor AVX2 and fused multiplication
LESS = (("X86_V4", "AVX512"), ("X86_V4", "AVX512", "X86_V3", "AVX2", "FMA3"))


def digests(cases):
    """Return the digest of each county."""
    return {(seed, size, tail): synthesize(seed, size, tail).content_digest() for seed, size, tail in cases}


def test_the_county_is_the_recorded_one():
    assert digests(DIGESTS) == DIGESTS


@pytest.mark.parametrize("features", LESS, ids=["without AVX-512", "without AVX2"])
def test_another_processor_makes_the_same_county(features):
    off = [name for name in __cpu_dispatch__ if name.startswith(features)]
    if not off:
        pytest.skip("this NumPy has no such features to switch off")
    surroundings = os.environ | {"NPY_DISABLE_CPU_FEATURES": " ".join(off), "OPENBLAS_CORETYPE": "Nehalem"}
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.population.test_portability"],
        env=surroundings,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert told.stdout.splitlines() == [f"{case}: {digest}" for case, digest in DIGESTS.items()]


if __name__ == "__main__":
    for _case, _digest in digests(DIGESTS).items():
        print(f"{_case}: {_digest}")
