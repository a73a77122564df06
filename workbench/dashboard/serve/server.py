"""Starts the page's server: on this machine only, or open to the network with a token in the address (`--share`)."""

from __future__ import annotations

import errno
import os
import secrets
import socket
import sys
import tempfile
import threading
import webbrowser
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workbench.dashboard.serve.environment import font_share, load_lightly
from workbench.errors import WorkbenchError
from workbench.language import current_language, using_language, word
from workbench.paths import package_file

PORTS = range(1024, 65536)
# How many pages may be open at once: each has a kernel of its own (memory: see CONTRIBUTING.md, benchmark of the page).
VISITORS = 12
_OF_ONE_VISITOR = 3
_MOST_VISITORS = 100
# Seconds after which a kernel without a page is ended, and one whose page nobody touches. On one's own machine a page
# that is open stays: a meeting may talk for an hour about one chart.
_ALONE = {False: 1200.0, True: 120.0}
_IDLE = {False: 0.0, True: 3600.0}
# An address for documentation, where nobody lives: asking which way leads there sends nothing.
_SOMEWHERE = ("203.0.113.1", 9)


class ServerError(WorkbenchError, RuntimeError):
    """The page can't be served; the text says why."""


@dataclass(frozen=True)
class Wanted:
    """How the page is to be served.

    share: to everybody on the network who has the token; visitors: how many pages at once; idle_minutes: when a page
    that nobody touches loses its kernel (None: never on this machine, after an hour when shared; 0: never).
    """

    port: int | None = None
    open_browser: bool = True
    language: str | None = None
    share: bool = False
    visitors: int = VISITORS
    idle_minutes: float | None = None

    def __post_init__(self) -> None:
        if self.port is not None and self.port not in PORTS:
            raise ServerError(f"port {self.port}: a whole number from {PORTS[0]} to {PORTS[-1]} is wanted")
        if not 1 <= self.visitors <= _MOST_VISITORS:
            raise ServerError(f"{self.visitors} visitors: a whole number from 1 to {_MOST_VISITORS} is wanted")
        if self.idle_minutes is not None and not 0 <= self.idle_minutes < 1e6:
            raise ServerError(f"{self.idle_minutes:g} idle minutes: a number from 0 is wanted (0: never)")


def templates() -> Path:
    """Return the folder with our Voilà template, to be put on JUPYTER_PATH."""
    folder = package_file("dashboard", "serve", "share")
    if not (folder / "voila" / "templates" / "offline" / "index.html.j2").is_file():
        raise ServerError(f"the page's template is missing in {folder}: copy or clone the whole project again")
    return folder


def listen(port: int | None, *, share: bool) -> socket.socket:
    """Return a socket that listens on the port asked for, or on a free one; raises ServerError when it can't be had."""
    try:
        opened = socket.create_server(("" if share else "127.0.0.1", port or 0), backlog=128)
    except OSError as problem:
        if problem.errno in (errno.EADDRINUSE, errno.EACCES):
            raise ServerError(f"port {port} is taken: choose another one with --port, or leave it out") from None
        raise ServerError(f"port {port} can't be had: {problem.strerror}") from None
    opened.setblocking(False)
    return opened


def own_address() -> str:
    """Return how others on the network reach this machine: its number, or its name where it has none to tell."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(_SOMEWHERE)
        found = str(probe.getsockname()[0])
        if not found.startswith(("127.", "0.")):
            return found
    return socket.gethostname()


def addresses(port: int, token: str | None) -> list[str]:
    """Return the addresses to open: this machine's own first."""
    if token is None:
        return [f"http://127.0.0.1:{port}/"]
    return [f"http://{host}:{port}/?token={token}" for host in ("127.0.0.1", own_address())]


def prepare_environment(language: str | None) -> None:
    """Set what Voilà and the kernels read: our template first, the language if one is asked for."""
    fonts = font_share()
    paths = [str(templates()), str(fonts) if fonts else "", os.environ.get("JUPYTER_PATH", "")]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(path for path in paths if path)
    if language:
        os.environ["WORKBENCH_LANGUAGE"] = language


def say(wanted: Wanted, places: list[str]) -> None:
    """Print where the page is, and who may look."""
    with using_language(wanted.language or current_language()):
        lines = [*places, word("dashboard.shared")] if wanted.share else places
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def open_in_browser(place: str, folder: Path) -> None:
    """Open the page by way of a file: a browser's command line, which every user can read, would tell the token."""
    file = folder / "open.html"
    file.touch(mode=0o600)
    file.write_text(f'<meta http-equiv="refresh" content="0; url={place}"><a href="{place}">{place}</a>', "utf-8")
    threading.Thread(target=webbrowser.open, args=(file.as_uri(),), daemon=True).start()


def serve(wanted: Wanted) -> int:
    """Serve the page until it is stopped (Ctrl-C); prints the address, returns the exit code."""
    prepare_environment(wanted.language)
    opened = listen(wanted.port, share=wanted.share)
    port = int(opened.getsockname()[1])
    token = secrets.token_urlsafe(32) if wanted.share else None
    places = addresses(port, token)
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        say(wanted, places)
        if wanted.open_browser:  # it waits at the open port while the rest is loaded
            open_in_browser(places[0], Path(folder))
        try:
            return _run(wanted, port, token, opened)
        except KeyboardInterrupt:
            return 0


def _run(wanted: Wanted, port: int, token: str | None, opened: socket.socket) -> int:
    load_lightly()
    from workbench.dashboard.serve.authentication import Door
    from workbench.dashboard.serve.host import NOTEBOOK, Host, settings

    idle = _IDLE[wanted.share] if wanted.idle_minutes is None else 60 * wanted.idle_minutes
    each = _OF_ONE_VISITOR if wanted.share else wanted.visitors
    host = Host(Door(port, token), opened, config=settings(wanted.visitors, each, _ALONE[wanted.share], idle))
    host.initialize([str(NOTEBOOK)])
    host.start()
    return 0
