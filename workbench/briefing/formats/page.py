"""A brief as one HTML page with interactive figures and sortable tables; nothing is loaded from outside."""

from __future__ import annotations

import html
import json

from workbench.briefing.content import Amount, BriefTable, Cell, Content, Section, written
from workbench.briefing.formats.layout import date_text, short_fingerprint
from workbench.charts import Figure
from workbench.charts.base import render
from workbench.charts.base.tokens import Spec
from workbench.charts.winners import size_names
from workbench.language import word
from workbench.paths import package_file

_FOLDER = package_file("briefing", "formats")
# What a tip says of a mark: field of its data -> (word, how it is written).
_FIELDS = {
    "name": ("", "text"),
    "label": ("", "text"),
    "payer": ("", "word"),
    "million": ("brief.column_cost", "wan"),
    "coverage": ("brief.column_coverage", "share"),
    "baseline_coverage": ("brief.column_baseline", "share"),
    "change": ("brief.column_change", "points"),
    "size": ("", "word"),
    "gain": ("brief.column_gain", "share"),
    "loss": ("brief.column_lose", "share"),
    "persons": ("brief.column_persons", "count"),
    "year": ("brief.column_year", "year"),
    "median": ("brief.column_value", "share"),
}
_PAYERS = ("central", "province", "city", "county", "insurance", "charity", "unpaid")


def page(content: Content) -> bytes:
    """Return the page as HTML; it must be made in the content's language."""
    parts = "".join(_section(one) for one in content.sections)
    annex = "".join(
        f"<details class='{one.name}'><summary>{_e(one.title)}</summary>{_table(one)}</details>"
        for one in content.annex
    )
    links = "".join(f"<a href='#{one.name}'>{_e(one.heading)}</a>" for one in content.sections)
    warnings = "".join(f"<div class='warning'>{_e(line)}</div>" for line in content.warnings)
    body = (
        f"<header><h1>{_e(content.title)}</h1>"
        f"<p class='under'>{_e(content.subtitle)} · {_e(date_text(content.when))}</p>"
        f"<p class='sample'>{_e(content.sample)}</p><nav>{links}<a href='#annex'>{_e(word('brief.annex'))}</a></nav>"
        f"{warnings}</header><main>{parts}"
        f"<section id='annex'><h3>{_e(word('brief.annex'))}</h3>{annex}</section></main>"
        f"<footer><p class='hint'>{_e(word('brief.sort_hint'))}</p><p>{_e(word('brief.signed'))} · "
        f"{_e(word('brief.fingerprint', fingerprint=short_fingerprint(content)))}</p></footer>"
    )
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    text = (
        f"<!doctype html><html lang='{content.language}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'><link rel='icon' href='data:,'>"
        f"<title>{_e(content.title)}</title><style>{style}</style></head><body>{body}"
        f"<script id='told' type='application/json'>{_script_data(content)}</script>"
        f"<script type='module'>{_script()}</script></body></html>"
    )
    return text.encode()


def _script() -> str:
    """The page's script with Vega around it; an end mark inside it would end the page's element."""
    return render.bundled((_FOLDER / "page.js").read_text(encoding="utf-8")).replace("</script", "<\\/script")


def _script_data(content: Content) -> str:
    """What the script needs, as JSON that can stand inside a page."""
    names = {payer: word(f"programmes.payer_{payer}") for payer in _PAYERS}
    names |= size_names()
    data = {
        "language": content.language,
        "points": word("brief.unit_points") if content.language == "zh" else f" {word('brief.unit_points')}",
        "names": names,
        "fields": {field: [word(key) if key else "", kind] for field, (key, kind) in _FIELDS.items()},
        "figures": {figure.name: live_spec(figure) for figure in content.figures},
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def live_spec(figure: Figure) -> Spec:
    """Return a figure's spec with its data and without a title: the page writes that itself. It names no address."""
    spec = figure.spec(live=True)
    spec.pop("$schema", None)
    spec["datasets"] = {**spec.get("datasets", {}), **figure.rows()}
    spec["config"]["mark"] = {"tooltip": {"content": "data"}}
    return spec


def _static_svg(figure: Figure) -> str:
    """The same figure as a picture, for a browser that runs no scripts and until they have run."""
    spec = {**live_spec(figure), "$schema": figure.drawing.spec.get("$schema")}
    return render.svg(spec)


def _section(one: Section) -> str:
    points = "".join(f"<li>{_e(point)}</li>" for point in one.points)
    figures = "".join(_figure(figure) for figure in one.figures)
    tables = "".join(_table(table) for table in one.tables)
    basis = f"<p class='basis'>{_e(one.basis)}</p>" if one.basis else ""
    return (
        f"<section id='{one.name}' class='{one.name}'><h2>{_e(one.heading)}</h2>"
        f"<p class='finding'>{_e(one.finding)}</p><ul>{points}</ul>{basis}"
        + _tiles(one)
        + (f"<div class='figures'>{figures}</div>" if figures else "")
        + f"{tables}</section>"
    )


def _tiles(one: Section) -> str:
    if not one.tiles:
        return ""
    listed = "".join(
        f"<div class='tile'><div class='under'>{_e(tile.label)}</div><div class='number'>{_e(tile.value)}</div>"
        + "".join(f"<div>{_e(line)}</div>" for line in (tile.change, tile.interval) if line)
        + "</div>"
        for tile in one.tiles
    )
    return f"<div class='tiles'>{listed}</div>"


def _figure(figure: Figure) -> str:
    notes = "".join(f"<p class='note'>{_e(note)}</p>" for note in figure.notes)
    said = _e(f"{figure.title}. {figure.subtitle}")
    return (
        f"<figure><h3>{_e(figure.title)}</h3><p class='under'>{_e(figure.subtitle)}</p>"
        f"<div class='picture' role='img' aria-label='{said}' data-figure='{figure.name}'>{_static_svg(figure)}</div>"
        f"<figcaption>{notes}</figcaption></figure>"
    )


def _table(table: BriefTable) -> str:
    numbers = table.number_columns()

    def cell(value: Cell, column: int) -> str:
        kind = " class='n'" if numbers[column] else ""
        plain = f" data-value='{value.value!r}'" if isinstance(value, Amount) and value.value is not None else ""
        return f"<td{kind}{plain}>{_e(written(value))}</td>"

    def row(cells: tuple[Cell, ...]) -> str:
        return f"<tr>{''.join(cell(value, column) for column, value in enumerate(cells))}</tr>"

    heads = "".join(
        f"<th scope='col'{' class=n' if right else ''}>{_e(head)}</th>"
        for head, right in zip(table.columns, numbers, strict=True)
    )
    foot = f"<tfoot>{row(table.total)}</tfoot>" if table.total else ""
    note = f"<p class='note'>{_e(table.note)}</p>" if table.note else ""
    body = "".join(row(cells) for cells in table.rows)
    return (
        f"<div class='table'><table><caption>{_e(table.title)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{body}</tbody>{foot}</table></div>{note}"
    )


def _e(text: str) -> str:
    return html.escape(text, quote=True)
