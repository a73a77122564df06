"""Titles say only what the data bear: one table of made-up data per figure, both languages, hand-written sentences."""

import importlib
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest

from workbench.charts import corridor, income, town_titles, winners
from workbench.charts.base.figure import text_width
from workbench.language import using_language

# the package offers the function under the module's name
cost_surface = importlib.import_module("workbench.charts.cost_surface")
CORRIDOR = ((0.25, 0.35), (0.35, 0.45))
NARROW = ((0.28, 0.33), (0.38, 0.43))


def both(write: Any, zh: str, en: str) -> None:
    for language, wanted in (("zh", zh), ("en", en)):
        with using_language(language):
            assert write() == wanted
        assert text_width(wanted) <= 56


def run(cost: float, persons: float = 0.0) -> Any:
    return SimpleNamespace(headline=SimpleNamespace(total=SimpleNamespace(cost=cost, persons=persons)))


@pytest.mark.parametrize(
    ("now", "then", "area", "zh", "en"),
    [
        # at both ceilings 178 million; 142 → 161.6 million is 19.6 million more
        (
            142e6,
            161.6e6,
            CORRIDOR,
            "两个比例都到上限，全年支出1.78亿元；方案多花1,960万元",
            "At both ceilings ¥178.0m a year; scenario ¥19.6m more",
        ),
        (
            142e6,
            140e6,
            CORRIDOR,
            "两个比例都到上限，全年支出1.78亿元；方案少花200万元",
            "At both ceilings ¥178.0m a year; scenario ¥2.0m less",
        ),
        (
            142e6,
            142e6,
            CORRIDOR,
            "两个比例都到上限，全年支出1.78亿元；基线1.42亿元",
            "At both ceilings ¥178.0m a year; now ¥142.0m",
        ),
        (
            142e6,
            None,
            CORRIDOR,
            "两个比例都到上限，全年支出1.78亿元；基线1.42亿元",
            "At both ceilings ¥178.0m a year; now ¥142.0m",
        ),
        # a sweep that ends below the ceiling must not speak of the ceiling
        (
            142e6,
            None,
            NARROW,
            "城市33.0%、农村43.0%时全年支出1.78亿元；基线1.42亿元",
            "At 33.0% and 43.0% ¥178.0m a year; now ¥142.0m",
        ),
    ],
)
def test_cost_surface(now: float, then: float | None, area: Any, zh: str, en: str) -> None:
    values = np.array([[100e6, 120e6], [150e6, 178e6]])
    other = None if then is None else run(then)
    both(lambda: cost_surface._title(values, (area, CORRIDOR), run(now), other, "cost"), zh, en)


@pytest.mark.parametrize(
    ("now", "then", "zh", "en"),
    [
        (
            12_707,
            14_395,
            "两个比例都到上限，救助15,000人；方案多救助1,688人",
            "At both ceilings 15,000 people; scenario 1,688 more",
        ),
        (
            12_707,
            12_000,
            "两个比例都到上限，救助15,000人；方案少救助707人",
            "At both ceilings 15,000 people; scenario 707 fewer",
        ),
        (12_707, 12_707, "两个比例都到上限，救助15,000人；基线12,707人", "At both ceilings 15,000 people; now 12,707"),
    ],
)
def test_coverage_surface(now: float, then: float, zh: str, en: str) -> None:
    values = np.array([[9_000.0, 10_000.0], [12_000.0, 15_000.0]])
    both(lambda: cost_surface._title(values, (CORRIDOR, CORRIDOR), run(0, now), run(0, then), "persons"), zh, en)


def town_table(coverage: list[float], before: list[float], error: float = 0.0) -> pl.DataFrame:
    names = ["历山街道", "南麻街道", "鲁村镇"]
    frame = pl.DataFrame({"town": names, "coverage": coverage, "baseline_coverage": before})
    return frame.with_columns(change=pl.col("coverage") - pl.col("baseline_coverage"), error=error, change_error=error)


NAN = float("nan")


@pytest.mark.parametrize(
    ("coverage", "before", "zh", "en"),
    [
        (
            [0.50, 0.45, 0.60],
            [0.40, 0.44, 0.58],
            "历山街道覆盖率提高最多：+10.0个百分点",
            "Lishan gains most: +10.0 pp",
        ),
        (
            [0.44, 0.45, 0.60],
            [0.40, 0.44, 0.58],
            "历山街道提高最多，但仍是覆盖最低的",
            "Lishan gains most and still has the lowest coverage",
        ),
        # first and second alike: no superlative; the third doesn't rise at all
        (
            [0.50, 0.54, 0.60],
            [0.45, 0.49, 0.60],
            "2个镇街覆盖率提高，最多+5.0个百分点",
            "Coverage rises in 2 units, by +5.0 pp at most",
        ),
        (
            [0.50, 0.54, 0.60],
            [0.45, 0.49, 0.552],
            "3个镇街覆盖率都提高，幅度相近",
            "Coverage rises in all 3 units by about as much",
        ),
        (
            [0.40, 0.45, 0.60],
            [0.50, 0.47, 0.60],
            "历山街道覆盖率下降最多：−10.0个百分点",
            "Lishan loses most: −10.0 pp",
        ),
        (
            [0.40, 0.37, 0.60],
            [0.45, 0.42, 0.60],
            "2个镇街覆盖率下降，最多−5.0个百分点",
            "Coverage falls in 2 units, by −5.0 pp at most",
        ),
        # as the baseline
        (
            [0.40, 0.45, 0.60],
            [0.40, 0.45, 0.60],
            "历山街道覆盖率最低，鲁村镇最高",
            "Lishan has the lowest coverage, Lucun the highest",
        ),
        (
            [0.40, 0.40, 0.60],
            [0.40, 0.40, 0.60],
            "各镇街覆盖率在40.0%到60.0%之间",
            "Coverage lies between 40.0% and 60.0%",
        ),
        ([0.40, 0.404, 0.408], [0.40, 0.404, 0.408], "各镇街覆盖率相近", "Coverage is about the same everywhere"),
        # nobody is poor: in one town, in all
        ([NAN, 0.45, 0.60], [NAN, 0.44, 0.58], "鲁村镇覆盖率提高最多：+2.0个百分点", "Lucun gains most: +2.0 pp"),
        (
            [NAN, NAN, NAN],
            [NAN, NAN, NAN],
            "没有镇街有人低于基线标准",
            "Nobody is below the baseline standard in any unit",
        ),
    ],
)
def test_towns(coverage: list[float], before: list[float], zh: str, en: str) -> None:
    both(lambda: town_titles.title(town_table(coverage, before)), zh, en)


@pytest.mark.parametrize(
    ("coverage", "before", "error", "zh", "en"),
    [
        # two comparisons, 95 %: the lowest needs 2.2414 × √2 × .015 = .0475 to the next, .05 is enough; so the highest
        (
            [0.40, 0.45, 0.60],
            None,
            0.015,
            "历山街道覆盖率最低，鲁村镇最高",
            "Lishan has the lowest coverage, Lucun the highest",
        ),
        # .0507 is wanted: the towns differ, but which is the lowest isn't known
        ([0.40, 0.45, 0.60], None, 0.016, "各镇街覆盖率在40.0%到60.0%之间", "Coverage lies between 40.0% and 60.0%"),
        # Q = ((.0833² + .0333² + .1167²) ÷ .09²) = 2.67, below 5.99
        (
            [0.40, 0.45, 0.60],
            None,
            0.09,
            "各镇街40.0%～60.0%，高低属偶然",
            "40.0% to 60.0%: the towns differ by chance only",
        ),
        # gains of 10, 1 and 2 points
        (
            [0.50, 0.45, 0.60],
            [0.40, 0.44, 0.58],
            0.02,
            "历山街道覆盖率提高最多：+10.0个百分点",
            "Lishan gains most: +10.0 pp",
        ),
        (
            [0.50, 0.45, 0.60],
            [0.40, 0.44, 0.58],
            0.03,
            "3个镇街覆盖率提高，最多+10.0个百分点",
            "Coverage rises in 3 units, by +10.0 pp at most",
        ),
        # an error that isn't known names nobody
        ([0.40, 0.45, 0.60], None, NAN, "各镇街覆盖率在40.0%到60.0%之间", "Coverage lies between 40.0% and 60.0%"),
    ],
)
def test_towns_are_named_only_where_luck_would_not_reorder_them(
    coverage: list[float], before: list[float] | None, error: float, zh: str, en: str
) -> None:
    both(lambda: town_titles.title(town_table(coverage, before or coverage, error)), zh, en)


@pytest.mark.parametrize(
    ("before", "after", "zh", "en"),
    [
        (
            12_831,
            2_963,
            "救助后，低于基线标准的人从12,831人降到2,963人",
            "After benefits 2,963 stay below the standard, not 12,831",
        ),
        (
            12_831,
            12_831,
            "救助没有改变低于基线标准的人数：12,831人",
            "Benefits leave 12,831 below the standard, as before",
        ),
        (40, 0, "救助后，低于基线标准的人从40人降到0人", "After benefits 0 stay below the standard, not 40"),
        (0, 0, "没有人低于基线标准", "Nobody is below the baseline standard"),
    ],
)
def test_income(before: float, after: float, zh: str, en: str) -> None:
    both(lambda: income._title(before, after), zh, en)


@pytest.mark.parametrize(
    ("gaining", "losing", "zh", "en"),
    [
        (0, 0, "没有人的救助金有变化", "Nobody's benefits change"),
        (2_480, 0, "2,480人增加，没有人减少", "2,480 people gain, nobody loses"),
        (0, 31, "31人减少，没有人增加", "31 people lose, nobody gains"),
        (2_480, 31, "2,480人增加，31人减少", "2,480 people gain, 31 lose"),
    ],
)
def test_winners(gaining: float, losing: float, zh: str, en: str) -> None:
    both(lambda: winners._title(gaining, losing), zh, en)


def standards(urban: float, rural: float) -> Any:
    # consumption 24,000 and 12,000 yuan a year: 2,000 and 1,000 a month
    levels = {"urban_dibao_standard": urban, "rural_dibao_standard": rural}
    per_head = {
        "urban_consumption_per_head_previous_year": SimpleNamespace(value=24_000.0),
        "rural_consumption_per_head_previous_year": SimpleNamespace(value=12_000.0),
    }
    return SimpleNamespace(standards=levels, resolved=per_head)


@pytest.mark.parametrize(
    ("urban", "rural", "out", "zh", "en"),
    [
        (660, 430, [], "城市33.0%、农村43.0%，都在政策走廊内", "Urban 33.0%, rural 43.0%: both inside the corridor"),
        (
            600,
            400,
            [],
            "基线城市30.0%、农村40.0%，都在政策走廊内",
            "Baseline 30.0% and 40.0%: both inside the corridor",
        ),
        (740, 400, ["urban_dibao"], "城市低保标准越出政策走廊", "The urban dibao standard is outside the corridor"),
        (600, 400, ["rural_tekun"], "农村特困标准越出政策走廊", "The rural tekun standard is outside the corridor"),
        (740, 470, ["urban_dibao", "rural_dibao"], "2项标准越出政策走廊", "2 standards are outside the corridor"),
    ],
)
def test_corridor(urban: float, rural: float, out: list[str], zh: str, en: str) -> None:
    names = ["urban_dibao", "rural_dibao", "urban_tekun", "rural_tekun"]
    table = pl.DataFrame({"name": names, "outside": [name in out for name in names]})
    both(lambda: corridor._title(standards(urban, rural), standards(600, 400), table), zh, en)
