"""A population in parts: the same totals to the fen here, part by part, and on a cluster that loses a worker."""

import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.population import Partitions, Population
from workbench.scenario import Scenario
from workbench.simulation import ClusterError, cluster
from workbench.simulation.cluster import PartsInMemory, over_parts

distributed = pytest.importorskip("distributed")
RATIOS = {"urban_dibao_ratio": [0.25, 0.30, 0.35], "rural_dibao_ratio": [0.35, 0.40, 0.45]}


@pytest.fixture(scope="module")
def parts(county: Population, tmp_path_factory) -> Partitions:
    return wb.write_partitions(county, tmp_path_factory.mktemp("parts") / "county", 6)


@pytest.fixture
def client():
    """Two worker processes on this machine; lost ones are begun anew."""
    options = {"dashboard_address": None, "host": "127.0.0.1", "death_timeout": 60}
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **options) as local,
        distributed.Client(local) as client,
    ):
        yield client


def same_distribution(one: pl.DataFrame, other: pl.DataFrame) -> None:
    np.testing.assert_allclose(one.to_numpy(), other.to_numpy(), rtol=0, atol=1e-12)


# --- parts


def test_parts_hold_everybody_once_and_whole_dwellings(county: Population, parts: Partitions) -> None:
    read = [parts.part(number) for number in range(6)]
    assert (parts.persons, parts.households) == (len(county), county.households.height)
    assert pl.concat([part.persons for part in read]).sort("household_id", "person_id").equals(county.persons)
    dwellings = [set(part.households["dwelling_id"]) for part in read]
    assert sum(map(len, dwellings)) == len(set.union(*dwellings)) == county.households["dwelling_id"].n_unique()
    sizes = [part.households.height for part in read]
    assert max(sizes) < 1.1 * min(sizes)


def test_parts_open_again_and_a_changed_one_is_refused(county: Population, tmp_path) -> None:
    small = county.select(county.households["household_id"].head(60))
    written = wb.write_partitions(small, tmp_path / "few", 3)
    assert wb.open_partitions(tmp_path / "few") == written
    with pytest.raises(InputError, match="holds parts already"):
        wb.write_partitions(small, tmp_path / "few", 3)
    path = tmp_path / "few" / "persons-00001.parquet"
    pl.read_parquet(path).with_columns(age=pl.col("age") + 1).write_parquet(path)
    with pytest.raises(InputError, match="part 2 was changed after it was written"):
        written.part(1)
    path.unlink()
    with pytest.raises(InputError, match="part 2 of 3 can't be read"):
        written.part(1)


def test_a_broken_off_write_leaves_nothing_that_opens(county: Population, tmp_path) -> None:
    def breaks_off():
        yield county.select(county.households["household_id"].head(60))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wb.write_partitions(breaks_off(), tmp_path / "half")
    with pytest.raises(InputError, match="no list of parts"):
        wb.open_partitions(tmp_path / "half")


def test_too_many_parts_are_refused(county: Population, tmp_path) -> None:
    small = county.select(county.households["household_id"].head(3))
    with pytest.raises(InputError, match="parts=9: 1 to"):
        wb.write_partitions(small, tmp_path / "many", 9)


def test_several_counties_become_one_with_ids_of_their_own(tmp_path, baseline: Scenario) -> None:
    counties = [wb.synthesize(seed, 2_000) for seed in (1, 2)]
    city = wb.write_partitions(iter(counties), tmp_path / "city")
    assert city.persons == 4_000
    assert city.part(1).persons["person_id"].min() > 10**12
    assert city.part(1).households["household_id"].min() > 10**12
    assert city.part(0).seed == city.part(1).seed == 1
    together = wb.sweep(city, baseline, rural_dibao_ratio=[0.4]).totals
    alone = [wb.sweep(city.part(k), baseline, rural_dibao_ratio=[0.4]).totals for k in range(2)]
    whole = alone[0]["cost_yuan_per_year"] + alone[1]["cost_yuan_per_year"]
    np.testing.assert_allclose(together["cost_yuan_per_year"], whole, rtol=1e-12)


# --- the same answer


def test_part_by_part_equals_the_whole_to_the_fen(county: Population, parts: Partitions, baseline: Scenario) -> None:
    told = []
    whole = wb.sweep(county, baseline, programmes=None, distribution=True, **RATIOS)
    found = wb.sweep(
        parts, baseline, programmes=None, distribution=True, progress=lambda *at: told.append(at), **RATIOS
    )
    assert found.totals.equals(whole.totals)
    same_distribution(found.distribution, whole.distribution)
    assert told == [(k, 6) for k in range(1, 7)]


def test_a_cluster_equals_one_process_to_the_fen(
    county: Population, parts: Partitions, baseline: Scenario, client
) -> None:
    whole = wb.sweep(county, baseline, distribution=True, **RATIOS)
    found = wb.sweep(parts, baseline, distribution=True, cluster=client, **RATIOS)
    assert found.totals.equals(whole.totals)
    same_distribution(found.distribution, whole.distribution)
    futures = wb.draw(county, baseline, runs=40, seed=3).batch
    spread = wb.draw(parts, baseline, runs=40, seed=3, cluster=client).batch
    assert (spread.cost_yuan_per_year == futures.cost_yuan_per_year).all()
    assert (spread.persons == futures.persons).all()
    # a rule from outside travels with the question
    reform = wb.for_household(clause="proposal", unit="yuan/month", zh="低保金")(dibao_amount)
    whole = wb.sweep(county, baseline.with_rules([reform]), **RATIOS)
    found = wb.sweep(parts, baseline.with_rules([reform]), cluster=client, **RATIOS)
    assert found.totals.equals(whole.totals)


def dibao_amount(family_dibao_amount: float) -> float:
    """Pay half."""
    return family_dibao_amount * 0.5


# --- lost workers


def slow(part: Population, threads, marks: str) -> int:
    """Say who is at work, take half a second, and count the households."""
    (Path(marks) / f"{os.getpid()}-{part.households['household_id'][0]}").touch()
    time.sleep(0.5)
    return part.households.height


def test_a_worker_killed_in_the_middle_is_replaced_and_nothing_counts_twice(
    parts: Partitions, client, tmp_path
) -> None:
    killed = []

    def kill_one() -> None:
        while not (begun := list(tmp_path.iterdir())):
            time.sleep(0.02)
        killed.append(int(begun[0].name.split("-")[0]))
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    answers = over_parts(slow, parts, (str(tmp_path),), None, None, client)
    killer.join()
    assert killed[0] not in {worker["id"] for worker in client.scheduler_info()["workers"].values()}
    assert list(answers) == [part.households for part in parts.parts]
    assert sum(answers) == parts.households
    begun = [name.name.split("-")[1] for name in tmp_path.iterdir()]
    assert len(begun) > len(set(begun)) == 6  # what the killed one had begun was begun again, and counted once


def test_a_cluster_without_workers_is_given_up(parts: Partitions, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, host="127.0.0.1") as local,
        distributed.Client(local) as client,
        pytest.raises(ClusterError, match="no worker for 1 s; parts 1, 2, 3, 4, 5, 6 are missing"),
    ):
        over_parts(slow, parts, (str(tmp_path),), None, None, client)


def test_an_error_on_a_worker_is_told_as_here(parts: Partitions, tmp_path, client) -> None:
    path = parts.folder / "persons-00003.parquet"
    moved = path.rename(tmp_path / "away")
    try:
        with pytest.raises(InputError, match="part 4 of 6 can't be read"):
            over_parts(slow, parts, (str(tmp_path),), None, None, client)
    finally:
        moved.rename(path)


def test_a_cluster_wants_parts(county: Population, baseline: Scenario) -> None:
    with pytest.raises(ClusterError, match="write the population in parts first"):
        wb.sweep(county, baseline, rural_dibao_ratio=[0.4], cluster=object())


def test_memory_holds_the_parts_read_last_and_no_more_people_than_it_may(county: Population, tmp_path: Path) -> None:
    parts = wb.write_partitions(county, tmp_path / "parts", 5)
    memory = PartsInMemory(most_persons=parts.parts[0].persons + parts.parts[1].persons + 10)
    one = memory.part(parts, 0)
    assert memory.part(parts, 0) is one
    memory.part(parts, 1)
    memory.part(parts, 2)
    assert memory.part(parts, 0) is not one, "the part read longest ago makes room"
    small = PartsInMemory(most_persons=1)
    assert small.part(parts, 3) is small.part(parts, 3), "the part that is worked on stays, however large"
