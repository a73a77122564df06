"""A brief as six slides, 16:9: question, answer, coverage, cost and payers, beds, assumptions."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from workbench.briefing.content import Content, Section, Table
from workbench.briefing.formats.columns import column_widths
from workbench.briefing.formats.words import made_on, short_fingerprint
from workbench.charts import Figure
from workbench.charts import tokens as t
from workbench.language import word

_WIDE, _HIGH = Inches(13.333), Inches(7.5)
_LEFT, _INNER = Inches(0.6), Inches(12.13)
_BODY_TOP, _BODY_BOTTOM = Inches(1.75), Inches(6.85)
_INK, _QUIET, _NAVY = (RGBColor.from_string(hex_[1:]) for hex_ in (t.INK, t.INK_2, t.COUNTY))
_RED, _WHITE = (RGBColor.from_string(hex_[1:]) for hex_ in (t.SCENARIO_TEXT, t.CARD))
_MOST_FIGURES, _ROW_HIGH, _SMALL = 2, Inches(0.315), 10.5
_BLANK = 6  # the layout without boxes of its own
_TABLE_COLUMNS = {"chief_assumptions": (0, 1, 2, 3)}  # sources are long: the memo and the workbook have them


def slides(content: Content) -> bytes:
    """Return the slides' bytes; they must be made in the content's language."""
    return _Deck(content).made()


class _Deck:
    """The slides while they are made."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = _WIDE, _HIGH
        self.face = ("Arial", "Microsoft YaHei")

    def made(self) -> bytes:
        """Make one slide a section."""
        properties = self.deck.core_properties
        properties.title, properties.subject = self.content.title, self.content.subtitle
        properties.author = word("brief.signed")
        for number, section in enumerate(self.content.sections, start=1):
            self._slide(number, section)
        memory = io.BytesIO()
        self.deck.save(memory)
        return memory.getvalue()

    def _slide(self, number: int, section: Section) -> None:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_BLANK])
        bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(0.18), _HIGH)
        bar.fill.solid()
        bar.fill.fore_color.rgb = _RED if section.name == "answer" else _NAVY
        bar.line.fill.background()
        head = f"{self.content.title} · {section.heading}" if number == 1 else section.heading
        self._text(slide, [head], (_LEFT, Inches(0.3), _INNER, Inches(0.4)), 14, colour=_QUIET)
        self._text(slide, [section.finding], (_LEFT, Inches(0.65), _INNER, Inches(1.05)), 27, bold=True)
        if section.name in {"coverage", "beds"}:
            self._pictures(slide, section)
        else:
            self._side_by_side(slide, section)
        if section.name == "question":
            self._opening(slide)
        self._foot(slide, number, section)

    def _opening(self, slide: Any) -> None:
        """What a first slide must say: of what, when, that these are estimates, and every warning."""
        content = self.content
        lines = [content.subtitle, made_on(content.when), content.sample, *content.warnings]
        self._text(slide, lines, (_LEFT, Inches(5.2), _INNER, Inches(1.6)), 16, colour=_QUIET)

    def _side_by_side(self, slide: Any, section: Section) -> None:
        """Points at the left, tables one below another at the right."""
        left, gap = Inches(3.6), Inches(0.3)
        self._points(slide, section.points, (_LEFT, _BODY_TOP, left, _BODY_BOTTOM - _BODY_TOP))
        top = int(_BODY_TOP)
        for table in section.tables:
            box = (_LEFT + left + gap, top, _INNER - left - gap, _BODY_BOTTOM - top)
            top += self._table(slide, table, box) + Inches(0.2)

    def _pictures(self, slide: Any, section: Section) -> None:
        """Figures side by side under the points; without any the points alone."""
        shown = section.figures[:_MOST_FIGURES]
        if not shown:
            self._points(slide, section.points, (_LEFT, _BODY_TOP, _INNER, _BODY_BOTTOM - _BODY_TOP))
            return
        gap, room = Inches(0.3), Inches(0.95)
        half = -(-len(section.points) // 2)
        for k, points in enumerate((section.points[:half], section.points[half:])):
            wide = (_INNER - gap) // 2
            self._points(slide, points, (_LEFT + k * (wide + gap), _BODY_TOP - Inches(0.1), wide, room), size=14)
        wide, top = (_INNER - gap * (len(shown) - 1)) // len(shown), _BODY_TOP + room
        for k, figure in enumerate(shown):
            self._figure(slide, figure, (_LEFT + k * (wide + gap), top, wide, _BODY_BOTTOM - top))

    def _points(self, slide: Any, points: tuple[str, ...], box: tuple[int, ...], size: float = 16) -> None:
        self._text(slide, [f"· {point}" for point in points], box, size, gap=6 if size > 14 else 2)

    def _foot(self, slide: Any, number: int, section: Section) -> None:
        mark = word("brief.fingerprint", fingerprint=short_fingerprint(self.content))
        lines = [section.basis] if section.basis else []
        lines.append(f"{self.content.sample} · {mark}")
        self._text(slide, lines, (_LEFT, Inches(6.88), Inches(11.4), Inches(0.5)), 11, colour=_QUIET)
        place = (_WIDE - Inches(1.3), Inches(7.05), Inches(0.8), Inches(0.3))
        self._text(slide, [f"{number} / {len(self.content.sections)}"], place, 11, colour=_QUIET, align=PP_ALIGN.RIGHT)

    def _text(
        self,
        slide: Any,
        lines: list[str],
        box: tuple[int, ...],
        size: float,
        *,
        bold: bool = False,
        colour: RGBColor = _INK,
        align: Any = None,
        gap: float = 0,
    ) -> Any:
        shape = slide.shapes.add_textbox(*(Emu(int(v)) for v in box))
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for k, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
            paragraph.alignment, paragraph.space_after = align, Pt(gap)
            self._run(paragraph, line, size, bold=bold, colour=colour)
        return shape

    def _run(self, paragraph: Any, text: str, size: float, *, bold: bool, colour: RGBColor) -> None:
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, self.face[0]
        run.font.color.rgb = colour
        # The library knows the western face only; without this one Chinese falls back to whatever is there.
        east = run._r.get_or_add_rPr().makeelement(qn("a:ea"), {"typeface": self.face[1]})
        run._r.get_or_add_rPr().append(east)

    def _figure(self, slide: Any, figure: Figure, box: tuple[int, ...]) -> None:
        """Put the figure into its box as large as it fits; its notes would be too small to read in a hall."""
        left, top, wide, high = box
        plain = replace(figure, notes=())
        picture = slide.shapes.add_picture(io.BytesIO(plain.as_bytes(".png")), Emu(int(left)), Emu(int(top)))
        factor = min(wide / picture.width, high / picture.height)
        picture.width, picture.height = Emu(int(picture.width * factor)), Emu(int(picture.height * factor))
        picture.left = Emu(int(left + (wide - picture.width) / 2))
        picture._element.nvPicPr.cNvPr.set("descr", f"{figure.title}. {figure.subtitle}")

    def _table(self, slide: Any, table: Table, box: tuple[int, int, int, int]) -> int:
        """Put as much of a table on a slide as there is room for, and return how high that is."""
        shown = _TABLE_COLUMNS.get(table.name, tuple(range(len(table.columns))))
        fitting = box[3] // _ROW_HIGH - 1  # the head is a row as well
        whole = len(table.rows) + (1 if table.total else 0)
        most = len(table.rows) if whole <= fitting else max(1, fitting - 2)  # the total stays; a line says what lacks
        rows = [[row[k] for k in shown] for row in [list(table.columns), *table.largest(most).texts()]]
        right = [table.number_columns()[k] for k in shown]
        left, top, wide = (Emu(int(value)) for value in box[:3])
        high = Emu(_ROW_HIGH * len(rows))
        grid = slide.shapes.add_table(len(rows), len(shown), left, top, wide, high).table
        grid.horz_banding = False
        for k, width in enumerate(column_widths(rows, wide, Emu(wide).pt / (0.5 * _SMALL), 4)):
            grid.columns[k].width = Emu(width)
        for i, row in enumerate(rows):
            grid.rows[i].height = Emu(_ROW_HIGH)
            for k, text in enumerate(row):
                self._cell(grid.cell(i, k), text, head=i == 0, right=right[k])
        if most >= len(table.rows):
            return high
        note, below = (
            word("brief.continued_largest" if table.summed else "brief.continued", n=len(table.rows) - most),
            Inches(0.25),
        )
        self._text(slide, [note], (left, top + high + Inches(0.04), wide, below), _SMALL, colour=_QUIET)
        return high + below

    def _cell(self, cell: Any, text: str, *, head: bool, right: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _NAVY if head else _WHITE
        cell.margin_top = cell.margin_bottom = Inches(0.02)
        cell.margin_left = cell.margin_right = Inches(0.07)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = cell.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        self._run(paragraph, text, _SMALL, bold=head, colour=_WHITE if head else _INK)
