"""A brief as a Word memo in the style of an official document (GB/T 9704): A4, its faces, numbered heads."""

from __future__ import annotations

import io

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.shared import Emu, Mm, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph

from workbench.briefing.content import BriefTable, Content, Section
from workbench.briefing.formats.layout import (
    breaks_figures,
    column_widths,
    date_text,
    property_text,
    short_fingerprint,
    without_sources,
)
from workbench.briefing.formats.memo_assumptions import write_assumptions
from workbench.briefing.formats.memo_text import FACES, Kind, add_run
from workbench.charts import Figure
from workbench.charts.base import tokens as t
from workbench.language import Language, word

# In Chinese the sizes of an official document: title 二号, heads and text 三号, 28 points from line to line.
_SIZES: dict[Language, dict[str, float]] = {
    "zh": {"title": 22, "head": 16, "text": 16, "note": 10.5},
    "en": {"title": 20, "head": 14, "text": 11, "note": 9},
}
_CHINESE_LINE = Pt(28)
_TABLE_SIZES: dict[Language, tuple[float, ...]] = {"zh": (10.5, 9.5, 9, 8.5, 8, 7.5), "en": (9.5, 9, 8.5, 8, 7.5)}
_WIDER = 1.1  # than a page's face is what stands in for Times where that isn't installed
_BESIDE_CELL = 2 * Mm(1.9).pt  # the margins that Word gives a cell
_NUMERALS = "一二三四五六七八九十"
_TEXT_WIDTH, _MARGINS = Mm(156), (Mm(37), Mm(35), Mm(28), Mm(26))  # top, bottom, left, right
_ANNEX_WIDTH, _ANNEX_HEIGHT, _ANNEX_MARGINS = Mm(174), Mm(257), (Mm(20), Mm(20), Mm(18), Mm(18))
_UNBROKEN_ROWS = 8  # a table of no more rows stays on one page
_HELD_ROWS = 2  # of a longer one: the first with the head, the last with the total
# What can't be broken takes less than half of a page's text, so that no page is left half empty before it.
_FIGURE_WIDTH, _HIGHEST_FIGURE = Mm(130), Mm(98)


def memo(content: Content) -> bytes:
    """Return the memo's bytes; it must be made in the content's language."""
    return _Memo(content).file_bytes()


class _Memo:
    """The document while it is written."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.sizes = _SIZES[content.language]
        self.document = docx.Document()
        self.chinese = content.language == "zh"
        self.tables = 0

    def file_bytes(self) -> bytes:
        """Write all parts in their order."""
        self._page_setup()
        content = self.content
        self._line(content.title, "title", bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, after=6)
        self._line(content.subtitle, "note", align=WD_ALIGN_PARAGRAPH.CENTER, after=2)
        _red_rule(self._line(content.sample, "note", align=WD_ALIGN_PARAGRAPH.CENTER, after=14))
        self._line(word("brief.addressee"), "text", after=4)
        self._findings()
        for number, section in enumerate(content.sections, start=1):
            self._section(number, section)
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True  # who signs doesn't stand on a page alone
        listed = [word("brief.annex_listed", n=n, title=one.title) for n, one in enumerate(content.annex, start=1)]
        annexes = word("brief.annexes", listed=word("brief.list_of_annexes").join(listed))
        self._line(annexes, "text", before=12, indent=True).paragraph_format.keep_with_next = True
        signed = WD_ALIGN_PARAGRAPH.RIGHT
        for line, gap in ((word("brief.signed"), 18), (date_text(content.when), 0)):
            self._line(line, "text", align=signed, before=gap).paragraph_format.keep_with_next = True
        self._line(word("brief.fingerprint", fingerprint=short_fingerprint(content)), "note", align=signed)
        self._annex()
        memory = io.BytesIO()
        self.document.save(memory)
        return memory.getvalue()

    def _page_setup(self) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = _MARGINS
        style = self.document.styles["Normal"]
        style.font.name = FACES["text"][0]
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FACES["text"][1])
        properties = self.document.core_properties
        properties.title, properties.subject = property_text(self.content.title), property_text(self.content.subtitle)
        properties.author, properties.comments = word("brief.signed"), property_text(self.content.sample)
        _page_number(page.footer.paragraphs[0])

    def _findings(self) -> None:
        """The findings of all sections on the first page: whoever reads no further has them."""
        self._head(word("brief.findings"))
        for section in self.content.sections[1:]:
            self._line(section.finding + ("。" if self.chinese else "."), "text", indent=True)
        for line in self.content.warnings:
            self._line(line, "text", bold=True, indent=True)

    def _section(self, number: int, section: Section) -> None:
        label = f"{_NUMERALS[number - 1]}、" if self.chinese else f"{number}. "
        self._head(f"{label}{section.heading}")
        self._line(section.finding + self._stop(section.finding), "text", bold=True, indent=True)
        points = "；".join(section.points) + "。" if self.chinese else ". ".join(section.points) + "."
        self._line(points, "text", indent=True)
        if section.basis:
            self._line(section.basis, "note")
        for figure in section.figures:
            self._figure(figure)
        for table in section.tables:
            self.tables += 1
            self._table(without_sources(table), word("brief.table_number", n=self.tables, title=table.title))

    def _stop(self, text: str) -> str:
        return "" if text.endswith(("？", "?")) else "。" if self.chinese else "."

    def _annex(self) -> None:
        """Tables on pages with narrow margins; the assumptions first, at the head of a page."""
        page = self.document.add_section()
        page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = _ANNEX_MARGINS
        self._head(word("brief.annex"))
        for number, table in enumerate(self.content.annex, start=1):
            title = word("brief.annex_number", n=number, title=table.title)
            if table.name == "assumptions":
                self._line(title, "note", bold=True, before=8, after=2).paragraph_format.keep_with_next = True
                write_assumptions(self.document, table, _ANNEX_WIDTH, _ANNEX_HEIGHT)
            else:
                self._table(table, title, _ANNEX_WIDTH)

    def _head(self, text: str) -> None:
        # A real heading, so that Word's outline and table of contents find it.
        paragraph = self.document.add_heading(level=1)
        self._run(paragraph, text, "head", bold=not self.chinese)
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(12), Pt(4)

    def _line(
        self,
        text: str,
        kind: Kind,
        *,
        bold: bool = False,
        align: WD_ALIGN_PARAGRAPH | None = None,
        before: float = 0,
        after: float = 2,
        indent: bool = False,
    ) -> Paragraph:
        paragraph = self.document.add_paragraph()
        self._run(paragraph, text, kind, bold=bold)
        shape = paragraph.paragraph_format
        shape.alignment, shape.space_before, shape.space_after = align, Pt(before), Pt(after)
        official = kind == "text" and self.chinese
        shape.line_spacing = _CHINESE_LINE if official else 1.35 if kind == "text" else 1.1
        if indent and self.chinese:
            shape.first_line_indent = Pt(2 * self.sizes["text"])
        return paragraph

    def _run(
        self, paragraph: Paragraph, text: str, kind: Kind, *, bold: bool = False, size: float | None = None
    ) -> None:
        add_run(paragraph, text, kind, size or self.sizes[kind], bold=bold)

    def _figure(self, figure: Figure) -> None:
        """The figure with title and notes in it."""
        picture = self.document.add_picture(io.BytesIO(figure.as_bytes(".png")), width=_FIGURE_WIDTH)
        if picture.height > _HIGHEST_FIGURE:
            wide = picture.width * _HIGHEST_FIGURE / picture.height
            picture.width, picture.height = Emu(int(wide)), _HIGHEST_FIGURE
        _describe(picture, f"{figure.title}. {figure.subtitle}")
        self.document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _table(self, table: BriefTable, title: str, width: int = _TEXT_WIDTH) -> None:
        head = self._line(title, "note", bold=True, before=8, after=2)
        head.paragraph_format.keep_with_next = True
        texts = table.texts()
        rows = [list(table.columns), *texts]
        size, fitted = self._fitted(rows, Emu(width).pt)
        grid = self.document.add_table(rows=len(rows), cols=len(table.columns))
        grid.style, grid.alignment, grid.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        right = table.number_columns()
        widths = [Pt(wide) for wide in fitted]
        for column, wide in zip(grid.columns, widths, strict=True):
            column.width = wide  # Writer reads the grid, Word the cells
        held = _held(len(rows), noted=bool(table.note))
        for i, row in enumerate(rows):
            bold = i == 0 or (table.total is not None and i == len(texts))
            cells = grid.rows[i].cells  # read once: the library walks the table each time
            for k, text in enumerate(row):
                cells[k].width = widths[k]
                paragraph = cells[k].paragraphs[0]
                paragraph.paragraph_format.keep_with_next = held[i]
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right[k] else WD_ALIGN_PARAGRAPH.LEFT
                self._run(paragraph, text, "text", bold=bold, size=size)
            _unbroken(grid.rows[i], head=i == 0)
        if table.note:
            self._line(table.note, "note", before=3, after=6)

    def _fitted(self, rows: list[list[str]], wide: float) -> tuple[float, list[float]]:
        """Return the largest size at which no figure of a table is broken into lines, and the columns' widths."""
        for size in _TABLE_SIZES[self.content.language]:
            widths = column_widths(rows, wide, size * _WIDER, _BESIDE_CELL)
            if not breaks_figures(rows, widths, size * _WIDER, _BESIDE_CELL):
                break
        return size, widths


def _held(rows: int, *, noted: bool) -> list[bool]:
    """Say of each row of a table, its head the first, whether it stays on a page with what follows."""
    last = rows if noted else rows - 1
    if rows <= _UNBROKEN_ROWS + 1:
        return [i < last for i in range(rows)]
    return [i < _HELD_ROWS or rows - 1 - _HELD_ROWS <= i < last for i in range(rows)]


def _red_rule(paragraph: Paragraph) -> None:
    """Draw the red line below the head of the document."""
    below = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "8"), ("color", t.SCENARIO[1:])):
        below.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:pBdr")
    borders.append(below)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _unbroken(row: _Row, *, head: bool) -> None:
    """Keep a row on one page; repeat the head on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _describe(picture: InlineShape, text: str) -> None:
    """Give the picture its words for who can't see it."""
    picture._inline.docPr.set("descr", text)


def _page_number(paragraph: Paragraph) -> None:
    """Write — 1 — at the foot, as official documents do."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._element.append(part)
    paragraph.add_run(" —")
