"""Every notebook asserts its headline figures, every asserted number counts, and the finding says no other number.

The notebooks themselves run in the same test run (nbval). Altering every number of all of them takes a few minutes:
python -m tests.notebooks.altered. Here the two quickest are run and altered; of the others the asserts are read.
"""

import ast
import re
from pathlib import Path

import pytest

from .altering import NOTEBOOKS, alterations, cells, unnoticed

QUICKEST = ("00_quickstart", "10_task_force_dashboard")
BOTH = re.compile(r"[一-鿿].* / .*[A-Za-z]")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# A number in words is that of the assert by one of these: as it is, 万, million, 亿, per cent.
SCALES = (1, 1e4, 1e6, 1e8, 0.01)

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.mark.parametrize("name", QUICKEST)
def test_an_altered_number_makes_the_notebook_fail(name: str) -> None:
    path = next(path for path in NOTEBOOKS if path.stem == name)
    assert unnoticed(path) == []


@every_notebook
def test_the_last_cell_asserts_numbers_that_were_worked_out(path: Path) -> None:
    found = list(alterations(cells(path)[-1]))
    assert len(found) >= 3
    assert [altered for altered in found if not altered.against_something] == []


@every_notebook
def test_no_assert_swallows_its_failure(path: Path) -> None:
    code = [node for cell in cells(path) for node in ast.walk(ast.parse(cell))]
    assert not any(isinstance(node, ast.Try) for node in code)


@every_notebook
def test_headings_speak_both_languages_and_the_parts_are_there(path: Path) -> None:
    texts = cells(path, "markdown")
    headings = [line for text in texts for line in text.splitlines() if line.startswith("#")]
    assert headings[0].startswith(f"# {path.stem[:2]} · ")
    assert [line for line in headings if not BOTH.search(line)] == []
    assert [line.split(" / ")[0] for line in (headings[1], *headings[-2:])] == ["## 结论", "## 接着可以试", "## 核对"]
    assert [line for line in headings if line.startswith("# ")] == headings[:1]  # one question


@every_notebook
def test_the_finding_says_only_numbers_that_are_asserted_or_set(path: Path) -> None:
    finding = next(text for text in cells(path, "markdown") if text.startswith("## 结论"))
    code = cells(path)
    asserted = {abs(altered.number) for altered in alterations(code[-1])}
    chosen = {
        float(node.value)
        for cell in code
        for node in ast.walk(ast.parse(cell))
        if isinstance(node, ast.Constant) and type(node.value) in {int, float}
    }
    bare = re.sub(r"`[^`]*`|§+[\d.–§]+", "", finding)
    unknown = [number for number in NUMBER.findall(bare) if not stands_for(number, asserted | chosen)]
    assert unknown == []


def stands_for(written: str, numbers: set[float]) -> bool:
    """Whether a written number is one of these, in some scale, to the digits that are written."""
    value, digits = float(written.replace(",", "")), len(written.partition(".")[2])
    return any(abs(number / scale - value) <= 0.5 * 10**-digits + 1e-9 for number in numbers for scale in SCALES)


def test_a_number_in_words_must_be_right_to_its_last_digit() -> None:
    assert stands_for("4,817", {48_171_630})
    assert stands_for("48.17", {48_171_630})
    assert stands_for("59", {0.59})
    assert not stands_for("4,818", {48_171_630})
    assert not stands_for("48.18", {48_171_630})


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("assert round(x) == 5", ["assert round(x) == 6"]),
        (
            "assert x == 5 and round(y, 2) == 0.5",
            ["assert x == 6 and round(y, 2) == 0.5", "assert x == 5 and round(y, 2) == 1.5"],
        ),
        ("assert 2 < x < 7", ["assert 1e+18 < x < 7", "assert 2 < x < -1e+18"]),
        ("assert x[0] >= 0.8 - 1e-9", ["assert x[0] >= 1e+18 - 1e-09", "assert x[0] >= 0.8 - 1e+18"]),
        ("assert tiles['a'] == f'{7002:,}'", ["assert tiles['a'] == f'{7003:,}'"]),
        ("assert d == {'a': 1.0, 'b': 2}", ["assert d == {'a': 2.0, 'b': 2}", "assert d == {'a': 1.0, 'b': 3}"]),
    ],
)
def test_each_number_is_altered_alone(cell: str, expected: list[str]) -> None:
    assert [altered.source for altered in alterations(cell)] == expected


def test_a_number_that_is_compared_with_nothing_is_seen() -> None:
    assert [altered.against_something for altered in alterations("assert 5 == 5")] == [False, False]
