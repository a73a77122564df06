"""Declares the tables of a population once: columns, types, limits, defaults. Used by synthesis, checks, tests, docs.

Money is in yuan per month unless the name says otherwise. `metadata["default"]` marks an optional column and its value.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import dataframely as dy
import polars as pl

from workbench.categories import DisabilityType, Housing, Residence, Sex, StudentStage, labels
from workbench.parameter.book import STATUSES
from workbench.place import current_place

YES_NO = {"default": False}
# What a register may leave untold of a person's own property; the law then looks at the household's.
NOT_TOLD = -1
MONTHLY = "yuan/month"
YEARLY = "yuan/year"
# Ids above this would lose digits in a spreadsheet.
LARGEST_ID = 2**53
# An amount above these is an error of units (fen for yuan, a year's for a month's, an id in the wrong column).
LARGEST_AMOUNT = {MONTHLY: 1e8, YEARLY: 1e9, "yuan": 1e10, "yuan/bed": 1e8, "yuan/bed/year": 1e8}
# Income found at a check, as a multiple of the standard; a larger one is an amount in yuan in the wrong column.
LARGEST_SHARE = 1_000.0
# A household of a sample stands for at most a million; totals stay whole numbers of fen that fit 64 bits.
LARGEST_WEIGHT = 1e6
# Below this a household's amounts would vanish in rounding to the fen; weights that add to 1 are shares, no households.
SMALLEST_WEIGHT = 0.01


def _money(unit: str, default: float | None = None, *, may_be_negative: bool = False) -> dy.Float64:
    metadata: dict[str, object] = {"unit": unit} if default is None else {"unit": unit, "default": default}
    most = LARGEST_AMOUNT[unit]
    return dy.Float64(nullable=False, min=-most if may_be_negative else 0.0, max=most, metadata=metadata)


def _count(unit: str, default: int | None = None) -> dy.Int64:
    metadata: dict[str, object] = {"unit": unit} if default is None else {"unit": unit, "default": default}
    return dy.Int64(nullable=False, min=0, max=100_000, metadata=metadata)


def _grade() -> dy.Int8:
    return dy.Int8(nullable=False, min=0, max=4, metadata={"default": 0})


def _own_count() -> dy.Int8:
    return dy.Int8(nullable=False, min=NOT_TOLD, max=100, metadata={"default": NOT_TOLD})


class Persons(dy.Schema):
    """One row per person."""

    person_id = dy.Int64(primary_key=True, min=0, max=LARGEST_ID)
    household_id = dy.Int64(nullable=False, min=0, max=LARGEST_ID)
    age = dy.Int16(nullable=False, min=0, max=120, metadata={"unit": "years"})
    sex = dy.Enum(labels(Sex), nullable=False)
    wage_income = _money(MONTHLY, 0.0)
    business_income = _money(MONTHLY, 0.0, may_be_negative=True)
    property_income = _money(MONTHLY, 0.0)
    transfer_income = _money(MONTHLY, 0.0)
    exempt_income = _money(MONTHLY, 0.0)
    # What those obliged to support him, living elsewhere, could give beyond what stands in transfer_income.
    support_from_obligors = _money(MONTHLY, 0.0)
    medical_out_of_pocket_per_year = _money(YEARLY, 0.0)
    inpatient_cost_per_year = _money(YEARLY, 0.0)
    student_stage = dy.Enum(labels(StudentStage), nullable=False, metadata={"default": "none"})
    education_cost_per_year = _money(YEARLY, 0.0)
    disability_type = dy.Enum(labels(DisabilityType), nullable=False, metadata={"default": "none"})
    disability_grade = dy.Int8(nullable=False, min=0, max=4, metadata={"default": 0})
    # Components of a multiple disability that decide on the capacity for work; 0: none, or not told.
    multiple_visual_grade = _grade()
    multiple_physical_grade = _grade()
    multiple_intellectual_grade = _grade()
    multiple_mental_grade = _grade()
    adl_items_lost = dy.Int8(nullable=False, min=0, max=6, metadata={"default": 0})
    serious_illness = dy.Bool(nullable=False, metadata=YES_NO)
    has_able_supporter = dy.Bool(nullable=False, metadata={"default": True})
    # His own property, for tekun (民发〔2021〕43号 art. 6); -1: not told, so that the household's is looked at.
    own_financial_assets = dy.Float64(
        nullable=False, min=NOT_TOLD, max=LARGEST_AMOUNT["yuan"], metadata={"unit": "yuan", "default": -1.0}
    )
    own_dwellings = _own_count()
    own_vehicles = _own_count()
    own_companies = _own_count()
    tekun_as_minor = dy.Bool(nullable=False, metadata=YES_NO)
    orphan_scheme = dy.Bool(nullable=False, metadata=YES_NO)
    employed = dy.Bool(nullable=False, metadata=YES_NO)
    left_behind = dy.Bool(nullable=False, metadata=YES_NO)
    legal_hardship = dy.Bool(nullable=False, metadata=YES_NO)

    @dy.rule()
    def disability_type_with_grade(cls) -> pl.Expr:  # noqa: N805 - dataframely hands the class over
        """Type and grade of a disability stand together or not at all."""
        return (cls.disability_type.col == "none") == (cls.disability_grade.col == 0)

    @dy.rule()
    def components_of_multiple_disability(cls) -> pl.Expr:  # noqa: N805 - dataframely hands the class over
        """Only a multiple disability has components, and its grade is not milder than any of them."""
        fits = pl.lit(True)
        for component in (
            cls.multiple_visual_grade.col,
            cls.multiple_physical_grade.col,
            cls.multiple_intellectual_grade.col,
            cls.multiple_mental_grade.col,
        ):
            grave = (cls.disability_type.col == "multiple") & (cls.disability_grade.col <= component)
            fits &= (component == 0) | grave
        return fits

    @dy.rule()
    def own_assets_or_not_told(cls) -> pl.Expr:  # noqa: N805 - dataframely hands the class over
        """A person's own financial assets are an amount from 0, or -1 where they are not told."""
        return (cls.own_financial_assets.col >= 0) | (cls.own_financial_assets.col == NOT_TOLD)


class Contract(NamedTuple):
    """The four tables of a population's contract; all but that of persons name the towns of a place."""

    persons: type[dy.Schema]
    households: type[dy.Schema]
    towns: type[dy.Schema]
    care_homes: type[dy.Schema]


def contract() -> Contract:
    """Return the contract with the towns of the place in use."""
    return contract_of(current_place().towns)


@cache
def contract_of(towns: tuple[str, ...]) -> Contract:
    """Return the contract with these towns, in the order of their codes."""

    class Households(dy.Schema):
        """One row per household that applies; elders who apply apart share the dwelling_id of those they live with."""

        household_id = dy.Int64(primary_key=True, min=0, max=LARGEST_ID)
        dwelling_id = dy.Int64(nullable=False, min=0, max=LARGEST_ID)  # default: the household_id
        town = dy.Enum(list(towns), nullable=False)
        residence = dy.Enum(labels(Residence), nullable=False)
        financial_assets = _money("yuan", 0.0)
        dwellings = dy.Int64(nullable=False, min=0, max=100, metadata={"default": 1})
        vehicles = dy.Int64(nullable=False, min=0, max=100, metadata={"default": 0})
        owns_company = dy.Bool(nullable=False, metadata=YES_NO)
        housing = dy.Enum(labels(Housing), nullable=False, metadata={"default": "sound"})
        registered_poor = dy.Bool(nullable=False, metadata=YES_NO)
        disaster_victim = dy.Bool(nullable=False, metadata=YES_NO)
        # What a county over years remembers of dibao; a single year's has nothing to remember.
        received_last_year = dy.Bool(nullable=False, metadata=YES_NO)
        reviewed = dy.Bool(nullable=False, metadata={"default": True})
        last_finding = dy.Float64(
            nullable=False, min=NOT_TOLD, max=LARGEST_SHARE, metadata={"unit": "share of the standard", "default": -1.0}
        )
        weight = dy.Float64(
            nullable=False, min=0.0, max=LARGEST_WEIGHT, metadata={"default": 1.0, "unit": "households"}
        )

        @dy.rule()
        def a_finding_stands_or_is_made(cls) -> pl.Expr:  # noqa: N805 - dataframely hands the class over
            """The finding of a household that isn't reviewed is a share from 0; -1 (none) goes with a review alone."""
            return ((cls.last_finding.col == NOT_TOLD) & cls.reviewed.col) | (cls.last_finding.col >= 0)

        @dy.rule()
        def weight_of_households(cls) -> pl.Expr:  # noqa: N805 - dataframely hands the class over
            """A household stands for none (0), or for so many that its amounts are not lost in rounding."""
            return (cls.weight.col == 0) | (cls.weight.col >= SMALLEST_WEIGHT)

    class Towns(dy.Schema):
        """One row per town or subdistrict."""

        town = dy.Enum(list(towns), primary_key=True)
        nbs_code = dy.String(nullable=True, metadata={"default": None})
        town_en = dy.String(nullable=True, metadata={"default": None})
        urban_share = dy.Float64(nullable=True, min=0.0, max=1.0, metadata={"default": None})
        rural_share = dy.Float64(nullable=True, min=0.0, max=1.0, metadata={"default": None})

    class CareHomes(dy.Schema):
        """One row per care home. Ordinary beds are all beds less the nursing beds.

        Who is partly or completely disabled needs a nursing bed; `other_residents` are those who are not tekun. The
        yearly cost of a bed leaves the care workers' wages out.
        """

        home_id = dy.Int64(primary_key=True, min=0, max=LARGEST_ID)
        home = dy.String(nullable=False)
        home_en = dy.String(nullable=True, metadata={"default": None})
        town = dy.Enum(list(towns), nullable=False)
        beds = _count("beds")
        nursing_beds = _count("beds")
        tekun_able = _count("persons", 0)
        tekun_partial = _count("persons", 0)
        tekun_complete = _count("persons", 0)
        other_residents = _count("persons", 0)
        other_nursing_residents = _count("persons", 0)
        convertible_beds = _count("beds", 0)
        buildable_beds = _count("beds", 0)
        conversion_cost_yuan_per_bed = _money("yuan/bed")
        building_cost_yuan_per_bed = _money("yuan/bed")
        ordinary_bed_cost_yuan_per_year = _money("yuan/bed/year")
        nursing_bed_cost_yuan_per_year = _money("yuan/bed/year")
        care_workers = _count("persons", 0)
        status = dy.Enum(list(STATUSES), nullable=False)
        source = dy.String(nullable=False, min_length=3)

        @dy.rule()
        def nursing_beds_within_beds(cls) -> pl.Expr:  # noqa: N805 - dataframely hands the class over
            """Nursing beds are a part of all beds."""
            return cls.nursing_beds.col <= cls.beds.col

        @dy.rule()
        def residents_within_beds(cls) -> pl.Expr:  # noqa: N805
            """Nobody lives in a home without a bed."""
            tekun = cls.tekun_able.col + cls.tekun_partial.col + cls.tekun_complete.col
            return tekun + cls.other_residents.col <= cls.beds.col

        @dy.rule()
        def other_nursing_within_others(cls) -> pl.Expr:  # noqa: N805
            """Other residents in need of nursing are a part of the other residents."""
            return cls.other_nursing_residents.col <= cls.other_residents.col

        @dy.rule()
        def convertible_within_ordinary(cls) -> pl.Expr:  # noqa: N805
            """Only ordinary beds can be converted."""
            return cls.convertible_beds.col <= cls.beds.col - cls.nursing_beds.col

    return Contract(Persons, Households, Towns, CareHomes)


def is_optional(column: dy.Column) -> bool:
    """Say whether a column may be left out (its default is filled in)."""
    return "default" in (column.metadata or {})


def accepted(column: dy.Column) -> str:
    """Say in words what a column takes."""
    unit = (column.metadata or {}).get("unit", "")
    of_unit = f" ({unit})" if unit else ""
    if isinstance(column, dy.Enum):
        return " | ".join(str(word) for word in column.categories)
    if isinstance(column, dy.Bool):
        return "true | false"
    if isinstance(column, dy.String):
        return "text"
    low, high = (float(getattr(column, end)) for end in ("min", "max"))
    kind = "a number" if isinstance(column, dy.Float64) else "a whole number"
    return f"{kind} from {_written(low)} to {_written(high)}{of_unit}"


def _written(limit: float) -> str:
    return f"{limit:,.0f}" if abs(limit) >= 1e6 else f"{limit:g}"
