"""What a brief says: every finding, table and figure, worked out once; the formats only lay it out."""

from workbench.briefing.content.brief_content import work_out
from workbench.briefing.content.facts import Facts
from workbench.briefing.content.pieces import Amount, Cell, Content, Section, Table, Tile, written

__all__ = ["Amount", "Cell", "Content", "Facts", "Section", "Table", "Tile", "work_out", "written"]
