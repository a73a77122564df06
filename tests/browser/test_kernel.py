"""The computing kernel dies in the meeting: the page says so, and one button brings it back."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests.browser.conftest import serving_the_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: of its kernels one is killed."""
    with serving_the_page(root, tmp_path_factory.mktemp("killed")) as place:
        yield place


def kernels(address: str) -> list[psutil.Process]:
    """Return the kernels of the server at an address: children of whoever was told its port."""
    port = str(urlsplit(address).port)
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if port in words and "workbench.dashboard" in words:
            found += [child for child in process.children(recursive=True) if "ipykernel_launcher" in child.cmdline()]
    return found


@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
def test_a_killed_kernel_is_said_and_started_again(screen) -> None:
    screen.page.wait_for_selector(".yy-tile", timeout=120_000)
    screen.begin("en")
    (kernel,) = kernels(screen.address)
    os.kill(kernel.pid, signal.SIGKILL)
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("ArrowRight")
    screen.page.wait_for_selector("#yy-restart", timeout=60_000)
    assert "The computing kernel has stopped" in screen.text(".yy-error")
    assert screen.text("#yy-tile-cost .yy-number")  # what was worked out before still stands
    screen.page.click("#yy-restart")
    screen.page.wait_for_selector("#yy-skeleton", state="detached", timeout=120_000)
    screen.page.wait_for_selector(".yy-tile", timeout=120_000)
    screen.settled()
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("ArrowRight")
    screen.settled()
    assert screen.page.locator(".yy-error").count() == 0
