"""One family: its entitlement step by step, an invented family, a ladder of incomes."""

from workbench.household.explanation import Explanation, explain
from workbench.household.explanation_difference import ExplanationDifference, compare_explanations
from workbench.household.hypothetical import Family, family
from workbench.household.income_ladder import Ladder, ladder

__all__ = [
    "Explanation",
    "ExplanationDifference",
    "Family",
    "Ladder",
    "compare_explanations",
    "explain",
    "family",
    "ladder",
]
