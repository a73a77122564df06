"""A notebook as a page: what it shows stays, nothing outside is named, and what is no notebook is refused."""

import base64
import re
from pathlib import Path

import nbformat
import pytest

from workbench.briefing import notebook_page
from workbench.errors import InputError

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>覆盖率</text></svg>'
FIGURE = f"data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}"  # nbconvert writes figures so
ASKED = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|url\(["']?https?:|import\s[^;]*["']https?:|@import""")


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    figure = nbformat.v4.new_output("display_data", {"image/svg+xml": SVG, "text/plain": "覆盖率"})
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": ""}
    widget = nbformat.v4.new_output("display_data", view)
    cell = nbformat.v4.new_code_cell("draw()", outputs=[figure, widget], execution_count=1)
    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 标题 / Title, $x^2$"), cell])
    content.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2}}
    path = tmp_path / "one.ipynb"
    nbformat.write(content, path)
    return path


def test_the_page_keeps_figures_and_asks_nobody(notebook: Path, tmp_path: Path) -> None:
    page = notebook_page(notebook, tmp_path / "page.html")
    text = page.read_text(encoding="utf-8")
    assert "标题" in text
    assert FIGURE in text
    assert "draw" in text
    assert ASKED.findall(text) == []
    assert "<script src" not in text
    assert not list(tmp_path.glob("*.new"))


def test_code_can_be_left_out(notebook: Path, tmp_path: Path) -> None:
    text = notebook_page(notebook, tmp_path / "page.html", code=False).read_text(encoding="utf-8")
    assert "draw" not in text
    assert FIGURE in text


def test_a_notebook_can_be_run_first_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "fresh.ipynb"
    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(6 * 7000)")])
    nbformat.write(content, path)
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"holds no outputs.*--run"):
        notebook_page(path, tmp_path / "page.html")
    assert "42000" in notebook_page(path, tmp_path / "page.html", run=True).read_text(encoding="utf-8")
    assert path.read_bytes() == before
    content.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(content, path)
    with pytest.raises(InputError, match="a cell fails: ZeroDivisionError"):
        notebook_page(path, tmp_path / "other.html", run=True)
    assert not (tmp_path / "other.html").exists()


def test_what_is_no_notebook_is_refused_in_one_sentence(notebook: Path, tmp_path: Path) -> None:
    (tmp_path / "text.ipynb").write_text("no notebook", encoding="utf-8")
    (tmp_path / "list.ipynb").write_text("[]", encoding="utf-8")
    for name in ("text.ipynb", "list.ipynb"):
        with pytest.raises(InputError, match="is no Jupyter notebook"):
            notebook_page(tmp_path / name, tmp_path / "page.html")
    with pytest.raises(InputError, match="can't be read"):
        notebook_page(tmp_path / "missing.ipynb", tmp_path / "page.html")
    with pytest.raises(InputError, match=r"ends in .html, such as page.html"):
        notebook_page(notebook, tmp_path / "page.pdf")
