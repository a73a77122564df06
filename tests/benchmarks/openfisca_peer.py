"""OpenFisca-Core as a peer of the workbench: its tax-benefit system of the county's law, run fresh or kept warm.

OpenFisca keeps amounts as float32; here it is told to use float64, as the workbench does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openfisca_core import entities, parameters, periods, reforms, simulations, variables
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import config

from tests.benchmarks.openfisca_law import FORMULAS, HOUSEHOLD, PERSON
from workbench.engine.rule import Input

config.VALUE_TYPES[float]["dtype"] = np.float64

MONTH = "2021-07"
_ENTITIES: dict[str, entities.Entity] = {"person": PERSON, "household": HOUSEHOLD}


def _variable(name: str, entity: entities.Entity, kind: type, formula: Callable[..., Any] | None) -> type:
    about = {"value_type": kind, "entity": entity, "definition_period": periods.DateUnit.MONTH, "label": name}
    return type(name, (variables.Variable,), about if formula is None else {**about, "formula": formula})


def system_of(inputs: Sequence[Input], values: Mapping[str, float]) -> TaxBenefitSystem:
    """The tax-benefit system: inputs and formulas as variables, `values` as its parameters."""
    system = TaxBenefitSystem([PERSON, HOUSEHOLD])
    for item in inputs:
        kind = item.kind if item.kind in (bool, float) else int
        system.add_variable(_variable(item.name, _ENTITIES[item.entity], kind, None))
    for name, entity, kind, formula in FORMULAS:
        system.add_variable(_variable(name, entity, kind, formula))
    data = {name: {"values": {"2000-01-01": {"value": value}}} for name, value in values.items()}
    system.parameters = parameters.ParameterNode("", data=data)
    return system


class Peer:
    """OpenFisca over one population; `fresh` and `warm` give the households' values by name."""

    def __init__(
        self,
        inputs: Sequence[Input],
        arrays: Mapping[str, NDArray[Any]],
        starts: NDArray[np.int64],
        values: Mapping[str, float],
    ) -> None:
        self.arrays = {item.name: arrays[item.name] for item in inputs}
        self.households, self.persons = len(starts) - 1, int(starts[-1])
        self.home = np.repeat(np.arange(self.households), np.diff(starts))
        self.system = system_of(inputs, values)
        self.kept = self._simulation(self.system)

    def _simulation(self, system: TaxBenefitSystem, *, by_hand: bool = True) -> simulations.Simulation:
        if by_hand:
            populations = system.instantiate_entities()
            for name, count in (("person", self.persons), ("household", self.households)):
                populations[name].count = count
                populations[name].ids = np.arange(count)
            populations["household"].members_entity_id = self.home
            simulation = simulations.Simulation(system, populations)
        else:
            simulation = self._built(system)
        for name, column in self.arrays.items():
            simulation.set_input(name, MONTH, column)
        return simulation

    def _built(self, system: TaxBenefitSystem) -> simulations.Simulation:
        builder = simulations.SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("person", np.arange(self.persons))
        households = builder.declare_entity("household", np.arange(self.households))
        builder.join_with_persons(households, self.home, roles=np.repeat("member", self.persons))
        return builder.build(system)

    def fresh(
        self, values: Mapping[str, float], targets: Sequence[str], *, by_hand: bool = False
    ) -> dict[str, NDArray[Any]]:
        """One scenario as a reform with a new simulation, made by OpenFisca's SimulationBuilder.

        `by_hand` goes round the builder and sets who lives where in its inner attributes, which is quicker.
        """

        def change(tree: parameters.ParameterNode) -> parameters.ParameterNode:
            _set(tree, values)
            return tree

        class Scenario(reforms.Reform):  # type: ignore[misc]
            def apply(self) -> None:
                self.modify_parameters(change)

        simulation = self._simulation(Scenario(self.system), by_hand=by_hand)
        return {name: simulation.calculate(name, MONTH) for name in targets}

    def warm(self, values: Mapping[str, float], targets: Sequence[str]) -> dict[str, NDArray[Any]]:
        """One scenario in the simulation that is kept, its parameters changed in place."""
        _set(self.system.parameters, values)
        self.system._parameters_at_instant_cache.clear()
        # Without this OpenFisca silently returns the scenario before.
        getattr(type(self.system).get_parameters_at_instant, "cache_clear", lambda: None)()
        for name, _, _, _ in FORMULAS:
            self.kept.delete_arrays(name)
        return {name: self.kept.calculate(name, MONTH) for name in targets}


def _set(tree: parameters.ParameterNode, values: Mapping[str, float]) -> None:
    for name, value in values.items():
        if getattr(tree, name).values_list[0].value != value:
            getattr(tree, name).update(start="2000-01-01", value=value)
