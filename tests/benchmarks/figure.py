"""The benchmark's figure: how many times the workbench's time each peer takes, both laws, on a logarithmic axis."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import polars as pl

from tests.benchmarks.report import LAWS, WAYS, ratio
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import drawn_once
from workbench.charts.base.figure import Figure
from workbench.files import write_whole
from workbench.language import Language, current_language, using_language

SHOWN = (
    "numpy plain",
    "polars lazy",
    "openfisca warm",
    "openfisca fresh",
    "policyengine warm",
    "policyengine fresh",
    "gettsim unchecked",
    "gettsim checked",
)
WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "One scenario of the county: peers take {least} to {most} times as long",
        "subtitle": "Times the workbench's own time, logarithmic; {persons} people, 2 cores, equal to the fen",
        "core": "dibao, tekun, margin households",
        "full": "all programmes",
        "note": "Medians of the ratios of {rounds} interleaved rounds, {date}; the workbench on its default threads. "
        "Fresh: a new simulation, as documented; warm: one kept, caches cleared by hand. See docs/benchmark.md.",
    },
    "zh": {
        "title": "全县一个方案：其他工具的用时是本工具的 {least} 至 {most} 倍",
        "subtitle": "用时为本工具的倍数，对数坐标；{persons} 人，2 核，结果逐分一致",
        "core": "低保、特困、低保边缘",
        "full": "全部救助项目",
        "note": "{rounds} 轮交错测量之比的中位数，{date}；本工具用默认线程数。“新建”：按其文档新建一次模拟；"
        "“保留”：保留模拟、手工清除缓存。详见 docs/benchmark.md。",
    },
}
CHINESE = {
    "numpy plain": "纯 NumPy",
    "polars lazy": "Polars（惰性查询）",
    "openfisca warm": "OpenFisca-Core（保留）",
    "openfisca fresh": "OpenFisca-Core（新建）",
    "policyengine warm": "PolicyEngine-Core（保留）",
    "policyengine fresh": "PolicyEngine-Core（新建）",
    "gettsim unchecked": "GETTSIM 引擎（关闭检查）",
    "gettsim checked": "GETTSIM 引擎（默认）",
}
_ROW = 44


def benchmark_bars(found: dict[str, Any], *, width: int = 470) -> Figure:
    """Draw the recorded ratios in the language that is on."""
    language = current_language()
    words, about = WORDS[language], found["rounds"]
    rows = []
    for way in SHOWN:
        for law in LAWS:
            if way in about[law]["times"]:
                times = ratio(about[law]["times"], way, "kernel_threads")
                name = CHINESE[way] if language == "zh" else WAYS[way]
                told = f"{times:.0f} ×" if times >= 9.95 else f"{times:.1f} ×"
                rows.append({"peer": name, "law": words[law], "times": times, "told": told})
    table = pl.DataFrame(rows)
    peers = tuple(table["peer"].unique(maintain_order=True))
    laws = tuple(words[law] for law in LAWS)
    rounds = len(about["core"]["times"]["kernel"])
    ends = {"least": f"{table['times'].min():.0f}", "most": f"{table['times'].max():.0f}"}
    height = _ROW * len(peers)
    return Figure(
        name="benchmark",
        language=language,
        title=words["title"].format(**ends),
        subtitle=words["subtitle"].format(persons=f"{about['persons']:,}"),
        notes=(words["note"].format(rounds=rounds, date=found["date"]),),
        table=table,
        datasets={"rows": table},
        drawing=_chart(peers, laws, float(table["times"].max()), width, height),  # type: ignore[arg-type]
        width=width + 240,
        height=height,
    )


@drawn_once
def _chart(peers: tuple[str, ...], laws: tuple[str, ...], most: float, width: int, height: int) -> Any:
    import altair as alt

    data = alt.Chart(alt.NamedData(name="rows"))
    scale = alt.Scale(type="log", domain=[1, 1.6 * most], nice=False)
    ticks = [one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500) if one <= 1.6 * most]
    axis = alt.Axis(values=ticks, format="d", domain=False, ticks=False, title=None)
    y = alt.Y("peer:N", sort=None, title=None, scale=alt.Scale(domain=list(peers), paddingInner=0.3))
    y = y.axis(domain=False, ticks=False, labelPadding=8, labelLimit=320)
    beside = alt.YOffset("law:N", sort=None, scale=alt.Scale(domain=list(laws), paddingInner=0.1))
    shades = alt.Scale(domain=list(laws), range=[t.MONEY[2], t.MONEY[5]])
    colour = alt.Color(
        "law:N", scale=shades, legend=alt.Legend(title=None, orient="top", symbolType="square", labelLimit=400)
    )
    bars = data.mark_bar().encode(
        alt.X("times:Q", scale=scale, axis=axis), x2=alt.datum(1), y=y, yOffset=beside, color=colour
    )
    text = data.mark_text(align="left", dx=5, fontSize=t.SIZE_NOTE, color=t.INK_2)
    numbers = text.encode(alt.X("times:Q", scale=scale), y, yOffset=beside, text="told:N")
    return alt.layer(bars, numbers).properties(width=width, height=height)


def in_few_colours(picture: bytes) -> bytes:
    """The same PNG with a palette: a third of the bytes."""
    from PIL import Image

    small = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(64).save(small, "PNG", optimize=True)
    return small.getvalue()


def draw(found: dict[str, Any], folder: Path) -> list[Path]:
    """Save the figure in both languages; returns the files."""
    made = []
    for language in ("en", "zh"):
        with using_language(language):
            path = folder / f"benchmark-{language}.png"
            write_whole(path, in_few_colours(benchmark_bars(found).as_bytes(".png")))
            made.append(path)
    return made
