"""Gantt chart of a renovation plan: bars by home and year, nursing beds before and after, cost."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.care.renovation.model import Status
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, need_columns
from workbench.charts.base.notes import care_source
from workbench.language import current_language, in_language, money, share, town_name, word

_ROW_HEIGHT, _MOST_ROWS = 22, 30
_WORKS = ("home_id", "year", "action", "beds", "cost_yuan")
_HOMES = (
    "home_id",
    "home",
    "home_en",
    "town",
    "beds_before",
    "beds_after",
    "nursing_before",
    "nursing_after",
    "cost_yuan",
    "status",
)
_ACTIONS = ("convert", "build", "close")
_PART = 0.86  # of a year that its bars fill


@check_kinds
def plan_gantt(
    works: pl.DataFrame,
    homes: pl.DataFrame,
    *,
    status: Status,
    goal_year: int,
    nursing_share: float,
    width: int = 430,
) -> Figure:
    """Draw the works of a plan: a row per home, a bar per year and kind of work.

    >>> plan_gantt(
    ...     plan.works, plan.homes, status=plan.status, goal_year=plan.target_year, nursing_share=plan.nursing_share
    ... )

    works: home_id, year, action (convert, build, close), beds, cost_yuan. homes: home_id, home, home_en, town, beds and
    nursing beds before and after, cost_yuan, status. status: that of the plan, which says whether no works are needed
    or none do. goal_year: the line is at its end; nursing_share: what is reached then.
    Works are planned by year; a bar fills its year, several works of a home and year share it. Up to 30 homes are
    shown, those with works first.
    """
    need_columns(works, _WORKS, "plan_gantt: the table of works")
    need_columns(homes, _HOMES, "plan_gantt: the table of homes")
    shown = homes.with_columns(worked=pl.col("home_id").is_in(works["home_id"].implode()))
    shown = shown.sort("worked", "beds_before", descending=True).head(_MOST_ROWS)
    names = _names(shown)
    years = sorted({*works["year"].to_list(), goal_year})
    first, last = min(years[0], goal_year - 1), years[-1]
    rows = pl.DataFrame(
        {
            "name": list(names.values()),
            "beds": [_arrow(a, b) for a, b in shown.select("beds_before", "beds_after").iter_rows()],
            "nursing": [_arrow(a, b) for a, b in shown.select("nursing_before", "nursing_after").iter_rows()],
            "cost": [money(yuan) if yuan else "–" for yuan in shown["cost_yuan"]],
            "quiet": [not worked for worked in shown["worked"]],
        }
    )
    left_out = homes.height - shown.height
    notes = [word("care.gantt_note"), care_source(homes)]
    if left_out:
        notes.insert(0, word("care.gantt_left_out", n=left_out))
    beds, nursing = homes["beds_after"].sum(), homes["nursing_after"].sum()
    line = word("care.gantt_line", year=goal_year, nursing=f"{nursing:,}", beds=f"{beds:,}", share=share(nursing_share))
    height = _ROW_HEIGHT * rows.height
    return Figure(
        name="plan_gantt",
        language=current_language(),
        title=_title(works, homes, status, goal_year),
        subtitle=word("care.gantt_subtitle"),
        notes=tuple(notes),
        table=works.join(homes.select("home_id", "home", "town"), on="home_id", how="left"),
        datasets={
            "rows": rows,
            "bars": _bars(works, names),
            "line": pl.DataFrame([{"at": goal_year + 1.0, "label": line}]),
        },
        drawing=_chart(tuple(rows["name"]), first, last + 1, width, height),
        width=width + 420,
        height=height + 40,
    )


def _names(homes: pl.DataFrame) -> dict[int, str]:
    """Return each home's name in the language that is on, without what stands in brackets."""
    column = in_language("home", "home_en")
    named = homes.with_columns(shown=pl.coalesce(column, "home"))
    return {i: name.partition("（")[0].partition(" (")[0] for i, name in named.select("home_id", "shown").iter_rows()}


def _arrow(before: int, after: int) -> str:
    return f"{before}" if before == after else f"{before} → {after}"


def _bars(works: pl.DataFrame, names: dict[int, str]) -> pl.DataFrame:
    """Place the works of a home and year side by side; the wider the more beds."""
    rows = []
    for (home, year), group in works.group_by("home_id", "year", maintain_order=True):
        if home not in names:
            continue
        total, begun = int(group["beds"].sum()), float(year) + (1 - _PART) / 2
        for action in _ACTIONS:
            beds = int(group.filter(pl.col("action").cast(pl.String) == action)["beds"].sum())
            if not beds:
                continue
            wide = max(0.14, _PART * beds / total) if beds < total else _PART
            words = word(f"care.bar_{action}", n=beds)
            rows.append({"name": names[home], "begin": begun, "end": begun + wide, "action": action, "label": words})
            begun += wide
    schema = {"name": pl.String, "begin": pl.Float64, "end": pl.Float64, "action": pl.String, "label": pl.String}
    return pl.DataFrame(rows, schema=schema)


def _title(works: pl.DataFrame, homes: pl.DataFrame, status: Status, goal_year: int) -> str:
    """Name the towns that begin, that build and that close; or say that nothing is to be done, or nothing does."""
    if status == "infeasible":
        return word("care.gantt_infeasible", year=goal_year)
    if works.is_empty():
        return word("care.gantt_not_found" if status == "time_limit" else "care.gantt_nothing", year=goal_year)
    towns = dict(homes.select("home_id", "town").iter_rows())
    kinds = works.with_columns(kind=pl.col("action").cast(pl.String)).sort("year", "beds", descending=[False, True])
    first = kinds.filter(pl.col("kind") != "close")
    parts = []
    if not first.is_empty():
        parts.append(word("care.gantt_first", town=town_name(towns[first["home_id"][0]])))
    built = kinds.filter(pl.col("kind") == "build")
    if not built.is_empty():
        parts.append(word("care.gantt_build", n=int(built["beds"].sum())))
    closed = int(kinds.filter(pl.col("kind") == "close")["beds"].sum())
    if closed:
        parts.append(word("care.gantt_close", n=closed))
    return word("care.gantt_joint").join(parts)


@drawn_once
def _chart(names: tuple[str, ...], first: int, last: int, width: int, height: int) -> AltairChart:
    import altair as alt

    place = alt.Scale(domain=list(names), paddingInner=0.3)
    y = alt.Y("name:N", sort=None, title=None, scale=place)
    y = y.axis(domain=False, ticks=False, labelPadding=8, labelLimit=170)
    hidden = alt.Y("name:N", sort=None, axis=None, scale=place)
    across = alt.Scale(domain=[first, last + 0.02], nice=False, zero=False)
    middles = [year + 0.5 for year in range(first, last)]
    axis = alt.Axis(orient="top", values=middles, labelExpr="floor(datum.value)", ticks=False, domain=False, grid=False)
    bars = alt.Chart(alt.NamedData(name="bars"))
    x = alt.X("begin:Q", scale=across, axis=axis, title=None)
    fills = alt.Scale(domain=list(_ACTIONS), range=[t.PEOPLE[4], t.PEOPLE[6], t.CARD])
    edges = alt.Scale(domain=list(_ACTIONS), range=[t.PEOPLE[4], t.PEOPLE[6], t.LOSS])
    said = "{" + ",".join(f"'{a}':'{word(f'care.key_{a}')}'" for a in _ACTIONS) + "}[datum.label]"
    legend = alt.Legend(orient="top", title=None, labelExpr=said, symbolType="square", offset=4)
    fill = alt.Fill("action:N", scale=fills, legend=legend)
    stroke = alt.Stroke("action:N", scale=edges, legend=None)
    boxes = bars.mark_bar(strokeWidth=1.5, cornerRadius=2).encode(x, alt.X2("end:Q"), y, fill, stroke)
    middle = bars.transform_calculate(mid="(datum.begin+datum.end)/2")
    dark = alt.condition("datum.action == 'close'", alt.value(t.LOSS_TEXT), alt.value(t.CARD))
    text = middle.mark_text(fontSize=t.SIZE_NOTE).encode(alt.X("mid:Q", scale=across), y, text="label:N", color=dark)
    lines = alt.Chart(alt.InlineData([{"at": year} for year in range(first, last + 1)]))
    grid = lines.mark_rule(color=t.GRID).encode(alt.X("at:Q", scale=across))
    goal = alt.Chart(alt.NamedData(name="line"))
    rule = goal.mark_rule(color=t.INK, strokeWidth=2).encode(alt.X("at:Q", scale=across))
    words = goal.mark_text(align="right", dx=-8, dy=12, fontWeight=t.WEIGHT_BOLD, fontSize=t.SIZE_NOTE)
    reached = words.encode(alt.X("at:Q", scale=across), y=alt.value(height), text="label:N")
    data = alt.Chart(alt.NamedData(name="rows"))
    faint = alt.condition("datum.quiet", alt.value(t.INK_3), alt.value(t.INK))

    def column(field: str, heading: str, wide: int) -> alt.Chart:
        title = alt.TitleParams(
            heading, anchor="end", fontSize=t.SIZE_NOTE, fontWeight="normal", color=t.INK_2, offset=22
        )
        marks: alt.Chart = data.mark_text(align="right", fontSize=t.SIZE_NOTE).encode(
            hidden, x=alt.value(wide), text=f"{field}:N", color=faint
        )
        return marks.properties(width=wide, height=height, title=title)

    main = alt.layer(grid, boxes, text, rule, reached).properties(width=width, height=height)
    return alt.hconcat(
        main,
        column("beds", word("care.column_beds"), 92),
        column("nursing", word("care.column_nursing"), 82),
        column("cost", word("care.column_cost"), 66),
        spacing=8,
    )
