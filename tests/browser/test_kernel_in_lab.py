"""The kernel of a notebook is busy, interrupted, restarted, dead under the page: it says so, and comes back."""

import pytest

from tests.browser.conftest import PATIENCE
from tests.browser.notebook import COUNTY, Notebook, opened
from tests.browser.pages import notebook_of

pytestmark = pytest.mark.browser

CELLS = (
    f'{COUNTY}wb.open_dashboard(county, base, "en")',
    "import time\nfor _ in range(6000):\n    time.sleep(0.1)",
    "import ctypes, time\ntime.sleep(1)\nctypes.PyDLL(None).sleep(600)",  # nothing runs beside it
    "import os\nos._exit(1)",
)
BUSY = ".jp-Notebook-ExecutionIndicator[data-status=busy]"
INERT = "(body) => body.inert && getComputedStyle(body).opacity < 1"


@pytest.fixture(scope="module")
def lab(lab_server, open_screen) -> Notebook:
    notebook = opened(open_screen, lab_server("kernel.ipynb", notebook_of(*CELLS)), "kernel.ipynb")
    notebook.run(0, pages=1)
    assert notebook.screen.page.locator(".yy-said").count() == 0
    return notebook


def command(lab: Notebook, name: str) -> None:
    """A button of the notebook's toolbar."""
    lab.screen.page.locator(f".jp-NotebookPanel-toolbar [data-command='notebook:{name}']").first.click()


def check_lost(lab: Notebook, cost: str) -> None:
    """It says in words what happened and what to do, dims what was worked out before, and can't be moved."""
    page = lab.screen.page
    page.wait_for_selector(".yy-said.yy-error", timeout=PATIENCE)
    assert "The computing kernel has stopped or was restarted" in lab.screen.text(".yy > .yy-said")
    assert "Run this cell again" in lab.screen.text(".yy-footer > .yy-said")  # a notebook is scrolled
    assert not page.locator(".yy-doing").is_visible()
    assert lab.screen.text("#yy-tile-cost .yy-number") == cost
    assert page.locator(".yy-body").evaluate(INERT)
    before = lab.value(0)
    lab.lever(0).click(force=True)
    page.keyboard.press("ArrowRight")
    assert lab.value(0) == before


def test_the_page_answers_while_a_cell_runs(lab) -> None:
    page = lab.screen.page
    lab.run(1)
    page.locator(BUSY).wait_for()
    lab.press(0, "ArrowRight")
    lab.screen.settled()
    assert "30.5%" in lab.screen.text(".yy-under")
    assert page.locator(BUSY).is_visible()
    command(lab, "interrupt-kernel")
    page.locator(BUSY).wait_for(state="detached", timeout=PATIENCE)
    assert page.locator(".yy-said").count() == 0


def test_it_says_that_it_waits_for_a_cell_and_answers_when_that_is_interrupted(lab) -> None:
    page = lab.screen.page
    cost = lab.screen.text("#yy-tile-cost .yy-number")
    lab.run(2)
    page.wait_for_timeout(2000)  # the cell stops all else after a second
    for _ in range(3):
        lab.press(0, "ArrowRight")
    page.wait_for_selector(".yy-said", timeout=15_000)
    assert "running another cell" in lab.screen.text(".yy-said")
    assert lab.screen.text("#yy-tile-cost .yy-number") == cost
    command(lab, "interrupt-kernel")
    page.wait_for_selector(".yy-said", state="detached", timeout=PATIENCE)
    lab.screen.settled()
    assert lab.value(0) == "0.32"
    assert "32%" in lab.screen.text(".yy-under")


def test_a_restarted_kernel_is_said_and_the_cell_brings_the_page_back(lab) -> None:
    page = lab.screen.page
    cost = lab.screen.text("#yy-tile-cost .yy-number")
    command(lab, "restart-kernel")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    check_lost(lab, cost)
    lab.idle()
    lab.run(0)
    page.wait_for_selector(".yy-said", state="detached", timeout=PATIENCE)
    page.wait_for_selector(".yy-tile", timeout=PATIENCE)
    lab.screen.settled()
    lab.press(0, "ArrowRight")
    lab.screen.settled()
    assert lab.value(0) == "0.305"


def test_a_kernel_that_dies_is_said(lab) -> None:
    cost = lab.screen.text("#yy-tile-cost .yy-number")
    lab.run(3)
    lab.screen.page.locator(".jp-Dialog .jp-mod-accept").click(timeout=PATIENCE)  # JupyterLab says that it died
    check_lost(lab, cost)
    assert lab.screen.outside == []
