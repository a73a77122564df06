"""The numbers that a notebook's last cell asserts, and what becomes of the cell when one of them is altered."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
_FAR = 1e18  # a bound that nothing keeps
_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


@dataclass(frozen=True)
class Altered:
    """One asserted number, the assert with another one in its place, and whether anything computed is compared."""

    number: float
    line: int
    source: str
    against_something: bool


def cells(path: Path, kind: str = "code") -> list[str]:
    """The cells of one kind, as text."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def alterations(cell: str) -> Iterator[Altered]:
    """Every number that the asserts of a cell compare with, altered one at a time so that the assert must fail."""
    for statement in ast.parse(cell).body:
        if not isinstance(statement, ast.Assert):
            continue
        for place, node in enumerate(ast.walk(statement)):
            if isinstance(node, ast.Compare):
                yield from _of_comparison(statement, node, place)


def _of_comparison(statement: ast.Assert, compare: ast.Compare, place: int) -> Iterator[Altered]:
    sides = [compare.left, *compare.comparators]
    for k, side in enumerate(sides):
        if _is_computed(side):
            continue
        operator = compare.ops[max(k - 1, 0)]
        for at, node in enumerate(ast.walk(side)):
            if not _is_number(node):
                continue
            other = copy.deepcopy(statement)
            twin = list(ast.walk(other))[place]
            assert isinstance(twin, ast.Compare)
            changed = list(ast.walk([twin.left, *twin.comparators][k]))[at]
            changed.value = _wrong(node.value, operator, first=k == 0)
            computed = any(_is_computed(one) for one in sides)
            yield Altered(node.value, node.lineno, ast.unparse(other), computed)


def _is_computed(node: ast.AST) -> bool:
    """Whether a side of a comparison holds something that the notebook worked out, not figures alone."""
    return any(isinstance(part, ast.Name | ast.Attribute) for part in ast.walk(node))


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in {int, float}


def _wrong(number: float, operator: ast.cmpop, *, first: bool) -> float:
    """Another number for which the comparison can't hold: one more where equality is meant, else out of all reach."""
    if not isinstance(operator, _ORDER):
        return number + 1
    return _FAR if isinstance(operator, ast.Lt | ast.LtE) == first else -_FAR


@contextmanager
def ran(path: Path) -> Iterator[Callable[[str], str]]:
    """Run a notebook to its end; gives a function that runs one more text in it and returns the error's name, or ""."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}})
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)

        def run(source: str) -> str:
            extra = nbformat.v4.new_code_cell(source)
            notebook.cells.append(extra)
            try:
                client.execute_cell(extra, len(notebook.cells) - 1)
            except CellExecutionError as problem:
                return str(problem.ename)
            return ""

        yield run


def unnoticed(path: Path) -> list[str]:
    """The altered asserts of a notebook that don't fail, each with its line; empty when every number counts."""
    found = []
    with ran(path) as run:
        for altered in alterations(cells(path)[-1]):
            error = run(altered.source)
            if error != "AssertionError":
                found.append(f"{path.name}: line {altered.line}: {altered.source}: {error or 'passes'}")
    return found
