"""A hypothetical household: given by a reader, checked like the register, and run through the same rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from workbench.arguments import check_kinds, described, listed, number, share, whole_number
from workbench.engine.plain import PlainResult, Value, run_plain
from workbench.errors import InputError, unknown
from workbench.household.explanation import Explanation, input_of
from workbench.language import choice_name, town_name, word, written
from workbench.law import DRAWS, law
from workbench.place import current_place
from workbench.population import Population
from workbench.population.contract import contract
from workbench.scenario import Scenario
from workbench.view import Cells, View, Viewed

# Draws that bring a misfortune, or a benefit nobody applies for: not unless they are given.
_MISFORTUNES = (
    "emergency_draw",
    "accident_draw",
    "tekun_death_draw",
    "two_cancers_draw",
    "listed_disease_draw",
    "job_draw",
    "inclusive_insurance_draw",
    "legal_aid_draw",
    "boarding_draw",
)
RegisterValue = bool | int | float | str
_NEVER, _ALWAYS = 1.0, 0.0
# What an invented person has when nothing is said; the register's own defaults fill the rest.
_USUAL: Mapping[str, RegisterValue] = {"sex": "female"}


@dataclass(frozen=True, eq=False, repr=False)
class Family(Viewed):
    """One household and its members, checked by the contract; `luck` holds the draws, one mapping for each member.

    Unless draws are given it takes up whatever it may apply for, and nothing unforeseen strikes it.
    """

    members: tuple[Mapping[str, RegisterValue], ...]
    household: Mapping[str, RegisterValue]
    population: Population
    luck: tuple[Mapping[str, float], ...]
    household_luck: Mapping[str, float]

    def inputs(self) -> tuple[dict[str, Value], list[dict[str, Value]]]:
        """Return the inputs of the law: of the household and of each member, draws among them."""
        inputs = law().inputs.values()
        own = {i.name: input_of(self.population, i, 0) for i in inputs if i.entity == "household" and i.draw is None}
        people = [
            {i.name: input_of(self.population, i, row) for i in inputs if i.entity == "person" and i.draw is None}
            for row in range(len(self.members))
        ]
        pairs = zip(people, self.luck, strict=True)
        return {**own, **self.household_luck}, [{**person, **drawn} for person, drawn in pairs]

    @check_kinds
    def result(self, scenario: Scenario, *, targets: Sequence[str] | None = None) -> PlainResult:
        """Apply the law of a scenario; `targets` asks for some rules only."""
        household, people = self.inputs()
        values = {name: item.value for name, item in scenario.resolved().items()}
        return run_plain(scenario.book, household, people, values, targets)

    @check_kinds
    def explain(self, scenario: Scenario) -> Explanation:
        """Explain what the family gets under a scenario, step by step."""
        ids = tuple(self.population.persons["person_id"].to_list())
        result = self.result(scenario)
        return Explanation(1, ids, result, scenario.book, scenario.resolved())

    def with_member(self, member: int, **changes: RegisterValue) -> Family:
        """Return the family with other values of one member (counted from 0)."""
        if whole_number("member", member, 0) >= len(self.members):
            raise InputError(f"member {member}: the family has members 0 to {len(self.members) - 1}")
        members = self._members()
        members[member] |= changes
        return _family(members, {**self.household, **self.household_luck})

    def with_household(self, **changes: RegisterValue) -> Family:
        """Return the family with other values of the household."""
        return _family(self._members(), {**self.household, **self.household_luck, **changes})

    def _members(self) -> list[dict[str, RegisterValue]]:
        return [{**member, **draws} for member, draws in zip(self.members, self.luck, strict=True)]

    def without_luck(self) -> Family:
        """Return the family that takes up nothing by itself: every draw at its unluckiest."""
        nothing = tuple(dict.fromkeys(drawn, _NEVER) for drawn in self.luck)
        own = {name: 0.0 if name == "income_assessment_draw" else _NEVER for name in self.household_luck}
        return replace(self, luck=nothing, household_luck=own)

    def _line(self) -> str:
        ages = ", ".join(str(member["age"]) for member in self.members)
        home = self.population.households.row(0, named=True)
        return f"Family({len(self.members)} members aged {ages}; {home['residence']}, {home['town']})"

    def _view(self) -> View:
        home = self.population.households.row(0, named=True)
        told = [
            {name: value for name, value in member.items() if name not in ("age", "sex")} for member in self.members
        ]
        rows = tuple(
            (str(place), str(member["age"]), choice_name(str(member["sex"])), _told(values) or "–")
            for place, (member, values) in enumerate(zip(self.members, told, strict=True))
        )
        headings = tuple(word(f"family.{name}") for name in ("member", "age", "sex", "told"))
        own = {name: value for name, value in self.household.items() if name not in ("town", "residence")}
        facts = [
            (word("views.town"), town_name(home["town"])),
            (word("views.residence"), choice_name(home["residence"])),
            *([(word("family.told"), _told(own))] if own else []),
        ]
        return View(word("views.family", n=len(self.members)), facts, (Cells(headings, rows),))


def family(
    members: Sequence[Mapping[str, RegisterValue]],
    *,
    town: str | None = None,
    residence: str = "rural",
    **household: RegisterValue,
) -> Family:
    """Invent a family: its members as mappings of the register's columns, and the columns of the household.

    >>> family([{"age": 44, "wage_income": 900}, {"age": 41}], residence="rural")

    Each member must have an age; the town is the first of the place when none is given. Other columns have the
    register's default; every `*_draw` may be given too (0 is the luckiest, 1 the unluckiest). Raises InputError naming
    the column for what the contract refuses, UnknownNameError for a name that nobody knows.
    """
    home = current_place().towns[0] if town is None else town
    return _family(members, {"town": home, "residence": residence, **household})


def _family(members: Sequence[Mapping[str, RegisterValue]], household: Mapping[str, RegisterValue]) -> Family:
    people, luck = [], []
    for place, member in enumerate(listed("members", members, "members")):
        if not isinstance(member, Mapping):
            raise InputError(f"member {place} is {described(member)}; its columns are wanted, such as {{'age': 44}}")
        if "age" not in member:
            raise InputError(f"member {place}: an age is wanted")
        own_columns, drawn = _apart(member, "person", f"member {place}")
        people.append({**_USUAL, **own_columns, "person_id": place + 1, "household_id": 1})
        luck.append(drawn)
    if not people:
        raise InputError("a family has at least one member")
    own, own_luck = _apart(household, "household", "the household")
    said = {name for person in people for name in person}
    filled = [{name: person.get(name, _default(name)) for name in sorted(said)} for person in people]
    population = Population.from_frames(
        pl.DataFrame(filled, infer_schema_length=None), pl.DataFrame([{**own, "household_id": 1}])
    )
    given = tuple({k: v for k, v in person.items() if k not in ("person_id", "household_id")} for person in people)
    return Family(given, own, population, tuple(luck), own_luck)


def _apart(
    values: Mapping[str, RegisterValue], entity: str, who: str
) -> tuple[dict[str, RegisterValue], dict[str, float]]:
    """Split values into columns of the register and luck; complain of names that are neither."""
    draws = {item.name: item.draw for item in DRAWS if item.entity == entity}
    luck = {name: _NEVER if name in _MISFORTUNES else _ALWAYS for name in sorted(draws)}
    columns: dict[str, RegisterValue] = {}
    known = _columns(entity)
    for name, value in values.items():
        if name in draws:
            luck[name] = share(name, value, zero=True) if draws[name] == "uniform" else number(name, value)
        elif name in known:
            columns[name] = value
        else:
            raise unknown(f"column for {who}", name, [*known, *draws])
    return columns, luck


def _told(values: Mapping[str, RegisterValue]) -> str:
    """Write what was said of a member or the household, each with the Chinese or English name of the input."""
    inputs = law().inputs
    said = (
        f"{inputs[name].label} {written(value, inputs[name].unit)}" if name in inputs else f"{name} {value}"
        for name, value in values.items()
    )
    return word("columns.joint").join(said)


def _columns(entity: str) -> list[str]:
    tables = contract()
    return list((tables.persons if entity == "person" else tables.households).columns())


def _default(name: str) -> RegisterValue | None:
    """Return a person's value of a column that is given for another member only."""
    metadata = contract().persons.columns()[name].metadata or {}
    default: RegisterValue | None = metadata.get("default", _USUAL.get(name))
    return default
