"""The schema of scenario files accepts what the reader accepts, and marks what it refuses."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

import workbench as wb
from workbench.cli import main
from workbench.errors import InputError
from workbench.law import law
from workbench.scenario_file import section_of

SCENARIOS = sorted((Path(__file__).parents[1] / "scenarios").glob("*.yaml"))
GOOD = {
    "name": "mine",
    "title": {"zh": "我的", "en": "Mine"},
    "base": "baseline-2021",
    "levers": {"urban_dibao_ratio": 0.33, "dibao_method": "tiers"},
    "assumptions": {
        "tekun_take_up": {"low": 0.85, "mode": 0.95, "high": 0.99, "source": "the bureau", "status": "assumed"}
    },
    "care": {"renovation_budget_per_year": 9_000_000},
}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = wb.scenario_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def problems(validator: jsonschema.Draft202012Validator, content: object) -> list[str]:
    plain = json.loads(json.dumps(content, default=str))  # a date of YAML is a text in JSON
    return [error.message for error in validator.iter_errors(plain)]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_shipped_scenarios_meet_the_schema(validator, path: Path) -> None:
    assert problems(validator, yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_a_saved_scenario_meets_the_schema(validator, baseline, tmp_path: Path) -> None:
    changed = baseline.replace(rural_dibao_ratio=0.43, renovation_budget_per_year=9e6)
    changed = changed.with_payers(dibao={"central": 0.6, "county": 0.4, "source": "a proposal"})
    path = changed.save(tmp_path / "mine.yaml")
    assert problems(validator, yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_a_file_by_hand_meets_it(validator) -> None:
    assert problems(validator, GOOD) == []


WRONG = {
    "a lever's name": {"levers": {"urban_dibao_ration": 0.3}},
    "a lever among the assumptions": {"assumptions": {"urban_dibao_ratio": 0.3}},
    "thirty for 0.30": {"levers": {"urban_dibao_ratio": 30}},
    "a range outside what is accepted": {
        "assumptions": {"tekun_take_up": {"low": 0.8, "mode": 0.9, "high": 7, "source": "x y"}}
    },
    "a choice nobody knows": {"levers": {"dibao_method": "tierz"}},
    "a value without source": {"assumptions": {"tekun_take_up": {"value": 0.9}}},
    "a section": {"leavers": {}},
    "a programme": {"payers": {"dibo": {"county": 1.0, "status": "assumed", "source": "me"}}},
    "no title": {"title": None},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_the_reader_refuses_is_marked(validator, what: str) -> None:
    assert problems(validator, {**GOOD, **WRONG[what]}), what


def test_own_parameters_may_be_set_where_the_file_defines_them(validator) -> None:
    own = {"child_uplift": {"zh": "上浮", "en": "uplift", "unit": "share", "value": 0.2, "source": "mine"}}
    assert problems(validator, {**GOOD, "parameters": own, "levers": {"child_uplift": 0.3}}) == []


def test_every_parameter_stands_in_its_section_with_both_titles_and_its_unit() -> None:
    fields = wb.scenario_schema()["properties"]
    for parameter in law().parameters.values():
        text = fields[section_of(parameter)]["properties"][parameter.name]["description"]
        assert parameter.zh in text
        assert parameter.en in text
        assert parameter.unit in text


def test_the_command_writes_the_file(tmp_path: Path, capsys) -> None:
    target = tmp_path / "scenario.schema.json"
    assert main(["schema", str(target)]) == 0
    assert json.loads(target.read_text(encoding="utf-8")) == json.loads(json.dumps(wb.scenario_schema()))
    assert main(["schema", str(tmp_path / "schema.txt")]) == 2
    assert "a schema ends in .json" in capsys.readouterr().err
    with pytest.raises(InputError, match=r"a schema ends in \.json"):
        wb.save_scenario_schema(tmp_path / "schema.yaml")
