"""Writes files whole or not at all (to a temporary name in the same folder, then one move), and where a cache goes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder of compiled kernels: WORKBENCH_CACHE if set, else the user's cache folder."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("WORKBENCH_CACHE")
    return (Path(chosen) if chosen else user_cache_path("yiyuan-workbench")) / "kernels"


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file in one step; the folder is made when it is missing, a failure leaves the old file as it was.

    Text is written as UTF-8 with line feeds. Raises OSError when the folder can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(
                file.fileno()
            )  # on the disk before it takes the place of the old one: a power cut leaves a whole file
        Path(temporary).chmod(0o644)  # a temporary file is its owner's alone; a finished one may be read
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
