"""Colours, sizes, fonts and the theme made of them: no figure has hexes or font sizes of its own."""

from __future__ import annotations

from typing import Any, Literal

from workbench.language import Language

Spec = dict[str, Any]  # a Vega-Lite spec or a part of it: JSON whose form the schema of Vega-Lite says
Options = dict[str, Any]  # keywords of a mark, an axis or a channel of Altair

INK, INK_2, INK_3 = "#1B2430", "#4A5563", "#667080"
LINE, LINE_2, GRID = "#D9DEE4", "#ECEFF2", "#E6E9ED"
PAGE, CARD, GUTTER = "#F4F5F7", "#FFFFFF", "#ECEEF1"
SCENARIO, SCENARIO_TEXT, SCENARIO_LIGHT, SCENARIO_TINT = "#C8372D", "#A82A20", "#EBB0A9", "#FBEAE7"
SCENARIO_BAND = "#F4D0CB"  # between tint and light: the 80 % interval
BASELINE, BASELINE_TEXT = "#8A93A0", "#5F6875"
CORRIDOR, CORRIDOR_EDGE, CORRIDOR_TEXT = "#7FB8AF", "#4E958B", "#2F6F66"
LOSS, LOSS_TEXT = "#B35806", "#8A4300"
MONEY = ("#F1F3FA", "#D5DCEE", "#AFBEDD", "#8099C8", "#5474AE", "#34528C", "#1F3663")
PEOPLE = ("#F0F6F4", "#CFE6E2", "#9FCFC8", "#68B0A9", "#27766F", "#14524F", "#0A3533")
# The first step of the people ramp on which white text is legible (5.4 : 1).
PEOPLE_WHITE_FROM = 4
GAINS = ("#BFE0DB", "#5FB0A7", "#1B7A72")
DIVERGING = ("#7F3B08", "#B35806", "#E9A66A", "#F4F4F2", *GAINS)
COUNTY = "#12355B"
# From who is nearest to who is farthest; what nobody pays stands out.
PAYERS = {
    "county": COUNTY,
    "city": "#7F8FA6",
    "province": "#A3B0C2",
    "central": "#BCC6D3",
    "insurance": "#9B8AA8",
    "charity": "#CDBF9F",
    "unpaid": DIVERGING[2],
}
# In this order everywhere; what is none of these is BASELINE and stands last.
PROGRAMMES = {
    "dibao": "#1D5FB4",
    "tekun": "#E3960F",
    "temporary": "#43265E",
    "medical": "#45C4B0",
    "education": "#EFDD72",
    "housing_and_jobs": "#522B1E",
    "care_subsidy": "#C979C4",
}
DIBAO_SINGLE_PERSON, EDUCATION_OUTLINE = "#8DB8DE", "#9C8A2E"

SIZE_FINDING, SIZE_BODY, SIZE_NOTE, SIZE_NUMBER = 16, 13, 12, 17
WEIGHT_BOLD: Literal[700] = 700

EXPORT_FONT = "Yiyuan Sans SC"
_CHINESE = '"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC"'
_LATIN = '"Segoe UI","Helvetica Neue",Arial,"Liberation Sans","DejaVu Sans"'


def font_stack(language: Language) -> str:
    """Return the fonts to try in turn; in English a Latin face first, since CJK faces draw ’ “ § full width."""
    shipped = f'"{EXPORT_FONT}"'
    if language == "zh":
        return f"{_CHINESE},{shipped},sans-serif"
    return f"{_LATIN},{_CHINESE},{shipped},sans-serif"


def palette() -> Spec:
    """Return the Vega-Lite config of colours that a chart of one's own takes where it names none."""
    return {
        "mark": {"color": COUNTY},
        "range": {
            "category": [*PROGRAMMES.values(), BASELINE],
            "ordinal": list(MONEY),
            "ramp": list(MONEY),
            "heatmap": list(MONEY),
            "diverging": list(DIVERGING),
        },
    }


def merged(below: Spec, above: Spec) -> Spec:
    """Lay one configuration over another, part by part."""
    both = {name for name in below.keys() & above.keys() if all(isinstance(one[name], dict) for one in (below, above))}
    return {**below, **above, **{name: merged(below[name], above[name]) for name in both}}


def theme(language: Language, scale: float = 1.0) -> Spec:
    """Return the Vega-Lite config; every size is multiplied by `scale`."""
    note, body, finding = (round(size * scale) for size in (SIZE_NOTE, SIZE_BODY, SIZE_FINDING))
    font = font_stack(language)
    return {
        "font": font,
        "background": CARD,
        "view": {"stroke": None},
        "padding": 14,
        "axis": {
            "labelFontSize": note,
            "titleFontSize": note,
            "titleFontWeight": "normal",
            "labelColor": INK_2,
            "titleColor": INK_2,
            "domainColor": INK_3,
            "tickColor": INK_3,
            "gridColor": GRID,
            "tickSize": 4,
            "titlePadding": 8,
        },
        "legend": {"labelFontSize": note, "labelColor": INK_2, "titleFontSize": note, "titleColor": INK_2},
        "text": {"fontSize": body, "color": INK, "font": font},
        "title": {
            "anchor": "start",
            "fontSize": finding,
            "fontWeight": WEIGHT_BOLD,
            "color": INK,
            "subtitleFontSize": body,
            "subtitleColor": INK_2,
            "subtitlePadding": 6,
            "offset": 12,
            "frame": "bounds",
        },
        "concat": {"spacing": 22},
    }
