"""Whatever is asked wrongly is refused in one sentence that names it; an empty county has an answer or a reason."""

import re
from collections.abc import Callable

import polars as pl
import pytest

import workbench as wb
from workbench.decisions import decompose, failure_box, goal_seek, smallest_standard
from workbench.errors import InputError, WorkbenchError
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.uncertainty import Draws

NAN = float("nan")
QUESTIONS: dict[str, tuple[Callable[..., object], str]] = {
    "no runs": (lambda c, b: wb.draw(c, b, runs=0), "runs=0: a whole number is wanted, at least 1"),
    "runs in words": (lambda c, b: wb.draw(c, b, runs="many"), "runs='many': a whole number is wanted"),
    "half a run": (lambda c, b: wb.draw_policies(c, b, runs=1.5, urban_dibao_ratio=[0.3]), "runs=1.5: a whole number"),
    "no county": (lambda c, b: wb.draw([], b, runs=2), "draw: population is a list; a Population"),
    "kind": (lambda c, b: wb.draw(c, b, runs=2, kinds="chanse"), "did you mean 'chance'"),
    "nothing to sweep": (wb.sweep, "nothing to sweep"),
    "no values": (lambda c, b: wb.sweep(c, b, urban_dibao_ratio=[]), "at least one value"),
    "None swept": (lambda c, b: wb.sweep(c, b, urban_dibao_ratio=None), "urban_dibao_ratio=None: a list of values"),
    "None in it": (lambda c, b: wb.sweep(c, b, urban_dibao_ratio=[None]), "urban_dibao_ratio=None: numbers"),
    "nan": (lambda c, b: wb.sweep(c, b, urban_dibao_ratio=[NAN]), "nan is not a number that can be used"),
    "yes": (lambda c, b: wb.sweep(c, b, urban_dibao_ratio=[True]), "urban_dibao_ratio=True: numbers"),
    "30": (lambda c, b: wb.sweep(c, b, urban_dibao_ratio=[30]), "write 0.3 if 30 per cent is meant"),
    "lever": (lambda c, b: wb.sweep(c, b, urban_dibao_rato=[0.3]), "did you mean 'urban_dibao_ratio'"),
    "goal of published": (
        lambda c, b: wb.goal_seek(c, b.replace(rural_dibao_standard_published=480), budget=1e6, runs=2, nodes=2),
        "rural_dibao_standard_published is 480 yuan/month and in force instead of a ratio",
    ),
    "smallest of published": (
        lambda c, b: smallest_standard(c, b.replace(urban_dibao_standard_published=700), residence="urban"),
        "look for one in scenario.replace(urban_dibao_standard_published=0)",
    ),
    "no programmes": (lambda c, b: wb.sweep(c, b, programmes=[], urban_dibao_ratio=[0.3]), "a list of programmes"),
    "programme": (lambda c, b: wb.simulate(c, b, programmes=["dibo"]), "did you mean 'dibao'"),
    "programmes in words": (lambda c, b: wb.simulate(c, b, programmes="dibao"), "a list of programmes is wanted"),
    "half of 50": (lambda c, b: smallest_standard(c, b, residence="rural", at_least=50), "write 0.5 if 50 per cent"),
    "half in words": (lambda c, b: smallest_standard(c, b, residence="rural", at_least="half"), "a share from 0 to 1"),
    "one run": (lambda c, b: decompose(wb.simulate(c, b), None), "decompose: after is None; a Run is wanted: simulate"),
    "care in words": (
        lambda c, b: decompose(wb.simulate(c, b), wb.simulate(c, b), care="homes"), "wants two CareSystem"
    ),
    "futures below 0": (
        lambda c, b: decompose(wb.simulate(c, b), wb.simulate(c, b), futures=-1), "futures=-1: a whole number"
    ),
    "box": (lambda c, b: failure_box(pl.DataFrame({"a": [1.0, 2.0]}), pl.Series([True, False]).to_numpy(), density=2),
            "density=2: a share"),
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_bad_question_is_refused_in_one_sentence(county: Population, baseline: Scenario, name: str) -> None:
    ask, says = QUESTIONS[name]
    with pytest.raises(WorkbenchError, match=re.escape(says)) as caught:
        ask(county, baseline)
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def futures(county: Population, baseline: Scenario) -> Draws:
    return wb.draw(county, baseline, runs=4)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda d: d.interval("person"), "unknown measure 'person'; did you mean 'persons'"),
        (lambda d: d.interval("persons", "dibo"), "unknown programme 'dibo'; did you mean 'dibao'"),
        (lambda d: d.chance("persons", 10, "tekn"), "unknown programme 'tekn'; did you mean 'tekun'"),
        (lambda d: d.interval("persons", level=80), "level=80: a share above 0 and below 1 is wanted"),
        (lambda d: d.summary(level=NAN), "level=nan: a share"),
    ],
)
def test_what_futures_are_asked_wrongly_is_refused(futures: Draws, ask, says: str) -> None:
    with pytest.raises(WorkbenchError, match=re.escape(says)):
        ask(futures)


def test_an_empty_county_has_nobody_or_a_reason(county: Population, baseline: Scenario) -> None:
    nobody = county.select([])
    assert wb.simulate(nobody, baseline).headline.total.persons == 0
    assert wb.draw(nobody, baseline, runs=3).interval("persons") == (0, 0)
    goal = goal_seek(nobody, baseline, budget=0, runs=2, nodes=2)
    assert (goal.status, goal.best.poor_recipients) == ("found", 0)
    with pytest.raises(InputError, match="nobody among the rural residents is poor: gap_reduction can't be worked out"):
        smallest_standard(nobody, baseline, residence="rural")
