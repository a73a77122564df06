"""Runs the benchmark and demands its targets: on request only (`-m benchmark`), for a busy machine proves nothing."""

import json

import pytest

from tests.benchmarks.__main__ import measured
from tests.benchmarks.report import lines, written


@pytest.mark.benchmark
def test_the_targets_are_met(root) -> None:
    found = measured(rounds=7)
    print("\n" + written(found, root, page=False))
    missed = [line.row() for line in lines(found) if line.met is False]
    assert not missed, "\n".join(missed)
    assert json.loads((root / "output" / "benchmark.json").read_text())["rounds"]["compared"] > 0
