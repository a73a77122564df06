"""Text of a memo: the faces of an official document, and one run of text in them."""

from __future__ import annotations

from typing import Literal

from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from workbench.charts.base import tokens as t

Kind = Literal["title", "head", "text", "note"]
# Western face, Chinese face; of a document's title, its heads, its text.
FACES = {"title": ("Times New Roman", "宋体"), "head": ("Arial", "黑体"), "text": ("Times New Roman", "仿宋")}
_INK, _QUIET = (RGBColor.from_string(hex_[1:]) for hex_ in (t.INK, t.INK_2))


def add_run(paragraph: Paragraph, text: str, kind: Kind, size: float, *, bold: bool = False) -> None:
    """Add text to a paragraph, `size` points high; a note is in the text's face and a quieter colour."""
    western, chinese = FACES["text" if kind == "note" else kind]
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), western
    run.font.color.rgb = _QUIET if kind == "note" else _INK
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), chinese)
