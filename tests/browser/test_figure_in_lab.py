"""A figure in a notebook's cell: its picture, and its table and CSV one click away."""

from pathlib import Path

import pytest

from tests.browser.conftest import wait_for
from tests.browser.notebook import opened
from tests.browser.pages import notebook_of

pytestmark = pytest.mark.browser

CELL = """import workbench as wb
from workbench.charts import stacking_matrix
from tests.browser.conftest import wait_for
wb.set_language("en")
stacking_matrix()"""


@pytest.fixture(scope="module")
def served(lab_server):
    return lab_server("figure.ipynb", notebook_of(CELL))


def test_table_and_csv_are_one_click_away(served, open_screen, tmp_path: Path) -> None:
    notebook = opened(open_screen, served, "figure.ipynb")
    notebook.run(0)
    screen, page = notebook.screen, notebook.screen.page
    output = page.locator(".jp-OutputArea-output")
    output.locator("img").wait_for(timeout=120_000)
    wait_for(page, "() => document.querySelector('.jp-OutputArea-output img').naturalWidth > 400")
    assert "rules of stacking" in output.locator("img").get_attribute("alt")
    assert not output.locator("table").is_visible()
    output.locator("summary").click()
    assert output.locator("table").is_visible()
    assert "aid" in output.locator("th").first.text_content()
    with page.expect_download(timeout=60_000) as waiting:
        output.get_by_text("Download CSV").click()
    target = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(target)
    assert target.name == "stacking.csv"
    assert target.read_bytes().startswith(b"\xef\xbb\xbfaid,to,effect,")
    page.screenshot(path=tmp_path / "figure.png")
    assert screen.outside == []
