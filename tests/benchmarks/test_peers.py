"""The benchmark without measuring: peers that need no environment of their own, the page and its figure as recorded."""

import copy

import numpy as np
import pytest

from tests.benchmarks import test_oracle, test_oracle_programmes
from tests.benchmarks.figure import SHOWN, benchmark_bars
from tests.benchmarks.laws import REQUESTS, handed_over, kernel_totals
from tests.benchmarks.peers import numpy_peer, polars_peer
from tests.benchmarks.peers.client import Client
from tests.benchmarks.peers.fisca_peer import LAWS
from tests.benchmarks.peers.install import pinned
from tests.benchmarks.peers.register import PEERS
from tests.benchmarks.report import WAYS, missed
from tests.benchmarks.report_page import recorded, text_of
from tests.benchmarks.test_oracle import in_force
from workbench.language import using_language
from workbench.simulation.preparation import Prepared

# The hospital costs and schooling that tell the terms of each status apart are in the other crowd and its scenarios.
CROWDS = {
    "core": ("core", test_oracle.crowd, test_oracle.SCENARIOS),
    "full": ("full", test_oracle_programmes.odd_crowd, test_oracle_programmes.SCENARIOS),
    "core, costly families": ("core", test_oracle_programmes.odd_crowd, test_oracle_programmes.SCENARIOS),
}
BASELINE = in_force({})


@pytest.fixture(scope="module", params=CROWDS)
def crowd(request):
    law, make, scenarios = CROWDS[request.param]
    arrays, starts, cell, weight = make()
    ready = Prepared(arrays, starts, cell, test_oracle.CELLS, weight)
    given = handed_over(law, ready, BASELINE)
    return given, {name: (values := in_force(c), kernel(given.law, ready, values)) for name, c in scenarios.items()}


def kernel(law, ready, values):
    return kernel_totals(REQUESTS[law], ready, values)


def differing(found, ours, totals):
    return [totals[k] for k in np.flatnonzero((found != ours).any(axis=0))]


@pytest.mark.parametrize("peer", [numpy_peer, polars_peer], ids=["numpy", "polars"])
def test_peers_of_our_own_environment_agree_to_the_fen(crowd, peer) -> None:
    given, scenarios = crowd
    if peer is polars_peer and given.law == "full":
        with pytest.raises(ValueError, match="core law only"):
            peer.ways("polars", given)
        return
    for run in peer.ways("", given).values():
        for name, (values, ours) in scenarios.items():
            assert differing(given.added_up(run(values)), ours, given.totals) == [], name


@pytest.mark.benchmark
@pytest.mark.parametrize("name", [name for name, peer in PEERS.items() if peer.environment])
def test_every_installed_peer_agrees_to_the_fen_on_odd_families(crowd, name, tmp_path) -> None:
    given, scenarios = crowd
    if given.law not in PEERS[name].laws:
        return
    given.save(tmp_path)
    with Client(name, given.law, tmp_path) as peer:
        for way in peer.ways:
            assert f"{name} {way}" in WAYS
            for told, (values, ours) in scenarios.items():
                assert differing(peer.ask(way, values).totals, ours, given.totals) == [], f"{told}, {way}"


def test_a_peer_in_a_process_of_its_own_answers_as_the_kernel_does(crowd, tmp_path) -> None:
    given, scenarios = crowd
    given.save(tmp_path)
    with Client("numpy", given.law, tmp_path) as peer:
        assert peer.ways == ["plain"]
        assert peer.versions["numpy"] == np.__version__
        values, ours = scenarios["baseline"]
        answer = peer.ask("plain", values)
        assert np.array_equal(answer.totals, ours)
        assert 0 < answer.rules_s <= answer.seconds
        with pytest.raises(RuntimeError, match=f"numpy, law {given.law}, has stopped:(.|\n)*no such way"):
            peer.ask("no such way", values)


def test_a_peer_that_is_not_installed_says_how_to_install_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("BENCHMARK_PEERS", str(tmp_path))
    for name, peer in PEERS.items():
        if peer.environment is None:
            assert peer.interpreter() is not None
            continue
        assert any(one.startswith(f"{peer.package}==") for one in pinned(peer.environment))
        with pytest.raises(FileNotFoundError, match=f"peers.install {name}"):
            Client(name, "core", tmp_path)


def test_the_shared_formulas_cover_both_laws() -> None:
    for law, formulas in LAWS.items():
        names = [one.name for one in formulas]
        assert len(set(names)) == len(names)
        assert {total.rule for total in REQUESTS[law].wanted} <= set(names)
        assert {one.entity for one in formulas} == {"person", "household"}


def test_the_page_is_that_of_the_recorded_run(root) -> None:
    assert text_of(recorded()) == (root / "docs" / "benchmark.md").read_text(encoding="utf-8")


def test_the_page_says_which_peers_were_missing_and_which_targets_are_missed() -> None:
    found = copy.deepcopy(recorded())
    for law in ("core", "full"):
        times = found["rounds"][law]["times"]
        found["rounds"][law]["times"] = {k: v for k, v in times.items() if not k.startswith("openfisca")}
    found["rounds"]["missing"] = ["OpenFisca-Core"]
    text = text_of(found)
    assert "left out: OpenFisca-Core." in text
    assert "OpenFisca-Core, built fresh" not in text
    found["processes"]["import_s"] = 7.0
    assert "7 s | ≤ 0.7 s | **no**" in text_of(found)
    assert "`import workbench`, new process" in [line.what for line in missed(found)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_figure_draws_the_recorded_run(root, language) -> None:
    with using_language(language):
        figure = benchmark_bars(recorded())
        drawn = figure.as_bytes(".svg").decode()
    measured = {way for law in ("core", "full") for way in recorded()["rounds"][law]["times"]} & set(SHOWN)
    assert figure.table["peer"].n_unique() == len(measured) == len(SHOWN)
    for told in figure.table["told"]:
        assert told in drawn
    picture = root / "docs" / f"benchmark-{language}.png"
    assert 10_000 < picture.stat().st_size < 150_000
