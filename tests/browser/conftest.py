"""A real browser on the real page: a small county served, every request to the outside refused and written down.

The browser lasts one test file: while Playwright is on, its event loop runs in this thread, and others need theirs.
"""

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from tests.programs import program

PERSONS = "20000"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# A cold machine starts slowly; what is measured is measured elsewhere.
PATIENCE = 120_000
SETTLED = """() => {
  const settled = (tree) => {
    const page = tree.querySelector('.yy');
    if (!page || page.classList.contains('yy-busy')) return false;
    if (tree.querySelector('.yy-stage:not(.yy-ready)')) return false;
    const waiting = [...tree.querySelectorAll('.yy-waiting')].some((node) => node.textContent);
    const shown = (box) => box.closest('.yy-card').offsetParent !== null; // a projector leaves some out
    const figures = [...tree.querySelectorAll('.yy-card:not(.yy-is-empty) .yy-vis')].filter(shown);
    const empty = figures.some((box) => !box.querySelector('svg'));
    return !waiting && !empty && !tree.querySelector('.yy-vis.yy-stale');
  };
  const hosts = [...document.querySelectorAll('.yy-host')]; // each page of a notebook has a tree of its own
  return hosts.length ? hosts.every((host) => settled(host.shadowRoot)) : settled(document);
}"""


def wait_for(page: Page, said: str, timeout: float = PATIENCE, arg: object = None) -> None:
    """Wait until a script's answer is true. Asked from here: the page's policy lets no text be run inside it."""
    until = time.monotonic() + timeout / 1000
    while not page.evaluate(said, arg):
        if time.monotonic() > until:
            pytest.fail(f"it never came true: {said}")
        page.wait_for_timeout(20)


@dataclass
class Screen:
    """The page in the browser, what it asked of the outside, and what it complained of."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def settled(self) -> None:
        """Wait until nothing is under way and every picture is there."""
        self.page.wait_for_timeout(60)
        wait_for(self.page, SETTLED)

    def text(self, selector: str) -> str:
        return self.page.locator(selector).text_content() or ""

    def begin(self, language: str = "zh") -> None:
        """Back to the baseline, the first page, one language."""
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.page.wait_for_selector(".yy-card", timeout=PATIENCE)
        for chosen in ("#yy-town", "#yy-comparison-close"):
            if self.page.locator(chosen).is_visible():
                self.page.click(chosen)
                self.settled()
        for button in (f"#yy-language-{language}", "#yy-page-overview", "#yy-chip-baseline"):
            self.page.click(button)
            self.settled()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def executable() -> str:
    return program(*NAMES, what_for="the page is looked at in a real browser")


@contextmanager
def serving(command: list[str], port: int, log: Path, **options: Any) -> Iterator[str]:
    """Run a server of this machine until its port answers, and end it at the end."""
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", *command], stdout=output, stderr=subprocess.STDOUT, start_new_session=True, **options
        )
    try:
        until = time.monotonic() + PATIENCE / 1000
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if server.poll() is not None or time.monotonic() > until:
                pytest.fail(f"nothing is served:\n{log.read_text(encoding='utf-8')}")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/"
    finally:
        stop(server)


def stop(server: subprocess.Popen) -> None:
    """End the server and what it started: they share its process group."""
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(server.pid, 15)
    else:
        server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def serving_the_page(root: Path, folder: Path) -> Iterator[str]:
    """Serve the page on a small county, by the command that people use."""
    port = free_port()
    environment = {**os.environ, "WORKBENCH_PERSONS": PERSONS}
    environment.pop("WORKBENCH_LANGUAGE", None)
    command = ["workbench.dashboard", "--port", str(port), "--no-browser"]
    with serving(command, port, folder / "log.txt", cwd=root, env=environment) as place:
        yield place


@pytest.fixture(scope="session")
def address(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served: once for all test files, a session of its own for whoever opens it."""
    with serving_the_page(root, tmp_path_factory.mktemp("served")) as place:
        yield place


@pytest.fixture(scope="session")
def lab_environment(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, str]]:
    """A function that gives the environment in which start.py opens JupyterLab in a language, each with its home."""
    found = importlib.util.spec_from_file_location("start", root / "start.py")
    assert found is not None
    assert found.loader is not None
    start = importlib.util.module_from_spec(found)
    found.loader.exec_module(start)

    @cache
    def environment(language: str) -> dict[str, str]:
        home = tmp_path_factory.mktemp("home")
        folders = ("CONFIG_DIR", "DATA_DIR", "LAB_WORKSPACES_DIR", "LAB_SETTINGS_DIR")
        given = {f"JUPYTER{'' if name.startswith('LAB') else '_'}{name}": str(home) for name in folders}
        made = start.environment(start.House(root), language)
        return {**made, **given, "PATH": os.environ["PATH"], "PYTHONPATH": str(root)}

    return environment


@pytest.fixture(scope="session")
def lab_server(
    executable: str, lab_environment: Callable[[str], dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """A function that serves a notebook in the JupyterLab of a language, in the environment that start.py gives it."""
    with ExitStack() as stack:

        @cache
        def lab(language: str) -> tuple[Path, str]:
            folder, port = tmp_path_factory.mktemp("lab"), free_port()
            command = ["jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
            command += ["--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"]
            log = folder / "log.txt"
            return folder, stack.enter_context(serving(command, port, log, env=lab_environment(language)))

        def serve(name: str, notebook: str, language: str = "en") -> str:
            folder, place = lab(language)
            (folder / name).write_text(notebook, encoding="utf-8")
            return place

        yield serve


@pytest.fixture(scope="module")
def open_screen(executable: str) -> Iterator[Callable[[str, str], Screen]]:
    """A function that opens an address in the browser; only what begins with `inside` is let through."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))

        def opened(place: str, inside: str) -> Screen:
            page = browser.new_page(viewport={"width": 1440, "height": 900}, accept_downloads=True)
            shown = Screen(page, place)

            def gate(route: Route) -> None:
                if route.request.url.startswith((inside, "data:", "blob:")):
                    route.continue_()
                else:
                    shown.outside.append(route.request.url)
                    route.abort()

            page.route("**/*", gate)
            page.on("websocket", lambda ws: None if "127.0.0.1" in ws.url else shown.outside.append(ws.url))
            page.on("pageerror", lambda problem: shown.complaints.append(str(problem)))
            page.on(
                "console", lambda m: shown.complaints.append(f"{m.text} {m.location}") if m.type == "error" else None
            )
            # Jupyter gives its pages to its own pages only.
            page.goto(
                place, wait_until="commit", timeout=PATIENCE, referer=inside if inside.startswith("http") else None
            )
            return shown

        yield opened
        browser.close()


@pytest.fixture(scope="module")
def screen(open_screen: Callable[[str, str], Screen], address: str) -> Screen:
    """The page as it is served."""
    return open_screen(address, address)
