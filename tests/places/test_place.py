"""A place's folder: what it must hold, what is refused and in which words, and that two places are never mixed."""

import shutil
import threading
from pathlib import Path

import pytest

import workbench as wb
from tests.places import SHIPPED, YUNLING
from workbench.calibration.targets import default_targets
from workbench.care import need, read_homes
from workbench.care.homes import town_steps
from workbench.errors import InputError, ParameterError, PlaceError, ScenarioError, UnknownNameError, WorkbenchError
from workbench.law import law
from workbench.place import NEEDED_FILES, NEEDED_STATISTICS, current_place, load_place, set_place, using_place
from workbench.place_check import check_place
from workbench.population import Population
from workbench.population.statistics import load_statistics
from workbench.scenario import Scenario
from workbench.simulation import simulate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the invented place that a test may spoil."""
    return Path(shutil.copytree(YUNLING, tmp_path / "区[1]"))


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("name", [*NEEDED_FILES, *(f"statistics/{name}" for name in NEEDED_STATISTICS)])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(PlaceError, match=rf"the file {name} is missing; `workbench check-place` lists every file"):
        load_place(folder)
    report = check_place(folder)
    assert len(report.problems) == 1
    assert name in report.problems[0]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("towns.csv", "青石镇", "白沙镇", r"towns.csv:6: the town 白沙镇 stands there twice; one row a town is wanted"),
        ("towns.csv", ",2,1,assumed", ",1,1,assumed", r"towns.csv:3: 城关街道 has the same tile as 云顶街道"),
        ("towns.csv", ",2,1,assumed", ",two,1,assumed", r"towns.csv:2: tile_column 'two'; a whole number from 0 to 19"),
        ("towns.csv", "tile_row", "tile_raw", r"towns.csv: the column 'tile_row' is missing"),
        ("towns.csv", "云顶街道,Yunding Subdistrict", "云顶街道,", r"towns.csv:2: town_en is empty"),
        ("place.toml", "baseline =", "base =", r"place.toml:\d+: unknown key 'base'; did you mean 'baseline'"),
        ("place.toml", '"yunling"', '"Yun Ling"', r"place.toml:3: code: a word of 2 to 31 small letters, digits"),
        ("place.toml", "format = 1", "format = 1\nmap = 2", r"place.toml:3: unknown key 'map'; known: format, code"),
        ("place.toml", "format = 1", "format = [", r"place.toml: is not TOML in UTF-8"),
    ],
)
def test_a_wrong_folder_is_refused(folder: Path, name: str, old: str, new: str, words: str) -> None:
    spoil(folder, name, old, new)
    with pytest.raises(PlaceError, match=words):
        load_place(folder)
    assert check_place(folder).problems


# file, a text in it, what a hand made of it, and how the message goes
MISTAKES = [
    ("law.yaml", "urban_dibao_ratio:", "urban_dibao_rate:", r"law.yaml: 'urban_dibao_ratio' is missing: the place"),
    ("law.yaml", "care_target_year:", "x:\n  zh: x\ncare_target_year:", r"law.yaml:\d+:\d+: unknown parameter 'x'"),
    ("law.yaml", "low: 0.30, high: 0.40", "low: 0.37, high: 0.40", r"law.yaml:\d+:\d+: .*0.36 .*own corridor, 0.37"),
    ("law.yaml", "value: 0.36", "value: 36", r"law.yaml:\d+:\d+: .*write 0.36 if 36 per cent is meant"),
    ("law.yaml", "value: 0.36, status: assumed", "value: 0.36, status: sure", r"law.yaml:\d+:\d+: .*status"),
    (
        "law.yaml",
        "  known_until: open",
        "  unit: yuan",
        r"law.yaml:\d+:\d+: unknown key 'unit' of .*; known: zh, en, clause",
    ),
    ("law.yaml", "〔2020〕8号", "〔2020〕9号", r"law.yaml:\d+:\d+: minimum_wage: clause .*did you mean"),
    ("sources.yaml", "    sections:\n", "    cited: []\n    others:\n", r"sources.yaml:\d+:\d+: "),
    ("sources.yaml", "  云府发〔2020〕8号:", "  国发〔2016〕14号:", "国发〔2016〕14号 stands among the country's"),
    ("statistics/county.csv", "392000,persons,assumed", "392000,persons,sure", r"county.csv:2: status 'sure'"),
    ("towns.csv", ",0.26,", ",0.36,", "urban_share must be shares from 0 that add to 1; they add to 1.1"),
    ("town_neighbours.csv", "云顶街道,", "云顶街,", r"town_neighbours.csv:2: unknown town '云顶街'; did you mean"),
    ("care_homes.csv", "云顶街道,", "云顶,", "line 2, column town: '云顶': unknown category; did you mean"),
    ("targets.csv", "coverage,rural", "coverage,village", r"targets.csv:2: unknown residence 'village'"),
    ("targets.csv", "coverage,urban", "coverage,rural", r"targets.csv:3: coverage, rural stands there twice"),
    ("targets.csv", "0.052,0.005,,", "0.052,0.005,0.2,", r"targets.csv:2: base_share belongs to elderly_share and"),
    ("targets.csv", "0.052,", "5 %,", r"targets.csv:2: value '5 %'; a number above 0 is wanted"),
    ("words.toml", '"dashboard.brand"', '"dashboard.brands"', r"yunling/words.toml: unknown word .*'dashboard.brand'"),
    ("scenarios/yunling-2021.yaml", "place: yunling", "place: yiyuan", "is of the place 'yiyuan', and 'yunling' is in"),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), MISTAKES)
def test_what_a_place_says_wrongly_is_named_where_it_stands(
    folder: Path, name: str, old: str, new: str, words: str
) -> None:
    spoil(folder, name, old, new)
    readers = {"law.yaml": law, "sources.yaml": law, "town_neighbours.csv": town_steps, "care_homes.csv": read_homes}
    readers |= {"towns.csv": load_statistics, "statistics/county.csv": load_statistics}
    readers |= {"targets.csv": lambda: default_targets(wb.synthesize(1, 2000)), "words.toml": wb.language.words}
    read = readers.get(name, lambda: wb.load_scenario(current_place().baseline))
    with using_place(folder), pytest.raises(WorkbenchError, match=words):
        read()
    assert check_place(folder).problems


def test_a_file_of_the_country_is_not_a_places_to_bring(folder: Path) -> None:
    (folder / "statistics" / "mortality.csv").write_bytes(b"series\n")
    with using_place(folder), pytest.raises(InputError, match=r"statistics/mortality.csv: is the country's file"):
        load_statistics()


def test_a_place_without_scenarios_says_so(folder: Path) -> None:
    shutil.rmtree(folder / "scenarios")
    with (
        using_place(folder),
        pytest.raises(ScenarioError, match=r"scenarios/ is missing, with yunling-2021"),
    ):
        wb.load_scenario("yunling-2021")


def test_the_same_files_elsewhere_are_the_same_place_and_an_edited_one_is_another(folder: Path) -> None:
    assert load_place(folder) == load_place(YUNLING)
    spoil(folder, "law.yaml", "value: 0.36", "value: 0.37")
    with using_place(folder):
        assert (
            law().parameters["urban_dibao_ratio"].values[min(law().parameters["urban_dibao_ratio"].values)].value
            == 0.37
        )
    assert load_place(folder) != load_place(YUNLING)


def test_a_place_is_chosen_by_block_by_call_and_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.place._set", None)
    assert current_place() == SHIPPED
    monkeypatch.setenv("WORKBENCH_PLACE", str(YUNLING))
    assert current_place().code == "yunling"
    set_place(SHIPPED)
    assert current_place() == SHIPPED
    with using_place(YUNLING):
        assert current_place().code == "yunling"
        seen: list[str] = []
        other = threading.Thread(target=lambda: seen.append(current_place().code))
        other.start()
        other.join()
        assert seen == ["yiyuan"]  # a block is its own thread's
    assert current_place() == SHIPPED
    monkeypatch.setenv("WORKBENCH_PLACE", "yiyuann")
    monkeypatch.setattr("workbench.place._set", None)
    with pytest.raises(PlaceError, match="unknown place 'yiyuann'; did you mean 'yiyuan'"):
        current_place()


def test_things_of_two_places_are_never_mixed(county: Population, baseline: Scenario) -> None:
    run = simulate(county, baseline)
    with using_place(YUNLING):
        own = wb.load_scenario("yunling-2021")
        with pytest.raises(PlaceError, match=r"the population belongs to the place 'yiyuan', and 'yunling' is in use"):
            simulate(county, own)
        people = wb.synthesize(1, 2000)
        with pytest.raises(PlaceError, match=r"the scenario 'baseline-2021' belongs to the place 'yiyuan'"):
            simulate(people, baseline)
        for call in (
            lambda: wb.sweep(county, own, urban_dibao_ratio=[0.3]),
            lambda: wb.draw(county, own, runs=2),
            lambda: need(run, 2022),
            lambda: default_targets(county),
            lambda: wb.calibrate(county, own),
        ):
            with pytest.raises(PlaceError, match="belongs to the place 'yiyuan'"):
                call()
    with pytest.raises(PlaceError, match="the population belongs to the place 'yunling', and 'yiyuan' is in use"):
        simulate(people, baseline)


def test_towns_that_changed_under_one_code_are_noticed(folder: Path) -> None:
    with using_place(YUNLING):
        people = wb.synthesize(1, 2000)
    for name in ("towns.csv", "town_neighbours.csv", "care_homes.csv"):
        path = folder / name
        path.write_text(path.read_text("utf-8").replace("高台乡", "高坪乡"), "utf-8")
    with using_place(folder), pytest.raises(PlaceError, match="has other towns than 'yunling' now has"):
        simulate(people, wb.load_scenario("yunling-2021"))


def test_a_saved_scenario_knows_its_place(tmp_path: Path) -> None:
    with using_place(YUNLING):
        path = wb.load_scenario("yunling-high").replace(name="mine").save(tmp_path / "mine.yaml")
        assert wb.load_scenario(path).place == "yunling"
    with pytest.raises(ScenarioError, match=r"mine.yaml:\d+:\d+: the scenario is of the place 'yunling', and 'yiyuan'"):
        wb.load_scenario(path)


def test_unknown_towns_of_a_place_are_refused_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "n.csv"
    path.write_text("town,neighbour,status,source\n青石,白沙镇,assumed,x\n", "utf-8")
    with using_place(YUNLING), pytest.raises(UnknownNameError, match="unknown town '青石'; did you mean '青石镇'"):
        town_steps(path)


def test_errors_of_parameters_keep_their_kind() -> None:
    with using_place(YUNLING), pytest.raises(ParameterError):
        wb.load_scenario("yunling-2021").replace(urban_dibao_ratio=36)
