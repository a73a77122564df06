"""An invented family as the page tells it: a few things a member, each checked by the contract of the register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.dashboard.state.page_errors import (
    PageError,
    quoted,
    refusal,
    told_on_page,
    unknown_on_page,
)
from workbench.errors import WorkbenchError
from workbench.household import Family, family
from workbench.language import word, written
from workbench.place import current_place
from workbench.population.contract import contract

# What the page asks of a member, with the kind of its answer; everything else has the register's default.
MEMBER_FIELDS: Mapping[str, type] = {
    "age": int,
    "wage_income": float,
    "transfer_income": float,
    "medical_out_of_pocket_per_year": float,
    "disability_grade": int,
    "serious_illness": bool,
}
MOST_MEMBERS = 8
# A grade is of some type of disability; the page asks for physical ones.
_DISABILITY = "physical"
_NEW_MEMBER = {"age": 40}


@dataclass(frozen=True)
class InventedFamily:
    """What is told of an invented family; members: by `MEMBER_FIELDS`, what isn't said has the register's default."""

    members: tuple[Mapping[str, Any], ...] = (_NEW_MEMBER,)
    residence: str = "rural"
    town: str = field(default_factory=lambda: current_place().towns[0])

    def family(self) -> Family:
        """Return the family for the law; raises InputError for what the contract refuses."""
        people = [
            {**member, **({"disability_type": _DISABILITY} if member.get("disability_grade") else {})}
            for member in self.members
        ]
        return family(people, town=self.town, residence=self.residence)

    def with_member(self, number: int, name: str, value: Any) -> InventedFamily:
        """Tell one thing of one member (from 0) otherwise; raises PageError for what the contract refuses."""
        if not 0 <= number < len(self.members):
            raise refusal("member_number", number=number + 1, n=len(self.members))
        members = list(self.members)
        members[number] = {**members[number], name: _answer(name, value)}
        return replace(self, members=tuple(members)).checked()

    def with_household(self, name: str, value: str) -> InventedFamily:
        """Tell residence or town otherwise."""
        if name not in ("residence", "town"):
            raise unknown_on_page("household_question", name, ("residence", "town"))
        known = ("urban", "rural") if name == "residence" else current_place().towns
        if value not in known:
            raise unknown_on_page(name, value, known)
        return replace(self, residence=value) if name == "residence" else replace(self, town=value)

    def with_one_more(self) -> InventedFamily:
        """Add a member."""
        if len(self.members) >= MOST_MEMBERS:
            raise refusal("members_most", n=MOST_MEMBERS)
        return replace(self, members=(*self.members, _NEW_MEMBER))

    def without(self, number: int) -> InventedFamily:
        """Take a member (from 0) away; the last one stays."""
        if not 0 <= number < len(self.members):
            raise refusal("member_number", number=number + 1, n=len(self.members))
        if len(self.members) == 1:
            raise refusal("members_least")
        return replace(self, members=tuple(m for k, m in enumerate(self.members) if k != number))

    def checked(self) -> InventedFamily:
        """Return itself when the contract takes it; raises PageError otherwise."""
        try:
            self.family()
        except PageError:
            raise
        except WorkbenchError as problem:
            raise refusal("family_refused", why=told_on_page(problem)) from None
        return self

    def written(self) -> str:
        """Write it for an address."""
        return json.dumps([self.residence, self.town, *self.members], ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def read(text: str) -> InventedFamily:
        """Read what `written` wrote; raises PageError for anything else."""
        try:
            residence, town, *members = json.loads(text)
            told = [{name: _answer(name, value) for name, value in dict(member).items()} for member in members]
        except PageError:
            raise
        except (ValueError, TypeError, RecursionError):
            raise refusal("address_family", value=quoted(text)) from None
        if not all("age" in member for member in told):
            raise refusal("member_age")
        if len(told) > MOST_MEMBERS:
            raise refusal("members_most", n=MOST_MEMBERS)
        if not told:
            raise refusal("members_least")
        family = InventedFamily(tuple(told))
        return family.with_household("residence", residence).with_household("town", town).checked()


def _answer(name: object, value: object) -> int | float | bool:
    """Return what was said of a member as the contract has it; raises PageError for what it refuses."""
    if not isinstance(name, str) or name not in MEMBER_FIELDS:
        raise unknown_on_page("member_question", name, MEMBER_FIELDS)
    kind, label, column = MEMBER_FIELDS[name], word(f"dashboard.told_{name}"), contract().persons.columns()[name]
    if kind is bool:
        if not isinstance(value, bool):
            raise refusal("member_yes_no", label=label, value=quoted(value))
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refusal("member_wanted", label=label, value=quoted(value))
    low, high = getattr(column, "min"), getattr(column, "max")  # noqa: B009 - columns that count have both
    if not low <= value <= high:  # what is no number at all is neither
        unit = (column.metadata or {}).get("unit", "")
        ends = {"low": low, "high": high}
        told = {end: written(number, unit) if unit else f"{number:g}" for end, number in ends.items()}
        raise refusal("member_range", label=label, value=quoted(value), **told)
    if kind is int and value != int(value):
        raise refusal("member_whole", label=label, value=quoted(value))
    return kind(value)  # type: ignore[no-any-return]
