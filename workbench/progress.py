"""What takes long says so: a line with what is being done and how far it has come, after a second and a half.

The line is shown in a notebook and in a terminal, in the language that is on, and is taken away when the work is done.
Nothing is shown in a pipe, in a test, in a thread of a page's answers, or inside `silent`.
"""

from __future__ import annotations

import functools
import inspect
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import ParamSpec, Protocol, TypeVar

from workbench.language import word

P = ParamSpec("P")
R = TypeVar("R")
DELAY = 1.5  # seconds: what is quicker isn't told
_BETWEEN = 0.2  # seconds between two states of a line
_silent: ContextVar[bool] = ContextVar("silent", default=False)
_lines: list[Line] = []  # of the main thread: the innermost stands last


class Display(Protocol):
    """Where a line is shown: each text takes the place of the one before, "" takes it away."""

    def __call__(self, text: str) -> None: ...  # noqa: D102


class Line:
    """One piece of work: what it is, how far it has come, and the timer after which it is told."""

    def __init__(self, what: str, display: Display) -> None:
        """Make a line that is not yet told; `what` is a key of words/progress.toml."""
        self.what = what
        self._display = display
        self._done = self._total = 0
        self._shown_at = 0.0
        self._ended = False
        self._lock = threading.Lock()
        context = copy_context()  # the language, and the cell that the line belongs to
        self._timer = threading.Timer(DELAY, lambda: context.run(self._show))
        self._timer.daemon = True
        self._began = 0.0

    def begin(self) -> None:
        """Begin to wait."""
        self._began = time.monotonic()
        self._timer.start()

    def step(self, done: int, total: int) -> None:
        """Say how far the work has come."""
        self._done, self._total = done, total
        now = time.monotonic()
        if now - self._began >= DELAY and now - self._shown_at >= _BETWEEN:
            self._show()

    def text(self) -> str:
        """Write the line in the language that is on."""
        said = word(f"progress.{self.what}")
        if self._total <= 1:
            return f"{said} …"
        return f"{said} {self._done:,}/{self._total:,} ({self._done / self._total:.0%})"

    def _show(self) -> None:
        with self._lock:
            if not self._ended and _lines and _lines[-1] is self:  # a line inside is told in the place of this one
                self._shown_at = time.monotonic()
                self._display(self.text())

    def end(self) -> None:
        """Take the line away."""
        self._timer.cancel()
        with self._lock:
            self._ended = True
            if self._shown_at:
                self._display("")


@contextmanager
def telling(what: str) -> Iterator[Line | None]:
    """Tell of the work inside the block if it takes long; gives None where nothing is shown."""
    display = _display()
    if display is None:
        yield None
        return
    line = Line(what, display)
    _lines.append(line)
    line.begin()
    try:
        yield line
    finally:
        _lines.remove(line)
        line.end()


def tells(what: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a public function tell of its work; where it takes `progress` and gets none, its steps are told too."""

    def decorated(function: Callable[P, R]) -> Callable[P, R]:
        counts = "progress" in inspect.signature(function).parameters

        @functools.wraps(function)
        def told(*args: P.args, **kwargs: P.kwargs) -> R:
            with telling(what) as line:
                if counts and line is not None and kwargs.get("progress") is None:
                    kwargs["progress"] = line.step
                return function(*args, **kwargs)

        return told

    return decorated


@contextmanager
def silent() -> Iterator[None]:
    """Show no lines inside the block: for a page that says itself what it is doing."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def _display() -> Display | None:
    """Return where lines are shown now, or None."""
    if _silent.get() or threading.current_thread() is not threading.main_thread():
        return None
    return _terminal_or_cell()


def _terminal_or_cell() -> Display | None:
    if "IPython" in sys.modules:
        from IPython.core.getipython import get_ipython

        shell = get_ipython()
        if shell is not None and hasattr(shell, "kernel"):
            return _in_cell()
    return _on_terminal if sys.stderr is not None and sys.stderr.isatty() else None


def _in_cell() -> Display:
    from IPython.display import display

    handles: list[object] = []

    def show(text: str) -> None:
        content = {"text/plain": text}
        if handles:
            handles[0].update(content, raw=True)  # type: ignore[attr-defined]
        else:
            handles.append(display(content, raw=True, display_id=True))  # type: ignore[no-untyped-call]

    return show


def _on_terminal(text: str) -> None:
    sys.stderr.write(f"\r\x1b[2K{text}")
    sys.stderr.flush()
