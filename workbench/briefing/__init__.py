"""Exports: the brief of a run in every format, its record, the page of one family, the page of the law."""

from workbench.briefing.brief_file import brief
from workbench.briefing.family_page import family_page, save_family_page
from workbench.briefing.notebook_page import notebook_page
from workbench.briefing.run_record import record
from workbench.briefing.verification import Verification, verify

__all__ = ["Verification", "brief", "family_page", "notebook_page", "record", "save_family_page", "verify"]
