"""Scenarios: overlays on a base, levers and assumptions in their sections, every mistake named with file and line."""

import datetime as dt
from pathlib import Path

import pytest

from workbench.errors import ParameterError, ScenarioError, UnknownNameError, WorkbenchError, WorkbenchWarning
from workbench.language import source_in_language
from workbench.parameter.book import Override
from workbench.parameter.distributions import Spread
from workbench.scenario_folder import list_scenarios, load_scenario

BASE = """name: base
title: {zh: 基线, en: Base}
date: 2021-07-01
tail: fujian
levers:
  urban_dibao_ratio: 0.30
assumptions:
  tekun_take_up: {value: 0.9, status: estimated, source: a survey}
"""
OVER = """name: over
title: {zh: 方案, en: Over}
base: base
levers:
  urban_dibao_ratio: 0.33
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("WORKBENCH_SCENARIOS", str(tmp_path))
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "over.yaml").write_text(OVER, encoding="utf-8")
    return tmp_path


def test_an_overlay_takes_the_rest_from_its_base(folder: Path) -> None:
    over = load_scenario("over")
    assert over.value("urban_dibao_ratio") == 0.33
    assert over.overrides["tekun_take_up"] == Override(0.9, "estimated", "a survey")
    assert (over.date, over.tail) == (dt.date(2021, 7, 1), "fujian")
    assert list_scenarios() == ["base", "over"]


BAD = {
    "unknown parameter": (
        "urban_dibao_ratio: 0.30",
        "urban_dibao_rate: 0.30",
        r"base.yaml:6:3: unknown parameter 'urban_dibao_rate'; did you mean 'urban_dibao_ratio'",
    ),
    "unknown section": ("levers:", "leavers:", r"base.yaml:5:1: unknown key 'leavers'; did you mean 'levers'"),
    "ratio of thirty": ("0.30", "30", r"base.yaml:6:3: urban_dibao_ratio = 30 share makes no sense.*write 0.3"),
    "text": ("0.30", '"a third"', "a number in share is wanted"),
    "yes or no": ("0.30", "true", "urban_dibao_ratio: a number is wanted"),
    "not a number": ("0.30", ".nan", "not a number that can be used"),
    "no figures for the year": ("2021-07-01", "2030-07-01", "living_grant_senior: nothing is known after 2024-08-31"),
    "lever as assumption": (
        "tekun_take_up:",
        "rural_dibao_ratio:",
        r"base.yaml:8:3: 'rural_dibao_ratio' is a lever; it belongs under 'levers'",
    ),
    "assumption as lever": (
        "  urban_dibao_ratio: 0.30",
        "  tekun_take_up: 0.9",
        "is an assumption; it belongs under 'assumptions'",
    ),
    "wrong name": ("name: base", "name: bass", "'bass' is not the file's, 'base'"),
    "wrong tail": ("tail: fujian", "tail: fuji", "one of fujian, national is wanted; did you mean 'fujian'"),
    "wrong date": ("2021-07-01", "2021-02-30", "base.yaml:3"),
    "no title": ("title: {zh: 基线, en: Base}\n", "", "'title' is missing"),
    "unknown key inside": ("en: Base}", "eng: Base}", r"unknown key 'title.eng'; did you mean 'en'"),
    "no source": (", source: a survey", "", "source"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_scenario_is_refused(folder: Path, name: str) -> None:
    old, new, message = BAD[name]
    assert old in BASE
    (folder / "base.yaml").write_text(BASE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises((ScenarioError, UnknownNameError), match=message):
        load_scenario("base")


def test_bases_may_not_go_round(folder: Path) -> None:
    (folder / "base.yaml").write_text(BASE + "base: over\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="go round in a circle: over → base → over"):
        load_scenario("over")
    (folder / "over.yaml").write_text(OVER.replace("base: base", "base: bose"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"over.yaml:3:1: unknown base 'bose'; did you mean 'base'"):
        load_scenario("over")


def test_a_file_elsewhere_stands_on_a_shipped_base(tmp_path: Path) -> None:
    own = tmp_path / "over.yaml"
    own.write_text(OVER.replace("base: base", "base: baseline-2021"), encoding="utf-8")
    assert load_scenario(own).value("urban_dibao_ratio") == 0.33
    assert load_scenario(own).value("rural_dibao_ratio") == load_scenario("baseline-2021").value("rural_dibao_ratio")
    own.write_text(OVER.replace("base: base", "base: baseline-2012"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"over.yaml:3:1: unknown base 'baseline-2012'; did you mean 'baseline-20"):
        load_scenario(own)


def test_a_base_beside_the_file_goes_before_a_shared_one(folder: Path, tmp_path_factory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "over.yaml").write_text(OVER, encoding="utf-8")
    (elsewhere / "base.yaml").write_text(BASE, encoding="utf-8")
    load_scenario(elsewhere / "over.yaml")  # the same file in both folders: nothing to tell
    (elsewhere / "base.yaml").write_text(BASE.replace("value: 0.9", "value: 0.8"), encoding="utf-8")
    with pytest.warns(WorkbenchWarning, match=r"over.yaml:3:1: the base 'base' is taken from the file's own folder"):
        found = load_scenario(elsewhere / "over.yaml")
    assert found.value("tekun_take_up") == 0.8
    assert load_scenario(folder / "over.yaml").value("tekun_take_up") == 0.9


def test_an_unknown_scenario_gets_the_nearest_name(folder: Path) -> None:
    with pytest.raises(ScenarioError, match="did you mean 'base'"):
        load_scenario("bases")
    with pytest.raises(ScenarioError, match=r"no file nowhere\.yaml"):
        load_scenario(folder / "nowhere.yaml")


def test_replace_makes_a_new_scenario_and_checks_it(folder: Path) -> None:
    base = load_scenario("base")
    higher = base.replace(urban_dibao_ratio=0.35, date=dt.date(2022, 1, 1), name="higher")
    assert (base.value("urban_dibao_ratio"), higher.value("urban_dibao_ratio")) == (0.30, 0.35)
    assert (higher.name, higher.date) == ("higher", dt.date(2022, 1, 1))
    with pytest.raises(UnknownNameError, match="did you mean 'urban_dibao_ratio'"):
        base.replace(urban_dibao_ration=0.3)
    with pytest.raises(ParameterError, match="30 per cent"):
        base.replace(urban_dibao_ratio=30)
    with pytest.raises(ScenarioError, match="a number in share is wanted"):
        base.replace(urban_dibao_ratio=True)
    with pytest.raises(ScenarioError, match="a date such as"):
        base.replace(date="2021-07-01")
    with pytest.raises(ScenarioError, match="a date such as"):
        base.replace(date=dt.datetime(2021, 7, 1, 9, 30))  # noqa: DTZ001


def test_a_name_is_the_title_unless_titles_are_given(folder: Path) -> None:
    base = load_scenario("base")
    for changes, titles in (
        ({"name": "reform-abc"}, ("reform-abc", "reform-abc")),
        ({"name": "reform-abc", "title_en": "Reform ABC"}, ("基线", "Reform ABC")),
        ({"name": "reform-abc", "title_zh": "改革甲", "title_en": "Reform ABC"}, ("改革甲", "Reform ABC")),
        ({"title_zh": "改革甲"}, ("改革甲", "Base")),
        ({"urban_dibao_ratio": 0.31}, ("基线", "Base")),
        ({"name": "base"}, ("基线", "Base")),
    ):
        changed = base.replace(**changes)
        assert changed.name == changes.get("name", "base")
        assert (changed.title_zh, changed.title_en) == titles
    for wrong in ("", " ", 3, "a\vb"):
        with pytest.raises(ScenarioError, match=r"title_zh=.*: a text without control characters is wanted"):
            base.replace(title_zh=wrong)


def test_a_number_keeps_the_range_that_holds_it(folder: Path) -> None:
    ranged = Override(0.9, "estimated", "a survey", Spread(low=0.8, high=0.95))
    base = load_scenario("base").replace(tekun_take_up=ranged)
    within, beyond = (base.replace(tekun_take_up=value).overrides["tekun_take_up"] for value in (0.82, 0.5))
    assert (within.value, within.status, within.spread) == (0.82, "assumed", ranged.spread)
    assert within.source == "set by the scenario; within the range that the scenario gives it"
    assert (beyond.value, beyond.spread) == (0.5, None)
    assert (
        beyond.source
        == "set by the scenario; the scenario's range, 0.8 to 0.95, doesn't hold the value and is left out"
    )
    for override, chinese in (
        (within, "方案设定；沿用方案原有范围"),
        (beyond, "方案设定；方案原有范围0.8～0.95不含此值，已略去"),
    ):
        assert source_in_language(override.source) == chinese
    own = Override(0.5, "published", "a census")
    assert base.replace(tekun_take_up=own).overrides["tekun_take_up"] == own


def test_a_calibration_is_not_claimed_for_other_assumptions(folder: Path) -> None:
    shipped = Path(__file__).parents[1] / "scenarios" / "baseline-2021.yaml"
    (folder / "baseline-2021.yaml").write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    over = OVER.replace("base: base", "base: baseline-2021")
    (folder / "over.yaml").write_text(over, encoding="utf-8")
    assert load_scenario("over").calibration is not None
    (folder / "over.yaml").write_text(over + "assumptions:\n  tekun_take_up: 0.5\n", encoding="utf-8")
    assert load_scenario("over").calibration is None


def test_every_shipped_scenario_loads() -> None:
    names = list_scenarios()
    assert {"baseline-2021", "baseline-2021-national-tail", "perfect-law", "corridor-low", "corridor-high"} <= set(
        names
    )
    for name in names:
        assert load_scenario(name).name == name


RANGE = "  dibao_take_up_rural: {%s, source: a survey}"
PAIR = "{between: [%s], rho: 0.5, source: a survey}"
BAD_RANGES = {
    "crossed": ("low: 0.9, mode: 0.7, high: 0.6", r"dibao_take_up_rural: low 0.9 is above high 0.6"),
    "beside": ("low: 0.7, mode: 0.5, high: 0.9", r"dibao_take_up_rural: 0.5 lies outside low 0.7 to high 0.9"),
    "not a number": ("low: .nan, mode: 0.5, high: 0.9", "low and high must be numbers"),
    "text": ("low: some, mode: 0.5, high: 0.9", r"dibao_take_up_rural.low: a number is wanted"),
    "no middle": ("low: 0.5, high: 0.9", "one of value and mode is wanted"),
    "one end": ("low: 0.5, mode: 0.6", "low and high are wanted together"),
    "no sense": ("low: -2, mode: 0.5, high: 0.9", r"dibao_take_up_rural = -2 .* makes no sense: .* is accepted"),
    "unknown curve": (
        "low: 0.5, mode: 0.6, high: 0.9, distribution: logitnorml",
        "one of split_normal, normal, lognormal, logitnormal, uniform is wanted; did you mean 'logitnormal'",
    ),
    "lognormal below 0": ("low: 0, mode: 0.6, high: 0.9, distribution: lognormal", "lognormal: low 0 must be above 0"),
}


def overlay(folder: Path, assumptions: str, *pairs: str) -> Path:
    path = folder / "ranges.yaml"
    lines = ["name: ranges", "title: {zh: 区间, en: Ranges}", "base: base", "assumptions:", assumptions]
    path.write_text("\n".join([*lines, f"correlations: [{', '.join(pairs)}]"]), "utf-8")
    return path


@pytest.mark.parametrize("name", BAD_RANGES)
def test_a_bad_range_is_refused_in_one_sentence(folder: Path, name: str) -> None:
    written, says = BAD_RANGES[name]
    with pytest.raises(ScenarioError, match=says) as caught:
        load_scenario(overlay(folder, RANGE % written))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("ranges.yaml:5:")


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        (["dibao_take_up_rural, dibao_take_up_rural"], "goes with itself; two different assumptions are wanted"),
        (["dibao_take_up_rural, tekun_take_up", "tekun_take_up, dibao_take_up_rural"], "stand here twice"),
        (
            ["dibao_take_up_rural, urban_dibao_ratio"],
            "'urban_dibao_ratio' has no range, so nothing can go with it",
        ),
        (["dibao_take_up_rurl, tekun_take_up"], "did you mean 'dibao_take_up_rural'"),
    ],
)
def test_a_correlation_that_means_nothing_is_refused(folder: Path, pairs: list[str], says: str) -> None:
    path = overlay(folder, RANGE % "low: 0.5, mode: 0.6, high: 0.9", *(PAIR % pair for pair in pairs))
    with pytest.raises(WorkbenchError, match=says):
        load_scenario(path)


def test_a_range_keeps_who_said_so_when_and_why(folder: Path) -> None:
    told = "low: 0.5, mode: 0.6, high: 0.9, source: civil affairs bureau, when: 2021-05-20, why: two villages visited"
    item = load_scenario(overlay(folder, f"  dibao_take_up_rural: {{{told}}}")).resolved()["dibao_take_up_rural"]
    assert item.source == "civil affairs bureau, 2021-05-20: two villages visited"
    assert (item.status, item.value, item.spread.low, item.spread.high) == ("assumed", 0.6, 0.5, 0.9)
