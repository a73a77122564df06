"""Runs the benchmark and demands its targets: on request only (`-m benchmark`), for a busy machine proves nothing."""

import json

import pytest

from tests.benchmarks.__main__ import measured
from tests.benchmarks.report import missed
from tests.benchmarks.report_page import written


@pytest.mark.benchmark
@pytest.mark.timeout(1800)
def test_the_targets_are_met(root) -> None:
    found = measured(rounds=7)
    print("\n" + written(found, root, page=False))
    assert not missed(found), "\n".join(line.row() for line in missed(found))
    assert json.loads((root / "output" / "benchmark.json").read_text())["rounds"]["core"]["compared"] > 0
