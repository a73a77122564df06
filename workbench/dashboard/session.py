"""A page's session: its state, the actions that change it, and what of it is shown.

The same session serves the widget of JupyterLab and each page of the server, which take what it shows (`Output`).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Protocol

from workbench.dashboard.answers.background import later
from workbench.dashboard.answers.jobs import Jobs
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.runs import Runs
from workbench.dashboard.page_file import PageFile, file_maker
from workbench.dashboard.page_message import page_figures, page_numbers
from workbench.dashboard.pages import REGISTRY
from workbench.dashboard.state.action_schema import Action, DownloadFigure, Export, number_of, read_action
from workbench.dashboard.state.actions import Context, next_state
from workbench.dashboard.state.page_errors import told_on_page
from workbench.dashboard.state.page_state import State
from workbench.dashboard.view.chosen_household import has_household, picked
from workbench.dashboard.view.comparison import COMPARED
from workbench.errors import WorkbenchError
from workbench.language import using_language, word
from workbench.progress import silent

log = logging.getLogger(__name__)
# A part of the page by its name: page, specs, rows, progress.
Part = Mapping[str, object]


class Output(Protocol):
    """Where a session's page is shown: the traits of a widget, or a WebSocket."""

    def show(self, parts: Mapping[str, Part]) -> None:
        """Show new values of the named parts, all of one moment.

        page: words and numbers; specs: the drawings without data, by figure; rows: the data of the drawings by
        "figure/dataset"; progress: how far the heavy answer under way has come.
        """

    def send_file(self, file: PageFile) -> None:
        """Have the browser save a file."""


class PageSession:
    """One page: `handle` does an action and shows what has changed; a mistake is shown and changes nothing.

    answered: the number of the last action that was answered; the script sends one action at a time.
    """

    def __init__(self, results: Runs, state: State, output: Output) -> None:
        """Show nothing yet: `show_numbers` or `open_at` begins."""
        self.results, self.state, self.output = results, state, output
        self.answered = self._turn = 0
        self.page: dict[str, object] = {}
        self._error = ""
        self._drawing = False
        self._drawn = ("", "")  # page and language of the figures that are shown
        self._jobs = Jobs(self._answer_again, self._show_progress, self.fail)

    @property
    def question(self) -> Question:
        """The state beside the answers there are, of the whole county."""
        return Question(self.state, self.results)

    def receive(self, message: object) -> None:
        """Do what the browser sent; a fault of ours is said on the page, which goes on, and raised for the log."""
        try:
            with silent():
                self.handle(message)
        except Exception as problem:
            self.fail(problem)
            raise

    def handle(self, message: object) -> None:
        """Do what a message says; a mistake is shown on the page, and the state stays as it was."""
        self._error, self.answered, before = "", number_of(message), self.state
        with using_language(before.language):
            try:
                self._do(read_action(message))
            except WorkbenchError as problem:
                self._error = told_on_page(problem)
            try:
                self.answer()
            except WorkbenchError as problem:  # what can't be shown is not gone to
                self.state, self._error = before, told_on_page(problem)
                self.answer()
            except Exception:
                self.state = before
                raise

    def set_levers(self, levers: Mapping[str, float]) -> None:
        """Move levers, all or none; raises as `Scenario.replace` does."""
        state = self.state
        for name, value in levers.items():
            state = state.with_lever(name, value, self.results.baseline)
        self.state, self._error = state, ""
        self.answer()

    def draw(self) -> None:
        """From now on show figures and work heavy answers out."""
        self._drawing = True
        self.answer()

    def show_numbers(self) -> None:
        """Show the numbers; figures and heavy answers follow once the browser says that it has painted them."""
        with silent():  # the page says itself what it is doing
            self._show()

    def open_at(self, address: str) -> None:
        """Begin at an address, or at the beginning with an error where it can't be read: numbers, then figures."""
        message, before = {"kind": "address", "address": address}, self.state
        with using_language(before.language), silent():
            try:
                self._do(read_action(message))
                self._show()
            except WorkbenchError as problem:
                self.state, self._error = before, told_on_page(problem)
                self._show()
            self.draw()

    def answer(self) -> None:
        """Show the state; begin what it lacks and takes long, which is never waited for."""
        self._show()
        self.output.show({"progress": {}})
        if self._drawing:
            page = REGISTRY[self.state.page]
            heavy = page.wanted(self.state)
            wanted = (*heavy, COMPARED) if self.state.comparing else heavy
            self._jobs.want(wanted, page.question(self.state, self.results))

    def close(self) -> None:
        """Let go of the work under way: the page has gone."""
        self._jobs.close()

    def fail(self, problem: BaseException) -> None:
        """Say on the page what couldn't be worked out; of a fault the log has the kind, without its values."""
        if not isinstance(problem, WorkbenchError):
            log.error("a page's answer failed: %s", type(problem).__name__)
        with using_language(self.state.language):
            self._say(word("dashboard.broken", what=told_on_page(problem)))

    def _do(self, action: Action) -> None:
        """Go to the state after an action, and begin what else it asks for."""
        if action.kind == "painted":
            later(_load_charts, lambda _: self.draw(), self.fail)
        context = Context(self.results.baseline, lambda number: has_household(self.results.county, number), self._pick)
        self.state = next_state(self.state, action, context)
        if isinstance(action, DownloadFigure | Export):
            self._send_file(action)

    def _pick(self, state: State) -> int:
        return picked(Question(state, self.results), self._turn)

    def _answer_again(self) -> None:
        """Show what a heavy answer has added; a fault of ours is said on the page, which would wait for ever else."""
        try:
            with silent():
                self.answer()
        except Exception as problem:
            self.fail(problem)
            raise

    def _show_progress(self, heavy: Heavy[object], done: int, total: int) -> None:
        self._show_progress_of(heavy.name, done, total)

    def _show_progress_of(self, name: str, done: int, total: int) -> None:
        with using_language(self.state.language):
            text = word(f"dashboard.making_{name}")
        self.output.show({"progress": {"text": text, "done": done, "total": total}})

    def _send_file(self, action: DownloadFigure | Export) -> None:
        """Make a file in the background and send it; a disk that is full is said on the page."""
        make, language = file_maker(action, self.state, self.results), self.state.language
        if isinstance(action, Export):
            self._show_progress_of("export", 0, 1)

        def work() -> PageFile | str:
            with using_language(language), silent():
                try:
                    return make()
                except (OSError, WorkbenchError) as problem:
                    return word("dashboard.not_exported", why=told_on_page(problem))

        def done(made: PageFile | str) -> None:
            self.output.show({"progress": {}})
            if isinstance(made, PageFile):
                self.output.send_file(made)
            else:
                self._say(made)

        later(work, done, self.fail)

    def _say(self, error: str) -> None:
        """Show what went wrong; the rest of the page stays as it is."""
        self._error = error
        self.page = {**self.page, "answered": self.answered, "turn": self._next_turn(), "error": error}
        self.output.show({"page": self.page})

    def _show(self) -> None:
        """Show the numbers as soon as they are there, then the figures that belong to them."""
        numbers = page_numbers(self.state, self.results)
        drawn = self.state.page, self.state.language
        if self._drawing and self._drawn == drawn:
            old = {name: self.page[name] for name in ("figures", "answered")}
            self.page = {**numbers, **old, "turn": self._next_turn(), "error": self._error}
            self.output.show({"page": self.page})
        figures = page_figures(self.state, self.results, draw=self._drawing)
        done = {"answered": self.answered, "turn": self._next_turn(), "error": self._error}
        self._drawn, self.page = drawn, {**numbers, **figures.page, **done}
        self.output.show({"specs": figures.specs, "rows": figures.rows, "page": self.page})

    def _next_turn(self) -> int:
        self._turn += 1
        return self._turn


def _load_charts() -> None:
    """Load what draws the figures: a second or two, for which no slider need wait."""
    import altair as alt  # noqa: F401 - loaded here so that it is there later
