"""The number tiles and the page's finding: values, changes to the baseline, and the words for them."""

from __future__ import annotations

from typing import Any

from workbench.language import (
    change_in_points,
    current_language,
    money,
    money_change,
    people,
    people_change,
    share,
    word,
)
from workbench.simulation import Run, coverage_of_poor


def finding(run: Run, base: Run) -> str:
    """Say in one sentence what the scenario changes, with a branch for every sign."""
    persons = run.headline["persons"] - base.headline["persons"]
    cost = run.headline["cost_yuan_per_year"] - base.headline["cost_yuan_per_year"]
    if abs(persons) < 0.5 and abs(cost) < 0.5:
        now = run.headline
        return word("dashboard.finding_same", persons=people(now["persons"]), cost=money(now["cost_yuan_per_year"]))
    if abs(persons) < 0.5:
        return word("dashboard.finding_more_people_same", cost=money_change(cost))
    if persons > 0 and cost > 0:
        return word("dashboard.finding_more", persons=people(persons), cost=money(cost))
    if persons < 0 and cost < 0:
        return word("dashboard.finding_fewer", persons=people(-persons), cost=money(-cost))
    return word("dashboard.finding_mixed", persons=people_change(persons), cost=money_change(cost))


def tiles(run: Run, base: Run) -> list[dict[str, Any]]:
    """Return the five tiles: label, number and unit, change (empty: none), one extra fact, places on the strip."""
    now, then = run.headline, base.headline
    residents = _residents(run)
    covered, before = _coverage(run, base), _coverage(base, base)
    cost, cost_before = now["cost_yuan_per_year"], then["cost_yuan_per_year"]
    return [
        _tile(
            "persons",
            people(now["persons"]),
            people_change(now["persons"] - then["persons"]),
            word(
                "dashboard.tile_persons_extra", share=share(now["persons"] / residents if residents else float("nan"))
            ),
            (then["persons"], now["persons"]),
        ),
        _tile("coverage", share(covered), change_in_points(covered - before), "", (before, covered)),
        _tile(
            "cost",
            money(cost),
            money_change(cost - cost_before),
            _relative(cost, cost_before),
            (cost_before, cost),
        ),
        *(_programme_tile(name, now, then) for name in ("dibao", "tekun")),
    ]


def _programme_tile(name: str, now: dict[str, float], then: dict[str, float]) -> dict[str, Any]:
    cost, before = now[f"{name}_cost_yuan_per_year"], then[f"{name}_cost_yuan_per_year"]
    recipients = word("dashboard.tile_recipients", n=people(now[f"{name}_persons"]))
    return _tile(name, money(cost), money_change(cost - before), recipients, (before, cost))


def _residents(run: Run) -> float:
    columns = run.population.arrays()
    return float((columns.household["weight"] * (columns.starts[1:] - columns.starts[:-1])).sum())


def _coverage(run: Run, base: Run) -> float:
    return coverage_of_poor(run, line=base)["county"]


def _relative(now: float, before: float) -> str:
    if before <= 0 or abs(now - before) < 0.5:
        return ""
    change = (now - before) / before
    return ("+" if change > 0 else "") + share(change)


def _tile(name: str, number: str, change: str, extra: str, strip: tuple[float, float]) -> dict[str, Any]:
    value, unit = _split(number)
    base, now = strip
    same = change in ("±0", "–")  # nothing to compare is no change either
    # The strip's range is fixed by the baseline, so that it doesn't move with the slider.
    low, high = base * 0.5, base * 1.7
    place = {
        k: min(1.0, max(0.0, (v - low) / (high - low))) if high > low else 0.5
        for k, v in (("base", base), ("now", now))
    }
    return {
        "name": name,
        "label": word(f"dashboard.tile_{name}"),
        "number": value,
        "unit": unit,
        "change": change,
        "same": same,
        "beside": word("dashboard.tile_same_words") if same else (extra or word("dashboard.tile_against")),
        "strip": place,
        "note": word("dashboard.tile_interval_later"),
    }


def _split(number: str) -> tuple[str, str]:
    """Part a written number from its Chinese unit, which stands smaller beside it; English units belong to it."""
    if current_language() == "en":
        return number, ""
    digits = number.rstrip("人万亿元%")
    return digits, number[len(digits) :]
