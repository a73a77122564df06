"""The pages of the dashboard in their order, a notebook of cells, and the script that finds what is cut off."""

import json
from pathlib import Path

PAGES = ("overview", "helped", "cost", "years", "care", "afford", "family", "assumptions")
FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")


def notebook_of(*cells: str) -> str:
    """A notebook of cells of code that weren't run, as text."""
    code = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = [{**code, "id": f"cell-{k}", "source": source} for k, source in enumerate(cells)]
    return json.dumps({"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})
