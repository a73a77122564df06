"""Where? Coverage of the poor in the towns on a tile grid, with the change from the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import drawn_once
from workbench.charts.base.figure import Figure, written
from workbench.charts.base.notes import source_notes
from workbench.charts.base.tile_grid import Grid, placed
from workbench.charts.town_titles import title
from workbench.errors import unknown
from workbench.language import change_in_points, current_language, share, town_name, word
from workbench.place import current_place
from workbench.simulation import Run, coverage_errors, coverage_of_poor

if TYPE_CHECKING:
    import altair as alt

_CLASSES = 5
_GAP = 0.025
_NOBODY = -1  # the shade of a tile where nobody is poor: not the lowest class, no class at all


@check_kinds
def town_coverage(run: Run, baseline: Run | None = None) -> pl.DataFrame:
    """Return town, coverage of the poor now and in the baseline, and the change (shares; NaN where nobody is poor).

    >>> town_coverage(run_after, run)
    """
    base = baseline or run
    now, then = coverage_of_poor(run, "town", line=base), coverage_of_poor(base, "town", line=base)
    table = pl.DataFrame({"town": list(now), "coverage": list(now.values()), "baseline_coverage": list(then.values())})
    return table.with_columns(change=pl.col("coverage") - pl.col("baseline_coverage"))


@check_kinds
def town_tiles(
    run: Run, baseline: Run | None = None, *, chosen: str | None = None, width: int = 440, height: int = 420
) -> Figure:
    """Draw coverage of the poor by town; poor means below the baseline's standard. `chosen` outlines one town.

    >>> town_tiles(run_after, run)

    The limits of the colour classes come from the baseline, so that a slider doesn't move them.
    """
    table, alone = town_coverage(run, baseline), "_alone" if baseline is None else ""
    errors, change_errors = coverage_errors(run, line=baseline)
    told = table.with_columns(
        error=pl.Series(list(errors.values()), dtype=pl.Float64),
        change_error=pl.Series(list(change_errors.values()), dtype=pl.Float64),
    )
    if chosen is not None and chosen not in table["town"]:
        raise unknown("town", chosen, table["town"])
    low, high = _limits(table["baseline_coverage"])
    step = (high - low) / _CLASSES
    tiles = placed(table, _GAP).with_columns(
        shade=((pl.col("coverage").fill_nan(None) - low) / step).floor().clip(0, _CLASSES - 1).fill_null(_NOBODY),
        name=written(table["town"], town_name),
        value_label=written(table["coverage"], share),
        change_label=pl.lit("") if alone else written(table["change"], change_in_points),
        chosen=pl.col("town") == (chosen or ""),
    )
    grid = Grid.of(current_place())
    legend = pl.DataFrame(
        [
            {"x": 0.1 + 0.35 * k, "x2": 0.45 + 0.35 * k, "y": grid.legend, "y2": grid.legend + 0.14, "shade": float(k)}
            | {"label": share(low + step * k, 0) if k else "", "at": 0.1 + 0.35 * k}
            for k in range(_CLASSES)
        ]
    )
    return Figure(
        name="town_tiles",
        language=current_language(),
        title=title(told),
        subtitle=word(f"charts.towns_subtitle{alone}", n=table.height),
        notes=(word(f"charts.towns_definition{alone}"), *_chance(told), *source_notes(run)),
        table=table.rename({"change": "coverage_change"}),
        datasets={"tiles": tiles, "legend": legend},
        drawing=_chart(grid, width, height),
        width=width,
        height=height,
    )


def _limits(values: pl.Series) -> tuple[float, float]:
    """Whole steps of five points around the baseline's values, with room above for what a scenario adds."""
    kept = values.drop_nans().to_list()
    low, high = (min(kept), max(kept)) if kept else (0.0, 1.0)
    return int(low * 20) / 20, (int(high * 20) + 2) / 20


def _chance(table: pl.DataFrame) -> tuple[str, ...]:
    """Say how far off a town's share may be by the luck of the draw; nothing where no town's is known."""
    known = table["error"].drop_nans()
    if known.is_empty():
        return ()
    return (word("charts.towns_chance", error=share(float(known.median()))),)  # type: ignore[arg-type]


@drawn_once
def _chart(grid: Grid, width: int, height: int) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    ramp = alt.Color(
        "shade:O",
        scale=alt.Scale(domain=list(range(_NOBODY, _CLASSES)), range=[t.LINE_2, *t.PEOPLE[1 : _CLASSES + 1]]),
        legend=None,
    )
    tiles = alt.Chart(alt.NamedData(name="tiles"))
    legend = alt.Chart(alt.NamedData(name="legend"))
    on_dark = f"datum.shade >= {t.PEOPLE_WHITE_FROM - 1}"
    ink = alt.condition(on_dark, alt.value(t.CARD), alt.value(t.INK))
    outline = alt.condition("datum.chosen", alt.value(t.INK), alt.value(t.CARD))
    x, y = grid.x, grid.y
    text = tiles.encode(x("xm"), y("ym"), color=ink)
    north = alt.Chart(alt.InlineData(values=[dict(zip("xy", grid.north, strict=True))])).mark_text(
        text="N ↑", align="left", color=t.INK_2, fontSize=t.SIZE_NOTE
    )
    return alt.layer(
        tiles.mark_rect(cornerRadius=4, strokeWidth=3).encode(
            x("x"), y("y"), alt.X2("x2"), alt.Y2("y2"), ramp, stroke=outline
        ),
        text.mark_text(dy=-21).encode(text="name:N"),
        text.mark_text(fontSize=t.SIZE_NUMBER, fontWeight=t.WEIGHT_BOLD).encode(text="value_label:N"),
        text.mark_text(dy=20, fontSize=t.SIZE_NOTE).encode(text="change_label:N"),
        north.encode(x("x"), y("y")),
        legend.mark_rect().encode(x("x"), y("y"), alt.X2("x2"), alt.Y2("y2"), ramp),
        legend.mark_text(baseline="top", dy=4, fontSize=t.SIZE_NOTE, color=t.INK_2).encode(
            x("at"), y("y2"), text="label:N"
        ),
    ).properties(width=width, height=height)
