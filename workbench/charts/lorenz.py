"""Lorenz curves of income before and after assistance, whole and enlarged at the poorest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.language import current_language, in_column, share, word
from workbench.measures.inequality import Curve, concentration_over, curve_over
from workbench.measures.ranks import ranking
from workbench.simulation import Run, welfare

CLOSER = 0.1  # of the persons, drawn once more at a larger scale
_LINE = 20  # pixels from one line of words to the next
_POINTS = 70  # at most, of each curve, on each of the two scales


@check_kinds
def lorenz(run: Run, baseline: Run | None = None, *, width: int = 330, height: int = 300) -> Figure:
    """Draw Lorenz curves of income per head of the dwelling: before assistance, after it, and after it in the baseline.

    >>> charts.lorenz(run_after, run)

    The Gini coefficients are exact and weighted; so is every point drawn, which are only fewer than the persons.
    """
    base = baseline or run
    spreads = {"before": _spread(base, "before"), "baseline": _spread(base, "after")}
    if run is not base and run.standards != base.standards:
        spreads["scenario"] = _spread(run, "after")
    known = not any(math.isnan(spread.gini) for spread in spreads.values())
    if not known:
        spreads = {}
    table = pl.concat(
        [_no_points(), *(one.points.select(pl.lit(r).alias("role"), pl.all()) for r, one in spreads.items())]
    )
    close = table.filter(pl.col("population_share") <= CLOSER)
    labels = _labels({role: _gini_text(spread.gini) for role, spread in spreads.items()})
    held = _labels({role: share(spread.held, 2) for role, spread in spreads.items()})
    return Figure(
        name="lorenz",
        language=current_language(),
        title=_title({role: spread.gini for role, spread in spreads.items()}),
        subtitle=word("charts.lorenz_subtitle"),
        notes=(word("charts.lorenz_note", n=table.height), *source_notes(run)),
        table=table,
        datasets={"curves": table, "close": close, "labels": labels, "held": held},
        drawing=_chart(_ends(table), _ends(close), width, height),
        width=2 * width + 90,
        height=height,
    )


def _labels(values: dict[str, str]) -> pl.DataFrame:
    """One line of words for each curve, in the order of the curves."""
    rows = [(role, word(f"charts.lorenz_{role}", v=value), k) for k, (role, value) in enumerate(values.items())]
    return pl.DataFrame(rows, schema={"role": pl.String, "label": pl.String, "row": pl.Int64}, orient="row")


@dataclass(frozen=True, eq=False)
class _Spread:
    """How one income is spread over the persons: Gini, some exact points of its curve, what the poorest hold."""

    gini: float
    points: pl.DataFrame
    held: float


_known: WeakKeyDictionary[Run, dict[str, _Spread]] = WeakKeyDictionary()


def _spread(run: Run, when: Literal["before", "after"]) -> _Spread:
    """Work out the spread before or after assistance; kept with the run, since half a million incomes are sorted."""
    spreads = _known.setdefault(run, {})
    if when not in spreads:
        well = welfare(run)
        values = well.before if when == "before" else well.after
        ranks = ranking(values, well.weight)
        curve = curve_over(values, well.weight, ranks)
        spreads[when] = _Spread(concentration_over(values, well.weight, ranks), _points(curve), curve.at(CLOSER))
    return spreads[when]


def _points(curve: Curve) -> pl.DataFrame:
    """Choose exact points of a curve: even steps over all persons, and as many over the poorest."""
    steps = np.concatenate([np.linspace(0, CLOSER, _POINTS), np.linspace(0, 1, _POINTS)])
    chosen = np.unique(np.searchsorted(curve.population_share, steps).clip(0, curve.population_share.size - 1))
    return pl.DataFrame({"population_share": curve.population_share[chosen], "income_share": curve.value_share[chosen]})


def _no_points() -> pl.DataFrame:
    return pl.DataFrame(schema={"role": pl.String, "population_share": pl.Float64, "income_share": pl.Float64})


def _ends(points: pl.DataFrame) -> tuple[float, float]:
    """Where the axis of income ends, in half per cents, so that it stays while a slider moves.

    Debts of businesses may draw a curve below zero.
    """
    low, high = (points["income_share"].min(), points["income_share"].max()) if points.height else (0.0, 1.0)
    return min(0.0, math.floor(200 * float(low)) / 200), math.ceil(200 * float(high) - 1e-9) / 200  # type: ignore[arg-type]


def _gini_text(value: float) -> str:
    return in_column(value, "gini", precision=3)


def _title(ginis: dict[str, float]) -> str:
    if not ginis:
        return word("charts.lorenz_title_nothing")
    before, then = ginis["before"], ginis["baseline"]
    texts = {"before": _gini_text(before), "then": _gini_text(then), "after": _gini_text(ginis.get("scenario", then))}
    if "scenario" in ginis:
        after = ginis["scenario"]
        if texts["after"] == texts["then"]:
            return word("charts.lorenz_title_same", **texts)
        if then < before:
            return word("charts.lorenz_title_lower" if after < then else "charts.lorenz_title_higher", **texts)
    if texts["before"] == texts["after"]:
        return word("charts.lorenz_title_none", **texts)
    return word("charts.lorenz_title_up" if then > before else "charts.lorenz_title_base", **texts)


@drawn_once
def _chart(whole: tuple[float, float], close: tuple[float, float], width: int, height: int) -> AltairChart:
    import altair as alt

    roles = ["before", "baseline", "scenario"]
    colour = alt.Color("role:N", scale=alt.Scale(domain=roles, range=[t.INK_3, t.BASELINE, t.SCENARIO]), legend=None)
    dash = alt.StrokeDash("role:N", scale=alt.Scale(domain=roles, range=[[2, 3], [1, 0], [1, 0]]), legend=None)

    def words(data: str) -> alt.Chart:
        """Coefficients above the diagonal of the whole; what the poorest hold in the lower right of the other."""
        whole_one = data == "curves"
        rows = alt.Chart(alt.NamedData(name="labels" if whole_one else "held"))
        place = f"{_LINE} * (datum.row + 1)" if whole_one else f"{_LINE} * (datum.row - {len(roles)}.4)"
        ink = alt.Scale(domain=roles, range=[t.INK_2, t.BASELINE_TEXT, t.SCENARIO_TEXT])
        text = rows.mark_text(
            align="left" if whole_one else "right",
            dx=_LINE if whole_one else -_LINE / 2,
            dy=alt.ExprRef(place),
            fontWeight=t.WEIGHT_BOLD,
        )
        marks: alt.Chart = text.encode(
            alt.Color("role:N", scale=ink, legend=None),
            x=alt.value(0 if whole_one else "width"),
            y=alt.value(0 if whole_one else "height"),
            text="label:N",
        )
        return marks

    def panel(data: str, right: float, ends: tuple[float, float], heading: str, digits: int) -> alt.LayerChart:
        low, high = ends
        across, up = alt.Scale(domain=[0, right], nice=False), alt.Scale(domain=[low, high], nice=False)
        plain: t.Options = {"tickCount": 5, "grid": False}
        x = alt.X("population_share:Q", scale=across, title=word("charts.lorenz_x"))
        x = x.axis(format="%", labelFlush=False, **plain)
        y = alt.Y("income_share:Q", scale=up, title=None).axis(format=f".{digits}%", labelFlush=True, **plain)
        ends_of_it = [{"a": 0.0, "b": 0.0}, {"a": right, "b": right}]
        even = alt.Chart(alt.InlineData(values=ends_of_it))
        diagonal = even.mark_line(color=t.INK, strokeWidth=1.5, clip=True).encode(
            alt.X("a:Q", scale=across), alt.Y("b:Q", scale=up)
        )
        curves = alt.Chart(alt.NamedData(name=data)).mark_line(strokeWidth=2.2).encode(x, y, colour, dash)
        title = alt.TitleParams(
            heading, anchor="start", frame="group", fontSize=t.SIZE_NOTE, fontWeight="normal", color=t.INK_2
        )
        layers = [diagonal, curves, words(data)]
        picture: alt.LayerChart = alt.layer(*layers).resolve_scale(color="independent")
        return picture.properties(width=width, height=height, title=title)

    return alt.hconcat(
        panel("curves", 1.0, whole, word("charts.lorenz_whole"), 0),
        panel("close", CLOSER, close, word("charts.lorenz_poorest", p=share(CLOSER, 0)), 1),
        spacing=26,
    )
