"""What a rule is: a plain function of ONE person, household or the county, whose argument names are its graph.

The decorators leave the function as it is (call it in a test like any other) and hang a `Rule` on it: its name,
what it is about, its clause, unit and Chinese term. The docstring's first line is the sentence of law.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar, get_type_hints

from workbench.categories import BY_VALUE
from workbench.engine.kind_check import check_body
from workbench.engine.kinds import NUMBERS, is_category, kind_written, members_written
from workbench.engine.source_text import is_own, plain_function
from workbench.errors import RuleError, suggestion
from workbench.language import Labelled, in_language, word
from workbench.parameter.units import unit_problem
from workbench.view import View, Viewed

Entity = Literal["county", "household", "person", "sum"]
RuleFunction = Callable[..., Any]
Day = date | str | None
F = TypeVar("F", bound=RuleFunction)
LARGEST_VALUE = 1e10  # the largest number of a rule that can be added up for a whole county: yuan, 10 billion


@dataclass(frozen=True, repr=False)
class Rule(Viewed):
    """One rule of law: the function and what a reader must know of it.

    `entity` says whom one value belongs to: the county, a household, a person; "sum" is a value of a person
    added up over the members, which makes a value of the household. `kinds` are the arguments' annotations (None: there
    is none). It is in force from `start_date` until `end_date`, both days included; None: open. `output`: no rule need
    read it, its value is asked for by name.
    """

    name: str
    function: RuleFunction
    entity: Entity
    arguments: tuple[str, ...]
    kinds: tuple[type | None, ...]
    returns: type
    clause: str
    unit: str
    zh: str
    sentence: str
    start_date: date | None = None
    end_date: date | None = None
    output: bool = False

    @property
    def kind(self) -> type:
        """The kind that a reader of the value is given: a sum of yes and no is a whole number."""
        return int if self.entity == "sum" and self.returns is bool else self.returns

    @property
    def about_household(self) -> bool:
        """Say whether the value is the household's."""
        return self.entity in ("household", "sum")

    @property
    def dated(self) -> bool:
        """Say whether the rule has a date from or until which it is in force."""
        return self.start_date is not None or self.end_date is not None

    @property
    def place(self) -> str:
        """Say file and line of the rule for a message."""
        code = self.function.__code__
        return f"{Path(code.co_filename).name}:{code.co_firstlineno}"

    def _line(self) -> str:
        return f"Rule({self.name}, {self.entity}, {self.unit}, {self.clause}: {self.sentence})"

    def _view(self) -> View:
        dates = " – ".join(str(day or "…") for day in (self.start_date, self.end_date))
        facts = [
            (word("views.name"), self.name),
            (word("views.entity"), word(f"views.entity_{self.entity}")),
            (word("views.unit"), self.unit),
            (word("views.clause"), self.clause),
            (word("views.sentence"), self.sentence),
            (word("views.reads"), ", ".join(self.arguments) or "–"),
            *([(word("views.in_force"), dates)] if self.dated else []),
        ]
        return View(in_language(self.zh, self.name), facts)


@dataclass(frozen=True)
class Input(Labelled):
    """Something the law must be told of a person or household: a column of the contract, or a draw of luck."""

    name: str
    entity: Literal["person", "household"]
    kind: type
    unit: str
    zh: str
    en: str
    draw: Literal["uniform", "normal"] | None = None


def _rule(function: RuleFunction, entity: Entity, terms: RuleTerms) -> Rule:
    name = terms.name or function.__name__
    place = f"{Path(function.__code__.co_filename).name}:{function.__code__.co_firstlineno}"
    for wanted in ("clause", "unit", "zh"):
        if not getattr(terms, wanted):
            raise RuleError(f"{place}: rule {name!r} needs {wanted}=…")
    if unit_problem(terms.unit) is not None:
        raise RuleError(f"{place}: rule {name!r}: {unit_problem(terms.unit)}")
    sentence = inspect.getdoc(function) or ""
    if not sentence:
        raise RuleError(f"{place}: rule {name!r} needs a docstring: its first line is the sentence of law")
    signature = inspect.signature(function)
    for argument in signature.parameters.values():
        if argument.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
            raise RuleError(f"{place}: rule {name!r}: *args and **kwargs say nothing about what the rule needs")
        if argument.default is not inspect.Parameter.empty:
            raise RuleError(f"{place}: rule {name!r}: the argument {argument.name!r} can't have a default")
    if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
        raise RuleError(f"{place}: rule {name!r} must return one value: no yield and no async")
    kinds, returns = _annotations(function, f"{place}: rule {name!r}")
    if entity == "sum" and is_category(returns):
        raise RuleError(f"{place}: rule {name!r} returns a category, which can't be added up over the members")
    given_dates = zip((terms.start_date, terms.end_date), ("start_date", "end_date"), strict=True)
    start, end = (_day(given, f"{place}: rule {name!r}: {which}") for given, which in given_dates)
    if start is not None and end is not None and start > end:
        raise RuleError(f"{place}: rule {name!r}: start_date {start} lies after end_date {end}")
    plain = plain_function(function)
    if plain is not None and not is_own(plain):
        check_body(plain, name, kinds, returns, complete=False)
    first = sentence.splitlines()[0]
    about = (terms.clause, terms.unit, terms.zh, first, start, end, terms.output)
    return Rule(name, function, entity, tuple(kinds), tuple(kinds.values()), returns, *about)


def _day(value: Day, what: str) -> date | None:
    """Read a date in force; raises RuleError for what is no day."""
    if isinstance(value, datetime) or not isinstance(value, date | str | None):
        raise RuleError(f"{what}={value!r}: a day such as 2025-01-01 is wanted")
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise RuleError(f"{what}={value!r}: a day such as 2025-01-01 is wanted") from None


def _annotations(function: RuleFunction, where: str) -> tuple[dict[str, type | None], type]:
    """Return the kind of each argument (None: not annotated) and of the answer; raises RuleError for what is no kind.

    What an argument must be follows from the law; refused here is what no argument can be.
    """
    try:
        hints = get_type_hints(function)
    except (NameError, AttributeError) as problem:
        raise RuleError(f"{where}: an annotation can't be read: {problem}") from None
    kinds: dict[str, type | None] = {}
    for name in inspect.signature(function).parameters:
        hint, category = hints.get(name), BY_VALUE.get(name)
        if category is not None and hint is not category:
            raise RuleError(
                f"{where}: {name!r} is a category, {members_written(category)}; write {name}: {kind_written(category)}"
            )
        if name in hints and hint not in NUMBERS and not is_category(hint):
            written = kind_written(hint) if isinstance(hint, type) else str(hint)
            raise RuleError(
                f"{where}: {name!r} is annotated {written}; an argument is a bool, an int, a float or a category such "
                "as wb.Residence"
            )
        kinds[name] = hint
    returns = hints.get("return")
    if isinstance(returns, type) and (returns in NUMBERS or is_category(returns)):
        return kinds, returns
    raise RuleError(f"{where} must say what it returns: bool, int, float or a category (IntEnum)")


def rule_of(function: RuleFunction | Rule) -> Rule:
    """Return the rule of a decorated function; a plain function is refused with a hint."""
    if isinstance(function, Rule):
        return function
    rule = getattr(function, "rule", None)
    if isinstance(rule, Rule):
        return rule
    name = getattr(function, "__name__", repr(function))
    raise RuleError(f"{name} is not a rule: put @for_person, @for_household, @for_county or @sum_over_members on it")


@dataclass(frozen=True)
class RuleTerms:
    """What a decorator says of a rule."""

    clause: str
    unit: str
    zh: str
    start_date: Day = None
    end_date: Day = None
    name: str | None = None
    output: bool = False


class RuleDecorator:
    """Makes a function a rule: `@for_household(clause=…, unit=…, zh=…)`; the function stays as it is.

    `start_date` and `end_date` say from when until when it is law (days such as 2025-01-01, both included; None: open).
    Rules of one value in different periods have functions of different names: `name` is the value's. `output=True` says
    that no rule reads the value: it is asked for by name, as in `simulate(rows=["my_value"])`. Raises RuleError for
    what is no rule: an unknown unit, no docstring, an argument with a default or of no kind, a path without an answer,
    a category that is compared with a word.
    """

    def __init__(self, entity: Entity) -> None:
        self.entity: Entity = entity

    def __call__(
        self,
        *,
        clause: str,
        unit: str,
        zh: str,
        start_date: Day = None,
        end_date: Day = None,
        name: str | None = None,
        output: bool = False,
    ) -> Callable[[F], F]:
        """Return what marks a function."""
        terms = RuleTerms(clause, unit, zh, start_date, end_date, name, output)

        def mark(function: F) -> F:
            function.rule = _rule(function, self.entity, terms)  # type: ignore[attr-defined]
            return function

        return mark


for_county = RuleDecorator("county")  # follows from parameters alone: one value for the whole county
for_household = RuleDecorator("household")  # one value for each household
for_person = RuleDecorator("person")  # one value for each person
sum_over_members = RuleDecorator("sum")  # of one member; the values are added up to one of the household


def rules_in(module: object) -> list[Rule]:
    """Return the rules defined in a module, in the order in which they are written."""
    found = [value.rule for value in vars(module).values() if isinstance(getattr(value, "rule", None), Rule)]
    return sorted(found, key=lambda rule: rule.function.__code__.co_firstlineno)


def check_names(rules: Mapping[str, Rule], inputs: Mapping[str, Input], parameters: Mapping[str, Any]) -> None:
    """Refuse a name used for two things, and an argument nobody supplies (with the nearest known name)."""
    known = [*rules, *inputs, *parameters]
    for name in sorted({name for name in known if known.count(name) > 1}):
        raise RuleError(f"the name {name!r} is used for more than one of: a rule, an input, a parameter")
    for rule in rules.values():
        for argument in rule.arguments:
            if argument not in rules and argument not in inputs and argument not in parameters:
                hint = suggestion(argument, {**rules, **inputs, **parameters}, f"the law has {len(known)} names")
                raise RuleError(
                    f"{rule.place}: rule {rule.name!r} needs {argument!r}, "
                    f"which is neither a rule, an input nor a parameter; {hint}"
                )
