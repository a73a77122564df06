"""Writes files whole or not at all (to a temporary name in the same folder, then one move), and where a cache goes."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from workbench.errors import FileError


def cache_folder() -> Path:
    """Return the folder of compiled kernels: WORKBENCH_CACHE if set, else the user's cache folder."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("WORKBENCH_CACHE")
    return (Path(chosen) if chosen else user_cache_path("yiyuan-workbench")) / "kernels"


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file in one step; the folder is made when it is missing, a failure leaves the old file as it was.

    Text is written as UTF-8 with line feeds; the content is on the disk before the file gets its name.

    Raises:
        FileError: the folder or the file can't be written; the text says what to do.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())  # or a power cut leaves the new name with nothing in it
            Path(temporary).chmod(0o644)  # a temporary file is its owner's alone; a finished one may be read
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise FileError(_why(path, problem)) from problem


def _why(path: Path, problem: OSError) -> str:
    """Say why a file can't be written and what would do."""
    reason = problem.strerror or str(problem)
    if path.is_dir():
        return f"{path} is a folder; give the name of a file"
    if problem.errno == errno.ENOSPC:
        return f"{path.name} can't be written, the disk is full ({reason}); make room, or give another folder"
    if path.exists() and isinstance(problem, PermissionError):
        # Windows doesn't let an open file be replaced, and says no more than "access denied".
        return f"{path.name} can't be replaced ({reason}); is it open elsewhere? Close it, or give another name"
    return f"{path.name} can't be written to {path.parent} ({reason}); give a folder where you may write"
