"""An invented family as the page tells it: a few things a member, each checked by the contract of the register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.errors import InputError, WorkbenchError, unknown
from workbench.household import Family, family
from workbench.place import current_place

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
        """Return the family for the law; raises InputError or UnknownNameError for what the contract refuses."""
        people = [
            {**member, **({"disability_type": _DISABILITY} if member.get("disability_grade") else {})}
            for member in self.members
        ]
        return family(people, town=self.town, residence=self.residence)

    def with_member(self, number: int, name: str, value: Any) -> InventedFamily:
        """Tell one thing of one member (from 0) otherwise; raises as `family` does."""
        if not 0 <= number < len(self.members):
            raise InputError(f"member {number + 1}: the family has {len(self.members)} members")
        if name not in MEMBER_FIELDS:
            raise unknown("question about a member", name, MEMBER_FIELDS)
        kind = MEMBER_FIELDS[name]
        if kind is not bool and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise InputError(f"{name}: a number is wanted, not {value!r}")
        if kind is int and value != int(value):
            raise InputError(f"{name}={value:g}: a whole number is wanted")
        members = list(self.members)
        members[number] = {**members[number], name: kind(value)}
        return replace(self, members=tuple(members)).checked()

    def with_household(self, name: str, value: str) -> InventedFamily:
        """Tell residence or town otherwise."""
        if name not in ("residence", "town"):
            raise unknown("question about the household", name, ("residence", "town"))
        known = ("urban", "rural") if name == "residence" else current_place().towns
        if value not in known:
            raise unknown(name, value, known)
        return replace(self, residence=value) if name == "residence" else replace(self, town=value)

    def with_one_more(self) -> InventedFamily:
        """Add a member."""
        if len(self.members) >= MOST_MEMBERS:
            raise InputError(f"the page takes {MOST_MEMBERS} members at most; a notebook takes more")
        return replace(self, members=(*self.members, _NEW_MEMBER))

    def without(self, number: int) -> InventedFamily:
        """Take a member (from 0) away; the last one stays."""
        if len(self.members) == 1:
            raise InputError("a family has at least one member")
        return replace(self, members=tuple(m for k, m in enumerate(self.members) if k != number))

    def checked(self) -> InventedFamily:
        """Return itself when the contract takes it."""
        self.family()
        return self

    def written(self) -> str:
        """Write it for an address."""
        return json.dumps([self.residence, self.town, *self.members], ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def read(text: str) -> InventedFamily:
        """Read what `written` wrote; raises InputError for anything else."""
        try:
            residence, town, *members = json.loads(text)
            told = InventedFamily(members=({"age": 0},) * len(members)).with_household("residence", residence)
            told = told.with_household("town", town)
            for number, member in enumerate(members):
                for name, value in member.items():
                    told = told.with_member(number, name, value)
        except WorkbenchError:
            raise
        except (ValueError, TypeError, AttributeError) as problem:
            raise InputError(f"told={text!r}: no family can be read from this ({problem})") from None
        if not members:
            raise InputError("told: a family has at least one member")
        return told
