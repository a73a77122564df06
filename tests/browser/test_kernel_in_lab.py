"""The kernel is restarted under the page in a notebook: the page says so, and running the cell brings it back."""

import pytest

from tests.browser.pages import notebook_of
from tests.browser.test_lab import CELL

pytestmark = pytest.mark.browser

PATIENCE = 120_000


@pytest.fixture(scope="module")
def served(lab_server):
    return lab_server("restarted.ipynb", notebook_of(CELL))


def run_cell(page) -> None:
    page.click(".jp-Notebook .jp-Cell .cm-content")
    page.keyboard.press("Shift+Enter")


def test_a_restarted_kernel_is_said_and_the_cell_brings_the_page_back(served, open_screen) -> None:
    screen = open_screen(f"{served}lab/tree/restarted.ipynb", served)
    page = screen.page
    page.wait_for_selector(".jp-Notebook .jp-Cell .cm-content", timeout=PATIENCE)
    page.get_by_text("| Idle").wait_for(timeout=PATIENCE)
    run_cell(page)
    page.wait_for_selector(".yy-tile", timeout=PATIENCE)
    screen.settled()
    assert page.locator(".yy-said").count() == 0
    cost = screen.text("#yy-tile-cost .yy-number")

    page.locator(
        ".jp-ToolbarButtonComponent[data-command='notebook:restart-kernel'], [title^='Restart the kernel']"
    ).first.click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_selector(".yy-said.yy-error", timeout=PATIENCE)
    assert "The computing kernel has stopped or was restarted" in screen.text(".yy > .yy-said")
    assert "Run this cell again" in screen.text(".yy-footer > .yy-said")  # a notebook is scrolled
    assert not page.locator(".yy-doing").is_visible()
    assert screen.text("#yy-tile-cost .yy-number") == cost  # what was worked out before still stands, dimmed
    assert page.locator(".yy-body").evaluate("body => body.inert && getComputedStyle(body).opacity < 1")
    before = page.locator("#yy-urban_dibao_ratio").input_value()
    page.locator("#yy-urban_dibao_ratio").click(force=True)
    page.keyboard.press("ArrowRight")
    assert page.locator("#yy-urban_dibao_ratio").input_value() == before

    page.get_by_text("| Idle").wait_for(timeout=PATIENCE)
    run_cell(page)
    page.wait_for_selector(".yy-said", state="detached", timeout=PATIENCE)
    page.wait_for_selector(".yy-tile", timeout=PATIENCE)
    screen.settled()
    page.locator("#yy-urban_dibao_ratio").focus()
    page.keyboard.press("ArrowRight")
    screen.settled()
    assert page.locator("#yy-urban_dibao_ratio").input_value() != before
    assert screen.outside == []
