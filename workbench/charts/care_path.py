"""Fan chart of a care target by year with its goal, and a bar chart of nursing beds per person in need."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, need_columns, written
from workbench.charts.base.notes import care_source
from workbench.errors import InputError, unknown
from workbench.language import current_language, in_column, share, word

TARGETS = ("nursing_bed_share", "centralised_rate")
_BANDS = ((95, t.SCENARIO_TINT), (80, t.SCENARIO_BAND), (50, t.SCENARIO_LIGHT))
_COLUMNS = (
    "year",
    "indicator",
    "expected",
    "median",
    *(f"{end}_{level}" for level, _ in _BANDS for end in ("low", "high")),
)
_LABEL_ROOM = 0.42  # of the years shown: room right of the last one for labels


@check_kinds
def target_path(
    county: pl.DataFrame,
    target: str,
    *,
    goal: float,
    goal_year: int,
    chance: float | None = None,
    without: pl.DataFrame | None = None,
    homes: pl.DataFrame | None = None,
    width: int = 400,
    height: int = 215,
) -> Figure:
    """Draw the path of "nursing_bed_share" or "centralised_rate": median, 50, 80 and 95 % bands, goal, chance.

    >>> target_path(projection.county, "nursing_bed_share", goal=0.55, goal_year=2025)

    county: `Projection.county` (year, indicator, expected, median, low_95 … high_95; shares). goal: a share. chance:
    the probability of the goal at the end of `goal_year`. without: the same table without works, drawn dashed. homes:
    the table of care homes, whose statuses the note then tells.
    """
    if target not in TARGETS:
        raise unknown("target", target, TARGETS)
    path = _rows(county, target)
    years = [int(year) for year in path["year"]]
    if goal_year not in years:
        raise InputError(f"target_path: goal_year={goal_year}; accepted: {years[0]} to {years[-1]}")
    plain = _rows(without, target) if without is not None else path.head(0)
    lows = [*path["low_95"], *plain["expected"], goal]
    highs = [*path["high_95"], *plain["expected"], goal]
    low, high = _rounded(min(lows), max(highs))
    at_goal = float(path.filter(pl.col("year") == goal_year)["median"].item())
    marks = [{"year": goal_year, "label": _chance_words(goal_year, chance), "at": high}]
    ends = [("with", float(path["median"][-1]), _end(path, "median", "with"))]
    ends.append(("goal", goal, word("care.goal", v=share(goal, 0))))
    if not plain.is_empty():
        ends.append(("without", float(plain["expected"][-1]), _end(plain, "expected", "without")))
    return Figure(
        name=f"target_path_{target}",
        language=current_language(),
        title=_title(path, target, goal, goal_year, at_goal),
        subtitle=word(f"care.subtitle_{target}"),
        notes=(word("care.bands"), care_source(homes)),
        table=path,
        datasets={
            "path": path,
            "plain": plain.select("year", "expected"),
            "marks": pl.DataFrame(marks),
            "ends": _apart(ends, years[-1], 0.11 * (high - low)),
            "goal": pl.DataFrame([{"goal": goal, "from": years[0], "to": years[-1]}]),
        },
        drawing=_path_chart(years[0], years[-1], low, high, width, height),
        width=width + 60,
        height=height + 30,
    )


@check_kinds
def nursing_beds_per_need(
    county: pl.DataFrame,
    without: pl.DataFrame | None = None,
    *,
    homes: pl.DataFrame | None = None,
    width: int = 230,
    height: int = 215,
) -> Figure:
    """Draw nursing beds per 100 persons in need by year, bars from 0; the share alone also rises when beds are closed.

    >>> nursing_beds_per_need(projection.county)

    county, without, homes: as of `target_path`, with the indicator nursing_beds_per_100_in_need.
    """
    rows = _rows(county, "nursing_beds_per_100_in_need")
    plain = _rows(without, "nursing_beds_per_100_in_need") if without is not None else rows.head(0)
    bars = rows.select("year", "expected").with_columns(label=written(rows["expected"], _beds))
    most = max(100.0, *rows["expected"], *plain["expected"]) * 1.12
    last = float(rows["expected"][-1])
    enough = next((year for year, value in rows.select("year", "expected").iter_rows() if value >= 100), None)
    if enough is not None and last >= 100:
        title = word("care.per_need_enough", year=enough)
    else:
        title = word("care.per_need_short", n=_beds(last), year=int(rows["year"][-1]))
    return Figure(
        name="nursing_beds_per_need",
        language=current_language(),
        title=title,
        subtitle=word("care.per_need_subtitle"),
        notes=(word("care.per_need_note"), care_source(homes)),
        table=rows,
        datasets={"bars": bars, "plain": plain.select("year", "expected")},
        drawing=_bar_chart(tuple(int(y) for y in rows["year"]), most, width, height),
        width=width + 50,
        height=height + 30,
    )


def _rows(county: pl.DataFrame, indicator: str) -> pl.DataFrame:
    """Return an indicator's rows by year; a table that lacks a column or the indicator is refused."""
    need_columns(county, _COLUMNS, "the table of a projection's county")
    rows = county.filter(pl.col("indicator") == indicator).sort("year")
    if rows.is_empty():
        raise unknown("indicator", indicator, county["indicator"].unique().to_list())
    return rows.select(_COLUMNS)


def _title(path: pl.DataFrame, target: str, goal: float, goal_year: int, at_goal: float) -> str:
    reached = at_goal >= goal - 1e-9
    later = path.filter((pl.col("year") > goal_year) & (pl.col("median") < goal - 1e-9))
    if reached and not later.is_empty():
        return word(f"care.title_slips_{target}", year=int(later["year"][0]), v=share(at_goal), when=goal_year)
    kind = "reached" if reached else "short"
    return word(f"care.title_{kind}_{target}", year=goal_year, v=share(at_goal), goal=share(goal, 0))


def _beds(per_hundred: float) -> str:
    return in_column(per_hundred, "beds/100 persons", precision=0)


def _chance_words(year: int, chance: float | None) -> str:
    return "" if chance is None else word("care.chance", year=year, p=share(chance, 0))


def _end(rows: pl.DataFrame, column: str, kind: str) -> str:
    return word(f"care.end_{kind}", v=share(float(rows[column][-1])))


def _apart(ends: list[tuple[str, float, str]], year: int, least: float) -> pl.DataFrame:
    """Place the labels at the right; two that would cover one another are moved apart, in their order."""
    ordered = sorted(ends, key=lambda end: end[1])
    places = [value for _, value, _ in ordered]
    for _ in range(20):  # three labels settle after a few turns
        for k in range(len(places) - 1):
            missing = least - (places[k + 1] - places[k])
            if missing > 0:
                places[k] -= missing / 2
                places[k + 1] += missing / 2
    rows = [(year, place, kind, label) for place, (kind, _, label) in zip(places, ordered, strict=True)]
    return pl.DataFrame(rows, schema=["year", "value", "kind", "label"], orient="row")


def _rounded(low: float, high: float) -> tuple[float, float]:
    """Return ends of the axis in steps of 5 points, with room above for the words of the chance."""
    floor, ceiling = int(low * 20) / 20, -int(-high * 20 // 1) / 20
    return max(0.0, floor - 0.05 if low - floor < 0.01 else floor), ceiling + 0.07


@drawn_once
def _path_chart(first: int, last: int, low: float, high: float, width: int, height: int) -> AltairChart:
    import altair as alt

    across = alt.Scale(domain=[first - 0.15, last + _LABEL_ROOM * (last - first)], nice=False, zero=False)
    up = alt.Scale(domain=[low, high], nice=False, zero=False)
    step = 1 if last - first <= 8 else 3
    axis = alt.Axis(values=list(range(first, last + 1, step)), format="d", grid=False, tickSize=4)
    x, year = alt.X("year:Q", scale=across, axis=axis, title=None), alt.X("year:Q", scale=across)
    percent = alt.Axis(format="%", domain=False, ticks=False, tickCount=6, grid=True)
    path, marks = alt.Chart(alt.NamedData(name="path")), alt.Chart(alt.NamedData(name="marks"))
    bands = [
        path.mark_area(color=colour).encode(
            x, alt.Y(f"low_{level}:Q", scale=up, axis=percent, title=None), alt.Y2(f"high_{level}:Q")
        )
        for level, colour in _BANDS
    ]
    plain = alt.Chart(alt.NamedData(name="plain")).mark_line(color=t.BASELINE_TEXT, strokeDash=[5, 4], strokeWidth=2)
    goal = alt.Chart(alt.NamedData(name="goal")).mark_rule(color=t.INK, strokeWidth=2)
    median = alt.Y("median:Q", scale=up)
    said: t.Options = {"fontSize": t.SIZE_NOTE, "fontWeight": t.WEIGHT_BOLD, "align": "left", "baseline": "top"}
    said |= {"dx": 5, "dy": 2}  # right of the line of the year: an axis stands left of it
    chance = [
        marks.mark_text(color=t.CARD, stroke=t.CARD, strokeWidth=5, **said),  # a halo on which the words can be read
        marks.mark_text(color=t.SCENARIO_TEXT, **said),
    ]
    ends = alt.Chart(alt.NamedData(name="ends"))
    kinds = alt.Scale(domain=["with", "goal", "without"], range=[t.SCENARIO_TEXT, t.INK, t.BASELINE_TEXT])
    labels = ends.mark_text(align="left", dx=8, fontSize=t.SIZE_BODY, fontWeight=t.WEIGHT_BOLD)
    return alt.layer(
        *bands,
        plain.encode(year, alt.Y("expected:Q", scale=up)),
        goal.encode(alt.X("from:Q", scale=across), alt.X2("to:Q"), alt.Y("goal:Q", scale=up)),
        path.mark_line(color=t.SCENARIO, strokeWidth=3).encode(year, median),
        path.mark_point(color=t.SCENARIO, filled=True, size=45, opacity=1).encode(year, median),
        marks.mark_rule(color=t.SCENARIO, strokeDash=[2, 3]).encode(year),
        *(one.encode(year, alt.Y("at:Q", scale=up), text="label:N") for one in chance),
        labels.encode(year, alt.Y("value:Q", scale=up), alt.Color("kind:N", scale=kinds, legend=None), text="label:N"),
    ).properties(width=width, height=height)


@drawn_once
def _bar_chart(years: tuple[int, ...], most: float, width: int, height: int) -> AltairChart:
    import altair as alt

    step = 1 if len(years) <= 4 else (2 if len(years) <= 8 else 5)
    axis = alt.Axis(labelAngle=0, ticks=False, values=list(years[::step]))
    x = alt.X("year:O", title=None, axis=axis, scale=alt.Scale(paddingInner=0.22))
    up = alt.Scale(domain=[0, most], nice=False)
    y = alt.Y("expected:Q", scale=up, title=None, axis=alt.Axis(values=[0, 50, 100], domain=False, ticks=False))
    bars = alt.Chart(alt.NamedData(name="bars"))
    numbers = bars.mark_text(dy=-7, fontSize=t.SIZE_NOTE, fontWeight=t.WEIGHT_BOLD)
    plain = alt.Chart(alt.NamedData(name="plain")).mark_tick(color=t.CARD, thickness=2, width=24)
    line = alt.Chart(alt.InlineData([{"y": 100}])).mark_rule(color=t.INK, strokeDash=[5, 4])
    return alt.layer(
        bars.mark_bar(color=t.PEOPLE[4]).encode(x, y),
        plain.encode(x, y),
        line.encode(alt.Y("y:Q", scale=up)),
        numbers.encode(x, y, text="label:N"),
    ).properties(width=width, height=height)
