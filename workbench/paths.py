"""The one owner of shipped files: scenarios, data and notebooks, beside the package in a clone, inside it in a wheel.

Environment variables that name a folder of one's own instead: WORKBENCH_SCENARIOS (scenario files), WORKBENCH_CACHE
(what is worked out once and kept).
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from workbench.errors import InputError

# The wheel holds these folders in workbench/shipped (pyproject.toml: force-include); a clone has them in its root.
_FOLDERS = ("data_samples", "notebooks", "scenarios")


def package_file(*parts: str) -> Path:
    """Return a file or folder of the package itself, by its path below workbench/."""
    return Path(str(resources.files("workbench"))).joinpath(*parts)


def shipped(folder: str, *parts: str) -> Path:
    """Return a shipped file or folder: data_samples, notebooks or scenarios, and the path below it.

    Raises InputError when the folder is not there: a package that was copied without what belongs to it.
    """
    if folder not in _FOLDERS:
        raise InputError(f"shipped: {folder!r} is not a shipped folder; accepted: {', '.join(_FOLDERS)}")
    inside = package_file("shipped", folder)
    beside = package_file().parent / folder
    found = inside if inside.is_dir() else beside
    if not found.is_dir():
        raise InputError(
            f"the folder {folder} belongs to the workbench and is missing; install the package again, or start from "
            "the project's own folder"
        )
    return found.joinpath(*parts)


def clone_file(*parts: str) -> Path:
    """Return a file of the clone that the package stands in, for commands that write the project's own documents."""
    return package_file().parent.joinpath(*parts)
