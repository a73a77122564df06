"""The pages of the dashboard in their order, a notebook of one cell, and the script that finds what is cut off."""

import json
from pathlib import Path

PAGES = ("overview", "helped", "cost", "care", "afford", "family", "assumptions")
FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")


def notebook_of(cell: str) -> str:
    """A notebook of one cell of code, as text."""
    code = {"cell_type": "code", "execution_count": None, "id": "one", "metadata": {}, "outputs": [], "source": cell}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps({"cells": [code], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})
