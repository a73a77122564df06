"""How long receipt of family dibao lasts: the share still in receipt by years since it began, with a risk table.

Kaplan and Meier (1958, doi 10.1080/01621459.1958.10501452) by scipy.stats.ecdf. Receipt that was already running in the
first year began nobody knows when: those spells are left-truncated and can't be put on the time scale of the others.
They have a curve of their own, counted from the first year. A spell that the last year cuts off after d years was seen
through d - 1 ends of a year: whether it lasts beyond the d-th is not known, so it is not at risk there.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.stats import CensoredData, ecdf

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, need_columns
from workbench.charts.base.notes import marked
from workbench.errors import InputError
from workbench.language import current_language, share, word
from workbench.yearly import Years

GROUPS = ("new", "standing")
_COLOURS = (t.SCENARIO, t.BASELINE_TEXT)
_COLUMNS = ("began", "left_truncated", "duration_years", "ended", "households")
_BEFORE_THE_END = 0.5  # a spell cut off in its d-th year leaves the risk set before the end of that year
_TABLE = 48  # pixels of the risk table


def survival(spells: pl.DataFrame, *, standing: bool) -> pl.DataFrame:
    """Return duration_years, at_risk, left, staying of the spells that began within the years, or of those standing.

    at_risk: households seen in receipt for duration_years whose next year is seen too; left: those that then left;
    staying: Kaplan-Meier share still in receipt after so many years (1 at 0). Empty where no spell is of the kind.
    """
    need_columns(spells, _COLUMNS, "the table of spells")
    of_kind = spells.filter(pl.col("left_truncated") == standing)
    ended, cut = of_kind.filter("ended"), of_kind.filter(~pl.col("ended"))
    left = np.repeat(ended["duration_years"].to_numpy(), ended["households"].to_numpy())
    still = np.repeat(cut["duration_years"].to_numpy() - _BEFORE_THE_END, cut["households"].to_numpy())
    schema = {"duration_years": pl.Int64, "at_risk": pl.Int64, "left": pl.Int64, "staying": pl.Float64}
    if not left.size and not still.size:
        return pl.DataFrame(schema=schema)
    longest = int(max(left.max(initial=0), np.ceil(still.max(initial=0.0)) - 1))
    years = np.arange(longest + 1)
    # scipy needs one end that was seen to hold a curve; where nobody left, everybody stays.
    staying = (
        ecdf(CensoredData(uncensored=left.astype(float), right=still)).sf.evaluate(years)
        if left.size
        else np.ones(len(years))
    )
    at_risk = [int((left >= one).sum() + (still > one).sum()) for one in years]
    at_risk[0] = int(left.size + still.size)
    leaving = [int((left == one).sum()) for one in years]
    return pl.DataFrame([years, at_risk, leaving, staying], schema=schema)


@check_kinds
def years_spells(answers: Years, *, name: str | None = None, width: int = 460, height: int = 230) -> Figure:
    """Draw how long family dibao lasts: of households that began within the years, and of those in receipt before.

    >>> years_spells(wb.years(county, baseline, 2021, 2025, memory=wb.ReceiptMemory()))

    name: of the policy, in place of its title. Below stand the households at risk in each year. Raises InputError where
    no memory carries receipt on, or nobody received in two years running.
    """
    curves = [
        survival(answers.spells, standing=kind == "standing").select(pl.lit(kind).alias("spell"), pl.all())
        for kind in GROUPS
    ]
    table = pl.concat(curves)
    if table.filter(pl.col("duration_years") > 0).is_empty():
        raise InputError("years_spells: nobody was in receipt in two years running")
    labels = {kind: word(f"years.spells_{kind}", year=answers.first_year) for kind in GROUPS}
    drawn = table.with_columns(
        label=pl.col("spell").replace_strict(labels, return_dtype=pl.String),
        risk=pl.Series([f"{n:,}" for n in table["at_risk"]], dtype=pl.String),
    )
    longest = int(table["duration_years"].max())  # type: ignore[arg-type]
    return Figure(
        name="years_spells",
        language=current_language(),
        title=_title(*curves),
        subtitle=word("years.spells_subtitle", policy=name or answers.base.title),
        notes=(word("years.spells_note", year=answers.first_year), *marked(answers.warnings)),
        table=table,
        datasets={"curves": drawn},
        drawing=_chart(tuple(labels.values()), longest, width, height),
        width=width + 70,
        height=height + _TABLE + 110,
    )


def median_years(curve: pl.DataFrame) -> int | None:
    """Return the first year by whose end half or more have left; None where more than half stay as long as is seen."""
    gone = curve.filter(pl.col("staying") <= 0.5)
    return None if gone.is_empty() else int(gone["duration_years"][0])


def _title(new: pl.DataFrame, standing: pl.DataFrame) -> str:
    """Say how long new receipt lasts, and how many of those standing at the start are left at the end."""
    rest = standing if new.filter(pl.col("duration_years") > 0).is_empty() else new
    half = median_years(rest)
    seen = int(rest["duration_years"].max())  # type: ignore[arg-type]
    kind = "standing" if rest is standing else "new"
    if half is None:
        return word(f"years.spells_title_{kind}_longer", n=seen, share=share(float(rest["staying"][-1]), 0))
    return word(f"years.spells_title_{kind}", n=half)


@drawn_once
def _chart(labels: tuple[str, ...], longest: int, width: int, height: int) -> AltairChart:
    import altair as alt

    curves = alt.Chart(alt.NamedData(name="curves"))
    across = alt.Scale(domain=[0, longest + 0.4], nice=False)
    step = 1 if longest <= 6 else 3
    axis = alt.Axis(values=list(range(0, longest + 1, step)), format="d", grid=False, title=word("years.spells_x"))
    scale = alt.Scale(domain=list(labels), range=list(_COLOURS))
    legend = alt.Legend(orient="top", direction="vertical", title=None, labelLimit=width, symbolType="stroke")
    colour = alt.Color("label:N", scale=scale, sort=list(labels), legend=legend)
    up = alt.Y(
        "staying:Q",
        scale=alt.Scale(domain=[0, 1]),
        title=None,
        axis=alt.Axis(format="%", tickCount=5, domain=False, ticks=False),
    )
    x = alt.X("duration_years:Q", scale=across, axis=axis)
    lines = curves.mark_line(interpolate="step-after", strokeWidth=2.5).encode(x, up, colour)
    points = curves.mark_point(filled=True, size=26, opacity=1).encode(x, up, colour)
    plain = alt.X("duration_years:Q", scale=across, axis=None)
    row = alt.Y("label:N", sort=list(labels), title=None, axis=alt.Axis(labels=False, domain=False, ticks=False))
    risk = curves.transform_filter(f"datum.duration_years % {step} == 0").mark_text(fontSize=t.SIZE_NOTE)
    heading = alt.TitleParams(
        word("years.spells_risk"), anchor="start", fontSize=t.SIZE_NOTE, color=t.INK_2, fontWeight="normal", offset=4
    )
    written = alt.Color("label:N", scale=scale, legend=None)
    below = risk.encode(plain, row, written, text="risk:N").properties(width=width, height=_TABLE, title=heading)
    return alt.vconcat(alt.layer(lines, points).properties(width=width, height=height), below, spacing=8)
