"""The number tiles and the page's finding: values, changes to the baseline, 80 % intervals, and the words for them."""

from __future__ import annotations

from collections.abc import Callable

from workbench.charts.base.notes import scenario_name
from workbench.dashboard.answers.futures import INTERVALS, Intervals
from workbench.dashboard.answers.question import Question
from workbench.dashboard.view.budget import budget_of
from workbench.dashboard.view.page import Heading
from workbench.dashboard.view.page_data import NumberTile
from workbench.language import (
    change_in_points,
    in_language,
    interval,
    money,
    money_change,
    people,
    people_change,
    share,
    town_name,
    word,
)
from workbench.law import payer_table
from workbench.simulation import Run, coverage_of_poor
from workbench.simulation.levers_in_force import in_force

WRITTEN: dict[str, Callable[[float], str]] = {
    "persons": people,
    "coverage": share,
    "cost": money,
    "county": money,
    "tekun": money,
}


def county_heading(question: Question) -> Heading:
    """Return what the pages about the whole county say: what the levers change, against what, and the tiles."""
    return Heading(in_town(question, finding(question.run, question.base)), under(question), tiles_of(question))


def in_town(question: Question, finding: str) -> str:
    """Say of which town a finding is, where it is of one."""
    if question.whole is None:
        return finding
    return word("dashboard.finding_town", town=town_name(str(question.state.town)), finding=finding)


def finding(run: Run, base: Run) -> str:
    """Say in one sentence what the scenario changes, with a branch for every sign."""
    persons = run.headline.total.persons - base.headline.total.persons
    cost = run.headline.total.cost - base.headline.total.cost
    if abs(persons) < 0.5 and abs(cost) < 0.5:
        now = run.headline.total
        return word("dashboard.finding_same", persons=people(now.persons), cost=money(now.cost))
    if abs(persons) < 0.5:
        return word("dashboard.finding_more_people_same", cost=money_change(cost))
    if persons > 0 and cost > 0:
        return word("dashboard.finding_more", persons=people(persons), cost=money(cost))
    if persons < 0 and cost < 0:
        return word("dashboard.finding_fewer", persons=people(-persons), cost=money(-cost))
    return word("dashboard.finding_mixed", persons=people_change(persons), cost=money_change(cost))


def under(question: Question) -> str:
    """Say which ratios are compared with which."""
    run, base = question.run, question.base
    ratios = {r: percent(run, r) for r in ("urban", "rural")}
    if run is base:
        return word("dashboard.under_baseline", baseline=scenario_name(base), **ratios)
    before = {f"base_{r}": percent(base, r) for r in ("urban", "rural")}
    return word("dashboard.under_finding", baseline=scenario_name(base), **before, **ratios)


def percent(run: Run, residence: str) -> str:
    """Write a residence's dibao ratio in force, without a digit after the point where there is none."""
    values = {name: item.value for name, item in run.resolved.items()}
    value = in_force(f"{residence}_dibao_ratio", values, run.book, run.standards)
    return share(value, 0 if abs(value * 100 - round(value * 100)) < 1e-6 else 1)


def tiles_of(question: Question) -> list[NumberTile]:
    """Return the five tiles of the county or of the chosen town, with the intervals there are by now."""
    intervals = question.answer(INTERVALS)
    found = tiles(question.run, question.base, intervals=intervals, coming=question.lacks(INTERVALS))
    if question.whole is None and intervals is not None:  # the budget is the county's
        budget = budget_of(question, "county")
        told = word("dashboard.tile_county_chance", share=share(intervals.chance_within(budget), 0))
        county = next(tile for tile in found if tile["name"] == "county")
        county["beside"] = told
        county["strip"]["target"] = _place(budget, numbers(question.base, question.base)["county"])
    return found


def tiles(run: Run, base: Run, *, intervals: Intervals | None = None, coming: bool = True) -> list[NumberTile]:
    """Return the five tiles: label, number and unit, change (empty: none), one extra fact, places on the strip.

    The interval is said as soon as it is there; until then the note says that it is `coming`, or that there is none.
    """
    now, then = numbers(run, base), numbers(base, base)
    residents = _residents(run)
    part = share(now["persons"] / residents if residents else float("nan"))
    extra = {
        "persons": word("dashboard.tile_persons_extra", share=part),
        "coverage": "",
        "cost": _relative(now["cost"], then["cost"]),
        "county": word("dashboard.tile_county_extra", share=share(now["county"] / now["cost"] if now["cost"] else 0.0)),
        "tekun": word("dashboard.tile_recipients", n=people(now["tekun_persons"])),
    }
    ends = {} if intervals is None else intervals.ends
    return [
        _tile(name, (then[name], now[name]), extra[name], _note(name, intervals, coming), ends.get(name))
        for name in WRITTEN
    ]


def numbers(run: Run, base: Run) -> dict[str, float]:
    """Return the tiles' numbers by name: people, a share, yuan a year; and the tekun recipients."""
    costs = {"dibao": run.headline.dibao.cost, "tekun": run.headline.tekun.cost}
    shares = payer_table().with_shares(run.scenario.payers).shares
    return {
        "persons": run.headline.total.persons,
        "coverage": coverage_of_poor(run, "county", line=base)["county"],
        "cost": run.headline.total.cost,
        "county": sum(cost * shares[name].of("county") for name, cost in costs.items()),
        "tekun": costs["tekun"],
        "tekun_persons": run.headline.tekun.persons,
    }


def _residents(run: Run) -> float:
    columns = run.population.arrays()
    return float((columns.household["weight"] * (columns.starts[1:] - columns.starts[:-1])).sum())


def _note(name: str, intervals: Intervals | None, coming: bool) -> str:
    if intervals is None and coming:
        return word("dashboard.tile_interval_later")
    ends = None if intervals is None else intervals.ends.get(name)
    if ends is None:
        return word("dashboard.tile_no_interval")
    return word("dashboard.tile_interval", range=interval(*(WRITTEN[name](end) for end in ends)))


def _relative(now: float, before: float) -> str:
    if before <= 0 or abs(now - before) < 0.5:
        return ""
    part = (now - before) / before
    return ("+" if part > 0 else "") + share(part)


def change(name: str, before: float, now: float) -> str:
    """Write how far a tile's number has moved, with its sign; ±0 where it hasn't."""
    if name == "coverage":
        return change_in_points(now - before)
    return people_change(now - before) if name == "persons" else money_change(now - before)


def _tile(name: str, strip: tuple[float, float], extra: str, note: str, ends: tuple[float, float] | None) -> NumberTile:
    base, now = strip
    moved = change(name, base, now)
    value, unit = _split(WRITTEN[name](now))
    same = moved in ("±0", "–")  # nothing to compare is no change either
    return {
        "name": name,
        "label": word(f"dashboard.tile_{name}"),
        "number": value,
        "unit": unit,
        "change": moved,
        "same": same,
        "beside": word("dashboard.tile_same_words") if same else (extra or word("dashboard.tile_against")),
        "strip": {
            "base": _place(base, base),
            "now": _place(now, base),
            "band": [_place(end, base) for end in ends] if ends else None,
            "target": None,
        },
        "note": note,
    }


def _place(value: float, base: float) -> float:
    """Where on the strip a value stands; its range is fixed by the baseline: a slider doesn't move it."""
    low, high = base * 0.5, base * 1.7
    return min(1.0, max(0.0, (value - low) / (high - low))) if high > low else 0.5


def _split(number: str) -> tuple[str, str]:
    """Part a written number from its Chinese unit, which stands smaller beside it; English units belong to it."""
    digits = number.rstrip(in_language("人万亿元%", ""))
    return digits, number[len(digits) :]
