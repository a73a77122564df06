"""Leaves out work that a sweep would repeat: scenarios that a household can't tell apart are run once for it.

An urban household never sees the rural ratio. What it sees of a scenario goes through a few values: the rules of the
household that follow from its fixed traits and the county's standards (`dibao_standard` from `residence`, say), and the
swept numbers that other rules read directly. Scenarios that agree in these give the household the same result, to the
last bit, so that a grid of 21 × 21 ratios needs 21 runs for urban and 21 for rural households instead of 441 for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engine.kernel_request import KernelRequest
from workbench.engine.plain import run_plain
from workbench.engine.rule import Rule

# More groups of households than this are not worth a pass of their own each.
_MOST_GROUPS = 16


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
    wanted = (*view.rules, *(name for name in view.raw if name in request.book.rules))
    for s, row in enumerate(table):
        values = dict(zip(request.parameters, row.tolist(), strict=True))
        result = run_plain(request.book, traits, [], values, wanted).household
        seen[s] = [result[name] if name in result else values[name] for name in (*view.rules, *view.raw)]
    _, first, stands_for = np.unique(seen, axis=0, return_index=True, return_inverse=True)
    return Group(first.astype(np.int64), stands_for.astype(np.int64))
