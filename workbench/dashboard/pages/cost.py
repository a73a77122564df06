"""Cost and who pays: why it costs more, whether the county can bear it, and who pays for which programme."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.charts import CountyCost, Figure, county_share, payer_flow, programme_costs, waterfall
from workbench.dashboard.answers.futures import INTERVALS, Intervals
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.state.page_errors import PageError
from workbench.dashboard.state.scenario_levers import CARE_LEVERS, TEMPORARY_LEVERS
from workbench.dashboard.view.budget import budget_of, budget_section
from workbench.dashboard.view.levers import policy_sections, temporary_section
from workbench.dashboard.view.page import Heading, Page
from workbench.dashboard.view.tiles import in_town, under
from workbench.decisions import Decomposition, decompose
from workbench.language import money, money_change, share, word
from workbench.simulation import Run, county_must_find, simulate
from workbench.simulation import programme_costs as costs_of

WATERFALL, SHARE, FLOW, PAYERS = "waterfall_cost_yuan_per_year", "county_share", "payer_flow", "programme_costs"
# Futures behind the whiskers of the waterfall: with k causes each is run 2 to the power of k times.
_CAUSE_FUTURES = 30


def _law_key(question: Question) -> Key:
    return question.settings(without=CARE_LEVERS)


def _make_law(question: Question, _: Progress) -> Run:
    return simulate(question.run.population, question.scenario, rows=False)


# Every programme and not only dibao and tekun: twice as long as the page's own run.
WHOLE_LAW = Heavy("law", _law_key, _make_law, patient=False, follows=True)


def _causes_key(question: Question) -> Key | None:
    law = [name for name in question.state.levers if name not in (*CARE_LEVERS, *TEMPORARY_LEVERS)]
    if not law or question.results.county.persons.is_empty() or question.year is not None:
        return None
    return _law_key(question)


def _make_causes(question: Question, progress: Progress) -> Decomposition:
    return decompose(question.base, question.run, futures=_CAUSE_FUTURES, progress=progress)


CAUSES = Heavy("causes", _causes_key, _make_causes, follows=True)


@dataclass(frozen=True, eq=False)
class Strip:
    """The intervals of the baseline, the kept scenarios and the one at hand, by letter ("": none) and role."""

    rows: tuple[tuple[str, str, Intervals], ...]


def _compared(question: Question) -> list[tuple[str, str, Question]]:
    """List what is compared: the baseline, what is kept, and the levers as they stand, if they are neither."""
    state = question.state
    found: list[tuple[str, str, dict[str, float]]] = [("", "baseline", {})]
    for letter, levers in state.kept.items():
        found.append((letter, "scenario" if letter == state.letter else "kept", dict(levers)))
    if state.levers and not state.letter:
        found.append(("", "scenario", dict(state.levers)))
    return [(letter, role, Question(replace(state, levers=levers), question.results)) for letter, role, levers in found]


def _strip_key(question: Question) -> Key | None:
    if question.year is not None:  # futures are of one year, without the past that a later year rests on
        return None
    keys = [(letter, role, INTERVALS.key(one)) for letter, role, one in _compared(question)]
    return None if any(key is None for _, _, key in keys) else tuple(keys)


def _make_strip(question: Question, progress: Progress) -> Strip:
    wanted = _compared(question)

    def part_of(k: int) -> Progress:
        return lambda done, total: progress(k * total + done, len(wanted) * total)

    rows = []
    for k, (letter, role, one) in enumerate(wanted):
        found = one.work_out(INTERVALS, part_of(k))
        if found is None:
            raise PageError(one.refused(INTERVALS))
        rows.append((letter, role, found))
    return Strip(tuple(rows))


STRIP = Heavy("strip", _strip_key, _make_strip)


def _draw(question: Question) -> list[Figure]:
    found = []
    causes = question.answer_or_older(CAUSES)
    if causes is not None:
        found.append(waterfall(causes, question.run))
    strip = question.answer_or_older(STRIP)
    if strip is not None:
        budget = budget_of(question, "county")
        rows = [_county_cost(letter, role, one, budget) for letter, role, one in strip.rows]
        found.append(county_share(rows, budget, question.run, futures=question.results.futures))
    law = question.answer_or_older(WHOLE_LAW)
    if law is not None:
        found += [payer_flow(law), programme_costs(law)]
    return found


def _county_cost(letter: str, role: str, intervals: Intervals, budget: float) -> CountyCost:
    low, high, median = intervals.county_cost()
    usual = word("dashboard.chip_baseline" if role == "baseline" else "dashboard.chip_scenario")
    name = word("dashboard.scenario_letter", name=letter) if letter else usual
    return CountyCost(name, role, low, median, high, intervals.chance_within(budget))


def _heading(question: Question) -> Heading:
    law = question.answer_or_older(WHOLE_LAW)
    if law is None:
        return Heading(word("dashboard.making_law"), under(question))
    total, county = _total(law), county_must_find(law)
    told = {"total": money(total), "county": money(county), "share": share(county / total if total else 0.0, 0)}
    more = question.run.headline.total.cost - question.base.headline.total.cost
    if abs(more) < 0.5:
        return Heading(in_town(question, word("dashboard.finding_cost", **told)), under(question))
    return Heading(
        in_town(question, word("dashboard.finding_cost_more", more=money_change(more), **told)), under(question)
    )


def _total(law: Run) -> float:
    return float(costs_of(law)["cost_yuan_per_year"].sum())


def _empty(question: Question, figure: str) -> str:
    if question.results.county.persons.is_empty() and figure not in (FLOW, PAYERS):
        return word("dashboard.empty_nobody")
    if figure in (WATERFALL, SHARE) and question.year is not None:
        return word("years.no_futures", year=question.year)
    if figure == WATERFALL and _causes_key(question) is None:
        return word("dashboard.empty_causes")
    return ""


PAGE = Page(
    "cost",
    figures=(WATERFALL, FLOW, SHARE, PAYERS),
    draw=_draw,
    heading=_heading,
    sections=lambda question: [
        *policy_sections(question.run, question.base),
        temporary_section(question.run, question.base),
        budget_section(question),
    ],
    heavy=(WHOLE_LAW, STRIP, CAUSES),
    waits={WATERFALL: CAUSES, SHARE: STRIP, FLOW: WHOLE_LAW, PAYERS: WHOLE_LAW},
    empty=_empty,
    follows=True,
    years="follows",
    whole=frozenset({SHARE}),
)
