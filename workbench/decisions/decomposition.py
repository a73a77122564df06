"""What changed: the difference between two runs split over its causes by Shapley values, which add up to the fen.

Each cause (see `causes`) is let in before or after the others in every order; its value is the mean of what it then
adds (Shapley 1953; for distributional change Shorrocks 2013). With k causes the law runs 2 to the power of k times.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, whole_number
from workbench.care.demand import TekunStock, tekun_stock
from workbench.care.steady_state import BED_PARAMETERS, PRICE_PARAMETERS, CareSystem, settled_care
from workbench.decisions.causes import CAUSES, Cause, care_causes, cause_of, mixed, notices_of_ranges
from workbench.decisions.shapley import in_whole_units, shapley, shapley_many
from workbench.errors import InputError, unknown
from workbench.language import error_in_both, word, written
from workbench.law import law
from workbench.parameter.book import Resolved
from workbench.progress import tells
from workbench.results import FRAMES, checked, title
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation import Run
from workbench.simulation.batch import run_batch
from workbench.simulation.notices import Notice
from workbench.simulation.preparation import Progress
from workbench.simulation.pruning import PRUNABLE, reachable
from workbench.uncertainty.assumption_draws import draw_assumptions, uncertain
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
Sets = Sequence[frozenset[Cause]]
_FEN = 100
_MEASURES = ("cost_yuan_per_year", "persons")
_CARE_MEASURES = ("cost_with_care_yuan_per_year", "placed_persons")
_CARE_PARAMETERS = (*BED_PARAMETERS, *PRICE_PARAMETERS)


@dataclass(frozen=True, eq=False, repr=False)
class Decomposition(Viewed):
    """The causes of a change. table: one row per measure and cause: amount, low, high (80 % interval over the futures).

    Measures: cost_yuan_per_year and persons of dibao and tekun; with care also cost_with_care_yuan_per_year and
    placed_persons (see `decompose`). before, after: the totals by measure; the amounts of a measure add up to after
    less before: costs to the fen, persons to a millionth. interval: ends between which the whole change of a measure
    lies in 80 % of the futures (nothing without futures). warnings: values changed whose range stayed as it was.
    """

    causes: tuple[Cause, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]
    table: pl.DataFrame = field(repr=False)
    warnings: tuple[Notice, ...] = ()
    interval: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @check_kinds
    def of(self, measure: str = "cost_yuan_per_year") -> dict[str, float]:
        """Return the amounts of a measure by cause; raises UnknownNameError for a measure."""
        if measure not in self.before:
            raise unknown("measure", measure, self.before)
        return dict(self.table.filter(pl.col("measure") == measure).select("cause", "amount").iter_rows())

    def _line(self) -> str:
        parts = [f"{cause} {amount:+,.2f}" for cause, amount in self.of().items()]
        return f"Decomposition(cost_yuan_per_year {self.before['cost_yuan_per_year']:,.2f}: {', '.join(parts)})"

    def _view(self) -> View:
        units = {"cost_yuan_per_year": "yuan/year", "cost_with_care_yuan_per_year": "yuan/year"}
        facts = [
            (
                title(name),
                " → ".join(written(one[name], units.get(name, "persons")) for one in (self.before, self.after)),
            )
            for name in self.before
        ]
        notes = [f"▲ {notice.label}" for notice in self.warnings]
        return View(word("views.decomposition"), facts, (shown(self.table, 20),), notes)


@check_kinds
@tells("decompose")
def decompose(
    before: Run,
    after: Run,
    *,
    care: tuple[CareSystem, CareSystem] | None = None,
    futures: int = 50,
    seed: int = 1,
    progress: Progress | None = None,
) -> Decomposition:
    """Split the change in cost and recipients of dibao and tekun between two runs over its causes.

    >>> decompose(before, after, care=(CareSystem(homes), CareSystem(homes, plan.works)))

    care: the homes and works before and after. Then beds are a cause too, and two more measures are split: the cost
    with what care costs beyond basic standard and care fee (`care.settled_care`), and the disabled tekun persons who
    live in a home. Without it, parameters of care change nothing. The interval draws the assumptions of both scenarios
    with the same luck, `futures` times (0: no interval). Rules of a scenario's own, with the parameters that it adds,
    are one cause. Raises InputError when nothing differs, or the two lists of homes aren't of the same homes.
    """
    if care is not None and [isinstance(one, CareSystem) for one in care] != [True, True]:
        raise InputError("decompose: care=(before, after) wants two CareSystem(homes, works)")
    whole_number("futures", futures, 0)
    whole_number("seed", seed, 0)
    values = [_values(run, futures, seed, with_care=care is not None) for run in (before, after)]
    changed = _changed(before, after, care)
    if not changed:
        raise error_in_both(InputError, f"decisions.nothing_differs{'' if care else '_but_care'}")
    worth = _worths(before, after, values, changed, care, progress)
    measures = (*_MEASURES, *_CARE_MEASURES) if care else _MEASURES
    rows = []
    for measure in measures:
        exact = shapley(changed, {key: _whole(found[measure][0], measure) for key, found in worth.items()})
        drawn = shapley_many(changed, {key: found[measure] for key, found in worth.items()})
        scale = _scale(measure)
        for cause, amount in in_whole_units(exact).items():
            if cause == "beds" and measure in _MEASURES:
                continue  # what the law pays doesn't depend on beds
            low, high = np.quantile(drawn[cause][1:], [0.1, 0.9]) if futures else (float("nan"), float("nan"))
            rows.append((measure, cause, amount / scale, float(low), float(high)))
    ends = (worth[frozenset[Cause]()], worth[frozenset(changed)])
    totals = [{measure: _whole(end[measure][0], measure) / _scale(measure) for measure in measures} for end in ends]
    return Decomposition(
        causes=tuple(changed),
        before=totals[0],
        after=totals[1],
        table=checked(pl.DataFrame(rows, schema=list(FRAMES["causes"]), orient="row"), "causes"),
        warnings=notices_of_ranges(*(_known(run, with_care=care is not None) for run in (before, after)))
        if futures
        else (),
        interval={measure: _ends(ends[1][measure] - ends[0][measure]) for measure in measures} if futures else {},
    )


def _ends(change: Floats) -> tuple[float, float]:
    """Return the ends of the 80 % interval over the futures, which stand after the usual values."""
    low, high = np.quantile(change[1:], [0.1, 0.9])
    return float(low), float(high)


def _changed(before: Run, after: Run, care: tuple[CareSystem, CareSystem] | None) -> list[Cause]:
    """List the causes that differ between the runs, in a fixed order."""
    found = care_causes(*care) if care else set()
    found |= {
        cause_of(item.parameter)
        for name, item in _known(after, with_care=care is not None).items()
        if name in before.resolved and item.value != before.resolved[name].value
    }
    if _other_rules(before.scenario, after.scenario):
        found.add("rules")
    if before.population is not after.population:
        found.add("population")
    return [cause for cause in CAUSES if cause in found]


def _other_rules(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios have other rules: of their own, or of the law on their dates."""
    return one.reform != other.reform or law(one.date) is not law(other.date)


def _known(run: Run, *, with_care: bool) -> dict[str, Resolved]:
    """Return the parameters on which what is split depends."""
    return {
        name: item
        for name, item in run.resolved.items()
        if item.parameter.section == "law" or (with_care and name in _CARE_PARAMETERS)
    }


def _values(run: Run, futures: int, seed: int, *, with_care: bool) -> dict[str, Floats]:
    """Return each parameter's value, first the scenario's, then in each future; arrays of shape (1 + futures,)."""
    known = _known(run, with_care=with_care)
    names = [name for name in uncertain(run.scenario) if name in known]
    drawn = draw_assumptions(run.scenario, names, futures, seed) if futures else {}
    return {
        name: np.concatenate([[item.value], drawn.get(name, np.full(futures, item.value))])
        for name, item in known.items()
    }


def _worths(
    before: Run,
    after: Run,
    values: Sequence[Mapping[str, Floats]],
    causes: Sequence[Cause],
    care: tuple[CareSystem, CareSystem] | None,
    progress: Progress | None,
) -> dict[frozenset[Cause], dict[str, Floats]]:
    """Run the law with every set of causes let in; all settings of one population and one law in one pass."""
    sets = [frozenset(chosen) for size in range(len(causes) + 1) for chosen in itertools.combinations(causes, size)]
    worth: dict[frozenset[Cause], dict[str, Floats]] = {}
    # By whether they are in a set and not by run: a run may be compared with itself where only the homes differ.
    for new_people, new_rules in itertools.product((False, True), repeat=2):
        sets_here = [s for s in sets if ("population" in s) is new_people and ("rules" in s) is new_rules]
        if not sets_here:
            continue
        people, rules = (after if new_people else before), (after if new_rules else before)
        settings = _settings(rules, values, sets_here, mine=new_rules)
        moving = {
            name: array
            for name, array in settings.items()
            if np.ptp(array) > 0 and rules.resolved[name].parameter.section == "law"
        }
        few = moving or _still(settings)
        small = reachable(people.population, rules.scenario, few)
        batch = run_batch(small, rules.scenario, few, PRUNABLE, progress=progress)
        totals = {measure: batch.of(measure) for measure in _MEASURES}
        if care:
            stock = tekun_stock(small, rules.scenario, few)
            cost = totals["cost_yuan_per_year"]
            totals |= _with_care(stock, (before.scenario, after.scenario), settings, sets_here, care, cost)
        for measure, array in totals.items():
            for key, part in zip(sets_here, np.split(array, len(sets_here)), strict=True):
                worth.setdefault(key, {})[measure] = part
    return worth


def _settings(rules: Run, values: Sequence[Mapping[str, Floats]], sets_here: Sets, *, mine: bool) -> dict[str, Floats]:
    """Return each parameter's values, one set of causes after the other; `rules`: the run whose rules are in force.

    A parameter that only that run has belongs to its rules and has its values; mine: their place in `values`.
    """
    found = {}
    for name, own in values[mine].items():
        cause = cause_of(rules.resolved[name].parameter)
        shared = name in values[not mine]
        found[name] = np.concatenate([values[cause in let_in][name] if shared else own for let_in in sets_here])
    return found


def _with_care(
    stock: TekunStock,
    scenarios: tuple[Scenario, Scenario],
    settings: Mapping[str, Floats],
    sets_here: Sets,
    care: tuple[CareSystem, CareSystem],
    law_cost: Floats,
) -> dict[str, Floats]:
    """Return the measures of care by setting: each set of causes has the beds and the prices of its side."""
    size = law_cost.size // len(sets_here)
    cost, placed = np.empty(law_cost.size), np.empty(law_cost.size)
    for beds, prices in itertools.product((False, True), repeat=2):
        alike = [place for place, s in enumerate(sets_here) if ("beds" in s) is beds and ("prices" in s) is prices]
        if not alike:
            continue
        here = np.concatenate([np.arange(place * size, (place + 1) * size) for place in alike])
        found = settled_care(
            stock.only(here),
            {name: array[here] for name, array in settings.items()},
            mixed(care[beds], care[prices]),
            scenarios[beds],
        )
        cost[here], placed[here] = found.cost_yuan_per_year, found.placed_persons
    return {"cost_with_care_yuan_per_year": law_cost + cost, "placed_persons": placed}


def _still(settings: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return a setting of the law that doesn't move, as often as there are settings."""
    return {"tekun_take_up": settings["tekun_take_up"]}


def _scale(measure: str) -> int:
    return _FEN if measure.endswith("_yuan_per_year") else 1_000_000


def _whole(value: float, measure: str) -> int:
    return round(float(value) * _scale(measure))
