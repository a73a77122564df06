"""Legal choices side by side: what each reading of the law gives, all else as in the scenario; never averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from workbench import arguments
from workbench.errors import InputError
from workbench.language import in_language, word, written
from workbench.parameter.book import Parameter
from workbench.population import Population
from workbench.progress import tells
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.batch import Batch, run_batch
from workbench.simulation.preparation import Progress
from workbench.uncertainty.limits import legal_choices
from workbench.view import View, Viewed


@dataclass(frozen=True, eq=False, repr=False)
class LegalForks(Viewed):
    """Results of every alternative of every legal choice, one changed at a time; see `table`.

    table: one row per choice and alternative: name, zh, en, choice (its word or number), in_force (whether the scenario
    has it), persons, cost_yuan_per_year (dibao and tekun), all_aid_cost_yuan_per_year (every programme), and the
    differences to the scenario.
    """

    scenario: Scenario
    table: pl.DataFrame = field(repr=False)

    def _line(self) -> str:
        most = self.table.sort(pl.col("cost_change_yuan_per_year").abs(), descending=True).row(0, named=True)
        told = f"{most['name']}={most['choice']} {most['cost_change_yuan_per_year']:+,.0f} yuan/year"
        return f"LegalForks({self.scenario.name}: {self.table['name'].n_unique()} choices; most {told})"

    def _view(self) -> View:
        label = in_language("zh", "en")
        columns = [label, "choice", "in_force", "persons", "cost_yuan_per_year", "cost_change_yuan_per_year"]
        now = self.table.filter(pl.col("in_force")).row(0, named=True)
        facts = [
            (word("views.recipients"), written(now["persons"], "persons")),
            (word("views.cost"), written(now["cost_yuan_per_year"], "yuan/year")),
        ]
        heading = word("views.legal_forks", title=self.scenario.title)
        return View(heading, facts, (shown(self.table.select(columns), 40),), [word("decisions.forks_note")])


def refuse_forks(call: str, names: Sequence[str], parameters: Mapping[str, Parameter]) -> None:
    """Raise InputError where a legal choice is named among quantities."""
    for name in names:
        if name in parameters and parameters[name].alternatives:
            listed = ", ".join(str(one) for one in parameters[name].alternatives)
            raise InputError(
                f"{call}: {name} is a legal choice ({listed}) and no quantity: it is never averaged, and forks(county, "
                "scenario) shows its results side by side"
            )


@arguments.check_kinds
@tells("forks")
def forks(
    population: Population,
    scenario: Scenario,
    *,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> LegalForks:
    """Run every alternative of every legal choice, one at a time.

    >>> forks(county, baseline, names=["single_person_rule"]).table

    names: the choices, every one that some programme reads if none are given. Raises UnknownNameError for a name that
    is no legal choice of the scenario's law.
    """
    known = legal_choices(scenario, None)
    chosen = arguments.each_once("names", "legal choice", known if names is None else names, known)
    resolved = scenario.resolved()
    settings: list[tuple[str, str | float, float]] = []
    for name in chosen:
        parameter = resolved[name].parameter
        settings += [(name, one, parameter.code(one)) for one in parameter.alternatives]
    columns = {name: np.full(len(settings) + 1, resolved[name].value) for name in chosen}
    for row, (name, _, code) in enumerate(settings, 1):
        columns[name][row] = code
    found = run_batch(population, scenario, columns, None, progress=progress)
    persons, cost, all_cost = found.of("persons"), found.of("cost_yuan_per_year"), cost_of_all(found)
    rows = []
    for row, (name, written_as, code) in enumerate(settings, 1):
        parameter = resolved[name].parameter
        at = (float(persons[row]), float(cost[row]), float(all_cost[row]))
        change = (float(one[row] - one[0]) for one in (persons, cost, all_cost))
        text = written_as if isinstance(written_as, str) else f"{written_as:g}"
        rows.append((name, parameter.zh, parameter.en, text, code == resolved[name].value, *at, *change))
    figures = ["persons", "cost_yuan_per_year", "all_aid_cost_yuan_per_year"]
    changes = ["persons_change", "cost_change_yuan_per_year", "all_aid_cost_change_yuan_per_year"]
    schema = ["name", "zh", "en", "choice", "in_force", *figures, *changes]
    return LegalForks(scenario, checked(pl.DataFrame(rows, schema=schema, orient="row"), "forks"))


def cost_of_all(batch: Batch) -> np.ndarray:
    """Return what all programmes of a batch cost together, yuan a year; shape (settings,)."""
    return np.asarray(sum(batch.of("cost_yuan_per_year", name) for name in batch.programmes))
