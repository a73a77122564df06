"""Ties fall where the law says: income shared by the members is compared with the standard in whole fen."""

from __future__ import annotations

import ast
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.law.test_cases import told
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.plain import run_plain
from workbench.law import law
from workbench.money import at_least, at_most, below, reaches, to_fen
from workbench.parameter.book import Override
from workbench.paths import package_file

ROWS = ("dibao_eligible", "dibao_household", "margin_household", "family_dibao_amount")
FEN = Decimal("0.01")


def in_fen(yuan: Decimal) -> Decimal:
    return yuan.quantize(FEN, ROUND_HALF_UP)


@st.composite
def families_near_a_tie(draw: st.DrawFn) -> tuple[int, list[int]]:
    """A standard in yuan and incomes of members in fen whose sum lies within two fen a head of a tie."""
    standard, members = draw(st.integers(100, 2000)), draw(st.integers(1, 9))
    line = draw(st.sampled_from([100, 150]))
    total = standard * line * members + draw(st.integers(-2 * members, 2 * members))
    cuts = sorted(draw(st.lists(st.integers(0, total), min_size=members - 1, max_size=members - 1)))
    return standard, [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]


REQUEST = KernelRequest(law(), (), ROWS)


@settings(max_examples=200, deadline=None)
@given(families_near_a_tie())
@example((468, [140_400, 0, 0]))
@example((468, [140_399, 0, 0]))
@example((422, [48_159, 78_507, 42_134, 0]))
@example((682, [27_108, 177_492]))
def test_the_kernel_plain_python_and_decimal_arithmetic_agree_at_ties(family: tuple[int, list[int]]) -> None:
    standard, fen = family
    given_values = {"rural_dibao_standard_published": Override(float(standard)), "income_assessment_sd": Override(0.0)}
    for name in ("dibao_take_up_gap_power", "single_person_take_up"):
        given_values[name] = Override(0.0)
    given_values["dibao_take_up_rural"] = given_values["dibao_take_up_without_hardship"] = Override(1.0)
    resolved = law().parameters.resolve(dt.date(2021, 7, 1), given_values)
    values = {name: item.value for name, item in resolved.items()}
    people = [told({"age": 30, "transfer_income": one / 100}, "person") for one in fen]
    household = told({"residence": "rural"}, "household")

    share = Decimal(sum(fen)) / 100 / len(fen)
    eligible = in_fen(share) < standard
    margin = not eligible and in_fen(share) < in_fen(Decimal("1.5") * standard)
    amount = in_fen((standard - share) * len(fen)) if eligible else Decimal(0)
    assert not eligible or amount > 0

    plain = run_plain(law(), household, people, values, ROWS)
    assert [plain[name] for name in ROWS] == [eligible, eligible, margin, float(amount)]
    arrays = {
        item.name: np.array([p[item.name] for p in people] if item.entity == "person" else [household[item.name]])
        for item in REQUEST.inputs
    }
    table = np.array([[values[name] for name in REQUEST.parameters]])
    _, rows = run_kernel(REQUEST, arrays, np.array([0, len(fen)]), np.zeros(1, np.int64), np.ones(1), table, 1)
    assert [rows[name].tolist()[0] for name in ROWS] == [eligible, eligible, margin, float(amount)]


@given(st.integers(10, 10**9), st.integers(-3, 3), st.integers(1, 12))
def test_a_shared_amount_is_compared_as_decimal_arithmetic_does(fen: int, off: int, members: int) -> None:
    limit = Decimal(fen) / 100
    amount = (Decimal(fen * members) + off) / 100
    float_amount = float(amount) / members
    exact = in_fen(amount / members)
    assert below(float_amount, float(limit)) == (exact < limit)
    assert at_least(float_amount, float(limit)) == (exact >= limit)
    assert at_most(float_amount, float(limit)) == (exact <= limit)


@pytest.mark.parametrize(("yuan", "fen"), [(0.285, 0.29), (1.005, 1.01), (0.1 + 0.2, 0.3), (1.1 * 1.1, 1.21)])
def test_halves_that_binary_fractions_miss_go_up(yuan: float, fen: float) -> None:
    assert to_fen(yuan) == fen


def test_a_sum_of_tenths_is_on_its_limit() -> None:
    assert 0.1 + 0.2 > 0.3
    assert at_most(0.1 + 0.2, 0.3)
    assert not below(481.59 / 4 + 785.07 / 4 + 421.34 / 4, 422.0)
    assert reaches(1 - 400 / 500, 0.2)
    assert not reaches(0.1999, 0.2)


def limits(text: str) -> list[str]:
    """What amounts are compared with in a module's text: names, other expressions as they are written."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    compared = [call for call in calls if ast.unparse(call.func) in ("below", "at_least", "at_most")]
    given = [call.args[1] for call in compared]
    chosen = [part for one in given for part in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))]
    return [ast.unparse(one) for one in chosen]


def law_limits() -> set[str]:
    """The limits of the law that aren't rounded in the comparison itself."""
    texts = [path.read_text(encoding="utf-8") for path in package_file("law").glob("*.py")]
    return {limit for text in texts for limit in limits(text) if not limit.startswith("to_fen(")}


def test_a_limit_that_is_no_rule_is_found() -> None:
    assert limits("x = below(a, multiple * standard) or at_most(b, to_fen(c))") == ["multiple * standard", "to_fen(c)"]


def test_every_limit_of_the_law_is_a_rule_rounded_to_the_fen() -> None:
    assert {"dibao_standard", "margin_limit", "property_limit"} <= law_limits() <= set(law().rules)


@settings(max_examples=100, deadline=None)
@given(st.floats(100, 9999), st.floats(1, 5), st.floats(0, 20), st.sampled_from(["urban", "rural"]))
def test_limits_are_whole_fen_whatever_the_standard_and_the_multiples(
    standard: float, multiple: float, years: float, residence: str
) -> None:
    multiples = ("margin_multiple", "expenditure_multiple", "hard_pressed_worker_multiple")
    changed = dict.fromkeys(multiples, multiple) | {f"{residence}_dibao_standard_published": standard}
    changed["property_test_annual_standards"] = years
    resolved = law().parameters.resolve(dt.date(2021, 7, 1), {name: Override(value) for name, value in changed.items()})
    values = {name: item.value for name, item in resolved.items()}
    found = run_plain(law(), told({"residence": residence}, "household"), [], values, law_limits())
    for name in law_limits():
        assert found[name] == to_fen(found[name]), name
