"""The shipped figures: complete, with sources; edited copies checked."""

import re
import shutil

import pytest

from tests.places import STATISTICS
from workbench.errors import InputError, ParameterError, UnknownNameError
from workbench.population import statistics, synthesize
from workbench.population.synthesis.assumptions import load_assumptions
from workbench.population.validation.margins_met import margins_met


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


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            ("county.csv", ",515000,", ",560000,"),
            # 252,000 + 263,000 = 515,000; half of the last digit that isn't 0: 5,000 (560,000), 500 and 500
            (
                "county.csv:2: resident_population 560,000 isn't the sum of rural and urban residents, "
                "263,000 (county.csv:4) + 252,000 (county.csv:3) = 515,000; give all three of one source, "
                "a difference up to 6,000 is rounding"
            ),
        ),
        (
            ("county.csv", "rural,0.337,", "rural,0.5,"),
            # (0.5 × 252,000 + 0.186 × 263,000) ÷ 515,000
            (
                "county.csv:7: share_60_plus, county = 0.26, but 0.186 (county.csv:6) and 0.5 (county.csv:5) "
                "weighted by residents give 0.3396"
            ),
        ),
        (
            ("county.csv", "county,252000,", "county,0,"),
            (
                "county.csv:3: rural_residents = 0; a county is made of urban and of rural residents, "
                "at least 1 person each"
            ),
        ),
        (
            ("county.csv", "rural,0.337,", "rural,33.7,"),
            (
                "share_60_plus, rural = 33.7 share of residents; 0 to 1 is accepted; "
                "write 0.337 if 33.7 per cent is meant"
            ),
        ),
        (
            ("incomes.csv", "fujian_rural_2020,1,7900,", "fujian_rural_2020,1,-7900,"),
            "incomes.csv:2: fujian_rural_2020, 1 = -7900 yuan per person and year; 0 or more is accepted",
        ),
        (
            ("household_sizes.csv", "shares,1,0.254,", "shares,1,0.354,"),
            ("household_sizes.csv:2: the groups of dwelling_size_shares add to 1.101; shares that add to 1 are wanted"),
        ),
        (
            ("caseload.csv", "dibao_coverage_low,rural,0.03,", "dibao_coverage_low,rural,0.08,"),
            "dibao_coverage_low, rural = 0.08 lies above the upper end, 0.07 (caseload.csv:",
        ),
    ],
)
def test_figures_that_disagree_are_refused(tmp_path, edit, words):
    with pytest.raises(InputError) as caught:
        statistics.load_statistics(edited(tmp_path, *edit))
    assert words in str(caught.value)
    assert str(caught.value).startswith("the statistics have ")


def test_all_disagreements_are_told_at_once(tmp_path):
    edited(tmp_path, "county.csv", ",515000,", ",560000,")
    text = (tmp_path / "county.csv").read_text(encoding="utf-8")
    (tmp_path / "county.csv").write_text(text.replace("rural,0.337,", "rural,0.5,"), encoding="utf-8")
    edited(tmp_path, "household_sizes.csv", "shares,1,0.254,", "shares,1,0.354,")
    with pytest.raises(InputError) as caught:
        statistics.load_statistics(tmp_path)
    first, *problems = str(caught.value).splitlines()
    assert first == "the statistics have 3 problems:"
    assert [line.partition(":")[0] for line in problems] == ["household_sizes.csv", "county.csv", "county.csv"]


@pytest.mark.parametrize(
    ("value", "half_a_unit"),
    # 500,000 may be exact: 2 % at most, 10,000; the same of 0.3
    [(515_000, 500), (515_123, 0.5), (500_000, 10_000), (0.337, 0.0005), (0.26, 0.005), (0.3, 0.006), (0.0, 0.0)],
)
def test_how_far_a_rounded_figure_may_lie_off(value, half_a_unit):
    figure = statistics.SourcedFigure(float(value), "persons", "assumed", "nobody", "")
    assert figure.rounding == pytest.approx(half_a_unit)


def test_the_checks_target_is_the_files_figure(tmp_path, seed):
    """A total that is rounded otherwise than its parts stands in the check as it stands in the file."""
    small = STATISTICS["county.csv"].read_text(encoding="utf-8")
    # 1,820 urban and 2,180 rural make 4,000; a total of 4,010 is within 5 + 5 + 5
    for old, new in ((",515000,", ",4010,"), (",263000,", ",1820,"), (",252000,", ",2180,"), (",0.26,", ",0.268,")):
        assert old in small
        small = small.replace(old, new, 1)
    (tmp_path / "county.csv").write_text(small, encoding="utf-8")
    rows = margins_met(synthesize(seed, statistics=tmp_path)).filter(margin="residents")
    wanted = [("county", 4010.0, 4000.0, True), ("urban", 1820.0, 1820.0, True), ("rural", 2180.0, 2180.0, True)]
    assert rows.select("group", "target", "got", "ok").rows() == wanted


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
        stem = re.sub(r"^out_of_work_force_(male|female)_.*", "out_of_work_force_{", stem)
        assert stem in code or name in code, f"{name} is used nowhere"


def test_every_assumption_has_label_and_source():
    table = load_assumptions().table()
    assert table["zh"].str.len_chars().min() >= 3
    assert table["source"].str.len_chars().min() >= 3
    assert set(table["status"]) <= {"assumed", "estimated"}


def test_edited_figures_in_a_folder_with_brackets(tmp_path):
    place = tmp_path / "数据[2021]"
    place.mkdir()
    edited(place, "county.csv", ",515000,", ",515400,")
    (place / "._county.csv").write_bytes(b"\0\x05\x16\x07")  # what macOS copies along
    figures = statistics.load_statistics(place)
    assert figures.value("resident_population", "county") == 515_400
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
