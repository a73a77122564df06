"""Up to four kept scenarios beside the baseline: one table of measures, with changes and intervals as they come."""

from __future__ import annotations

import io
from dataclasses import replace

import polars as pl

from workbench.dashboard.answers.futures import INTERVALS
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.state.scenario_levers import value_text
from workbench.dashboard.view.levers import written_levers
from workbench.dashboard.view.page_data import Data
from workbench.dashboard.view.places import place_words, with_place
from workbench.dashboard.view.tiles import WRITTEN, change, numbers
from workbench.language import interval, town_name, word, yuan
from workbench.simulation import Run

FORMATS = (".csv", ".xlsx")
_RESIDENCES = ("urban", "rural")
_UNITS = {"persons": "persons", "coverage": "share"}


def setups(question: Question) -> list[tuple[str, Question]]:
    """List what is compared by its name: the baseline, the kept scenarios, and the levers as they stand if not kept."""
    state = question.state
    found: list[tuple[str, dict[str, float]]] = [(word("dashboard.chip_baseline"), {})]
    found += [(letter, dict(levers)) for letter, levers in state.kept.items()]
    if state.levers and not state.letter:
        found.append((word("dashboard.chip_scenario"), dict(state.levers)))
    return [(name, replace(question, state=replace(state, levers=levers))) for name, levers in found]


def _key(question: Question) -> Key | None:
    keys = [INTERVALS.key(one) for _, one in setups(question)]
    return None if any(key is None for key in keys) else tuple(keys)


def _make(question: Question, progress: Progress) -> bool:
    wanted = setups(question)

    def part_of(k: int) -> Progress:
        return lambda done, total: progress(k * total + done, len(wanted) * total)

    for k, (_, one) in enumerate(wanted):
        one.work_out(INTERVALS, part_of(k))
    return True


# The intervals themselves lie on their own shelf: what is kept here is that all of them are there.
COMPARED = Heavy("compared", _key, _make, follows=True)


def comparison(question: Question) -> Data:
    """Return the table as plain data: a column for each scenario, a row for each measure."""
    wanted = setups(question)
    now = [name for name, one in wanted if one.state.levers == question.state.levers]
    columns = [
        {"label": name, "under": written_levers(one.state.levers, question.results.baseline), "on": name in now}
        for name, one in wanted
    ]
    measured = [(one, numbers(one.run, question.base), one.answer(INTERVALS)) for _, one in wanted]
    before = measured[0][1]
    rows: list[Data] = []
    for name, write in WRITTEN.items():
        cells = []
        for k, (_, found, intervals) in enumerate(measured):
            ends = None if intervals is None else intervals.ends.get(name)
            moved = change(name, before[name], found[name]) if k else ""
            note = word("dashboard.tile_interval", range=interval(*(write(end) for end in ends))) if ends else ""
            cells.append({"value": write(found[name]), "change": moved, "same": moved == "±0", "note": note})
        rows.append({"label": word(f"dashboard.tile_{name}"), "cells": cells})
    rows += [_standard_row(residence, [one.run for one, _, _ in measured]) for residence in _RESIDENCES]
    return {
        "title": word("dashboard.compare_title", n=len(wanted) - 1),
        "subtitle": with_place(
            place_words(question, of_town=question.whole is not None),
            word("dashboard.compare_subtitle" if question.lacks(COMPARED) else "dashboard.compare_subtitle_done"),
        ),
        "measure": word("dashboard.compare_measure"),
        "columns": columns,
        "rows": rows,
        "close": word("dashboard.compare_close"),
    }


def _standard_row(residence: str, runs: list[Run]) -> Data:
    values = [run.standards[f"{residence}_dibao_standard"] for run in runs]
    cells = []
    for k, value in enumerate(values):
        moved = value - values[0]
        written = ("+" if moved > 0 else "−") + yuan(abs(moved)) if abs(moved) > 1e-9 else "±0"
        cells.append({"value": yuan(value), "change": written if k else "", "same": written == "±0", "note": ""})
    return {"label": word(f"dashboard.compare_{residence}_standard"), "cells": cells}


def comparison_table(question: Question) -> pl.DataFrame:
    """Return the comparison as a tidy table: a row for each scenario and measure, exact, with the ends of intervals.

    place: the chosen town where the question is about it, else the whole county.
    """
    rows = []
    place = town_name(str(question.state.town)) if question.whole is not None else word("dashboard.whole_county")
    base = numbers(question.base, question.base)
    for name, one in setups(question):
        found, intervals = numbers(one.run, question.base), one.answer(INTERVALS)
        for measure in WRITTEN:
            low, high = (None, None) if intervals is None else intervals.ends.get(measure, (None, None))
            rows.append(
                {
                    "place": place,
                    "year": question.scenario.date.year,
                    "scenario": name,
                    "levers": "; ".join(f"{key}={value_text(value)}" for key, value in one.state.levers.items()),
                    "measure": measure,
                    "unit": _UNITS.get(measure, "yuan_per_year"),
                    "value": found[measure],
                    "change_to_baseline": found[measure] - base[measure],
                    "interval80_low": low,
                    "interval80_high": high,
                }
            )
    numeric = dict.fromkeys(("value", "change_to_baseline", "interval80_low", "interval80_high"), pl.Float64)
    return pl.DataFrame(rows, schema_overrides=numeric)


def comparison_bytes(question: Question, ending: str) -> bytes:
    """Return the comparison as a file: .csv that Excel opens right, or .xlsx."""
    table = comparison_table(question)
    if ending == ".csv":
        return ("\ufeff" + table.write_csv()).encode()
    memory = io.BytesIO()
    table.write_excel(memory, worksheet="comparison", autofit=True, freeze_panes=(1, 0))
    return memory.getvalue()
