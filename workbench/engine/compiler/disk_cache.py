"""Compiled kernels on disk: a folder for each digest, sealed with the hashes of its files; made anew on any doubt.

A folder holds the kernel's text and, in __pycache__, what numba keeps of it (.nbi, .nbc). The seal is written once the
kernel is compiled. A start that finds files which the seal doesn't confirm (cut short, zeroed, no seal) removes them:
the kernel is then compiled again.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

from workbench.files import cache_folder, write_whole

_SEAL = "seal.json"
_MOST_FOLDERS, _OLD = 48, 24 * 3600.0  # beyond so many, folders that nobody has used for a day (in seconds) go


def kernel_file(digest: str, name: str, source: str) -> Path:
    """Return the file of a kernel's text, written if need be, beside compiled files that are whole; raises OSError."""
    folder = cache_folder() / digest
    path = folder / f"{name}.py"
    if not path.exists():
        _prune(folder.parent)
    if not path.exists() or path.read_bytes() != source.encode():
        remove_compiled(path)
        write_whole(path, source)
    elif _sealed(folder) != _hashes(folder):
        remove_compiled(path)
    with suppress(OSError):
        os.utime(folder)
    return path


def seal(path: Path) -> None:
    """Write down the hashes of a kernel's compiled files; a folder that can't be written stays without."""
    with suppress(OSError):
        hashes = _hashes(path.parent)
        if _sealed(path.parent) != hashes:
            write_whole(path.parent / _SEAL, json.dumps(hashes, indent=1))


def remove_compiled(path: Path) -> None:
    """Remove a kernel's compiled files; its text stays."""
    for compiled in _compiled(path.parent):
        with suppress(OSError):
            compiled.unlink()


def _compiled(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in {".nbi", ".nbc"})


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in _compiled(folder)}


def _sealed(folder: Path) -> dict[str, str]:
    try:
        told = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _prune(folder: Path) -> None:
    with suppress(OSError):
        folders = sorted((one for one in folder.iterdir() if one.is_dir()), key=lambda one: one.stat().st_mtime)
        for old in folders[:-_MOST_FOLDERS]:
            if time.time() - old.stat().st_mtime > _OLD:
                rmtree(old, ignore_errors=True)
