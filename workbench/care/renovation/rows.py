"""The rows of the renovation's integer programme: what works may do, and what each future asks of them.

Columns: works x[action, home, year]; miss[k] = 1 if future k may miss a target; for homes whose other residents already
exceed their places, places won p and whether any is won; and what softened constraints give way.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.care.renovation.cuts import homes_near
from workbench.care.renovation.problem import BUILD, CLOSE, CONVERT, MILLION, Bools, Floats, RenovationProblem
from workbench.care.renovation.row_list import Rows
from workbench.care.renovation.softening import Columns, Soft, floor_parts, giving

_ROUNDING = 1e-7


def limits(
    problem: RenovationProblem, soft: Collection[Soft] = (), most_in_year: Floats | None = None
) -> tuple[Rows, Columns]:
    """Return the rows of what works may do; softened constraints give way by the columns `soft`."""
    p, rows = problem, Rows()
    years = p.work_years.size
    most = p.most.astype(np.float64)
    if "closable" in soft:
        most[CLOSE] = p.room
    if "convertible" in soft:
        most[CONVERT] = p.room
    if "buildable" in soft:
        most[BUILD] = p.capacity * years
    most[[CONVERT, CLOSE]] = np.minimum(most[[CONVERT, CLOSE]], p.room)
    upper = np.repeat(most[:, :, None], years, axis=2)
    works = rows.new_columns(np.zeros_like(upper), upper, whole=True)
    miss = rows.new_columns(np.zeros(p.futures), np.ones(p.futures), whole=True)
    gives: dict[Soft, NDArray[np.int64]] = {name: giving(p, rows, name) for name in soft if name != "confidence"}

    spent = rows.new_rows(-np.inf, p.budget / MILLION, years)
    rows.put(spent, works, p.cost[:, :, None] / MILLION)
    worked = rows.new_rows(-np.inf, p.capacity, years)
    rows.put(worked, works[[CONVERT, BUILD]], 1.0)
    if "budget" in gives:
        rows.put(spent, gives["budget"], -1.0)
    if "capacity" in gives:
        rows.put(worked, gives["capacity"], -1.0)
    of_homes: tuple[tuple[int, Soft], ...] = ((CONVERT, "convertible"), (BUILD, "buildable"), (CLOSE, "closable"))
    for action, name in of_homes:
        if name == "closable" and "closable" in gives:
            numbers = rows.new_rows(-np.inf, 0.0, p.homes)
            rows.put(numbers, gives["closable"], -p.ordinary)
        else:
            numbers = rows.new_rows(-np.inf, p.most[action], p.homes)
            if name in gives:
                rows.put(numbers, gives[name], -1.0)
        rows.put(numbers[:, None], works[action], 1.0)
    going = rows.new_rows(-np.inf, p.room.astype(np.float64), p.homes)
    rows.put(going[:, None], works[[CONVERT, CLOSE]], 1.0)
    if "confidence" not in soft:
        rows.put(rows.new_rows(-np.inf, p.failures, 1), miss, 1.0)
    allowed = p.futures if "confidence" in soft else p.failures
    each = np.full(years, np.inf if "capacity" in soft else p.capacity)
    if most_in_year is not None:
        each = np.minimum(each, most_in_year)
        rows.put(rows.new_rows(-np.inf, each, years), works[[CONVERT, BUILD]], 1.0)
    parts = floor_parts(p, rows, gives["floor"]) if "floor" in gives else np.zeros((0, 0), dtype=np.int64)
    gained = np.minimum(most[CONVERT], p.room) + most[BUILD]
    return rows, Columns(works, miss, gives, parts, each, gained, allowed)


def ask(problem: RenovationProblem, rows: Rows, at: Columns, cuts: list[Bools], margin: float) -> None:
    """Add what the targets ask: the share of nursing beds, and the places within reach of each set of towns in `cuts`.

    cuts: for each check year, sets of towns of shape (sets, T). margin: beds more than asked, against rounding.
    """
    serving, started = problem.serving.astype(np.float64), problem.started.astype(np.float64)
    for c in range(problem.check_years.size):
        _ask_share(problem, rows, at, serving[:, c], started[c], margin)
        for towns in cuts[c]:
            _ask_places(problem, rows, at, serving[:, c], c, towns)


def _ask_share(p: RenovationProblem, rows: Rows, at: Columns, serving: Floats, started: Floats, margin: float) -> None:
    """Nursing beds − share × all beds, times everything that works add to it, must reach what is missing now."""
    gone = np.broadcast_to(started, serving.shape[1:])
    worth = np.zeros((p.futures + 1, *at.works.shape))
    worth[:, CONVERT] = (1 - p.share) * serving + p.share * gone
    worth[:, BUILD] = (1 - p.share) * serving
    worth[:, CLOSE] = p.share * gone
    missing = p.share * (p.nursing.sum() + p.ordinary.sum()) - p.nursing.sum()
    if missing > 0:
        full = np.broadcast_to(started, at.works.shape[1:])
        best = np.zeros(at.works.shape)
        best[CONVERT], best[BUILD], best[CLOSE] = full, (1 - p.share) * full, p.share * full
        most = (1 - p.share) * _most_late(at, serving[:-1], started)
        gives = _Gives.of(rows, at, "share", np.ones(p.futures))
        everywhere = np.ones(p.homes, dtype=bool)
        _cover(rows, at, worth[:-1], np.full(p.futures, missing + margin), best, most, everywhere, gives)


def _most_late(at: Columns, serving: Floats, started: NDArray[Any]) -> Floats:
    """Return the most beds that can be late in each future: those of late homes, but no more than a year's; (K,)."""
    late = np.maximum(0.0, started - serving)  # (K, H, W)
    of_homes = (late * np.minimum(at.most_gained[:, None], at.most_in_year)).sum(axis=1)
    return np.asarray(np.minimum(of_homes, at.most_in_year).sum(axis=-1))


def _ask_places(p: RenovationProblem, rows: Rows, at: Columns, serving: Floats, c: int, towns: Bools) -> None:
    """Places within reach of the towns must take what the others cannot: required persons less those of other towns."""
    near = homes_near(p.reach, towns[None])[0]
    needed = (p.required[:, c] - p.demand[:, c][:, ~towns].sum(axis=-1)) / p.occupancy
    taken = p.others[:, c] / p.occupancy[:, None] - p.nursing  # beds that tekun persons have to do without, by home
    crowded = (taken > _ROUNDING) & near
    missing = needed + np.where(near & ~crowded, taken, 0.0).sum(axis=-1)
    # Beds are whole: what they must reach may be rounded up (not where places won in a crowded home are parts of beds,
    # nor where what is asked gives way by parts of a person).
    parts = crowded.any(axis=1) | ("rate" in at.soft or "floor" in at.soft)
    missing = np.where(parts, missing, np.ceil(missing - _ROUNDING))
    worth = np.zeros((p.futures + 1, *at.works.shape))
    worth[:, [CONVERT, BUILD]] = (serving * near[:, None])[:, None]
    best = np.zeros(at.works.shape)
    best[[CONVERT, BUILD]] = near[:, None] * (p.work_years <= p.check_years[c])
    extra: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
    if crowded.any():
        worth[:, [CONVERT, BUILD]] *= ~crowded[:, None, :, None]
        extra = _places_won(rows, at, serving, crowded & (missing > 0)[:, None], taken)
    most = _most_late(at, serving[:-1], p.started[c])
    most[crowded[:-1].any(axis=1)] = np.inf
    gives = _Gives.of(rows, at, "rate", p.disabled[:, c] / p.occupancy[:-1])
    drawn = _cover(rows, at, worth[:-1], missing[:-1], best, most, ~crowded[:-1].any(axis=0), gives)
    floor = np.full(1, -1)
    if missing[-1] > 0:
        kept = missing[-1]
        if at.floor_parts.size:
            # The floor of all towns less what the other towns are counted with; the latter are columns now.
            kept += p.demand[-1, c][~towns].sum() / p.occupancy[-1]
        floor = rows.new_rows(kept, np.inf, 1)
        rows.put(floor[:, None, None], at.works, worth[-1])
        if at.floor_parts.size:
            rows.put(floor, at.floor_parts[c][~towns], 1.0 / p.occupancy[-1])
            rows.put(floor, at.soft["floor"], p.floor[c].sum() / p.occupancy[-1])
    if extra is not None:
        future, column = extra
        number = np.concatenate([drawn, floor])[future]
        rows.put(number[number >= 0], column[number >= 0], 1.0)


def _places_won(
    rows: Rows, at: Columns, serving: Floats, crowded: Bools, taken: Floats
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add the beds won in crowded homes, max(0, gained − taken): a bed is won for tekun persons once the others have
    theirs. Return futures and columns, each of shape (crowded,).
    """
    most = at.most_gained
    future, home = np.nonzero(crowded & (most[None, :] > taken))
    short = taken[future, home]
    won = rows.new_columns(np.zeros(short.size), most[home] - short, whole=False)
    any_won = rows.new_columns(np.zeros(short.size), np.ones(short.size), whole=True)
    # won <= gained − short × any_won; won <= (most − short) × any_won
    first = rows.new_rows(-np.inf, 0.0, short.size)
    rows.put(first, won, 1.0)
    rows.put(first, any_won, short)
    gained = at.works[[CONVERT, BUILD]][:, home].transpose(1, 0, 2)
    rows.put(first[:, None, None], gained, -serving[future, home][:, None, :])
    second = rows.new_rows(-np.inf, 0.0, short.size)
    rows.put(second, won, 1.0)
    rows.put(second, any_won, short - most[home])
    return future, won


@dataclass
class _Gives:
    """How a softened target gives way: its column, what a unit takes off each future's asking (K,), and its most."""

    column: NDArray[np.int64]
    worth: Floats
    most: float

    @classmethod
    def of(cls, rows: Rows, at: Columns, name: Soft, worth: Floats) -> _Gives | None:
        """Return the softened target `name`, or None where it stands firm."""
        if name not in at.soft:
            return None
        column = at.soft[name]
        return cls(column, worth, float(np.concatenate(rows.upper)[column[0]]))


def _cover(
    rows: Rows,
    at: Columns,
    worth: Floats,
    missing: Floats,
    best: Floats,
    most: Floats,
    plain: Bools,
    gives: _Gives | None = None,
) -> NDArray[np.int64]:
    """Add worth @ works >= missing for each future unless it misses; return the row of each (-1: none), shape (K,).

    worth: (K, 3, H, W); missing: (K,); best: worth when no works are late, never below worth, (3, H, W). most: the
    most that lateness can take from a future, (K,). Where the target gives way by `gives`, the best case has the most
    that it takes off any future, and each future's own row the difference to what it takes off this one, as lateness.
    All rows are true of every plan that misses in at most `allowed`:
    1. of any allowed + 1 futures one is kept. So what the best case is worth reaches the (allowed + 1)th of all futures
       sorted by what they ask; and, for each home, less the home's late beds, that of the futures in which it is late;
    2. the star inequality of the mixing set (Atamtürk, Nemhauser and Savelsbergh 2000; Luedtke and Ahmed 2010): the
       best case and each missed future's step down the sorted list reach what is asked most;
    3. each future's own row, with `miss` taking off only what the row can lack, by 1 and `most`.
    """
    numbers, allowed = np.full(missing.size, -1), at.allowed
    if missing.max() <= 0:
        return numbers
    order = np.argsort(-missing, kind="stable")
    steps = np.append(np.maximum(missing[order], 0.0), 0.0)
    kept = float(steps[min(allowed, missing.size)])
    full = rows.new_columns(np.full(1, kept), np.full(1, np.inf), whole=False)
    total = rows.new_rows(0.0, 0.0, 1)
    rows.put(total, full, -1.0)
    rows.put(total[:, None, None], at.works, best)
    short = np.zeros(missing.size)
    if gives is not None:
        rows.put(total, gives.column, gives.worth.max())
        short = gives.worth.max() - gives.worth
        most = most + short * gives.most
    top = order[: min(allowed, missing.size)]
    star = rows.new_rows(steps[0], np.inf, 1)
    rows.put(star, full, 1.0)
    rows.put(star, at.miss[top], steps[: top.size] - steps[1 : top.size + 1])
    less = best - worth
    asking = np.flatnonzero(missing > np.maximum(kept - most, 0.0))
    if asking.size:
        numbers[asking] = rows.new_rows(missing[asking], np.inf, asking.size)
        rows.put(numbers[asking], full, 1.0)
        rows.put(numbers[asking][:, None, None, None], at.works, -less[asking])
        if gives is not None:
            rows.put(numbers[asking], np.broadcast_to(gives.column, asking.shape), -short[asking])
        rows.put(numbers[asking], at.miss[asking], missing[asking] - np.maximum(kept - most[asking], 0.0))
    _cover_late_homes(rows, at, less * plain[:, None], missing, full)
    return numbers


def _cover_late_homes(rows: Rows, at: Columns, less: Floats, missing: Floats, full: NDArray[np.int64]) -> None:
    """Add for each home that is late in more than `allowed` futures that one of these is kept (see `_cover`, 1)."""
    late = less.max(axis=(1, 3)) > 0  # (K, H)
    homes = np.flatnonzero(late.sum(axis=0) > at.allowed)
    if not homes.size:
        return
    asked = np.sort(np.where(late[:, homes], missing[:, None], -np.inf), axis=0)[::-1][at.allowed]
    least = np.where(late[:, None, homes, None], less[:, :, homes], np.inf).min(axis=0)  # (3, homes, W)
    number = rows.new_rows(asked, np.inf, homes.size)
    rows.put(number, full, 1.0)
    rows.put(number[None, :, None], at.works[:, homes], -least)
