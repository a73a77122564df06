"""A brief as slides, 16:9, one a section: question, answer, coverage, cost and payers, years, beds, assumptions."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.text.text import _Paragraph
from pptx.util import Emu, Inches, Pt

from workbench.briefing.content import Content, Section, Tile
from workbench.briefing.formats.layout import date_text, fitting_size, height_of, property_text, short_fingerprint
from workbench.briefing.formats.slide_layout import GAP, Box, TableLayout, fit_table, natural_width
from workbench.charts import Figure
from workbench.charts.base import tokens as t
from workbench.language import word

_WIDE, _HIGH = Inches(13.333), Inches(7.5)
_INK, _QUIET, _NAVY, _HAIR = (RGBColor.from_string(hex_[1:]) for hex_ in (t.INK, t.INK_2, t.COUNTY, t.LINE))
_RED, _WHITE = (RGBColor.from_string(hex_[1:]) for hex_ in (t.SCENARIO_TEXT, t.CARD))
_FINDING_SIZES, _POINT_SIZES, _TILE_SIZES = (30, 28, 26, 24, 22, 20), (16, 15, 14, 13, 12, 11), (36, 32, 28, 24)
_MOST_FIGURES = 2
_BLANK = 6  # the layout without boxes of its own
_BODY = Box(43, 47, 873, 443)  # from below the section's name to above the foot
_FOOT = Box(43, 495, 820, 36)


def slides(content: Content) -> bytes:
    """Return the slides' bytes; they must be made in the content's language."""
    return _Deck(content).file_bytes()


class _Deck:
    """The slides while they are made."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = _WIDE, _HIGH
        self.face = ("Arial", "Microsoft YaHei")

    def file_bytes(self) -> bytes:
        """Make one slide a section."""
        properties = self.deck.core_properties
        properties.title, properties.subject = property_text(self.content.title), property_text(self.content.subtitle)
        properties.author = word("brief.signed")
        for number, section in enumerate(self.content.sections, start=1):
            self._slide(number, section)
        memory = io.BytesIO()
        self.deck.save(memory)
        return memory.getvalue()

    def _slide(self, number: int, section: Section) -> None:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_BLANK])
        self._block(slide, Box(0, 0, 13, Emu(_HIGH).pt), _RED if section.name == "answer" else _NAVY)
        head = f"{self.content.title} · {section.heading}" if number == 1 else section.heading
        self._text(slide, [head], Box(_BODY.left, 22, _BODY.wide, 22), 14, colour=_QUIET)
        size = fitting_size([section.finding], _FINDING_SIZES, _BODY.wide, 75, bold=True)
        high = height_of([section.finding], size, _BODY.wide, bold=True)
        self._text(slide, [section.finding], replace(_BODY, high=high), size, bold=True)
        body = _BODY.below(high + GAP)
        if section.tiles:
            body = body.below(self._tiles(slide, section.tiles, body) + GAP)
        if section.name == "question":
            self._opening(slide, section, body)
        elif section.figures and section.name != "cost":
            self._pictures(slide, section, body)
        elif section.name == "cost":
            below = body.below(self._points_abreast(slide, section.points, body, 0.4))
            for one, box in zip(section.tables, below.columns(*map(natural_width, section.tables)), strict=True):
                self._table(slide, fit_table(one, box.wide, box.high), box)
        else:
            self._beside(slide, section, body)
        self._foot(slide, number, section)

    def _opening(self, slide: Slide, section: Section, body: Box) -> None:
        """What a first slide must say: of what, when, that these are estimates, and every warning."""
        content = self.content
        lines = [content.subtitle, date_text(content.when), content.sample, *content.warnings]
        size = fitting_size(lines, _POINT_SIZES, body.wide, body.high / 3)
        high = height_of(lines, size, body.wide, gap=2)
        self._text(slide, lines, replace(body, top=body.bottom - high, high=high), size, colour=_QUIET, gap=2)
        self._beside(slide, section, replace(body, high=body.high - high - GAP))

    def _beside(self, slide: Slide, section: Section, body: Box) -> None:
        """Points at the left, tables one below another at the right; without tables the points alone."""
        if not section.tables:
            self._points(slide, section.points, body)
            return
        left, right = body.columns(4, 9)
        self._points(slide, section.points, left)
        for k, table in enumerate(section.tables, start=1):
            later = sum(len(one.rows) + 1 for one in section.tables[k:]) * 19 + (GAP if k < len(section.tables) else 0)
            made = fit_table(table, right.wide, max(right.high - later, 60))
            self._table(slide, made, right)
            right = right.below(made.high + GAP)

    def _pictures(self, slide: Slide, section: Section, body: Box) -> None:
        """Figures side by side under the points, each as wide as its shape asks for."""
        below = body.below(self._points_abreast(slide, section.points, body, 0.35))
        shown = [_plain(figure) for figure in section.figures[:_MOST_FIGURES]]
        for picture, box in zip(shown, below.columns(*(picture.shape for picture in shown)), strict=True):
            self._figure(slide, picture, box)

    def _points_abreast(self, slide: Slide, points: tuple[str, ...], body: Box, most: float) -> float:
        """Points in two columns, at most a part of the body high; returns how high with the gap below."""
        half = -(-len(points) // 2)
        columns = list(zip((points[:half], points[half:]), body.columns(1, 1), strict=True))
        lines_of_each = [[f"· {point}" for point in part] for part, _ in columns]
        wide, high = columns[0][1].wide, body.high * most
        size = min(fitting_size(part, _POINT_SIZES, wide, high, gap=3) for part in lines_of_each)
        used = max(height_of(part, size, wide, gap=3) for part in lines_of_each)
        for part, (_, box) in zip(lines_of_each, columns, strict=True):
            if part:
                self._text(slide, part, replace(box, high=used), size, gap=3)
        return used + GAP / 2

    def _points(self, slide: Slide, points: tuple[str, ...], box: Box) -> None:
        lines = [f"· {point}" for point in points]
        self._text(slide, lines, box, fitting_size(lines, _POINT_SIZES, box.wide, box.high, gap=6), gap=6)

    def _tiles(self, slide: Slide, tiles: tuple[Tile, ...], body: Box) -> float:
        """The few large numbers, each over its change and interval; returns how high they are."""
        boxes = body.columns(*(1 for _ in tiles))
        size = min(fitting_size([tile.value], _TILE_SIZES, boxes[0].wide, 44, bold=True) for tile in tiles)
        lines_of_each = [[line for line in (tile.change, tile.interval) if line] for tile in tiles]
        number, high = size * 1.25, 20 + size * 1.25 + 17 * max(map(len, lines_of_each))
        for tile, lines, box in zip(tiles, lines_of_each, boxes, strict=True):
            self._block(slide, replace(box, high=1), _HAIR)
            self._text(slide, [tile.label], replace(box, top=box.top + 5, high=17), 13, colour=_QUIET)
            value = replace(box, top=box.top + 21, high=number)
            self._text(slide, [tile.value], value, size, bold=True, colour=_RED)
            if lines:
                under = replace(box, top=value.bottom, high=17 * len(lines))
                self._text(slide, lines, under, 13, colour=_INK)
        return high

    def _foot(self, slide: Slide, number: int, section: Section) -> None:
        mark = word("brief.fingerprint", fingerprint=short_fingerprint(self.content))
        lines = [section.basis] if section.basis else []
        lines.append(f"{self.content.sample} · {mark}")
        self._text(slide, lines, _FOOT, 11, colour=_QUIET)
        place = Box(Emu(_WIDE).pt - 94, _FOOT.top + 13, 58, 20)
        self._text(slide, [f"{number} / {len(self.content.sections)}"], place, 11, colour=_QUIET, align=PP_ALIGN.RIGHT)

    def _block(self, slide: Slide, box: Box, colour: RGBColor) -> None:
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour
        shape.line.fill.background()
        shape.shadow.inherit = False

    def _text(
        self,
        slide: Slide,
        lines: list[str],
        box: Box,
        size: float,
        *,
        bold: bool = False,
        colour: RGBColor = _INK,
        align: PP_ALIGN | None = None,
        gap: float = 0,
    ) -> None:
        frame = slide.shapes.add_textbox(*_emu(box)).text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for k, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
            paragraph.alignment, paragraph.space_after = align, Pt(gap)
            self._run(paragraph, line, size, bold=bold, colour=colour)

    def _run(self, paragraph: _Paragraph, text: str, size: float, *, bold: bool, colour: RGBColor) -> None:
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, self.face[0]
        run.font.color.rgb = colour
        # The library knows the western face only; without this one Chinese falls back to whatever is there.
        east = run._r.get_or_add_rPr().makeelement(qn("a:ea"), {"typeface": self.face[1]})
        run._r.get_or_add_rPr().append(east)

    def _figure(self, slide: Slide, drawn: _Picture, box: Box) -> None:
        """Put the figure into its box as large as it fits."""
        high = min(box.high, box.wide / drawn.shape)
        wide = high * drawn.shape
        place = Box(box.left + (box.wide - wide) / 2, box.top, wide, high)
        picture = slide.shapes.add_picture(io.BytesIO(drawn.png), *_emu(place))
        picture._element._nvXxPr.cNvPr.set("descr", drawn.description)

    def _table(self, slide: Slide, made: TableLayout, box: Box) -> None:
        """Put a table where it was found to fit."""
        place = Box(box.left, box.top, box.wide, sum(made.heights))
        grid = slide.shapes.add_table(len(made.rows), len(made.widths), *_emu(place)).table
        grid.horz_banding = False
        for k, wide in enumerate(made.widths):
            grid.columns[k].width = Pt(wide)
        for i, (row, high) in enumerate(zip(made.rows, made.heights, strict=True)):
            grid.rows[i].height = Pt(high)
            for k, text in enumerate(row):
                bold = i == 0 or (made.total and i == len(made.rows) - 1)
                self._cell(grid.cell(i, k), text, made.size, head=i == 0, bold=bold, right=made.right[k])
        if made.note:
            self._text(slide, [made.note], Box(box.left, place.bottom + 3, box.wide, 14), 11, colour=_QUIET)

    def _cell(self, cell: _Cell, text: str, size: float, *, head: bool, bold: bool, right: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _NAVY if head else _WHITE
        cell.margin_top = cell.margin_bottom = Pt(1.5)
        cell.margin_left = cell.margin_right = Pt(5)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = cell.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        self._run(paragraph, text, size, bold=bold, colour=_WHITE if head else _INK)


@dataclass(frozen=True)
class _Picture:
    """A figure drawn: its bytes, width over height, and its words for who can't see it."""

    png: bytes
    shape: float
    description: str


def _plain(figure: Figure) -> _Picture:
    """Draw a figure without its notes, which would be too small to read in a hall."""
    from pptx.parts.image import Image

    png = replace(figure, notes=()).as_bytes(".png")
    wide, high = Image.from_blob(png).size
    return _Picture(png, wide / high, f"{figure.title}. {figure.subtitle}")


def _emu(box: Box) -> tuple[Emu, Emu, Emu, Emu]:
    return Emu(Pt(box.left)), Emu(Pt(box.top)), Emu(Pt(box.wide)), Emu(Pt(box.high))
