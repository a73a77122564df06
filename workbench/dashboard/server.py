"""Serves the page with Voilà, on this machine only, with a template that asks no outside address (see share/)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from workbench.dashboard.page_fonts import font_share
from workbench.errors import WorkbenchError


class ServerError(WorkbenchError, RuntimeError):
    """The page can't be served; the text says why."""


def templates() -> Path:
    """Return the folder with our Voilà template, to be put on JUPYTER_PATH."""
    folder = Path(__file__).parent / "share"
    if not (folder / "voila" / "templates" / "offline" / "index.html.j2").is_file():
        raise ServerError(f"the page's template is missing in {folder}: copy or clone the whole project again")
    return folder


def free_port(wanted: int | None) -> int:
    """Return the port asked for, or a free one; raises ServerError when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except OSError:
            raise ServerError(f"port {wanted} is taken: choose another one with --port, or leave it out") from None
        return int(probe.getsockname()[1])


def command(port: int, *, open_browser: bool) -> list[str]:
    """Return the command that serves the page."""
    notebook = Path(__file__).parent / "dashboard.ipynb"
    browser = [] if open_browser else ["--no-browser"]
    return [
        sys.executable,
        "-m",
        "voila",
        str(notebook),
        "--template=offline",
        "--Voila.ip=127.0.0.1",
        f"--Voila.port={port}",
        "--Voila.port_retries=0",
        *browser,
    ]


def environment(language: str | None) -> dict[str, str]:
    """Return the environment of the server: the offline template first, the language if one is asked for."""
    fonts = font_share()
    paths = [str(templates()), str(fonts) if fonts else "", os.environ.get("JUPYTER_PATH", "")]
    found = {**os.environ, "JUPYTER_PATH": os.pathsep.join(p for p in paths if p)}
    if language:
        found["WORKBENCH_LANGUAGE"] = language
    return found


def serve(port: int | None = None, *, open_browser: bool = True, language: str | None = None) -> int:
    """Serve the page until it is stopped (Ctrl-C); prints the address, returns the exit code."""
    chosen = free_port(port)
    sys.stdout.write(f"http://127.0.0.1:{chosen}/\n")
    sys.stdout.flush()
    words, settings = command(chosen, open_browser=open_browser), environment(language)
    if os.name == "posix":
        # The server takes this process's place: whatever stops this one stops the server, and none is left behind.
        os.execve(words[0], words, settings)  # noqa: S606 - our own command, no text from outside
    try:
        return subprocess.call(words, env=settings)  # noqa: S603 - as above
    except KeyboardInterrupt:
        return 0
