"""The version of the workbench: the same as in pyproject.toml; every run record carries it."""

__version__ = "0.1.0"
