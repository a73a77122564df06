"""The dashboard as a widget of JupyterLab: a page's session whose parts are the widget's traits."""

from __future__ import annotations

from collections.abc import Mapping

import anywidget
import traitlets

from workbench.arguments import check_kinds
from workbench.dashboard.answers.runs import Runs
from workbench.dashboard.browser import bundle, reopened_output, style
from workbench.dashboard.page_file import PageFile
from workbench.dashboard.session import PageSession, Part
from workbench.dashboard.state.page_state import State
from workbench.dashboard.view.page_data import NumberTile
from workbench.language import current_language, using_language
from workbench.population import Population
from workbench.progress import silent
from workbench.scenario import Scenario
from workbench.simulation import Run


class Dashboard(anywidget.AnyWidget):
    """The page as a widget, for JupyterLab; drivable without a browser by `set`, `tiles` and `handle`.

    The whole page is one widget, so that the browser gets Vega (0.9 MB) once and not once a figure.
    page: words and numbers; specs: the drawings without data; moving, still: the rows of the drawings by
    "figure/dataset", those that a lever has changed and those that it hasn't (so that a slider sends little);
    action: what the hand did last, from the browser; progress: how far the heavy answer under way has come.
    """

    page = traitlets.Dict().tag(sync=True)
    specs = traitlets.Dict().tag(sync=True)
    moving = traitlets.Dict().tag(sync=True)
    still = traitlets.Dict().tag(sync=True)
    action = traitlets.Dict().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)

    def __init__(self, county: Population, baseline: Scenario, state: State) -> None:
        """Show the baseline's numbers; figures and the grid follow when the browser has painted them."""
        self._esm = bundle()
        self._css = style()
        super().__init__()
        self._rows: Part = {}
        self._shown = ("", "")
        with silent():
            results = Runs(county, baseline)
        self.session = PageSession(results, state, self)
        self.session.show_numbers()
        self.observe(self._heard, names="action")

    @property
    def state(self) -> State:
        """The page's state."""
        return self.session.state

    @property
    def results(self) -> Runs:
        """The runs behind the page."""
        return self.session.results

    @property
    def tiles(self) -> dict[str, NumberTile]:
        """The number tiles by name, as shown."""
        return {tile["name"]: tile for tile in self.page["tiles"]}

    @property
    def run(self) -> Run:
        """The run behind the numbers, for whatever a notebook wants of it: a brief, a record, a comparison."""
        return self.session.question.run

    def set(self, **levers: float) -> None:
        """Move levers as the hand would: `dashboard.set(urban_dibao_ratio=0.33)`."""
        self.session.set_levers(levers)

    def handle(self, message: object) -> None:
        """Do what a message says; a mistake is shown on the page, and the state stays as it was."""
        self.session.handle(message)

    def show(self, parts: Mapping[str, Part]) -> None:
        """Set the traits of what a session shows; one message for everything that changed."""
        with self.hold_sync():
            for name, part in parts.items():
                if name == "rows":
                    self._set_rows(part, parts["page"])
                else:
                    setattr(self, name, dict(part))

    def send_file(self, file: PageFile) -> None:
        """Have the browser save a file."""
        about = {"kind": "file", "name": file.name, "mime": file.mime, "view": file.view}
        self.send(about, [file.content])

    def _ipython_display_(self, **_: object) -> None:
        """Show the page, and before it a sentence for where it can't live: a notebook opened again, or as a file."""
        from IPython.display import display

        display(reopened_output(self.state.language), raw=True)  # type: ignore[no-untyped-call]
        data, _ = self._repr_mimebundle_() or ({}, {})
        # Where there is no page, the sentence is all that is to be said.
        display({**data, "text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]

    def _heard(self, change: Mapping[str, object]) -> None:
        if change["new"]:
            self.session.receive(change["new"])

    def _set_rows(self, rows: Part, page: Part) -> None:
        """Keep apart the rows that move with a lever: a trait is sent whole."""
        shown = str([one["name"] for one in page["pages"] if one["on"]]), str(page["language"])  # type: ignore[attr-defined]
        moving: set[str] = set()  # on a new page: wait and see what moves
        if shown == self._shown:
            moving = {key for key, data in rows.items() if key in self._rows and self._rows[key] != data}
            moving |= set(self.moving)
        self._shown, self._rows = shown, rows
        self.moving = {key: data for key, data in rows.items() if key in moving}
        self.still = {key: data for key, data in rows.items() if key not in moving}


@check_kinds
def open_dashboard(county: Population, baseline: Scenario, language: str | None = None) -> Dashboard:
    """Return the dashboard for a county and a baseline; the last line of a notebook cell shows it.

    >>> dashboard = open_dashboard(county, baseline, "en")

    `language` is "zh" or "en" (default: the language that is on).
    """
    with using_language(language or current_language()) as chosen:
        return Dashboard(county, baseline, State(language=chosen))
