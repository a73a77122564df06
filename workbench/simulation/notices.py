"""What must travel with every result: warnings, and the list of values that are not published figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from workbench.language import LANGUAGES, using_language
from workbench.parameter.book import Resolved
from workbench.population import Population
from workbench.scenario import Scenario


@dataclass(frozen=True)
class Notice:
    """A warning in both languages; `parameter` names what it is about ("" when it is no parameter)."""

    en: str
    zh: str
    parameter: str = ""


def notice(write: Callable[[], str], parameter: str = "") -> Notice:
    """Return a notice from what `write` says in either language (from the catalogue of words)."""
    told: dict[str, str] = {}
    for language in LANGUAGES:
        with using_language(language):
            told[language] = write()
    return Notice(told["en"], told["zh"], parameter)


def _number(value: float, unit: str) -> str:
    return f"{value:.1%}" if unit == "share" else f"{value:g}"


def corridor_notices(resolved: Mapping[str, Resolved]) -> list[Notice]:
    """Warn of every value outside what the policy allows."""
    notices = []
    for name, item in resolved.items():
        corridor = item.parameter.corridor
        if corridor is None or not item.outside_corridor:
            continue
        unit = item.parameter.unit
        low = _number(corridor.low, unit) if corridor.low is not None else None
        high = _number(corridor.high, unit) if corridor.high is not None else None
        value = _number(item.value, unit)
        clause = item.parameter.clause
        en = f"{low}–{high}" if low and high else (f"at least {low}" if low else f"at most {high}")
        zh = f"{low}～{high}" if low and high else (f"不低于{low}" if low else f"不高于{high}")
        notices.append(
            Notice(
                f"{item.parameter.en}: {value} lies outside what {clause} allows ({en})",
                f"{item.parameter.zh}{value}，超出{clause}规定的{zh}",
                name,
            )
        )
    return notices


def tail_notices(scenario: Scenario, population: Population) -> list[Notice]:
    """Warn when take-up was fitted to another income tail than the population has."""
    if scenario.tail is None or population.tail is None or scenario.tail == population.tail:
        return []
    return [
        Notice(
            f"the scenario was calibrated for the {scenario.tail} income tail; "
            f"the county has the {population.tail} tail",
            f"方案按“{scenario.tail}”收入尾部校准，而人口采用“{population.tail}”尾部",
        )
    ]


def assumptions_table(resolved: Mapping[str, Resolved]) -> pl.DataFrame:
    """List every parameter behind a result: name, labels, role, value, unit, status, source, since."""
    rows = [
        {
            "name": name,
            "en": item.parameter.en,
            "zh": item.parameter.zh,
            "role": item.parameter.role,
            "value": str(item.written),
            "unit": item.parameter.unit,
            "status": item.status,
            "source": item.source,
            "since": "scenario" if item.since is None else str(item.since),
        }
        for name, item in resolved.items()
    ]
    return pl.DataFrame(rows)
