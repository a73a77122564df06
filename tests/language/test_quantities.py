"""Values with their units in both languages: one text for each value and unit."""

import math
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.categories import Residence
from workbench.errors import InputError, UnknownNameError
from workbench.language import LANGUAGES, in_column, unit_alone, using_language, written, written_range


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0.3, "share", "30%", "30%"),
        (0.29, "share", "29%", "29%"),
        (0.337, "share", "33.7%", "33.7%"),
        (0.00001, "share", "0.001%", "0.001%"),
        (12_660, "yuan/year", "12,660元/年", "¥12,660/year"),
        (468, "yuan/month", "468元/月", "¥468/month"),
        (125.5, "yuan/month", "125.50元/月", "¥125.50/month"),
        (0.004, "yuan", "<0.01元", "<¥0.01"),
        (40e6, "yuan/year", "4,000万元/年", "¥40.0m/year"),
        (99_999.994, "yuan", "99,999.99元", "¥99,999.99"),
        (99_999.995, "yuan", "10万元", "¥100k"),  # rounded to the fen it is 100,000
        (125_000, "yuan/month", "12.5万元/月", "¥125k/month"),  # exact with one digit more than 13万元
        (4_250_000, "yuan", "425万元", "¥4.25m"),
        (161_612_345.67, "yuan/year", "1.62亿元/年", "¥161.6m/year"),
        (-1e-12, "yuan", "0元", "¥0"),
        (1, "persons/year", "1人/年", "1 person/year"),
        (123.4, "persons", "123人", "123 persons"),
        (12_345.6, "multiple", "12,346倍", "12,346×"),
        (0.000123456, "exponent", "0.0001235", "0.0001235"),
        (0.02, "share/year", "2%/年", "2% a year"),
        (True, "yes/no", "是", "yes"),
        (Residence.URBAN, "urban/rural", "城市", "urban"),
        (2022, "year", "2022年", "2022"),
        (1, "beds", "1张床位", "1 bed"),
        (0, "beds", "0张床位", "0 beds"),
        (2, "persons", "2人", "2 persons"),
        (-1, "households", "−1户", "−1 household"),
        (1.5, "multiple", "1.5倍", "1.5×"),
        (0.41234, "index", "0.4123", "0.4123"),
        (0.073, "percentage points", "+7.3个百分点", "+7.3 pp"),
        ("difference", "choice", "补差发放", "difference"),
        ("better_of", "choice", "取高者", "better of"),
        (0.7, "share of the standard", "70%（占标准）", "70% of the standard"),
        (date(2021, 6, 2), "date", "2021-06-02", "2021-06-02"),
        (None, "share", "–", "–"),
        (math.nan, "persons", "–", "–"),
    ],
)
def test_a_value_has_one_text_in_each_language(value: float | str | date | None, unit: str, zh: str, en: str) -> None:
    for language, expected in (("zh", zh), ("en", en)):
        with using_language(language):
            assert written(value, unit) == expected


def test_a_truth_value_is_no_number() -> None:
    with pytest.raises(InputError, match="not True"):
        written(True, "share")


def test_a_unit_alone_follows_its_value_in_english() -> None:
    with using_language("en"):
        assert [unit_alone("beds", n) for n in (0, 1, 2)] == ["beds", "bed", "beds"]
        assert unit_alone("yuan/month") == "yuan/month"


@pytest.mark.parametrize(
    ("low", "high", "unit", "zh", "en"),
    [
        (0.2, 0.4, "share", "20%～40%", "20–40%"),
        (900_000, 1.2e6, "yuan/year", "90万～120万元/年", "¥900k–1.2m/year"),
        (500, 900, "yuan/month", "500～900元/月", "¥500–900/month"),
        (1, 2, "beds", "1～2张床位", "1–2 beds"),
        (2022, 2025, "year", "2022～2025年", "2022–2025"),
        (0.2, 1.5, "multiple", "0.2～1.5倍", "0.2–1.5×"),
        (0.5, 0.7, "share of wages", "50%～70%（占工资）", "50–70% of wages"),
    ],
)
def test_the_unit_of_an_interval_stands_once(low: float, high: float, unit: str, zh: str, en: str) -> None:
    for language, expected in (("zh", zh), ("en", en)):
        with using_language(language):
            assert written_range(low, high, unit) == expected


@pytest.mark.parametrize(
    ("low", "high", "unit", "zh", "en"),
    [
        (2_312_000, 2_314_000, "yuan", "231.2万～231.4万元", "¥2.312–2.314m"),
        (2_300_001, 2_300_002, "yuan/year", "230.0001万～230.0002万元/年", "¥2.300001–2.300002m/year"),
        (0.3001, 0.3002, "share", "30.01%～30.02%", "30.01–30.02%"),
        (0.41231, 0.41234, "gini", "0.41231～0.41234", "0.41231–0.41234"),
        (123.4, 123.3, "persons", "123.4～123.3人", "123.4–123.3 persons"),
        (0.001, 0.002, "yuan", "0.001～0.002元", "¥0.001–0.002"),
        (468, 468, "yuan/month", "468～468元/月", "¥468–468/month"),
    ],
)
def test_ends_that_differ_are_written_with_the_digits_that_part_them(
    low: float, high: float, unit: str, zh: str, en: str
) -> None:
    for language, expected in (("zh", zh), ("en", en)):
        with using_language(language):
            assert written_range(low, high, unit) == expected


@given(st.floats(1, 1e9), st.floats(1e-5, 1), st.sampled_from(["yuan", "yuan/year", "persons", "multiple", "share"]))
def test_no_interval_has_two_ends_that_look_alike(low: float, wider: float, unit: str) -> None:
    for language in LANGUAGES:
        with using_language(language):
            ends = re.findall(r"[\d,.]*\d[亿万mbk%n]*", written_range(low, low * (1 + wider), unit))
            assert len(ends) == 2
            assert ends[0] != ends[1]


def test_a_column_takes_a_precision_as_the_written_value_does() -> None:
    with using_language("en"):
        assert in_column(61.62, "beds/100 persons", precision=0) == "62"
        assert in_column(0.4, "persons", precision=0) == "<1"
        assert in_column(1234.5, "yuan/month", precision=0) == "1,235"
        assert in_column(0.40864, "gini", precision=3) == "0.409"


def test_a_unit_without_words_is_refused_with_the_nearest() -> None:
    for write in (written, in_column):
        with pytest.raises(UnknownNameError, match=r"unknown unit 'yuan/mont'; did you mean 'yuan/month'"):
            write(3.0, "yuan/mont")
