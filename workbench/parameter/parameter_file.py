"""Reads files of parameters: YAML, one entry a parameter, laid over with what a place says of it.

    urban_dibao_ratio:
      zh: 城市低保标准占上年度人均消费支出的比例
      en: Urban dibao standard as a share of last year's consumption per head
      unit: share
      role: lever                      # lever | assumption | statistic
      cause: standards                 # optional: what a change of it belongs to when a difference is decomposed
      corridor: {low: 0.25, high: 0.35, source: "§3"}   # outside: a warning that travels with every result
      valid: {low: 0.05, high: 1.0}    # outside: an error
      plausible: {low: 0.2, high: 0.4} # optional: holds the truth four times in five (relative: true: times the value)
                                       # source: why it is so wide, where the value's source doesn't say it
      fork: [0, 1]                     # optional: a legal choice between numbers; never averaged, no range
      fitted_to: [tekun_share_low]     # optional, of a recipe: the statistics that the value was chosen to meet
      section: care                    # optional: the room whose section of a scenario it stands in
      overruled_by: {parameter: urban_dibao_standard_published, above: 0}   # optional: it has no effect then
      implied_by: {standard: urban_dibao_standard, share_of: …}   # optional: what the corridor is held against then
      known_until: open                # or a date: later dates are refused, never extrapolated
      values:
        2021-01-01: {value: 0.30, status: assumed, source: middle of the corridor}

A parameter with `local: true` has no values of its own: a place's law.yaml gives them, with their corridor, and may say
zh, en, clause, plausible and known_until otherwise; it may do so for any other parameter too.

Yearly statistics say `dated: year`; with `lag_years: 1` the law of a year uses the figure of the year before. In the
place of values one may say `highest_before: urban_consumption_per_head_previous_year`: the highest figure of the years
before, as a multiple of each year's figure; 0 for the first year, which has none before it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from workbench.errors import ParameterError, problems_text, suggestion, unknown
from workbench.parameter.book import Parameter, ParameterBook
from workbench.parameter.yaml_reader import YamlDocument, check_model, read_yaml, yaml_files


def load_parameters(
    folder: Path, clauses: Callable[[str], str | None] | None = None, local: Path | None = None
) -> ParameterBook:
    """Read every *.yaml of a folder into one book; raises ParameterError naming file and line.

    clauses: says what is wrong with a parameter's clause, or None; without it any clause is taken. local: the file of a
    place with the values of the parameters that are local; a name in it that no parameter has is refused.
    """
    own = _no_place() if local is None else read_yaml(local, ParameterError)
    if not isinstance(own.data, dict):
        raise ParameterError(f"{own.path.name}: parameters by name are wanted")
    paths = yaml_files(folder)
    if not paths:
        raise ParameterError(f"there are no parameter files in {folder.name}/")
    entries: dict[str, Parameter] = {}
    problems: list[str] = []
    names: set[str] = set()
    for path in paths:
        document, found, wrong = _file_parameters(path, clauses, own)
        problems += wrong
        names.update(map(str, document.data))
        for parameter in found:
            if parameter.name in entries:
                problems.append(f"{path.name}: the parameter {parameter.name!r} is defined twice")
            entries[parameter.name] = parameter
    problems += [
        str(unknown("parameter", str(name), names, own.where((str(name),)))) for name in own.data if name not in names
    ]
    for parameter in entries.values():
        overrule, implied = parameter.overruled_by, parameter.implied_by
        named = (("overruled_by", overrule and overrule.parameter), ("implied_by", implied and implied.share_of))
        problems += [
            str(unknown(f"parameter under {key} of {parameter.name}", name, names))
            for key, name in named
            if name and name not in names
        ]
    if problems:
        raise ParameterError(problems_text(problems))
    return ParameterBook(entries)


def _no_place() -> YamlDocument:
    return YamlDocument(Path("law.yaml"), {}, {})


def read_parameter_file(
    path: Path, clauses: Callable[[str], str | None] | None = None, local: YamlDocument | None = None
) -> list[Parameter]:
    """Read the parameters of one file, in the order of the file; `clauses`, `local` as in `load_parameters`."""
    _, parameters, problems = _file_parameters(path, clauses, local or _no_place())
    if problems:
        raise ParameterError(problems_text(problems))
    return parameters


def _file_parameters(
    path: Path, clauses: Callable[[str], str | None] | None, own: YamlDocument
) -> tuple[YamlDocument, list[Parameter], list[str]]:
    """Return a file, those of its parameters that can be read, and what is wrong with the others."""
    document = read_yaml(path, ParameterError)
    if not isinstance(document.data, dict):
        raise ParameterError(f"{path.name}: parameters by name are wanted")
    parameters: list[Parameter] = []
    problems: list[str] = []
    for name in map(str, document.data):
        try:
            parameter = _one(document, name, own)
        except ParameterError as problem:
            problems += str(problem).splitlines()
            continue
        parameters.append(parameter)
        wrong = clauses(parameter.clause) if clauses is not None and parameter.clause else None
        if wrong is not None:
            citing = own if "clause" in (own.data.get(name) or {}) else document
            problems.append(f"{citing.where((name, 'clause'))}: {name}: {wrong}")
    return document, parameters, problems


_LOCAL_KEYS = ("zh", "en", "clause", "corridor", "plausible", "known_until", "values")


def _highest_before(name: str, entry: dict[str, object], found: YamlDocument, own: YamlDocument) -> dict[str, object]:
    """Return an entry whose values are the highest figures of earlier years, as multiples of each year's figure."""
    other = str(entry["highest_before"])
    if other not in found.data:
        raise ParameterError(str(unknown("parameter", other, found.data, found.where((name, "highest_before")))))
    figures = (own.data.get(other) or found.data[other]).get("values") or {}
    values: dict[int, dict[str, object]] = {}
    highest = 0.0
    for year, told in figures.items():
        figure = told.get("value") if isinstance(told, dict) else None
        if not isinstance(figure, int | float) or figure <= 0:
            raise ParameterError(f"{name}: highest_before: {other} has no figure above 0 for {year}")
        source = "worked out: the highest figure of the years before, divided by the year's own"
        if not values:
            source = "no earlier figure is known from which the standard could fall"
        values[year] = {"value": highest / figure, "status": "estimated" if values else "assumed", "source": source}
        highest = max(highest, float(figure))
    rest = {key: value for key, value in entry.items() if key != "highest_before"}
    return {**rest, "worked_out_from": other, "values": values}


def _one(document: YamlDocument, name: str, own: YamlDocument) -> Parameter:
    found, entry = document, document.data[name]
    if not isinstance(entry, dict):
        raise ParameterError(f"{document.where((name,))}: {name}: zh, en, unit, role, values … are wanted")
    if name in own.data:
        entry, document = _laid_over(entry, name, own), own
    elif entry.get("local") is True:
        raise ParameterError(
            f"{own.path.name}: {name!r} is missing: the place gives its values, each with status and source "
            f"({entry.get('en', name)}, {entry.get('unit', '')})"
        )
    if "highest_before" in entry:
        entry = _highest_before(name, entry, found, own)
    named = YamlDocument(document.path, {**document.data, name: {"name": name, **entry}}, document.marks)
    return check_model(Parameter, named, (name,), ParameterError)


def _laid_over(entry: dict[str, object], name: str, own: YamlDocument) -> dict[str, object]:
    """Return a parameter's entry with what a place says of it; what a place may not say is refused."""
    said = own.data[name]
    if not isinstance(said, dict):
        raise ParameterError(f"{own.where((name,))}: {name}: {', '.join(_LOCAL_KEYS)} are wanted")
    wrong = [
        f"{own.where((name, str(key)))}: unknown key {key!r} of {name}; {suggestion(str(key), _LOCAL_KEYS)}"
        for key in said
        if key not in _LOCAL_KEYS
    ]
    if wrong:
        raise ParameterError("\n".join(wrong))
    return {**entry, **said}
