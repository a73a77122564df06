"""Heavy answers over years: the people of each year, and every compared scenario's answers from year to year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.dashboard.answers.kept_years import ROWS, KeptYears, kept_years
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.answers.year_people import Ground, ground
from workbench.dashboard.state.page_errors import refusal
from workbench.dashboard.state.page_state import State
from workbench.dashboard.state.page_years import page_years
from workbench.dashboard.state.scenario_levers import CARE_LEVERS, Levers, same
from workbench.yearly import ReceiptMemory


def _people_key(question: Question) -> Key | None:
    if page_years(question.results.baseline) is None or question.results.county.persons.is_empty():
        return None
    return ("lives",)


def _make_people(question: Question, progress: Progress) -> Ground:
    return ground(question.results.county, question.results.baseline, progress)


# No lever moves the people: made once, and never left because a lever moves.
PEOPLE = Heavy("lives", _people_key, _make_people, most=1, patient=False, all_years=True)


@dataclass(frozen=True, eq=False)
class Spans:
    """The compared scenarios over years: (levers, answers), the baseline first; kept: by letter; levers: at hand."""

    found: tuple[tuple[Levers, KeptYears], ...]
    kept: Mapping[str, Levers]
    levers: Levers

    @property
    def base(self) -> KeptYears:
        """The baseline's answers."""
        return self.found[0][1]

    @property
    def now(self) -> KeptYears:
        """Those of the levers at hand; the baseline's where none is moved."""
        return self.of(self.levers)

    def of(self, levers: Levers) -> KeptYears:
        """Return the answers of a setting that is compared; raises KeyError for another one."""
        for one, answers in self.found:
            if same(one, levers):
                return answers
        raise KeyError(f"levers {dict(levers)}: not among those worked out over years")


def compared_levers(state: State) -> list[Levers]:
    """Return the settings that are compared, each once: the baseline's, the kept ones, and the levers at hand."""
    found: list[Levers] = [{}]
    for levers in (*state.kept.values(), state.levers):
        if not any(same(levers, one) for one in found):
            found.append(dict(levers))
    return found


def _last(question: Question) -> int | None:
    span = page_years(question.results.baseline)
    return None if span is None else span[-1]


def _key_until(question: Question, last: int | None) -> Key | None:
    if last is None or _people_key(question) is None:
        return None
    compared = [question.state.levers, *compared_levers(question.state)]
    return (last, *(_at(question, levers).settings(without=CARE_LEVERS) for levers in compared))


def _at(question: Question, levers: Levers) -> Question:
    return Question(replace(question.state, levers=levers), question.results)


def _make_until(question: Question, last: int, progress: Progress) -> Spans:
    """Work out each compared scenario up to a year; what another question has worked out is taken."""
    wanted = compared_levers(question.state)
    base = question.work_out(PEOPLE)
    if base is None:
        raise refusal("dashboard.empty_nobody")

    def part_of(k: int) -> Progress:
        return lambda done, total: progress(k * total + done, len(wanted) * total)

    found = []
    for k, levers in enumerate(wanted):
        one = _at(question, levers)
        answers, key = question.results.answers, (last, *one.settings(without=CARE_LEVERS))
        kept = answers.find("years_of_one", key)
        if not isinstance(kept, KeptYears):
            memory = ReceiptMemory(base.memory, ROWS)
            kept = kept_years(base.people, memory, one.scenario, last, part_of(k))
            answers.keep("years_of_one", key, kept, _MOST_OF_ONE)
        found.append((levers, kept))
    state = question.state
    kept_levers = {letter: dict(levers) for letter, levers in state.kept.items()}
    return Spans(tuple(found), kept_levers, dict(state.levers))


_MOST_OF_ONE = 6  # a scenario over fifteen years of a county holds some 60 MB


def _span_key(question: Question) -> Key | None:
    return _key_until(question, _last(question))


def _make_span(question: Question, progress: Progress) -> Spans:
    return _make_until(question, _last(question) or 0, progress)


SPAN = Heavy("years", _span_key, _make_span, most=2, all_years=True)


def _to_year_key(question: Question) -> Key | None:
    """Nothing to work out where the whole span is there, or no year is chosen."""
    whole = _span_key(question)
    if question.state.year is None or whole is None or question.answer(SPAN) is not None:
        return None
    return _key_until(question, question.state.year)


def _make_to_year(question: Question, progress: Progress) -> Spans:
    return _make_until(question, question.state.year or 0, progress)


# The chosen year first: a part of the span, and the picture that whoever moves a lever waits for.
TO_YEAR = Heavy("to_year", _to_year_key, _make_to_year, most=2, patient=False, all_years=True)


def spans_of(question: Question) -> Spans | None:
    """Return the answers that reach the chosen year and belong to just these settings; None until they are there."""
    whole = question.answer(SPAN)
    return whole if whole is not None else question.answer(TO_YEAR)
