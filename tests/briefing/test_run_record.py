"""The run record: the same for the same run, another for any other; verify says equal or names what differs."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__  # what NumPy decides by the processor

import workbench as wb
from workbench.briefing import run_record
from workbench.briefing.content.brief_content import work_out
from workbench.briefing.run_record import digest, record_of
from workbench.errors import InputError
from workbench.language import using_language
from workbench.parameter.book import Override
from workbench.parameter.distributions import Spread
from workbench.place import current_place
from workbench.population import Population


@pytest.fixture
def written(run, tmp_path: Path) -> Path:
    return wb.record(run, tmp_path / "run.json")


def changed(path: Path, *keys: str, value: object, fingerprint: bool = True) -> Path:
    """The record with one entry changed, and its fingerprint fitting again, as a careful forger would leave it."""
    told = json.loads(path.read_text("utf-8"))
    part = told
    for key in keys[:-1]:
        part = part[key]
    assert keys[-1] in part
    part[keys[-1]] = value
    if fingerprint:
        told["fingerprint"] = digest({name: entry for name, entry in told.items() if name != "fingerprint"})
    other = path.with_name("changed.json")
    other.write_text(json.dumps(told), "utf-8")
    return other


def test_the_fingerprint_is_the_same_for_the_same_run(run, county) -> None:
    again = wb.simulate(county, run.scenario, rows=False, threads=1)
    assert record_of(again)["fingerprint"] == record_of(run)["fingerprint"]
    shuffled = Population.from_frames(
        county.persons.sample(fraction=1, shuffle=True, seed=3),
        county.households.sample(fraction=1, shuffle=True, seed=4),
        seed=county.seed,
        tail=county.tail,
    )
    assert record_of(wb.simulate(shuffled, run.scenario))["results"] == record_of(run)["results"]


def test_any_other_run_has_another_fingerprint(run, base, county) -> None:
    payers = {"county": 1.0, "status": "assumed", "source": "a proposal"}
    others = [
        base,
        wb.simulate(county.with_luck(5), run.scenario),
        wb.simulate(county, run.scenario.with_payers(dibao=payers)),
        wb.simulate(county, run.scenario, programmes=["dibao", "tekun"]),
    ]
    found = {record_of(one)["fingerprint"] for one in [run, *others]}
    assert len(found) == 5


def test_totals_are_whole_numbers_and_the_runs(run) -> None:
    told = record_of(run)["results"]["county"]["dibao"]
    assert told["cost_fen"] == round(run.headline.dibao.cost * 100)
    assert told["persons_millionths"] == run.headline.dibao.persons * 1_000_000
    assert all(isinstance(value, int) for value in told.values())


def test_a_record_is_verified(written: Path) -> None:
    found = wb.verify(written)
    assert found.equal
    with using_language("en"):
        assert str(found).startswith("Equal: ")


def test_a_record_is_verified_on_a_processor_without_wide_registers(drawn: Path) -> None:
    off = [name for name in __cpu_dispatch__ if name.startswith(("X86_V4", "AVX512", "X86_V3", "AVX2", "FMA3"))]
    if not off:
        pytest.skip("this NumPy has no such features to switch off")
    words = f"import workbench as wb; print(wb.verify({str(drawn)!r}).differences)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", words],
        env=os.environ | {"NPY_DISABLE_CPU_FEATURES": " ".join(off)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "()"


def test_a_changed_parameter_is_named_with_the_totals_that_move(written: Path) -> None:
    found = wb.verify(changed(written, "scenario", "overrides", "rural_dibao_ratio", "value", value=0.44))
    with using_language("en"):
        found = wb.verify(written.with_name("changed.json"))
    assert not found.equal
    assert "parameter rural_dibao_ratio: 0.43 recorded, 0.44 now" in found.differences
    assert any(line.startswith("total dibao, cost_fen: ") for line in found.differences)
    assert not any("population" in line or "altered" in line for line in found.differences)


def test_a_changed_total_is_named(written: Path) -> None:
    path = changed(written, "results", "county", "tekun", "cost_fen", value=1)
    with using_language("en"):
        differences = wb.verify(path).differences
    assert [line.split(":")[0] for line in differences] == ["total tekun, cost_fen"]


def test_a_total_moved_between_towns_is_found(written: Path) -> None:
    with using_language("en"):
        differences = wb.verify(changed(written, "results", "digest", value="0" * 64)).differences
    assert differences == ("the county's totals are equal, those by town and residence differ",)


def test_a_record_altered_by_hand_says_so(written: Path) -> None:
    with using_language("en"):
        differences = wb.verify(changed(written, "scenario", "name", value="other", fingerprint=False)).differences
    assert differences == ("the record was altered after it was written: its fingerprint doesn't fit its content",)


def test_another_law_or_version_is_named(written: Path, monkeypatch) -> None:
    monkeypatch.setattr("workbench.briefing.verification.law_digest", lambda: "f" * 64)
    monkeypatch.setattr("workbench.briefing.verification.__version__", "9.9.9")
    with using_language("en"):
        differences = wb.verify(written).differences
    assert differences[0] == "version of the workbench: 0.1.0 recorded, 9.9.9 now"
    assert differences[1].startswith("sources of the law: ")
    assert len(differences) == 2


def test_the_digest_of_the_law_follows_its_sources(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "numbers.yaml").write_text("ratio: 0.30\n")
    monkeypatch.setattr(run_record, "package_file", lambda _: tmp_path)
    uncached, place = run_record._law_digest.__wrapped__, current_place()
    before = uncached(place)
    (tmp_path / "numbers.yaml").write_bytes(b"ratio: 0.30\r\n")
    assert uncached(place) == before
    (tmp_path / "numbers.yaml").write_text("ratio: 0.31\n")
    assert uncached(place) != before


def test_other_people_are_named(written: Path, county) -> None:
    with using_language("en"):
        fewer = wb.verify(written, county.select(county.households["household_id"][:-1]))
        richer = Population.from_frames(
            county.persons.with_columns(pl.col("wage_income") + 1), county.households, seed=county.seed
        )
        other = wb.verify(written, richer)
    assert any(line.startswith("population, households: ") for line in fewer.differences)
    assert any(line.startswith("the people differ: ") for line in other.differences)
    # a yuan more for everybody
    more = f"a difference of +{county.persons.height:,}.00"
    columns = [line for line in other.differences if line.startswith("people, ")]
    assert len(columns) == 1
    assert columns[0].startswith("people, persons.wage_income: ")
    assert columns[0].endswith(more)


def test_a_county_that_differs_by_a_fen_is_told_by_column(written: Path, county) -> None:
    first = pl.int_range(pl.len()) == 0
    last = pl.int_range(pl.len()) == pl.len() - 1
    fen = pl.when(first).then(0.01).otherwise(0.0)
    moved = pl.when(first).then(0.01).when(last).then(-0.01).otherwise(0.0)
    persons = county.persons.with_columns(
        (pl.col("transfer_income") + fen).round(2), (pl.col("business_income") + moved).round(2)
    )
    other = Population(persons, county.households, county.towns, county.seed, county.tail, county.provenance)
    with using_language("en"):
        columns = [line for line in wb.verify(written, other).differences if line.startswith("people, ")]
    assert columns[0] == "people, persons.business_income: other values with the same sum"
    assert columns[1].endswith("now, a difference of +0.01")
    assert len(columns) == 2


def test_the_headline_has_no_digits_behind_the_fen(run) -> None:
    for name, figures in run.headline.programmes.items():
        assert figures.cost == round(figures.cost, 2), name


def test_people_of_a_register_must_be_given(base, county, tmp_path: Path) -> None:
    people = Population.from_frames(county.persons, county.households, seed=7)
    path = wb.record(wb.simulate(people, base.scenario), tmp_path / "register.json")
    with pytest.raises(InputError, match="give them, verify"):
        wb.verify(path)
    assert wb.verify(path, people).equal


def test_rules_of_ones_own_are_recorded_and_made_again(county, base, tmp_path: Path) -> None:
    """Was: the record named the rules, and verify printed 63 lines of other totals."""

    @wb.for_household(clause="§3", unit="yuan/month", zh="家庭低保金")
    def family_dibao_amount(family_dibao_recipient: bool) -> float:
        """Pay every family a hundred."""
        return 100.0 if family_dibao_recipient else 0.0

    hundred = family_dibao_amount

    @wb.for_household(clause="§3", unit="yuan/month", zh="家庭低保金", name="family_dibao_amount")
    def other(family_dibao_recipient: bool) -> float:
        """Pay every family ninety."""
        return 90.0 if family_dibao_recipient else 0.0

    run = wb.simulate(county, base.scenario.with_rules([hundred]))
    path = wb.record(run, tmp_path / "own.json")
    with pytest.raises(InputError, match=r"has rules of its own \(family_dibao_amount\): give them"):
        wb.verify(path)
    assert wb.verify(path, rules=[hundred]).equal
    assert wb.verify(path, run_recorded=True).equal
    with using_language("en"):
        found = wb.verify(path, rules=[other])
    assert found.differences[0].startswith("the scenario's own rule family_dibao_amount: ")
    record = json.loads(path.read_text(encoding="utf-8"))
    assert "return 100.0 if family_dibao_recipient" in record["scenario"]["reform"]["rules"][0]["text"]
    assert record["code"]["rules"] == ["family_dibao_amount"]
    with pytest.raises(InputError, match="had no rules of its own"):
        wb.verify(wb.record(base, tmp_path / "base.json"), rules=[hundred])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no json", "is no JSON"),
        ("[1]", "is no run record"),
        ('{"format": 1}', "'fingerprint' is missing"),
        (None, "can't be read"),
    ],
)
def test_what_is_no_record_is_refused(tmp_path: Path, text: str | None, says: str) -> None:
    path = tmp_path / "file.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match=says):
        wb.verify(path)


def test_the_files_name(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = wb.record(run)
    assert path.name == f"record-baseline-2021-{record_of(run)['fingerprint'][:8]}.json"
    assert path.exists()
    with pytest.raises(InputError, match=r"a run record ends in \.json, such as run\.json"):
        wb.record(run, "run.txt")


@pytest.fixture(scope="module")
def drawn(run, futures, tmp_path_factory) -> Path:
    return wb.record(run, tmp_path_factory.mktemp("drawn") / "run.json", futures=futures)


def with_futures(path: Path, where: Path, *, honest: bool = True, **changes: object) -> Path:
    """The record with its futures changed, and their fingerprint fitting again when `honest`."""
    told = json.loads(path.read_text("utf-8"))
    told["futures"] |= changes
    if honest:
        told["futures"].pop("fingerprint")
        told["futures"]["fingerprint"] = digest(told["futures"])
    (where / "changed.json").write_text(json.dumps(told), "utf-8")
    return where / "changed.json"


def test_futures_are_drawn_again(drawn: Path, run) -> None:
    told = json.loads(drawn.read_text("utf-8"))
    assert told["fingerprint"] == record_of(run)["fingerprint"]  # the brief's, with futures and without
    assert told["futures"]["runs"] == 30
    assert {"dibao_take_up_rural", "tekun_take_up"} <= set(told["futures"]["ranges"])
    assert wb.verify(drawn).equal


def test_each_changed_piece_of_the_futures_is_named(drawn: Path, tmp_path: Path) -> None:
    ranges = json.loads(drawn.read_text("utf-8"))["futures"]["ranges"]
    wider = {**ranges, "tekun_take_up": {**ranges["tekun_take_up"], "low": 0.5}}
    with using_language("en"):
        other_seed = wb.verify(with_futures(drawn, tmp_path, seed=2)).differences
        moved = wb.verify(with_futures(drawn, tmp_path, ranges=wider)).differences
        forged = wb.verify(with_futures(drawn, tmp_path, honest=False, digest="0" * 64)).differences
        several = wb.verify(with_futures(drawn, tmp_path, counties=3)).differences
    assert [line.split(":")[0] for line in other_seed] == ["the totals of 30 futures differ"]
    assert "range of tekun_take_up: 0.5 … 0.985 (split_normal) recorded, 0.88 … 0.985 (split_normal) now" in moved
    assert forged[0].startswith("the record was altered after it was written")
    assert any("dealt to 3 counties" in line for line in several)


def test_ranges_of_a_scenario_of_ones_own_travel(county, base, tmp_path: Path) -> None:
    ours = Override(0.9, "estimated", "our survey", Spread(low=0.8, high=0.95))
    scenario = base.scenario.replace(tekun_take_up=ours)
    futures = wb.draw(county, scenario, runs=5, seed=3)
    path = wb.record(wb.simulate(county, scenario), tmp_path / "own.json", futures=futures)
    assert wb.verify(path).equal


def test_futures_of_chance_alone_are_told_and_drawn_again(county, base, tmp_path: Path) -> None:
    futures = wb.draw(county, base.scenario, runs=8, kinds=["chance"])
    path = wb.record(base, tmp_path / "chance.json", futures=futures)
    assert json.loads(path.read_text("utf-8"))["futures"]["runs"] == 8
    assert wb.verify(path).equal
    for language, told in (("en", "between the 8 futures behind the intervals: Chance. No assumption was drawn"),
                           ("zh", "区间由8个未来得出，其中不同的只有：运气。假设没有抽取")):  # fmt: skip
        with using_language(language):
            points = work_out(base, futures=futures).sections[-1].points
        assert any(told in point for point in points)


def test_nothing_of_hour_machine_or_folder_is_in_a_record(drawn: Path, tmp_path: Path, monkeypatch) -> None:
    text = drawn.read_text("utf-8")
    assert str(drawn.parent) not in text
    assert not re.search(r"T\d\d:\d\d|/home|/tmp|/work|hostname", text)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert wb.verify(drawn).equal


def test_an_empty_population_that_is_given_counts(county, base, tmp_path: Path) -> None:
    nobody = county.select([])
    path = wb.record(wb.simulate(nobody, base.scenario), tmp_path / "nobody.json")
    assert wb.verify(path, nobody).equal


@pytest.mark.parametrize(
    "keys",
    [("code", "version"), ("scenario", "date"), ("population", "made"), ("results", "digest"), ("futures", "seed"),
     ("scenario", "parameters"), ("population", "made", "seed")],
    ids=".".join,
)  # fmt: skip
def test_a_record_that_is_not_whole_says_what_is_missing(drawn: Path, tmp_path: Path, keys: tuple[str, ...]) -> None:
    told = json.loads(drawn.read_text("utf-8"))
    part = told
    for key in keys[:-1]:
        part = part[key]
    del part[keys[-1]]
    (tmp_path / "cut.json").write_text(json.dumps(told), "utf-8")
    says = "can't be synthesised again" if keys[-2:] == ("made", "seed") else rf"{'.'.join(keys)} is missing"
    with pytest.raises(InputError, match=says):
        wb.verify(tmp_path / "cut.json")


def test_a_record_of_edited_statistics_names_the_files(tmp_path: Path, root: Path) -> None:
    """Was: "the record's people can't be synthesised again", without why."""
    edited = tmp_path / "edited"
    edited.mkdir()
    shutil.copy(root / "data_samples" / "yiyuan" / "statistics" / "county.csv", edited)
    county = wb.synthesize(seed=3, size=2_000, statistics=edited)
    path = tmp_path / "run.json"
    wb.record(wb.simulate(county, wb.load_scenario("baseline-2021"), rows=False), path)
    with pytest.raises(InputError, match=r"made from edited statistics \(county\.csv\).*statistics=…\)"):
        wb.verify(path)
    assert wb.verify(path, population=county).equal


def test_people_whose_money_has_grown_are_made_again(run, tmp_path: Path) -> None:
    """Was: a run of a later year was compared with the people of the first, and told to differ."""
    people = wb.synthesize(seed=3, size=2_000)
    later = wb.years(people, run.scenario, 2021, 2023)
    path = wb.record(later.run(2023), tmp_path / "later.json")
    with using_language("en"):
        assert wb.verify(path).equal


def test_people_with_a_memory_must_be_given(run, tmp_path: Path) -> None:
    people = wb.synthesize(seed=3, size=2_000)
    later = wb.years(people, run.scenario, 2021, 2022, memory=wb.ReceiptMemory())
    path = wb.record(later.run(2022), tmp_path / "later.json")
    with pytest.raises(InputError, match=r"remember what they received .* population=answers\.population\(year\)"):
        wb.verify(path)
    assert wb.verify(path, population=later.population(2022)).equal
