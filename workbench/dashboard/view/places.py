"""Of which place a figure, a table or a file is, where a town is chosen: of the town, or of the county all the same."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from workbench.charts import Figure
from workbench.dashboard.answers.question import Question
from workbench.dashboard.view.page import Page
from workbench.language import town_name, word


def place_words(question: Question, *, of_town: bool) -> str:
    """Name the place that something is of, in the language that is on; "" where no town is chosen."""
    if question.state.town is None:
        return ""
    return town_name(question.state.town) if of_town else word("dashboard.county_only")


def placed(figure: Figure, question: Question, page: Page) -> Figure:
    """Return a figure whose subtitle says of which place it is."""
    place = _place(figure, question, page)
    return replace(figure, subtitle=with_place(place, figure.subtitle)) if place else figure


def with_place(place: str, text: str) -> str:
    """Write a subtitle with the place before it; without a place as it is."""
    return word("dashboard.placed", place=place, subtitle=text) if place else text


def for_file(figure: Figure, question: Question, page: Page) -> tuple[Figure, str]:
    """Return a figure as a file has it, place and later year as its first columns, and the name of the file."""
    place = _place(figure, question, page)
    columns = [pl.lit(place).alias("place")] if place else []
    if question.year is not None and "year" not in figure.table.columns:
        columns.append(pl.lit(question.year, pl.Int64).alias("year"))
    name = file_name(figure.name, question, of_town=bool(place) and _of_town(figure, page))
    return (replace(figure, table=figure.table.select(*columns, pl.all())) if columns else figure), name


def file_name(name: str, question: Question, *, of_town: bool) -> str:
    """Return the name of a file without its ending: with town and later year where it is of them."""
    named = f"{name}_{town_name(question.state.town)}" if of_town and question.state.town else name
    return named if question.year is None else f"{named}_{question.year}"


def _place(figure: Figure, question: Question, page: Page) -> str:
    if figure.name in page.placeless:
        return ""
    return place_words(question, of_town=_of_town(figure, page))


def _of_town(figure: Figure, page: Page) -> bool:
    return page.follows and figure.name not in page.whole
