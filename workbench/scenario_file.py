"""Reads, checks and writes the file of a scenario as YAML; what may stand in it is in `scenario_model`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ValidationError

from workbench.errors import ParameterError, ScenarioError, problems_text, unknown
from workbench.files import write_whole
from workbench.law.programmes import NAMES
from workbench.parameter.book import Override, Parameter, ParameterBook
from workbench.parameter.yaml_reader import YamlDocument, check_model, parse_yaml, read_yaml
from workbench.parameter.yaml_values import write_yaml
from workbench.scenario_model import SECTIONS, ScenarioFile, ValueEntry, YearsSection


def read_scenario_file(
    path: Path, known: Callable[[YamlDocument], ParameterBook] | None = None
) -> tuple[ScenarioFile, YamlDocument]:
    """Read a file and check it against model and digest; raises ScenarioError, a line with file:line for each problem.

    known: gives the parameters that the file may name, so that what is wrong with its values is told beside the rest.
    """
    document = read_yaml(path, ScenarioError)
    try:
        parsed = _checked(document)
    except ScenarioError as problem:
        values = (
            [] if known is None or not isinstance(document.data, dict) else value_problems(document, known(document))
        )
        raise ScenarioError(_in_order([*str(problem).splitlines(), *values])) from None
    if not parsed.is_intact():
        raise ScenarioError(
            f"{document.where(('digest',))}: the file was saved by the workbench and has been changed or cut short "
            "since; if the change is meant, delete the line that begins with digest:"
        )
    return parsed, document


def _in_order(problems: Iterable[str]) -> str:
    """Return problems as one text in the order of the file's lines."""

    def place(problem: str) -> tuple[int, int]:
        found = re.search(r":(\d+):(\d+): ", problem)
        return (int(found[1]), int(found[2])) if found else (0, 0)

    return problems_text(sorted(problems, key=place))


def check_values(document: YamlDocument, parameters: ParameterBook) -> None:
    """Raise ScenarioError for all values, payers and correlations of a file that can't be meant; see the readers."""
    problems = value_problems(document, parameters)
    if problems:
        raise ScenarioError(_in_order(problems))


def value_problems(document: YamlDocument, parameters: ParameterBook) -> list[str]:
    """Return what is wrong with the values, payers and correlations of a file, beyond what its model says of them.

    Names of the file's own parameters are passed over: they aren't known before the file can be read as a whole.
    """
    own = _mapping(document, "parameters")
    problems = []
    for section in SECTIONS:
        for name, given in _mapping(document, section).items():
            if str(name) in own and str(name) not in parameters:
                continue
            try:
                _named_parameter(document, section, str(name), parameters)
                _from_file(document, section, str(name), _entry(given), parameters)
            except ScenarioError as problem:
                problems.append(str(problem))
            except ValidationError:
                continue  # the model tells it
    problems += [
        str(unknown("programme", str(name), NAMES, document.where(("payers", str(name)))))
        for name in _mapping(document, "payers")
        if name not in NAMES
    ]
    return [*problems, *_pair_problems(document, {**parameters, **dict.fromkeys(map(str, own))})]


def _mapping(document: YamlDocument, key: str) -> Mapping[object, object]:
    found = document.data.get(key)
    return found if isinstance(found, dict) else {}


def _entry(given: object) -> float | str | ValueEntry:
    """Return a value as the model reads it; raises pydantic's ValidationError."""
    if isinstance(given, dict):
        return ValueEntry.model_validate(given)
    return given if isinstance(given, str) else ValueEntry(value=given, source="the file").written()  # type: ignore[arg-type]


def _checked(document: YamlDocument) -> ScenarioFile:
    if not isinstance(document.data, dict):
        raise ScenarioError(f"{document.path.name}: name, title, date, levers, assumptions … are wanted")
    return check_model(ScenarioFile, document, (), ScenarioError)


def write_scenario_file(path: Path, content: ScenarioFile) -> None:
    """Write a file whole, with its digest, so that `read_scenario_file` gives the same content.

    The text is read back before the file gets its name. Raises ScenarioError for content that the reader refuses or
    would read otherwise, FileError for a file that can't be written.
    """
    text = write_yaml(_written(content))
    try:
        parsed = _checked(parse_yaml(text, path, ScenarioError))
    except ScenarioError as problem:
        raise ScenarioError(f"{path.name} can't be saved, since it couldn't be read again: {problem}") from None
    if parsed != content:
        differing = [name for name in ScenarioFile.model_fields if getattr(parsed, name) != getattr(content, name)]
        raise ScenarioError(f"{path.name} can't be saved: {', '.join(differing)} would be read otherwise than it is")
    # The digest comes first: a file that is cut short anywhere then still has it, and is noticed.
    write_whole(path, write_yaml({"digest": parsed.content_digest()}) + text)


def _written(content: ScenarioFile) -> dict[str, object]:
    """Return the content as plain data, without what is empty."""
    values = {name: getattr(content, name) for name in ScenarioFile.model_fields if name != "digest"}
    return {name: _plain(value) for name, value in values.items() if value is not None and value not in ({}, ())}


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        said = value.model_dump(exclude_none=True, exclude_defaults=True)
        return {name: _plain(said[name]) for name in type(value).model_fields if name in said}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value


def checked_override(name: str, value: object, parameters: ParameterBook) -> Override:
    """Return a value for a parameter; raises for an unknown name and a value that makes no sense."""
    if name not in parameters:
        others = dict.fromkeys(("date", "name", "title_zh", "title_en"))
        raise unknown("parameter", name, {**parameters, **others})
    if isinstance(value, Override):
        found = value
    elif isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ScenarioError(f"{name}={value!r}: a number in {parameters[name].unit} is wanted")
    else:
        found = Override(value)
    parameters[name].code(found.value)  # complains of nonsense here, not later
    if found.spread is not None:
        parameters[name].need_quantity()
        parameters[name].code(found.spread.low)
        parameters[name].code(found.spread.high)
    return found


def check_years(section: YearsSection, parameters: ParameterBook) -> None:
    """Refuse a lever or an amount that is none, and a value by year that makes no sense; raises ScenarioError."""
    for name, steps in section.levers.items():
        if name not in parameters or parameters[name].role != "lever":
            levers = [one for one in parameters if parameters[one].role == "lever"]
            raise ScenarioError(f"years: levers: {unknown('lever', name, levers)}")
        for year, value in steps.items():
            try:
                parameters[name].code(value)
            except ParameterError as problem:
                raise ScenarioError(f"years: levers: {name} in {year}: {problem}") from None
    for name in section.indexing:
        amounts = [one for one in parameters if "yuan" in parameters[one].unit]
        if name not in amounts:
            raise ScenarioError(f"years: indexing: {unknown('amount in yuan', name, amounts)}")


def known_programme(name: str, where: str = "") -> None:
    """Refuse a programme that the law doesn't have."""
    if name not in NAMES:
        raise ScenarioError(str(unknown("programme", name, NAMES, where)))


def section_of(parameter: Parameter) -> str:
    """Name the section of a scenario's file in which a parameter stands."""
    if parameter.section != "law":
        return parameter.section
    return "levers" if parameter.role == "lever" else "assumptions"


def file_overrides(content: ScenarioFile, document: YamlDocument, parameters: ParameterBook) -> dict[str, Override]:
    """Return the values of all sections; raises ScenarioError naming file:line for one that makes no sense."""
    return {
        name: _from_file(document, section, name, entry, parameters)
        for section in SECTIONS
        for name, entry in getattr(content, section).items()
    }


def _named_parameter(document: YamlDocument, section: str, name: str, parameters: ParameterBook) -> None:
    """Raise ScenarioError naming file:line for a name that no parameter has, or one of another section."""
    where = document.where((section, name))
    if name not in parameters:
        fitting = {key: one for key, one in parameters.items() if section_of(one) == section}
        raise ScenarioError(str(unknown("parameter", name, fitting, where)))
    right = section_of(parameters[name])
    if right != section:
        article = "an" if parameters[name].role == "assumption" else "a"
        kind = "a parameter of the care room" if right == "care" else f"{article} {parameters[name].role}"
        raise ScenarioError(f"{where}: {name!r} is {kind}; it belongs under {right!r}")


def _from_file(
    document: YamlDocument, section: str, name: str, entry: float | str | ValueEntry, parameters: ParameterBook
) -> Override:
    where = document.where((section, name))
    written = (
        entry if isinstance(entry, ValueEntry) else ValueEntry(value=entry, source=f"scenario {document.path.stem}")
    )
    try:
        given = Override(written.written(), written.status, written.full_source(), written.spread())
        return checked_override(name, given, parameters)
    except ParameterError as problem:
        raise ScenarioError(f"{where}: {problem}") from None


def _pair_problems(document: YamlDocument, known: Mapping[str, object]) -> list[str]:
    """Return what is wrong with correlations: a name nobody knows, a parameter with itself, two that stand twice."""
    problems: list[str] = []
    seen: set[frozenset[str]] = set()
    listed = document.data.get("correlations")
    for number, pair in enumerate(listed if isinstance(listed, list) else []):
        where = document.where(("correlations", number))
        between = pair.get("between") if isinstance(pair, dict) else None
        if not isinstance(between, list) or len(between) != 2:
            continue  # the model tells it
        problems += [str(unknown("parameter", str(name), known, where)) for name in between if name not in known]
        both = frozenset(map(str, between))
        if len(both) == 1 or both in seen:
            why = "goes with itself" if len(both) == 1 else f"and {between[1]!r} stand here twice"
            problems.append(f"{where}: {between[0]!r} {why}; two different assumptions are wanted, once")
        seen.add(both)
    return problems
