"""What leaves the room by the page's button: the scenario at hand as a page, workbook, memo or slides."""

from __future__ import annotations

import tempfile
from pathlib import Path

from workbench.dashboard.answers.futures import INTERVALS
from workbench.dashboard.answers.question import Question
from workbench.dashboard.pages.care import PLAN
from workbench.dashboard.state.page_errors import unknown_on_page
from workbench.place import current_place
from workbench.simulation import compare, simulate

FORMATS = {
    ".html": "text/html",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def checked(ending: str) -> str:
    """Return a format's ending; raises UnknownNameError for another one."""
    if ending not in FORMATS:
        raise unknown_on_page("format", ending, FORMATS)
    return ending


def exported(question: Question, ending: str) -> bytes:
    """Return the brief of the levers against the baseline (of the baseline alone if nothing is moved), whole.

    The whole law is run for it, which the page itself doesn't. The plan of care beds is the one that the care page has
    worked out for these levers; where there is none yet the brief works it out. Raises OSError where no file can be
    written.
    """
    from workbench.briefing import brief  # a quarter of a second to load, for a button

    county, baseline = question.results.county, question.results.baseline
    now = simulate(county, question.scenario)
    of = now if not question.state.levers else compare(simulate(county, baseline), now)
    intervals = question.answer(INTERVALS)
    futures = None if intervals is None else intervals.draws
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{current_place().code}{ending}"
        made = brief(of, path, lang=question.state.language, futures=futures, care=question.answer(PLAN))
        return made.read_bytes()
