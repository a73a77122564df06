"""The graph of the law: which rules an answer needs, in which order, and which of them a sweep touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from workbench.arguments import listed
from workbench.engine.dependencies import frozen_rule
from workbench.engine.law_checks import check_annotations, check_bodies, check_read
from workbench.engine.periods import Versions, in_force, periods_words, replaced_from, versions_of
from workbench.engine.rule import Input, Rule, RuleFunction, check_names, rule_of
from workbench.engine.source_text import COMPILING
from workbench.engine.unit_check import check_units
from workbench.errors import RuleError, unknown
from workbench.language import in_language, word
from workbench.parameter.book import Parameter, ParameterBook
from workbench.view import Cells, View, Viewed, few

ClauseCheck = Callable[[str], str | None]  # says what is wrong with a clause; None: it can be followed


@dataclass(frozen=True, eq=False, repr=False)
class RuleBook(Viewed):
    """The whole law: rules, what they must be told, and the parameters, with every name checked.

    Raises RuleError when an argument is unknown or annotated as what it isn't, a name is used twice, a rule looks from
    the county down to a household, or rules need each other in a circle.
    """

    rules: Mapping[str, Rule]
    inputs: Mapping[str, Input]
    parameters: ParameterBook
    replaced: frozenset[str] = field(default=frozenset())
    clauses: ClauseCheck | None = field(default=None, repr=False)
    versions: Versions = field(default_factory=dict, repr=False)
    day: date | None = None
    _of_days: dict[tuple[Rule | None, ...], RuleBook] = field(default_factory=dict, init=False, repr=False)
    _needed: dict[tuple[str, ...], tuple[Rule, ...]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self._check_in_force()
        check_names(self.rules, self.inputs, self.parameters)
        check_annotations(self.rules.values(), self.kind)
        self._check_levels()
        self._check_clauses()
        _ = self.order

    @classmethod
    def of(
        cls,
        rules: Iterable[Rule | RuleFunction],
        inputs: Iterable[Input],
        parameters: ParameterBook,
        clauses: ClauseCheck | None = None,
    ) -> RuleBook:
        """Collect rules and inputs into a book; two rules of one name are refused.

        clauses: says what is wrong with a rule's clause, or None; without it any clause is taken.
        """
        versions = versions_of(frozen_rule(rule_of(rule)) for rule in rules)
        latest = {name: ones[-1] for name, ones in versions.items()}
        dated = {name: ones for name, ones in versions.items() if ones[0].dated}
        book = cls(latest, {item.name: item for item in inputs}, parameters, clauses=clauses, versions=dated)
        check_bodies(_all(versions), book.kind)
        return book

    def on(self, day: date) -> RuleBook:
        """Return the law of a day: of rules with dates those in force; the same book for days of the same rules.

        Raises RuleError for a day in a gap between two rules of one name, or when a rule in force needs one that isn't.
        """
        if not self.versions:
            return self
        chosen = {name: in_force(name, ones, day) for name, ones in self.versions.items()}
        key = tuple(chosen.values())
        if key not in self._of_days:
            names = dict.fromkeys([*self.rules, *self.versions])
            found = {name: chosen[name] if name in chosen else self.rules[name] for name in names}
            rules = {name: rule for name, rule in found.items() if rule is not None}
            self._of_days[key] = replace(self, rules=rules, day=day)
        return self._of_days[key]

    def with_rules(self, rules: Iterable[Rule | RuleFunction]) -> RuleBook:
        """Return a book in which the given rules, frozen as they are now, replace those of their name or are added.

        A rule with dates replaces the law's as long as it is in force itself; ask the book's law of a day with `on`.
        Raises RuleError for a rule that can't be meant: an argument annotated as what it isn't, a category compared
        with a word, a path without an answer, units that don't fit, a rule that replaces none and that nothing reads.
        """
        given = versions_of(frozen_rule(rule_of(rule)) for rule in listed("rules", rules, "rules"))
        if not given:
            return self
        for rule in _all(given):
            old = self.rules.get(rule.name)
            if old is not None and old.about_household != rule.about_household:
                raise RuleError(
                    f"{rule.place}: {rule.name!r} belongs to a {old.entity} in the law, not to a {rule.entity}"
                )
        versions = dict(self.versions)
        for name, ones in given.items():
            before = versions.pop(name, (self.rules[name],) if name in self.rules else ())
            after = replaced_from(before, ones)
            if after[0].dated:
                versions[name] = after
        changed = {name: versions[name][-1] if name in versions else ones[-1] for name, ones in given.items()}
        merged: dict[str, Rule] = {**self.rules, **changed}
        book = replace(self, rules=merged, replaced=self.replaced | frozenset(given), versions=versions, day=None)
        new = _all(given)
        check_read(new, [*self.rules, *self.versions], [*book.rules.values(), *_all(book.versions)])
        check_bodies(new, book.kind)
        other_unit = {
            name for name, rule in changed.items() if name in self.rules and self.rules[name].unit != rule.unit
        }
        readers = (rule for rule in book.rules.values() if other_unit.intersection(rule.arguments))
        with COMPILING:  # Python's parser is not safe in several threads
            check_units([*new, *readers], book.units)
        return book

    def with_parameters(self, parameters: Iterable[Parameter]) -> RuleBook:
        """Return a book in which the given parameters replace those of their name or are added."""
        given = {one.name: one for one in parameters}
        if not given:
            return self
        return replace(self, parameters=ParameterBook({**self.parameters.entries, **given}))

    def kind(self, name: str) -> type:
        """Return what a rule is given under a name: bool, int, float or a category."""
        return (self.rules.get(name) or self.inputs.get(name) or self.parameters[name]).kind

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of every rule, input and parameter, by name."""
        named: list[Rule | Input | Parameter] = [*self.rules.values(), *self.inputs.values(), *self.parameters.values()]
        return {one.name: one.unit for one in named}

    def check_units(self) -> list[str]:
        """Raise RuleError where any rule mixes units; returns what the check can't decide, by rule and line."""
        return check_units(self.rules.values(), self.units)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All rules, each after those it needs; the same order on every machine."""
        needs = {name: [a for a in rule.arguments if a in self.rules] for name, rule in self.rules.items()}
        return _sorted_topologically(needs, self.rules)

    def _check_levels(self) -> None:
        for rule in self.rules.values():
            for argument in rule.arguments:
                level = self._level(argument)
                if rule.entity == "county" and level != "county":
                    raise RuleError(
                        f"{rule.place}: the county rule {rule.name!r} needs {argument!r}, a value of one {level}; "
                        f"county rules follow from parameters alone"
                    )
                if rule.entity == "household" and level == "person":
                    raise RuleError(
                        f"{rule.place}: the household rule {rule.name!r} reads {argument!r}, a value of one person; "
                        f"add it up with @sum_over_members first"
                    )

    def _check_in_force(self) -> None:
        """Say of a rule that another one needs when it is in force, where it isn't on the book's day."""
        for name, ones in self.versions.items():
            for rule in () if name in self.rules else self.rules.values():
                if name in rule.arguments:
                    periods = periods_words(ones)
                    raise RuleError(
                        f"{rule.place}: rule {rule.name!r} needs {name!r}, which is in force {periods} only"
                    )

    def _check_clauses(self) -> None:
        for rule in (*self.rules.values(), *_all(self.versions)):
            problem = self.clauses(rule.clause) if self.clauses is not None else None
            if problem is not None:
                raise RuleError(f"{rule.place}: rule {rule.name!r}: {problem}")

    def _level(self, name: str) -> str:
        """Say whose value a name is: the county's, one household's or one person's."""
        if name in self.rules:
            entity = self.rules[name].entity
            return "household" if entity == "sum" else entity
        return self.inputs[name].entity if name in self.inputs else "county"

    def needed(self, targets: Iterable[str]) -> list[Rule]:
        """Return the rules that the targets need, themselves included, in the order of computation."""
        key = tuple(targets)
        if key not in self._needed:  # asked ten times for every run
            self._needed[key] = self._needed_by(key)
        return list(self._needed[key])

    def _needed_by(self, targets: tuple[str, ...]) -> tuple[Rule, ...]:
        wanted: set[str] = set()
        stack = list(targets)
        for name in stack:
            if name in self.versions and name not in self.rules:
                raise RuleError(
                    f"rule {name!r} is in force {periods_words(self.versions[name])} only, not on {self.day}"
                )
            if name not in self.rules:
                raise unknown("rule", name, self.rules)
        while stack:
            name = stack.pop()
            if name in wanted:
                continue
            wanted.add(name)
            stack.extend(a for a in self.rules[name].arguments if a in self.rules)
        return tuple(self.rules[name] for name in self.order if name in wanted)

    def readers(self, name: str) -> tuple[Rule, ...]:
        """Return the rules that read a rule, an input or a parameter, in the book's order."""
        return self._readers.get(name, ())

    @cached_property
    def _readers(self) -> dict[str, tuple[Rule, ...]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            for argument in rule.arguments:
                found.setdefault(argument, []).append(rule)
        return {name: tuple(rules) for name, rules in found.items()}

    def parameters_of(self, rules: Iterable[Rule]) -> list[str]:
        """Return the names of the parameters that rules read, sorted."""
        return sorted({a for rule in rules for a in rule.arguments if a in self.parameters})

    def inputs_of(self, rules: Iterable[Rule]) -> list[Input]:
        """Return the inputs that rules read, sorted by name."""
        return [self.inputs[a] for a in sorted({a for r in rules for a in r.arguments if a in self.inputs})]

    def touched_by(self, parameters: Iterable[str], rules: Iterable[Rule]) -> frozenset[str]:
        """Return the names of those rules whose value can change when the parameters change."""
        moving = set(parameters)
        touched: set[str] = set()
        for rule in rules:  # in the order of computation
            if any(a in moving or a in touched for a in rule.arguments):
                touched.add(rule.name)
        return frozenset(touched)

    def _line(self) -> str:
        day = f" on {self.day}" if self.day else ""
        own = f"; replaced or added: {few(sorted(self.replaced))}" if self.replaced else ""
        return (
            f"RuleBook(the law{day}: {len(self.rules)} rules, {len(self.inputs)} inputs, "
            f"{len(self.parameters)} parameters{own})"
        )

    def _view(self) -> View:
        facts = [
            (word("views.rule_count"), f"{len(self.rules):,}"),
            (word("views.input_count"), f"{len(self.inputs):,}"),
            (word("views.parameter_count"), f"{len(self.parameters):,}"),
            *([(word("views.replaced"), ", ".join(sorted(self.replaced)))] if self.replaced else []),
        ]
        of_clauses: dict[str, list[str]] = {}
        for rule in self.rules.values():
            of_clauses.setdefault(rule.clause, []).append(in_language(rule.zh, rule.name))
        rows = tuple(
            (clause, str(len(names)), few(names, 6, word("columns.joint"))) for clause, names in of_clauses.items()
        )
        headings = tuple(word(f"views.{name}") for name in ("clause", "rule_count", "rules_named"))
        heading = word("views.law_on", day=self.day) if self.day else word("views.law")
        return View(heading, facts, (Cells(headings, rows),))


def _all(versions: Versions) -> list[Rule]:
    """Return the rules of all periods."""
    return [rule for ones in versions.values() for rule in ones]


def _sorted_topologically(needs: Mapping[str, list[str]], rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """Put each rule right after what it needs, in the order of the law's text: a reader follows it like an argument."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as problem:
        circle = " → ".join(problem.args[1])
        places = ", ".join(sorted({rules[name].place for name in problem.args[1]}))
        raise RuleError(f"these rules need each other in a circle: {circle} ({places})") from None
    order: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in order:
            for needed in needs[name]:
                visit(needed)
            order[name] = None

    for name in rules:
        visit(name)
    return tuple(order)


def stages(rules: Iterable[Rule]) -> dict[str, int]:
    """Give each rule (in the order of computation) the number of its pass over the household.

    Pass k runs the household's rules of k, then one loop over its members for the persons' rules and sums of k.
    A sum is known only after its loop, so whatever reads it comes one pass later.
    """
    rules = list(rules)
    looped = {rule.name for rule in rules if rule.entity == "sum" and not is_headcount(rule)}
    result: dict[str, int] = {}
    for rule in rules:
        if rule.entity == "county":
            continue
        reads = [argument for argument in rule.arguments if argument in result]
        result[rule.name] = max((result[a] + (1 if a in looped else 0) for a in reads), default=0)
    return result


def is_headcount(rule: Rule) -> bool:
    """Say whether a sum is the same whole number for every member: it is known without looking at them."""
    return rule.entity == "sum" and not rule.arguments and issubclass(rule.returns, int)
