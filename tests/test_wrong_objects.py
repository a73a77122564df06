"""A wrong object in the place of any argument of any public function: an error of the workbench, no foreign trace."""

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import altair as alt
import polars as pl
import pytest

import workbench as wb
from tests.test_arguments import public_functions
from workbench.errors import WorkbenchError
from workbench.scenario import Scenario
from workbench.simulation import Run

# What the workbench's own rooms hand one another, settings of the process, and what opens a window.
NOT_ASKED = ("dashboard.", "language.", "results.", "wb.open_dashboard", "wb.set_", "wb.using_", "wb.check_place")
NOT_ASKED += ("wb.verify",)
OF_THE_CALL = re.compile(r"\(\) (missing|got an unexpected|takes) ")  # Python's own words for a call that can't be
OWNERS = ("Population", "Scenario", "Run", "Comparison", "Sweep", "Draws", "PolicyDraws", "Family")


@pytest.fixture(scope="module")
def objects(baseline: Scenario) -> dict[str, object]:
    """One object of each kind, by the name of its class; a county of 2,000 is enough to be refused."""
    county = wb.synthesize(seed=1, size=2_000)
    run = wb.simulate(county, baseline)
    return {
        "Population": county,
        "Scenario": baseline,
        "Run": run,
        "Comparison": wb.compare(run, run),
        "Sweep": wb.sweep(county, baseline, urban_dibao_ratio=[0.3, 0.33]),
        "Draws": wb.draw(county, baseline, runs=3),
        "PolicyDraws": wb.draw_policies(county, baseline, runs=3, urban_dibao_ratio=[0.3]),
        "Family": wb.family([{"age": 44}]),
        "DataFrame": wb.care.read_homes(),
    }


def fitting(name: str, annotation: str, objects: dict[str, object]) -> object:
    """An object that may well be meant by an annotation, so that only one argument is wrong at a time."""
    for kind in (*OWNERS, "DataFrame"):
        if kind in annotation:
            return objects[kind]
    if "Path" in annotation:
        return "wrong_objects.html"
    return {"int": 1, "float": 0.5}.get(annotation, "x")


def failures(call: Callable[..., object], name: str, objects: dict[str, object]) -> list[str]:
    """Call a function with each wrong object in each place; return what fails otherwise than in the house's words."""
    given = [one for one in inspect.signature(call).parameters.values() if one.kind is one.POSITIONAL_OR_KEYWORD]
    owner = given and given[0].name == "self"
    if owner and name.split(".")[1] not in OWNERS:
        return []
    first = [objects[name.split(".")[1]]] if owner else []
    rest = [one for one in (given[1:] if owner else given) if one.name != "cls"]
    hints = inspect.get_annotations(call)
    needed = {
        one.name: fitting(one.name, str(hints.get(one.name, "")), objects) for one in rest if one.default is one.empty
    }
    chart = alt.Chart(pl.DataFrame({"a": [1]})).mark_bar()
    wrong = {"population": objects["Population"], "run": objects["Run"], "frame": pl.DataFrame({"a": [1]})}
    wrong |= {"chart": chart, "none": None, "list": [1, "a"], "class": wb.Population}
    found = []
    for one in rest:
        for what, thing in wrong.items():
            if thing is None and one.default is None:
                continue  # the usual call, which works: nothing wrong is given
            try:
                call(*first, **{**needed, one.name: thing})
            except WorkbenchError:
                pass
            except Exception as problem:  # noqa: BLE001 - whatever comes is what is looked for
                if not (isinstance(problem, TypeError) and OF_THE_CALL.search(str(problem))):
                    found.append(f"{name}({one.name}={what}): {type(problem).__name__}: {str(problem)[:80]}")
    return found


ROOMS = ("wb", "briefing", "calibration", "care", "charts", "decisions", "household", "law", "measures", "population")
ROOMS += ("simulation", "uncertainty")


@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")  # of what wrong objects make of libraries
@pytest.mark.parametrize("room", ROOMS)
def test_no_foreign_trace_reaches_a_user(objects, tmp_path: Path, monkeypatch, room: str) -> None:
    """Was: AttributeError, ColumnNotFoundError, KeyError and more, from inside."""
    monkeypatch.chdir(tmp_path)
    called = {name: call for name, call in public_functions() if name.startswith(f"{room}.")}
    found = [
        line
        for name, call in called.items()
        if not name.startswith(NOT_ASKED)
        for line in failures(call, name, objects)
    ]
    assert found == []


def test_the_last_function_of_a_room_is_reached(run: Run) -> None:
    """The walk itself can fail: a function that takes anything is found."""

    def takes_anything(run: Run) -> int:
        return run.programmes.count  # type: ignore[return-value]

    assert failures(takes_anything, "wb.takes_anything", {"Population": 1, "Run": run, "DataFrame": 1})
