"""Numbers as VISUAL §4 wants them, each written out by hand in both languages."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language import (
    change_in_points,
    compact_money_expr,
    confidence,
    interval,
    money,
    money_change,
    people,
    people_change,
    people_in_prose,
    per_mille,
    per_month,
    share,
    using_language,
    yuan,
)

MONEY = [
    # at a border the written number decides: 99,995,000 is 1.00亿, one yuan less is 9,999万
    (161_600_000, "1.62亿元", "¥161.6m"),
    (1_230_000_000, "12.30亿元", "¥1.23bn"),
    (19_620_000, "1,962万元", "¥19.6m"),
    (340_000, "34万元", "¥340k"),
    (751, "751元", "¥751"),
    (0, "0元", "¥0"),
    (0.4, "0元", "¥0"),
    (0.5, "1元", "¥1"),
    (-4_560_000, "−456万元", "−¥4.6m"),
    (-0.3, "0元", "¥0"),
    (99_994_999, "9,999万元", "¥100.0m"),
    (99_995_000, "1.00亿元", "¥100.0m"),
    (9_999.4, "9,999元", "¥9,999"),
    (9_999.5, "1万元", "¥10k"),
    (999_499, "100万元", "¥999k"),
    (999_500, "100万元", "¥1.0m"),
    (999_949_999, "10.00亿元", "¥999.9m"),
    (999_950_000, "10.00亿元", "¥1.00bn"),
    (1_005_000, "101万元", "¥1.0m"),  # 100.5 万: half goes up
    (162_500_000, "1.63亿元", "¥162.5m"),  # 1.625: half goes up, where binary rounding would give 1.62
]


@pytest.mark.parametrize(("amount", "zh", "en"), MONEY)
def test_money(amount: float, zh: str, en: str) -> None:
    with using_language("zh"):
        assert money(amount) == zh
    with using_language("en"):
        assert money(amount) == en


@pytest.mark.parametrize(
    ("write", "value", "zh", "en"),
    [
        (per_month, 751, "751元/月", "¥751/month"),
        (yuan, 1_127, "1,127元", "¥1,127"),
        (yuan, -12, "−12元", "−¥12"),
        (money_change, 4_560_000, "+456万元", "+¥4.6m"),
        (money_change, -4_560_000, "−456万元", "−¥4.6m"),
        (money_change, 0.0, "±0", "±0"),
        (money_change, -0.2, "±0", "±0"),
        (people, 21_020, "21,020人", "21,020"),
        (people_change, 2_480, "+2,480人", "+2,480"),
        (people_change, -7, "−7人", "−7"),
        (people_change, 0, "±0", "±0"),
        (people_in_prose, 21_020, "2.1万人", "21,020"),
        (people_in_prose, 9_870, "9,870人", "9,870"),
        (share, 0.764, "76.4%", "76.4%"),
        (share, 0.0, "0.0%", "0.0%"),
        (change_in_points, 0.073, "+7.3个百分点", "+7.3 pp"),
        (change_in_points, -0.0125, "−1.3个百分点", "−1.3 pp"),
        (change_in_points, 0.0004, "±0", "±0"),
        (change_in_points, 0.0, "±0", "±0"),
        (per_mille, 0.0124, "12.4‰", "12.4‰"),
        (confidence, 0.9, "把握90%", "90% sure"),
    ],
)
def test_the_number_table(write, value: float, zh: str, en: str) -> None:
    with using_language("zh"):
        assert write(value) == zh
    with using_language("en"):
        assert write(value) == en


@pytest.mark.parametrize(
    "write", [money, money_change, yuan, people, people_change, people_in_prose, share, change_in_points, per_mille]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_unknown_is_a_dash_and_never_nan(write, language: str) -> None:
    with using_language(language):
        assert write(float("nan")) == "–"
        assert write(float("inf")) == "–"


@pytest.mark.parametrize(
    ("write", "low", "high", "zh", "en"),
    [
        (money, 37_900_000, 42_500_000, "3,790万～4,250万元", "¥37.9–42.5m"),
        (money, 155e6, 168e6, "1.55亿～1.68亿元", "¥155.0–168.0m"),
        (money, 900_000, 1_200_000, "90万～120万元", "¥900k–1.2m"),
        (lambda v: share(v, 0), 0.25, 0.35, "25%～35%", "25–35%"),
        (share, 0.731, 0.796, "73.1%～79.6%", "73.1–79.6%"),
        (people, 20_150, 21_900, "20,150～21,900人", "20,150–21,900"),
        (per_month, 569, 796, "569～796元/月", "¥569–796/month"),
        (yuan, 569, 796, "569～796元", "¥569–796"),
    ],
)
def test_intervals_repeat_wan_and_per_cent_but_not_yuan(write, low, high, zh: str, en: str) -> None:
    with using_language("zh"):
        assert interval(write(low), write(high)) == zh
    with using_language("en"):
        assert interval(write(low), write(high)) == en


@given(st.floats(-1e12, 1e12, allow_nan=False), st.sampled_from(["zh", "en"]))
def test_no_number_is_written_with_a_hyphen(amount: float, language: str) -> None:
    with using_language(language):
        for write in (money, money_change, yuan, people, people_change):
            assert "-" not in write(amount)
            assert not write(amount).startswith(("−0", "+0", "−¥0"))


@given(st.floats(0, 1e11), st.floats(1, 10))
def test_more_money_is_never_written_as_less(amount: float, times: float) -> None:
    def value(text: str) -> float:
        unit = {"k": 1e3, "m": 1e6, "bn": 1e9, "": 1.0}[re.sub(r"[¥0-9.,]", "", text)]
        return float(re.sub(r"[^0-9.]", "", text)) * unit

    with using_language("en"):
        assert value(money(amount)) <= value(money(amount * times))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_vega_expression_writes_what_python_writes(language: str) -> None:
    import vl_convert as vlc

    amounts = [a for a, _, _ in MONEY] + [1, 12, 99_999_999, 4.2e10, 12_345, 54_321_098, 7_449_999, 7_450_000]
    spec = {
        "data": {"values": [{"row": i, "v": v} for i, v in enumerate(amounts)] + [{"row": len(amounts), "v": None}]},
        "transform": [{"calculate": compact_money_expr("datum.v", language), "as": "written"}],
        "mark": "text",
        "encoding": {
            "text": {"field": "written", "type": "nominal"},
            "y": {"field": "row", "type": "ordinal", "axis": None},
        },
    }
    svg = vlc.vegalite_to_svg(json.dumps(spec), vl_version="6.4")
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    with using_language(language):
        assert drawn == [*[money(a) for a in amounts], "–"]
