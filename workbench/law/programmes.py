"""The programmes of the law as results name them: who counts as a household, who as a person, what is paid."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Programme:
    """One programme and the rules that count and pay it.

    `households`: the rule that is true (or above zero) for a household reached; `persons`: the person's or member
    count's rule; `amounts`: the rules whose yuan a month are its cost (none: a status without money).
    """

    name: str
    zh: str
    en: str
    households: str
    persons: str
    amounts: tuple[str, ...]


PROGRAMMES: tuple[Programme, ...] = (
    Programme(
        "dibao", "低保", "dibao", "dibao_household", "dibao_recipients", ("dibao_amount", "category_top_up_amount")
    ),
    Programme("tekun", "特困", "tekun", "tekun_household", "household_tekun_recipients", ("household_tekun_amount",)),
    Programme("margin", "低保边缘", "margin households", "margin_household", "margin_members", ()),
)
