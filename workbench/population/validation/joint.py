"""Compares who is what at once: work by age and sex, elders and whom they live with, illness and cost, self-care."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from workbench.categories import DisabilityType, Residence, Sex, StudentStage
from workbench.population.synthesis.left_behind import CHILD_AGE
from workbench.population.synthesis.self_care import ADL_AGE_GROUPS, MANY
from workbench.population.synthesis.work import WORK_AGES, YOUNG, out_of_work_force_share, unemployment_rates
from workbench.population.validation.margins import RECIPE, CountyColumns, MarginTable, mean, noise

Flags = NDArray[np.bool_]
_WORKING_AGE = 16
# Twelve cells are compared at once: 3.7 standard errors miss as seldom by luck as three do of one margin.
_TWELVE = 3.7 / 3


def work(county: CountyColumns, table: MarginTable) -> None:
    """Compare who works: the recipe's shares by age, sex and residence, and published ones of the country."""
    person, figures, assumptions = county.person, county.figures, county.assumptions
    age, sex, employed = person["age"], person["sex"], person["employed"]
    severe = (person["disability_grade"] >= 1) & (person["disability_grade"] <= 2)
    able = ~severe & (person["adl_items_lost"] < MANY) & (person["student_stage"] == StudentStage.NONE)
    rates = unemployment_rates(figures, assumptions)
    factor = assumptions["unemployment_factor_young"]
    for (ages, (low, high)), one, each in product(WORK_AGES.items(), Residence, Sex):
        cell = able & (age >= low) & (age <= high) & (county.residence == one) & (sex == each)
        young = mean((age[cell] >= YOUNG[0]) & (age[cell] <= YOUNG[1]))
        inside = 1 - out_of_work_force_share(assumptions, each, ages, one)
        target = inside * (1 - rates[one] * (1 + young * (factor - 1)))
        group = f"{one.name.lower()} {each.name.lower()} {low}-{high}"
        table.add(
            "share of the able who work", group, target, mean(employed[cell]),
            _TWELVE * noise(target, int(cell.sum())), "assumed", RECIPE, (),
        )  # fmt: skip
    women = figures.figure("women_share_of_employed", "china")
    got = mean(sex[employed] == Sex.FEMALE)
    table.figure("women's share of the employed", "county", women, got, noise(women.value, int(employed.sum()), 0.01))
    grown = age >= _WORKING_AGE
    force = figures.figure("labour_force_16_plus", "china")
    # who looks for work isn't recorded: the employed are counted up by the rate of unemployment
    in_force = employed[grown] / (1 - rates[county.residence[grown]])
    table.figure("labour force, share of persons of 16 and more (China)", "county", force, mean(in_force), 0.05)
    male, female = (figures.figure("employed_16_plus", each.name.lower()) for each in (Sex.MALE, Sex.FEMALE))
    share = {each: mean(employed[grown & (sex == each)]) for each in Sex}
    table.add(
        "share of women who work ÷ share of men, 16 and more (China 2010)", "county", female.value / male.value,
        share[Sex.FEMALE] / share[Sex.MALE], 0.05, female.status, female.source, (male.name, female.name),
    )  # fmt: skip


def elders(county: CountyColumns, table: MarginTable) -> None:
    """Compare how many of 60 and more live alone or as a couple with nobody else (CHARLS 2011)."""
    old = county.person["age"] >= 60
    only_old = county.by_dwelling(~old) == 0
    apart = (only_old & (county.dwelling_size <= 2))[county.of_dwelling]
    figure = county.figures.figure("elders_alone_or_couple", "60+")
    table.figure(
        "share of persons of 60+ living alone or as a couple (CHARLS 2011)", "60+", figure, mean(apart[old]), 0.05
    )


def illness(county: CountyColumns, table: MarginTable) -> None:
    """Compare who pays: everybody seriously ill does; the mean per head is compared with the household survey."""
    cost = county.person["medical_out_of_pocket_per_year"]
    table.assumed("share of the seriously ill who pay", "county", 1.0, cost[county.person["serious_illness"]] > 0)
    for one in Residence:
        figure = county.figures.figure("mean_health_spending", one.name.lower())
        got = mean(cost[county.residence == one])
        table.figure("health spending per person, yuan/year (China)", figure.name[1], figure, got, 0.15 * figure.value)


def self_care(county: CountyColumns, table: MarginTable) -> None:
    """Compare self-care with certificates both ways, and that of persons without supporter with that of others."""
    person, assumptions = county.person, county.assumptions
    grade, lost, old = person["disability_grade"], person["adl_items_lost"], person["age"] >= 60
    many = lost >= MANY
    table.assumed(
        "share holding a certificate, four or more activities lost", "60+",
        assumptions["four_or_more_adl_lost_certified_share"], grade[many & old] > 0,
    )  # fmt: skip
    helpless = (person["disability_type"] == DisabilityType.PHYSICAL) & (grade == 1)
    table.assumed(
        "share with four or more activities lost, physical disability of grade 1", "county", 1.0, many[helpless]
    )
    childless = ~person["has_able_supporter"] & ~person["orphan_scheme"]
    ratio, error = _odds_ratio(county, lost > 0, childless)
    table.add(
        "odds ratio of an activity lost, without able supporter", "60+", assumptions["adl_odds_ratio_childless"], ratio,
        3 * error, "assumed", RECIPE, (),
    )  # fmt: skip


def _odds_ratio(county: CountyColumns, lost: Flags, exposed: Flags) -> tuple[float, float]:
    """Return Mantel and Haenszel's odds ratio within age group, sex and certificate, and its standard error.

    The error is that of the logarithm (Robins, Breslow and Greenland 1986, Biometrics 42:311) times the ratio.
    """
    age, sex, holder = county.person["age"], county.person["sex"], county.person["disability_grade"] > 0
    above = below = sum_pr = sum_ps_qr = sum_qs = 0.0
    for (low, high), each, certified in product(ADL_AGE_GROUPS.values(), Sex, (False, True)):
        here = (age >= low) & (age <= high) & (sex == each) & (holder == certified)
        a, b = (float((here & exposed & flag).sum()) for flag in (lost, ~lost))
        c, d = (float((here & ~exposed & flag).sum()) for flag in (lost, ~lost))
        n = a + b + c + d
        if n == 0:
            continue
        r, s, p = a * d / n, b * c / n, (a + d) / n
        above, below = above + r, below + s
        sum_pr, sum_ps_qr, sum_qs = sum_pr + p * r, sum_ps_qr + p * s + (1 - p) * r, sum_qs + (1 - p) * s
    if above == 0 or below == 0:
        return float("nan"), float("nan")
    variance = sum_pr / (2 * above**2) + sum_ps_qr / (2 * above * below) + sum_qs / (2 * below**2)
    return above / below, above / below * float(np.sqrt(variance))


def left_behind(county: CountyColumns, table: MarginTable) -> None:
    """Compare how many children, women and elders are left behind, as shares of all residents."""
    age, sex = county.person["age"], county.person["sex"]
    groups = {
        "children": age < CHILD_AGE,
        "women": (age >= CHILD_AGE) & (age < 60) & (sex == Sex.FEMALE),
        "elders": age >= 60,
    }
    for group, members in groups.items():
        figure = county.figures.figure("left_behind", group)
        got = mean(county.person["left_behind"] & members)
        table.figure("left behind, share of residents", group, figure, got, noise(figure.value, age.size))
