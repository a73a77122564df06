"""A brief as an Excel workbook: one sheet a table, numbers as numbers, totals as formulas."""

from __future__ import annotations

import io
import math

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbench.briefing.content import Amount, BriefTable, Cell, Content, written
from workbench.briefing.content.pieces import Kind
from workbench.briefing.formats.layout import date_text, short_fingerprint
from workbench.charts.base import tokens as t
from workbench.charts.base.figure import text_width
from workbench.language import word

# What Excel shows of each kind of number; the number itself is exact. Ten thousand yuan are written as thousands (the
# comma at the end) with a point before the last digit. Two rows of digits: as many as an amount of money has.
_DIGITS: dict[Kind, str] = {
    "people": "#,##0",
    "people_change": "#,##0",
    "households": "#,##0",
    "beds": "#,##0",
    "yuan": "#,##0",
    "yuan_change": "#,##0",
    "yuan_per_month": "#,##0.00",
    "yuan_per_month_change": "#,##0.00",
    "share": "0.0%",
    "points": "0.0",
}
_WAN, _MANY_WAN = r"0\.0,", r"[>=10000000]0\,000\.0,{0};0\.0,{0}"
_CHANGES: tuple[Kind, ...] = ("people_change", "yuan_change", "yuan_per_month_change", "points")
_UNITS: dict[Kind, str] = {
    "people": "people",
    "people_change": "people",
    "yuan": "yuan",
    "yuan_change": "yuan",
    "yuan_per_month": "yuan_per_month",
    "yuan_per_month_change": "yuan_per_month",
    "points": "points",
}
_WIDEST, _NARROWEST, _PAPER_A4 = 46, 9, 9
_LINE = 14.0  # points from one line of a cell to the next
_UPRIGHT = 88  # characters: what is wider lies on its side when printed
_ASSUMED, _WARNING, _WARNED = "#8A5A00", "#6B4600", "#FFF4D6"  # as on the page
_FIRST_ROW = 3  # below title, note and an empty line


def workbook(content: Content) -> bytes:
    """Return the workbook's bytes; it must be made in the content's language."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": content.title, "subject": content.subtitle, "author": word("brief.signed")})
    styles = _Styles(book, content.language)
    _summary(book, content, styles)
    for table in content.tables:
        _sheet(book, content, table, styles)
    book.close()
    return memory.getvalue()


Property = str | float | bool  # of a cell's format


class _Styles:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, language: str) -> None:
        self.book, self.chinese = book, language == "zh"
        self.font = {"font_name": "Microsoft YaHei" if language == "zh" else "Arial", "font_size": 10}
        self.made: dict[tuple[tuple[str, Property], ...], Format] = {}

    def get(self, **properties: Property) -> Format:
        """Return the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({**self.font, "valign": "top", **properties})
        return self.made[key]

    def number(self, kind: Kind, *, unit: bool, **properties: Property) -> Format:
        """Return the format of a number; `unit`: it has to say its unit itself, since its column doesn't."""
        said = f'"{word(f"brief.shown_{_UNITS[kind]}")}"' if kind in _UNITS and (unit or kind == "points") else ""
        digits = _DIGITS[kind] + said
        if self.chinese and kind in {"yuan", "yuan_change"}:
            digits = _MANY_WAN.format(said) if kind == "yuan" else _WAN + said
        return self.get(num_format=f'+{digits};"−"{digits};"±0"' if kind in _CHANGES else digits, **properties)

    def title(self) -> Format:
        return self.get(bold=True, font_size=14)

    def note(self) -> Format:
        return self.get(font_color=t.INK_3, font_size=9)

    def head(self, *, right: bool) -> Format:
        align = "right" if right else "left"
        indent = 0 if right else 1
        colours = {"bg_color": t.COUNTY, "font_color": t.CARD}
        return self.get(bold=True, text_wrap=True, align=align, indent=indent, **colours)


def _summary(book: xlsxwriter.Workbook, content: Content, styles: _Styles) -> None:
    """The first sheet: every finding with its points, how sure it is, and the record."""
    sheet = book.add_worksheet(word("brief.table_summary"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 96)
    sheet.write(0, 0, content.title, styles.title())
    sheet.write(1, 0, f"{content.subtitle} · {date_text(content.when)}", styles.note())
    sheet.write(2, 0, content.sample, styles.get(font_color=_ASSUMED))
    sheet.freeze_panes(_FIRST_ROW, 0)
    row = _FIRST_ROW + 1
    for line in content.warnings:
        sheet.write(row, 1, line, styles.get(font_color=_WARNING, bg_color=_WARNED, text_wrap=True))
        row += 1
    for section in content.sections:
        sheet.write(row, 0, section.heading, styles.get(bold=True, font_color=t.COUNTY))
        sheet.write(row, 1, section.finding, styles.get(bold=True, text_wrap=True))
        for k, line in enumerate((*section.points, section.basis), start=1):
            last = k > len(section.points)
            sheet.write(row + k, 1, line, styles.note() if last else styles.get(text_wrap=True))
        row += len(section.points) + 3
    sheet.write(row, 1, word("brief.fingerprint", fingerprint=short_fingerprint(content)), styles.note())
    _print_setup(sheet, content, landscape=False)


def _sheet(book: xlsxwriter.Workbook, content: Content, table: BriefTable, styles: _Styles) -> None:
    sheet = book.add_worksheet(table.title)
    numbers = table.number_columns()
    money = any(isinstance(cell, Amount) and _UNITS.get(cell.kind) == "yuan" for row in table.rows for cell in row)
    sheet.write(0, 0, table.title, styles.title())
    sheet.write(1, 0, " ".join(filter(None, [table.note, word("brief.note_shown") if money else ""])), styles.note())
    for k, head in enumerate(table.columns):
        sheet.write(_FIRST_ROW, k, _with_unit(table, k, head), styles.head(right=numbers[k]))
    first = _FIRST_ROW + 1
    for i, cells in enumerate(table.rows):
        for k, cell in enumerate(cells):
            _write(sheet, first + i, k, cell, styles, unit=not _same_unit(table, k))
    if table.total:
        _total(sheet, first, table, styles)
    sheet.freeze_panes(first, 1)
    if table.rows:
        sheet.autofilter(_FIRST_ROW, 0, first + len(table.rows) - 1, len(table.columns) - 1)
    widths = [_width(table, k) for k in range(len(table.columns))]
    for k, width in enumerate(widths):
        sheet.set_column(k, k, width)
    for i, cells in enumerate(table.rows):
        lines = max(_lines(cell, width) for cell, width in zip(cells, widths, strict=True))
        if lines > 1:  # not every program finds the height of a wrapped cell itself
            sheet.set_row(first + i, _LINE * lines + 2)
    sheet.repeat_rows(_FIRST_ROW)
    _print_setup(sheet, content, landscape=sum(widths) > _UPRIGHT)


def _same_unit(table: BriefTable, column: int) -> str | None:
    """Return the unit that all numbers of a column have; None where they differ, so that each says its own."""
    kinds = {cell.kind for cells in table.rows if isinstance(cell := cells[column], Amount)}
    return _UNITS.get(next(iter(kinds)), "none") if len(kinds) == 1 else None


def _with_unit(table: BriefTable, column: int, head: str) -> str:
    """Say the unit in the heading where all numbers of a column have the same."""
    unit = _same_unit(table, column)
    return f"{head} ({word(f'brief.unit_{unit}')})" if unit in {"people", "yuan", "yuan_per_month"} else head


def _write(
    sheet: Worksheet, row: int, column: int, cell: Cell, styles: _Styles, *, unit: bool, **more: Property
) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, styles.get(text_wrap=True, indent=1, **more))
    elif cell.value is None or math.isnan(cell.value):
        sheet.write_string(row, column, "–", styles.get(align="right", **more))
    else:
        value = cell.value * 100 if cell.kind == "points" else cell.value  # 1.0 percentage points, never "1.0 %"
        sheet.write_number(row, column, value, styles.number(cell.kind, unit=unit, **more))


def _total(sheet: Worksheet, first: int, table: BriefTable, styles: _Styles) -> None:
    """The last row: sums as formulas, with the total that was worked out as their value until Excel reckons anew."""
    row = first + len(table.rows)
    line = {"bold": True, "top": 1}
    for k, cell in enumerate(table.total or ()):
        if k in table.summed and isinstance(cell, Amount) and cell.value is not None:
            letter = xlsxwriter.utility.xl_col_to_name(k)
            formula = f"=SUM({letter}{first + 1}:{letter}{row})"
            sheet.write_formula(row, k, formula, styles.number(cell.kind, unit=False, **line), cell.value)
        else:
            _write(sheet, row, k, cell, styles, unit=False, **line)


def _width(table: BriefTable, column: int) -> float:
    rows = [*table.rows, *([table.total] if table.total else [])]
    longest = max((text_width(_as_shown(cells[column])) for cells in rows), default=0)
    head = text_width(_with_unit(table, column, table.columns[column]))
    return float(min(_WIDEST, max(_NARROWEST, longest + 4, min(head, 20) + 4)))


def _lines(cell: Cell, width: float) -> int:
    return math.ceil(text_width(cell) / (width - 3)) if isinstance(cell, str) and cell else 1


def _as_shown(cell: Cell) -> str:
    """Write a cell about as long as Excel shows it."""
    if isinstance(cell, Amount) and cell.value is not None and cell.kind.startswith("yuan"):
        return f"+{cell.value:,.2f}"
    return written(cell)


def _print_setup(sheet: Worksheet, content: Content, *, landscape: bool) -> None:
    """A4, as wide as one page, the estimates' warning and the record at the foot of every page.

    The blank after a size keeps it from swallowing the digits that follow.
    """
    sheet.set_paper(_PAPER_A4)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8 {content.sample}&C&8 &P / &N&R&8 {short_fingerprint(content)}")
