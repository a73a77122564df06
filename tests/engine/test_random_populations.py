"""A random county through the kernel: parts, order and weights change nothing; more generous never loses."""

import datetime as dt
import itertools

import numpy as np
import pytest

from workbench.engine.compiler.kernel import COUNT_SCALE, run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.dependencies import helpers_of
from workbench.engine.graph import RuleBook
from workbench.engine.rule import Input, for_household, for_person
from workbench.law import law
from workbench.parameter.book import Override, ParameterBook

TOTALS = (
    "dibao_household",
    "dibao_recipients",
    "dibao_amount",
    "category_top_up_amount",
    "tekun_recipient",
    "tekun_amount",
    "household_assistance_amount",
)
REQUEST = KernelRequest(law(), TOTALS)


def values(**changes):
    resolved = law().parameters.resolve(dt.date(2021, 7, 1), {k: Override(v) for k, v in changes.items()})
    return {name: item.value for name, item in resolved.items()}


def totals_of(arrays, starts, cell, weight, request=REQUEST, **changes):
    table = np.array([[values(**changes)[name] for name in request.parameters]])
    return run_kernel(request, arrays, starts, cell, weight, table, 24, 1)


def chosen(crowd, households):
    """The arrays of some households, in the order given, their members after one another."""
    members = [np.arange(crowd.starts[h], crowd.starts[h + 1]) for h in households]
    rows = np.concatenate(members) if members else np.zeros(0, np.int64)
    about = {item.name: item.entity for item in law().inputs.values()}
    arrays = {n: np.ascontiguousarray(a[rows if about[n] == "person" else households]) for n, a in crowd.arrays.items()}
    starts = np.concatenate([[0], np.cumsum([len(m) for m in members])]).astype(np.int64)
    return arrays, starts, crowd.cell[households], crowd.weight[households]


@pytest.fixture(scope="module")
def whole(crowd):
    return totals_of(crowd.arrays, crowd.starts, crowd.cell, crowd.weight)[0]


def test_a_county_in_parts_has_the_same_totals(crowd, whole) -> None:
    n = len(crowd.starts) - 1
    edges = [0, 1, 2, 700, 701, 2_000, n]
    parts = [totals_of(*chosen(crowd, np.arange(a, b)))[0] for a, b in itertools.pairwise(edges)]
    assert np.array_equal(sum(parts), whole)


def test_the_order_of_households_changes_nothing(crowd, whole) -> None:
    order = np.random.default_rng(5).permutation(len(crowd.starts) - 1)
    assert np.array_equal(totals_of(*chosen(crowd, order))[0], whole)


def test_a_weight_of_three_is_a_household_three_times(crowd) -> None:
    n = len(crowd.starts) - 1
    weight = np.random.default_rng(6).integers(0, 4, n)
    weighted, _ = totals_of(crowd.arrays, crowd.starts, crowd.cell, weight.astype(float))
    arrays, starts, cell, ones = chosen(crowd, np.repeat(np.arange(n), weight))
    assert np.array_equal(weighted, totals_of(arrays, starts, cell, ones)[0])


def test_survey_weights_are_right_to_half_a_fen_a_household(crowd) -> None:
    weight = np.random.default_rng(8).uniform(0.2, 5, len(crowd.starts) - 1)
    request = KernelRequest(law(), TOTALS, ("dibao_amount", "dibao_recipients"))
    totals, rows = totals_of(crowd.arrays, crowd.starts, crowd.cell, weight, request)
    fen, persons = (totals[0, :, TOTALS.index(name)].sum() for name in ("dibao_amount", "dibao_recipients"))
    assert abs(fen - (rows["dibao_amount"] * 100 * weight).sum()) <= 0.5 * (rows["dibao_amount"] > 0).sum()
    assert persons / COUNT_SCALE == pytest.approx((rows["dibao_recipients"] * weight).sum(), abs=1e-3)


def test_each_cell_holds_its_own_households(crowd, whole) -> None:
    for c in (0, 11, 23):
        part, _ = totals_of(*chosen(crowd, np.flatnonzero(crowd.cell == c)))
        assert np.array_equal(part[0, c], whole[0, c])
        assert not np.delete(part[0], c, axis=0).any()


def test_the_parts_of_the_assistance_add_up_to_the_fen(whole) -> None:
    column = {name: whole[0, :, k] for k, name in enumerate(TOTALS)}
    parts = column["dibao_amount"] + column["category_top_up_amount"] + column["tekun_amount"]
    assert np.array_equal(parts, column["household_assistance_amount"])
    assert column["dibao_amount"].sum() > 0
    assert column["tekun_amount"].sum() > 0


GENEROUS = {
    "ratios": ({}, {"urban_dibao_ratio": 0.33, "rural_dibao_ratio": 0.43}),
    "a hair of ratio": ({}, {"urban_dibao_ratio": 0.301, "rural_dibao_ratio": 0.401}),
    "top-up": ({}, {"category_top_up": 0.25}),
    "multiples": ({}, {"urban_tekun_multiple": 1.7, "rural_tekun_multiple": 1.6}),
    "take-up of dibao": ({}, {"dibao_take_up_urban": 1.5, "dibao_take_up_rural": 4}),
    "margin": ({}, {"margin_multiple": 2}),
    "property": ({}, {"property_test_annual_standards": 4, "property_test_vehicles": 1}),
    "work costs": ({}, {"work_cost_rate": 0.3}),
    "rigid spending": ({}, {"rigid_spending_share": 0}),
    "perfect take-up": (
        {},
        {"dibao_take_up_gap_power": 0, "dibao_take_up_rural": 20, "dibao_take_up_urban": 20},
    ),
}


@pytest.mark.parametrize("method", ["difference", "tiers"])
@pytest.mark.parametrize("step", GENEROUS)
def test_more_generous_never_loses(crowd, step: str, method: str) -> None:
    """For each of 3,000 households, by the better of the two; the exception is a member who moves to tekun."""
    request = KernelRequest(law(), (), ("household_assistance_amount", "dibao_members"))
    better = {"dibao_method": method, "single_person_rule": "better_of"}
    before, after = (
        totals_of(crowd.arrays, crowd.starts, crowd.cell, crowd.weight, request, **{**better, **changes})[1]
        for changes in GENEROUS[step]
    )
    change = after["household_assistance_amount"] - before["household_assistance_amount"]
    stayed = after["dibao_members"] >= before["dibao_members"]
    assert (change[stayed] > 0.009).sum() > 5  # the step isn't an empty one
    assert change[stayed].min() >= -1e-9


def test_the_cliff_of_the_letter_is_seen(crowd) -> None:
    """By the letter (`margin_only`) some families lose when the standard rises; by the better of the two none."""
    request = KernelRequest(law(), (), ("household_assistance_amount", "dibao_members"))

    def losers(rule: str) -> int:
        low, high = (
            totals_of(crowd.arrays, crowd.starts, crowd.cell, crowd.weight, request, single_person_rule=rule, **c)[1]
            for c in ({}, {"urban_dibao_ratio": 0.33, "rural_dibao_ratio": 0.43})
        )
        change = high["household_assistance_amount"] - low["household_assistance_amount"]
        return int((change[high["dibao_members"] >= low["dibao_members"]] < -1e-9).sum())

    assert losers("better_of") == 0
    assert losers("margin_only") > 0


ROOMS = Input("rooms", "household", int, "rooms", "房间", "rooms")
AGE = Input("age", "person", int, "years", "年龄", "age")
ABOUT = {"clause": "test", "unit": "yuan/month", "zh": "测试"}


def small(rule):
    """One rule over one household of three rooms with members of 10 and 70."""
    request = KernelRequest(RuleBook.of([rule], [ROOMS, AGE], ParameterBook({})), (), (rule.__name__,))
    arrays = {"rooms": np.array([3]), "age": np.array([10, 70])}
    _, rows = run_kernel(
        request, arrays, np.array([0, 2]), np.zeros(1, np.int64), np.ones(1), np.zeros((1, 0)), 1, threads=1
    )
    return rows[rule.__name__].tolist()


def test_a_rule_made_by_a_function_keeps_its_own_values() -> None:
    """Two rules of the same text with other enclosed values must not share one compiled kernel."""

    def rent(yuan):
        @for_household(**ABOUT)
        def rent_aid(rooms: int) -> float:
            """So much a room."""
            return rooms * yuan

        return rent_aid

    assert [small(rent(10.0)), small(rent(25.0)), small(rent(10.0))] == [[30.0], [75.0], [30.0]]


AGES: tuple[int, ...] = (10, 11)


def test_a_changed_constant_of_the_module_counts(monkeypatch) -> None:
    def child_rule():
        @for_person(**ABOUT)
        def of_these_ages(age: int) -> bool:
            """One of the ages listed."""
            return age in AGES

        return of_these_ages

    assert small(child_rule()) == [True, False]
    monkeypatch.setitem(globals(), "AGES", (70, 71))
    assert small(child_rule()) == [False, True]


def test_helpers_of_one_name_in_two_modules_are_told_apart() -> None:
    modules = []
    for k in (1, 2):
        names = {"__name__": f"part_{k}"}
        exec(f"def helper(x):\n    return x + {k}\ndef step(x):\n    return helper(x)\n", names)
        modules.append(names)
    own = {"step": modules[0]["step"], "helper": modules[1]["helper"]}
    exec("def rule(x):\n    return step(x) + helper(x)", own)
    found = helpers_of(own["rule"])
    assert {id(f) for f in found} == {id(modules[0]["step"]), id(modules[0]["helper"]), id(modules[1]["helper"])}
