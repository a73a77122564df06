"""What is drawn of a path of years, put together: scenarios, futures and the makers of their people; and the result."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial

import numpy as np
import polars as pl

from workbench.arguments import whole_number
from workbench.errors import InputError
from workbench.population.lives import Lives
from workbench.results import checked
from workbench.yearly.answers import Years
from workbench.yearly.drawn_notices import drawn_notices
from workbench.yearly.drawn_years import YearsDraws
from workbench.yearly.future_inputs import Future, Kind, drawn_law, futures, lives_seeds, mean_growth
from workbench.yearly.paths import Paths
from workbench.yearly.people import FrozenPeople
from workbench.yearly.people_arrays import PeopleArrays
from workbench.yearly.receipt_memory import MemoryAssumptions, ReceiptMemory
from workbench.yearly.year_futures import Outcomes, Policy, run_futures


@dataclass(frozen=True, eq=False)
class Setting:
    """What is drawn: the checked answers of each scenario, the kinds, and how many futures and lives."""

    asked: tuple[Years, ...]
    kinds: tuple[Kind, ...]
    seed: int
    runs: int
    lives: int
    shared_growth: float
    memory: ReceiptMemory | None

    @property
    def source(self) -> FrozenPeople | Lives:
        """The people."""
        people = self.asked[0].people
        if not isinstance(people, FrozenPeople | Lives):
            raise InputError(f"people: frozen people or lives are wanted, not {type(people).__name__}")
        return people

    @property
    def paths(self) -> Paths:
        """The growth that all scenarios have, before any draw."""
        return self.asked[0].amounts.paths

    @property
    def policies(self) -> list[Policy]:
        """The scenarios with their drawn assumptions of the law."""
        return [
            Policy(name, one.amounts, drawn_law(one.base, self.kinds, self.runs, self.seed), self.memory is not None)
            for name, one in zip(_names(self.asked), self.asked, strict=True)
        ]

    @property
    def futures(self) -> list[Future]:
        """What each future draws beside the law's assumptions."""
        first = self.asked[0]
        return futures(
            self.paths,
            None if self.memory is None else self.memory.assumed,
            self.kinds,
            self.runs,
            self.seed,
            first_year=first.first_year,
            last_year=first.last_year,
            lives=self.lives,
            luck_seed=self.source.county.seed,
            shared_growth=self.shared_growth,
        )

    @property
    def people(self) -> list[Callable[[], PeopleArrays]]:
        """Makers of the people, those that were given first."""
        seeds = lives_seeds(self.source, self.lives, self.seed)
        return [partial(self._people, None if number == 0 else seed) for number, seed in enumerate(seeds)]

    def _people(self, seed: int | None) -> PeopleArrays:
        source = self.source
        if seed is not None and isinstance(source, Lives):
            source = source.of_seed(seed, keep=False)
        return PeopleArrays(source, self.paths, self.asked[0].first_year)

    def run(self, threads: int | None = None, progress: Callable[[int, int], None] | None = None) -> YearsDraws:
        """Run everything. threads: None for as many as the machine has, eight at most."""
        outcomes = run_futures(
            self.policies,
            self.people,
            self.futures,
            list(self.asked[0].span),
            fit_entries="memory" in self.kinds,
            threads=min(os.cpu_count() or 1, 8) if threads is None else whole_number("threads", threads, 1),
            progress=progress,
        )
        return self._draws(outcomes)

    def _draws(self, outcomes: Outcomes) -> YearsDraws:
        dealt, policies = self.futures, self.policies
        span = tuple(self.asked[0].span)
        prices = np.array([[one.paths["prices"].factor(span[0], year) for year in span] for one in dealt])
        return YearsDraws(
            scenarios={policy.name: policy.scenario for policy in policies},
            years=span,
            kinds=self.kinds,
            inputs=self._inputs(policies, dealt, outcomes.memory),
            outcomes=outcomes,
            prices=prices,
            seed=self.seed,
            lives=self.lives,
            warnings=drawn_notices(self.asked, self.kinds, self.lives, self.shared_growth, self.memory),
        )

    def _inputs(
        self, policies: Sequence[Policy], dealt: Sequence[Future], memory: Sequence[MemoryAssumptions | None]
    ) -> pl.DataFrame:
        """Return policy, future, seeds, each path's mean growth in the years drawn, memory, the law's assumptions."""
        span, seeds = self.asked[0].span, lives_seeds(self.source, self.lives, self.seed)
        columns: dict[str, list[float | int | None]] = {
            "future": [one.number for one in dealt],
            "lives_seed": [seeds[one.lives] for one in dealt],
            "luck_seed": [one.luck_seed for one in dealt],
        }
        units = {"lives_seed": "id", "luck_seed": "id"}
        for name in dealt[0].growth:
            columns[f"{name}_growth"] = [mean_growth(one.paths[name], self.paths[name], span[-1]) for one in dealt]
            units[f"{name}_growth"] = "share"
        if memory[0] is not None:
            for field in fields(MemoryAssumptions):
                columns[field.name] = [getattr(one, field.name) for one in memory]
                units[field.name] = "share"
        parts = []
        for policy in policies:
            drawn = {name: values.tolist() for name, values in policy.drawn.items()}
            parts.append(pl.DataFrame({"policy": [policy.name] * len(dealt), **columns, **drawn}))
            units |= policy.scenario.reform.units
        return checked(pl.concat(parts, how="diagonal"), "years_inputs", units)


def _names(asked: Sequence[Years]) -> list[str]:
    """Return a name for each scenario; a further one of the same name has a number behind it."""
    names: list[str] = []
    for one in asked:
        count = sum(name.partition(" (")[0] == one.base.name for name in names)
        names.append(f"{one.base.name} ({count + 1})" if count else one.base.name)
    return names
