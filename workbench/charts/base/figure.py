"""A figure: title, subtitle, chart, notes and the table behind it; saved as SVG, PNG, PDF, HTML, CSV or JSON."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from workbench.charts.base import render
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, Drawing, checked_chart
from workbench.charts.base.figure_html import in_notebook
from workbench.charts.base.tokens import Spec, merged, theme
from workbench.errors import InputError, refuse_unwritable, unknown
from workbench.files import write_whole
from workbench.language import Language, using_language
from workbench.results.columns import Column
from workbench.results.shown_table import ShownTable

Row = dict[str, Any]  # one row of a frame, values by column
ROW_BUDGET = 5_000
FORMATS = (".svg", ".png", ".pdf", ".html", ".csv", ".json")
# A Latin character of a note is about 6 pixels wide, a Chinese one twice that; notes may run below the axis labels too.
_NEVER_FIRST = "，。、；：！？）》”％"  # no line of Chinese begins with these
_PIXELS_PER_CHARACTER, _BESIDE_THE_DRAWING = 6, 50


@dataclass(frozen=True, eq=False)
class Figure:
    """A finished figure.

    title: the finding, in words worked out from the data; subtitle: measure, unit, population; notes: source,
    assumptions, warnings; table: what is drawn, units in the column names; datasets: rows by the names that the chart
    refers to; drawing: the chart without data; width, height: of the drawing, in pixels; units: of
    the table's columns that are named after programmes; own: the columns that are named after a scenario's own
    parameters and rules (`results.columns.own_columns`). A plain Altair chart is taken as the drawing, too.
    """

    name: str
    language: Language
    title: str
    subtitle: str
    notes: tuple[str, ...]
    table: pl.DataFrame
    datasets: Mapping[str, pl.DataFrame]
    drawing: Drawing
    width: int
    height: int
    units: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Column] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        given: object = self.drawing
        if not isinstance(given, Drawing):
            object.__setattr__(self, "drawing", Drawing(checked_chart(given, f"figure {self.name}: drawing")))
        for name, rows in self.datasets.items():
            if rows.height > ROW_BUDGET:
                raise InputError(
                    f"figure {self.name}: the dataset {name!r} has {rows.height:,} rows; sum up to at most "
                    f"{ROW_BUDGET:,} before drawing"
                )
        refuse_unwritable(f"figure {self.name}", self.title, self.subtitle, *self.notes)

    @property
    def chart(self) -> AltairChart:
        """The Altair chart with its data, for whoever wants to build on it: a copy, which `own` takes too."""
        chart = self.drawing.chart.copy()
        own = chart.to_dict(validate=False).get("datasets", {})
        chart.datasets = {**own, **self.rows()}
        return chart

    def shown(self, rows: int) -> ShownTable:
        """Return the first rows of the figure's table, written in the figure's language."""
        return ShownTable(self.table, rows, self.language, self.units, self.own)

    def rows(self) -> dict[str, list[Row]]:
        """Return the rows of each dataset as plain data, for a living view."""
        return {name: _plain_rows(frame) for name, frame in self.datasets.items()}

    def spec(self, *, live: bool = False, scale: float = 1.0) -> Spec:
        """Return the Vega-Lite spec: for a living view without title and data, else complete in itself."""
        spec = copy.deepcopy(self.drawing.spec)
        if live:
            return {**spec, "config": {**self._config(scale), "padding": 2, "background": None}}
        return self._complete(spec, scale)

    def _config(self, scale: float) -> Spec:
        return merged(theme(self.language, scale), self.drawing.config)

    def _complete(self, spec: Spec, scale: float) -> Spec:
        schema = spec.pop("$schema", None)
        inner = spec.pop("datasets", {})
        spec.pop("usermeta", None)  # what a living page reads; no part of a panel
        params = spec.pop("params", None)  # what is pointed at is shared by all panels: it belongs to the outermost
        size = round(t.SIZE_NOTE * scale)
        notes = [line for note in self.notes for line in _wrapped(note, self.width)]
        # The notes are a second title, below: like the finding, it begins at the picture's left edge, not the plot's.
        foot = {
            "text": notes,
            "orient": "bottom",
            "fontSize": size,
            "fontWeight": "normal",
            "color": t.INK_3,
            "lineHeight": size * 1.5,
            "offset": size * 1.5,
        }
        return {
            **({"$schema": schema} if schema else {}),
            "title": {"text": self.title, "subtitle": _wrapped(self.subtitle, self.width)},
            "vconcat": [{**spec, "title": foot}],
            **({"params": params} if params else {}),
            "datasets": {**inner, **self.rows()},
            "config": self._config(scale),
        }

    def save(self, path: str | Path) -> Path:
        """Write the figure (.svg .png .pdf .html) or its table (.csv .json), whole or not at all; returns the path."""
        target = Path(path)
        kind = target.suffix.lower()
        if kind not in FORMATS:
            raise unknown("file ending", kind or target.name, FORMATS)
        write_whole(target, self.as_bytes(kind))
        return target

    def as_bytes(self, kind: str) -> bytes:
        """Return what `save` would write for a file ending, ".png" or "png"; raises UnknownNameError for another."""
        ending, kind = kind, f".{kind.lower().removeprefix('.')}"
        if kind not in FORMATS:
            raise unknown("file ending", ending, FORMATS)
        if kind == ".csv":
            return ("\ufeff" + self.table.write_csv()).encode()  # Excel opens Chinese text right with the mark
        with using_language(self.language):
            spec = self.spec()
        if kind == ".json":
            return json.dumps(spec, ensure_ascii=False, indent=1).encode()
        if kind == ".png":
            return render.png(spec)
        if kind == ".pdf":
            return render.pdf(spec)
        return (render.html(spec) if kind == ".html" else render.svg(spec)).encode()

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        svg = self.as_bytes(".svg").decode()
        return {
            "text/html": in_notebook(self, svg),  # the picture with its table and CSV below
            "image/svg+xml": svg,
            "text/plain": f"{self.title}\n{self.subtitle}",
        }

    def __repr__(self) -> str:
        return f"Figure {self.name}: {self.title}"


def written(values: pl.Series, write: Callable[[Any], str]) -> pl.Series:
    """Write each value in the language that is on; not through Polars, whose threads don't know which one that is."""
    return pl.Series([write(value) for value in values], dtype=pl.String)


def need_columns(table: pl.DataFrame, columns: Iterable[str], where: str) -> None:
    """Refuse a table that lacks one of the columns a figure reads; `where` names figure and table.

    Raises UnknownNameError with the nearest name that is there.
    """
    for name in columns:
        if name not in table.columns:
            raise unknown("column", name, table.columns, f"{where} lacks a column")


def _plain_rows(frame: pl.DataFrame) -> list[Row]:
    return frame.fill_nan(None).to_dicts()


def text_width(text: str) -> int:
    """Count the width of a text in Latin characters; a Chinese one is two wide."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def _wrapped(text: str, pixels: int) -> list[str]:
    """Break a text into lines that fit; Chinese may break anywhere, English at spaces."""
    most = (pixels + _BESIDE_THE_DRAWING) // _PIXELS_PER_CHARACTER
    lines, line = [], ""
    for piece in _pieces(text):
        if line and text_width(line + piece) > most:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for c in text:
        wide = ord(c) > 0x2E7F
        if c in _NEVER_FIRST:
            pieces[-1] += c
        elif c == " " or wide or (pieces[-1] and ord(pieces[-1][-1]) > 0x2E7F):
            pieces.append(c)
        else:
            pieces[-1] += c
    return [piece for piece in pieces if piece]
