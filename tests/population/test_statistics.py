"""The shipped figures: complete, with sources; edited copies checked."""

import re
import shutil

import pytest

from tests.places import STATISTICS
from workbench.errors import InputError, ParameterError, UnknownNameError
from workbench.population import statistics, synthesize
from workbench.population.synthesis.assumptions import load_assumptions


def edited(tmp_path, name, old, new):
    text = STATISTICS[name].read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


def test_every_figure_has_a_source_and_a_status():
    figures = statistics.load_statistics()
    assert figures.table.height > 120
    assert figures.table["source"].str.len_chars().min() > 3
    assert set(figures.table["status"]) == {"published", "unverified", "estimated", "assumed"}
    assert figures.towns.height == 12


def test_the_pyramid_adds_to_the_published_total():
    # 桓台县: 245,623 men + 243,856 women = 489,479
    pyramid = statistics.load_statistics().values("pyramid_shape")
    assert sum(n for group, n in pyramid.items() if group.startswith("male")) == 245_623
    assert sum(n for group, n in pyramid.items() if group.startswith("female")) == 243_856


def test_means_say_that_they_are_not_the_countys_own():
    figure = statistics.load_statistics().figure("mean_income", "rural")
    assert (figure.value, figure.status) == (18_753, "unverified")
    assert "not Yiyuan's own" in figure.note


def test_derived_figures_repeat_their_arithmetic():
    figures = statistics.load_statistics()
    # 4.57 ÷ 3.40 = 1.344; 3.30 ÷ 2.53 = 1.304; 14,050 ÷ 24,565 = .572; 6,971 ÷ 7,917 = .8805
    assert figures.value("size_ratio_poorest_to_richest", "rural") == pytest.approx(4.57 / 3.40, abs=0.005)
    assert figures.value("size_ratio_poorest_to_richest", "urban") == pytest.approx(3.30 / 2.53, abs=0.005)
    assert figures.value("income_ratio_disabled", "urban") == pytest.approx(14_050 / 24_565, abs=0.0005)
    assert figures.value("income_ratio_disabled", "rural") == pytest.approx(6_971 / 7_917, abs=0.001)
    # 26 % of 515,000 less 33.7 % of 252,000, over 263,000
    assert figures.value("share_60_plus", "urban") == pytest.approx((0.26 * 515_000 - 85_000) / 263_000, abs=0.001)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("county.csv", "published", "certain", "county.csv:2: status 'certain'; accepted: published"),
        ("county.csv", ",515000,", ",51.5万,", "county.csv:2: value '51.5万' is not a number"),
        ("county.csv", "series,", "serie,", "the column 'series' is missing; 'serie' stands there instead"),
        ("towns.csv", ",0.35,", ",0.45,", "urban_share must be shares from 0 that add to 1; they add to 1.1"),
        ("towns.csv", "鲁村镇", "鲁村", "unknown town '鲁村'; did you mean '鲁村镇'"),
        ("towns.csv", "鲁村镇", "东里镇", "the town 鲁村镇 must stand in exactly one row, not 0"),
        ("incomes.csv", "fujian_rural_2020,2,", "fujian_rural_2020,1,", "'fujian_rural_2020', '1' is given twice"),
        ("county.csv", 'estimated,"515,000 less 252,000",', "estimated,,", "without source"),
    ],
)
def test_edited_files_are_checked(tmp_path, name, old, new, words):
    with pytest.raises((InputError, UnknownNameError)) as caught:
        statistics.load_statistics(edited(tmp_path, name, old, new))
    assert words in str(caught.value)


def test_unknown_files_and_folders(tmp_path):
    with pytest.raises(InputError, match="not a folder"):
        statistics.load_statistics(tmp_path / "nowhere")
    shutil.copy(STATISTICS["towns.csv"], tmp_path / "town.csv")
    with pytest.raises(UnknownNameError, match=r"did you mean 'towns\.csv'"):
        statistics.load_statistics(tmp_path)


def test_unknown_series_and_group_offer_the_nearest():
    figures = statistics.load_statistics()
    with pytest.raises(UnknownNameError, match="did you mean 'mean_income'"):
        figures.value("mean_incom", "rural")
    with pytest.raises(UnknownNameError, match="did you mean 'rural'"):
        figures.value("mean_income", "rurl")


def test_missing_folder_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr("workbench.paths.package_file", lambda *parts: tmp_path.joinpath("a", *parts))
    with pytest.raises(InputError, match="the folder data_samples belongs to the workbench and is missing; install"):
        statistics.load_statistics()


def test_a_folder_without_a_file_of_statistics_is_refused(tmp_path):
    """Was: accepted, the shipped figures were used."""
    (tmp_path / "county.xlsx").write_bytes(b"")
    with pytest.raises(
        InputError, match=r"there is no file of statistics in .*; edited copies are wanted .*county\.csv"
    ):
        statistics.load_statistics(tmp_path)


def test_edited_towns_move_people(tmp_path, seed):
    place = edited(tmp_path, "towns.csv", ",0.35,", ",0.05,")
    place = edited_again(place, ",0.3,", ",0.6,")
    county = synthesize(seed, size=5_000, statistics=place)
    homes = county.persons.join(county.households, on="household_id")
    urban = homes.filter(homes["residence"] == "urban")
    assert (urban["town"] == "南麻街道").mean() == pytest.approx(0.60, abs=0.005)
    assert county.provenance["edited_statistics"] == ("towns.csv",)


def edited_again(place, old, new):
    path = place / "towns.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return place


def test_assumptions_are_changed_by_name_only_within_sense():
    assert load_assumptions({"elders_apart_share": 0.3})["elders_apart_share"] == 0.3
    with pytest.raises(UnknownNameError, match="did you mean 'elders_apart_share'"):
        load_assumptions({"elder_apart_share": 0.3})
    with pytest.raises(ParameterError, match=r"write 0\.3 if 30 per cent is meant"):
        load_assumptions({"elders_apart_share": 30})
    with pytest.raises(InputError, match="a number in share of dwellings is wanted, not 'a'"):
        load_assumptions({"elders_apart_share": "a"})


def test_no_assumption_is_without_use(root):
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((root / "workbench/population").rglob("*.py")))
    for name in load_assumptions().table()["name"]:
        # families of names are put together in the code: age, grade, type, stage, residence
        stem = re.sub(r"_(urban|rural)$", "", name)
        stem = re.sub(
            r"^(registered_disability_at|disability_grade_share|disability_type_share|education_cost|type_share)_.*",
            r"\1_{",
            stem,
        )
        assert stem in code or name in code, f"{name} is used nowhere"


def test_every_assumption_has_label_and_source():
    table = load_assumptions().table()
    assert table["zh"].str.len_chars().min() >= 3
    assert table["source"].str.len_chars().min() >= 3
    assert set(table["status"]) <= {"assumed", "estimated"}


def test_edited_figures_in_a_folder_with_brackets(tmp_path):
    place = tmp_path / "数据[2021]"
    place.mkdir()
    edited(place, "county.csv", ",515000,", ",500000,")
    (place / "._county.csv").write_bytes(b"\0\x05\x16\x07")  # what macOS copies along
    figures = statistics.load_statistics(place)
    assert figures.value("resident_population", "county") == 500_000
    assert figures.replaced_files == ("county.csv",)


def test_empty_rows_below_the_towns_are_passed_over(tmp_path):
    shipped = STATISTICS["towns.csv"].read_text(encoding="utf-8")
    (tmp_path / "towns.csv").write_text(shipped + ",,,,,,,,,,\n\n", encoding="utf-8")
    assert statistics.load_statistics(tmp_path).towns.equals(statistics.load_statistics().towns)


def test_the_line_named_below_a_note_of_two_lines(tmp_path):
    head, first, second = STATISTICS["county.csv"].read_text(encoding="utf-8").splitlines()[:3]
    note = first.rsplit(",", 1)[0] + ',"one\ntwo"'
    (tmp_path / "county.csv").write_text(
        "\n".join([head, note, re.sub(",(published|unverified|estimated|assumed),", ",certain,", second)])
    )
    with pytest.raises(InputError, match=r"county\.csv:4: status 'certain'"):
        statistics.load_statistics(tmp_path)
