"""Programs of the machine that some tests need: where the project's own machine lacks one, the test fails."""

import os
import shutil

import pytest


def found_program(*names: str) -> str | None:
    """Return the path of the first of these programs that is there; None where none is."""
    return next((path for path in map(shutil.which, names) if path), None)


def program(*names: str, what_for: str) -> str:
    """Return the path of the first of these programs that is there; else skip the test, or fail it where CI=true."""
    found = found_program(*names)
    if found is None:
        reason = f"{' or '.join(names)} is not on this machine: {what_for}"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
