"""Bad columns are refused by every measure, with the column, the row and what would be accepted."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from workbench import measures
from workbench.errors import InputError
from workbench.measures.columns import column

# Every measure with three good rows; the arguments that are columns, first the one that sets the length.
CALLS: dict[str, tuple[Callable[..., Any], dict[str, Any], list[str]]] = {
    "poverty": (measures.poverty, {"line": 100}, ["welfare", "weight"]),
    "watts": (measures.watts, {"line": 100, "floor": 1}, ["welfare", "weight"]),
    "sen": (measures.sen, {"line": 100}, ["welfare", "weight"]),
    "gini": (measures.gini, {}, ["values", "weight"]),
    "lorenz": (measures.lorenz, {}, ["values", "weight"]),
    "mean_difference": (measures.mean_difference, {}, ["values", "weight"]),
    "concentration": (measures.concentration, {}, ["values", "rank_by", "weight"]),
    "concentration_curve": (measures.concentration_curve, {}, ["values", "rank_by", "weight"]),
    "quantile_groups": (measures.quantile_groups, {}, ["welfare", "weight"]),
    "quantile_means": (measures.quantile_means, {}, ["values", "rank_by", "weight"]),
    "quintile_means": (measures.quintile_means, {}, ["values", "rank_by", "weight"]),
    "targeting": (measures.targeting, {"line": 100}, ["welfare", "transfer", "weight", "recipient"]),
    "beckerman": (measures.beckerman, {"line": 100}, ["welfare", "transfer", "weight"]),
    "distributional_characteristic": (
        measures.distributional_characteristic,
        {"line": 100, "aversion": 1},
        ["welfare", "transfer", "weight"],
    ),
    "group_coverage": (measures.group_coverage, {}, ["rank_by", "recipient", "weight"]),
    "beneficiary_incidence": (measures.beneficiary_incidence, {}, ["rank_by", "recipient", "weight"]),
    "benefit_incidence": (measures.benefit_incidence, {}, ["rank_by", "transfer", "weight"]),
    "take_up": (measures.take_up, {}, ["eligible", "recipient", "weight"]),
    "delivery": (measures.delivery, {}, ["entitled", "received", "weight"]),
    "catastrophic": (measures.catastrophic, {}, ["oop", "capacity", "weight"]),
    "cost": (measures.cost, {}, ["amount_yuan_per_month", "weight"]),
}
COLUMNS = [(name, argument) for name, (_, _, arguments) in CALLS.items() for argument in arguments]


def call(name: str, **changes: object) -> object:
    function, others, arguments = CALLS[name]
    return function(**({argument: [1, 1, 1] for argument in arguments} | others | changes))


def test_every_measure_is_in_this_list() -> None:
    tried_elsewhere = {"annual", "change", "per_head", "in_fen", "reynolds_smolensky", "reranking", "sampled_total"}
    functions = {name for name in measures.__all__ if inspect.isfunction(getattr(measures, name))}
    assert functions == CALLS.keys() | tried_elsewhere


@pytest.mark.parametrize("name", CALLS)
def test_good_columns_pass(name: str) -> None:
    call(name)


@pytest.mark.parametrize(("name", "argument"), COLUMNS)
@pytest.mark.parametrize("bad", [math.nan, None, math.inf, "650元"])
def test_a_bad_value_is_named_with_its_row(name: str, argument: str, bad: object) -> None:
    with pytest.raises(InputError, match=rf"^{argument}: row 1 \(counted from 0\) is .* is needed"):
        call(name, **{argument: [1, bad, 1]})


@pytest.mark.parametrize(("name", "argument"), COLUMNS)
def test_lengths_must_agree(name: str, argument: str) -> None:
    with pytest.raises(InputError, match=r"has \d rows where \d are needed"):
        call(name, **{argument: [1, 1]})


@pytest.mark.parametrize("name", CALLS)
def test_a_negative_weight_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"^weight: row 2 \(counted from 0\) is -1; 0 or more is needed"):
        call(name, weight=[1, 1, -1])


@pytest.mark.parametrize("function", [measures.reynolds_smolensky, measures.reranking])
def test_redistribution_refuses_too(function: Callable[..., float]) -> None:
    for before, after in [([1, math.nan], [1, 2]), ([1, 2], [1, math.nan]), ([1, 2], [1])]:
        with pytest.raises(InputError):
            function(before, after)


class TestColumn:
    @pytest.mark.parametrize(
        "values",
        [
            [1, 2.5],
            (1, 2.5),
            np.array([1, 2.5], dtype=np.float32),
            pl.Series([1.0, 2.5]),
            [Decimal(1), Decimal("2.5")],
            np.ma.array([1, 2.5], mask=False),
        ],
        ids=["list", "tuple", "numpy", "polars", "decimal", "masked"],
    )
    def test_numbers_of_any_kind(self, values: Any) -> None:
        assert column("income", values).tolist() == [1, 2.5]

    @pytest.mark.parametrize(
        "values",
        [
            pl.Series([1, None]),
            pl.Series([1.5, None]),
            pl.Series([True, None]),
            np.ma.array([1.0, 2.0], mask=[False, True]),
            np.array([1, None], dtype=object),
        ],
        ids=["whole", "decimal", "boolean", "masked", "object"],
    )
    def test_missing_is_named(self, values: Any) -> None:
        with pytest.raises(InputError, match=r"income: row 1 \(counted from 0\)"):
            column("income", values)

    @pytest.mark.parametrize("values", [5, None, "650", [[1, 2]], {1: 2}, pl.DataFrame({"a": [1]}), [[1], [1, 2]]])
    def test_not_a_column(self, values: Any) -> None:
        with pytest.raises(InputError, match=r"income: .*column"):
            column("income", values)

    @pytest.mark.parametrize(
        "values", [["1", "2"], pl.Series(["1"]), np.array(["2021-01-01"], dtype="datetime64[D]"), [1j]]
    )
    def test_not_numbers(self, values: Any) -> None:
        with pytest.raises(InputError, match=r"income: row 0 .*a number is needed"):
            column("income", values)

    def test_how_many_more(self) -> None:
        with pytest.raises(InputError, match=r"row 0 \(counted from 0\) is nan \(and 2 more\)"):
            column("income", [math.nan, 1, math.inf, math.nan])
