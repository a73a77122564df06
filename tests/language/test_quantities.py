"""Values with their units in both languages: one text for each value and unit."""

import math
from datetime import date

import pytest

from workbench.errors import InputError
from workbench.language import using_language
from workbench.language.quantities import unit_alone, written


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0.3, "share", "30%", "30%"),
        (0.29, "share", "29%", "29%"),
        (0.337, "share", "33.7%", "33.7%"),
        (0.00001, "share", "<0.01%", "<0.01%"),
        (12_660, "yuan/year", "12,660元/年", "¥12,660/year"),
        (468, "yuan/month", "468元/月", "¥468/month"),
        (125.5, "yuan/month", "125.50元/月", "¥125.50/month"),
        (0.004, "yuan", "<0.01元", "<¥0.01"),
        (40e6, "yuan/year", "4,000万元/年", "¥40.0m/year"),
        (2022, "year", "2022年", "2022"),
        (1, "beds", "1张床位", "1 bed"),
        (0, "beds", "0张床位", "0 beds"),
        (2, "persons", "2人", "2 persons"),
        (-1, "households", "−1户", "−1 household"),
        (1.5, "multiple", "1.5倍", "1.5×"),
        (0.41234, "index", "0.412", "0.412"),
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
