"""Content of a brief: findings, tables and figures, worked out once for all formats."""

from workbench.briefing.content.brief_content import work_out
from workbench.briefing.content.facts import Facts
from workbench.briefing.content.pieces import Amount, BriefTable, Cell, Content, Section, Tile, written

__all__ = ["Amount", "BriefTable", "Cell", "Content", "Facts", "Section", "Tile", "work_out", "written"]
