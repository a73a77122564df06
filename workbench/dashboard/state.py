"""What the page remembers: levers, language, page, chosen town, and the way back. Every change makes a new state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workbench.errors import InputError, unknown
from workbench.language import Language
from workbench.scenario import Scenario

PAGES = ("overview", "helped", "assumptions")
LEVERS = ("urban_dibao_ratio", "rural_dibao_ratio", "urban_tekun_multiple", "rural_tekun_multiple")
_LONGEST_WAY_BACK = 50


@dataclass(frozen=True)
class State:
    """The page's state: `levers` holds what differs from the baseline, `past` the settings before, oldest first."""

    language: Language = "zh"
    page: str = "overview"
    levers: Mapping[str, float] = field(default_factory=dict)
    town: str | None = None
    open_table: str | None = None
    past: tuple[Mapping[str, float], ...] = ()

    def with_lever(self, name: str, value: float, baseline: Scenario) -> State:
        """Move a lever; back at the baseline's value it counts as not moved. Raises as `Scenario.replace` does."""
        if name not in LEVERS:
            raise unknown("lever", name, LEVERS)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{name}: a number is wanted, not {value!r}")
        baseline.replace(**{name: float(value)})
        levers = {key: kept for key, kept in self.levers.items() if key != name}
        if abs(float(value) - float(baseline.value(name))) > 1e-9:
            levers[name] = float(value)
        if levers == dict(self.levers):
            return self
        past = (*self.past, dict(self.levers))[-_LONGEST_WAY_BACK:]
        return replace(self, levers=levers, past=past)

    def undone(self) -> State:
        """Go one setting of the levers back; nothing happens at the beginning."""
        if not self.past:
            return self
        return replace(self, levers=self.past[-1], past=self.past[:-1])

    def reset(self) -> State:
        """Set all levers to the baseline; can be undone."""
        if not self.levers:
            return self
        return replace(self, levers={}, past=(*self.past, dict(self.levers))[-_LONGEST_WAY_BACK:])

    def on_page(self, page: str) -> State:
        """Open another page."""
        if page not in PAGES:
            raise unknown("page", page, PAGES)
        return replace(self, page=page, open_table=None)

    def in_language(self, language: Language) -> State:
        """Speak another language."""
        return replace(self, language=language)

    def at_town(self, town: str | None) -> State:
        """Choose a town; the same town again means the whole county."""
        return replace(self, town=None if town == self.town else town)

    def with_table(self, figure: str | None) -> State:
        """Open the table of a figure, or close it when it is open."""
        return replace(self, open_table=None if figure == self.open_table else figure)

    def scenario(self, baseline: Scenario) -> Scenario:
        """Return the scenario that the levers make of the baseline."""
        return baseline.replace(**self.levers) if self.levers else baseline
