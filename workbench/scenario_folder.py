"""The scenarios of a place: which there are, and reading one of them, from there or from any file."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from workbench.arguments import check_kinds
from workbench.errors import (
    ParameterError,
    RuleError,
    ScenarioError,
    WorkbenchError,
    WorkbenchWarning,
    unknown,
)
from workbench.law import law
from workbench.parameter.book import ParameterBook
from workbench.parameter.yaml_reader import YamlDocument, yaml_files
from workbench.paths import shipped
from workbench.place import current_place, shipped_places
from workbench.reform import Reform
from workbench.scenario import Scenario
from workbench.scenario_file import check_values, check_years, file_overrides, read_scenario_file
from workbench.scenario_model import ScenarioFile, YearsSection
from workbench.scenario_rules import rules_of_file


def scenarios_folder() -> Path:
    """Return the folder of scenario files: WORKBENCH_SCENARIOS if set, else the place's own, else the shipped ones.

    Raises ScenarioError for a place that isn't shipped and brings no scenarios.
    """
    chosen = os.environ.get("WORKBENCH_SCENARIOS")
    if chosen:
        return Path(chosen)
    place = current_place()
    if place.file("scenarios").is_dir():
        return place.file("scenarios")
    if place.folder not in shipped_places().values():
        raise ScenarioError(f"place {place.code}: the folder scenarios/ is missing, with {place.baseline}.yaml in it")
    return shipped("scenarios")


def list_scenarios() -> list[str]:
    """Return the names of the scenarios in the folder, sorted.

    >>> "baseline-2021" in list_scenarios()
    True
    """
    return [path.stem for path in yaml_files(scenarios_folder())]


@check_kinds
def load_scenario(name_or_path: str | Path) -> Scenario:
    """Read a scenario by its name in scenarios/ or by a path; overlays are laid over their base.

    A file may lie anywhere: its base is looked for beside it, then among the scenarios of the place (`list_scenarios`).
    Raises ScenarioError naming file:line for unknown keys (with the nearest name), values that make no sense, a base
    that is missing or goes round in a circle. Warns (WorkbenchWarning) where both folders have the base and differ.

    >>> load_scenario("baseline-2021").value("urban_dibao_ratio")
    0.3
    """
    return _load(_path(name_or_path), ())


def _path(name_or_path: str | Path) -> Path:
    given = Path(name_or_path)
    if given.suffix in (".yaml", ".yml"):
        return given
    if given.name != str(name_or_path):
        raise ScenarioError(f"{name_or_path}: a scenario's name, or a path that ends in .yaml, is wanted")
    path = scenarios_folder() / f"{given.name}.yaml"
    if not path.exists():
        raise ScenarioError(str(unknown("scenario", given.name, list_scenarios())))
    return path


def _load(path: Path, above: tuple[str, ...]) -> Scenario:
    parsed, document = read_scenario_file(path, lambda document: _known_parameters(document, above))
    if parsed.name != path.stem:
        raise ScenarioError(f"{document.where(('name',))}: name {parsed.name!r} is not the file's, {path.stem!r}")
    if parsed.name in above:
        raise ScenarioError(f"{path.name}: the bases go round in a circle: {' → '.join([*above, parsed.name])}")
    base = None
    if parsed.base is not None:
        base = _load(_base_file(path, parsed.base, document.where(("base",))), (*above, parsed.name))
    return _laid_over(base, parsed, document)


def _known_parameters(document: YamlDocument, above: tuple[str, ...]) -> ParameterBook:
    """Return the parameters that a file may name beside its own: its base's, the law's where the base can't be read."""
    base, name = document.data.get("base"), document.path.stem
    if not isinstance(base, str) or name in above:
        return law().parameters
    try:
        return _load(_base_file(document.path, base, ""), (*above, name)).book.parameters
    except WorkbenchError:
        return law().parameters


def _base_file(path: Path, base: str, where: str) -> Path:
    """Return the file of a base: beside the file that names it, else in the place's scenarios folder.

    Warns where both folders have one and they differ; raises ScenarioError where neither has.
    """
    beside = path.parent / f"{base}.yaml"
    try:
        shared = scenarios_folder() / f"{base}.yaml"
    except ScenarioError:  # a place without scenarios of its own: there is the file's folder alone
        shared = beside
    if not beside.exists() and not shared.exists():
        names = {known.stem for folder in (beside.parent, shared.parent) for known in yaml_files(folder)}
        raise ScenarioError(str(unknown("base", base, names, where)))
    if beside.exists() and shared.exists() and beside.read_bytes() != shared.read_bytes():
        warnings.warn(
            f"{where}: the base {base!r} is taken from the file's own folder; another {base}.yaml lies in "
            f"{shared.parent}. Give one of the two another name",
            WorkbenchWarning,
            stacklevel=2,
        )
    return beside if beside.exists() else shared


def _laid_over(base: Scenario | None, parsed: ScenarioFile, document: YamlDocument) -> Scenario:
    place = parsed.place or (base.place if base else current_place().code)
    if place != current_place().code:
        raise ScenarioError(
            f"{document.where(('place',))}: the scenario is of the place {place!r}, and {current_place().code!r} is in "
            f"use; name the folder of {place!r} (--place, set_place)"
        )
    when = parsed.date or (base.date if base else None)
    if when is None:
        raise ScenarioError(f"{document.path.name}: a date is missing (or a base that has one)")
    reform = _reform_of(base.reform if base else Reform(), parsed, document)
    parameters = reform.law().parameters
    check_values(document, parameters)
    overrides = {**(base.overrides if base else {}), **file_overrides(parsed, document, parameters)}
    years = _years_of(base, parsed, document, parameters)
    for name in years.levers:
        try:
            years.step(name, when.year)
        except ValueError as problem:
            raise ScenarioError(f"{document.where(('years', 'levers', name))}: {problem}") from None
    scenario = Scenario(
        name=parsed.name,
        title_zh=parsed.title.zh,
        title_en=parsed.title.en,
        date=when,
        overrides=overrides,
        tail=parsed.tail or (base.tail if base else None),
        payers={**(base.payers if base else {}), **parsed.payers},
        correlations=parsed.correlations or (base.correlations if base else ()),
        calibration=parsed.calibration or (base.calibration if base and not parsed.assumptions else None),
        reform=reform,
        place=place,
        years=years,
    )
    try:
        resolved = scenario.resolved()
    except ParameterError as problem:
        raise ScenarioError(f"{document.where(('date',))}: {problem}") from None
    for number, pair in enumerate(parsed.correlations):
        sure = [name for name in pair.between if resolved[name].spread is None]
        if sure:
            raise ScenarioError(
                f"{document.where(('correlations', number))}: {sure[0]!r} has no range, so nothing can go with it; "
                "give it low and high under assumptions"
            )
    return scenario


def _years_of(
    base: Scenario | None, parsed: ScenarioFile, document: YamlDocument, parameters: ParameterBook
) -> YearsSection:
    """Return a base's values by year with those of a file; a lever's single value in the file replaces them."""
    own = parsed.years or YearsSection()
    for name in own.levers:
        if name in parsed.levers:
            raise ScenarioError(
                f"{document.where(('years', 'levers', name))}: {name!r} stands under levers too; keep one of the two"
            )
    try:
        check_years(own, parameters)
    except ScenarioError as problem:
        raise ScenarioError(f"{document.where(('years',))}: {problem}") from None
    return own.laid_over(base.years.without_levers(parsed.levers)) if base else own


def _reform_of(base: Reform, parsed: ScenarioFile, document: YamlDocument) -> Reform:
    """Return a base's rules and parameters with those of a file; raises ScenarioError naming file:line."""
    try:
        found = base.with_parameters(parsed.parameters.values())
    except (ParameterError, RuleError) as problem:
        raise ScenarioError(f"{document.where(('parameters',))}: {problem}") from None
    try:
        found = found.with_rules(rules_of_file(parsed.rules, document))
        found.law()  # all parameters are given by now: what a rule reads beyond them is a mistake
    except RuleError as problem:
        raise ScenarioError(f"{document.where(('rules',))}: {problem}") from None
    return found
