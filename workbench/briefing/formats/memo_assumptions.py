"""Table of every assumption in a memo: grouped by status and set as small as it must be to take at most five pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Pt
from docx.table import Table, _Cell

from workbench.briefing.content import BriefTable
from workbench.briefing.formats.layout import column_widths, lines_of
from workbench.briefing.formats.memo_text import add_run
from workbench.language import word

MOST_PAGES = 5
_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
_LINE = 1.2  # from one line to the next, of the height of the letters
_PAD, _BESIDE = 0.8, 6.0  # points above and below a row's text with its rule; at both sides of a cell's text
_FILLED = 0.9  # of the pages may be filled by what is expected: office programs break lines at other places
_STATUS = 2  # the column that becomes the heads of the groups


@dataclass(frozen=True)
class _Row:
    """A row as it is written: the head of a group has one cell."""

    cells: tuple[str, ...]
    group: bool = False


def write_assumptions(document: Document, table: BriefTable, wide: Length, high: Length) -> None:
    """Write the table into a document whose pages have so much room for text."""
    rows = list(_rows(table))
    size, widths = _fitted(rows, Emu(wide).pt, Emu(high).pt)
    grid = document.add_table(rows=len(rows), cols=len(widths))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _ruled(grid)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Pt(width)
    for number, (row, drawn) in enumerate(zip(rows, grid.rows, strict=True)):
        cells = drawn.cells
        if row.group:
            cells = (cells[0].merge(cells[-1]),)
        for cell, text, width in zip(cells, row.cells, [sum(widths)] if row.group else widths, strict=True):
            cell.width = Pt(width)
            _write(cell, text, size, bold=row.group or number == 0, held=row.group or number == 0)
        properties = drawn._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _rows(table: BriefTable) -> Iterator[_Row]:
    """The head, then each status with how many there are, then its rows without that column."""
    yield _Row(_without_status(table.columns))
    for status, group in groupby(table.texts(), key=lambda cells: cells[_STATUS]):
        found = list(group)
        yield _Row((word("brief.basis_part", status=status, n=len(found)),), group=True)
        for cells in found:
            yield _Row(_without_status(cells))


def _without_status(cells: Sequence[str]) -> tuple[str, ...]:
    return (*cells[:_STATUS], *cells[_STATUS + 1 :])


def _fitted(rows: Sequence[_Row], wide: float, high: float) -> tuple[float, list[float]]:
    """Return the largest size at which the rows take no more pages than they may, and the columns' widths; points."""
    texts = [list(row.cells) for row in rows if not row.group]
    for size in _SIZES:
        widths = column_widths(texts, wide, size, _BESIDE)
        if sum(_height(row, widths, size) for row in rows) <= MOST_PAGES * high * _FILLED:
            break
    return size, widths


def _height(row: _Row, widths: Sequence[float], size: float) -> float:
    pairs = zip(row.cells, [sum(widths)] if row.group else widths, strict=True)
    lines = max(lines_of(text, size, width - _BESIDE, bold=row.group) for text, width in pairs)
    return lines * size * _LINE + 2 * _PAD


def _write(cell: _Cell, text: str, size: float, *, bold: bool, held: bool) -> None:
    paragraph = cell.paragraphs[0]
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(_PAD / 2)
    shape.line_spacing, shape.keep_with_next = Pt(size * _LINE), held
    add_run(paragraph, text, "text", size, bold=bold)


def _ruled(grid: Table) -> None:
    """Rules between the rows alone, and narrow margins in the cells: nothing that takes room."""
    properties = grid._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "2"), ("space", "0"), ("color", "BFC5CD")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(_BESIDE / 2 * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    for part, before in ((borders, ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")), (margins, ("w:tblLook",))):
        properties.insert_element_before(part, *before)
