"""The rules of a scenario's file: found by their addresses when it is read, written beside it when it is saved."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

from workbench.engine.rule import Rule, rules_in
from workbench.engine.rule_source import joined_sources, rule_source, run_source
from workbench.errors import RuleError, ScenarioError, WorkbenchError, unknown
from workbench.parameter.yaml_reader import YamlDocument
from workbench.reform import Reform
from workbench.scenario_model import RuleEntry

_MODULE = "scenario_rules"
_MOST_BYTES = 1_000_000


def rules_of_file(entries: Sequence[str | RuleEntry], document: YamlDocument) -> list[Rule]:
    """Return the rules that a scenario's file names; the Python of their files and modules is run.

    "reform.py:cap" is the function `cap` of a file beside the scenario's, "reform.py" every rule of it, and
    "package.module:cap" that of an importable module. Raises ScenarioError naming file:line for an address that leads
    nowhere, a file that can't be run, a rule that has changed since its digest was written.
    """
    found: list[Rule] = []
    for number, given in enumerate(entries):
        entry = RuleEntry(rule=given) if isinstance(given, str) else given
        where = document.where(("rules", number))
        rules = _rules_at(entry.rule, document.path.parent, where)
        if entry.digest is not None and [rule_source(rule).digest for rule in rules] != [entry.digest]:
            raise ScenarioError(
                f"{where}: the rule {entry.rule} has changed since the scenario was saved; if the change is meant, "
                "delete its digest, and the line that begins with digest:"
            )
        found += rules
    return found


def _rules_at(address: str, folder: Path, where: str) -> list[Rule]:
    place, colon, name = address.rpartition(":")
    place = place if colon else address
    rules = _of_python_file(folder, place, where) if place.endswith(".py") else _of_module(place, where)
    if not rules:
        raise ScenarioError(f"{where}: {place} has no rules: functions under @for_household(…) and the like are wanted")
    if not colon:
        return list(rules.values())
    if name not in rules:
        raise ScenarioError(str(unknown(f"rule of {place}", name, rules, where)))
    return [rules[name]]


def _of_python_file(folder: Path, place: str, where: str) -> dict[str, Rule]:
    path = Path(place)
    if path.is_absolute():
        raise ScenarioError(
            f"{where}: {path.name}: a path beside the scenario's file is wanted, such as {path.name}:rule"
        )
    try:
        content = (folder / path).read_bytes()
    except OSError as problem:
        raise ScenarioError(
            f"{where}: {place} can't be read ({problem.strerror}); it is looked for beside the file"
        ) from None
    if len(content) > _MOST_BYTES:
        raise ScenarioError(f"{where}: {place} has {len(content):,} bytes; at most {_MOST_BYTES:,} are read")
    try:
        return run_source(content.decode("utf-8-sig"), _MODULE, path.name)
    except UnicodeDecodeError:
        raise ScenarioError(f"{where}: {place} is no UTF-8; save it as UTF-8") from None
    except Exception as problem:  # noqa: BLE001 - whatever another's Python raises
        raise ScenarioError(f"{where}: {place} can't be run: {_told(problem)}") from None


def _of_module(place: str, where: str) -> dict[str, Rule]:
    try:
        module = importlib.import_module(place)
    except ModuleNotFoundError as problem:
        raise ScenarioError(
            f"{where}: the module {problem.name!r} isn't found; a file beside the scenario's is written with its "
            f"ending, such as {place.rpartition('.')[2]}.py:rule"
        ) from None
    except Exception as problem:  # noqa: BLE001 - whatever another's Python raises
        raise ScenarioError(f"{where}: the module {place} can't be imported: {_told(problem)}") from None
    return {rule.function.__name__: rule for rule in rules_in(module)}


def _told(problem: Exception) -> str:
    if isinstance(problem, WorkbenchError):
        return str(problem)
    if isinstance(problem, SyntaxError):
        return f"line {problem.lineno}: {problem.msg}"
    return f"{type(problem).__name__}: {problem}"


def entries_to_write(reform: Reform, target: Path) -> tuple[tuple[RuleEntry, ...], Path, str]:
    """Return the entries of a scenario's file, and the path and text of the file that its rules are written to.

    Rules of a module that can be imported stay there; the others are written to one file beside `target` ("": none).
    Raises ScenarioError for a rule whose text can't stand alone, or would be read as another rule.
    """
    path = target.with_name(f"{target.stem}_rules.py")
    own = [one for one in reform.rules if not one.address]
    for one in own:
        if not one.source.runs_alone:
            raise ScenarioError(
                f"{target.name}: the rule {one.name!r} can't be written to a file: {one.source.not_alone}; define it "
                "in a file of its own and import it from there, then it is saved by its address"
            )
    entries = tuple(
        RuleEntry(rule=one.address or f"{path.name}:{one.rule.function.__name__}", digest=one.digest)
        for one in reform.rules
    )
    if not own:
        return entries, path, ""
    try:
        text = joined_sources(one.source.text for one in own)
    except RuleError as problem:
        raise ScenarioError(f"{target.name}: the rules can't be written to one file: {problem}") from None
    again = run_source(text, _MODULE, path.name)
    for one in own:
        if rule_source(again[one.rule.function.__name__]).digest != one.digest:
            raise ScenarioError(
                f"{target.name}: the rule {one.name!r} would be read otherwise than it is; see its text"
            )
    return entries, path, f'"""Rules of the scenario {target.stem}, written when it was saved."""\n\n{text}'
