"""The categories of the contract as numbers, in the contract's order, so that rules and columns agree on them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum


class Residence(IntEnum):
    """Where a household is registered to live: decides which standard applies (§3)."""

    URBAN = 0
    RURAL = 1


class Sex(IntEnum):
    """Sex of a person."""

    FEMALE = 0
    MALE = 1


class StudentStage(IntEnum):
    """Stage of schooling (§4: grants go by stage)."""

    NONE = 0
    PRESCHOOL = 1
    PRIMARY = 2
    JUNIOR = 3
    SENIOR = 4
    VOCATIONAL = 5
    HIGHER = 6


class DisabilityType(IntEnum):
    """Type on the disability certificate."""

    NONE = 0
    VISUAL = 1
    HEARING = 2
    SPEECH = 3
    PHYSICAL = 4
    INTELLECTUAL = 5
    MENTAL = 6
    MULTIPLE = 7


class Housing(IntEnum):
    """State of the household's dwelling (§4)."""

    SOUND = 0
    DILAPIDATED = 1
    NONE = 2


class SelfCare(IntEnum):
    """Self-care grade of a tekun person (民发〔2021〕43号): from the ADL items lost."""

    ABLE = 0
    PARTIAL = 1
    COMPLETE = 2


class DibaoMethod(IntEnum):
    """How a family's dibao is worked out: the difference to the standard, or a fixed amount by tier."""

    DIFFERENCE = 0
    TIERS = 1


class SinglePersonRule(IntEnum):
    """What a household gets when family dibao and single-person dibao are both possible."""

    BETTER_OF = 0
    MARGIN_ONLY = 1


class AidStatus(IntEnum):
    """How a person stands in the system, from nothing to the fullest cover; later aids go by it."""

    NONE = 0
    EXPENDITURE = 1
    MARGIN = 2
    DIBAO = 3
    ORPHAN = 4
    TEKUN = 5


class Switch(IntEnum):
    """Whether a relation of the stacking table holds."""

    IGNORED = 0
    APPLIED = 1


def labels(category: type[IntEnum]) -> list[str]:
    """Return the words that stand in tables for a category, in the order of its codes."""
    return [member.name.lower() for member in sorted(category)]


CATEGORIES: tuple[type[IntEnum], ...] = (
    Residence,
    Sex,
    StudentStage,
    DisabilityType,
    Housing,
    SelfCare,
    DibaoMethod,
    SinglePersonRule,
    AidStatus,
    Switch,
)
# The inputs, rules and parameters of the law that are named as their category; a switch has a name of its own.
BY_VALUE: dict[str, type[IntEnum]] = {
    "residence": Residence,
    "sex": Sex,
    "student_stage": StudentStage,
    "disability_type": DisabilityType,
    "housing": Housing,
    "self_care": SelfCare,
    "dibao_method": DibaoMethod,
    "single_person_rule": SinglePersonRule,
    "aid_status": AidStatus,
}


def category_of(words: Sequence[str]) -> type[IntEnum] | None:
    """Return the category whose labels are the words of a choice, in the same order; None if there is none."""
    return next((category for category in CATEGORIES if labels(category) == list(words)), None)
