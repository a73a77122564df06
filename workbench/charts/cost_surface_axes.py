"""What stands on the axes of the surface of cost: ratios of consumption, also where published standards were swept."""

from __future__ import annotations

from workbench.categories import Residence
from workbench.decisions.lever_checks import PUBLISHED, RATIOS
from workbench.decisions.levers import MONTHS
from workbench.language import in_language
from workbench.simulation import Run, Sweep


def lever_of(grid: Sweep, residence: Residence) -> str:
    """Return the lever of a standard in a sweep: the published standard where that was swept, else the ratio."""
    return PUBLISHED[residence] if PUBLISHED[residence] in grid.swept else RATIOS[residence]


def lever_of_one(run: Run, lever: str) -> float:
    """Return a lever's value for a ratio of 1: 1 for a ratio, yuan a month at a run's consumption for a standard."""
    return 1.0 if lever in RATIOS.values() else _yuan_of_ratio(run, lever)


def place_of(run: Run, ratio: str, per: float) -> float:
    """Return where a run stands on an axis: at its ratio, or at its standard over the yuan that a ratio of 1 makes.

    A run whose standard is set in yuan has no ratio of its own: it stands at the one that its standard implies.
    """
    in_yuan = run.resolved[PUBLISHED[Residence[_residence(ratio).upper()]]].value > 0
    if per == 1.0 and not in_yuan:
        return run.resolved[ratio].value
    return run.standards[f"{_residence(ratio)}_dibao_standard"] / (per if per != 1.0 else _yuan_of_ratio(run, ratio))


def axis_label(run: Run, lever: str) -> str:
    """Return a Vega expression: per cent above, yuan a month below; none where a ratio is overruled by a standard."""
    if lever in RATIOS.values() and run.resolved[f"{_residence(lever)}_dibao_standard_published"].value > 0:
        return "format(datum.value, '.0%')"
    unit, sign = in_language("+ '元'", ""), in_language("", "'¥' + ")
    yuan = f"floor(datum.value * {_yuan_of_ratio(run, lever)} + 0.5)"
    return f"[format(datum.value, '.0%'), {sign}format({yuan}, 'd'){unit}]"


def _residence(lever: str) -> str:
    return lever.split("_", maxsplit=1)[0]


def _yuan_of_ratio(run: Run, lever: str) -> float:
    return run.resolved[f"{_residence(lever)}_consumption_per_head_previous_year"].value / MONTHS
