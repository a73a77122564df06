"""Gainers and losers by group: shares of persons by the size of the change of assistance."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, text_width, written
from workbench.charts.base.notes import source_notes
from workbench.language import MINUS, current_language, in_column, people, share, word, words, written_range
from workbench.language import written as quantity
from workbench.results import title
from workbench.results.shown_table import value_words
from workbench.simulation import Comparison

# Limits of the classes of gain, yuan per person and month.
SMALL, LARGE = 50.0, 150.0
_CLASSES = ("loss", "small", "middle", "large")
_COLOURS = (t.LOSS, *t.GAINS)
_ROW_HEIGHT = 26
_CLEAR = 0.005  # shares of gainers that differ by less are about the same
_TITLE = 60  # Latin characters


@check_kinds
def winners_losers(comparison: Comparison, group: str = "type", *, width: int = 330) -> Figure:
    """Draw the shares that gain (right, three sizes) and lose (left), mean change and persons of each group.

    >>> winners_losers(compare(run, run_after), "town")

    group: any column that `comparison.by` takes. A person's change is the household's change of dibao, top-ups and
    tekun shared over its members, yuan a month.
    """
    table = comparison.by_size(group, (SMALL, LARGE))
    whole = comparison.by().row(0, named=True)
    names = [_name(group, g) for g in table[group]]
    rows = []
    for name, row in zip(names, table.iter_rows(named=True), strict=True):
        start = 0.0
        for size in _CLASSES:
            part = row[f"{size}_persons"] / row["persons"] if row["persons"] else 0.0
            begin, end = (-part, 0.0) if size == "loss" else (start, start + part)
            start = start if size == "loss" else end
            rows.append({"name": name, "size": size, "x": begin, "x2": end})
    labels = pl.DataFrame({"name": names}).hstack(
        table.select(
            gain=(pl.col("gaining_persons") / pl.col("persons")).fill_nan(0.0),
            loss=(pl.col("losing_persons") / pl.col("persons")).fill_nan(0.0),
            mean=pl.col("mean_change_yuan_per_month"),
            persons="persons",
        )
    )
    labels = labels.with_columns(
        gain_label=written(labels["gain"], _percent),
        mean_label=written(labels["mean"], _mean),
        persons_label=_persons(table),
    )
    height = _ROW_HEIGHT * len(names)
    both = "persons_before" in table.columns
    furthest = _round_end(labels["gain"])
    # Who loses has a bar; the title says how many, the table which share: beside a name there is no room for it.
    left = max(0.03 * furthest, _round_end(labels["loss"]) if labels["loss"].max() else 0.0)
    return Figure(
        name=f"winners_losers_{group}",
        language=current_language(),
        title=_with_the_first(_title(whole["gaining_persons"], whole["losing_persons"]), labels),
        subtitle=_subtitle(group),
        notes=source_notes(comparison.other),
        table=table,
        datasets={"parts": pl.DataFrame(rows), "labels": labels},
        drawing=_chart(tuple(names), left, furthest, both, width, height),
        width=width + (184 if both else 150),
        height=height,
    )


def size_names() -> dict[str, str]:
    """Return the names of the classes of gain and loss, with their limits, in the language that is on."""
    low, high = quantity(SMALL, "yuan"), quantity(LARGE, "yuan/month")
    limits = {"low": low, "high": high, "range": written_range(SMALL, LARGE, "yuan")}
    return {size: word(f"charts.winners_{size}", **limits) for size in _CLASSES}


def _subtitle(group: str) -> str:
    key = f"charts.winners_subtitle_{group}"
    return word(key) if key in words() else word("charts.winners_subtitle_other", group=title(group))


def _persons(table: pl.DataFrame) -> pl.Series:
    """Persons of each group; of a type that a reform changes those before and after."""
    if "persons_before" not in table.columns:
        return written(table["persons"], lambda v: in_column(v, "persons"))
    ends = [[in_column(v, "persons") for v in table[f"persons_{when}"]] for when in ("before", "after")]
    return pl.Series([b if b == a else f"{b} → {a}" for b, a in zip(*ends, strict=True)], dtype=pl.String)


def _round_end(shares: pl.Series) -> float:
    """The end of an axis that holds the shares: a round one, so that bars don't jump while a slider moves."""
    most = max(shares.to_list(), default=0.0)
    return next(end for end in (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0) if most <= end + 1e-9)


def _title(gaining: float, losing: float) -> str:
    if gaining < 0.5 and losing < 0.5:
        return word("charts.winners_title_none")
    if losing < 0.5:
        return word("charts.winners_title_gain", n=people(gaining))
    if gaining < 0.5:
        return word("charts.winners_title_loss", m=people(losing))
    return word("charts.winners_title_both", n=people(gaining), m=people(losing))


def _with_the_first(title: str, labels: pl.DataFrame) -> str:
    """Add the group whose share of gainers is the largest, where it clearly is and a line holds it."""
    first = labels.sort("gain", descending=True)
    if first.height < 2 or first["gain"][0] - first["gain"][1] < _CLEAR:
        return title
    longer = word("charts.winners_title_first", title=title, name=first["name"][0], share=first["gain_label"][0])
    return longer if text_width(longer) <= _TITLE else title


def _name(group: str, value: object) -> str:
    if group == "decile":
        return word("common.decile", n=value)
    if value is None:
        return word("groups.not_given")
    key = f"common.{value}"
    return word(key) if key in words() else value_words(value, group)


def _percent(value: float) -> str:
    """Whole per cents from ten per cent on, else more digits: small groups of winners stay visible."""
    return "0%" if value <= 0 else share(value, 0 if value >= 0.1 else 1 if value >= 0.01 else 2)


def _mean(value: float) -> str:
    if abs(value) < 0.005:
        return "±0"
    return ("+" if value > 0 else MINUS) + quantity(abs(value), "yuan", precision=0 if abs(value) >= 10 else 2)


@drawn_once
def _chart(names: tuple[str, ...], left: float, right: float, both: bool, width: int, height: int) -> AltairChart:
    import altair as alt

    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=6, labelLimit=150))
    y = y.scale(domain=list(names), paddingInner=0.25)
    x_scale = alt.Scale(domain=[-left, right * 1.18], nice=False, zero=False)
    words_of = list(size_names().values())
    colour = alt.Color(
        "size:N",
        scale=alt.Scale(domain=list(_CLASSES), range=list(_COLOURS)),
        legend=alt.Legend(
            orient="top",
            title=None,
            labelExpr="{"
            + ",".join(f"'{c}':'{w}'" for c, w in zip(_CLASSES, words_of, strict=True))
            + "}[datum.label]",
            symbolType="square",
            labelLimit=200,
            offset=8,
        ),
    )
    parts = alt.Chart(alt.NamedData(name="parts"))
    labels = alt.Chart(alt.NamedData(name="labels"))
    zero = alt.Chart(alt.InlineData(values=[{"x": 0}])).mark_rule(color=t.INK_2)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=x_scale, axis=None)

    bars = alt.layer(
        parts.mark_bar().encode(x("x"), alt.X2("x2"), y, colour),
        zero.encode(x("x")),
        labels.mark_text(align="left", dx=5, fontWeight=t.WEIGHT_BOLD, fontSize=t.SIZE_NOTE).encode(
            x("gain"), y, text="gain_label:N"
        ),
    ).properties(width=width, height=height)

    def column(field: str, heading: str, wide: int) -> alt.Chart:
        title = alt.TitleParams(
            heading, anchor="end", fontSize=t.SIZE_NOTE, fontWeight="normal", color=t.INK_2, offset=8
        )
        hidden = alt.Y("name:N", sort=None, axis=None, scale=alt.Scale(domain=list(names), paddingInner=0.25))
        marks = labels.mark_text(align="right", fontSize=t.SIZE_NOTE, color=t.INK_2)
        text: alt.Chart = marks.encode(hidden, x=alt.value(wide), text=f"{field}:N")
        return text.properties(width=wide, height=height, title=title)

    mean = column("mean_label", word("charts.winners_mean"), 70)
    heading, wide = ("charts.winners_before_after", 96) if both else ("charts.winners_persons", 62)
    persons = column("persons_label", word(heading), wide)
    return alt.hconcat(bars, mean, persons, spacing=6)
