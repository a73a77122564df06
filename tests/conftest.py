"""What all tests share: where the project lies, one seed, and examples that never depend on how busy the machine is."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("workbench", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("workbench")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of the README's county: the date of the policy."""
    return 20210602
