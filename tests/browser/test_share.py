"""The page opened to others: with the token in the address, two at once, and after a kernel was ended as idle."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.conftest import PATIENCE, PERSONS, Screen, free_port, serving

pytestmark = pytest.mark.browser

Serve = Callable[..., tuple[str, Path]]


@pytest.fixture(scope="module")
def serve(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """A function that serves the page with options; returns the address and the log."""
    with ExitStack() as stack:

        def served(*options: str) -> tuple[str, Path]:
            port, log = free_port(), tmp_path_factory.mktemp("served") / "log.txt"
            command = ["workbench.dashboard", "--port", str(port), "--no-browser", "--lang", "en", *options]
            environment = {**os.environ, "WORKBENCH_PERSONS": PERSONS}
            return stack.enter_context(serving(command, port, log, cwd=root, env=environment)), log

        yield served


def moved(screen: Screen) -> str:
    """Move a slider by a step; return what the page then says of the cost."""
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("ArrowRight")
    screen.settled()
    return screen.text("#yy-tile-cost .yy-number")


def begun(screen: Screen) -> str:
    screen.page.wait_for_selector(".yy-tile", timeout=PATIENCE)
    screen.settled()
    return screen.text("#yy-tile-cost .yy-number")


def test_a_shared_page_works_under_its_header(serve: Serve, open_screen) -> None:
    place, log = serve("--share")
    token = re.search(r"token=([\w-]+)", log.read_text(encoding="utf-8")).group(1)
    first = open_screen(f"{place}?token={token}#page=overview&lang=en&urban_dibao_ratio=0.32", place)
    begun(first)
    assert first.page.locator("#yy-urban_dibao_ratio").input_value() == "0.32"  # what follows # has come through
    assert "token" not in first.page.url
    assert token not in first.page.content()
    assert first.page.evaluate("document.cookie") == ""
    with first.page.expect_download() as download:
        first.page.click("#yy-more-town_tiles")
        first.page.click("#yy-csv-town_tiles")
    assert Path(download.value.path()).stat().st_size > 100
    # another tab of the same visitor, without the token: pages don't disturb each other
    with first.page.expect_popup(timeout=PATIENCE) as tab:
        first.page.evaluate("window.open('/#page=overview&lang=en')")
    other = Screen(tab.value, place)
    before = begun(other)
    changed = moved(first)
    assert changed != before
    assert other.text("#yy-tile-cost .yy-number") == before
    moved(other)
    assert first.text("#yy-tile-cost .yy-number") == changed
    assert [tab.page.locator("#yy-urban_dibao_ratio").input_value() for tab in (first, other)] == ["0.325", "0.305"]
    assert first.outside == []
    assert first.complaints == []


def test_a_widget_that_was_lost_on_the_way_is_fetched_again(serve: Serve, open_screen) -> None:
    """On a busy machine the widgets' manager now and then gives up for good; here it is made to seem so, once."""
    place, _ = serve()
    screen = open_screen(f"{place}voila/static/extension.js", place)  # of the same origin, and without a kernel
    screen.page.add_init_script("""
      if (!sessionStorage.getItem("seen")) document.addEventListener("DOMContentLoaded", () => {
        sessionStorage.setItem("seen", "1");
        const lost = document.createElement("div");
        lost.className = "jupyter-widgets";
        lost.textContent = "Error displaying widget: model not found";
        document.body.append(lost);
      });
    """)
    screen.page.goto(place, wait_until="commit", timeout=PATIENCE)
    begun(screen)
    screen.page.wait_for_function("sessionStorage.getItem('yy-again') === null", timeout=PATIENCE)
    assert screen.page.evaluate("performance.getEntriesByType('navigation')[0].type") == "reload"


def test_an_idle_page_says_that_its_kernel_has_gone_and_begins_anew(serve: Serve, open_screen) -> None:
    place, _ = serve("--idle", "0.3")
    screen = open_screen(place, place)
    begun(screen)
    kernel = screen.page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    asked = f"fetch('/api/kernels/{kernel}').then((answer) => answer.status)"
    for _ in range(120):
        screen.page.wait_for_timeout(500)
        if screen.page.evaluate(asked) == 404:
            break
    assert screen.page.evaluate(asked) == 404
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("ArrowRight")
    screen.page.wait_for_selector("#yy-restart", timeout=60_000)
    screen.page.click("#yy-restart")
    screen.page.wait_for_selector("#yy-skeleton", state="detached", timeout=PATIENCE)
    begun(screen)
    moved(screen)
    assert screen.page.locator(".yy-error").count() == 0
