"""Every public function has an example in its docstring, and every example runs; what it shows is what comes."""

import datetime as dt
import doctest
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.language import using_language
from workbench.paths import package_file
from workbench.simulation import TYPE_ROWS

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
# These write or read what an example can't bring with it; the tests named run them.
ELSEWHERE = {
    "verify": "tests/briefing/test_run_record.py",
    "briefing.notebook_page": "tests/briefing/test_notebook_page.py",
}

NAMES = ["dibao_take_up_rural", "rural_consumption_per_head_previous_year"]


def public() -> Iterator[tuple[str, object]]:
    """Everything offered, once each, by the name under which it is offered first."""
    seen: set[int] = set()
    rooms = [(f"{room}.", import_module(f"workbench.{room}")) for room in wb._ROOMS]
    names = [("", wb, wb._OFFERED), *((prefix, room, getattr(room, "__all__", ())) for prefix, room in rooms)]
    for prefix, room, listed in names:
        for name in listed:
            one = getattr(room, name)
            if id(one) not in seen:
                seen.add(id(one))
                yield f"{prefix}{name}", one


FUNCTIONS = {name: one for name, one in public() if inspect.isfunction(one)}
CLASSES = {name: one for name, one in public() if inspect.isclass(one)}
EXAMPLES = {
    name: one
    for name, one in {**FUNCTIONS, **CLASSES}.items()
    if ">>>" in (one.__doc__ or "") and name not in ELSEWHERE
}


class Checker(doctest.OutputChecker):
    """What an example shows must come; an example that shows nothing must only run."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return not want or super().check_output(want, got, optionflags)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What examples find: everything offered, and a small county with its usual results."""
    offered = {name.rpartition(".")[2]: one for name, one in reversed(list(public()))}
    county, baseline = wb.county(size=2_000), wb.load_scenario("baseline-2021")
    higher = baseline.replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43)
    run, run_after = wb.simulate(county, baseline), wb.simulate(county, higher)
    urban, rural = [0.25, 0.3, 0.35], [0.35, 0.4, 0.45]
    run_of_care = wb.simulate(county, baseline, rows=["tekun_recipient", "self_care"])
    sample = wb.Population.from_frames(county.persons, county.households.with_columns(weight=pl.lit(250.0)))
    homes = wb.care.read_homes()
    stock = wb.care.need(run_of_care, replicates=12)
    plan = wb.care.plan_renovation(homes, stock, baseline, futures=10)
    someone = wb.family([{"age": 44, "wage_income": 900}, {"age": 41}])
    return {
        **offered,
        **{room: import_module(f"workbench.{room}") for room in wb._ROOMS if room != "law"},
        "wb": wb,
        "np": np,
        "pl": pl,
        "dt": dt,
        "package_file": package_file,
        "county": county,
        "other_county": wb.county(3, 2_000),
        "baseline": baseline,
        "higher": higher,
        "run": run,
        "before": run,
        "after": run_after,
        "run_after": run_after,
        "run_of_types": wb.simulate(county, baseline, rows=TYPE_ROWS),
        "run_of_care": run_of_care,
        "homes": homes,
        "stock": stock,
        "plan": plan,
        "projection": wb.care.project(stock, homes, baseline, plan.works),
        "run_of_sample": wb.simulate(sample, baseline),
        "found": wb.sensitivity(county, baseline, names=NAMES, samples=64),
        "someone": someone,
        "rungs": wb.ladder(someone, baseline, swept="wage_income", values=range(0, 901, 100)),
        "grid": wb.sweep(county, baseline, urban_dibao_ratio=urban, rural_dibao_ratio=rural),
        "policies": wb.decisions.policy_frontier(county, baseline, urban_dibao_ratio=urban, rural_dibao_ratio=rural),
        "answers": wb.years(county, baseline, 2021, 2023),
        "draws": wb.draw(county, baseline, runs=20),
        "goal": wb.goal_seek(county, baseline, budget=400_000, runs=20, nodes=3),
    }


def _offered_by(room: str) -> dict[str, object]:
    """What a room offers goes before what another room calls the same."""
    if not room:
        return {}
    module = import_module(f"workbench.{room}")
    return {name: getattr(module, name) for name in module.__all__ if name != "county"}


def test_every_public_function_has_an_example() -> None:
    lacking = [name for name, one in FUNCTIONS.items() if ">>>" not in (one.__doc__ or "")]
    assert lacking == []


def test_every_class_offered_by_the_workbench_itself_has_an_example() -> None:
    lacking = [name for name, one in CLASSES.items() if "." not in name and ">>>" not in (one.__doc__ or "")]
    assert lacking == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_runs(name: str, names: dict[str, object], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("workbench.place._set", None)  # what an example chooses is not for the session
    monkeypatch.setattr("workbench.language.catalogue._chosen", None)
    one, room = EXAMPLES[name], name.rpartition(".")[0]
    found = doctest.DocTestParser().get_doctest(inspect.getdoc(one), {**names, **_offered_by(room)}, name, None, 0)
    complaints: list[str] = []
    with using_language("en"):
        runner = doctest.DocTestRunner(Checker(), verbose=False, optionflags=FLAGS)
        runner.run(found, out=complaints.append)
    assert runner.failures == 0, "".join(complaints)
