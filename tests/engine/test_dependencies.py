"""What a rule reaches counts: any change makes another digest or is refused, and a run keeps what it was made with."""

import gc
import math
import threading
from enum import IntEnum
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

import workbench as wb
from workbench.engine.dependencies import fingerprint, frozen_rule
from workbench.engine.rule import for_county, rule_of
from workbench.errors import RuleError
from workbench.law import law

settings = ModuleType("settings")
settings.RATE = 800.0  # type: ignore[attr-defined]
AMOUNT = 800.0
COUNTED = np.int64(800)
RATES = np.array([1.0, 800.0])
LISTED = [800.0]


class Tier(IntEnum):
    FIRST = 1


def helper() -> float:
    return AMOUNT


def helper_of_helper() -> float:
    return helper() + 0.0


@njit
def compiled_helper() -> float:
    return AMOUNT


def standard(body):
    """A rule that makes the rural standard what `body` says."""

    @for_county(clause="§3", unit="yuan/month", zh="农村低保标准")
    def rural_dibao_standard(rural_dibao_standard_published: float) -> float:
        """The standard is what is read elsewhere."""
        return body() if rural_dibao_standard_published >= 0 else 0.0

    return rural_dibao_standard


def by_settings() -> float:
    return settings.RATE


def by_scalar() -> float:
    return float(COUNTED)


def by_array() -> float:
    return RATES[1]


WAYS = {
    "a helper's constant": (helper, "AMOUNT"),
    "the constant of a helper's helper": (helper_of_helper, "AMOUNT"),
    "a compiled helper's constant": (compiled_helper, "AMOUNT"),
    "a whole number of NumPy": (by_scalar, "COUNTED"),
    "an array": (by_array, "RATES"),
    "another module's constant": (by_settings, "settings"),
}


@pytest.fixture(scope="module")
def small():
    return wb.synthesize(seed=5, size=3_000)


@pytest.fixture(scope="module")
def baseline():
    return wb.load_scenario("baseline-2021").replace(rural_dibao_standard_published=480)


def published(small, baseline, amount):
    """The totals of the shipped law under a standard that the scenario publishes: what a rule's should equal."""
    scenario = baseline.replace(rural_dibao_standard_published=amount)
    return wb.simulate(small, scenario, programmes=["dibao"], rows=False).totals


@pytest.mark.parametrize("way", WAYS)
def test_a_changed_constant_changes_the_run_and_not_the_older_one(way, small, baseline, monkeypatch) -> None:
    """Was: 800 yuan changed to 100 left the total as it was, while run.standards said 100."""
    body, name = WAYS[way]
    rule = standard(body)
    before = wb.simulate(small, baseline.with_rules([rule]), programmes=["dibao"], rows=True)
    literal = {amount: published(small, baseline, amount) for amount in (800, 100)}
    assert before.standards["rural_dibao_standard"] == 800
    assert before.totals.equals(literal[800])
    told = wb.explain(before, 17).amounts()
    if name == "settings":
        monkeypatch.setattr(settings, "RATE", 100.0)
    elif name == "RATES":
        RATES[1] = 100.0  # in place
    else:
        monkeypatch.setitem(globals(), name, np.int64(100) if name == "COUNTED" else 100.0)
    try:
        after = wb.simulate(small, baseline.with_rules([rule]), programmes=["dibao"], rows=True)
        assert after.standards["rural_dibao_standard"] == 100
        assert after.totals.equals(literal[100])
        assert wb.explain(before, 17).amounts() == told  # of the run that was made
    finally:
        RATES[1] = 800.0


def test_a_helper_that_is_defined_again_counts(small, baseline, monkeypatch) -> None:
    rule = standard(helper_of_helper)
    before = wb.simulate(small, baseline.with_rules([rule]), programmes=["dibao"], rows=False)
    monkeypatch.setitem(globals(), "helper", lambda: 100.0)
    after = wb.simulate(small, baseline.with_rules([rule]), programmes=["dibao"], rows=False)
    assert (before.standards["rural_dibao_standard"], after.standards["rural_dibao_standard"]) == (800, 100)
    assert after.totals.equals(published(small, baseline, 100))


def test_rules_of_one_factory_each_keep_their_own_array(small, baseline) -> None:
    def made(amount):
        row = np.array([amount])
        return standard(lambda: row[0])

    costs = {
        amount: wb.simulate(small, baseline.with_rules([made(float(amount))]), programmes=["dibao"], rows=False).totals
        for amount in (800, 400, 100)
    }
    for amount, totals in costs.items():
        assert totals.equals(published(small, baseline, amount))


VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-5, 5),
        st.floats(-5, 5),
        st.text(max_size=2),
        st.integers(-5, 5).map(np.int64),
        st.floats(-5, 5).map(np.float64),
        st.lists(st.floats(-5, 5), min_size=1, max_size=2).map(np.array),
        st.sampled_from([Tier.FIRST, math.pi, None]),
    ),
    lambda inner: st.tuples(inner, inner),
    max_leaves=3,
)


def same(one: object, other: object) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return type(one) is type(other) and one.dtype == other.dtype and one.tobytes() == other.tobytes()  # type: ignore[attr-defined,union-attr]
    return type(one) is type(other) and repr(one) == repr(other)


def reader(value: object, way: str):
    """A function that reaches a value as a global, from a closure, as a default, or through a helper."""
    if way == "closure":
        return lambda: value
    if way == "default":
        return eval("lambda given=value: given", {"value": value})
    if way == "global":
        return eval("lambda: VALUE", {"VALUE": value, "__name__": "a"})
    inner = eval("lambda: VALUE", {"VALUE": value, "__name__": "a"})
    return eval("lambda: inner()", {"inner": inner, "__name__": "a"})


@pytest.mark.parametrize("way", ["closure", "default", "global", "helper"])
@given(VALUES, VALUES)
def test_two_functions_have_one_digest_only_if_they_reach_the_same_values(way, one, other) -> None:
    assert (fingerprint(reader(one, way)) == fingerprint(reader(other, way))) == same(one, other)


@pytest.mark.parametrize(
    "value",
    [
        [1.0],
        {"a": 1},
        {1},
        object(),
        bytearray(b"1"),
        Tier,
        np.array([None]),
        [1.0].__getitem__,
        {}.get,
        np.ones(1).item,
        np.vectorize(len),
        np.poly1d([1]),
    ],
    ids=lambda v: type(v).__name__,
)
@pytest.mark.parametrize("way", ["closure", "default", "global", "helper"])
def test_what_has_no_digest_is_refused_by_name(way, value) -> None:
    if value is Tier:
        assert fingerprint(reader(value, way))
        return
    with pytest.raises(RuleError, match=r"VALUE|value|default|given"):
        fingerprint(reader(value, way))


def test_a_rule_that_reads_a_list_is_refused_with_what_would_do() -> None:
    rule = standard(lambda: LISTED[0])
    with pytest.raises(RuleError, match=r"LISTED is a list \(write it as a tuple, or make it a parameter\)"):
        law().with_rules([rule])


def test_a_method_of_a_list_is_refused_because_the_list_may_change() -> None:
    item = LISTED.__getitem__
    rule = standard(lambda: item(0))
    with pytest.raises(RuleError, match=r"item is '__getitem__' of a list \(write what it gives as a tuple\)"):
        law().with_rules([rule])


def test_built_ins_and_functions_of_the_libraries_are_taken_by_name() -> None:
    for value in (len, abs, math.sqrt, np.floor, np.clip, np.where, np.float64):
        assert fingerprint(reader(value, "global")) == fingerprint(reader(value, "global"))


def test_a_frozen_function_that_calls_itself_works() -> None:
    @for_county(clause="§3", unit="yuan/month", zh="农村低保标准")
    def rural_dibao_standard(rural_dibao_standard_published: float) -> float:
        """Falls to the published standard step by step."""
        return rural_dibao_standard_published if AMOUNT < 0 else countdown(3)

    def countdown(n):
        return 0.0 if n == 0 else 1.0 + countdown(n - 1)

    found = frozen_rule(rule_of(rural_dibao_standard))
    assert found.function(5.0) == 3.0


def test_many_runs_in_threads_leave_the_process_as_it_was(small, baseline) -> None:
    """Was: LOOP_VECTORIZE stayed 0 for good, garbage collection could stay off."""
    from numba.core import config

    def work(number: int) -> None:
        for k in range(30):
            rule = standard(eval(f"lambda: {400.0 + number % 2}", {}))
            wb.simulate(small, baseline.with_rules([rule] if k % 10 == 0 else []), programmes=["dibao"], rows=False)

    before = vars(config)["LOOP_VECTORIZE"]
    failures: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as problem:  # noqa: BLE001 - of a thread: told below
            failures.append(problem)

    threads = [threading.Thread(target=guarded, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert vars(config)["LOOP_VECTORIZE"] == before
    assert gc.isenabled()
