"""What a page of the dashboard is: its figures, its words, its levers, and the heavy answers it waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from workbench.charts import Figure
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.year_runs import YEAR_HEAVY, in_year
from workbench.dashboard.view.page_data import Data, LeverSection, NumberTile

if TYPE_CHECKING:
    from workbench.dashboard.answers.runs import Runs
    from workbench.dashboard.state.page_state import State


@dataclass(frozen=True)
class Heading:
    """The page's finding, the line under it, and its number tiles."""

    finding: str
    under: str
    tiles: list[NumberTile] = field(default_factory=list)


def _nothing_beside(_: Question) -> Data | None:
    return None


def _never_empty(_: Question, __: str) -> str:
    return ""


@dataclass(frozen=True)
class Page:
    """One page.

    figures: the names of its figures, in order; draw: those that can be drawn by now; sections: its groups of levers;
    heavy: what it has worked out in the background, in this order; waits: which of it a figure waits for; fill: the
    figures that take all the height there is; beside: what is not a figure (a table, a family), as plain data; empty:
    why a figure can't be drawn at all, "" when it can; follows: about the chosen town alone, where one is chosen (then
    all of these are asked about its residents); whole: the figures that are about the county all the
    same; placeless: those of which neither need be said. years: whether it follows the chosen year, shows all years, or
    stays in the first one ("").
    """

    name: str
    figures: tuple[str, ...]
    draw: Callable[[Question], list[Figure]]
    heading: Callable[[Question], Heading]
    sections: Callable[[Question], list[LeverSection]]
    heavy: tuple[Heavy[object], ...] = ()
    waits: Mapping[str, Heavy[object]] = field(default_factory=dict)
    fill: frozenset[str] = frozenset()
    beside: Callable[[Question], Data | None] = _nothing_beside
    empty: Callable[[Question, str], str] = _never_empty
    follows: bool = False
    whole: frozenset[str] = frozenset()
    placeless: frozenset[str] = frozenset()
    years: Literal["", "follows", "all"] = ""

    def question(self, state: State, results: Runs) -> Question:
        """Return what the page is drawn from: county or chosen town, in the chosen year, as the page follows."""
        county = Question(state, results)
        if self.years == "follows":
            county = in_year(county)
        return county.here if self.follows else county

    def wanted(self, state: State) -> tuple[Heavy[object], ...]:
        """Return what is worked out in the background for a state, in this order."""
        return (*YEAR_HEAVY, *self.heavy) if self.years == "follows" and state.year is not None else self.heavy
