"""A researcher's own Altair chart as a figure of the house: its fonts and colours, town names, notes, every format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from workbench.arguments import check_kinds, described, listed
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import Drawing, checked_chart
from workbench.charts.base.figure import ROW_BUDGET, Figure
from workbench.charts.base.notes import source_notes
from workbench.charts.base.tokens import Spec, merged
from workbench.errors import InputError
from workbench.language import current_language, town_name, unit_alone
from workbench.place import current_place
from workbench.results import column
from workbench.results.shown_table import heading, in_words, without_unit
from workbench.simulation import Run

_WIDTH, _HEIGHT = 560, 300  # pixels, of a chart that says none
_GUIDES = {"x": "axis", "y": "axis", "row": "header", "column": "header", "facet": "header"}
_LEGENDS = ("color", "fill", "stroke", "shape", "size", "opacity", "strokeDash")
_MOST_CODES = 100
_WITHOUT_SIZE = ("facet", "repeat", "hconcat", "vconcat", "concat")  # these take the size of what is in them


@check_kinds
def own(
    chart: object,
    *,
    title: str,
    subtitle: str = "",
    notes: Iterable[str] = (),
    run: Run | None = None,
    units: Mapping[str, str] | None = None,
    name: str = "own",
) -> Figure:
    """Return an Altair chart as a figure: shown and saved like the workbench's own, without network.

    >>> import altair as alt
    >>> bars = alt.Chart(run.summary()).mark_bar().encode(x="persons", y="programme", color="residence")
    >>> own(bars, title="Dibao reaches most", run=run).save("reach.svg")

    The figure is in the language that is on: names of towns are written in it; axes and legends of the results' columns
    get the column's title with its unit and words in the place of codes, unless the chart says its own. What the chart
    says goes before the house's style. title: the finding; subtitle: measure, unit, population; notes: lines below,
    after those on source, assumptions and warnings of `run`, where one is given. units: of columns that no result has,
    for the table below. Raises InputError for anything but a chart of Altair with data in it, one that isn't valid, or
    more than 5,000 rows.
    """
    import altair as alt

    chart = checked_chart(chart, "own: chart")
    given_texts: dict[str, object] = {"title": title, "subtitle": subtitle, "name": name}
    for argument, text in given_texts.items():
        if not isinstance(text, str) or (argument != "subtitle" and not text.strip()):
            raise InputError(f"own: {argument}={described(text)}: a text is wanted")
    told = _spec_of(chart)
    config = {} if chart.config is alt.Undefined else chart.config.to_dict()
    spec = _in_language(told)
    rows = _data(spec)
    _write_words(spec, rows)
    if not any(kind in spec for kind in _WITHOUT_SIZE):
        spec = {"width": _WIDTH, "height": _HEIGHT, **spec}
    table = pl.DataFrame(rows, infer_schema_length=None, strict=False)
    given = _units(table, units or {})
    drawn = type(chart).from_dict(spec, validate=False)
    return Figure(
        name=name,
        language=current_language(),
        title=title,
        subtitle=subtitle,
        notes=(*(source_notes(run) if run is not None else ()), *listed("notes", notes, "texts")),
        table=table,
        datasets={},
        drawing=Drawing(drawn, merged(t.palette(), config)),
        width=_size(spec, "width", _WIDTH),
        height=_size(spec, "height", _HEIGHT),
        units=given,
    )


def _spec_of(chart: Any) -> Spec:
    """Return a chart as Vega-Lite data, without configuration; Altair's own errors become InputErrors."""
    import altair as alt

    try:
        with alt.data_transformers.enable("default", max_rows=ROW_BUDGET):
            spec: Spec = chart.to_dict()
    except alt.MaxRowsError:
        raise InputError(f"own: the chart has more than {ROW_BUDGET:,} rows; sum up before drawing") from None
    except (alt.utils.schemapi.SchemaValidationError, ValueError, TypeError) as problem:
        first = str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__
        raise InputError(f"own: the chart can't be drawn: {first}") from None
    spec.pop("config", None)
    return spec


def _data(spec: Spec) -> list[dict[str, object]]:
    """Return the rows of the chart's first data; refuses data that would be fetched."""
    for part in _parts(spec):
        if isinstance(part.get("data"), dict) and "url" in part["data"]:
            raise InputError(
                f"own: the chart's data are fetched from {part['data']['url']}; read them into a frame first, "
                "a figure needs no network"
            )
    for values in spec.get("datasets", {}).values():
        if any(values):  # Altair has one empty row where there is no frame
            return list(values)
    for part in _parts(spec):
        if isinstance(part.get("data"), dict) and "values" in part["data"]:
            return list(part["data"]["values"])
    raise InputError("own: the chart has no data; alt.Chart(frame) is wanted")


def _parts(spec: object) -> Iterator[Spec]:
    """Give every mapping of a spec, its data left out."""
    if isinstance(spec, dict):
        yield spec
        for name, part in spec.items():
            if name not in ("datasets", "values"):
                yield from _parts(part)
    elif isinstance(spec, list):
        for part in spec:
            yield from _parts(part)


def _in_language(part: Any) -> Any:
    """Write every text that is the name of a town in the language that is on."""
    towns = set(current_place().towns)
    if isinstance(part, dict):
        return {name: _in_language(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_in_language(value) for value in part]
    return town_name(part) if isinstance(part, str) and part in towns else part


def _write_words(spec: Spec, rows: Sequence[Mapping[str, object]]) -> None:
    """Give axes and legends of the results' columns their title, and words in the place of codes, where none are said.

    What is aggregated or binned keeps the title that Vega-Lite makes.
    """
    for part in _parts(spec):
        encoding = part.get("encoding")
        for place, channel in encoding.items() if isinstance(encoding, dict) else ():
            if not isinstance(channel, dict) or column(str(channel.get("field"))) is None:
                continue
            field = str(channel["field"])
            if not {"title", "aggregate", "bin", "timeUnit"} & set(channel):
                channel["title"] = heading(field)
            guide = _GUIDES.get(place, "legend" if place in _LEGENDS else "")
            codes = {value for row in rows if isinstance(value := row.get(field), str)}
            named = {code: in_words(code, field) for code in sorted(codes) if in_words(code, field) != code}
            if guide and named and len(named) < _MOST_CODES and isinstance(channel.get(guide, {}), dict):
                words = f"{json.dumps(named, ensure_ascii=False)}[datum.label] || datum.label"
                channel[guide] = {"labelExpr": words, **channel.get(guide, {})}


def _units(table: pl.DataFrame, units: Mapping[str, str]) -> dict[str, str]:
    """Return the units of columns that no result has: as given, else bare numbers."""
    for unit in units.values():
        unit_alone(unit)
    return {name: "number" for name in table.columns if without_unit(table, name)} | dict(units)


def _size(spec: Spec, side: str, usual: int) -> int:
    value = spec.get(side, usual)
    return int(value) if isinstance(value, int | float) else usual
