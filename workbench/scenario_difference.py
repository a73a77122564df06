"""What differs between two scenarios: values with range and status, rules of their own, and everything beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from workbench.law import law
from workbench.parameter.book import Resolved
from workbench.reform import Reform

# What a scenario has beside values and rules.
COMPARED = ("date", "place", "tail", "payers", "years", "correlations", "calibration")
_COLUMNS = ("name", "unit", "this", "other")


class Side(NamedTuple):
    """One of two scenarios: its values, its own rules, its day, and what `COMPARED` names."""

    resolved: Mapping[str, Resolved]
    reform: Reform
    date: dt.date
    facts: Mapping[str, object]


def difference(one: Side, other: Side) -> pl.DataFrame:
    """Return one row for each value, rule or fact that differs: name, unit, this, other, as texts."""
    mine, theirs = one.resolved, other.resolved
    rows = [
        (name, (mine.get(name) or theirs[name]).parameter.unit, *pair)
        for name in dict.fromkeys([*mine, *theirs])
        if len(set(pair := (_shown(mine.get(name)), _shown(theirs.get(name))))) > 1
    ]
    own, others = _rule_texts(one.reform), _rule_texts(other.reform)
    for name in dict.fromkeys([*own, *others]):
        texts = own.get(name, _of_law(one.date, name)), others.get(name, _of_law(other.date, name))
        if texts[0] != texts[1]:
            rows.append((name, "text", *texts))
    rows += [
        (name, "text", str(one.facts[name]), str(other.facts[name]))
        for name in COMPARED
        if one.facts[name] != other.facts[name]
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")


def _rule_texts(reform: Reform) -> dict[str, str]:
    """Write each rule of a scenario's own, by name: its sentence and the beginning of its digest."""
    texts: dict[str, list[str]] = {}
    for one in reform.rules:
        texts.setdefault(one.name, []).append(f"{one.rule.sentence} ({one.digest[:8]})")
    return {name: " | ".join(ones) for name, ones in texts.items()}


def _of_law(date: dt.date, name: str) -> str:
    rule = law(date).rules.get(name)
    return "–" if rule is None else f"the law's rule: {rule.sentence}"


def _shown(item: Resolved | None) -> str:
    """Write a value with its range and status; – for a parameter that the scenario hasn't."""
    if item is None:
        return "–"
    spread = item.spread
    ends = "" if spread is None else f" ({spread.low:g} to {spread.high:g}, {spread.family})"
    return f"{item.written}{ends}, {item.status}"
