"""The futures in a run record: how they were drawn, within which ranges, and the digest of their totals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from workbench.language import word
from workbench.parameter.distributions import Spread
from workbench.population import Population
from workbench.scenario import Calibration, Correlation, Scenario
from workbench.simulation.batch import MEASURES
from workbench.uncertainty import Draws, draw
from workbench.uncertainty.assumption_draws import posterior_in_force

# A JSON document; what stands in a file is checked when it is read.
JsonObject = dict[str, Any]


def futures_of(drawn: Draws) -> JsonObject:
    """Return what has to be known to draw futures again, as plain data."""
    resolved = drawn.scenario.resolved()
    spreads = {name: resolved[name].spread for name in drawn.inputs.columns}
    fitted = drawn.scenario.calibration if posterior_in_force(drawn.scenario) is not None else None
    return {
        "runs": len(drawn),
        "seed": drawn.seed,
        "kinds": list(drawn.kinds),
        "counties": drawn.counties,
        "programmes": list(drawn.batch.programmes),
        "ranges": {name: spread.model_dump() for name, spread in spreads.items() if spread is not None},
        "correlations": [pair.model_dump(mode="json") for pair in drawn.scenario.correlations],
        "fit": None if fitted is None else fitted.model_dump(mode="json"),
        "digest": _totals_digest(drawn),
    }


def _totals_digest(drawn: Draws) -> str:
    """Return a digest of every future's totals, which are whole numbers."""
    hasher = hashlib.sha256()
    for measure in MEASURES:
        table = getattr(drawn.batch, measure)
        hasher.update(f"{measure} {table.shape}".encode())
        hasher.update(np.ascontiguousarray(table, dtype="<i8").tobytes())
    return hasher.hexdigest()


def with_ranges(scenario: Scenario, record: JsonObject) -> Scenario:
    """Return a scenario whose own values have the ranges of the record, its correlations and the posterior of its fit.

    A record of an earlier version has no fit: its futures were drawn from the ranges alone.
    """
    overrides = {
        name: replace(one, spread=Spread(**record["ranges"][name])) if name in record["ranges"] else one
        for name, one in scenario.overrides.items()
    }
    pairs = tuple(Correlation.model_validate(pair) for pair in record["correlations"])
    fitted = None if record.get("fit") is None else Calibration.model_validate(record["fit"])
    return replace(scenario, overrides=overrides, correlations=pairs, calibration=fitted)


def differing_futures(record: JsonObject, scenario: Scenario, county: Population) -> Iterator[str]:
    """Draw the futures again and say what differs: a range that the law has moved, or the totals."""
    if record["counties"] != 1:
        yield word("brief.verify_counties", n=record["counties"])
        return
    again = draw(
        county,
        with_ranges(scenario, record),
        runs=record["runs"],
        seed=record["seed"],
        kinds=record["kinds"],
        programmes=record["programmes"],
    )
    now = futures_of(again)
    for name in sorted({*record["ranges"], *now["ranges"]}):
        old, new = record["ranges"].get(name), now["ranges"].get(name)
        if old != new:
            yield word("brief.verify_range", name=name, old=_ends(old), new=_ends(new))
    if record["digest"] != now["digest"]:
        yield word("brief.verify_futures", n=f"{record['runs']:,}", old=record["digest"][:8], new=now["digest"][:8])


def _ends(one: JsonObject | None) -> str:
    return "–" if one is None else f"{one['low']:g} … {one['high']:g} ({one['family']})"
