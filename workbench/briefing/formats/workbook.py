"""A brief as an Excel workbook: numbers stay numbers, totals are sums, heads stand still, one sheet a table."""

from __future__ import annotations

import io
import math
from typing import Any

import xlsxwriter

from workbench.briefing.content import Amount, Cell, Content, Table, written
from workbench.briefing.content.pieces import Kind
from workbench.briefing.formats.words import made_on, short_fingerprint
from workbench.charts.figure import text_width
from workbench.language import word

# How Excel shows each kind of number; the number itself is exact.
_FORMATS: dict[Kind, str] = {
    "people": "#,##0",
    "people_change": '+#,##0;"−"#,##0;"±0"',
    "households": "#,##0",
    "beds": "#,##0",
    "yuan": "#,##0.00",
    "yuan_change": '+#,##0.00;"−"#,##0.00;"±0"',
    "yuan_per_month": "#,##0.00",
    "yuan_per_month_change": '+#,##0.00;"−"#,##0.00;"±0"',
    "share": "0.0%",
    "points": '+0.0%;"−"0.0%;"±0"',
}
_UNITS: dict[Kind, str] = {
    "people": "people",
    "people_change": "people",
    "yuan": "yuan",
    "yuan_change": "yuan",
    "yuan_per_month": "yuan_per_month",
    "yuan_per_month_change": "yuan_per_month",
    "share": "share",
    "points": "share",
}
_WIDEST, _NARROWEST, _PAPER_A4 = 60, 9, 9
_FIRST_ROW = 3  # below title, note and an empty line


def workbook(content: Content) -> bytes:
    """Return the workbook's bytes; it must be made in the content's language."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": content.title, "subject": content.subtitle, "author": word("brief.signed")})
    styles = _Styles(book, content.language)
    _summary(book, content, styles)
    for table in content.tables:
        _sheet(book, table, styles)
    book.close()
    return memory.getvalue()


class _Styles:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Any, language: str) -> None:
        self.book = book
        self.font = {"font_name": "Microsoft YaHei" if language == "zh" else "Arial", "font_size": 10}
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **wanted: Any) -> Any:
        """Return the format with these properties."""
        key = tuple(sorted(wanted.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({**self.font, "valign": "top", **wanted})
        return self.made[key]

    def title(self) -> Any:
        return self.get(bold=True, font_size=14)

    def note(self) -> Any:
        return self.get(font_color="#667080", font_size=9)

    def head(self, *, right: bool) -> Any:
        align = "right" if right else "left"
        return self.get(bold=True, bg_color="#12355B", font_color="#FFFFFF", text_wrap=True, align=align)


def _summary(book: Any, content: Content, styles: _Styles) -> None:
    """The first sheet: every finding with its points, how sure it is, and the record."""
    sheet = book.add_worksheet(word("brief.table_summary"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 96)
    sheet.write(0, 0, content.title, styles.title())
    sheet.write(1, 0, f"{content.subtitle} · {made_on(content.when)}", styles.note())
    sheet.write(2, 0, content.sample, styles.get(font_color="#8A5A00"))
    sheet.freeze_panes(_FIRST_ROW, 0)
    row = _FIRST_ROW + 1
    for line in content.warnings:
        sheet.write(row, 1, line, styles.get(font_color="#6B4600", bg_color="#FFF4D6", text_wrap=True))
        row += 1
    for section in content.sections:
        sheet.write(row, 0, section.heading, styles.get(bold=True, font_color="#12355B"))
        sheet.write(row, 1, section.finding, styles.get(bold=True, text_wrap=True))
        for k, line in enumerate((*section.points, section.basis), start=1):
            last = k > len(section.points)
            sheet.write(row + k, 1, line, styles.note() if last else styles.get(text_wrap=True))
        row += len(section.points) + 3
    sheet.write(row, 1, word("brief.fingerprint", fingerprint=short_fingerprint(content)), styles.note())
    _print_setup(sheet, landscape=False)


def _sheet(book: Any, table: Table, styles: _Styles) -> None:
    sheet = book.add_worksheet(table.title)
    numbers = table.number_columns()
    sheet.write(0, 0, table.title, styles.title())
    sheet.write(1, 0, table.note, styles.note())
    for k, head in enumerate(table.columns):
        sheet.write(_FIRST_ROW, k, _with_unit(table, k, head), styles.head(right=numbers[k]))
    first = _FIRST_ROW + 1
    for i, cells in enumerate(table.rows):
        for k, cell in enumerate(cells):
            _write(sheet, first + i, k, cell, styles)
    if table.total:
        _total(sheet, first, table, styles)
    sheet.freeze_panes(first, 1)
    if table.rows:
        sheet.autofilter(_FIRST_ROW, 0, first + len(table.rows) - 1, len(table.columns) - 1)
    for k in range(len(table.columns)):
        sheet.set_column(k, k, _width(table, k))
    sheet.repeat_rows(_FIRST_ROW)
    _print_setup(sheet, landscape=len(table.columns) > 5)


def _with_unit(table: Table, column: int, head: str) -> str:
    """Say the unit in the heading where all numbers of a column have the same."""
    kinds = {cell.kind for cells in table.rows if isinstance(cell := cells[column], Amount)}
    units = {_UNITS[kind] for kind in kinds if kind in _UNITS} - {"share"}
    return f"{head} ({word(f'brief.unit_{units.pop()}')})" if len(units) == 1 and len(kinds) == 1 else head


def _write(sheet: Any, row: int, column: int, cell: Cell, styles: _Styles, **more: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, styles.get(text_wrap=True, indent=1 if column else 0, **more))
    elif cell.value is None or math.isnan(cell.value):
        sheet.write_string(row, column, "–", styles.get(align="right", **more))
    else:
        sheet.write_number(row, column, cell.value, styles.get(num_format=_FORMATS[cell.kind], **more))


def _total(sheet: Any, first: int, table: Table, styles: _Styles) -> None:
    """The last row: sums as formulas, with the total that was worked out as their value until Excel reckons anew."""
    row = first + len(table.rows)
    line = {"bold": True, "top": 1}
    for k, cell in enumerate(table.total or ()):
        if k in table.summed and isinstance(cell, Amount) and cell.value is not None:
            letter = xlsxwriter.utility.xl_col_to_name(k)
            formula = f"=SUM({letter}{first + 1}:{letter}{row})"
            sheet.write_formula(row, k, formula, styles.get(num_format=_FORMATS[cell.kind], **line), cell.value)
        else:
            _write(sheet, row, k, cell, styles, **line)


def _width(table: Table, column: int) -> float:
    longest = max((text_width(_as_shown(cells[column])) for cells in table.rows), default=0)
    head = text_width(_with_unit(table, column, table.columns[column]))
    return float(min(_WIDEST, max(_NARROWEST, longest + 2, min(head, 20) + 3)))


def _as_shown(cell: Cell) -> str:
    if isinstance(cell, Amount) and cell.value is not None and cell.kind.startswith("yuan"):
        return f"+{cell.value:,.2f}"
    return written(cell)


def _print_setup(sheet: Any, *, landscape: bool) -> None:
    sheet.set_paper(_PAPER_A4)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
