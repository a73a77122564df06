"""OpenFisca-Core and PolicyEngine-Core as peers: one system of the law's formulas, run fresh or kept warm.

PolicyEngine-Core is a fork of OpenFisca-Core, so that one adaptor serves both; `engine` is the package's name. Both
keep amounts as float32; here they are told to use float64, as the workbench does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.peers.fisca_costs import COSTS
from tests.benchmarks.peers.fisca_formulas import Formula
from tests.benchmarks.peers.fisca_law import CORE
from tests.benchmarks.peers.fisca_programmes import PROGRAMMES
from tests.benchmarks.peers.fisca_services import SERVICES
from tests.benchmarks.peers.handed_over import HandedOver, Way

MONTH = "2021-07"
SINCE = "2000-01-01"
LAWS: dict[str, Sequence[Formula]] = {
    "core": [*COSTS, *CORE],
    "full": [*COSTS, *CORE, *PROGRAMMES, *SERVICES],
}
Columns = dict[str, NDArray[Any]]


class Fisca:
    """One of the two engines over one population; `fresh` and `warm` give the values of the rules wanted, by name."""

    def __init__(self, engine: str, given: HandedOver) -> None:
        self.entities, self.parameters, self.periods, self.reforms, self.simulations, self.variables, systems = (
            import_module(f"{engine}.{part}")
            for part in (
                "entities",
                "parameters",
                "periods",
                "reforms",
                "simulations",
                "variables",
                "taxbenefitsystems",
            )
        )
        import_module(f"{engine}.variables.config").VALUE_TYPES[float]["dtype"] = np.float64
        self.given = given
        self.households, self.persons = len(given.starts) - 1, int(given.starts[-1])
        self.formulas = LAWS[given.law]
        self.system = self._system(systems.TaxBenefitSystem, given.values)
        self.kept = self._simulation(self.system)

    def _system(self, make: Any, values: Mapping[str, float]) -> Any:
        """The tax-benefit system: inputs and formulas as variables, `values` as its parameters."""
        member = {"key": "member", "plural": "members", "label": "Member"}
        person = self.entities.Entity("person", "persons", "A person", "")
        household = self.entities.GroupEntity("household", "households", "A household", "", roles=[member])
        whose = {"person": person, "household": household}
        system = make([person, household])
        kinds = {"bool": bool, "int": int, "float": float}
        for name, about in self.given.inputs.items():
            system.add_variable(self._variable(name, whose[about.entity], kinds[about.kind]))
        for one in self.formulas:
            system.add_variable(self._variable(one.name, whose[one.entity], one.kind, formula=one.function))
        data = {name: {"values": {SINCE: {"value": value}}} for name, value in values.items()}
        system.parameters = self.parameters.ParameterNode("", data=data)
        return system

    def _variable(self, name: str, entity: Any, kind: type, **formula: Any) -> type:
        month = getattr(self.periods, "MONTH", None) or self.periods.DateUnit.MONTH
        about = {"value_type": kind, "entity": entity, "definition_period": month, "label": name}
        return type(name, (self.variables.Variable,), about | formula)

    def _simulation(self, system: Any, *, by_hand: bool = False) -> Any:
        simulation = self._by_hand(system) if by_hand else self._built(system)
        for name in self.given.inputs:
            simulation.set_input(name, MONTH, self.given.arrays[name])
        return simulation

    def _by_hand(self, system: Any) -> Any:
        populations = system.instantiate_entities()
        for name, count in (("person", self.persons), ("household", self.households)):
            populations[name].count = count
            populations[name].ids = np.arange(count)
        populations["household"].members_entity_id = self.given.home
        return self.simulations.Simulation(system, populations)

    def _built(self, system: Any) -> Any:
        builder = self.simulations.SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("person", np.arange(self.persons))
        households = builder.declare_entity("household", np.arange(self.households))
        builder.join_with_persons(households, self.given.home, roles=np.repeat("member", self.persons))
        return builder.build(system)

    def fresh(self, values: Mapping[str, float], *, by_hand: bool = False) -> Columns:
        """One scenario as a reform with a new simulation, made by the engine's SimulationBuilder.

        `by_hand` goes round the builder and sets who lives where in its inner attributes, which is quicker.
        """

        def change(tree: Any) -> Any:
            _set(tree, values)
            return tree

        class Scenario(self.reforms.Reform):  # type: ignore[misc, name-defined]
            def apply(self) -> None:
                self.modify_parameters(change)

        return self._calculated(self._simulation(Scenario(self.system), by_hand=by_hand))

    def warm(self, values: Mapping[str, float]) -> Columns:
        """One scenario in the simulation that is kept, its parameters changed in place."""
        _set(self.system.parameters, values)
        self.system._parameters_at_instant_cache.clear()
        # Without this OpenFisca silently returns the scenario before.
        getattr(type(self.system).get_parameters_at_instant, "cache_clear", lambda: None)()
        for one in self.formulas:
            self.kept.delete_arrays(one.name)
        return self._calculated(self.kept)

    def _calculated(self, simulation: Any) -> Columns:
        return {name: simulation.calculate(name, MONTH) for name in self.given.wanted}


def _set(tree: Any, values: Mapping[str, float]) -> None:
    for name, value in values.items():
        if getattr(tree, name).values_list[0].value != value:
            getattr(tree, name).update(start=SINCE, value=value)


def ways(engine: str, given: HandedOver) -> dict[str, Way]:
    """The ways to run one scenario; going round its builder saves time in OpenFisca only."""
    peer = Fisca(engine, given)
    found: dict[str, Way] = {"fresh": peer.fresh, "warm": peer.warm}
    if engine == "openfisca_core":
        found["by_hand"] = lambda values: peer.fresh(values, by_hand=True)
    return found
