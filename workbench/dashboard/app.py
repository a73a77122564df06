"""The dashboard: one widget that hears what the hand does, asks the law, and shows the answer."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from workbench.charts import Figure
from workbench.dashboard.page import bundle, style
from workbench.dashboard.results import Results
from workbench.dashboard.state import State
from workbench.dashboard.view import figures_of, page_view
from workbench.errors import WorkbenchError, unknown
from workbench.language import current_language, using_language
from workbench.population import Population
from workbench.scenario import Scenario

_MIME = {".csv": "text/csv", ".png": "image/png"}


class Dashboard(anywidget.AnyWidget):
    """The page as a widget, for JupyterLab and Voilà; drivable without a browser by `set`, `tiles` and `handle`.

    page: what is shown, as data; action: what the hand did last, from the browser.
    """

    page = traitlets.Dict().tag(sync=True)
    action = traitlets.Dict().tag(sync=True)

    def __init__(self, county: Population, baseline: Scenario, state: State) -> None:
        """Show the baseline; the grid over both ratios follows when the browser has shown the first page."""
        self._esm = bundle()
        self._css = style()
        super().__init__()
        self.results = Results(county, baseline)
        self.state = state
        self._answered = 0
        self._error = ""
        self._show()
        self.observe(self._heard, names="action")

    @property
    def tiles(self) -> dict[str, dict[str, Any]]:
        """The number tiles by name, as shown."""
        return {tile["name"]: tile for tile in self.page["tiles"]}

    def set(self, **levers: float) -> None:
        """Move levers as the hand would: `dashboard.set(urban_dibao_ratio=0.33)`."""
        for name, value in levers.items():
            self.state = self.state.with_lever(name, value, self.results.baseline)
        self._error = ""
        self._show()

    def handle(self, action: dict[str, Any]) -> None:
        """Do what an action says; a mistake is shown on the page, and the state stays as it was."""
        try:
            self.state = self._after(action)
            self._error = ""
        except WorkbenchError as problem:
            self._error = str(problem)
        self._show()

    def _heard(self, change: dict[str, Any]) -> None:
        action = change["new"]
        if action:
            self._answered = int(action.get("number", 0))
            self.handle(action)

    def _after(self, action: dict[str, Any]) -> State:
        state, kind = self.state, action.get("kind")
        match kind:
            case "lever":
                return state.with_lever(str(action["name"]), action["value"], self.results.baseline)
            case "page":
                return state.on_page(str(action["page"]))
            case "language":
                return state.in_language("en" if state.language == "zh" else "zh")
            case "town":
                return state.at_town(str(action["town"]))
            case "table":
                return state.with_table(str(action["figure"]))
            case "undo":
                return state.undone()
            case "reset":
                return state.reset()
            case "grid":
                self.results.make_grid(self._grid_progress)
                return state
            case "download":
                self._download(str(action["figure"]), str(action["format"]))
                return state
        known = ("lever", "page", "language", "town", "table", "undo", "reset", "grid", "download")
        raise unknown("action", str(kind), known)

    def _grid_progress(self, done: int, total: int) -> None:
        if done < total:
            self._show((done, total))

    def _download(self, name: str, ending: str) -> None:
        with using_language(self.state.language):
            figures: dict[str, Figure] = {figure.name: figure for figure in figures_of(self.state, self.results)}
            if name not in figures:
                raise unknown("figure", name, figures)
            if ending not in _MIME:
                raise unknown("format", ending, _MIME)
            content = figures[name].as_bytes(ending)
        self.send({"kind": "file", "name": f"{name}{ending}", "mime": _MIME[ending]}, [content])

    def _show(self, progress: tuple[int, int] | None = None) -> None:
        view = page_view(self.state, self.results, progress)
        self.page = {**view, "answered": self._answered, "error": self._error}


def open_dashboard(county: Population, baseline: Scenario, language: str | None = None) -> Dashboard:
    """Return the dashboard for a county and a baseline; the last line of a notebook cell shows it.

    `language` is "zh" or "en" (default: the language that is on).
    """
    with using_language(language or current_language()) as chosen:
        return Dashboard(county, baseline, State(language=chosen))
