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

from workbench.engine.categories import labels
from workbench.engine.kernel import run_kernel
from workbench.engine.kernel_source import KernelRequest
from workbench.engine.parameters import Override
from workbench.engine.plain import PlainResult, run_plain
from workbench.engine.strict_yaml import check_model, read_yaml
from workbench.errors import InputError
from workbench.law import law

FOLDER = Path(__file__).parents[1] / "cases"
# What a case leaves out: nothing owned or earned, an able supporter, and all the luck there is.
DEFAULTS = {"has_able_supporter": True, "dwellings": 1}
MONEY = {"yuan/month", "yuan/year", "yuan"}


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
    """A word of a category becomes its number; unknown inputs are refused."""
    known = law().inputs[name]
    if issubclass(known.kind, IntEnum):
        return known.kind(labels(known.kind).index(value)) if isinstance(value, str) else known.kind(value)
    return known.kind(value)


def told(given: dict[str, Any], entity: str) -> dict[str, Any]:
    inputs = {name: item for name, item in law().inputs.items() if item.entity == entity}
    unknown = set(given) - set(inputs)
    if unknown:
        raise CaseError(f"the law isn't told of {', '.join(sorted(unknown))}")
    return {name: coded(name, given.get(name, DEFAULTS.get(name, 0))) for name in inputs}


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
        exact = 0.005 if rule.unit in MONEY and rule.unit != "yuan" else 1e-9
        return abs(float(got) - float(wanted)) < (exact if "amount" in name or "top_up" in name else 1e-6)
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
                wrong = not first if isinstance(first, bool) else first + (0.01 if law().rules[name].returns is float else 1)
            altered = [wrong, *wanted[1:]] if isinstance(wanted, list) else wrong
            case = found.case.model_copy(update={"expect": {name: altered}})
            assert differences(case, result), (found.place, name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- case: five letters\n  clause: §3\n", "'0.date' is missing"),
        (
            "- case: five letters\n  clause: §3\n  date: 2021-07-01\n  housholds: {}\n  members: [{}]\n"
            "  working: none at all\n  expect: {a: 1}\n  household: {}\n",
            "did you mean 'household'",
        ),
    ],
)
def test_a_broken_case_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=message):
        list(read_cases(path))


def test_the_law_refuses_what_it_is_not_told_of() -> None:
    with pytest.raises(CaseError, match="wage_incme"):
        told({"wage_incme": 1}, "person")


