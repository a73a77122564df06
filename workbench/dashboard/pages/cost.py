"""Cost and who pays: why it costs more, whether the county can bear it, and who pays for which programme."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.charts import CountyCost, Figure, county_share, payer_flow, programme_costs, waterfall
from workbench.dashboard.asked import Asked, Heavy, Key, Progress
from workbench.dashboard.budget import budget_of, budget_section
from workbench.dashboard.intervals import INTERVALS, Intervals
from workbench.dashboard.levers import policy_sections, temporary_section
from workbench.dashboard.page_kind import Page, Said
from workbench.dashboard.state import CARE_LEVERS, TEMPORARY_LEVERS
from workbench.dashboard.tiles import in_town, under
from workbench.decisions import Decomposition, decompose
from workbench.errors import InputError
from workbench.language import money, money_change, share, word
from workbench.simulation import Run, county_must_find, simulate
from workbench.simulation import programme_costs as costs_of

WATERFALL, SHARE, FLOW, PAYERS = "waterfall_cost_yuan_per_year", "county_share", "payer_flow", "programme_costs"
# Futures behind the whiskers of the waterfall: with k causes each is run 2 to the power of k times.
_CAUSE_FUTURES = 30


def _law_key(asked: Asked) -> Key:
    return asked.settings(without=CARE_LEVERS)


def _make_law(asked: Asked, _: Progress) -> Run:
    return simulate(asked.results.county, asked.scenario, rows=False)


# Every programme and not only dibao and tekun: twice as long as the page's own run.
WHOLE_LAW = Heavy("law", _law_key, _make_law, patient=False, follows=True)


def _causes_key(asked: Asked) -> Key | None:
    law = [name for name in asked.state.levers if name not in (*CARE_LEVERS, *TEMPORARY_LEVERS)]
    if not law or asked.results.county.persons.is_empty():
        return None
    return _law_key(asked)


def _make_causes(asked: Asked, progress: Progress) -> Decomposition:
    return decompose(asked.base, asked.run, futures=_CAUSE_FUTURES, progress=progress)


CAUSES = Heavy("causes", _causes_key, _make_causes, follows=True)


@dataclass(frozen=True, eq=False)
class Strip:
    """The intervals of the baseline, the kept scenarios and the one at hand, by letter ("": none) and role."""

    rows: tuple[tuple[str, str, Intervals], ...]


def _compared(asked: Asked) -> list[tuple[str, str, Asked]]:
    """List what is compared: the baseline, what is kept, and the levers as they stand, if they are neither."""
    state = asked.state
    found: list[tuple[str, str, dict[str, float]]] = [("", "baseline", {})]
    for letter, levers in state.kept.items():
        found.append((letter, "scenario" if letter == state.letter else "kept", dict(levers)))
    if state.levers and not state.letter:
        found.append(("", "scenario", dict(state.levers)))
    return [(letter, role, Asked(replace(state, levers=levers), asked.results)) for letter, role, levers in found]


def _strip_key(asked: Asked) -> Key | None:
    keys = [(letter, role, INTERVALS.key(one)) for letter, role, one in _compared(asked)]
    return None if any(key is None for _, _, key in keys) else tuple(keys)


def _make_strip(asked: Asked, progress: Progress) -> Strip:
    wanted = _compared(asked)

    def told(k: int) -> Progress:
        return lambda done, total: progress(k * total + done, len(wanted) * total)

    rows = []
    for k, (letter, role, one) in enumerate(wanted):
        found = one.work_out(INTERVALS, told(k))
        if found is None:
            raise InputError(one.refused(INTERVALS))
        rows.append((letter, role, found))
    return Strip(tuple(rows))


STRIP = Heavy("strip", _strip_key, _make_strip)


def _draw(asked: Asked) -> list[Figure]:
    found = []
    causes, strip, law = (asked.answer_or_older(heavy) for heavy in (CAUSES, STRIP, WHOLE_LAW))
    if causes is not None:
        found.append(waterfall(causes, asked.run))
    if strip is not None:
        budget = budget_of(asked, "county")
        rows = [_county_cost(letter, role, one, budget) for letter, role, one in strip.rows]
        found.append(county_share(rows, budget, asked.run, futures=asked.results.futures))
    if law is not None:
        found += [payer_flow(law), programme_costs(law)]
    return found


def _county_cost(letter: str, role: str, intervals: Intervals, budget: float) -> CountyCost:
    low, high, median = intervals.county_cost()
    usual = word("dashboard.chip_baseline" if role == "baseline" else "dashboard.chip_scenario")
    name = word("dashboard.scenario_letter", name=letter) if letter else usual
    return CountyCost(name, role, low, median, high, intervals.chance_within(budget))


def _said(asked: Asked) -> Said:
    law = asked.answer_or_older(WHOLE_LAW)
    if law is None:
        return Said(word("dashboard.making_law"), under(asked))
    total, county = _total(law), county_must_find(law)
    told = {"total": money(total), "county": money(county), "share": share(county / total if total else 0.0, 0)}
    more = asked.run.headline["cost_yuan_per_year"] - asked.base.headline["cost_yuan_per_year"]
    if abs(more) < 0.5:
        return Said(in_town(asked, word("dashboard.finding_cost", **told)), under(asked))
    return Said(in_town(asked, word("dashboard.finding_cost_more", more=money_change(more), **told)), under(asked))


def _total(law: Run) -> float:
    return float(costs_of(law)["cost_yuan_per_year"].sum())


def _empty(asked: Asked, figure: str) -> str:
    if asked.results.county.persons.is_empty() and figure not in (FLOW, PAYERS):
        return word("dashboard.empty_nobody")
    if figure == WATERFALL and _causes_key(asked) is None:
        return word("dashboard.empty_causes")
    return ""


PAGE = Page(
    "cost",
    figures=(WATERFALL, FLOW, SHARE, PAYERS),
    draw=_draw,
    said=_said,
    sections=lambda asked: [
        *policy_sections(asked.run, asked.base),
        temporary_section(asked.run, asked.base),
        budget_section(asked),
    ],
    heavy=(WHOLE_LAW, STRIP, CAUSES),
    waits={WATERFALL: CAUSES, SHARE: STRIP, FLOW: WHOLE_LAW, PAYERS: WHOLE_LAW},
    empty=_empty,
    follows=True,
    whole=frozenset({SHARE}),
)
