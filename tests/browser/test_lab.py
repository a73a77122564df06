"""The same page in JupyterLab: it opens in a cell, asks nothing outside, and the arrow keys belong to the slider."""

import pytest

from tests.browser.pages import notebook_of

pytestmark = pytest.mark.browser

CELL = """import workbench as wb
county = wb.synthesize(seed=20210602, size=20_000)
wb.open_dashboard(county, wb.load_scenario("baseline-2021"), "en")"""


@pytest.fixture(scope="module")
def served(lab_server):
    return lab_server("page.ipynb", notebook_of(CELL))


def test_the_page_works_in_a_cell(served, open_screen) -> None:
    screen = open_screen(f"{served}lab/tree/page.ipynb", served)
    page = screen.page
    page.wait_for_selector(".jp-Notebook .jp-Cell .cm-content", timeout=120_000)
    page.get_by_text("| Idle").wait_for(timeout=120_000)  # a cell that is run earlier is not run at all
    page.click(".jp-Notebook .jp-Cell .cm-content")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".yy-tile", timeout=120_000)
    screen.settled()
    before = screen.text("#yy-tile-cost .yy-number")
    page.locator("#yy-urban_dibao_ratio").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    screen.settled()
    assert page.locator("#yy-urban_dibao_ratio").input_value() == "0.325"
    assert screen.text("#yy-tile-cost .yy-number") != before
    assert page.locator(".yy-vis svg").count() == 2
    assert screen.outside == []
