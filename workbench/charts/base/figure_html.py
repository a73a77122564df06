"""A figure as HTML: title, inline picture, table and CSV; nothing is loaded from outside."""

from __future__ import annotations

import base64
import html
import re
from typing import Protocol

import polars as pl

from workbench.language import Language, using_language, word
from workbench.results.shown_table import ShownTable

_MOST_ROWS = 200  # of a table on the page; the CSV has them all
# Said here and not in a style sheet: a notebook's cell has none.
_BESIDE = "display:inline-block;vertical-align:top;max-width:100%;margin-left:14px"
_SCROLLS = "max-height:320px;overflow:auto"
_NAMESPACE = re.compile(r'\sxmlns(?::xlink)?="[^"]*"')
_ID = re.compile(r'\bid="([^"]+)"')


class HtmlFigure(Protocol):
    """What of a figure stands on an HTML page: `charts.base.figure.Figure` has all of it."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def language(self) -> Language: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def subtitle(self) -> str: ...  # noqa: D102
    @property
    def table(self) -> pl.DataFrame: ...  # noqa: D102
    def shown(self, rows: int) -> ShownTable: ...  # noqa: D102
    def as_bytes(self, ending: str) -> bytes: ...  # noqa: D102


def table_below(figure: HtmlFigure) -> str:
    """Return the figure's table to be opened, and the link to its CSV, in the figure's language."""
    with using_language(figure.language):
        rows = figure.table.height
        shown = figure.shown(_MOST_ROWS)
        more = "" if rows <= _MOST_ROWS else word("charts.table_rows", n=f"{rows:,}", m=_MOST_ROWS)
        data = base64.b64encode(figure.as_bytes(".csv")).decode()
        link = (
            f'<a download="{escaped(figure.name)}.csv" href="data:text/csv;charset=utf-8;base64,{data}">'
            f"{escaped(word('charts.csv'))}</a>"
        )
        note = f"<p>{escaped(more)}</p>" if more else ""
        return (
            f'{link} <details style="{_BESIDE}"><summary>{escaped(word("charts.table"))}</summary>'
            f'<div style="{_SCROLLS}">{shown.html()}</div>{note}</details>'
        )


def picture(figure: HtmlFigure, svg: str) -> str:
    """Return the picture to stand among others on one page: names inside it (of clips, say) are its own.

    HTML knows what an svg is; the address-like names of its namespaces are left out.
    """
    svg = _NAMESPACE.sub("", svg)
    names = set(_ID.findall(svg))
    for name in names:
        mine = f"{figure.name}-{name}"
        svg = svg.replace(f'id="{name}"', f'id="{mine}"').replace(f"url(#{name})", f"url(#{mine})")
    return svg


def in_notebook(figure: HtmlFigure, svg: str) -> str:
    """Return the picture with table and CSV below it, for the output of a notebook's cell."""
    data = base64.b64encode(svg.encode()).decode()
    said = escaped(f"{figure.title}. {figure.subtitle}")
    # As an image: a notebook that isn't trusted yet keeps images and throws inline drawings away.
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{said}"><br>{table_below(figure)}'


def escaped(text: str) -> str:
    """Write a text so that HTML shows it as it is."""
    return html.escape(text, quote=True)
