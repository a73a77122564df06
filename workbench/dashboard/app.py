"""The dashboard: one widget that hears what the hand does, asks the law, and shows the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import anywidget
import traitlets

from workbench.dashboard.background import later
from workbench.dashboard.page import bundle, style
from workbench.dashboard.results import Results
from workbench.dashboard.state import State
from workbench.dashboard.view import Rows, figures_of, page_figures, page_numbers
from workbench.errors import WorkbenchError, unknown
from workbench.language import current_language, using_language, word
from workbench.population import Population
from workbench.scenario import Scenario

T = TypeVar("T")
_MIME = {".csv": "text/csv", ".png": "image/png"}
ACTIONS = (
    "lever",
    "page",
    "language",
    "town",
    "table",
    "undo",
    "reset",
    "keep",
    "choose",
    "drop",
    "painted",
    "download",
)


class Dashboard(anywidget.AnyWidget):
    """The page as a widget, for JupyterLab and Voilà; drivable without a browser by `set`, `tiles` and `handle`.

    The whole page is one widget, so that the browser gets Vega (0.9 MB) once and not once a figure.
    page: words and numbers; specs: the drawings without data; moving, still: the rows of the drawings by
    "figure/dataset", those that a lever has changed and those that it hasn't (so that a slider sends little);
    action: what the hand did last, from the browser.
    """

    page = traitlets.Dict().tag(sync=True)
    specs = traitlets.Dict().tag(sync=True)
    moving = traitlets.Dict().tag(sync=True)
    still = traitlets.Dict().tag(sync=True)
    action = traitlets.Dict().tag(sync=True)

    def __init__(self, county: Population, baseline: Scenario, state: State) -> None:
        """Show the baseline's numbers; figures and the grid follow when the browser has painted them."""
        self._esm = bundle()
        self._css = style()
        super().__init__()
        self.results = Results(county, baseline)
        self.state = state
        self._answered = self._turn = 0
        self._error = ""
        self._drawing = False
        self._making: set[str] = set()  # what is being worked out in the background: "grid", "care"
        self._rows: dict[str, Rows] = {}
        self._sender = ("", "")
        self._show()
        self.observe(self._heard, names="action")

    @property
    def tiles(self) -> dict[str, dict[str, Any]]:
        """The number tiles by name, as shown."""
        return {tile["name"]: tile for tile in self.page["tiles"]}

    def set(self, **levers: float) -> None:
        """Move levers as the hand would: `dashboard.set(urban_dibao_ratio=0.33)`."""
        state = self.state
        for name, value in levers.items():
            state = state.with_lever(name, value, self.results.baseline)
        self.state, self._error = state, ""
        self._answer()

    def handle(self, action: dict[str, Any]) -> None:
        """Do what an action says; a mistake is shown on the page, and the state stays as it was."""
        try:
            self.state = self._after(action)
            self._error = ""
        except WorkbenchError as problem:
            self._error = str(problem)
        self._answer()

    def _heard(self, change: dict[str, Any]) -> None:
        action = change["new"]
        if not action:
            return
        self._answered = int(action.get("number", 0))
        try:
            self.handle(action)
        except Exception as problem:
            self._broken(problem)  # said on the page, which goes on; the trace goes to the log
            raise

    def _after(self, action: dict[str, Any]) -> State:
        state, kind = self.state, action.get("kind")
        match kind:
            case "lever":
                return state.with_lever(
                    str(action["name"]), action["value"], self.results.baseline, action.get("gesture")
                )
            case "page":
                return state.on_page(str(action["page"]))
            case "language":
                return state.in_language(str(action["language"]))
            case "town":
                return state.at_town(str(action["town"]))
            case "table":
                return state.with_table(str(action["figure"]))
            case "undo":
                return state.undone()
            case "reset":
                return state.reset()
            case "keep":
                return state.keep()
            case "choose":
                return state.reset() if action["name"] == "baseline" else state.chosen(str(action["name"]))
            case "drop":
                return state.dropped(str(action["name"]))
            case "painted":
                later(_charts_ready, self._draw, self._broken)
                return state
            case "download":
                self._download(str(action["figure"]), str(action["format"]))
                return state
        raise unknown("action", str(kind), ACTIONS)

    def _draw(self, _: object) -> None:
        """From now on with figures."""
        self._drawing = True
        self._answer()

    def _answer(self) -> None:
        """Show the state; begin what it lacks and takes long (grid, care plan), which is never waited for."""
        self._show()
        if not self._drawing:
            return
        results, scenario = self.results, self.state.scenario(self.results.baseline)
        if self.state.page == "care":
            if results.care(scenario) is None:
                self._begin("care", results.make_care, results.keep_care, scenario)
        elif results.grid(scenario) is None:
            self._begin("grid", results.make_grid, results.keep_grid, scenario)

    def _begin(
        self, what: str, make: Callable[[Scenario], T], keep: Callable[[Scenario, T], None], scenario: Scenario
    ) -> None:
        if what in self._making:
            return
        self._making.add(what)

        def done(answer: T) -> None:
            self._making.discard(what)
            keep(scenario, answer)
            self._answer()  # a lever may have moved meanwhile: then the next one

        def failed(problem: BaseException) -> None:
            self._making.discard(what)
            self._broken(problem)

        later(lambda: make(scenario), done, failed)

    def _download(self, name: str, ending: str) -> None:
        with using_language(self.state.language):
            figures = figures_of(self.state, self.results)
        if name not in figures:
            raise unknown("figure", name, figures)
        if ending not in _MIME:
            raise unknown("format", ending, _MIME)
        figure = figures[name]

        def done(content: bytes) -> None:
            self.send({"kind": "file", "name": f"{name}{ending}", "mime": _MIME[ending]}, [content])

        later(lambda: figure.as_bytes(ending), done, self._broken)

    def _broken(self, problem: BaseException) -> None:
        with using_language(self.state.language):
            self._error = word("dashboard.broken", what=f"{type(problem).__name__}: {problem}")
        self.page = {**self.page, "answered": self._answered, "turn": self._next_turn(), "error": self._error}

    def _show(self) -> None:
        """Send the numbers as soon as they are there, then the figures that belong to them."""
        numbers = page_numbers(self.state, self.results)
        if self._drawing and self._sender == (self.state.page, self.state.language):
            old = {name: self.page[name] for name in ("figures", "answered")}
            self.page = {**numbers, **old, "turn": self._next_turn(), "error": self._error}
        figures = page_figures(self.state, self.results, draw=self._drawing)
        with self.hold_sync():  # one message for everything that changed
            self.specs = dict(figures.specs)
            self._set_rows(dict(figures.rows))
            done = {"answered": self._answered, "turn": self._next_turn(), "error": self._error}
            self.page = {**numbers, **figures.page, **done}

    def _next_turn(self) -> int:
        self._turn += 1
        return self._turn

    def _set_rows(self, rows: dict[str, Rows]) -> None:
        sender = (self.state.page, self.state.language)
        if sender == self._sender:
            changed = {key for key, data in rows.items() if key in self._rows and self._rows[key] != data}
            moving = changed | set(self.moving)
        else:
            moving = set()  # everything is new: wait and see what moves
        self._sender, self._rows = sender, rows
        self.moving = {key: data for key, data in rows.items() if key in moving}
        self.still = {key: data for key, data in rows.items() if key not in moving}


def _charts_ready() -> None:
    """Load what draws the figures: a second or two, for which no slider need wait."""
    import altair as alt  # noqa: F401 - loaded here so that it is there later


def open_dashboard(county: Population, baseline: Scenario, language: str | None = None) -> Dashboard:
    """Return the dashboard for a county and a baseline; the last line of a notebook cell shows it.

    `language` is "zh" or "en" (default: the language that is on).
    """
    with using_language(language or current_language()) as chosen:
        return Dashboard(county, baseline, State(language=chosen))
