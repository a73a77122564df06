"""Homes as a clerk hands them in, what lies within reach, and the beds that works leave."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.places import SHIPPED, TOWNS
from workbench.care import homes as homes_module
from workbench.care import no_works, read_homes
from workbench.care.homes import town_steps, within_reach
from workbench.care.works import WORKS_SCHEMA, beds_by_year
from workbench.errors import InputError, UnknownNameError
from workbench.language import using_language
from workbench.population.contract_errors import PopulationError

YEARS = (2020, 2021, 2022, 2023)


def works(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=WORKS_SCHEMA, orient="row")


def test_the_example_is_marked_as_invented(homes: pl.DataFrame) -> None:
    assert set(homes["status"]) == {"assumed"}
    assert homes["home"].str.contains("虚构").all()
    assert homes["home_en"].str.contains("invented").all()
    assert set(homes["town"]) == set(TOWNS)
    share = homes["nursing_beds"].sum() / homes["beds"].sum()
    assert 0.35 < share < 0.45  # below the target, else there would be nothing to plan


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"nursing_beds": 500}, "row 1, column nursing_beds: nursing_beds 500, beds 240: more nursing beds than beds"),
        ({"tekun_able": 170}, "more residents than beds; accepted: residents of all kinds up to the number of beds"),
        ({"other_nursing_residents": 80}, "more other residents in need of nursing than other residents"),
        ({"convertible_beds": 123}, "more convertible beds than ordinary beds; accepted: up to beds less nursing beds"),
        ({"conversion_cost_yuan_per_bed": -1.0}, "is too small; accepted: a number from 0 to 100,000,000 (yuan/bed)"),
        ({"beds": -3}, "row 1, column beds: -3: is too small; accepted: a whole number from 0 to 100000 (beds)"),
        ({"town": "燕岩镇"}, "unknown category; did you mean '燕崖镇'?"),
        ({"status": "guessed"}, "unknown category; accepted: published | unverified | estimated | assumed"),
        ({"source": None}, "column source: is empty"),
    ],
)
def test_a_mistake_is_told_with_its_row_and_what_would_do(homes: pl.DataFrame, change: dict, told: str) -> None:
    rows = homes.with_columns(pl.col("town", "status").cast(pl.String)).to_dicts()
    rows[0].update(change)
    with pytest.raises(PopulationError) as caught:
        read_homes(pl.DataFrame(rows, schema_overrides={"source": pl.String}))
    assert told in str(caught.value)
    assert str(caught.value).startswith("the table of care homes has")


def test_files_are_read_and_refused_in_words(tmp_path: Path, homes: pl.DataFrame) -> None:
    path = tmp_path / "homes.csv"
    homes.drop("home_en").write_csv(path)
    assert read_homes(path)["beds"].to_list() == homes["beds"].to_list()
    path.write_text("home_id,home,twon\n1,x,燕崖镇\n", encoding="utf-8")
    with pytest.raises(PopulationError, match="column twon: unknown column; did you mean 'town'"):
        read_homes(path)
    with pytest.raises(InputError, match=r"none\.csv can't be read"):
        read_homes(tmp_path / "none.csv")
    with using_language("en"), pytest.raises(InputError, match="no home in the table"):
        read_homes(homes.head(0))


def test_steps_between_towns_are_counted_both_ways(tmp_path: Path) -> None:
    steps = town_steps()
    assert (steps == steps.T).all()
    assert (np.diag(steps) == 0).all()
    assert steps[TOWNS.index("历山街道"), TOWNS.index("悦庄镇")] == 1
    assert steps[TOWNS.index("历山街道"), TOWNS.index("石桥镇")] == 2  # 悦庄 lies between
    path = tmp_path / "neighbours.csv"
    path.write_text("town,neighbour,status,source\n历山街道,南麻街,assumed,x\n", encoding="utf-8")
    with pytest.raises(UnknownNameError, match=r"neighbours.csv:2: unknown town '南麻街'; did you mean '南麻街道'"):
        town_steps(path)
    path.write_text("town,neighbour,status,source\n历山街道,南麻街道,assumed,x\n", encoding="utf-8")
    with pytest.raises(InputError, match="no way leads from"):
        town_steps(path)


def test_nobody_crosses_more_borders_than_allowed(homes: pl.DataFrame) -> None:
    none, one, all_of_them = (within_reach(homes, borders) for borders in (0, 1, 12))
    assert none.sum() == homes.height  # one home in each town
    assert (none <= one).all()
    assert none.sum() < one.sum() < all_of_them.sum() == 12 * homes.height


def test_beds_follow_the_works_by_hand(homes: pl.DataFrame) -> None:
    # home 1: 240 beds, 118 nursing, 122 ordinary; convert 10 in 2021, build 5 and close 4 in 2022
    done = works((1, 2021, "convert", 10, 1.0), (1, 2022, "build", 5, 1.0), (1, 2022, "close", 4, 1.0))
    beds = beds_by_year(done, homes, YEARS)
    assert beds.nursing[:, 0].tolist() == [118, 128, 133, 133]
    assert beds.ordinary[:, 0].tolist() == [122, 112, 108, 108]
    assert beds.all[:, 0].tolist() == [240, 240, 241, 241]
    assert (beds.nursing[:, 1:] == homes["nursing_beds"].to_numpy()[1:]).all()


def test_late_works_cost_a_year_without_the_bed(homes: pl.DataFrame) -> None:
    on_time = np.ones((1, len(YEARS), homes.height), dtype=bool)
    on_time[0, 1, 0] = False  # home 1 is late in 2021
    beds = beds_by_year(works((1, 2021, "convert", 10, 1.0), (1, 2022, "build", 5, 1.0)), homes, YEARS, on_time)
    assert beds.nursing[0, :, 0].tolist() == [118, 118, 133, 133]
    assert beds.ordinary[0, :, 0].tolist() == [122, 112, 112, 112]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ((1, 2021, "convert", 65, 1.0), "convert 65 beds in home 1; accepted: at most 64"),
        ((3, 2021, "build", 1, 1.0), "build 1 beds in home 3; accepted: at most 0"),
        ((1, 2031, "build", 1, 1.0), "year 2031 of home 1; accepted: 2020 to 2023"),
        ((99, 2021, "build", 1, 1.0), "unknown home_id '99'"),
        ((1, 2021, "close", -1, 1.0), "-1 beds of home 1 in 2021; accepted: 0 or more"),
    ],
)
def test_works_that_cannot_be_are_refused(homes: pl.DataFrame, row: tuple, told: str) -> None:
    with pytest.raises((InputError, UnknownNameError)) as caught:
        beds_by_year(works(row), homes, YEARS)
    assert told in str(caught.value)


def test_a_bed_is_not_converted_and_closed(homes: pl.DataFrame) -> None:
    with pytest.raises(InputError, match="home 1 has 122 ordinary beds, not 124"):
        beds_by_year(works((1, 2021, "convert", 64, 1.0), (1, 2021, "close", 60, 1.0)), homes, YEARS)


def test_no_works_change_nothing(homes: pl.DataFrame) -> None:
    beds = beds_by_year(no_works(), homes, YEARS)
    assert (beds.nursing == homes["nursing_beds"].to_numpy()).all()


def test_problems_of_a_file_name_its_lines(tmp_path) -> None:
    table = homes_module.read_table(SHIPPED.file(homes_module.HOMES_FILE))
    path = tmp_path / "homes[1].csv"
    frame = table.frame.head(2).with_columns(beds=pl.Series(["no", "no"]))
    head, first, second = frame.write_csv().splitlines()
    path.write_text("\n".join([head, "," * (frame.width - 1), first, "", second]) + "\n", encoding="utf-8")
    with pytest.raises(PopulationError) as caught:
        read_homes(path)
    assert "care_homes, line 3, column beds: 'no': is text" in str(caught.value)
    assert "care_homes, line 5, column beds: 'no': is text" in str(caught.value)


def test_a_control_character_in_a_home_is_refused_with_its_line(tmp_path) -> None:
    content = (SHIPPED.file(homes_module.HOMES_FILE)).read_text("utf-8").splitlines()
    content[2] = content[2].replace(",", "\x07,", 1)
    (tmp_path / "homes.csv").write_text("\n".join(content), encoding="utf-8")
    with pytest.raises(InputError, match=r"homes\.csv:3: the control character U\+0007"):
        read_homes(tmp_path / "homes.csv")
    homes = read_homes().with_columns(home=pl.col("home") + "\x0b")
    with pytest.raises(PopulationError, match=r"row 1, column home: .*holds a control character"):
        read_homes(homes)
