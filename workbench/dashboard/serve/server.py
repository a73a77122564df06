"""Starts the page's server: on this machine only, or open to the network with a token in the address (`--share`)."""

from __future__ import annotations

import asyncio
import errno
import logging
import secrets
import signal
import socket
import ssl
import sys
import tempfile
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.dashboard.serve.options import ServeOptions, ServerError
from workbench.errors import WorkbenchError
from workbench.language import current_language, using_language, word

if TYPE_CHECKING:
    from workbench.dashboard.serve.county_answers import CountyAnswers

# An address for documentation, where nobody lives: asking which way leads there sends nothing.
_SOMEWHERE = ("203.0.113.1", 9)
# Seconds for which one Python thread keeps the others waiting: the slider's thread waits no longer than this for a
# background thread that works in Python (the interpreter's own choice is .005).
_SWITCH = 0.001


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


def addresses(port: int, token: str | None, options: ServeOptions) -> list[str]:
    """Return the addresses to open: this machine's own first."""
    path = f"{options.base_path}?token={token}" if token is not None else options.base_path
    names = ["127.0.0.1", *([own_address()] if token is not None else []), *options.hosts]
    return [f"{options.scheme}://{host}:{port}{path}" for host in names]


def certificate_context(options: ServeOptions) -> ssl.SSLContext | None:
    """Return what https needs; None for http. Raises ServerError for a certificate or key that can't be used."""
    if options.certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(options.certificate, options.key)
    except (ssl.SSLError, OSError) as problem:
        reason = getattr(problem, "reason", None) or problem.strerror or "unreadable"
        raise ServerError(f"{options.certificate} and {options.key} can't be used for https: {reason}") from None
    return context


def say(options: ServeOptions, places: list[str]) -> None:
    """Print where the page is, and who may look."""
    with using_language(options.language or current_language()):
        secure = "shared_secure" if options.certificate is not None else "shared"
        lines = [*places, word(f"dashboard.{secure}")] if options.share else places
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def open_in_browser(place: str, folder: Path) -> None:
    """Open the page by way of a file: a browser's command line, which every user can read, would tell the token."""
    file = folder / "open.html"
    file.touch(mode=0o600)
    file.write_text(f'<meta http-equiv="refresh" content="0; url={place}"><a href="{place}">{place}</a>', "utf-8")
    threading.Thread(target=webbrowser.open, args=(file.as_uri(),), daemon=True).start()


def serve(options: ServeOptions) -> int:
    """Serve the page until it is stopped (Ctrl-C, SIGTERM); prints the address, returns the exit code."""
    context = certificate_context(options)
    opened = listen(options.port, share=options.share)
    token = secrets.token_urlsafe(32) if options.share else None
    places = addresses(int(opened.getsockname()[1]), token, options)
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        say(options, places)
        if options.open_browser:  # it waits at the open port while the rest is loaded
            open_in_browser(places[0], Path(folder))
        try:
            return asyncio.run(run(options, token, opened, context))
        except KeyboardInterrupt:
            return 0


async def run(
    options: ServeOptions,
    token: str | None,
    opened: socket.socket,
    context: ssl.SSLContext | None,
    stopped: asyncio.Event | None = None,
) -> int:
    """Serve on an open socket until `stopped` is set, or a signal ends it."""
    from tornado.httpserver import HTTPServer

    from workbench.dashboard.serve.application import application
    from workbench.dashboard.serve.authentication import Door
    from workbench.dashboard.serve.county_answers import CountyAnswers, first_language
    from workbench.dashboard.serve.files import page_files
    from workbench.dashboard.serve.sessions import PageSessions
    from workbench.dashboard.session import Output, PageSession
    from workbench.dashboard.state.page_state import State

    sys.setswitchinterval(_SWITCH)
    logging.getLogger("tornado.general").setLevel(logging.ERROR)  # what visitors do wrong fills no screen
    language = first_language(options.language)
    county = CountyAnswers()

    def make(output: Output) -> PageSession:
        return PageSession(county.runs().for_page(), State(language=language), output)

    def changed(pages: int) -> None:
        county.runs().shared_by(pages)

    sessions = PageSessions(make, options.visitors, options.pages_of_one, options.idle_seconds, changed)
    names = frozenset(name.lower() for name in (*options.hosts, *([own_address()] if token is not None else [])))
    port = int(opened.getsockname()[1])
    door = Door(
        port, token, options.base_path, names, frozenset(map(str.lower, options.hosts)), secure=context is not None
    )
    loading = asyncio.create_task(_load(county))
    made = application(door, sessions, county, page_files(), language)
    server = HTTPServer(made, ssl_options=context, max_body_size=64 * 1024, max_header_size=32 * 1024, body_timeout=30)
    server.add_socket(opened)
    watching = asyncio.create_task(sessions.watch())
    stopped = stopped or asyncio.Event()
    with suppress(RuntimeError, ValueError):  # Windows has no signals of this kind, another thread gets none
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    await stopped.wait()
    server.stop()
    sessions.end_all("ended")
    for task in (loading, watching):
        task.cancel()
    await asyncio.sleep(0.1)  # what is on its way to the browsers
    return 0


async def _load(county: CountyAnswers) -> None:
    try:
        await county.load()
    except WorkbenchError as problem:
        with using_language("en"):
            sys.stderr.write(word("dashboard.not_opened", what=problem) + "\n")
        sys.stderr.flush()
