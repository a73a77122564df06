"""No public call ignores an argument or takes one for another: each is read in the body, contradictions are refused."""

import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.arguments import amount, check_kinds, described, each_once, listed, number, share, whole_number
from workbench.calibration import caseload
from workbench.decisions import failure_box, future_grid, smallest_standard
from workbench.errors import InputError, UnknownNameError, WorkbenchError
from workbench.population import Partitions, Population, write_partitions
from workbench.scenario import Scenario
from workbench.simulation import Run, indicators
from workbench.uncertainty import kinds_apart

ROOMS = (*wb._ROOMS, "dashboard", "language", "results", "simulation")
# What the dashboard's own parts hand to one another; nobody outside calls them.
INSIDE = re.compile(r"dashboard\.(Runs|State|Dashboard|page_view)|results\.|measures\.")


@pytest.fixture(scope="module")
def totals(county: Population, baseline: Scenario) -> Run:
    return wb.simulate(county, baseline, rows=False)


@pytest.fixture(scope="module")
def parts(county: Population, tmp_path_factory) -> Partitions:
    return write_partitions(county, tmp_path_factory.mktemp("parts"), 2)


# ------------------------------------------------------------------------------------------------ every public function
def public_functions() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every function that `workbench` or a room offers, and the public methods of the classes they offer."""
    offered = {f"wb.{name}": getattr(wb, name) for name in wb._OFFERED}
    for room in ROOMS:
        module = importlib.import_module(f"workbench.{room}")
        offered |= {f"{room}.{name}": getattr(module, name) for name in getattr(module, "__all__", ())}
    seen = set()
    for name, thing in offered.items():
        ours = getattr(thing, "__module__", "").startswith("workbench")
        if inspect.isfunction(thing) and ours and thing not in seen:
            seen.add(thing)
            yield name, thing
        elif inspect.isclass(thing) and ours and thing not in seen:
            seen.add(thing)
            for method, function in vars(thing).items():
                made = inspect.isfunction(function) and function.__module__.startswith("workbench")
                if made and not method.startswith("_"):
                    yield f"{name}.{method}", function


def unread(function: Callable[..., object]) -> list[str]:
    """The parameters of a function that its body never reads."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    read = {node.id for part in tree.body for node in ast.walk(part) if isinstance(node, ast.Name)}
    return [name for name in inspect.signature(function).parameters if name not in read and name not in {"self", "cls"}]


def test_every_parameter_of_a_public_function_is_read() -> None:
    functions = dict(public_functions())
    assert len(functions) > 150
    assert {name: missing for name, function in functions.items() if (missing := unread(function))} == {}


def test_a_parameter_that_nobody_reads_is_found() -> None:
    def ignores(one: int, two: int) -> int:
        return one

    assert unread(ignores) == ["two"]


def test_every_public_function_of_a_county_a_scenario_or_a_run_checks_its_kinds() -> None:
    kinds = {"Population", "Partitions", "Scenario", "Run", "Comparison", "Sweep", "Draws", "PolicyDraws", "FutureGrid"}
    kinds |= {
        "Goal",
        "Family",
        "Need",
        "Plan",
        "Projection",
        "Decomposition",
        "PolicyFrontier",
        "Sensitivity",
        "Ladder",
    }
    unchecked = []
    for name, function in public_functions():
        hints = [str(hint) for key, hint in inspect.get_annotations(function).items() if key != "return"]
        taken = {part for hint in hints for part in re.split(r"\W+", hint)} & kinds
        several = "Sequence[" in " ".join(hints) or "Iterable[" in " ".join(
            hints
        )  # lists are looked at in the function
        if taken and not several and not hasattr(function, "__wrapped__") and not INSIDE.match(name):
            unchecked.append(name)
    assert unchecked == []


# ------------------------------------------------------------------------------------ one kind in the place of another
BOTH: dict[str, Callable[..., object]] = {
    "simulate": wb.simulate,
    "sweep": lambda p, s: wb.sweep(p, s, urban_dibao_ratio=[0.3]),
    "draw": lambda p, s: wb.draw(p, s, runs=2),
    "draw_policies": lambda p, s: wb.draw_policies(p, s, runs=2, urban_dibao_ratio=[0.3]),
    "sensitivity": lambda p, s: wb.sensitivity(p, s, samples=2),
    "calibrate": wb.calibrate,
    "caseload_trend": wb.caseload_trend,
    "fit_posterior": wb.fit_posterior,
    "centre_shift": wb.calibration.centre_shift,
    "fit_entry": wb.fit_entry,
    "screen": wb.screen,
    "forks": wb.forks,
    "information_value": wb.information_value,
    "fit_take_up_rate": lambda p, s: wb.fit_take_up_rate(p, s, rural=0.5, source="a survey"),
    "goal_seek": lambda p, s: wb.goal_seek(p, s, budget=1e6),
    "future_grid": future_grid,
    "smallest_standard": lambda p, s: smallest_standard(p, s, residence="rural"),
    "policy_frontier": lambda p, s: wb.decisions.policy_frontier(p, s, urban_dibao_ratio=[0.3, 0.31]),
    "tekun_stock": lambda p, s: wb.care.tekun_stock(p, s, {}),
    "tekun_by_grade": lambda p, s: wb.care.tekun_by_grade(p, s, {}),
    "open_dashboard": wb.open_dashboard,
}
IN_PARTS = {"sweep", "draw", "draw_policies", "policy_frontier", "tekun_stock", "tekun_by_grade"}
PLACES = {"open_dashboard": ("county", "baseline")}


@pytest.mark.parametrize("name", BOTH)
def test_what_is_no_population_or_scenario_is_refused(county, baseline: Scenario, run: Run, name: str) -> None:
    call = BOTH[name]
    first, second = PLACES.get(name, ("population", "scenario"))
    for population, scenario, says in (
        (baseline, baseline, rf"{name}: {first} is a Scenario; a Population"),
        (baseline, county, rf"{name}: \w+ is a (Scenario; a Population|Population; a Scenario)"),
        (run, baseline, rf"{name}: {first} is a Run; a Population"),
        (county.persons, baseline, rf"{name}: {first} is a DataFrame; a Population"),
        ("yiyuan", baseline, rf"{name}: {first} is 'yiyuan'; a Population"),
        (None, baseline, rf"{name}: {first} is None; a Population"),
        (county, "baseline-2021", rf"{name}: {second} is 'baseline-2021'; a Scenario is wanted: load_scenario\('base"),
        (county, run, rf"{name}: {second} is a Run; a Scenario is wanted: load_scenario\(name\) reads one"),
        (county, None, rf"{name}: {second} is None; a Scenario is wanted"),
    ):
        with pytest.raises(InputError, match=says) as caught:
            call(population, scenario)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", sorted(set(BOTH) - IN_PARTS))
def test_a_population_in_parts_is_refused_where_one_in_memory_is_wanted(parts, baseline: Scenario, name: str) -> None:
    wanted = "a Population (or a CountyEnsemble )?is wanted: .* policy_frontier take a population in parts"
    says = rf"{name}: \w+ is a Partitions; {wanted}"
    with pytest.raises(InputError, match=says):
        BOTH[name](parts, baseline)


def test_every_public_function_of_population_and_scenario_stands_in_the_table() -> None:
    taking = {
        name.rpartition(".")[2]
        for name, function in public_functions()
        if name.count(".") == 1 and {"population", "scenario"} <= set(inspect.signature(function).parameters)
    }
    assert taking <= set(BOTH)


RUNS: dict[str, tuple[Callable[[Run, Run, Scenario], object], str]] = {
    "compare: a scenario": (
        lambda r, t, s: wb.compare(r, s),
        "compare: other is a Scenario; a Run is wanted: simulate",
    ),
    "compare: nothing": (lambda r, t, s: wb.compare(None, r), "compare: base is None; a Run is wanted"),
    "compare: totals only": (lambda r, t, s: wb.compare(r, t), r"didn't keep 'household_assistance_amount'"),
    "compare: base of totals": (lambda r, t, s: wb.compare(t, r), r"didn't keep 'household_assistance_amount'"),
    "decompose": (lambda r, t, s: wb.decompose(s, r), "decompose: before is a Scenario; a Run is wanted"),
    "explain: a scenario": (lambda r, t, s: wb.explain(s, 1), "explain: run is a Scenario; a Run is wanted"),
    "explain: a text": (lambda r, t, s: wb.explain(r, "12"), "household_id='12': a whole number is wanted"),
    "explain: a part": (lambda r, t, s: wb.explain(r, 12.7), r"household_id=12\.7: a whole number is wanted"),
    "explain: beyond": (lambda r, t, s: wb.explain(r, 10**25), "household_id=1000.*: a whole number is wanted"),
    "explain: nobody": (lambda r, t, s: wb.explain(r, 10**12), "no household 1000000000000; ids run from"),
    "caseload": (lambda r, t, s: caseload(s), "caseload: run is a Scenario; a Run is wanted"),
    "caseload: totals": (lambda r, t, s: caseload(t), "this run didn't keep 'dibao_recipient'"),
    "indicators": (lambda r, t, s: indicators(r, line=s), "indicators: line is a Scenario; a Run or None is wanted"),
    "who pays": (lambda r, t, s: wb.who_pays(s), "who_pays: run is a Scenario; a Run is wanted"),
    "a chart": (lambda r, t, s: wb.charts.lorenz(r, s), "lorenz: baseline is a Scenario; a Run or None is wanted"),
    "a brief": (lambda r, t, s: wb.brief(s, "x.html"), "brief: of is a Scenario; a Run or a Comparison is wanted"),
    "a record": (lambda r, t, s: wb.record(s), "record: run is a Scenario; a Run is wanted"),
    "ladder": (
        lambda r, t, s: wb.ladder([{"age": 4}], s, swept="age", values=[1, 2]),
        r"ladder: family is a list; a Family is wanted: family\(\[\{'age': 44\}\]\) makes one",
    ),
    "need": (lambda r, t, s: wb.care.need(s), "need: run is a Scenario; a Run is wanted"),
    "limits": (lambda r, t, s: wb.compare(r, r).by_size("county", (50.0, 20.0)), "two rising amounts above 0"),
    "limits in words": (lambda r, t, s: wb.compare(r, r).by_size("county", "20-50"), "limits='20-50': a list"),
}


@pytest.mark.parametrize("name", RUNS)
def test_what_is_no_run_is_refused_at_the_call(run: Run, totals: Run, baseline: Scenario, name: str) -> None:
    ask, says = RUNS[name]
    with pytest.raises(InputError, match=says) as caught:
        ask(run, totals, baseline)
    assert "\n" not in str(caught.value)


# What can't both be meant, or means nothing: the call says so, it doesn't choose.
CONTRADICTIONS: dict[str, tuple[Callable[[Population, Scenario], object], str]] = {
    "goal_seek: a grid beside the county": (
        lambda c, b: wb.goal_seek(c, b, budget=1e6, grid=None), "unexpected keyword argument 'grid'"
    ),
    "simulate: a rule as the list": (
        lambda c, b: wb.simulate(c, b, rows="dibao_recipient"), r"rows='dibao_recipient': a list of names is wanted"
    ),
    "simulate: a rule twice": (
        lambda c, b: wb.simulate(c, b, rows=["dibao_recipient"] * 2), "rows: 'dibao_recipient' stands twice"
    ),
    "simulate: a function as the list": (
        lambda c, b: b.with_rules(len), "rules=a builtin_function_or_method: a list of rules is wanted"
    ),
    "simulate: threads": (lambda c, b: wb.simulate(c, b, threads=0), "threads=0: a whole number is wanted"),
    "draw: counties that no kind uses": (
        lambda c, b: wb.draw([c, c], b, runs=2, kinds=["parameters"]), "2 counties .* but 'population' is no kind"
    ),
    "draw: the population's kind with one county": (
        lambda c, b: wb.draw(c, b, runs=2, kinds=["population"]), "at least two counties"
    ),
    "draw: fewer futures than counties": (lambda c, b: wb.draw([c, c, c], b, runs=2), "runs=2: 3 counties are given"),
    "draw: a scenario among counties": (lambda c, b: wb.draw([c, b], b, runs=2), "draw: population is a Scenario"),
    "draw: a kind twice": (lambda c, b: wb.draw(c, b, runs=2, kinds=["chance", "chance"]), "'chance' stands twice"),
    "draw: seed": (lambda c, b: wb.draw(c, b, runs=2, seed=-1), "seed=-1: a whole number is wanted, at least 0"),
    "draw: true seed": (lambda c, b: wb.draw(c, b, runs=2, seed=True), "seed=True: a whole number"),
    "draw: an amount in words": (
        lambda c, b: wb.draw(c, b, runs=2).chance("persons", "many"), "at_most='many': a number is wanted"
    ),
    "draw_policies: seed": (
        lambda c, b: wb.draw_policies(c, b, runs=2, seed=1.5, urban_dibao_ratio=[0.3]), r"seed=1\.5: a whole number"
    ),
    "future_grid: seed": (lambda c, b: future_grid(c, b, runs=2, seed="1"), "seed='1': a whole number"),
    "kinds_apart: one county": (lambda c, b: kinds_apart([c], b, runs=4), "at least two counties"),
    "kinds_apart: a county alone": (lambda c, b: kinds_apart(c, b, runs=4), "at least two counties"),
    "sensitivity: no name": (lambda c, b: wb.sensitivity(c, b, names=[]), "names: at least 1 is wanted"),
    "sensitivity: a name twice": (
        lambda c, b: wb.sensitivity(c, b, names=["tekun_take_up", "tekun_take_up"]), "'tekun_take_up' stands twice"
    ),
    "sensitivity: a name as the list": (
        lambda c, b: wb.sensitivity(c, b, names="tekun_take_up"), "names='tekun_take_up': a list of names"
    ),
    "sensitivity: what nothing moves": (
        lambda c, b: wb.sensitivity(c.select([]), b, names=["tekun_take_up"], samples=2), "is 0 in every run"
    ),
    "sensitivity: samples": (lambda c, b: wb.sensitivity(c, b, samples=100), "samples=100: a power of 2"),
    "calibrate: no evaluation": (lambda c, b: wb.calibrate(c, b, evaluations=0), "evaluations=0: a whole number"),
    "calibrate: a word as target": (lambda c, b: wb.calibrate(c, b, ["coverage"]), "targets: 'coverage' stands there"),
    "failure_box: what is no outcome": (
        lambda c, b: failure_box(pl.DataFrame({"a": [1.0, 2.0]}), np.array([0.0, 1.0])), "an array of true and false"
    ),
    "write_partitions: parts of several": (
        lambda c, b: write_partitions([c, c], Path("never"), 3), "parts=3: several populations are written as one part"
    ),
    "family: a member alone": (lambda c, b: wb.family({"age": 44}), r"members=a dict: a list of members is wanted"),
    "family: an age alone": (lambda c, b: wb.family([44]), r"member 0 is 44; its columns are wanted"),
    "family: luck beyond 1": (lambda c, b: wb.family([{"age": 4, "job_draw": 7}]), "job_draw=7: a share from 0 to 1"),
    "family's page with a household": (
        lambda c, b: wb.briefing.save_family_page(wb.family([{"age": 4}]), "x.html", scenario=b, household_id=3),
        "needs scenario=…, and no household_id",
    ),
    "household's page with a scenario": (
        lambda c, b: wb.briefing.save_family_page(wb.simulate(c, b), "x.html", scenario=b, household_id=3),
        "scenario=…: a run has its own",
    ),
    "household's page without one": (
        lambda c, b: wb.briefing.save_family_page(wb.simulate(c, b), "x.html"), "needs household_id=…"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_contradicts_itself_is_refused(county: Population, baseline: Scenario, name: str) -> None:
    ask, says = CONTRADICTIONS[name]
    with pytest.raises((WorkbenchError, TypeError), match=says):
        ask(county, baseline)
    assert not Path("x.html").exists()


def test_futures_of_chance_alone_are_counted(county: Population, baseline: Scenario) -> None:
    """Was: 0 futures and false, since no parameter is drawn."""
    assert len(wb.draw(county, baseline, runs=5, kinds=["chance"])) == 5


# --------------------------------------------------------------------------------------------------------- the checkers
@pytest.mark.parametrize("value", [True, False, None, "3", float("nan"), 3.5, [3], -1, 11, 10**400])
def test_only_whole_numbers_are_whole_numbers(value: object) -> None:
    with pytest.raises(InputError, match=r"runs=.*a whole number is wanted, 0 to 10"):
        whole_number("runs", value, 0, 10)
    assert whole_number("runs", np.int64(3), 0, 10) == 3


@pytest.mark.parametrize("check", [amount, share, number])
@pytest.mark.parametrize("value", [True, False, None, "3", float("nan"), float("inf"), 10**400, [3], 1j])
def test_only_numbers_are_numbers(check: Callable[[str, object], float], value: object) -> None:
    with pytest.raises(InputError, match="x="):
        check("x", value)
    with pytest.raises(InputError, match=r"x=a number of 33216 bits"):
        check("x", 10**9999)
    assert check("x", np.float32(0.5)) == 0.5


def test_names_are_known_and_stand_once() -> None:
    assert each_once("aims", "aim", ("b", "a"), "abc") == ("b", "a")
    with pytest.raises(UnknownNameError, match="unknown aim 'd'"):
        each_once("aims", "aim", ["d"], "abc")
    for given in ("a", b"a", {"a": 1}, 3, None):
        with pytest.raises(InputError, match=r"aims=.*: a list of names is wanted"):
            each_once("aims", "aim", given, "abc")
    assert listed("rules", (one for one in "ab"), "rules") == ("a", "b")


def test_what_came_is_named() -> None:
    assert [described(one) for one in (None, 3, "ab", [1], Run, pl.DataFrame())] == [
        "None", "3", "'ab'", "a list", "the class Run", "a DataFrame"
    ]  # fmt: skip
    assert described("x" * 100) == "'" + "x" * 39 + "…"


def test_a_checked_function_keeps_name_signature_and_pythons_own_words(baseline: Scenario) -> None:
    @check_kinds
    def counted(scenario: Scenario | None, *more: Scenario, text: str = "") -> str:
        """Say it."""
        return f"{scenario is None}{len(more)}{text}"

    assert counted(None, text="x") == "True0x"
    assert counted(baseline, "not looked at") == "False1"
    assert (counted.__name__, counted.__doc__) == ("counted", "Say it.")
    assert list(inspect.signature(counted).parameters) == ["scenario", "more", "text"]
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'scenario'"):
        counted()
    with pytest.raises(InputError, match="counted: scenario is 3; a Scenario or None is wanted"):
        counted(3)
