"""The standards of each year with known figures, worked out by hand, and the days for which nothing is made up."""

import datetime as dt

import pytest

from workbench.categories import Switch
from workbench.errors import ParameterError
from workbench.law import law
from workbench.law.standards import rural_dibao_standard, urban_dibao_standard

CONSUMPTION = [
    f"{where}_consumption_{what}"
    for where in ("urban", "rural")
    for what in ("per_head_previous_year", "highest_before")
]


# 2019: 24,798 × 0.30 ÷ 12 = 619.95, 11,270 × 0.40 ÷ 12 = 375.67; 2020: 26,731 → 668.275, 12,309 → 410.30;
# 2021: 27,291 → 682.275, 12,660 → 422; 2022: 29,314 → 732.85, 14,299 → 476.63; 2023: 28,555 → 713.875, below the 732.85
# of 2022, which it keeps with the ratchet; 14,687 → 489.57
@pytest.mark.parametrize(
    ("year", "ratchet", "urban", "rural"),
    [
        (2019, Switch.APPLIED, 620, 376),
        (2020, Switch.APPLIED, 668, 410),
        (2021, Switch.APPLIED, 682, 422),
        (2022, Switch.APPLIED, 733, 477),
        (2023, Switch.APPLIED, 733, 490),
        (2023, Switch.IGNORED, 714, 490),
    ],
)
@pytest.mark.parametrize("day", [(1, 1), (12, 31)])
def test_the_standards_by_year(year: int, ratchet: Switch, urban: float, rural: float, day: tuple[int, int]) -> None:
    figures = law().parameters.resolve(dt.date(year, *day), names=CONSUMPTION)
    of_town, town_before, of_country, country_before = (figures[name].value for name in CONSUMPTION)
    assert urban_dibao_standard(0.30, of_town, town_before, 0.0, ratchet) == urban
    assert rural_dibao_standard(0.40, of_country, country_before, 0.0, ratchet) == rural


def test_a_published_standard_may_fall() -> None:
    assert urban_dibao_standard(0.30, 28_555.0, 29_314 / 28_555, 700.0, Switch.APPLIED) == 700


def test_the_first_known_year_has_nothing_to_fall_from() -> None:
    """Of 2018 no earlier consumption is known: 0, said so; of 2021 27,291 is the highest before 29,314."""
    before = law().parameters["urban_consumption_highest_before"]
    year, first = before.on(dt.date(2019, 7, 1))
    assert (year, first.value, first.status) == (2018, 0, "assumed")
    assert first.source == "no earlier figure is known from which the standard could fall"
    assert before.on(dt.date(2022, 7, 1))[1].value == 27_291 / 29_314


def test_the_law_begins_in_2021_and_ends_with_the_known_figures() -> None:
    assert len(law().parameters.resolve(dt.date(2021, 1, 1))) == len(law().parameters)
    assert len(law().parameters.resolve(dt.date(2023, 12, 31))) == len(law().parameters)
    with pytest.raises(ParameterError, match="no value on 2020-12-31; the first one begins on 2021-01-01"):
        law().parameters.resolve(dt.date(2020, 12, 31))
    with pytest.raises(ParameterError, match=r"no figure for 2023 \(the law of 2024 uses the year before\)"):
        law().parameters.resolve(dt.date(2024, 1, 1))


def test_the_minimum_wage_is_not_carried_on() -> None:
    wage = law().parameters["minimum_wage"]
    days = [(2018, 6, 1), (2021, 9, 30), (2021, 10, 1), (2023, 9, 30), (2023, 10, 1), (2024, 12, 31)]
    assert [wage.on(dt.date(*day))[1].value for day in days] == [1550, 1550, 1700, 1700, 1820, 1820]
    with pytest.raises(ParameterError, match="no value on 2018-05-31"):
        wage.on(dt.date(2018, 5, 31))
    with pytest.raises(ParameterError, match="nothing is known after 2024-12-31"):
        wage.on(dt.date(2025, 1, 1))


@pytest.mark.parametrize(
    ("day", "age"), [((2021, 1, 1), 16), ((2021, 6, 1), 16), ((2021, 6, 2), 18), ((2023, 1, 1), 18)]
)
def test_the_age_of_minors_in_tekun(day: tuple[int, int, int], age: int) -> None:
    assert law().parameters["tekun_minor_age"].on(dt.date(*day))[1].value == age
