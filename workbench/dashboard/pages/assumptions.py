"""Where each number comes from: every parameter behind the scenario by how sure it is, and the four standards."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np
import polars as pl

from workbench.charts import Figure, futures_cost, published_beside, sensitivity_bars, standards_corridor
from workbench.dashboard.answers.futures import INTERVALS
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.state.page_errors import refusal
from workbench.dashboard.state.scenario_levers import ASSUMPTION_LEVERS, CARE_LEVERS
from workbench.dashboard.view.assumption_levers import STATUS_ORDER
from workbench.dashboard.view.levers import policy_sections
from workbench.dashboard.view.page import Heading, Page
from workbench.dashboard.view.page_data import Data
from workbench.dashboard.view.tiles import county_heading, in_town
from workbench.language import in_column, in_language, interval, share, source_in_language, unit_alone, word
from workbench.parameter.book import Resolved
from workbench.simulation import Run, simulate
from workbench.uncertainty import Sensitivity, sensitivity
from workbench.uncertainty.sensitivity_analysis import NoVarianceError, short

MATTERS, DOTS, BESIDE = "sensitivity_cost_yuan_per_year", "futures_cost_yuan_per_year", "published_beside"
# An input's effect: how far the yearly cost moves over its range, as a share of the cost.
_HIGH, _MIDDLE = 0.05, 0.01
_SAMPLES = 64  # a power of 2; the law runs that often for each assumption that has a range, and twice more


def _matters_key(question: Question) -> Key | None:
    return None if question.results.county.persons.is_empty() else question.settings(without=CARE_LEVERS)


def _make_matters(question: Question, progress: Progress) -> Sensitivity:
    """Raises InputError where the cost is the same whatever is assumed: there is no variance to share out."""
    from scipy.stats import DegenerateDataWarning  # a quarter of a second that a starting page needn't wait

    with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
        # Where few are helped the shares' intervals can't be resampled: they are left open.
        warnings.simplefilter("ignore", DegenerateDataWarning)
        try:
            return sensitivity(question.results.county, question.scenario, samples=_SAMPLES, progress=progress)
        except NoVarianceError:
            raise refusal("no_variance") from None


SENSITIVITY = Heavy("sensitivity", _matters_key, _make_matters, follows=True)


def _make_law(question: Question, _: Progress) -> Run:
    """The whole law with rows: what is paid to whom is counted by person."""
    return simulate(question.results.county, question.scenario, threads=1)


WHOLE_LAW = Heavy("law_rows", _matters_key, _make_law, most=1)


def _draw(question: Question) -> list[Figure]:
    found, drawn = question.answer_or_older(SENSITIVITY), question.answer_or_older(INTERVALS)
    law = question.answer_or_older(WHOLE_LAW)
    return [
        *([] if found is None else [sensitivity_bars(found, question.run)]),
        *([] if drawn is None else [futures_cost(drawn.draws, question.run, measure="cost_yuan_per_year")]),
        standards_corridor(question.run, question.base),
        *([] if law is None else [published_beside(law)]),
    ]


def _empty(question: Question, figure: str) -> str:
    nobody = figure in (MATTERS, DOTS, BESIDE) and _matters_key(question) is None
    return word("dashboard.empty_nobody") if nobody else ""


def _heading(question: Question) -> Heading:
    """Say on which two inputs the result hangs, as soon as that is known; till then what the scenario changes."""
    usual, found = county_heading(question), question.answer(SENSITIVITY)
    if found is None or found.table.height < 2:
        return usual
    (first, one), (second, other) = ((_called(row), _status(row)) for row in found.table.head(2).to_dicts())
    if one == other:
        told = word("dashboard.finding_hangs_alike", first=first, second=second, status=one)
    else:
        told = word("dashboard.finding_hangs", first=first, one=one, second=second, other=other)
    return Heading(in_town(question, told), usual.under, usual.tiles)


def _called(row: Mapping[str, str]) -> str:
    """An input's short name beside the levers; its label where it is none of them."""
    known = row["name"] in ASSUMPTION_LEVERS
    name = word(f"dashboard.short_{row['name']}") if known else short(in_language(row["zh"], row["en"]))
    return name[:1].lower() + name[1:]  # within a sentence


def _status(row: Mapping[str, str]) -> str:
    """The word of a status, without its mark."""
    return word(f"common.{row['status']}").split()[-1]


def assumptions_of(question: Question) -> Data:
    """Return the table of a run's parameters: what the result hangs on first, then the least sure."""
    table = question.run.assumptions
    effects = _effects(question.answer(SENSITIVITY))
    order = {status: place for place, status in enumerate(STATUS_ORDER)}
    rows = sorted(
        table.iter_rows(named=True),
        key=lambda row: (-effects.get(row["name"], 0.0), order[row["status"]], row["role"], row["name"]),
    )
    counted = dict(table.group_by("status").agg(pl.len()).iter_rows())
    filters = [{"status": "", "label": word("dashboard.filter_all"), "count": table.height}]
    return {
        "kind": "assumptions",
        "title": word("dashboard.assumptions_title", n=table.height, m=(table["status"] != "published").sum()),
        "subtitle": word("dashboard.assumptions_subtitle"),
        "filter": word("dashboard.filter"),
        "filters": filters
        + [{"status": s, "label": word(f"common.{s}"), "count": counted.get(s, 0)} for s in reversed(STATUS_ORDER)],
        "columns": [
            word(f"dashboard.column_{c}") for c in ("name", "value", "unit", "range", "status", "effect", "source")
        ],
        "rows": [
            _rule_row(row)
            if row["role"] == "rule"
            else _row(row, question.run.resolved[row["name"]], effects.get(row["name"]))
            for row in rows
        ],
    }


def _rule_row(row: Mapping[str, str]) -> Data:
    """The row of a rule of the scenario's own."""
    return {
        "name": word("brief.rule_label", rule=in_language(row["zh"], row["en"]), name=row["name"]),
        "value": word(f"common.{row['value']}"),
        "unit": unit_alone(row["unit"]),
        "range": "",
        "status": row["status"],
        "badge": word(f"common.{row['status']}"),
        "effect": "",
        "high": False,
        "source": source_in_language(row["source"]),
    }


def _row(row: Mapping[str, str], item: Resolved, effect: float | None) -> Data:
    size = "" if effect is None else "high" if effect > _HIGH else "middle" if effect > _MIDDLE else "low"
    spread, unit = item.spread, item.parameter.unit
    return {
        "name": item.parameter.label + (word("dashboard.role_lever") if row["role"] == "lever" else ""),
        "value": in_column(item.written, unit),
        "unit": unit_alone(unit),
        "range": "" if spread is None else interval(*(in_column(end, unit) for end in (spread.low, spread.high))),
        "status": row["status"],
        "badge": word(f"common.{row['status']}"),
        "effect": word(f"dashboard.effect_{size}", share=share(effect or 0.0, 0)) if size else "",
        "high": size == "high",
        "source": source_in_language(row["source"]),
    }


def _effects(found: Sensitivity | None) -> dict[str, float]:
    """Return how far each tested input moves the yearly cost over its range, as a share of the cost."""
    if found is None or not found.base:
        return {}
    swings = found.tornado.select("name", swing=(pl.col("at_high") - pl.col("at_low")).abs() / found.base)
    return {name: float(swing) for name, swing in swings.iter_rows()}


PAGE = Page(
    "assumptions",
    figures=(MATTERS, DOTS, "standards_corridor", BESIDE),
    draw=_draw,
    heading=_heading,
    sections=lambda question: policy_sections(question.run, question.base),
    heavy=(WHOLE_LAW, INTERVALS, SENSITIVITY),
    waits={MATTERS: SENSITIVITY, DOTS: INTERVALS, BESIDE: WHOLE_LAW},
    empty=_empty,
    follows=True,
    whole=frozenset({BESIDE}),
    placeless=frozenset({"standards_corridor"}),
    beside=assumptions_of,
)
