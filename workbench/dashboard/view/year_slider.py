"""The year slider above every page: which year is shown, and of which years law, people and incomes are."""

from __future__ import annotations

from dataclasses import replace

from workbench.charts import Figure
from workbench.dashboard.answers.question import Question
from workbench.dashboard.answers.year_answers import PEOPLE, SPAN, TO_YEAR
from workbench.dashboard.state.page_state import State
from workbench.dashboard.state.page_years import page_years
from workbench.dashboard.view.levers import warnings_of
from workbench.dashboard.view.page import Page
from workbench.dashboard.view.page_data import Data, Slider, WarningLine
from workbench.language import in_language, word
from workbench.parameter.book import STATUSES
from workbench.yearly import Paths, load_paths
from workbench.yearly.paths import LAG

_RESIDENCES = ("urban", "rural")
# The figure in which other ratios than those at hand are tried in the chosen year alone.
_SURFACE = "cost_surface_cost"


def year_row(state: State, question: Question, page: Page) -> Data | None:
    """Return the slider with what is told beside it; None for a place without later years.

    question: what the page shows, which may be of another year than the state wants.
    """
    span = page_years(question.first_year.results.baseline)
    if span is None:
        return None
    shown = state.year if page.years == "all" and state.year is not None else question.scenario.date.year
    return {
        "slider": _slider(state.year or span[0], span),
        "told": _told(question, shown, span[0]),
        "note": _note(state, question, page, span[0]),
    }


def _slider(year: int, span: range) -> Slider:
    known = known_to(span)
    return {
        "name": "year",
        "kind": "year",
        "label": word("years.slider"),
        "value": float(year),
        "shown": word("years.year", year=year),
        "amount": "",
        "changed": year != span[0],
        "low": float(span[0]),
        "high": float(span[-1]),
        "step": 1.0,
        "legal": (float(span[0]), float(known)),
        "ends": ["", ""],
        "base": float(span[0]),
        "base_label": "",
        "warning": "",
        "title": word("years.slider_title", known=known, last=span[-1]),
        "written": {"scale": 1.0, "digits": 0, "before": "", "after": in_language("年", ""), "plain": True},
    }


def known_to(span: range) -> int:
    """Return the last year whose standards and incomes rest on figures with a source."""
    return max(span[0], load_paths().sourced_until(span[0], span[-1], ("consumption", "income")))


def _status(paths: Paths, what: str, year: int) -> str:
    """Return the weakest status of what the law of a year rests on, urban and rural: consumption or income."""
    return max((paths[f"{r}_{what}"].status(year - LAG) for r in _RESIDENCES), key=STATUSES.index)


def _told(question: Question, year: int, first: int) -> str:
    """Say of which years law, people and incomes are; beyond the first year how the people came about."""
    paths, people = load_paths(), question.first_year.results.county
    on = year - first
    statuses = {
        name: word(f"common.{_status(paths, what, year)}_word")
        for name, what in (("law_status", "consumption"), ("incomes_status", "income"))
    }
    known = {
        "people": word("views.year_untold") if people.people_year is None else str(people.people_year + on),
        "incomes": word("views.year_untold") if people.incomes_year is None else str(people.incomes_year + on),
    }
    return word("years.told_first" if not on else "years.told_later", law=year, **known, **statuses)


def _note(state: State, question: Question, page: Page, first: int) -> str:
    """Say what of the page isn't of the chosen year, or not yet; "" in the first year."""
    if page.years == "all":
        return word("years.note_all")
    if state.year is None:
        return ""
    if page.years != "follows":
        return word("years.note_stays", first=first)
    why = next((text for text in map(question.first_year.refused, (PEOPLE, TO_YEAR, SPAN)) if text), "")
    if why:
        return word("years.note_refused", first=first, why=why)
    if question.year is None:
        return word("years.note_coming", year=state.year, first=first)
    if question.behind:
        return word("years.note_behind", year=state.year)
    return word("years.note_year", first=first)


def found_in_year(question: Question, finding: str) -> str:
    """Say of which later year a finding is, where it is of one."""
    return finding if question.year is None else word("years.finding", year=question.year, finding=finding)


def dated(figure: Figure, question: Question) -> Figure:
    """Return a figure whose subtitle says of which later year it is, where it is of one."""
    if question.year is None:
        return figure
    alone = word("years.surface_alone") if figure.name == _SURFACE else ""
    return replace(figure, subtitle=word("years.dated", year=question.year, subtitle=figure.subtitle) + alone)


def year_words(question: Question) -> list[str]:
    """Return the later year as a printed line names it; nothing in the first."""
    return [] if question.year is None else [word("years.printed", year=question.year)]


def year_warnings(question: Question) -> list[WarningLine]:
    """Return the warnings of the levers, and those that a later year adds, which no lever of the first year mends."""
    if question.year is None:
        return warnings_of(question.run)
    known = warnings_of(question.first_year.run)
    texts = {row["text"] for row in known}
    added: list[WarningLine] = [
        {"title": "", "text": word("years.warned", year=question.year, text=one.label), "button": "", "fix": None}
        for one in question.run.warnings
        if one.label not in texts
    ]
    return [*known, *added]
