"""Refuses what can't be decided: levers that no programme depends on, that are overruled, or that nobody decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbench.categories import Residence
from workbench.engine.compiler.request import KernelRequest
from workbench.errors import InputError
from workbench.law import PROGRAMMES
from workbench.parameter.book import Parameter, Resolved
from workbench.scenario import Scenario
from workbench.simulation.levers_in_force import overruling
from workbench.simulation.totals import total_rules

RATIOS = {Residence.URBAN: "urban_dibao_ratio", Residence.RURAL: "rural_dibao_ratio"}
PUBLISHED = {place: f"{place.name.lower()}_dibao_standard_published" for place in Residence}


def why_not_read(scenario: Scenario, parameter: Parameter) -> str:
    """Say why a lever can't be decided with the programmes at hand, and what would do."""
    if parameter.section == "care":
        return "no programme depends on it; care.plan_renovation and care.best_plan decide about beds"
    book = scenario.book
    counted = [one for one in PROGRAMMES if one.households]
    readers = [one.name for one in counted if parameter.name in KernelRequest(book, total_rules([one])).parameters]
    if not readers:
        return "no programme depends on it"
    return f"none of the programmes asked for depends on it; these do: {', '.join(readers)}"


def check_not_drawn(item: Resolved) -> None:
    """Refuse an assumption that the futures draw."""
    if item.spread is not None and item.parameter.role != "lever":
        raise InputError(
            f"{item.parameter.name} is an assumption with a range, drawn anew in every future; nobody decides it"
        )


def check_in_force(name: str, names: Iterable[str], scenario: Scenario, resolved: Mapping[str, Resolved]) -> None:
    """Refuse a lever that another parameter overrules, such as a ratio where a published standard is in force."""
    for place, ratio in RATIOS.items():
        if name == ratio and PUBLISHED[place] in names:
            raise InputError(
                f"{PUBLISHED[place]} overrules {ratio} wherever it is not 0; give one of the two as a lever"
            )
    by = overruling(name, {one: item.value for one, item in resolved.items()}, scenario.book)
    if by is None or by.name in names:
        return
    value = resolved[by.name].written
    if name in RATIOS.values():
        raise InputError(
            f"{by.name} is {value:g} yuan/month and in force instead of a ratio, which changes nothing then; look for "
            f"one in scenario.replace({by.name}=0)"
        )
    raise InputError(
        f"{name} changes nothing while {by.name} is {value!r}; change that in the scenario, or give it as a lever too"
    )
