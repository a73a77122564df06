"""Every law case, through plain Python and through the compiled kernel: both give what a person worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel, ConfigDict, Field

from workbench.categories import labels
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.plain import PlainResult, run_plain
from workbench.errors import InputError
from workbench.law import law
from workbench.parameter.book import Override
from workbench.parameter.yaml_reader import check_model, read_yaml

FOLDER = Path(__file__).parents[1] / "cases"
# What a case leaves out: nothing owned or earned, an able supporter, and all the luck there is.
NOT_TOLD = dict.fromkeys(("own_financial_assets", "own_dwellings", "own_vehicles", "own_companies"), -1)
DEFAULTS = {"has_able_supporter": True, "dwellings": 1, **NOT_TOLD}


class CaseError(InputError):
    """A case file is wrong."""


class Case(BaseModel):
    """One family, a date, and what it gets, with the arithmetic."""

    model_config = ConfigDict(extra="forbid")
    case: str = Field(min_length=5)
    clause: str = Field(min_length=2)
    date: dt.date
    parameters: dict[str, float | str] = {}
    household: dict[str, Any]
    members: list[dict[str, Any]] = Field(min_length=1)
    working: str = Field(min_length=5)
    expect: dict[str, Any] = Field(min_length=1)


@dataclass(frozen=True)
class Found:
    """A case and where it stands."""

    place: str
    case: Case


def read_cases(path: Path) -> Iterator[Found]:
    document = read_yaml(path, CaseError)
    for index, _ in enumerate(document.data):
        yield Found(document.where((index,)), check_model(Case, document, (index,), CaseError))


CASES = [found for path in sorted(FOLDER.glob("*.yaml")) for found in read_cases(path)]


def coded(name: str, value: Any) -> Any:
    """A word of a category becomes its number; a value of the wrong kind is refused, not turned into one."""
    kind = law().inputs[name].kind
    if issubclass(kind, IntEnum):
        if value not in labels(kind):
            raise CaseError(f"{name}: {value!r} is none of {', '.join(labels(kind))}")
        return kind(labels(kind).index(value))
    fits = isinstance(value, bool) if kind is bool else isinstance(value, int | float) and not isinstance(value, bool)
    if not fits or kind(value) != value:
        raise CaseError(f"{name}: {value!r} is no {kind.__name__}")
    return kind(value)


def told(given: dict[str, Any], entity: str) -> dict[str, Any]:
    inputs = {name: item for name, item in law().inputs.items() if item.entity == entity}
    unknown = set(given) - set(inputs)
    if unknown:
        raise CaseError(f"the law isn't told of {', '.join(sorted(unknown))}")
    missing = {"age", "residence"} & set(inputs) - set(given)
    if missing:
        raise CaseError(f"a case must say {', '.join(missing)}")
    return {name: coded(name, given[name]) if name in given else usual(name) for name in inputs}


def usual(name: str) -> Any:
    """What a case leaves out."""
    return law().inputs[name].kind(DEFAULTS.get(name, 0))


def parameters_of(case: Case) -> dict[str, float]:
    overrides = {name: Override(value) for name, value in case.parameters.items()}
    return {name: item.value for name, item in law().parameters.resolve(case.date, overrides).items()}


def by_plain_python(case: Case) -> PlainResult:
    members = [told(member, "person") for member in case.members]
    return run_plain(law(), told(case.household, "household"), members, parameters_of(case))


@pytest.fixture(scope="session")
def request_for_all() -> KernelRequest:
    book = law()
    return KernelRequest(book, (), tuple(name for name in book.order if book.rules[name].entity != "county"))


def by_kernel(case: Case, request: KernelRequest) -> dict[str, Any]:
    people = [told(member, "person") for member in case.members]
    family = told(case.household, "household")
    arrays = {
        item.name: np.array([p[item.name] for p in people] if item.entity == "person" else [family[item.name]])
        for item in request.inputs
    }
    values = parameters_of(case)
    table = np.array([[values[name] for name in request.parameters]])
    starts = np.array([0, len(people)])
    _, rows = run_kernel(request, arrays, starts, np.zeros(1, np.int64), np.ones(1), table, 1)
    return {name: row.tolist() for name, row in rows.items()}


def same(name: str, got: Any, wanted: Any) -> bool:
    rule = law().rules[name]
    if issubclass(rule.returns, IntEnum):
        return labels(rule.returns)[int(got)] == wanted
    if rule.returns is float:
        return abs(float(got) - float(wanted)) < 1e-9  # paid amounts are whole fen: equal but for the float's last bits
    return bool(got == wanted)


def differences(case: Case, result: PlainResult) -> list[str]:
    """Say where a result differs from what the case expects."""
    found = []
    for name, wanted in case.expect.items():
        if name not in law().rules:
            found.append(f"no rule is called {name}")
            continue
        got = result[name]
        pairs = zip(got, wanted, strict=True) if isinstance(got, tuple) else [(got, wanted)]
        found += [f"{name}: {g!r} instead of {w!r}" for g, w in pairs if not same(name, g, w)]
    return found


@pytest.mark.parametrize("found", CASES, ids=[f.case.case for f in CASES])
def test_case(found: Found, request_for_all: KernelRequest) -> None:
    plain = by_plain_python(found.case)
    assert not differences(found.case, plain), (found.place, found.case.working)
    kernel = by_kernel(found.case, request_for_all)
    for name, values in kernel.items():
        rule = law().rules[name]
        one = plain[name]
        wanted = list(one) if isinstance(one, tuple) else [one]
        if rule.returns is float:
            assert np.allclose(values, wanted, rtol=1e-12, atol=1e-9), (found.place, name)
        else:
            assert values == [int(w) if issubclass(rule.returns, IntEnum) else w for w in wanted], (found.place, name)


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 80
    assert len({f.case.case for f in CASES}) == len(CASES)


def test_every_rule_is_expected_in_some_case() -> None:
    expected = {name for found in CASES for name in found.case.expect}
    assert set(law().rules) <= expected, sorted(set(law().rules) - expected)


def test_an_altered_expectation_is_noticed() -> None:
    """Each number of each case, one fen or one unit off, must fail: the comparison isn't blind."""
    for found in CASES:
        result = by_plain_python(found.case)
        for name, wanted in found.case.expect.items():
            first = wanted[0] if isinstance(wanted, list) else wanted
            if isinstance(first, str):
                wrong: Any = "complete" if first != "complete" else "able"
            else:
                step = 0.01 if law().rules[name].returns is float else 1
                wrong = not first if isinstance(first, bool) else first + step
            altered = [wrong, *wanted[1:]] if isinstance(wanted, list) else wrong
            case = found.case.model_copy(update={"expect": {name: altered}})
            assert differences(case, result), (found.place, name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- case: five letters\n  clause: §3\n", "'0.date' is missing"),
        (
            "- {case: five letters, clause: §3, date: 2021-07-01, housholds: {}, members: [{}], working: none at all}",
            "did you mean 'household'",
        ),
    ],
)
def test_a_broken_case_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=message):
        list(read_cases(path))


@pytest.mark.parametrize(
    ("told_of", "message"),
    [
        ({"age": 40, "wage_incme": 1}, "wage_incme"),
        ({"wage_income": 1}, "a case must say age"),
        ({"age": 40.5}, "age: 40.5 is no int"),
        ({"age": 40, "serious_illness": "no"}, "serious_illness: 'no' is no bool"),
        ({"age": 40, "wage_income": True}, "wage_income: True is no float"),
        ({"age": 40, "disability_type": "blind"}, "disability_type: 'blind' is none of none, visual"),
    ],
)
def test_what_a_case_may_not_say(told_of: dict[str, Any], message: str) -> None:
    with pytest.raises(CaseError, match=message):
        told(told_of, "person")
