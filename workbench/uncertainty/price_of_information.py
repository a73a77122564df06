"""What it would be worth to know: how far each paper would narrow each answer, or better the best choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.engine.compiler.request import KernelRequest
from workbench.errors import InputError
from workbench.language import in_language, money, using_language, word
from workbench.law import BASIC
from workbench.population import Population
from workbench.population.synthesis.assumptions import uncertain_assumptions
from workbench.progress import tells
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.preparation import Progress
from workbench.simulation.totals import chosen_programmes, total_rules
from workbench.uncertainty.assumption_draws import uncertain
from workbench.uncertainty.county_documents import TAIL, check_settled, county_documents
from workbench.uncertainty.drawn_futures import Draws
from workbench.uncertainty.ensembles import CountyEnsemble
from workbench.uncertainty.futures import draw
from workbench.uncertainty.known_inputs import choice_known, variance_known
from workbench.uncertainty.limits import interval_limits
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
ANSWERS = ("persons", "cost_yuan_per_year", "county_cost_yuan_per_year")
_FIRST = 3  # papers that the list names


@dataclass(frozen=True)
class _Item:
    """A document or a single assumption: what it is called and what it settles."""

    kind: str
    name: str
    zh: str
    en: str
    settles: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class InformationValue(Viewed):
    """What each paper and each assumption would be worth to know.

    narrowing: one row per item and answer: item_kind ("document" or "assumption"), name, zh, en, measure,
    variance_share with its standard error, narrower_share (1 − √(1 − variance_share)), settles. choice: one row per
    item: information_persons (expected value of partial perfect information: persons more whom the best of the policies
    reaches within the budget) with its standard error, choice_changes_share, settles; empty without policies. An
    estimate below 0 is chance. best: the policy that is best as things are known, of `policies`. budget: yuan a year.
    """

    scenario: Scenario
    futures: int
    counties: int
    kinds: tuple[str, ...]
    policies: tuple[str, ...]
    best: str | None
    budget: float | None
    narrowing: pl.DataFrame = field(repr=False)
    choice: pl.DataFrame = field(repr=False)
    synthetic: bool = True

    def ask_first(self, measure: str = "cost_yuan_per_year") -> pl.DataFrame:
        """Return the papers in the order in which to ask for them: by value for the choice where it is sure, then by
        how far they narrow the measure. Raises UnknownNameError for a measure.
        """
        arguments.known("measure", measure, ANSWERS)
        rows = self.narrowing.filter((pl.col("item_kind") == "document") & (pl.col("measure") == measure))
        worth = {}
        for row in self.choice.filter(pl.col("item_kind") == "document").iter_rows(named=True):
            sure = row["information_persons"] > 2 * row["information_error_persons"]
            worth[row["name"]] = row["information_persons"] if sure else 0.0
        value = pl.Series("worth", [worth.get(name, 0.0) for name in rows["name"]], dtype=pl.Float64)
        ordered = rows.with_columns(value).sort(["worth", "variance_share"], descending=True, maintain_order=True)
        return ordered.drop("worth")

    def words(self, measure: str = "cost_yuan_per_year") -> str:
        """Say which three papers to ask for first, in the language that is on."""
        column = in_language("zh", "en")
        names = self.ask_first(measure).head(_FIRST)[column].to_list()
        quoted = word("columns.joint").join(word("decisions.quoted", name=name) for name in names)
        return word("decisions.ask_first", names=quoted)

    @property
    def limits(self) -> str:
        """What the futures behind it don't hold, one line."""
        return interval_limits(self.scenario, self.kinds, synthetic=self.synthetic)

    def _line(self) -> str:
        first = ", ".join(self.ask_first().head(_FIRST)["name"])
        return f"InformationValue({self.scenario.name}: {self.futures:,} futures; ask first for {first})"

    def _view(self) -> View:
        label = in_language("zh", "en")
        columns = [label, "variance_share", "variance_share_error", "narrower_share"]
        facts = [(word("views.futures"), f"{self.futures:,}"), (word("views.counties"), f"{self.counties}")]
        if self.best is not None and self.budget is not None:
            facts += [(word("views.best_policy"), self.best), (word("views.budget"), money(self.budget))]
        tables = [shown(self.ask_first().select(columns), 12)]
        if self.choice.height:
            kept = [label, "information_persons", "information_error_persons", "choice_changes_share"]
            documents = self.choice.filter(pl.col("item_kind") == "document")
            tables.append(shown(documents.select(kept), 12))
        return View(self.words(), facts, tables, [word("decisions.information_note"), self.limits])


@arguments.check_kinds
@tells("information_value")
def information_value(
    population: Population | CountyEnsemble,
    scenario: Scenario,
    *,
    policies: Mapping[str, Scenario] | None = None,
    budget: float | None = None,
    runs: int = 1000,
    seed: int = 1,
    progress: Progress | None = None,
) -> InformationValue:
    """Work out by how much each paper, and each assumption, would narrow the answers and better the choice.

    >>> both = {"baseline": baseline, "higher": higher}
    >>> information_value(county, baseline, policies=both, budget=500_000, runs=100).words()

    population: an ensemble (`county_ensemble`), so that assumptions of the synthesis can be priced too; of one county
    those of the law alone. policies: the choices, by name, run in the same futures. Their payoff: persons whom dibao
    and tekun reach in the futures in which the county's own cost keeps to the budget, nobody where it doesn't. budget:
    yuan a year; the median of the scenario's own cost if none is given. Answers: persons, cost, and the county's cost
    of dibao and tekun. Method and errors: `known_inputs`. Raises InputError for a single policy or a budget without
    policies.
    """
    arguments.whole_number("runs", runs, 50)
    choices = dict(policies or {})
    for name, one in choices.items():
        if not isinstance(one, Scenario):
            raise InputError(f"information_value: policies: {name} is {arguments.described(one)}; a Scenario is wanted")
    if len(choices) == 1 or (budget is not None and not choices):
        raise InputError("information_value: policies: two or more are wanted: {'now': baseline, 'more': higher}")
    futures = draw(population, scenario, runs=runs, seed=seed, programmes=BASIC)
    if progress is not None:
        progress(1, 1 + len(choices))
    inputs = _inputs(futures)
    items = _items(scenario, inputs)
    narrowing = []
    for item in items:
        known = _columns(inputs, item.settles, runs)
        for measure in ANSWERS:
            found = variance_known(known, futures.of(measure), futures.clusters)
            narrower = 1 - float(np.sqrt(1 - min(max(found.value, 0.0), 1.0)))
            settles = ", ".join(item.settles)
            narrowing.append(
                (item.kind, item.name, item.zh, item.en, measure, found.value, found.error, narrower, settles)
            )
    schema = [
        "item_kind",
        "name",
        "zh",
        "en",
        "measure",
        "variance_share",
        "variance_share_error",
        "narrower_share",
        "settles",
    ]
    table = pl.DataFrame(narrowing, schema=schema, orient="row").sort(
        ["item_kind", "measure", "variance_share"], descending=[True, False, True], maintain_order=True
    )
    best, limit, choice = _choice(population, futures, inputs, items, choices, budget, progress)
    return InformationValue(
        scenario=scenario,
        futures=runs,
        counties=futures.counties,
        kinds=futures.kinds,
        policies=tuple(choices),
        best=best,
        budget=limit,
        narrowing=checked(table, "information"),
        choice=checked(choice, "information_choice"),
        synthetic=futures.synthetic,
    )


def _choice(
    population: Population | CountyEnsemble,
    futures: Draws,
    inputs: Mapping[str, Floats],
    items: Sequence[_Item],
    policies: Mapping[str, Scenario],
    budget: float | None,
    progress: Progress | None,
) -> tuple[str | None, float | None, pl.DataFrame]:
    """Return the best policy as things are known, the budget, and what each item would better it by."""
    schema = dict.fromkeys(("item_kind", "name", "zh", "en"), pl.String)
    numbers = ("information_persons", "information_error_persons", "choice_changes_share")
    whole = {**schema, **dict.fromkeys(numbers, pl.Float64), "settles": pl.String}
    if not policies:
        return None, None, pl.DataFrame(schema=whole)
    limit = (
        float(np.median(futures.of("county_cost_yuan_per_year")))
        if budget is None
        else arguments.amount("budget", budget)
    )
    payoffs = []
    for done, policy in enumerate(policies.values(), 2):
        same = draw(population, policy, runs=len(futures), seed=futures.seed, programmes=BASIC)
        kept = same.of("county_cost_yuan_per_year") <= limit
        payoffs.append(np.where(kept, same.of("persons"), 0.0))
        if progress is not None:
            progress(done, 1 + len(policies))
    payoff = np.stack(payoffs, axis=1)
    rows = []
    for item in items:
        gain, changes = choice_known(_columns(inputs, item.settles, len(futures)), payoff, futures.clusters)
        settles = ", ".join(item.settles)
        rows.append((item.kind, item.name, item.zh, item.en, gain.value, gain.error, changes, settles))
    table = pl.DataFrame(rows, schema=whole, orient="row").sort(
        ["item_kind", "information_persons"], descending=True, maintain_order=True
    )
    return list(policies)[int(np.argmax(payoff.mean(axis=0)))], limit, table


def _inputs(futures: Draws) -> dict[str, Floats]:
    """Return what was drawn and is read: of the law by future, of each future's county, and its tail."""
    read = KernelRequest(futures.scenario.book, total_rules(chosen_programmes(BASIC))).parameters
    found = {name: futures.inputs[name].to_numpy() for name in futures.inputs.columns if name in read}
    if futures.ensemble is not None:
        found |= {name: values[futures.clusters] for name, values in futures.ensemble.values.items()}
        tails = np.array([float(tail == "national") for tail in futures.ensemble.tails])
        found[TAIL] = tails[futures.clusters]
    return found


def _columns(inputs: Mapping[str, Floats], names: Sequence[str], runs: int) -> Floats:
    drawn = [inputs[name] for name in names if name in inputs]
    return np.stack(drawn, axis=1) if drawn else np.empty((runs, 0))


def _items(scenario: Scenario, inputs: Mapping[str, Floats]) -> list[_Item]:
    """Return the documents, and every single assumption that was drawn and is read."""
    documents = county_documents()
    check_settled(documents, scenario.book.parameters)
    found = [_Item("document", one.name, one.zh, one.en, one.settles) for one in documents]
    resolved, recipe = scenario.resolved(), uncertain_assumptions()
    for name in inputs:
        if name in recipe:
            parameter = recipe[name].parameter
        elif name in resolved and name in uncertain(scenario):
            parameter = resolved[name].parameter
        else:
            continue
        found.append(_Item("assumption", name, parameter.zh, parameter.en, (name,)))
    if TAIL in inputs:
        titles = _both("decisions.income_tail")
        found.append(_Item("assumption", TAIL, *titles, (TAIL,)))
    return found


def _both(key: str) -> tuple[str, str]:
    """Return a text of the catalogue in Chinese and in English."""
    texts = []
    for language in ("zh", "en"):
        with using_language(language):
            texts.append(word(key))
    return texts[0], texts[1]
