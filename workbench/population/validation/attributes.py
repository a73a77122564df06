"""Compares the drawn attributes of a synthetic county with their margins: health, spending, school, property, towns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Housing, Residence, Sex, StudentStage
from workbench.measures import concentration
from workbench.population.statistics import TOWN_SHARES
from workbench.population.synthesis.self_care import ADL_AGE_GROUPS
from workbench.population.synthesis.spending import (
    CATASTROPHIC,
    non_food_spending_per_year,
)
from workbench.population.validation.margins import CountyColumns, MarginTable, mean, noise

Floats = NDArray[np.float64]


def health(county: CountyColumns, table: MarginTable) -> None:
    """Compare self-care, certificates and illness with the published rates."""
    age, lost = county.person["age"], county.person["adl_items_lost"]
    figures, assumptions = county.figures, county.assumptions
    for group, (low, high) in ADL_AGE_GROUPS.items():
        members = (age >= low) & (age <= high)
        figure = figures.figure("adl_any_lost", group)
        table.figure(
            "share with an activity of daily living lost", group, figure, mean(lost[members] > 0),
            noise(figure.value, int(members.sum()), 0.005),
        )  # fmt: skip
    low_end, high_end = (figures.figure(f"adl_four_or_more_{end}", "60+") for end in ("low", "high"))
    middle, half = (low_end.value + high_end.value) / 2, (high_end.value - low_end.value) / 2
    table.add(
        "share with four or more activities lost (band)", "60+", middle, mean(lost[age >= 60] >= 4), half,
        low_end.status, low_end.source, (low_end.name, high_end.name),
    )  # fmt: skip
    china = figures.figure("registered_disabled", "china")
    table.figure(
        "share registered disabled (China's share)",
        "county",
        china,
        mean(county.person["disability_grade"] > 0),
        0.015,
    )
    for one in Residence:
        ill = county.person["serious_illness"][county.residence == one]
        table.assumed(
            "share seriously ill", one.name.lower(), assumptions.by_residence("serious_illness_share")[one], ill
        )


def spending(county: CountyColumns, table: MarginTable) -> None:
    """Compare catastrophic health spending: headcount, mean excess, concentration among the poor, old households."""
    figures = county.figures
    non_food = non_food_spending_per_year(
        county.income, county.dwelling_size, county.dwelling_residence, figures, county.assumptions
    )
    # costs are whole fen: a case exactly at 40 % must not fall below it
    part = (county.by_dwelling(county.person["medical_out_of_pocket_per_year"]) + 0.01) / non_food
    catastrophic = part >= CATASTROPHIC
    for one in Residence:
        word, here = one.name.lower(), county.dwelling_residence == one
        flags = catastrophic[here]
        head = figures.figure("che_headcount", word)
        table.figure(
            "catastrophic health spending, share of dwellings",
            word,
            head,
            mean(flags),
            noise(head.value, flags.size, 0.002),
        )
        over = figures.figure("che_mean_overshoot", word)
        excess = part[here][flags] - CATASTROPHIC
        table.figure(
            "catastrophic health spending, mean excess over 40 %", word, over, mean(excess),
            0.005 + 0.5 / np.sqrt(max(int(flags.sum()), 1)),
        )  # fmt: skip
        index = figures.figure("che_concentration_index", word)
        got = concentration(flags.astype(np.float64), county.income[here]) if flags.any() else np.nan
        table.figure(
            "catastrophic health spending, concentration index",
            word,
            index,
            got,
            0.01 + 2 / np.sqrt(max(int(flags.sum()), 1)),
        )
    old = county.by_dwelling(county.person["age"] >= 60) > 0
    low, high = (figures.figure("che_headcount_60_plus", year) for year in ("2011", "2015"))
    table.add(
        "catastrophic health spending, dwellings with 60+ (band of another survey)", "county",
        (low.value + high.value) / 2, mean(catastrophic[old]), (high.value - low.value) / 2, low.status, low.source,
        (low.name, high.name),
    )  # fmt: skip
    all_china = figures.figure("che_headcount_all", "2017")
    table.figure(
        "catastrophic health spending, all dwellings (another survey)", "county", all_china, mean(catastrophic), 0.03
    )


def schooling(county: CountyColumns, table: MarginTable) -> None:
    """Compare who is at school."""
    age, stage, assumptions = county.person["age"], county.person["student_stage"], county.assumptions
    compulsory = (age >= 6) & (age <= 14)
    table.assumed("share in school", "6-14", 1.0, stage[compulsory] > 0)
    upper = stage[(age >= 15) & (age <= 17)]
    table.assumed("share in senior high school", "15-17", assumptions["enrolled_senior"], upper == StudentStage.SENIOR)
    table.assumed(
        "share in vocational school", "15-17", assumptions["enrolled_vocational"], upper == StudentStage.VOCATIONAL
    )
    for one in Residence:
        here, word = county.residence == one, one.name.lower()
        young = stage[here & (age >= 3) & (age <= 5)]
        share = assumptions.by_residence("enrolled_preschool")[one]
        table.assumed("share in preschool", f"{word} 3-5", share, young == StudentStage.PRESCHOOL)


def supporters(county: CountyColumns, table: MarginTable) -> None:
    """Childless elders must look like tekun: without work capacity, own income and property below the limits."""
    person, figures = county.person, county.figures
    childless = ~person["has_able_supporter"] & ~person["orphan_scheme"]
    alone_man = (county.dwelling_size[county.of_dwelling] == 1) & (person["age"] >= 60) & (person["sex"] == Sex.MALE)
    for one in Residence:
        share = county.assumptions.by_residence("childless_single_man_share")[one]
        flags = childless[alone_man & (county.residence == one)]
        table.assumed("share without able supporter, men of 60+ living alone", one.name.lower(), share, flags)
    # the county's default rural standard: 40 % of consumption per head (§3 allows 35 to 45 %)
    standard = 0.40 * figures.value("mean_consumption", "rural") / 12
    own = person["wage_income"] + person["business_income"] + person["property_income"] + person["transfer_income"]
    members = np.bincount(county.of_household)
    poor = county.household["financial_assets"] <= 2 * 12 * standard * members
    poor &= (county.household["vehicles"] == 0) & (county.household["dwellings"] <= 1)
    severe = (person["disability_grade"] >= 1) & (person["disability_grade"] <= 2)
    eligible = childless & (own < standard) & poor[county.of_household] & ((person["age"] >= 60) | severe)
    rural = county.residence == Residence.RURAL
    low, high = (figures.figure(f"tekun_share_{end}", "rural") for end in ("low", "high"))
    table.add(
        "looks like tekun, share of residents (band)", "rural", (low.value + high.value) / 2, mean(eligible[rural]),
        (high.value - low.value) / 2, low.status, low.source, (low.name, high.name),
    )  # fmt: skip
    old = figures.figure("tekun_share_60_plus", "county")
    got = mean(person["age"][eligible & rural] >= 60)
    table.add(
        "looks like tekun, share aged 60+ (at least the target)",
        "rural",
        old.value,
        got,
        1 - old.value,
        old.status,
        old.source,
        (old.name,),
    )


def belongings(county: CountyColumns, table: MarginTable) -> None:
    """Compare what households own and their hardship."""
    household, assumptions = county.household, county.assumptions
    shares = {
        "second_dwelling_share": ("share of households with two dwellings", household["dwellings"] > 1),
        "dilapidated_share": (
            "share of households in a dilapidated dwelling",
            household["housing"] == Housing.DILAPIDATED,
        ),
        "without_housing_share": ("share of households without a dwelling", household["housing"] == Housing.NONE),
        "registered_poor_share": ("share of households registered as poor", household["registered_poor"]),
        "company_share": ("share of households owning a company", household["owns_company"]),
        "vehicle_share": ("share of households with a vehicle", household["vehicles"] > 0),
    }
    for name, (margin, flags) in shares.items():
        for one in Residence:
            here = household["residence"] == one
            target = assumptions.by_residence(name)[one]
            table.assumed(margin, one.name.lower(), target, flags[here])
    minors = county.person["age"] < 18
    table.assumed(
        "share of minors in the orphan scheme", "county", assumptions["orphan_scheme_share"],
        county.person["orphan_scheme"][minors],
    )  # fmt: skip


def towns(county: CountyColumns, table: MarginTable) -> None:
    """Compare how many live in each town."""
    shares_of = county.figures.towns
    town = county.household["town"][county.of_household]
    for one in Residence:
        here = county.residence == one
        got = np.bincount(town[here], minlength=len(shares_of)) / here.sum()
        shares = county.figures.town_shares(one.name.lower())
        for code, name in enumerate(shares_of["town"]):
            table.add(
                f"town's share of {one.name.lower()} residents", name, shares[code], got[code], 8 / here.sum(),
                shares_of["status"][code], shares_of["source"][code], [(TOWN_SHARES, one.name.lower())],
            )  # fmt: skip


ATTRIBUTE_MARGINS: tuple[Callable[[CountyColumns, MarginTable], None], ...] = (
    health,
    spending,
    schooling,
    supporters,
    belongings,
    towns,
)
