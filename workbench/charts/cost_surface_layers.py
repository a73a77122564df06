"""The layers of the surface of cost: cells, lines of equal value, the corridor, the budget's lines, the two runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.language import interval, share, word

if TYPE_CHECKING:
    import altair as alt

Measure = Literal["cost", "persons"]
Span = tuple[float, float]
Box = tuple[Span, Span]  # urban and rural ratio
URBAN, RURAL = "urban_dibao_ratio", "rural_dibao_ratio"
SAME = 1e-6  # ratios closer than this are the same
_RAMP = {"cost": t.MONEY, "persons": t.PEOPLE}
_HALO: t.Options = {"stroke": t.CARD, "strokeWidth": 4, "strokeJoin": "round"}


@dataclass(frozen=True)
class SurfaceAxes:
    """Both axes of the surface: the span swept, the corridor, the span shown, and the labels as Vega expressions.

    levers: what a place on the axes sets; per: the lever's value for a ratio of 1 (1 for the ratio itself, yuan a month
    for a published standard).
    """

    area: Box
    legal: Box
    shown: Box
    labels: tuple[str, str]
    levers: tuple[str, str] = (URBAN, RURAL)
    per: tuple[float, float] = (1.0, 1.0)

    def x(self, field: str = "x") -> alt.X:
        """Return the channel of the urban ratio for a field."""
        import altair as alt

        scale = alt.Scale(domain=list(self.shown[0]), zero=False)
        return alt.X(f"{field}:Q", title=word("charts.surface_x"), axis=self._axis(0), scale=scale)

    def y(self, field: str = "y") -> alt.Y:
        """Return the channel of the rural ratio for a field."""
        import altair as alt

        scale = alt.Scale(domain=list(self.shown[1]), zero=False)
        return alt.Y(f"{field}:Q", title=word("charts.surface_y"), axis=self._axis(1), scale=scale)

    def _axis(self, which: Literal[0, 1]) -> alt.Axis:
        import altair as alt

        ticks = [float(value) for value in np.linspace(*self.area[which], 6)]
        return alt.Axis(values=ticks, labelExpr=self.labels[which], grid=False)


@drawn_once
def surface_chart(measure: Measure, axes: SurfaceAxes, values: Span, size: tuple[int, int]) -> AltairChart:
    """Draw the surface; `values` are the ends of the colour ramp, `size` is in pixels."""
    import altair as alt

    colour = alt.Color(
        "value:Q", scale=alt.Scale(domain=list(values), range=list(_RAMP[measure]), interpolate="lab"), legend=None
    )
    cells = alt.Chart(alt.NamedData(name="cells")).mark_rect(strokeWidth=0)
    rectangles = cells.encode(axes.x(), axes.y(), alt.X2("x2"), alt.Y2("y2"), colour)
    lines, *labels = _equal_values(axes)
    layers = [rectangles, lines, *_corridor(axes), *labels, *_budget(axes), *_runs(axes)]
    # A living page reads here which levers the place pointed at stands for.
    steers = dict(zip("xy", axes.levers, strict=True)) | {"per": axes.per, "hint": word("charts.surface_steer")}
    picture = alt.layer(*layers).properties(usermeta={"steers": steers})
    return picture.properties(width=size[0], height=size[1], view=alt.ViewConfig(fill=t.GUTTER, stroke=None))


def _equal_values(axes: SurfaceAxes) -> list[alt.Chart]:
    """Lines of equal value, their labels right of the surface or below it."""
    import altair as alt

    lines = alt.Chart(alt.NamedData(name="lines")).mark_rule(color=t.CARD, strokeWidth=1.2, strokeCap="round")
    labels = alt.Chart(alt.NamedData(name="labels")).encode(axes.x(), axes.y(), text="label:N")
    quiet: t.Options = {"color": t.INK_2, "fontSize": t.SIZE_NOTE}
    return [
        lines.encode(axes.x(), axes.y(), alt.X2("x2"), alt.Y2("y2")),
        labels.transform_filter("datum.right").mark_text(align="left", dx=6, **quiet),
        labels.transform_filter("!datum.right").mark_text(baseline="top", dy=2, **quiet),
    ]


def _corridor(axes: SurfaceAxes) -> list[alt.Chart]:
    """The corridor of the law as a frame, and what it allows in words above it."""
    import altair as alt

    area, (urban, rural) = axes.area, axes.legal
    frame = alt.Chart(alt.InlineData(values=[{"x": urban[0], "x2": urban[1], "y": rural[0], "y2": rural[1]}]))
    edge = frame.mark_rect(fillOpacity=0, stroke=t.CORRIDOR_EDGE, strokeWidth=1.6)
    within = all(a[0] >= b[0] - SAME and a[1] <= b[1] + SAME for a, b in zip(area, axes.legal, strict=True))
    text = word(
        "charts.surface_corridor" if within else "charts.surface_corridor_frame",
        urban=interval(share(urban[0], 0), share(urban[1], 0)),
        rural=interval(share(rural[0], 0), share(rural[1], 0)),
    )
    corner = alt.Chart(alt.InlineData(values=[{"x": min(area[0][0], urban[0]), "y": max(area[1][1], rural[1])}]))
    note = corner.mark_text(
        text=text, align="left", baseline="bottom", dy=-8, color=t.CORRIDOR_TEXT, fontSize=t.SIZE_NOTE
    )
    return [edge.encode(axes.x(), axes.y(), alt.X2("x2"), alt.Y2("y2")), note.encode(axes.x(), axes.y())]


def _budget(axes: SurfaceAxes) -> list[alt.Chart]:
    """The lines on which the budget is kept, with their confidence at the left end."""
    import altair as alt

    data = alt.Chart(alt.NamedData(name="budget"))
    dash = alt.StrokeDash("line:N", scale=alt.Scale(domain=["sure", "even"], range=[[1, 0], [5, 4]]), legend=None)
    lines = data.encode(axes.x(), axes.y(), detail="line:N", order="x:Q")
    labels = data.transform_filter("datum.label != null").encode(axes.x(), axes.y(), text="label:N")
    # The lines fall to the right: above their left end the words stand clear of them, below it where there is no room.
    clear = alt.ExprRef("scale('y', datum.y) - scale('y', domain('y')[1]) < 30 ? 22 : -8")
    at_left: t.Options = {"align": "left", "baseline": "middle", "dx": 6, "dy": clear, "fontSize": t.SIZE_NOTE}
    return [
        lines.mark_line(color=t.CARD, strokeWidth=4),
        lines.mark_line(color=t.INK, strokeWidth=2).encode(dash),
        labels.mark_text(color=t.CARD, **_HALO, **at_left),
        labels.mark_text(color=t.INK, fontWeight=t.WEIGHT_BOLD, **at_left),
    ]


def _runs(axes: SurfaceAxes) -> list[alt.Chart]:
    """The baseline's point and the scenario's, the way between them, and their labels."""
    import altair as alt

    points = alt.Chart(alt.NamedData(name="points"))
    chosen, base = "datum.role == 'scenario'", "datum.role == 'baseline'"
    way = points.transform_filter(chosen).encode(axes.x("x0"), axes.y("y0"), alt.X2("x"), alt.Y2("y"))
    text = points.encode(axes.x(), axes.y(), text="label:N")
    bold: t.Options = {"align": "right", "fontWeight": t.WEIGHT_BOLD}
    below: t.Options = {**bold, "dx": -10, "dy": alt.ExprRef("datum.rising ? 12 : -12")}
    # A point in the right-hand gutter has its label below or above itself, clear of the lines' own labels.
    aside = alt.ExprRef(f"datum.x > {max(axes.area[0][1], axes.legal[0][1])} ? 24 : -6")
    above: t.Options = {**bold, "dx": aside, "dy": alt.ExprRef("datum.rising ? -16 : 20")}
    ring = points.transform_filter(base).mark_point(
        size=110, filled=True, fill=t.CARD, stroke=t.BASELINE_TEXT, strokeWidth=3, opacity=1
    )
    dot = points.transform_filter(chosen).mark_point(
        size=210, filled=True, fill=t.SCENARIO, stroke=t.CARD, strokeWidth=2, opacity=1
    )
    return [
        way.mark_rule(color=t.CARD, strokeWidth=5),
        way.mark_rule(color=t.SCENARIO, strokeWidth=2),
        ring.encode(axes.x(), axes.y()),
        dot.encode(axes.x(), axes.y()),
        text.transform_filter(base).mark_text(color=t.CARD, **below, **_HALO),
        text.transform_filter(base).mark_text(color=t.INK, **below),
        text.transform_filter(chosen).mark_text(color=t.CARD, **above, **_HALO),
        text.transform_filter(chosen).mark_text(color=t.SCENARIO_TEXT, **above),
    ]
