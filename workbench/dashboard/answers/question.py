"""What the page asks at one moment, and the answers that take longer than a slider may wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar, cast

from workbench.dashboard.answers.runs import Runs
from workbench.dashboard.answers.shelf import Answers, Key, NoAnswer, Progress
from workbench.dashboard.state.page_state import State
from workbench.scenario import Scenario
from workbench.simulation import Run

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Heavy(Generic[T_co]):
    """An answer that is worked out in the background.

    name: also names its words (dashboard.making_…); key: what the answer depends on, None while there is nothing to
    work out; make: works it out, telling its progress, which raises DroppedError when nobody waits any more.
    patient: begun only once the hand rests, so that a moving slider has the machine for itself. follows: about the
    chosen town alone, where one is chosen. all_years: about the whole county from its first year on, whichever year
    is chosen.
    """

    name: str
    key: Callable[[Question], Key | None]
    make: Callable[[Question, Progress], T_co]
    most: int = 4
    patient: bool = True
    follows: bool = False
    all_years: bool = False


@dataclass(frozen=True, eq=False)
class Question:
    """A state of the page beside the answers there are: what every page is drawn from.

    results: of the county, or of one town's residents; whole: the same asked of the county, None where this is it;
    first: the same asked of the county in its first year, None where this is of that year; behind: the state wants more
    than there is: a later year, or in it other levers than those of this question.
    """

    state: State
    results: Runs
    whole: Question | None = None
    first: Question | None = None
    behind: bool = False

    @cached_property
    def here(self) -> Question:
        """The same about the residents of the chosen town alone; about the county where none is chosen."""
        if self.state.town is None:
            return self.county
        residents = self.county.results.of_town(self.state.town)
        return Question(self.state, residents, self.county, self.first, self.behind)

    @property
    def county(self) -> Question:
        """The same about the whole county."""
        return self if self.whole is None else self.whole

    @property
    def first_year(self) -> Question:
        """The same about the whole county in its first year, with the levers as they are set."""
        return self.county if self.first is None else self.first

    @property
    def year(self) -> int | None:
        """The later year that this is about; None for the first one."""
        return self.results.year

    def at(self, heavy: Heavy[object]) -> Question:
        """Return what a heavy answer is about: the chosen town or the county, in the chosen year or over all years."""
        if heavy.all_years:
            return self.first_year
        return self if heavy.follows else self.county

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that the levers make."""
        return self.results.scenario(self.state.levers)

    def settings(self, without: tuple[str, ...] = ()) -> Key:
        """Return every parameter's value, but for those that an answer doesn't depend on."""
        return tuple((name, value) for name, value in self.results.settings(self.scenario) if name not in without)

    @cached_property
    def run(self) -> Run:
        """The scenario's run."""
        return self.results.run(self.scenario)

    @cached_property
    def base(self) -> Run:
        """The baseline's run."""
        return self.results.base()

    def lacks(self, heavy: Heavy[object]) -> bool:
        """Say whether an answer is wanted that nobody has worked out yet; a reason is worked out in each language."""
        key = self.key(heavy)
        if key is None:
            return False
        found = self._answers(heavy).find(heavy.name, key)
        if isinstance(found, NoAnswer):
            return self.state.language not in found.reasons
        return found is None

    def key(self, heavy: Heavy[object]) -> Key | None:
        """Return what the answer depends on; None while there is nothing to work out."""
        return heavy.key(self.at(heavy))

    def _answers(self, heavy: Heavy[object]) -> Answers:
        """Return the shelf of the place that an answer is about."""
        return self.at(heavy).results.answers

    def _found(self, heavy: Heavy[object]) -> object:
        key = self.key(heavy)
        return None if key is None else self._answers(heavy).find(heavy.name, key)

    def answer(self, heavy: Heavy[T]) -> T | None:
        """Return the answer to just this; None while there is none."""
        found = self._found(heavy)
        return None if isinstance(found, NoAnswer) else cast("T | None", found)

    def refused(self, heavy: Heavy[object]) -> str:
        """Return why there can be no answer to just this; "" when there can."""
        found = self._found(heavy)
        return found.reasons.get(self.state.language, "") if isinstance(found, NoAnswer) else ""

    def answer_or_older(self, heavy: Heavy[T]) -> T | None:
        """Return the answer to just this, or the last one that this page has had while this one is worked out."""
        if self.key(heavy) is None:
            return None
        results = self.at(heavy).results
        place, found = (heavy.name, results.town), self._found(heavy)
        if found is not None:
            results.older[place] = found
        shown = results.older.get(place)
        return None if isinstance(shown, NoAnswer) else cast("T | None", shown)

    def keep(self, heavy: Heavy[object], key: Key, answer: object) -> None:
        """Put an answer on the shelf of the place that it is about."""
        self._answers(heavy).keep(heavy.name, key, answer, heavy.most)

    def work_out(self, heavy: Heavy[T], progress: Progress | None = None) -> T | None:
        """Work an answer out now, unless it is kept already, and keep it; None where there is nothing to work out."""
        key = self.key(heavy)
        if key is None:
            return None
        if self.lacks(heavy):
            self.keep(heavy, key, heavy.make(self.at(heavy), progress or _no_progress))
        return self.answer(heavy)


def _no_progress(done: int, total: int) -> None:
    """Tell nobody how far an answer has come."""
