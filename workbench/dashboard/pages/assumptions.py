"""Where each number comes from: every parameter behind the scenario by how sure it is, and the four standards."""

from __future__ import annotations

from typing import Any

from workbench.charts import Figure, sensitivity_bars, standards_corridor
from workbench.dashboard.asked import Asked, Heavy, Key, Progress
from workbench.dashboard.assumption_levers import STATUS_ORDER
from workbench.dashboard.intervals import INTERVALS
from workbench.dashboard.levers import policy_sections
from workbench.dashboard.page_kind import Page
from workbench.dashboard.state import CARE_LEVERS
from workbench.dashboard.tiles import said
from workbench.language import current_language, word
from workbench.simulation import Run, Sensitivity, sensitivity

MATTERS = "sensitivity_cost_yuan_per_year"
_SAMPLES = 64  # a power of 2; the law runs that often for each assumption that has a range, and twice more


def _matters_key(asked: Asked) -> Key | None:
    return None if asked.results.county.persons.is_empty() else asked.settings(without=CARE_LEVERS)


def _make_matters(asked: Asked, progress: Progress) -> Sensitivity:
    return sensitivity(asked.results.county, asked.scenario, samples=_SAMPLES, progress=progress)


SENSITIVITY = Heavy("sensitivity", _matters_key, _make_matters, follows=True)


def _draw(asked: Asked) -> list[Figure]:
    found = asked.answer_or_older(SENSITIVITY)
    corridor = standards_corridor(asked.run, asked.base)
    return [corridor] if found is None else [sensitivity_bars(found, asked.run), corridor]


def _empty(asked: Asked, figure: str) -> str:
    return word("dashboard.empty_nobody") if figure == MATTERS and _matters_key(asked) is None else ""


def assumptions_of(run: Run) -> dict[str, Any]:
    """Return the table of a run's parameters, the least sure first."""
    table = run.assumptions
    order = {status: place for place, status in enumerate(STATUS_ORDER)}
    rows = sorted(table.iter_rows(named=True), key=lambda row: (order[row["status"]], row["role"], row["name"]))
    return {
        "kind": "assumptions",
        "title": word("dashboard.assumptions_title", n=table.height, m=(table["status"] != "published").sum()),
        "subtitle": word("dashboard.assumptions_subtitle"),
        "columns": [word(f"dashboard.column_{c}") for c in ("name", "value", "unit", "status", "source")],
        "rows": [
            {
                "name": row[current_language()] + (word("dashboard.role_lever") if row["role"] == "lever" else ""),
                "value": _short(row["value"]),
                "unit": row["unit"],
                "status": row["status"],
                "badge": word(f"common.{row['status']}"),
                "source": row["source"],
            }
            for row in rows
        ],
    }


def _short(written: str) -> str:
    """A parameter's value with four digits at most after the point; the word of a choice as it is."""
    try:
        value = float(written)
    except ValueError:
        return written
    return f"{value:,.4f}".rstrip("0").rstrip(".")


PAGE = Page(
    "assumptions",
    figures=(MATTERS, "standards_corridor"),
    draw=_draw,
    said=said,
    sections=lambda asked: policy_sections(asked.run, asked.base),
    heavy=(INTERVALS, SENSITIVITY),
    waits={MATTERS: SENSITIVITY},
    empty=_empty,
    follows=True,
    placeless=frozenset({"standards_corridor"}),
    beside=lambda asked: assumptions_of(asked.run),
)
