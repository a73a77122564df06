"""Leaves out work that a sweep would repeat: scenarios that a household can't tell apart are run once for it.

An urban household never sees the rural ratio. What it sees of a scenario goes through a few values: the rules of the
household that follow from its fixed traits and the county's standards (`dibao_standard` from `residence`, say), and the
swept numbers that other rules read directly. Scenarios that agree in these give the household the same result, to the
last bit, so that a grid of 21 × 21 ratios needs 21 runs for urban and 21 for rural households instead of 441 for all.

A few programmes may see more than the others: temporary aid uses the urban standard for everybody. `divided` then lets
them run apart, so that the others keep their few runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engine.compiler.request import KernelRequest
from workbench.engine.plain import run_plain_columns
from workbench.engine.rule import Rule

# More groups of households than this are not worth a pass of their own each.
_MOST_GROUPS = 16
# Running programmes apart works their common rules out twice: it must save more than this share of the work.
_WORTH_DIVIDING = 0.1


@dataclass(frozen=True)
class View:
    """What households see of a scenario: `rules` that follow from the `traits` (inputs), `raw` values read directly."""

    rules: tuple[str, ...]
    traits: tuple[str, ...]
    raw: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Group:
    """Households of equal traits: the scenarios to run for them, and which of those stands for each scenario."""

    scenarios: NDArray[np.int64]
    stands_for: NDArray[np.int64]


def view_of(request: KernelRequest) -> View:
    """Find what households see of the swept parameters, from the graph alone."""
    book, moving = request.book, request.moving
    county = {rule.name for rule in request.rules if rule.entity == "county"}
    changing = set(request.swept) | (county & moving)
    seen: list[str] = []
    traits: set[str] = set()
    raw: set[str] = set()
    for rule in request.rules:
        if rule.entity == "county" or rule.name not in moving:
            continue
        if _follows_from_traits(rule, request, county):
            seen.append(rule.name)
            traits.update(a for a in rule.arguments if a in book.inputs)
        else:
            raw.update(a for a in rule.arguments if a in changing)
    return View(tuple(seen), tuple(sorted(traits)), tuple(sorted(raw)))


def _follows_from_traits(rule: Rule, request: KernelRequest, county: set[str]) -> bool:
    book = request.book
    return rule.entity == "household" and all(
        a in county or a in book.parameters or (a in book.inputs and book.inputs[a].kind is not float)
        for a in rule.arguments
    )


def groups_of(
    request: KernelRequest, arrays: Mapping[str, NDArray[Any]], table: NDArray[np.float64], households: int
) -> tuple[NDArray[np.int64], list[Group]]:
    """Split the households by what they see: the group of each household, and the scenarios each group needs."""
    one: NDArray[np.int64] = np.zeros(households, np.int64)
    everything = np.arange(table.shape[0])
    view = view_of(request)
    if not view.traits:
        return one, [_group(request, view, {}, table)]
    member = one
    kinds: list[dict[str, int]] = [{}]
    for name in view.traits:
        codes = arrays[name]
        values = sorted(set(codes.tolist())) if households else []
        if len(kinds) * len(values) > _MOST_GROUPS:
            return one, [Group(everything, everything)]
        member = member * len(values) + np.searchsorted(values, codes)
        kinds = [{**kind, name: int(value)} for kind in kinds for value in values]
    return member, [_group(request, view, kind, table) for kind in kinds]


def _group(request: KernelRequest, view: View, traits: Mapping[str, int], table: NDArray[np.float64]) -> Group:
    seen = np.empty((table.shape[0], len(view.rules) + len(view.raw)))
    book = request.book
    wanted = (*view.rules, *(name for name in view.raw if name in book.rules))
    numbers = {*book.parameters_of(book.needed(wanted)), *(name for name in view.raw if name not in book.rules)}
    columns = {name: table[:, place].tolist() for place, name in enumerate(request.parameters) if name in numbers}
    values = {**columns, **run_plain_columns(book, traits, columns, wanted)} if wanted else columns
    for place, name in enumerate((*view.rules, *view.raw)):
        seen[:, place] = values[name]
    _, first, stands_for = np.unique(seen, axis=0, return_index=True, return_inverse=True)
    return Group(first.astype(np.int64), stands_for.astype(np.int64))


def divided(
    request: KernelRequest, arrays: Mapping[str, NDArray[Any]], table: NDArray[np.float64], households: int
) -> list[KernelRequest]:
    """Divide a sweep's request into several whose totals and rows see the same swept values, where that saves work.

    Each total and row asked for stands in exactly one of the requests; the order within each is that of the whole.
    """
    seen: dict[frozenset[str], tuple[list[str], list[str]]] = {}
    for name in request.totals:
        seen.setdefault(_swept_behind(replace(request, totals=(name,), rows=())), ([], []))[0].append(name)
    for name in request.rows:
        seen.setdefault(_swept_behind(replace(request, totals=(), rows=(name,))), ([], []))[1].append(name)
    if len(seen) < 2:
        return [request]
    parts = [replace(request, totals=tuple(totals), rows=tuple(rows)) for totals, rows in seen.values()]
    apart = sum(_work(part, arrays, narrowed(table, request, part), households) for part in parts)
    together = _work(request, arrays, table, households)
    return parts if apart < (1 - _WORTH_DIVIDING) * together else [request]


def _swept_behind(request: KernelRequest) -> frozenset[str]:
    """Return the swept parameters behind what a request's households read directly, through county rules too."""
    raw, book = view_of(request).raw, request.book
    through = book.parameters_of(book.needed([name for name in raw if name in book.rules]))
    return frozenset(request.swept) & {*through, *raw}


def _work(
    request: KernelRequest, arrays: Mapping[str, NDArray[Any]], table: NDArray[np.float64], households: int
) -> float:
    """Estimate the work of a request: rules worked out × households × scenarios."""
    member, groups = groups_of(request, arrays, table, households)
    sizes = np.bincount(member, minlength=len(groups))
    fixed = len(request.rules) - len(request.moving)
    return float(sum(n * (fixed + len(request.moving) * g.scenarios.size) for n, g in zip(sizes, groups, strict=True)))


def narrowed(table: NDArray[np.float64], request: KernelRequest, part: KernelRequest) -> NDArray[np.float64]:
    """Return the columns of a request's table of parameters that one of its parts reads."""
    return table[:, [request.parameters.index(name) for name in part.parameters]]
