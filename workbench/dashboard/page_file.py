"""The files that a page's buttons give: a figure's rows or picture, the comparison's table, the brief."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbench.dashboard.answers.question import Question
from workbench.dashboard.answers.runs import Runs
from workbench.dashboard.export import FORMATS, checked, exported
from workbench.dashboard.page_message import figures_of
from workbench.dashboard.pages import REGISTRY
from workbench.dashboard.state.action_schema import DownloadFigure, Export
from workbench.dashboard.state.page_errors import unknown_on_page
from workbench.dashboard.state.page_state import State
from workbench.dashboard.view import comparison
from workbench.dashboard.view.places import file_name, for_file
from workbench.language import using_language
from workbench.place import current_place

_MIME = {".csv": "text/csv", ".png": "image/png"}


@dataclass(frozen=True)
class PageFile:
    """A file for the browser to save; view: the view of the page that asked for it."""

    name: str
    mime: str
    content: bytes
    view: str = ""


def file_maker(action: DownloadFigure | Export, state: State, results: Runs) -> Callable[[], PageFile]:
    """Return the work that makes the file which an action asks for, to be done in any thread.

    Raises UnknownOnPageError for a figure or format that there isn't; the work raises OSError where no file can be
    written, and what the brief raises.
    """
    if isinstance(action, Export):
        ending, question = checked(action.format), Question(state, results)
        name = f"{current_place().code}{ending}"
        return lambda: PageFile(name, FORMATS[ending], exported(question, ending), action.view)
    if action.figure == "comparison":
        return _comparison_maker(action, state, results)
    page = REGISTRY[state.page]
    with using_language(state.language):
        figures = figures_of(state, results)
    if action.figure not in figures:
        raise unknown_on_page("figure", action.figure, figures)
    if action.format not in _MIME:
        raise unknown_on_page("format", action.format, _MIME)
    figure, name = for_file(figures[action.figure], page.question(state, results), page)
    mime = _MIME[action.format]
    return lambda: PageFile(f"{name}{action.format}", mime, figure.as_bytes(action.format), action.view)


def _comparison_maker(action: DownloadFigure, state: State, results: Runs) -> Callable[[], PageFile]:
    if action.format not in comparison.FORMATS:
        raise unknown_on_page("format", action.format, comparison.FORMATS)
    question = REGISTRY[state.page].question(state, results)
    name = file_name("comparison", question, of_town=question.whole is not None) + action.format
    content = comparison.comparison_bytes(question, action.format)
    return lambda: PageFile(name, {**FORMATS, **_MIME}[action.format], content, action.view)
