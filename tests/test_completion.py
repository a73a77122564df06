"""What may stand at the cursor: the levers that a call takes, the scenarios there are; nothing is worked out for it."""

import pytest

import workbench as wb
from workbench.completion import OpenCall, offered, open_call
from workbench.law import law
from workbench.scenario_folder import list_scenarios

CALLS = {
    "a(": OpenCall("a", "", quoted=False),
    "wb.sweep(county, base, urb": OpenCall("wb.sweep", "urb", quoted=False),
    "x = f(g(1), h(2, [3, 4]), k": OpenCall("f", "k", quoted=False),
    "f(\n    a=1,\n    b": OpenCall("f", "b", quoted=False),
    'f("a)b", c': OpenCall("f", "c", quoted=False),
    "f('it\\'s', c": OpenCall("f", "c", quoted=False),
    'f("base': OpenCall("f", "base", quoted=True),
    "f(levers=['urb": OpenCall("f", "urb", quoted=True),
    'f("""a\nb""", c': OpenCall("f", "c", quoted=False),
    "f(1)  # g(": None,
    "f(a=": None,  # a value is wanted there, no name
    "f(a=b": None,
    "f([a": None,
    "(a": None,
    "f(1)": None,
    "": None,
}


@pytest.mark.parametrize("code", CALLS)
def test_the_call_around_the_cursor_is_found(code: str) -> None:
    assert open_call(code) == CALLS[code]


@pytest.fixture(scope="module")
def variables(baseline) -> dict[str, object]:
    return {"wb": wb, "baseline": baseline, "load_scenario": wb.load_scenario, "text": "abc", "held": {"a": baseline}}


def names(code: str, variables: dict[str, object]) -> list[str]:
    return offered(code, variables)[1]


def test_levers_are_offered_where_they_are_taken(variables) -> None:
    for call in ("baseline.replace(", "wb.sweep(county, baseline, ", "wb.draw_policies(county, baseline, "):
        assert {f"{name}=" for name in law().parameters} <= set(names(call, variables))
    assert names("baseline.replace(rural_dibao_r", variables) == ["rural_dibao_ratio="]
    assert {"date=", "name="} <= set(names("baseline.replace(", variables))
    assert names("wb.decisions.policy_frontier(county, baseline, rural_dibao_r", variables) == ["rural_dibao_ratio="]
    assert names("wb.goal_seek(county, baseline, levers=['rural_dibao_r", variables) == ["rural_dibao_ratio"]
    assert names("baseline.with_payers(temporary_", variables) == ["temporary_illness=", "temporary_education="]


def test_names_of_scenarios_and_the_like_are_offered_in_quotation_marks(variables) -> None:
    assert names('wb.load_scenario("', variables) == list_scenarios()
    assert offered("load_scenario('baseline-2021-n", variables) == ("baseline-2021-n", ["baseline-2021-national-tail"])
    assert names('wb.set_language("', variables) == ["zh", "en"]
    assert names('wb.parameters("rural_dibao_r', variables) == ["rural_dibao_ratio"]


@pytest.mark.parametrize(
    "code",
    [
        "text.replace(",  # Python's own
        "held['a'].replace(",  # what isn't a plain name is not worked out
        "nobody.replace(",
        "baseline.replace(rural_dibao_ratio=",
        "wb.load_scenario(",  # a variable may be meant
        "print('",
    ],
)
def test_nothing_is_offered_elsewhere(code: str, variables) -> None:
    assert names(code, variables) == []


def test_looking_a_name_up_works_nothing_out(variables) -> None:
    class Careful:
        @property
        def scenario(self) -> object:
            raise AssertionError("was worked out")

    assert names("careful.scenario.replace(", {**variables, "careful": Careful()}) == []
