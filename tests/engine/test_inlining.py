"""A rule's body written into the kernel gives what the rule gives; what can't be written there is called."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import workbench as wb
from workbench.categories import Residence, SelfCare
from workbench.engine.compiler.inlining import body_of
from workbench.engine.rule import Rule, for_person, rule_of
from workbench.law import law
from workbench.money import to_fen

ABOUT = {"clause": "test", "unit": "yuan/month", "zh": "试"}
LIMITS = (3, 7)


def value_of(rule: Rule, **arguments: Any) -> Any:
    """Run the lines of a rule's body as Python would."""
    body = body_of(rule)
    assert body is not None, rule.name
    lines = body.lines({name: f"m_{name}" for name in rule.arguments}, "found")
    names: dict[str, Any] = {f"m_{name}": value for name, value in arguments.items()}
    names |= {"math": math, **body.helpers}
    exec("\n".join(lines), names)
    return names["found"]


def odd_values(rule: Rule, rng: np.random.Generator) -> dict[str, Any]:
    book = law()
    found: dict[str, Any] = {}
    for name in rule.arguments:
        if name in book.parameters:
            parameter = book.parameters[name]
            found[name] = int(rng.integers(len(parameter.choices))) if parameter.choices else float(rng.gamma(1, 1))
            continue
        kind = book.rules[name].returns if name in book.rules else book.inputs[name].kind
        if kind is bool:
            found[name] = bool(rng.random() < 0.5)
        elif kind is float:
            found[name] = float(np.round(rng.gamma(0.5, 800) * (rng.random() < 0.7), 2))
        else:
            found[name] = int(rng.integers(0, 7))
    return found


def test_every_rule_of_the_law_can_be_written_into_the_kernel() -> None:
    assert [name for name, rule in law().rules.items() if body_of(rule) is None] == []


@pytest.mark.parametrize("name", list(law().rules))
def test_a_body_gives_what_the_rule_gives(name: str) -> None:
    rule, rng = law().rules[name], np.random.default_rng(5)
    for _ in range(60):
        told = odd_values(rule, rng)
        try:
            wanted = rule.function(**told)
        except (ZeroDivisionError, OverflowError):
            continue
        got = value_of(rule, **told)
        assert got == (int(wanted) if issubclass(rule.returns, int) else wanted), told
        kind = type(got)
        assert kind is (int if issubclass(rule.returns, int) and rule.returns is not bool else rule.returns)


def test_returns_in_branches_that_fall_through_and_loops() -> None:
    @for_person(**ABOUT)
    def steps(age: int, wage_income: float) -> float:
        """Two branches, one of which goes on."""
        base = 1.0
        if age > 10:
            base = 2.0
            if age > 20:
                return 20.0
        elif age > 5:
            return 5.0
        for k in range(3):
            if k == LIMITS[0] - 1:
                break
            base += wage_income
        return base * 10

    rule = rule_of(steps)
    for age in (3, 6, 11, 21):
        assert value_of(rule, age=age, wage_income=0.5) == steps(age, 0.5), age


def test_an_argument_that_is_given_another_value_is_copied() -> None:
    @for_person(**ABOUT)
    def left(wage_income: float) -> float:
        """What is left."""
        wage_income -= 1.0
        return wage_income * 2

    lines = body_of(rule_of(left)).lines({"wage_income": "m_wage_income"}, "found")  # type: ignore[union-attr]
    assert lines[0] == "x_left_wage_income = m_wage_income"
    assert not any(line.startswith("m_wage_income =") for line in lines)


def test_categories_and_constants_become_numbers() -> None:
    @for_person(**ABOUT)
    def where(residence: Residence) -> SelfCare:
        """By residence."""
        if residence == wb.Residence.RURAL:
            return SelfCare.COMPLETE
        return SelfCare.PARTIAL

    body = body_of(rule_of(where))
    assert body is not None
    text = "\n".join(body.lines({"residence": "h_residence"}, "found"))
    assert "Residence" not in text
    assert "SelfCare" not in text
    assert (value_of(rule_of(where), residence=1), value_of(rule_of(where), residence=0)) == (2, 1)


def a_closure(limit: float) -> Callable[..., float]:
    @for_person(**ABOUT)
    def above(wage_income: float) -> float:
        """Above a limit."""
        return wage_income - limit

    return above


def test_what_is_more_than_arithmetic_is_called() -> None:
    @for_person(**ABOUT)
    def first_above(wage_income: float) -> float:
        """A loop that returns."""
        for k in range(10):
            if k > wage_income:
                return float(k)
        return 0.0

    @for_person(**ABOUT)
    def listed(wage_income: float) -> float:
        """A comprehension."""
        return to_fen(sum([k * wage_income for k in range(3)]))

    assert body_of(rule_of(first_above)) is None
    assert body_of(rule_of(listed)) is None
    assert body_of(rule_of(a_closure(3.0))) is None
