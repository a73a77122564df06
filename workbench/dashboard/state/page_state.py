"""What the page remembers: levers, scenarios kept, language, page, and the way back. Every change makes a new state."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workbench.dashboard.state.invented_family import InventedFamily
from workbench.dashboard.state.page_errors import quoted, refusal, unknown_on_page
from workbench.dashboard.state.page_years import page_years
from workbench.dashboard.state.scenario_levers import (
    IN_YUAN,
    TINY,
    Levers,
    check_lever,
    same,
    scenario_of,
    without_overruled,
)
from workbench.language import LANGUAGES, Language, word
from workbench.place import current_place
from workbench.scenario import Scenario

PAGES = ("overview", "helped", "cost", "years", "care", "afford", "family", "assumptions")
# The names of the scenarios that can be kept beside the baseline.
LETTERS = ("A", "B", "C", "D")
# Whose cost a budget may be for.
BUDGET_PAYERS = ("county", "all")
_LONGEST_WAY_BACK = 50


@dataclass(frozen=True)
class State:
    """The page's state.

    levers: what differs from the baseline, by name; past: the settings before, oldest first; future: the settings that
    were undone, the next one last; kept: saved settings by letter; gesture: the movement of the hand that set the
    levers last (a drag is one step of the way back). budget: yuan a year that `payer` may spend on dibao and tekun
    (None: what the baseline costs), to be kept with `confidence`; household: a family of the county by its id; told: an
    invented one, which goes before it. comparing: whether the kept scenarios stand side by side. year: the later year
    that the page is of, None for the baseline's own.
    """

    language: Language = "zh"
    page: str = "overview"
    levers: Levers = field(default_factory=dict)
    kept: Mapping[str, Levers] = field(default_factory=dict)
    town: str | None = None
    open_table: str | None = None
    past: tuple[Levers, ...] = ()
    future: tuple[Levers, ...] = ()
    gesture: str | None = None
    budget: float | None = None
    confidence: float = 0.9
    payer: str = "county"
    household: int | None = None
    told: InventedFamily | None = None
    comparing: bool = False
    year: int | None = None

    def with_lever(self, name: str, value: float, baseline: Scenario, gesture: str | None = None) -> State:
        """Move a lever; back at the baseline's value it counts as not moved. Raises PageError for what is refused.

        Moves of the same `gesture` are undone together; None is a gesture of its own. A standard set in yuan takes the
        place of its ratio, which is forgotten; 0 yuan gives it back to the ratio.
        """
        check_lever(name, value, baseline, self.levers)
        levers = {key: held for key, held in self.levers.items() if key != name}
        if abs(float(value) - float(baseline.value(name))) > TINY:
            levers[name] = float(value)
        levers = without_overruled(levers)
        if same(levers, self.levers):
            return self
        if gesture is not None and gesture == self.gesture:
            return replace(self, levers=levers)
        return replace(self._set(levers), gesture=gesture)

    def with_levers(self, levers: Levers, baseline: Scenario, gesture: str | None = None) -> State:
        """Move several levers at once: all or none; one step of the way back, as all moves of the same `gesture`.

        Standards in yuan go first: whether a ratio can be moved depends on them.
        """
        moved = self
        for name, value in sorted(levers.items(), key=lambda item: item[0] not in IN_YUAN.values()):
            moved = moved.with_lever(name, value, baseline)
        if same(moved.levers, self.levers):
            return self
        if gesture is not None and gesture == self.gesture:
            return replace(self, levers=moved.levers)
        return replace(self._set(moved.levers), gesture=gesture)

    def with_goal(self, name: str, value: object) -> State:
        """Set the wish of the page "what can we afford": budget (yuan a year), confidence (a share) or payer."""
        if name == "payer":
            if value not in BUDGET_PAYERS:
                raise unknown_on_page("payer", value, BUDGET_PAYERS)
            return replace(self, payer=str(value), budget=None)  # another payer's budget is another amount
        if name not in ("budget", "confidence"):
            raise unknown_on_page("wish", name, ("budget", "confidence", "payer"))
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise refusal("goal_number", label=word(f"dashboard.goal_{name}"), value=quoted(value))
        if name == "confidence":
            if not 0.5 <= value < 1:
                raise refusal("goal_confidence", value=quoted(value))
            return replace(self, confidence=float(value))
        return replace(self, budget=float(value))

    def of_household(self, household: int | None) -> State:
        """Look at a family of the county."""
        return replace(self, household=household, told=None)

    def of_told(self, told: InventedFamily) -> State:
        """Look at an invented family."""
        return replace(self, told=told)

    def undone(self) -> State:
        """Go one setting of the levers back; nothing happens at the beginning."""
        if not self.past:
            return self
        future = (*self.future, dict(self.levers))
        return replace(self, levers=self.past[-1], past=self.past[:-1], future=future, gesture=None)

    def redone(self) -> State:
        """Take the last undo back; nothing happens where nothing was undone."""
        if not self.future:
            return self
        past = (*self.past, dict(self.levers))
        return replace(self, levers=self.future[-1], past=past, future=self.future[:-1], gesture=None)

    def reset(self) -> State:
        """Set all levers to the baseline; can be undone."""
        return self._set({}) if self.levers else self

    def keep(self) -> State:
        """Keep the setting of the levers under the next free letter; raises PageError when there is none."""
        if not self.levers or self.letter:
            return self
        free = [letter for letter in LETTERS if letter not in self.kept]
        if not free:
            raise refusal("keep_full", n=len(LETTERS))
        return replace(self, kept={**self.kept, free[0]: dict(self.levers)})

    def dropped(self, letter: str) -> State:
        """Forget a kept scenario; the levers stay."""
        self._known(letter)
        return replace(self, kept={key: levers for key, levers in self.kept.items() if key != letter})

    def chosen(self, letter: str) -> State:
        """Set the levers as a kept scenario has them; can be undone."""
        levers = self._known(letter)
        return self if same(levers, self.levers) else self._set(levers)

    def on_page(self, page: str) -> State:
        """Open another page."""
        if page not in PAGES:
            raise unknown_on_page("page", page, PAGES)
        return replace(self, page=page, open_table=None)

    def in_language(self, language: str) -> State:
        """Speak another language: "zh" or "en"."""
        for known in LANGUAGES:
            if language == known:
                return replace(self, language=known)
        raise unknown_on_page("language", language, LANGUAGES)

    def at_town(self, town: str | None) -> State:
        """Choose a town; the same town again, or "", means the whole county."""
        if town and town not in current_place().towns:
            raise unknown_on_page("town", town, current_place().towns)
        town = town or None
        return replace(self, town=None if town == self.town else town)

    def in_year(self, year: object, baseline: Scenario) -> State:
        """Look at another year; the baseline's own is no later one. Raises PageError for a year that can't be shown."""
        span = page_years(baseline)
        if span is None:
            raise refusal("year_none")
        whole = isinstance(year, int | float) and not isinstance(year, bool) and float(year).is_integer()
        if not whole or int(float(str(year))) not in span:
            raise refusal("year_range", value=quoted(year), first=span[0], last=span[-1])
        chosen = int(float(str(year)))
        return replace(self, year=None if chosen == span[0] else chosen)

    def compared(self) -> State:
        """Show the kept scenarios side by side, or no more."""
        return replace(self, comparing=not self.comparing)

    def with_table(self, figure: str | None) -> State:
        """Open the table of a figure, or close it when it is open."""
        return replace(self, open_table=None if figure == self.open_table else figure)

    @property
    def letter(self) -> str:
        """The letter of the kept scenario that the levers stand at, "" when it is none."""
        return next((letter for letter, levers in self.kept.items() if same(levers, self.levers)), "")

    def scenario(self, baseline: Scenario) -> Scenario:
        """Return the scenario that the levers make of the baseline."""
        return scenario_of(baseline, self.levers)

    def _set(self, levers: Levers) -> State:
        past = (*self.past, dict(self.levers))[-_LONGEST_WAY_BACK:]
        return replace(self, levers=dict(levers), past=past, future=(), gesture=None)

    def _known(self, letter: str) -> Levers:
        if letter not in self.kept:
            raise unknown_on_page("kept_scenario", letter, self.kept)
        return self.kept[letter]
