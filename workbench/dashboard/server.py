"""Serves the page with Voilà on this machine only, with a template that asks no outside address.

Voilà's own template links two style sheets on a server outside; where a network drops such requests the page stays
blank for minutes. The offline template is Voilà's, as installed, without those lines.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

from workbench.engine.kernel import cache_folder
from workbench.errors import WorkbenchError
from workbench.files import write_whole

_OUTSIDE = re.compile(r"""^\s*<(?:link|script)\b[^>]*\b(?:href|src)\s*=\s*["'](?:https?:)?//[^>]*>.*\n""", re.MULTILINE)
_LEFT = re.compile(r"""\b(?:href|src)\s*=\s*["'](?:https?:)?//""")


class ServerError(WorkbenchError, RuntimeError):
    """The page can't be served; the text says why."""


def offline_templates() -> Path:
    """Write the offline template into the cache folder; returns the folder to put on JUPYTER_PATH."""
    from jupyter_core.paths import jupyter_path

    stock = next((p for p in map(Path, jupyter_path("voila", "templates")) if (p / "lab").is_dir()), None)
    if stock is None:
        raise ServerError("Voilà's template 'lab' isn't installed beside this Python; delete .venv and start again")
    text = _OUTSIDE.sub("", (stock / "lab" / "index.html.j2").read_text(encoding="utf-8"))
    if _LEFT.search(text):
        raise ServerError("Voilà's template asks an outside address in a way that isn't known; see dashboard/server.py")
    folder = cache_folder().parent / "jupyter"
    write_whole(folder / "voila" / "templates" / "offline" / "index.html.j2", text)
    write_whole(folder / "voila" / "templates" / "offline" / "conf.json", '{"base_template": "lab"}\n')
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
    paths = [str(offline_templates()), os.environ.get("JUPYTER_PATH", "")]
    found = {**os.environ, "JUPYTER_PATH": os.pathsep.join(p for p in paths if p)}
    if language:
        found["WORKBENCH_LANGUAGE"] = language
    return found


def serve(port: int | None = None, *, open_browser: bool = True, language: str | None = None) -> int:
    """Serve the page until it is stopped (Ctrl-C); prints the address, returns the exit code."""
    chosen = free_port(port)
    sys.stdout.write(f"http://127.0.0.1:{chosen}/\n")
    sys.stdout.flush()
    try:
        return subprocess.call(  # noqa: S603 - our own command, no text from outside
            command(chosen, open_browser=open_browser), env=environment(language)
        )
    except KeyboardInterrupt:
        return 0
