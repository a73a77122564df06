"""Which choice: goal seek within a budget, the frontier, the choice of least regret, what changed and why.

Goal seek over years is in `path_goal`: it needs compiled code, which this room is loaded without.
"""

from workbench.decisions.decomposition import Decomposition, decompose
from workbench.decisions.goal import future_grid, goal_seek
from workbench.decisions.grid import FutureGrid, Goal, candidates
from workbench.decisions.pareto_frontier import PolicyFrontier, policy_frontier, unbeaten
from workbench.decisions.ranking import Choice
from workbench.decisions.regret import frontier, least_regret
from workbench.decisions.scenario_discovery import FailureBox, failure_box
from workbench.decisions.smallest import Smallest, smallest_standard

__all__ = [
    "Choice",
    "Decomposition",
    "FailureBox",
    "FutureGrid",
    "Goal",
    "PolicyFrontier",
    "Smallest",
    "candidates",
    "decompose",
    "failure_box",
    "frontier",
    "future_grid",
    "goal_seek",
    "least_regret",
    "policy_frontier",
    "smallest_standard",
    "unbeaten",
]
