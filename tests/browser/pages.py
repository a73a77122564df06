"""The pages of the dashboard in their order, and the script that finds what is cut or pushed out of its box."""

from pathlib import Path

PAGES = ("overview", "helped", "cost", "care", "afford", "family", "assumptions")
FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")
