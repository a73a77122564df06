"""The page opened to others, and what breaks between it and its server: idle, full, cut off, killed."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.browser.conftest import PATIENCE, PERSONS, Screen, free_port, serving, wait_for

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
    """Move a slider by a step; return what the page then says of the change of cost."""
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("ArrowRight")
    screen.settled()
    return screen.text("#yy-tile-cost .yy-change")


def begun(screen: Screen) -> str:
    screen.page.wait_for_selector(".yy-tile", timeout=PATIENCE)
    screen.settled()
    return screen.text("#yy-tile-cost .yy-change")


def test_a_shared_page_works_under_its_header(serve: Serve, open_screen) -> None:
    place, log = serve("--share")
    until = time.monotonic() + 20
    while not (printed := re.search(r"token=([\w-]+)", log.read_text(encoding="utf-8"))):
        assert time.monotonic() < until
    token = printed.group(1)
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
    assert other.text("#yy-tile-cost .yy-change") == before
    moved(other)
    assert first.text("#yy-tile-cost .yy-change") == changed
    assert [tab.page.locator("#yy-urban_dibao_ratio").input_value() for tab in (first, other)] == ["0.325", "0.305"]
    assert first.outside == []
    assert first.complaints == []


def test_an_idle_page_says_so_and_goes_on_where_it_was(serve: Serve, open_screen) -> None:
    place, _ = serve("--idle", "0.3")
    screen = open_screen(place, place)
    begun(screen)
    changed = moved(screen)
    screen.page.wait_for_selector(".yy-notice[data-notice=idle] #yy-restart", timeout=PATIENCE)
    assert "its place was given up" in screen.text(".yy-notice[data-notice=idle]")
    assert screen.text("#yy-tile-cost .yy-change") == changed  # what was worked out before still stands
    screen.page.click("#yy-restart")
    screen.page.wait_for_selector(".yy-notice", state="detached", timeout=PATIENCE)
    assert begun(screen) == changed  # the address holds what was set
    assert moved(screen) != changed
    assert screen.page.locator(".yy-error").count() == 0


def test_one_page_too_many_is_told_and_gets_in_when_there_is_a_place(serve: Serve, open_screen) -> None:
    place, _ = serve("--visitors", "1")
    first, second = open_screen(place, place), open_screen(place, place)
    begun(first)
    second.page.wait_for_selector(".yy-notice[data-notice=full_own], .yy-notice[data-notice=full]", timeout=PATIENCE)
    assert re.search("[\u4e00-\u9fff]", second.text(".yy-notice"))  # nobody's language is known yet: both are there
    assert "close one and reload" in second.text(".yy-notice")
    first.page.close()
    second.page.reload(wait_until="commit")
    begun(second)
    assert second.page.locator(".yy-notice").count() == 0


def test_a_connection_that_breaks_is_mended_and_nothing_is_lost(serve: Serve, open_screen) -> None:
    place, _ = serve()
    screen = open_screen(place, place)
    screen.page.add_init_script("""
      window.sockets = [];
      window.WebSocket = class extends WebSocket {
        constructor(...given) { super(...given); window.sockets.push(this); }
      };
    """)
    screen.page.reload(wait_until="commit")
    first = begun(screen)
    changed = moved(screen)
    session = screen.page.evaluate("sessionStorage.getItem('yy-session')")
    # It breaks just when the hand moves: what was asked is asked again.
    screen.page.evaluate("window.sockets[0].close()")
    screen.page.keyboard.press("ArrowRight")
    wait_for(screen.page, "window.sockets.length === 2 && window.sockets[1].readyState === 1")
    screen.settled()
    assert screen.page.evaluate("sessionStorage.getItem('yy-session')") == session
    assert screen.page.locator("#yy-urban_dibao_ratio").input_value() == "0.31"
    assert screen.text("#yy-tile-cost .yy-change") != changed
    for expected in (changed, first):  # the way back is still there
        screen.page.click("#yy-undo")
        screen.settled()
        assert screen.text("#yy-tile-cost .yy-change") == expected
    assert screen.page.locator(".yy-notice").count() == 0


@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
def test_a_killed_server_is_told_and_the_page_goes_on_when_it_is_there_again(
    root: Path, tmp_path: Path, open_screen
) -> None:
    port = free_port()
    command = ["workbench.dashboard", "--port", str(port), "--no-browser", "--lang", "en"]
    environment = {**os.environ, "WORKBENCH_PERSONS": PERSONS}
    with ExitStack() as stack:
        place = stack.enter_context(serving(command, port, tmp_path / "one.txt", cwd=root, env=environment))
        screen = open_screen(place, place)
        begun(screen)
        changed = moved(screen)
        (server,) = (one for one in psutil.process_iter(["cmdline"]) if str(port) in (one.info["cmdline"] or []))
        server.kill()
        screen.page.wait_for_selector(".yy-notice[data-notice=connecting]", timeout=60_000)
        assert "connecting again" in screen.text(".yy-notice")
    with serving(command, port, tmp_path / "two.txt", cwd=root, env=environment):
        screen.page.wait_for_selector(".yy-notice", state="detached", timeout=PATIENCE)
        screen.settled()
        assert screen.text("#yy-tile-cost .yy-change") == changed
        assert moved(screen) != changed
        assert screen.page.locator(".yy-error").count() == 0
