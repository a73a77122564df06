"""The one theme of all figures: a Vega-Lite config, by language and scale (1 on screen, 1.57 for the projector)."""

from __future__ import annotations

from typing import Any

from workbench.charts.base import tokens as t
from workbench.language import Language


def theme(language: Language, scale: float = 1.0) -> dict[str, Any]:
    """Return the Vega-Lite config; every size is multiplied by `scale`."""
    note, body, finding = (round(size * scale) for size in (t.SIZE_NOTE, t.SIZE_BODY, t.SIZE_FINDING))
    font = t.font_stack(language)
    return {
        "font": font,
        "background": t.CARD,
        "view": {"stroke": None},
        "padding": 14,
        "axis": {
            "labelFontSize": note,
            "titleFontSize": note,
            "titleFontWeight": "normal",
            "labelColor": t.INK_2,
            "titleColor": t.INK_2,
            "domainColor": t.INK_3,
            "tickColor": t.INK_3,
            "gridColor": t.GRID,
            "tickSize": 4,
            "titlePadding": 8,
        },
        "legend": {"labelFontSize": note, "labelColor": t.INK_2, "titleFontSize": note, "titleColor": t.INK_2},
        "text": {"fontSize": body, "color": t.INK, "font": font},
        "title": {
            "anchor": "start",
            "fontSize": finding,
            "fontWeight": t.WEIGHT_BOLD,
            "color": t.INK,
            "subtitleFontSize": body,
            "subtitleColor": t.INK_2,
            "subtitlePadding": 6,
            "offset": 12,
            "frame": "bounds",
        },
        "concat": {"spacing": 22},
    }
