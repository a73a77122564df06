"""Years: paths of prices and incomes, the law's amounts of each year, and a scenario's answers by year."""

from __future__ import annotations

from workbench.yearly.answers import Years, years
from workbench.yearly.budget import budget_table
from workbench.yearly.causes import YearCauses, decompose_years
from workbench.yearly.comparison import YearsComparison, compare_years
from workbench.yearly.drawing import draw_years
from workbench.yearly.drawn_years import YearsDraws
from workbench.yearly.entry_fit import EntryFit, fit_entry
from workbench.yearly.paths import Path, Paths, load_paths
from workbench.yearly.people import FrozenPeople, grown, income_growth
from workbench.yearly.published_caseload import caseload_comparison
from workbench.yearly.receipt_memory import MemoryAssumptions, ReceiptMemory

__all__ = [
    "EntryFit",
    "FrozenPeople",
    "MemoryAssumptions",
    "Path",
    "Paths",
    "ReceiptMemory",
    "YearCauses",
    "Years",
    "YearsComparison",
    "YearsDraws",
    "budget_table",
    "caseload_comparison",
    "compare_years",
    "decompose_years",
    "draw_years",
    "fit_entry",
    "grown",
    "income_growth",
    "load_paths",
    "years",
]
