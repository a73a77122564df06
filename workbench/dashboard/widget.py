"""The dashboard: one widget that hears what the hand does, asks the law, and shows the answer."""

from __future__ import annotations

from collections.abc import Mapping

import anywidget
import traitlets

from workbench.arguments import check_kinds
from workbench.dashboard.answers.background import later
from workbench.dashboard.answers.jobs import Jobs
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.runs import Runs
from workbench.dashboard.browser import bundle, reopened_output, style
from workbench.dashboard.export import FORMATS, checked, exported
from workbench.dashboard.page_message import Rows, figures_of, page_figures, page_numbers
from workbench.dashboard.pages import REGISTRY
from workbench.dashboard.state import address
from workbench.dashboard.state.actions import ACTIONS, Action
from workbench.dashboard.state.invented_family import InventedFamily
from workbench.dashboard.state.page_state import State
from workbench.dashboard.view import comparison as comparisons
from workbench.dashboard.view.chosen_household import picked, subject
from workbench.dashboard.view.comparison import COMPARED
from workbench.dashboard.view.page_data import NumberTile
from workbench.errors import WorkbenchError, unknown
from workbench.language import current_language, using_language, word
from workbench.place import current_place
from workbench.population import Population
from workbench.progress import silent
from workbench.scenario import Scenario
from workbench.simulation import Run

_MIME = {".csv": "text/csv", ".png": "image/png"}
_FAMILY = ("pick", "look", "invent", "member", "household", "more", "fewer")
KINDS = (*ACTIONS, "family", "address", "painted", "download", "export")


class Dashboard(anywidget.AnyWidget):
    """The page as a widget, for JupyterLab and Voilà; drivable without a browser by `set`, `tiles` and `handle`.

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
        with silent():
            self.results = Runs(county, baseline)
        self.state = state
        self._answered = self._turn = 0
        self._error = ""
        self._drawing = False
        self._jobs = Jobs(self._answer_again, self._show_progress, self._broken)
        self._rows: dict[str, Rows] = {}
        self._sender = ("", "")
        with silent():  # the page says itself what it is doing
            self._show()
        self.observe(self._heard, names="action")

    @property
    def tiles(self) -> dict[str, NumberTile]:
        """The number tiles by name, as shown."""
        return {tile["name"]: tile for tile in self.page["tiles"]}

    @property
    def run(self) -> Run:
        """The run behind the numbers, for whatever a notebook wants of it: a brief, a record, a comparison."""
        return Question(self.state, self.results).run

    def set(self, **levers: float) -> None:
        """Move levers as the hand would: `dashboard.set(urban_dibao_ratio=0.33)`."""
        state = self.state
        for name, value in levers.items():
            state = state.with_lever(name, value, self.results.baseline)
        self.state, self._error = state, ""
        self._answer()

    def _ipython_display_(self, **_: object) -> None:
        """Show the page, and before it a sentence for where it can't live: a notebook opened again, or as a file."""
        from IPython.display import display

        display(reopened_output(self.state.language), raw=True)  # type: ignore[no-untyped-call]
        data, _ = self._repr_mimebundle_() or ({}, {})
        # Where there is no page, the sentence is all that is to be said.
        display({**data, "text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]

    def handle(self, action: Action) -> None:
        """Do what an action says; a mistake is shown on the page, and the state stays as it was."""
        self._error = ""
        try:
            with using_language(self.state.language):
                self.state = self._after(action)
        except WorkbenchError as problem:
            self._error = str(problem)
        self._answer()

    def _heard(self, change: Mapping[str, Action]) -> None:
        action = change["new"]
        if not action:
            return
        self._answered = int(action.get("number", 0))
        try:
            with silent():
                self.handle(action)
        except Exception as problem:
            self._broken(problem)  # said on the page, which goes on; the trace goes to the log
            raise

    def _after(self, action: Action) -> State:
        kind = str(action.get("kind"))
        if kind in ACTIONS:
            return ACTIONS[kind](self.state, action, self.results.baseline)
        match kind:
            case "family":
                return self._family(action)
            case "address":
                return self._at_address(str(action["address"]))
            case "painted":
                later(_charts_ready, self._draw, self._broken)
                return self._at_address(str(action.get("address") or ""))
            case "download":
                self._download(str(action["figure"]), str(action["format"]))
                return self.state
            case "export":
                self._export(checked(str(action["format"])))
                return self.state
        raise unknown("action", kind, KINDS)

    def _at_address(self, text: str) -> State:
        """Go where an address says; an empty one says nothing. Raises for what can't be read or isn't there."""
        if not text.strip("#"):
            return self.state
        found = address.read(text, self.results.baseline, self.state)
        if found.household is not None:
            subject(Question(found, self.results))  # complains of an id that isn't there
        return found

    def _family(self, action: Action) -> State:
        """Look at another family: one of the county, one picked, or an invented one told otherwise."""
        state, question = self.state, Question(self.state, self.results)
        told = state.told or InventedFamily()
        match action.get("do"):
            case "pick":
                return state.of_household(picked(question, self._turn))
            case "look":
                chosen = state.of_household(int(action["household"]))
                subject(Question(chosen, self.results))  # complains of an id that isn't there
                return chosen
            case "invent":
                return state.of_told(told)
            case "member":
                return state.of_told(told.with_member(int(action["member"]), str(action["name"]), action["value"]))
            case "household":
                return state.of_told(told.with_household(str(action["name"]), str(action["value"])))
            case "more":
                return state.of_told(told.with_one_more())
            case "fewer":
                return state.of_told(told.without(int(action["member"])))
        raise unknown("change of the family", str(action.get("do")), _FAMILY)

    def _draw(self, _: object) -> None:
        """From now on with figures."""
        self._drawing = True
        self._answer()

    def _answer(self) -> None:
        """Show the state; begin what it lacks and takes long, which is never waited for."""
        self._show()
        self.progress = {}
        if self._drawing:
            page = REGISTRY[self.state.page]
            wanted = (*page.heavy, COMPARED) if self.state.comparing else page.heavy
            self._jobs.want(wanted, page.question(self.state, self.results))

    def _answer_again(self) -> None:
        """Show what a heavy answer has added; a fault of ours is said on the page, which would wait for ever else."""
        try:
            self._answer()
        except Exception as problem:
            self._broken(problem)
            raise

    def _show_progress(self, heavy: Heavy[object], done: int, total: int) -> None:
        self._show_progress_of(heavy.name, done, total)

    def _show_progress_of(self, name: str, done: int, total: int) -> None:
        with using_language(self.state.language):
            text = word(f"dashboard.making_{name}")
        self.progress = {"text": text, "done": done, "total": total}

    def _download(self, name: str, ending: str) -> None:
        if name == "comparison":
            self._download_comparison(ending)
            return
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

    def _download_comparison(self, ending: str) -> None:
        if ending not in comparisons.FORMATS:
            raise unknown("format", ending, comparisons.FORMATS)
        content = comparisons.comparison_bytes(REGISTRY[self.state.page].question(self.state, self.results), ending)
        self.send({"kind": "file", "name": f"comparison{ending}", "mime": {**FORMATS, **_MIME}[ending]}, [content])

    def _export(self, ending: str) -> None:
        question, language = Question(self.state, self.results), self.state.language
        self._show_progress_of("export", 0, 1)

        def done(content: bytes) -> None:
            self.progress = {}
            self.send({"kind": "file", "name": f"{current_place().code}{ending}", "mime": FORMATS[ending]}, [content])

        def failed(problem: BaseException) -> None:
            self.progress = {}
            with using_language(language):
                self._say(word("dashboard.not_exported", why=f"{type(problem).__name__}: {problem}"))

        def work() -> bytes | OSError | WorkbenchError:
            try:
                return exported(question, ending)
            except (OSError, WorkbenchError) as problem:  # a full disk, a folder that may not be written
                return problem

        later(work, lambda made: done(made) if isinstance(made, bytes) else failed(made), self._broken)

    def _broken(self, problem: BaseException) -> None:
        with using_language(self.state.language):
            self._say(word("dashboard.broken", what=f"{type(problem).__name__}: {problem}"))

    def _say(self, error: str) -> None:
        """Show what went wrong; the rest of the page stays as it is."""
        self._error = error
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


@check_kinds
def open_dashboard(county: Population, baseline: Scenario, language: str | None = None) -> Dashboard:
    """Return the dashboard for a county and a baseline; the last line of a notebook cell shows it.

    >>> dashboard = open_dashboard(county, baseline, "en")

    `language` is "zh" or "en" (default: the language that is on).
    """
    with using_language(language or current_language()) as chosen:
        return Dashboard(county, baseline, State(language=chosen))
