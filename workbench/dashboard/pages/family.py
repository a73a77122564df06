"""One family: what it gets and why, step by step with the clause; and what one more yuan of wage would leave it."""

from __future__ import annotations

from workbench.charts import Figure
from workbench.charts import ladder as ladder_figure
from workbench.charts.programme_costs import programme_name
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.state.invented_family import MEMBER_FIELDS, MOST_MEMBERS, InventedFamily
from workbench.dashboard.state.page_errors import refusal
from workbench.dashboard.state.scenario_levers import CARE_LEVERS
from workbench.dashboard.view.chosen_household import Subject, earner, subject
from workbench.dashboard.view.family_steps import assumptions_used, circumstances, steps_of
from workbench.dashboard.view.levers import policy_sections, temporary_section
from workbench.dashboard.view.page import Heading, Page
from workbench.dashboard.view.page_data import Data
from workbench.household import Explanation, Ladder, ladder
from workbench.household.explanation import WHOLE
from workbench.language import town_name, word, yuan
from workbench.place import current_place

LADDER = "ladder_wage_income"
_HIGHEST_WAGE, _STEP = 5000, 100  # yuan a month; cliffs between two steps are found to the fen


def _ladder_key(question: Question) -> Key | None:
    found = subject(question)
    if found is None:
        return None
    who = question.state.told.written() if question.state.told else str(found.household_id)
    return (who, *question.settings(without=CARE_LEVERS))


def _make_ladder(question: Question, progress: Progress) -> Ladder:
    found = subject(question)
    if found is None:
        raise refusal("household_none")
    made = ladder(
        found.family,
        question.scenario,
        swept="wage_income",
        values=range(0, _HIGHEST_WAGE + 1, _STEP),
        member=earner(found.persons),
    )
    progress(1, 2)
    made.cliffs.height  # noqa: B018 - searched here, so that drawing doesn't wait for it
    return made


LADDERS = Heavy("ladder", _ladder_key, _make_ladder, most=8)


def _draw(question: Question) -> list[Figure]:
    found = question.answer_or_older(LADDERS)
    return [] if found is None else [ladder_figure(found)]


def _aid(found: Explanation) -> float:
    return float(found.result.household[WHOLE])


def family_finding(found: Subject | None) -> str:
    """Say what the family gets, of which programme most, and how much more or less than before."""
    if found is None:
        return word("dashboard.empty_family")
    now, before = _aid(found.now), _aid(found.before)
    n = found.persons.height
    if now < 0.005:
        return word("dashboard.finding_family_lost" if before >= 0.005 else "dashboard.finding_family_nothing", n=n)
    amounts = found.now.amounts()
    most = max(amounts, key=lambda name: amounts[name])
    told = {"n": n, "sum": yuan(now), "programme": programme_name(most), "amount": yuan(amounts[most])}
    if abs(now - before) < 0.005:
        return word("dashboard.finding_family_same", **told)
    sign = "more" if now > before else "less"
    return word(f"dashboard.finding_family_{sign}", change=yuan(abs(now - before)), **told)


def family_under(question: Question, found: Subject | None) -> str:
    """Say where the family lives, and that nobody real is meant."""
    if found is None:
        return ""
    place = {
        "town": town_name(str(found.household["town"])),
        "residence": word(f"common.{found.household['residence']}"),
        "date": f"{question.scenario.date:%Y-%m}",
    }
    if found.household_id is None:
        return word("dashboard.under_family_told", **place)
    kind = "synthetic" if question.results.county.synthetic else "given"
    return word(f"dashboard.under_family_{kind}", id=found.household_id, **place)


def _heading(question: Question) -> Heading:
    found = subject(question)
    return Heading(family_finding(found), family_under(question, found))


def _beside(question: Question) -> Data:
    found = subject(question)
    shown: Data = {"kind": "family", "controls": _controls(question, found)}
    if found is None:
        return {**shown, "title": word("dashboard.empty_family"), "subtitle": "", "members": [], "steps": []}
    now, before = _aid(found.now), _aid(found.before)
    longest = max(now, before) or 1.0
    return {
        **shown,
        "title": word("dashboard.family_title"),
        "subtitle": word("dashboard.family_subtitle"),
        "members": [circumstances(row) for row in found.persons.iter_rows(named=True)],
        "bars": [
            {"label": word("common.baseline"), "amount": yuan(before), "part": before / longest, "kind": "base"},
            {"label": word("common.scenario"), "amount": yuan(now), "part": now / longest, "kind": "now"},
        ],
        "columns": [word(f"dashboard.family_{c}") for c in ("step", "value", "clause")],
        "steps": steps_of(found.now),
        "used": word("dashboard.family_used"),
        "assumptions": assumptions_used(found.now),
    }


def _controls(question: Question, found: Subject | None) -> Data:
    told = question.state.told
    return {
        "id": {
            "label": word("dashboard.family_id"),
            "value": "" if found is None or found.household_id is None else found.household_id,
        },
        "pick": word("dashboard.family_pick"),
        "invent": word("dashboard.family_invent"),
        "told": None if told is None else _invented(told),
    }


def _invented(told: InventedFamily) -> Data:
    return {
        "residence": {
            "label": word("dashboard.told_residence"),
            "value": told.residence,
            "options": [{"value": r, "label": word(f"common.{r}")} for r in ("urban", "rural")],
        },
        "town": {
            "label": word("dashboard.told_town"),
            "value": told.town,
            "options": [{"value": town, "label": town_name(town)} for town in current_place().towns],
        },
        "fields": [
            {"name": name, "label": word(f"dashboard.told_{name}"), "kind": kind.__name__}
            for name, kind in MEMBER_FIELDS.items()
        ],
        "members": [{name: member.get(name, 0) for name in MEMBER_FIELDS} for member in told.members],
        "who": [word("dashboard.told_member", n=k + 1) for k in range(len(told.members))],
        "add": word("dashboard.told_add"),
        "more": len(told.members) < MOST_MEMBERS,
        "drop": word("dashboard.told_drop"),
        "fewer": len(told.members) > 1,
    }


def _empty(question: Question, _: str) -> str:
    return word("dashboard.empty_family") if _ladder_key(question) is None else ""


PAGE = Page(
    "family",
    figures=(LADDER,),
    draw=_draw,
    heading=_heading,
    sections=lambda question: [
        *policy_sections(question.run, question.base),
        temporary_section(question.run, question.base),
    ],
    heavy=(LADDERS,),
    waits={LADDER: LADDERS},
    fill=frozenset({LADDER}),
    beside=_beside,
    empty=_empty,
    placeless=frozenset({LADDER}),
)
