"""The cards of the figures as plain data: drawn, waited for, or empty with the reason."""

from __future__ import annotations

import polars as pl

from workbench.charts import Figure
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.view.page import Page
from workbench.dashboard.view.page_data import Card, CardTable, Data
from workbench.language import word

_TABLE_ROWS = 60
_EMPTY_HEIGHT = 280
# The figure whose marks are towns: clicked, or chosen by the keyboard.
_TOWNS = "town_tiles"


def card(figure: Figure, question: Question, page: Page) -> Card:
    """The card of a figure that is drawn: its words, its table if that is open, and whether it is an older answer."""
    unsure = question.run.assumptions.filter(pl.col("status").is_in(["assumed", "estimated"])).height
    heavy = page.waits.get(figure.name)
    return {
        "name": figure.name,
        "title": figure.title,
        "subtitle": figure.subtitle + _what_a_hand_does(figure),
        "source": word("dashboard.card_source" if figure.name != _TOWNS else "dashboard.card_towns", n=unsure),
        "towns": _town_buttons(figure) if figure.name == _TOWNS else [],
        "notes": list(figure.notes),
        "fill": figure.name in page.fill,
        "height": figure.height,
        "table": _table(figure) if question.state.open_table == figure.name else None,
        "waiting": "",
        "empty": "",
        # An older answer is shown while the one for these levers is made.
        "stale": (heavy is not None and question.lacks(heavy)) or (question.behind and question.year is not None),
    }


def _what_a_hand_does(figure: Figure) -> str:
    """Say, after the subtitle, that the figure can be clicked, where it can."""
    return str(figure.drawing.spec.get("usermeta", {}).get("steers", {}).get("hint", ""))


def _town_buttons(figure: Figure) -> list[Data]:
    """The towns of the tile map as buttons: the keyboard's way to what the mouse clicks on."""
    joint = word("dashboard.list_joint")
    return [
        {
            "town": row["town"],
            "label": joint.join((row["name"], row["value_label"], row["change_label"])),
            "on": row["chosen"],
        }
        for row in figure.datasets["tiles"].iter_rows(named=True)
    ]


def waiting(name: str, question: Question, page: Page) -> Card:
    """A card whose figure isn't there: its name, and what is being done, or why there is nothing to show."""
    heavy = page.waits.get(name)
    empty = page.empty(question, name) or ("" if heavy is None else _refused(question, heavy))
    doing = word("dashboard.drawing" if heavy is None else f"dashboard.making_{heavy.name}")
    return {
        "name": name,
        "title": word(f"dashboard.waiting_{name}"),
        "subtitle": "",
        "source": "",
        "towns": [],
        "notes": [],
        "fill": name in page.fill,
        "height": _EMPTY_HEIGHT,
        "table": None,
        "waiting": "" if empty else doing,
        "empty": empty,
        "stale": False,
    }


def _refused(question: Question, heavy: Heavy[object]) -> str:
    reason = question.refused(heavy)
    return word("dashboard.refused", why=reason) if reason else ""


def _table(figure: Figure) -> CardTable:
    table = figure.shown(_TABLE_ROWS)
    hidden = figure.table.height > _TABLE_ROWS
    note = word("dashboard.rows_shown", n=figure.table.height, m=_TABLE_ROWS) if hidden else ""
    return {"columns": table.headings(), "rows": table.cells(), "note": note}
