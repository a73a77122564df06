"""The levers of the page: their names, what each takes, and the scenario that their values make of the baseline."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.dashboard.state.page_errors import PageError, quoted, refusal, told_on_page, unknown_on_page
from workbench.errors import WorkbenchError
from workbench.language import word, written
from workbench.parameter.book import Override, Parameter, Resolved
from workbench.scenario import Scenario

# The dibao standards as shares of consumption, and the parameter that sets each in yuan a month (0: by the ratio).
IN_YUAN = {
    "urban_dibao_ratio": "urban_dibao_standard_published",
    "rural_dibao_ratio": "rural_dibao_standard_published",
}
RATIOS = tuple(IN_YUAN)
STANDARD_LEVERS = (*RATIOS, *IN_YUAN.values(), "urban_tekun_multiple", "rural_tekun_multiple")
CARE_LEVERS = (
    "nursing_share_target",
    "centralised_rate_target",
    "plan_confidence",
    "care_occupancy_limit",
    "renovation_budget_per_year",
    "renovation_beds_per_year",
)
MARGIN_LEVERS = ("margin_multiple",)
# What only temporary assistance depends on: nothing of dibao and tekun.
TEMPORARY_LEVERS = (
    "temporary_illness_multiple_low",
    "temporary_illness_multiple_high",
    "temporary_education_multiple_low",
    "temporary_education_multiple_high",
)
# What nobody knows and dibao and tekun hang on (page "assumptions"): the fitted five and whatever else moves persons or
# cost by more than a twentieth over its range. `screen` has them all.
ASSUMPTION_LEVERS = (
    "rural_consumption_per_head_previous_year",
    "urban_consumption_per_head_previous_year",
    "dibao_take_up_rural",
    "dibao_take_up_urban",
    "dibao_take_up_without_hardship",
    "dibao_take_up_gap_power",
    "income_assessment_sd",
    "property_test_annual_standards",
    "work_cost_rate",
    "rigid_spending_share",
    "category_top_up",
    "single_person_take_up",
    "tekun_take_up",
)
LEVERS = (*STANDARD_LEVERS, *MARGIN_LEVERS, *TEMPORARY_LEVERS, *CARE_LEVERS, *ASSUMPTION_LEVERS)
TINY = 1e-9  # values that differ by less are the same
LARGEST_NUMBER = 1e12  # no value of the page is larger, either way

Levers = Mapping[str, float]


def own_levers(baseline: Scenario) -> tuple[str, ...]:
    """Return the names of a scenario's own parameters that are numbers: levers of its page beside the usual ones."""
    own = (one for one in baseline.reform.parameters if not one.choices and one.name not in LEVERS)
    return tuple(one.name for one in own)


def standard_levers(scenario: Scenario) -> dict[str, str]:
    """Return ratio -> the lever that sets its standard: the ratio, or the standard in yuan that overrules it."""
    return {ratio: in_yuan if float(scenario.value(in_yuan)) > 0 else ratio for ratio, in_yuan in IN_YUAN.items()}


def levers_of(baseline: Scenario) -> tuple[str, ...]:
    """Return the names of all levers of a scenario's page."""
    return (*LEVERS, *own_levers(baseline))


def without_overruled(levers: Levers) -> dict[str, float]:
    """Leave out the ratios that a standard in yuan overrules: they would stand in the address and change nothing."""
    overruled = [ratio for ratio, in_yuan in IN_YUAN.items() if levers.get(in_yuan)]
    return {name: value for name, value in levers.items() if name not in overruled}


def check_lever(name: str, value: object, baseline: Scenario, levers: Levers) -> None:
    """Raise PageError for a lever that the page doesn't know, or a value that its parameter doesn't take.

    levers: those that are moved already. A ratio is refused while its standard is set in yuan.
    """
    known = levers_of(baseline)
    if name in IN_YUAN and float(levers.get(IN_YUAN[name], float(baseline.value(IN_YUAN[name])))) > 0:
        raise _overruled(name, IN_YUAN[name], scenario_of(baseline, levers))
    if name not in known:
        raise unknown_on_page("lever", name, known)
    parameter = baseline.book.parameters[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST_NUMBER:
        raise refusal("lever_number", label=parameter.label, value=quoted(value))
    told = written(value, parameter.unit)
    if parameter.valid is not None and not parameter.valid.holds(value):
        raise refusal("lever_range", label=parameter.label, value=told, range=_range_told(parameter))
    try:
        baseline.replace(**{name: float(value)})
    except WorkbenchError as problem:
        raise refusal("lever_refused", label=parameter.label, value=told, why=told_on_page(problem)) from None


def _overruled(ratio: str, by: str, scenario: Scenario) -> PageError:
    """Say that a ratio has no effect, and which lever has one in its place."""
    found = scenario.resolved()
    label, amount = found[by].parameter.label, found[by].text
    return refusal("ratio_overruled", ratio=found[ratio].parameter.label, label=label, amount=amount, name=repr(by))


def _range_told(parameter: Parameter) -> str:
    """Write what a parameter takes, with its unit."""
    valid = parameter.valid
    ends = {} if valid is None else {"low": valid.low, "high": valid.high}
    told = {end: written(value, parameter.unit) for end, value in ends.items() if value is not None}
    return word(f"page_errors.range_{'between' if len(told) == 2 else 'from' if 'low' in told else 'to'}", **told)


def value_text(value: float) -> str:
    """Write a value so that it is read as the same number again: 0.33, 5000000, 1.23456789012."""
    short = f"{value:.10g}"
    return short if float(short) == value else repr(value)


def same(one: Levers, other: Levers) -> bool:
    """Say whether two settings are the same, but for the last digits of a float."""
    return one.keys() == other.keys() and all(abs(one[name] - other[name]) < TINY for name in one)


def scenario_of(baseline: Scenario, levers: Levers) -> Scenario:
    """Return the scenario that levers make of the baseline. Raises as `Scenario.replace` does.

    What is decided is simply set. What nobody knows keeps the interval that the baseline gives it; a value beyond the
    interval widens it, so that intervals can still be worked out.
    """
    if not levers:
        return baseline
    known = baseline.resolved()
    return baseline.replace(**{name: _override(known.get(name), value) for name, value in levers.items()})


def _override(item: Resolved | None, value: float) -> float | Override:
    if item is None or item.spread is None or item.parameter.section == "care":
        return value  # a name that nobody knows is complained of by the scenario
    ends = {"low": min(item.spread.low, value), "high": max(item.spread.high, value)}
    return Override(value, "assumed", "set on the page", item.spread.model_copy(update=ends))
