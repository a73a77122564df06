"""What leaves the room: pages for print, and the page of the law."""

from workbench.briefing.family_page import family_page, save_family_page

__all__ = ["family_page", "save_family_page"]
