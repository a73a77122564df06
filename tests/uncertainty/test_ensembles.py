"""Ensembles of counties: made once, read again, the same for the same seed; another version is told or refused."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.language import using_language
from workbench.population.synthesis.assumptions import uncertain_assumptions
from workbench.scenario import Scenario
from workbench.uncertainty import CountyEnsemble, kinds_apart, open_ensemble
from workbench.uncertainty.futures import draw
from workbench.uncertainty.interval_ends import prediction_shares

SIZE = 2_000


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache") / "kernels"
        patch.setattr("workbench.uncertainty.ensembles.cache_folder", lambda: folder)
        yield folder


@pytest.fixture(scope="module")
def ensemble(cache: Path) -> CountyEnsemble:
    return wb.county_ensemble(4, 11, SIZE)


def test_each_county_is_the_one_that_its_assumptions_say(ensemble: CountyEnsemble) -> None:
    for number in (0, 3):
        again = wb.synthesize(ensemble.seeds[number], SIZE, ensemble.tails[number], **ensemble.changes(number))
        assert ensemble.county(number).digest() == again.digest()
        assert ensemble.county(number).provenance["changes"] == ensemble.changes(number)
    digests = {county.content_digest() for county in ensemble}
    assert len(digests) == len(ensemble) == 4


def test_an_ensemble_is_made_once_and_read_afterwards(
    ensemble: CountyEnsemble, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("made anew")

    monkeypatch.setattr("workbench.uncertainty.ensembles.synthesize", refuse)
    again = wb.county_ensemble(4, 11, SIZE)
    assert not again.warnings
    assert again.county(2).digest() == again.county(2).digest()
    assert open_ensemble(ensemble.folder).table().equals(ensemble.table())


def test_assumptions_are_spread_over_their_ranges_and_tails_dealt_by_their_shares(cache: Path) -> None:
    name = "financial_assets_median_rural"
    made = wb.county_ensemble(10, 3, SIZE, names=[name], tails={"fujian": 0.7, "national": 0.3})
    assert made.tails.count("national") == 3
    item, drawn = uncertain_assumptions()[name], made.values[name]
    assert item.spread is not None
    inside = (drawn >= item.spread.low) & (drawn <= item.spread.high)
    assert inside.sum() == 8  # one draw in each tenth: the first and the last tenth lie outside the 80 % interval
    assert (drawn < item.value).sum() == 5


def test_counties_of_one_seed_differ_by_the_assumptions_alone(cache: Path) -> None:
    made = wb.county_ensemble(2, 5, SIZE, names=["elders_apart_share"], tails={"fujian": 1.0}, own_people=False)
    one, other = made
    assert one.persons["age"].sort().equals(other.persons["age"].sort())
    assert one.households.height != other.households.height  # elders apart are households of their own


def test_another_version_is_made_anew_with_a_word_and_refused_from_a_folder(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = wb.county_ensemble(2, 21, SIZE)
    monkeypatch.setattr("workbench.uncertainty.ensembles.recipe_fingerprint", lambda: "another")
    with pytest.raises(InputError, match=r"was made by another version.*county_ensemble\(2, 21, 2000\) makes it anew"):
        open_ensemble(made.folder)
    again = wb.county_ensemble(2, 21, SIZE)
    with using_language("en"):
        assert "has been made anew" in again.warnings[0].label
    with using_language("zh"):
        assert "重新生成" in again.warnings[0].label
    assert not wb.county_ensemble(2, 21, SIZE).warnings
    manifest = json.loads((made.folder / "ensemble.json").read_text(encoding="utf-8"))
    assert manifest["version"] == "another"


def test_a_county_that_is_damaged_on_the_disk_is_made_anew(cache: Path) -> None:
    made = wb.county_ensemble(2, 31, SIZE)
    before = made.county(1).digest()
    (made.folder / "1" / "persons.arrow").write_bytes(b"cut short")
    assert made.county(1).digest() == before


def test_futures_over_an_ensemble_share_counties_luck_and_draws_between_policies(
    ensemble: CountyEnsemble, baseline: Scenario
) -> None:
    higher = baseline.replace(urban_dibao_ratio=0.35, rural_dibao_ratio=0.45, single_person_rule="better_of")
    base = baseline.replace(single_person_rule="better_of")
    low, high = (draw(ensemble, one, runs=40, seed=3) for one in (base, higher))
    assert low.kinds == ("parameters", "chance", "population", "synthesis")
    assert low.inputs.equals(high.inputs)
    assert (high.of("persons") >= low.of("persons")).all()
    assert low.counties == 4
    assert np.array_equal(low.clusters, np.arange(40) % 4)
    again = draw(ensemble, base, runs=40, seed=3)
    assert np.array_equal(again.of("cost_yuan_per_year"), low.of("cost_yuan_per_year"))


def test_what_a_future_has_is_what_its_county_gives(ensemble: CountyEnsemble, baseline: Scenario) -> None:
    """Nothing drawn but the county: a future has the very persons of a single run in that county."""
    futures = draw(ensemble, baseline, runs=4, kinds=["population", "synthesis"])
    for number in range(4):
        alone = wb.simulate(ensemble.county(number), baseline, rows=False).headline.total.persons
        assert futures.of("persons")[number] == alone


def test_kinds_apart_has_the_synthesis_where_an_ensemble_is_given(ensemble: CountyEnsemble, baseline: Scenario) -> None:
    counties = [wb.synthesize(1, SIZE), wb.synthesize(2, SIZE)]
    table = kinds_apart(counties, baseline, ensemble=ensemble, runs=20)
    assert table["kind"].unique(maintain_order=True).to_list() == [
        "parameters", "chance", "population", "synthesis", "together",
    ]  # fmt: skip
    assert table.filter(pl.col("kind") == "synthesis")["sd"].min() > 0  # type: ignore[operator]


def test_bad_ensembles_and_kinds_are_refused(ensemble: CountyEnsemble, baseline: Scenario, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="counties=1: a whole number is wanted, at least 2"):
        wb.county_ensemble(1, size=SIZE)
    with pytest.raises(InputError, match=r"tails: the shares add to 0\.9; 1 is wanted"):
        wb.county_ensemble(2, size=SIZE, tails={"fujian": 0.9})
    with pytest.raises(UnknownNameError, match="elders_apart_share"):
        wb.county_ensemble(2, size=SIZE, names=["elders_apart"])
    with pytest.raises(InputError, match="no ensemble of counties"):
        open_ensemble(tmp_path)
    with pytest.raises(InputError, match=r"number=4: a whole number is wanted, 0 to 3"):
        ensemble.county(4)
    with pytest.raises(InputError, match="of the synthesis an ensemble is wanted: county_ensemble"):
        draw(wb.synthesize(1, SIZE), baseline, runs=2, kinds=["synthesis"])
    with pytest.raises(InputError, match="4 counties are given but 'synthesis' is no kind"):
        draw(ensemble, baseline, runs=8, kinds=["parameters", "population"])
    with pytest.raises(InputError, match="runs=3: 4 counties are given"):
        draw(ensemble, baseline, runs=3)


def test_few_draws_hold_a_further_one_as_often_as_promised() -> None:
    """Of 24 normal draws plain quantiles hold 23 ÷ 25 of 80 %; the wider ends hold 80 %. Futures of 24 counties too."""
    random = np.random.default_rng(1)
    held = {"plain": 0.0, "wider": 0.0, "futures": 0.0}
    repeated = 2_000
    for _ in range(repeated):
        draws, truth = random.standard_normal(24), random.standard_normal()
        plain, wider = np.quantile(draws, [0.1, 0.9]), np.quantile(draws, prediction_shares(draws, np.arange(24), 0.8))
        held["plain"] += plain[0] <= truth <= plain[1]
        held["wider"] += wider[0] <= truth <= wider[1]
        county = np.arange(240) % 24
        futures = 2 * draws[county] + random.standard_normal(240)
        ends = np.quantile(futures, prediction_shares(futures, county, 0.8))
        held["futures"] += ends[0] <= 2 * truth + random.standard_normal() <= ends[1]
    shares = {name: count / repeated for name, count in held.items()}
    assert shares["plain"] == pytest.approx(0.8 * 23 / 25, abs=0.025)
    assert shares["wider"] == pytest.approx(0.8, abs=0.025)
    assert shares["futures"] == pytest.approx(0.8, abs=0.035)
    assert prediction_shares(np.arange(1e6), np.arange(1e6, dtype=np.int64), 0.8) == pytest.approx((0.1, 0.9), abs=1e-5)


def test_policies_over_an_ensemble_meet_the_same_counties(ensemble: CountyEnsemble, baseline: Scenario) -> None:
    """One policy, nothing else swept: the futures are those of `draw` with the lucks of this call, county by county."""
    ratios = [0.35, 0.45]
    found = wb.draw_policies(ensemble, baseline, runs=8, seed=2, rural_dibao_ratio=ratios)
    persons = found.of("persons")
    assert persons.shape == (8, 2)
    for number in (1, 6):
        county = ensemble.county(number % 4).with_luck(2 * 1_000_003 + number % 4)
        for place, ratio in enumerate(ratios):
            own = {name: float(found.inputs[name][number]) for name in found.inputs.columns}
            alone = wb.simulate(county, baseline.replace(**own, rural_dibao_ratio=ratio), rows=False)
            assert persons[number, place] == alone.headline.total.persons
    assert "合成假定" in found.limits.partition("不含")[0]
    with pytest.raises(InputError, match="runs=3: 4 counties are given"):
        wb.draw_policies(ensemble, baseline, runs=3, rural_dibao_ratio=ratios)
