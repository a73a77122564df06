"""The JSON Schema of scenario files: an editor completes names, shows units and ranges, and marks what can't be meant.

The reader of scenario files checks more (dates, corridors, bases, a place's law); what it accepts the schema accepts,
with one exception: a lever or an assumption that only the file's base defines as a parameter of its own is marked.
"""

from __future__ import annotations

import json
from pathlib import Path

from workbench.arguments import check_kinds
from workbench.errors import InputError
from workbench.files import write_whole
from workbench.law import PROGRAMMES, law
from workbench.parameter.book import Parameter
from workbench.parameter.ranges import Range
from workbench.scenario_file import section_of
from workbench.scenario_folder import list_scenarios
from workbench.scenario_model import SECTIONS, ScenarioFile

Schema = dict[str, object]
_NUMBERS = ("value", "mode", "low", "high")


def scenario_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a scenario's file in the place in use; names of levers in it.

    >>> sorted(scenario_schema()["required"])
    ['name', 'title']
    """
    schema: Schema = ScenarioFile.model_json_schema()
    fields: dict[str, Schema] = schema["properties"]  # type: ignore[assignment]
    parameters = list(law().parameters.values())
    named = {
        section: {one.name: _entry(one) for one in parameters if section_of(one) == section} for section in SECTIONS
    }
    for section, entries in named.items():
        fields[section] = {"type": "object", "description": _SECTIONS[section], "properties": entries}
    # Names that nobody knows are marked, unless the file defines parameters of its own.
    strict = {section: {"propertyNames": {"enum": list(entries)}} for section, entries in named.items()}
    schema["if"] = {"not": {"required": ["parameters"]}}
    schema["then"] = {"properties": strict}
    fields["payers"]["propertyNames"] = {"enum": [one.name for one in PROGRAMMES]}
    # A parameter's name stands before it, its dates may be left out: both are filled in when the file is read.
    fields["parameters"] = {"type": "object", "description": _SECTIONS["parameters"]}
    # A lever's values by year may be written {from, to, years: [first, last]}.
    value = {"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "array", "items": {"type": "integer"}}]}
    steps: Schema = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": value}}
    schema["$defs"]["YearsSection"]["properties"]["levers"] = steps  # type: ignore[index]
    fields["base"]["examples"] = list_scenarios()
    for name, text in _FIELDS.items():
        fields[name]["description"] = text
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "方案文件 · scenario of the social-assistance workbench",
        **{name: part for name, part in schema.items() if name != "title"},
    }


_SECTIONS = {
    "levers": "政策参数：可以决定的 · what the task force may decide",
    "assumptions": "假设：没有人确切知道的 · what nobody knows for certain",
    "care": "照料：床位的政策参数和假设 · levers and assumptions of the care room",
    "parameters": "方案自己的参数 · parameters of the scenario's own, by name",
}
_FIELDS = {
    "name": "与文件同名（不含.yaml） · the file's name without .yaml",
    "base": "其余取自此方案：先找同一文件夹，再找该地的scenarios/ · what is not said here is taken from it",
    "date": "适用哪一天的法规 · the day whose law is applied",
    "years": "逐年变化：政策参数、金额随何变动、增长率 · what changes from year to year",
    "digest": "工作台保存时写入；手改后请删去 · written when the workbench saves; delete it after a change by hand",
}


def _entry(parameter: Parameter) -> Schema:
    """Return the schema of one parameter's entry: a value, or a value with source, status and range."""
    value: Schema = {"enum": list(parameter.choices)} if parameter.choices else {"type": "number"} | _ends(parameter)
    numbers = {name: value for name in _NUMBERS if name == "value" or not parameter.choices}
    described = {"allOf": [{"$ref": "#/$defs/ValueEntry"}], "type": "object", "properties": numbers}
    return {"description": _description(parameter), "anyOf": [value, described]}


def _ends(parameter: Parameter) -> Schema:
    valid = parameter.valid or Range()
    ends = {"minimum": valid.low, "maximum": valid.high}
    return {name: end for name, end in ends.items() if end is not None}


def _description(parameter: Parameter) -> str:
    parts = [f"{parameter.zh} · {parameter.en}", parameter.unit, parameter.clause]
    if parameter.corridor is not None:
        parts.append(f"政策走廊 corridor {parameter.corridor.words()}")
    if parameter.valid is not None:
        parts.append(f"可接受 accepted {parameter.valid.words()}")
    return "\n".join(part for part in parts if part)


@check_kinds
def save_scenario_schema(path: str | Path) -> Path:
    """Write the schema as JSON, whole or not at all; returns the path.

    >>> save_scenario_schema("scenario.schema.json").name
    'scenario.schema.json'

    An editor that knows YAML finds it by the first line of a scenario's file:
    `# yaml-language-server: $schema=scenario.schema.json`. Raises InputError for a name that doesn't end in .json.
    """
    target = Path(path)
    if target.suffix.lower() != ".json":
        raise InputError(f"{target.name}: a schema ends in .json, such as scenario.schema.json")
    write_whole(target, json.dumps(scenario_schema(), ensure_ascii=False, indent=1) + "\n")
    return target
