"""From state and results to what the page shows: plain data, no widget. The page's script only lays it out."""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.charts import Figure, cost_surface, income_distribution, standards_corridor, town_tiles, winners_losers
from workbench.charts.notes import scenario_name, warning_lines
from workbench.dashboard.results import GRID_POINTS, Results
from workbench.dashboard.state import PAGES, State
from workbench.dashboard.tiles import finding, tiles
from workbench.language import interval, people, per_month, share, using_language, word, yuan
from workbench.simulation import Run, compare

# The track of a ratio is wider than the law: a value outside is allowed, and warned of.
TRACKS = {"urban_dibao_ratio": (0.24, 0.38), "rural_dibao_ratio": (0.34, 0.47)}
STEP_RATIO, STEP_MULTIPLE = 0.005, 0.05
_HEIGHT, _TABLE_ROWS = 385, 60
_STATUS_ORDER = ("assumed", "estimated", "unverified", "published")


def page_view(state: State, results: Results, progress: tuple[int, int] | None = None) -> dict[str, Any]:
    """Return everything the page shows, in the state's language, as data for the script."""
    with using_language(state.language):
        base = results.base()
        run = results.run(state.scenario(results.baseline))
        figures = figures_of(state, results)
        return {
            "language": state.language,
            "brand": word("dashboard.brand"),
            "switch": word("dashboard.switch"),
            "pages": [{"name": p, "label": word(f"dashboard.page_{p}"), "on": p == state.page} for p in PAGES],
            "chips": _chips(run, base),
            "sections": _sections(run, base),
            "buttons": {"undo": word("dashboard.undo"), "reset": word("dashboard.reset")},
            "can": {"undo": bool(state.past), "reset": bool(state.levers)},
            "badges": _badges(run),
            "finding": finding(run, base),
            "under": _under(run, base),
            "key": [word("dashboard.key_baseline"), word("dashboard.key_scenario")],
            "tiles": tiles(run, base),
            "warnings": _warnings(run),
            "figures": [_figure_view(f, state) for f in figures],
            "waiting": _waiting(state, results, progress),
            "assumptions": _assumptions(run) if state.page == "assumptions" else None,
            "words": {"table": word("dashboard.table"), "updating": word("dashboard.updating")},
            "footer": _footer(results, run),
        }


def figures_of(state: State, results: Results) -> list[Figure]:
    """Return the figures of the open page, in the language that is on."""
    base = results.base()
    run = results.run(state.scenario(results.baseline))
    if state.page == "helped":
        return [income_distribution(run, base), winners_losers(compare(base, run)), standards_corridor(run, base)]
    if state.page == "assumptions":
        return [standards_corridor(run, base)]
    tiles_figure = town_tiles(run, base, chosen=state.town, height=_HEIGHT)
    if results.grid is None:
        return [tiles_figure]
    moved = run if run is not base else None
    return [cost_surface(results.grid, base, moved, height=_HEIGHT), tiles_figure]


def _figure_view(figure: Figure, state: State) -> dict[str, Any]:
    opened = state.open_table == figure.name
    return {
        "name": figure.name,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "notes": list(figure.notes),
        "spec": figure.spec(live=True),
        "data": figure.rows(),
        "width": figure.width,
        "height": figure.height,
        "table": _table(figure.table) if opened else None,
    }


def _table(table: pl.DataFrame) -> dict[str, Any]:
    shown = table.head(_TABLE_ROWS)
    note = "" if table.height <= _TABLE_ROWS else word("dashboard.rows_shown", n=table.height, m=_TABLE_ROWS)
    rows = [[_cell(value) for value in row] for row in shown.iter_rows()]
    return {"columns": table.columns, "rows": rows, "note": note}


def _cell(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def _ratios(run: Run, digits: int = 1) -> dict[str, str]:
    return {r: share(run.resolved[f"{r}_dibao_ratio"].value, digits) for r in ("urban", "rural")}


def _chips(run: Run, base: Run) -> list[dict[str, Any]]:
    def short(shown: Run) -> str:
        numbers = [shown.resolved[f"{r}_dibao_ratio"].value * 100 for r in ("urban", "rural")]
        return " / ".join(f"{n:.1f}".removesuffix(".0") for n in numbers)

    return [
        {"label": word("dashboard.chip_baseline"), "value": short(base), "kind": "baseline"},
        {"label": word("dashboard.chip_scenario"), "value": short(run), "kind": "scenario"},
    ]


def _sections(run: Run, base: Run) -> list[dict[str, Any]]:
    tekun = {r: yuan(run.standards[f"{r}_tekun_basic_standard"]) for r in ("urban", "rural")}
    return [
        {
            "title": word("dashboard.section_standards"),
            "note": word("dashboard.section_standards_note"),
            "sliders": [_slider(name, run, base) for name in TRACKS],
        },
        {
            "title": word("dashboard.section_tekun"),
            "note": word("dashboard.section_tekun_note"),
            "numbers": [_number(f"{r}_tekun_multiple", run, base) for r in ("urban", "rural")],
            "below": word("dashboard.tekun_standards", **tekun),
        },
    ]


def _slider(name: str, run: Run, base: Run) -> dict[str, Any]:
    value, before = run.resolved[name], base.resolved[name].value
    corridor = value.parameter.corridor
    low, high = TRACKS[name]
    legal = (low, high) if corridor is None else (corridor.low or low, corridor.high or high)
    standard = run.standards[f"{name.split('_', maxsplit=1)[0]}_dibao_standard"]
    same = abs(value.value - before) < 1e-9
    legal_words = interval(share(legal[0], 0), share(legal[1], 0))
    return {
        "name": name,
        "label": word(f"dashboard.lever_{name}"),
        "value": value.value,
        "shown": share(value.value),
        "amount": per_month(standard),
        "changed": not same,
        "low": low,
        "high": high,
        "step": STEP_RATIO,
        "legal": legal,
        "ends": [share(legal[0], 0), share(legal[1], 0)],
        "base": before,
        "base_label": word("dashboard.lever_is_base") if same else word("dashboard.lever_base", v=f"{before * 100:g}"),
        "warning": word("dashboard.lever_outside", range=legal_words) if value.outside_corridor else "",
    }


def _number(name: str, run: Run, base: Run) -> dict[str, Any]:
    item = run.resolved[name]
    corridor = item.parameter.corridor
    floor = corridor.low if corridor is not None and corridor.low is not None else 1.0
    return {
        "name": name,
        "label": word(f"dashboard.lever_{name}", floor=f"{floor:g}"),
        "value": item.value,
        "step": STEP_MULTIPLE,
        "low": 1.0,
        "high": 5.0,
        "changed": abs(item.value - base.resolved[name].value) > 1e-9,
        "outside": item.outside_corridor,
    }


def _badges(run: Run) -> dict[str, Any]:
    counted = dict(run.assumptions.group_by("status").agg(pl.len()).iter_rows())
    badges = [
        {"status": status, "label": word(f"common.{status}"), "count": counted.get(status, 0)}
        for status in reversed(_STATUS_ORDER)
    ]
    return {"title": word("dashboard.section_assumptions", n=run.assumptions.height), "badges": badges}


def _under(run: Run, base: Run) -> str:
    ratios, before = _ratios(run), _ratios(base)
    return word(
        "dashboard.under_finding",
        baseline=scenario_name(base),
        base_urban=before["urban"],
        base_rural=before["rural"],
        **ratios,
    )


def _warnings(run: Run) -> list[str]:
    return list(warning_lines(run))


def _waiting(state: State, results: Results, progress: tuple[int, int] | None) -> str:
    if state.page != "overview" or results.grid is not None:
        return ""
    total = GRID_POINTS**2
    if progress is None:
        return word("dashboard.grid_waiting", total=total)
    return word("dashboard.grid_progress", done=progress[0], total=progress[1])


def _assumptions(run: Run) -> dict[str, Any]:
    table = run.assumptions
    order = {status: place for place, status in enumerate(_STATUS_ORDER)}
    rows = sorted(table.iter_rows(named=True), key=lambda row: (order[row["status"]], row["role"], row["name"]))
    label = "zh" if word("common.published_word") == "已公布" else "en"
    return {
        "title": word("dashboard.assumptions_title", n=table.height, m=(table["status"] != "published").sum()),
        "subtitle": word("dashboard.assumptions_subtitle"),
        "columns": [word(f"dashboard.column_{c}") for c in ("name", "value", "unit", "status", "source")],
        "rows": [
            {
                "name": row[label] + (word("dashboard.role_lever") if row["role"] == "lever" else ""),
                "value": row["value"],
                "unit": row["unit"],
                "status": row["status"],
                "badge": word(f"common.{row['status']}"),
                "source": row["source"],
            }
            for row in rows
        ],
    }


def _footer(results: Results, run: Run) -> dict[str, str]:
    persons = people(results.county.persons.height)
    return {
        "estimate": word("dashboard.footer_estimate"),
        "baseline": word("dashboard.footer_baseline", name=scenario_name(run)),
        "speed": word("dashboard.footer_speed", persons=persons, ms=f"{results.milliseconds:.0f}"),
    }
