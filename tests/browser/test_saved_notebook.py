"""A notebook that was run and saved: opened again without running, and as a page; nothing outside is ever asked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

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
def served(saved: Path, chinese, lab_server) -> str:
    return lab_server("saved.ipynb", saved.read_text(encoding="utf-8"), chinese)


def test_it_opens_again_without_running_and_in_chinese(served, open_screen) -> None:
    screen = open_screen(f"{served}lab/tree/saved.ipynb", served)
    page = screen.page
    page.wait_for_selector(".jp-Notebook .yy-table:visible", timeout=120_000)
    page.wait_for_function(f"({PICTURES})() === 1", timeout=60_000)
    assert page.locator(".yy-table:visible").inner_text().startswith("项目")
    page.locator(".yy-reopen").wait_for(timeout=60_000)
    assert "请运行本格" in page.locator(".yy-reopen").inner_text()
    page.wait_for_timeout(1500)  # time for Jupyter's own remark
    assert "model not found" not in page.locator(".jp-Notebook").inner_text()
    assert page.locator(".lm-MenuBar-itemLabel").first.inner_text() == "文件"
    assert page.locator(".MathJax, mjx-container, .jp-RenderedLatex").count() >= 1
    assert screen.outside == []


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
    page.wait_for_function(f"({PICTURES})() === 1", timeout=60_000)
    assert page.locator(".yy-reopen").is_visible()
    assert screen.outside == []
    assert screen.complaints == []
