"""A notebook as one HTML page for readers without Jupyter; nothing is loaded from outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.arguments import check_kinds
from workbench.briefing.run_record import save
from workbench.errors import InputError
from workbench.paths import package_file

if TYPE_CHECKING:
    from nbformat import NotebookNode

SHARE = package_file("briefing", "share")  # on JUPYTER_PATH in JupyterLab, so that its own export makes the same page
_TEMPLATES = SHARE / "nbconvert" / "templates"


@check_kinds
def notebook_page(
    notebook: str | Path, path: str | Path | None = None, *, run: bool = False, code: bool = True
) -> Path:
    """Write a notebook with its outputs as one HTML page, whole or not at all; returns the page's path.

    >>> notebook_page("notebooks/08_what_can_we_afford.ipynb", "afford.html", run=True, code=False)

    path: a name that ends in .html; None: that of the notebook, in this folder. run: run it first, from its own folder;
    the notebook's file stays as it is. code: show the code beside what it gives. Formulas in TeX stay as they are
    typed. Raises InputError for a file that is no notebook, one without outputs that isn't run, or a cell that fails.
    """
    source = Path(notebook)
    target = Path(path) if path is not None else Path(f"{source.stem}.html")
    if target.suffix.lower() != ".html":
        raise InputError(f"{target.name}: a notebook's page ends in .html, such as {target.stem or 'page'}.html")
    content = _read(source)
    if run:
        _run(content, source)
    elif not any(cell.get("outputs") for cell in content.cells):
        raise InputError(f"{source}: holds no outputs; run it and save it first, or say run=True (--run)")
    save(target, _as_html(content, source, code=code))
    return target


def _read(source: Path) -> NotebookNode:
    import nbformat

    try:
        content: NotebookNode = nbformat.read(source, as_version=4)  # type: ignore[no-untyped-call]
    except OSError as problem:
        raise InputError(f"{source}: can't be read: {problem.strerror or problem}") from None
    except (nbformat.reader.NotJSONError, ValueError, AttributeError):
        raise InputError(f"{source}: is no Jupyter notebook (.ipynb)") from None
    return content


def _run(content: NotebookNode, source: Path) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    folder = str(source.absolute().parent)
    try:
        NotebookClient(content, timeout=None, resources={"metadata": {"path": folder}}).execute()
    except CellExecutionError as problem:
        raise InputError(f"{source}: a cell fails: {problem.ename}: {problem.evalue}") from None


def _as_html(content: NotebookNode, source: Path, *, code: bool) -> str:
    from nbconvert.exporters import HTMLExporter

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="offline_page",
        extra_template_basedirs=[str(_TEMPLATES)],
        exclude_input=not code,
        exclude_input_prompt=not code,
        exclude_output_prompt=not code,
        anchor_link_text="",
    )
    page, _ = exporter.from_notebook_node(content, resources={"metadata": {"name": source.stem}})
    return str(page)
