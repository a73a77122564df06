"""Reads, checks and writes the file of a scenario as YAML; what may stand in it is in `scenario_model`."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from workbench.errors import ParameterError, ScenarioError, unknown
from workbench.files import write_whole
from workbench.law.programmes import NAMES
from workbench.parameter.book import Override, Parameter, ParameterBook
from workbench.parameter.yaml_reader import YamlDocument, check_model, parse_yaml, read_yaml
from workbench.parameter.yaml_values import write_yaml
from workbench.scenario_model import SECTIONS, Correlation, ScenarioFile, ValueEntry


def read_scenario_file(path: Path) -> tuple[ScenarioFile, YamlDocument]:
    """Read a file and check it against model, law and digest; raises ScenarioError naming file:line."""
    document = read_yaml(path, ScenarioError)
    parsed = _checked(document)
    if not parsed.is_intact():
        raise ScenarioError(
            f"{document.where(('digest',))}: the file was saved by the workbench and has been changed or cut short "
            "since; if the change is meant, delete the line that begins with digest:"
        )
    for name in parsed.payers:
        known_programme(name, document.where(("payers", name)))
    return parsed, document


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
        raise unknown("parameter", name, [*parameters, "date", "name"])
    if isinstance(value, Override):
        found = value
    elif isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ScenarioError(f"{name}={value!r}: a number in {parameters[name].unit} is wanted")
    else:
        found = Override(value)
    parameters[name].code(found.value)  # complains of nonsense here, not later
    if found.spread is not None:
        parameters[name].code(found.spread.low)
        parameters[name].code(found.spread.high)
    return found


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


def _from_file(
    document: YamlDocument, section: str, name: str, entry: float | str | ValueEntry, parameters: ParameterBook
) -> Override:
    where = document.where((section, name))
    if name not in parameters:
        fitting = [key for key in parameters if section_of(parameters[key]) == section]
        raise ScenarioError(str(unknown("parameter", name, fitting, where)))
    right = section_of(parameters[name])
    if right != section:
        article = "an" if parameters[name].role == "assumption" else "a"
        kind = "a parameter of the care room" if right == "care" else f"{article} {parameters[name].role}"
        raise ScenarioError(f"{where}: {name!r} is {kind}; it belongs under {right!r}")
    written = (
        entry if isinstance(entry, ValueEntry) else ValueEntry(value=entry, source=f"scenario {document.path.stem}")
    )
    try:
        given = Override(written.written(), written.status, written.full_source(), written.spread())
        return checked_override(name, given, parameters)
    except ParameterError as problem:
        raise ScenarioError(f"{where}: {problem}") from None


def check_pairs(pairs: tuple[Correlation, ...], document: YamlDocument, parameters: ParameterBook) -> None:
    """Refuse a correlation of what isn't known, of a parameter with itself, and one that stands twice."""
    seen: set[frozenset[str]] = set()
    for number, pair in enumerate(pairs):
        where = document.where(("correlations", number))
        for name in pair.between:
            if name not in parameters:
                raise unknown("parameter", name, parameters, where)
        both = frozenset(pair.between)
        if len(both) == 1 or both in seen:
            why = "goes with itself" if len(both) == 1 else f"and {pair.between[1]!r} stand here twice"
            raise ScenarioError(f"{where}: {pair.between[0]!r} {why}; two different assumptions are wanted, once")
        seen.add(both)
