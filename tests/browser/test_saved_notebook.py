"""A notebook that was run and saved: opened again without running, and as a page; nothing outside is ever asked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import wait_for
from tests.browser.notebook import SHOWN, Notebook, opened, place_of

pytestmark = pytest.mark.browser

TEXT = "# 已保存的笔记本 / A saved notebook\n\nA formula: $x = 0.3 \\times 27291 / 12$."
CELLS = (
    """import workbench as wb
county = wb.synthesize(seed=20210602, size=20_000)
baseline = wb.load_scenario("baseline-2021")
run = wb.simulate(county, baseline)
wb.charts.town_tiles(run, run)""",
    "wb.table(run.summary(), rows=5)",
    "wb.open_dashboard(county, baseline)",
)
# Pictures that are drawn: they have a size.
PICTURES = """() => [...document.querySelectorAll('.jp-OutputArea-output img')].filter(
    (one) => one.naturalWidth > 100 && one.clientWidth > 100).length"""


@pytest.fixture(scope="module")
def chinese(lab_environment) -> dict[str, str]:
    return lab_environment("zh")


@pytest.fixture(scope="module")
def saved(chinese, tmp_path_factory) -> Path:
    """The notebook, run to its end and saved as JupyterLab does: signed as its own, without the widgets' state."""
    folder = tmp_path_factory.mktemp("saved")
    code = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    cells = [{"cell_type": "markdown", "id": "text", "metadata": {}, "source": TEXT}]
    cells += [{**code, "id": f"cell-{k}", "source": source} for k, source in enumerate(CELLS)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    path = folder / "saved.ipynb"
    path.write_text(
        json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}), "utf-8"
    )
    execute = [
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        "--inplace",
        "--ExecutePreprocessor.store_widget_state=False",
    ]
    for command in (execute, ["nbformat.sign"]):
        subprocess.run(
            [sys.executable, "-m", *command, str(path)], env=chinese, check=True, capture_output=True, timeout=240
        )
    return path


@pytest.fixture(scope="module")
def served(saved: Path, lab_server) -> str:
    return lab_server("saved.ipynb", saved.read_text(encoding="utf-8"), "zh")


def test_it_opens_again_without_running_and_in_chinese(served, open_screen) -> None:
    screen = open_screen(place_of(served, "saved.ipynb"), served)
    page = screen.page
    page.wait_for_selector(".jp-Notebook .yy-table:visible", timeout=120_000)
    wait_for(page, f"({PICTURES})() === 1", timeout=60_000)
    assert page.locator(".yy-table:visible").inner_text().startswith("项目")
    page.locator(".yy-reopen").wait_for(timeout=60_000)
    assert "请运行本格" in page.locator(".yy-reopen").inner_text()
    page.wait_for_timeout(1500)  # time for Jupyter's own remark
    assert "model not found" not in page.locator(".jp-Notebook").inner_text()
    assert page.locator(".lm-MenuBar-itemLabel").first.inner_text() == "文件"
    assert page.locator(".MathJax, mjx-container, .jp-RenderedLatex").count() >= 1
    assert screen.outside == []


def test_with_a_kernel_the_page_lives_and_is_there_again_after_a_reload(served, open_screen) -> None:
    notebook = opened(open_screen, served, "saved.ipynb")
    for number in (1, 3):
        notebook.run(number)
    page = notebook.screen.page
    check_chinese_page(notebook, "0.3")
    assert not page.locator(".yy-reopen").is_visible()
    page.locator(".jp-NotebookPanel-toolbar [data-command='docmanager:save']").first.click()
    page.locator(".jp-mod-dirty").wait_for(state="detached")
    page.reload()
    notebook.idle()  # JupyterLab takes the focus as long as it restores its panels
    check_chinese_page(notebook, "0.305")
    assert notebook.screen.outside == []


def check_chinese_page(notebook: Notebook, value: str) -> None:
    """The page shows its state, in Chinese, and moves."""
    wait_for(notebook.screen.page, SHOWN, arg=1)
    notebook.screen.settled()
    assert notebook.cell(3).locator("#yy-page-overview").text_content() == "总览"
    assert notebook.value(3) == value
    cost = notebook.screen.text("#yy-tile-cost .yy-change")
    for _ in range(20):  # JupyterLab attaches a page that it restores when its kernel has told the widget's state
        notebook.press(3, "ArrowRight")
        notebook.screen.settled()
        if notebook.value(3) > value:
            break
        notebook.screen.page.wait_for_timeout(500)
    assert notebook.value(3) > value
    assert notebook.screen.text("#yy-tile-cost .yy-change") != cost


def test_jupyterlabs_own_export_as_a_page_asks_nothing(served, open_screen) -> None:
    """What its menu File → Save and Export Notebook As → HTML opens."""
    check_page(open_screen(f"{served}nbconvert/html/saved.ipynb?download=false", served))


def test_nbconverts_page_asks_nothing(saved, chinese, open_screen) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", "html", str(saved)]
    subprocess.run(command, env=chinese, check=True, capture_output=True, timeout=120)
    check_page(open_screen(saved.with_suffix(".html").as_uri(), "file:"))


def check_page(screen) -> None:
    page = screen.page
    page.wait_for_selector(".yy-table:visible", timeout=60_000)
    wait_for(page, f"({PICTURES})() === 1", timeout=60_000)
    assert page.locator(".yy-reopen").is_visible()
    assert screen.outside == []
    assert screen.complaints == []
