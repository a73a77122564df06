"""The text of a rule: it defines the same rule again, and its digest changes with whatever the rule reaches."""

import linecache
import math
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given

from tests.engine.test_dependencies import VALUES, same
from workbench.engine.dependencies import fingerprint, frozen_rule
from workbench.engine.rule import Rule, for_household, rule_of
from workbench.engine.rule_source import joined_sources, rule_source, run_source
from workbench.errors import RuleError

HEAD = '@for_household(clause="proposal", unit="yuan/month", zh="金额")\n'
RATE, RATES, PAIR = 800.0, np.array([400.0, 1 / 3]), (1, (2.5, math.inf))


def defined(text: str, **names: object) -> Rule:
    """The rule of a text, as a file's: its source can be read."""
    path = f"test-{abs(hash((text, str(names))))}.py"
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    module = ModuleType("written_elsewhere")
    vars(module).update(for_household=for_household, **names)
    exec(compile(text, path, "exec"), module.__dict__)
    return rule_of(vars(module)["amount"])


def hold(value: object) -> float:
    return 1.0


def helper(value: float) -> float:
    return value * RATE + RATES[1]


@for_household(clause="proposal", unit="yuan/month", zh="金额", start_date="2022-07-01", name="heating_amount")
def amount(dibao_standard: float) -> float:
    """Pay by a helper, an array, a tuple and a module."""
    # a comment that belongs to the rule
    return min(helper(dibao_standard), math.floor(PAIR[1][0]) * np.float64(1.0))


def test_the_text_defines_the_same_rule_again() -> None:
    found = rule_source(rule_of(amount))
    assert found.runs_alone
    again = run_source(found.text, "again", "again.py")["amount"]
    assert rule_source(again) == found
    assert (again.name, again.start_date, again.unit) == ("heating_amount", rule_of(amount).start_date, "yuan/month")
    assert [again.function(x) for x in (0.0, 1e-3, 7.0)] == [amount(x) for x in (0.0, 1e-3, 7.0)]
    assert "# a comment that belongs to the rule" in found.text


@given(VALUES, VALUES)
def test_two_rules_have_one_digest_only_if_they_reach_the_same_values(one, other) -> None:
    """The digest of the text tells apart whatever the digest of the compiled code tells apart."""
    text = HEAD + 'def amount(x: float) -> float:\n    """Read a value."""\n    return x * hold(VALUE)\n'
    rules = [defined(text, VALUE=value, hold=hold) for value in (one, other)]
    digests = [rule_source(rule).digest for rule in rules]
    prints = [fingerprint(frozen_rule(rule).function) for rule in rules]  # type: ignore[arg-type]
    assert (digests[0] == digests[1]) == (prints[0] == prints[1])
    if same(one, other):
        assert digests[0] == digests[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('zh="金额"', 'zh="款额"'),
        ('clause="proposal"', 'clause="§3"'),
        ('unit="yuan/month"', 'unit="yuan/year"'),
        ("x > 1", "x >= 1"),
        ("for_household(", 'for_household(start_date="2023-01-01", '),
    ],
)
def test_whatever_is_said_of_a_rule_is_in_its_digest(old: str, new: str) -> None:
    text = HEAD + 'def amount(x: float) -> float:\n    """A rule."""\n    return x if x > 1 else 0.0\n'
    assert old in text
    assert rule_source(defined(text)).digest == rule_source(defined(text)).digest
    assert rule_source(defined(text)).digest != rule_source(defined(text.replace(old, new))).digest


def test_a_value_of_another_module_is_in_the_text_even_through_a_helper(monkeypatch) -> None:
    settings = ModuleType("own_settings")
    settings.RATE = 800.0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "own_settings", settings)
    text = (
        "def twice(x):\n    return settings.RATE * x\n\n\n"
        + HEAD
        + 'def amount(x: float) -> float:\n    """A rule."""\n    return twice(x)\n'
    )
    first = rule_source(defined(text, settings=settings))
    assert not first.runs_alone
    assert first.not_alone == "it reads the module own_settings"
    settings.RATE = 100.0  # type: ignore[attr-defined]
    assert rule_source(defined(text, settings=settings)).digest != first.digest


def test_a_rule_made_in_a_function_tells_its_values_and_why_it_can_not_stand_alone() -> None:
    def made(share: float) -> Rule:
        @for_household(clause="proposal", unit="yuan/month", zh="金额")
        def amount(dibao_standard: float) -> float:
            """A share of the standard."""
            return dibao_standard * share

        return rule_of(amount)

    half, whole = rule_source(made(0.5)), rule_source(made(1.0))
    assert half.digest != whole.digest
    assert half.digest == rule_source(made(0.5)).digest
    assert "share = 0.5" in half.text
    assert half.not_alone == "amount was made by another function, whose values it reaches"


def test_a_rule_without_source_has_a_digest_of_its_code() -> None:
    names: dict[str, object] = {"for_household": for_household, "__name__": "console"}
    exec(HEAD + 'def amount(x: float) -> float:\n    """A rule."""\n    return x\n', names)
    found = rule_source(rule_of(names["amount"]))  # type: ignore[arg-type]
    assert found.text == ""
    assert len(found.digest) == 64
    assert found.not_alone == "Python doesn't keep its source"


def test_a_file_that_was_changed_after_its_import_is_refused(tmp_path: Path, monkeypatch) -> None:
    """The text would be another rule's than the one that runs."""
    path = tmp_path / "changed_rules.py"
    body = 'def amount(x: float) -> float:\n    """A rule."""\n    return x\n'
    text = f"from workbench import for_household\n\n\n{HEAD}{body}"
    path.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    rule = __import__("changed_rules").amount.rule
    assert rule_source(rule).runs_alone
    path.write_text(text.replace("return x", "return x * 2"), encoding="utf-8")
    with pytest.raises(RuleError, match=r"amount was changed in its file since it was imported; import it anew"):
        rule_source(rule)


def test_modules_are_joined_and_two_meanings_of_a_name_are_refused() -> None:
    one = "import math\n\nRATE = 2.0\n\n\ndef helper(x):\n    return x\n"
    assert joined_sources([one, one]) == one
    with pytest.raises(RuleError, match="two rules give the name 'RATE' two meanings"):
        joined_sources([one, one.replace("2.0", "3.0")])
