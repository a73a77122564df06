"""Families of programmes with their fixed order, names and colours."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.charts.base import tokens as t
from workbench.language import word
from workbench.law import programme

# By the families of tokens.PROGRAMMES; the others are "society" (that layer of the law) or "other", both in grey.
_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "dibao": ("dibao",),
    "tekun": ("tekun",),
    "temporary": ("temporary_illness", "temporary_education", "case_by_case", "emergency"),
    "medical": ("medical_premiums", "medical_aid", "fee_exemption", "two_cancers"),
    "education": ("education",),
    "housing_and_jobs": ("public_rental", "rural_housing", "employment"),
    "care_subsidy": ("disability_care", "disability_living"),
}
FAMILIES = (*t.PROGRAMMES, "society", "other")
_FAMILY_OF = {name: family for family, names in _MEMBERS.items() for name in names}


def family_of(name: str) -> str:
    """Return the family of a programme: one of FAMILIES."""
    if name in _FAMILY_OF:
        return _FAMILY_OF[name]
    return "society" if programme(name).layer == "society" else "other"


def family_name(family: str) -> str:
    """Return a family's name in the language that is on."""
    return word(f"charts.family_{family}")


def dark(colour: str) -> bool:
    """Say whether white words are easier to read on a colour than ink (relative luminance, as WCAG 2.1 has it)."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.18


def family_colour(family: str) -> str:
    """Return a family's colour: its hue, or grey."""
    return t.PROGRAMMES.get(family, t.BASELINE)
