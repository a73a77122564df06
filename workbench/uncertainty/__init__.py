"""Draws of assumptions and chance, futures of one policy or of many, sensitivity, the check of intervals."""

from workbench.uncertainty.futures import Draws, draw, kinds_apart
from workbench.uncertainty.policy_futures import PolicyDraws, draw_policies
from workbench.uncertainty.sensitivity_analysis import Sensitivity, sensitivity

__all__ = ["Draws", "PolicyDraws", "Sensitivity", "draw", "draw_policies", "kinds_apart", "sensitivity"]
