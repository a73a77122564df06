"""What a brief says: every finding, table and figure, worked out once; the formats only lay it out."""

from workbench.briefing.content.brief_content import work_out
from workbench.briefing.content.facts import Facts
from workbench.briefing.content.pieces import Amount, BriefTable, Cell, Content, Section, Tile, written

__all__ = ["Amount", "BriefTable", "Cell", "Content", "Facts", "Section", "Tile", "work_out", "written"]
