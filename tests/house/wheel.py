"""Builds the wheel as whoever publishes it would, and installs it away from the clone."""

import os
import subprocess
import sys
from pathlib import Path


def installed(root: Path, folder: Path) -> Path:
    """The folder that the wheel of the clone `root` was installed into, below `folder`; no network is asked."""
    for command in (
        ["hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")],
        ["pip", "install", "-q", "--no-deps", "--no-index", "--no-compile", "--target", str(folder / "site"), "WHEEL"],
    ):
        words = [str(next((folder / "dist").glob("*.whl"))) if word == "WHEEL" else word for word in command]
        done = subprocess.run([sys.executable, "-m", *words], cwd=root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def away(site: Path) -> dict[str, str]:
    """An environment in which the installed package is found before the clone."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("WORKBENCH_")}
    return {**ours, "PYTHONPATH": str(site), "WORKBENCH_CACHE": os.environ.get("WORKBENCH_CACHE", "")}
