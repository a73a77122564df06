"""A reform: the rules and parameters that a scenario adds to the law, or puts in the place of the law's own."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path

from workbench.arguments import check_kinds, described, listed
from workbench.engine.dependencies import frozen_rule
from workbench.engine.graph import RuleBook
from workbench.engine.periods import replaced_from, versions_of
from workbench.engine.rule import Rule, RuleFunction, rule_of
from workbench.engine.rule_source import RuleSource, rule_source
from workbench.errors import ParameterError
from workbench.law import law
from workbench.parameter.book import Parameter, Role, Status
from workbench.parameter.yaml_reader import YamlDocument, check_model
from workbench.place import Place, current_place

Ends = tuple[float | None, float | None]
_TYPING_ERROR = 0.8  # likeness (difflib) above which an unknown argument is taken for a known name misspelt


@dataclass(frozen=True)
class ScenarioRule:
    """One rule of a scenario as it was when it was given; two of one digest are the same rule.

    address: where the rule can be imported from, "package.module:function"; "" for one of a notebook or a file.
    """

    digest: str
    rule: Rule = field(compare=False)
    source: RuleSource = field(compare=False, repr=False)
    address: str = field(default="", compare=False)

    @classmethod
    def of(cls, rule: Rule) -> ScenarioRule:
        """Freeze a rule, with its source and where it is found again. Raises RuleError for what can't be frozen."""
        source = rule_source(rule)
        return cls(source.digest, frozen_rule(rule), source, _address(rule))

    @property
    def name(self) -> str:
        """The value that the rule makes."""
        return self.rule.name

    def with_dates_of(self, rule: Rule) -> ScenarioRule:
        """Return the rule in force on other days: the same function, another text."""
        if rule is self.rule:
            return self
        source = rule_source(rule)
        return ScenarioRule(source.digest, rule, source)


@dataclass(frozen=True, eq=False)
class Reform:
    """Rules and parameters of a scenario; two with the same rules and parameters are equal."""

    rules: tuple[ScenarioRule, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all rules and parameters; "" where there are none."""
        if not self:
            return ""
        parameters = sorted((one.model_dump(mode="json") for one in self.parameters), key=lambda one: str(one["name"]))
        content = json.dumps([sorted(one.digest for one in self.rules), parameters], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reform) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __bool__(self) -> bool:
        return bool(self.rules or self.parameters)

    def law(self, day: date | None = None) -> RuleBook:
        """Return the law of the place in use with the reform in it; of a day, the rules in force on it.

        Raises RuleError for rules and parameters that don't fit together or into the law.
        """
        if not self:
            return law(day)
        book = _reformed(current_place(), self)
        return book if day is None else book.on(day)

    @property
    def missing(self) -> tuple[str, ...]:
        """The arguments of the rules that are neither rules, inputs nor parameters (yet), sorted."""
        book = law()
        known = {*book.rules, *book.versions, *book.inputs, *book.parameters, *self.units}
        return tuple(sorted({name for one in self.rules for name in one.rule.arguments} - known))

    @property
    def replaced(self) -> tuple[str, ...]:
        """The rules of the law in whose place others stand, sorted."""
        book = law()
        return tuple(sorted({one.name for one in self.rules} & {*book.rules, *book.versions}))

    @property
    def units(self) -> dict[str, str]:
        """The unit of each rule and parameter of the reform, by name."""
        rules = {one.name: one.rule.unit for one in self.rules}
        return rules | {one.name: one.unit for one in self.parameters}

    @property
    def summary(self) -> str:
        """The names of its rules and parameters, for a line of text; "" where there are none."""
        rules, parameters = [one.name for one in self.rules], [one.name for one in self.parameters]
        said = "".join(
            f", {what} of its own: {', '.join(names)}"
            for what, names in (("rules", rules), ("parameters", parameters))
            if names
        )
        return said + (f" (missing: {', '.join(self.missing)})" if self.missing else "")

    def unread_parameters(self, day: date) -> tuple[str, ...]:
        """Return the reform's parameters that no rule of a day's law reads, sorted."""
        if not self.parameters:
            return ()
        read = {name for rule in self.law(day).rules.values() for name in rule.arguments}
        return tuple(sorted(one.name for one in self.parameters if one.name not in read))

    def with_rules(self, rules: Iterable[Rule | RuleFunction]) -> Reform:
        """Return the reform with more rules; one of a name that it has already takes its place.

        An argument that nothing supplies yet may be a parameter that is given later (`missing`). Raises RuleError for
        a rule that can't be used.
        """
        given = [ScenarioRule.of(rule_of(rule)) for rule in listed("rules", rules, "rules")]
        return self._with_given(given)

    def _with_given(self, given: Sequence[ScenarioRule]) -> Reform:
        versions = versions_of(one.rule for one in given)
        kept: list[ScenarioRule] = []
        for one in self.rules:  # an earlier rule stays for the days on which the new ones of its name aren't in force
            new = versions.get(one.name, ())
            kept += [one.with_dates_of(piece) for piece in replaced_from([one.rule], new) if piece not in new]
        found = Reform((*kept, *given), self.parameters)
        missing = found.missing
        book = law()
        known = [*book.rules, *book.inputs, *book.parameters, *found.units]
        if not missing or any(get_close_matches(name, known, n=1, cutoff=_TYPING_ERROR) for name in missing):
            found.law()  # refuses what can't be meant
        return found

    def with_parameters(self, parameters: Iterable[Parameter]) -> Reform:
        """Return the reform with more parameters; one of a name that the law or the reform has takes its place.

        Raises ParameterError for what is no parameter, a name twice, another unit or other choices than the law's.
        """
        given: dict[str, Parameter] = {}
        for one in listed("parameters", parameters, "parameters"):
            if not isinstance(one, Parameter):
                raise ParameterError(
                    f"parameters: {described(one)} stands there; a parameter made by define_parameter(…) is wanted"
                )
            if one.name in given:
                raise ParameterError(f"parameters: {one.name!r} is given twice")
            given[one.name] = _fitting(one)
        kept = [one for one in self.parameters if one.name not in given]
        found = Reform(self.rules, (*kept, *given.values()))
        if not found.missing:
            found.law()
        return found


def _fitting(parameter: Parameter) -> Parameter:
    old = law().parameters.entries.get(parameter.name)
    if old is None:
        return parameter
    for what, new, before in (("unit", parameter.unit, old.unit), ("choices", parameter.choices, old.choices)):
        if new != before:
            raise ParameterError(
                f"{parameter.name}: the {what} of the law's parameter is {before!r}, not {new!r}; rules read it so: "
                "keep it, or give the new parameter a name of its own"
            )
    return parameter


@lru_cache(maxsize=64)
def _reformed(place: Place, reform: Reform) -> RuleBook:
    """Return the law with a reform; place: the one in use, as a part of the key."""
    del place
    return law().with_parameters(reform.parameters).with_rules(one.rule for one in reform.rules)


def _address(rule: Rule) -> str:
    """Return the import path of a rule's function; "" where importing it again wouldn't give the same rule."""
    function = rule.function
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
    found = getattr(sys.modules.get(str(module)), name, None)
    importable = module not in (None, "__main__") and "<" not in name and "." not in name
    return f"{module}:{name}" if importable and getattr(found, "rule", None) is rule else ""


@check_kinds
def define_parameter(
    name: str,
    value: float | str,
    *,
    unit: str,
    zh: str,
    en: str,
    source: str,
    status: Status = "assumed",
    role: Role = "lever",
    start_date: date | None = None,
    plausible: Ends | None = None,
    corridor: Ends | None = None,
    valid: Ends | None = None,
    choices: Sequence[str] = (),
    clause: str = "",
) -> Parameter:
    """Define a parameter of one's own, to be given to `Scenario.with_parameters` and read by rules by its name.

    >>> uplift = define_parameter(
    ...     "child_uplift",
    ...     1.2,
    ...     unit="factor",
    ...     zh="幼儿家庭低保标准倍数",
    ...     en="Multiple of the standard with a small child",
    ...     source="proposal of the task force",
    ...     plausible=(1.0, 1.5),
    ...     valid=(1, 3),
    ... )

    unit: a unit of the vocabulary (workbench/parameter/units.py). source: who says so; status: published, unverified,
    estimated or assumed; role: lever, assumption or statistic. start_date: the day from which there is a value (None:
    every day). plausible (low, high): the truth lies between them four times in five, so that `draw` and `sensitivity`
    vary it; corridor: what the policy allows (outside: a warning); valid: what makes sense (outside: an error); None
    for an end is open. choices: the words of which the value is one. Raises ParameterError that says what is wrong.
    """
    since = date.min if start_date is None else start_date
    entry: dict[str, object] = {"name": name, "zh": zh, "en": en, "unit": unit, "role": role, "clause": clause}
    entry |= {"known_until": "open", "values": {since: {"value": value, "status": status, "source": source}}}
    entry |= {"choices": tuple(choices)} if choices else {}
    entry |= {
        key: _range(name, key, ends)
        for key, ends in (("plausible", plausible), ("corridor", corridor), ("valid", valid))
        if ends is not None
    }
    if not name.isidentifier():
        raise ParameterError(f"{name!r}: a parameter's name is a word of letters, digits and _, as a rule's argument")
    return check_model(Parameter, YamlDocument(Path(name), entry, {}), (), ParameterError)


def _range(name: str, key: str, ends: object) -> Mapping[str, float]:
    if not isinstance(ends, tuple | list) or len(ends) != 2:
        raise ParameterError(f"{name}: {key}={ends!r}: a pair (low, high) is wanted; None for an end is open")
    return {end: one for end, one in zip(("low", "high"), ends, strict=True) if one is not None}
