"""Parameters: broken files are refused with file and line, nothing is extrapolated, nonsense is explained."""

import datetime as dt
import re
from pathlib import Path

import pytest

from workbench.errors import ParameterError, UnknownNameError
from workbench.law import law
from workbench.parameter.book import Override
from workbench.parameter.parameter_file import load_parameters, read_parameter_file

GOOD = """wage:
  zh: 工资
  en: Wage
  unit: yuan/month
  role: statistic
  valid: {low: 0, high: 5000}
  known_until: 2022-12-31
  values:
    2020-01-01: {value: 1000, status: published, source: notice of 2020}
    2021-01-01: {value: 1100, status: assumed, source: guess of 2021}
"""
BROKEN = {
    "no source": (", source: notice of 2020", "", r"p.yaml:9:\d+: 'wage.values.*source' is missing"),
    "empty source": ("source: notice of 2020", 'source: ""', "at least 3 characters"),
    "wrong status": ("status: published", "status: certain", "published"),
    "swapped dates": ("2020-01-01", "2021-06-01", "from the earliest to the latest"),
    "month 13": ("2021-01-01", "2021-13-01", r"p.yaml:10:\d+"),
    "key twice": (
        "  role: statistic\n",
        "  role: statistic\n  role: lever\n",
        "p.yaml:6:3: the key 'role' stands twice",
    ),
    "value outside": ("value: 1100", "value: 9000", "0 to 5000 is accepted"),
    "unknown key": ("  unit:", "  untit: x\n  unit:", "unknown key 'wage.untit'; did you mean 'unit'"),
    "range upside down": ("low: 0, high: 5000", "low: 6000, high: 5000", "low 6000 is above high 5000"),
    "known too short": ("known_until: 2022-12-31", "known_until: 2020-06-30", "lies before the last value's date"),
    "no values": (GOOD[GOOD.index("    2020") :], "    {}\n", "at least one dated value"),
    "text for a number": ("value: 1000", 'value: "1000元"', "a number in yuan/month is wanted, not '1000元'"),
    "not a number": ("value: 1000", "value: .nan", "not a number that can be used"),
    "true for a number": ("value: 1000", "value: true", "not true/false"),
    "not YAML": ("unit: yuan/month", "unit: [yuan", "not valid YAML"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused(name: str, tmp_path: Path) -> None:
    old, new, message = BROKEN[name]
    assert old in GOOD
    path = tmp_path / "p.yaml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ParameterError, match=message) as caught:
        read_parameter_file(path)
    assert "p.yaml" in str(caught.value) or "wage" in str(caught.value)


def test_the_good_file_is_read_and_dated(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(GOOD, encoding="utf-8")
    wage = load_parameters(tmp_path)["wage"]
    assert wage.on(dt.date(2020, 1, 1))[1].value == 1000
    assert wage.on(dt.date(2020, 12, 31))[1].value == 1000
    assert wage.on(dt.date(2021, 1, 1))[1].value == 1100
    assert wage.on(dt.date(2022, 12, 31))[1].value == 1100
    with pytest.raises(ParameterError, match="nothing is known after 2022-12-31"):
        wage.on(dt.date(2023, 1, 1))
    with pytest.raises(ParameterError, match="the first one begins on 2020-01-01"):
        wage.on(dt.date(2019, 12, 31))


def test_one_name_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(ParameterError, match="defined twice"):
        load_parameters(tmp_path)
    with pytest.raises(ParameterError, match="no parameter files"):
        load_parameters(tmp_path / "none")


@pytest.mark.parametrize("year", range(2019, 2024))
def test_the_law_of_a_year_uses_the_year_before(year: int) -> None:
    for residence in ("urban", "rural"):
        parameter = law().parameters[f"{residence}_consumption_per_head_previous_year"]
        when, entry = parameter.on(dt.date(year, 6, 1))
        assert when == year - 1
        assert entry is parameter.values[year - 1]


@pytest.mark.parametrize("year", [2018, 2024, 2030])
def test_no_year_is_made_up(year: int) -> None:
    with pytest.raises(ParameterError, match=f"no figure for {year - 1}"):
        law().parameters["urban_consumption_per_head_previous_year"].on(dt.date(year, 6, 1))


def test_thirty_for_thirty_per_cent_is_explained() -> None:
    with pytest.raises(ParameterError, match=re.escape("0.05 to 1 is accepted; write 0.3 if 30 per cent is meant")):
        law().parameters["urban_dibao_ratio"].code(30)


def test_unknown_names_get_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'minimum_wage'"):
        _ = law().parameters["minimum_wages"]
    with pytest.raises(UnknownNameError, match="did you mean 'minimum_wage'"):
        law().parameters.resolve(dt.date(2021, 7, 1), {"minimum_wag": Override(1)})


def test_the_corridor_of_the_policy_is_in_the_book() -> None:
    urban, rural = (law().parameters[f"{r}_dibao_ratio"].corridor for r in ("urban", "rural"))
    assert urban is not None
    assert rural is not None
    assert (urban.low, urban.high, rural.low, rural.high) == (0.25, 0.35, 0.35, 0.45)
    assert urban.holds(0.25)
    assert urban.holds(0.35)
    assert not urban.holds(0.3501)


def test_every_value_has_a_source_and_no_known_one_is_called_published_without_a_document() -> None:
    for parameter in law().parameters.values():
        for entry in parameter.values.values():
            assert len(entry.source) >= 3
            if entry.status == "published":
                assert any(mark in entry.source for mark in ("〔", "法")), parameter.name


def test_the_law_is_complete_on_every_day_on_which_a_value_changes() -> None:
    changes = {
        when
        for parameter in law().parameters.values()
        for when in parameter.values
        if isinstance(when, dt.date) and dt.date(2021, 1, 1) <= when <= dt.date(2023, 12, 31)
    }
    assert dt.date(2021, 6, 2) in changes
    for day in sorted(changes | {day - dt.timedelta(days=1) for day in changes if day > dt.date(2021, 1, 1)}):
        assert len(law().parameters.resolve(day)) == len(law().parameters)


SPENT = """spent:
  zh: 消费
  en: Spent
  unit: yuan/year
  role: statistic
  dated: year
  known_until: open
  values:
    2019: {value: 100, status: assumed, source: guess}
    2020: {value: 80, status: assumed, source: guess}
    2021: {value: 90, status: assumed, source: guess}
peak:
  zh: 最高
  en: Peak
  unit: ratio
  role: statistic
  dated: year
  highest_before: spent
  known_until: open
"""


def test_the_highest_figure_of_earlier_years_is_worked_out(tmp_path: Path) -> None:
    """2019: nothing before it; 2020: 100 ÷ 80 = 1.25; 2021: 100 ÷ 90, for 80 is not the highest."""
    path = tmp_path / "p.yaml"
    path.write_text(SPENT, encoding="utf-8")
    _, peak = read_parameter_file(path)
    assert [entry.value for entry in peak.values.values()] == [0, 1.25, 100 / 90]
    assert [entry.status for entry in peak.values.values()] == ["assumed", "estimated", "estimated"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("highest_before: spent", "highest_before: spend", "unknown parameter 'spend'; did you mean 'spent'"),
        ("value: 80", "value: 0", "peak: highest_before: spent has no figure above 0 for 2020"),
    ],
)
def test_a_highest_figure_of_nothing_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(SPENT.replace(old, new), encoding="utf-8")
    with pytest.raises(ParameterError, match=message):
        read_parameter_file(path)
