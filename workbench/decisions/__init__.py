"""Which choice: goal seek within a budget, the frontier, the choice of least regret, what changed and why."""

from workbench.decisions.decomposition import Decomposition, decompose
from workbench.decisions.goal import future_grid, goal_seek
from workbench.decisions.grid import FutureGrid, Goal, candidates
from workbench.decisions.pareto_frontier import PolicyFrontier, policy_frontier, unbeaten
from workbench.decisions.path_answer import YearsGoal
from workbench.decisions.path_goal import goal_years
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
    "YearsGoal",
    "candidates",
    "decompose",
    "failure_box",
    "frontier",
    "future_grid",
    "goal_seek",
    "goal_years",
    "least_regret",
    "policy_frontier",
    "smallest_standard",
    "unbeaten",
]
