"""GETTSIM's engine (ttsim) as a peer: its `main` is called with the law's functions, a scenario's values, the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from ttsim import InputData, MainTarget, TTTargets, main
from ttsim.tt import Currency, ScalarParam, TTSIMUnit, UnitSystem, policy_input
from ttsim.tt.column_objects_param_function import ColumnObject, ParamFunction

from tests.benchmarks.peers import gettsim_costs, gettsim_law
from tests.benchmarks.peers.handed_over import Column, HandedOver, Way

DATE = "2021-07-01"
DAY = {"policy_year": 2021, "policy_month": 7, "policy_day": 1}
_PLAIN = TTSIMUnit.DIMENSIONLESS
_UNITS = UnitSystem(currencies={"CNY": Currency(statutory_from="1949-10-01")})
_KINDS = {"bool": bool, "int": int, "float": float}


def _input(name: str, kind: str) -> Any:
    """An input of the law as the engine wants it declared: a function with the name and a type."""

    def declared() -> None:
        """An input."""

    declared.__name__, declared.__annotations__ = name, {"return": _KINDS[kind]}
    return policy_input(unit=_PLAIN)(declared)


def _called(name: str, entity: str) -> str:
    """The name of an input or rule in the engine: a household's value ends in its group."""
    return f"{name}_hh" if entity == "household" else name


class Gettsim:
    """GETTSIM's engine over one population; values of households stand at each member and are taken at the first."""

    def __init__(self, given: HandedOver) -> None:
        if given.law != "core":
            raise ValueError(f"law {given.law!r}: GETTSIM's engine has the core law only")
        self.given = given
        named = {**vars(gettsim_costs), **vars(gettsim_law)}
        self.functions = {name: one for name, one in named.items() if isinstance(one, ColumnObject | ParamFunction)}
        self.data: dict[str, Column] = {"p_id": np.arange(len(given.home)), "hh_id": given.home}
        for name, about in given.inputs.items():
            column = given.arrays[name]
            column = column.astype(np.int64) if about.kind == "int" else column
            called = _called(name, about.entity)
            self.data[called] = column if about.entity == "person" else column[given.home]
            self.functions[called] = _input(called, about.kind)
        self.day = {name: ScalarParam(value=number, unit=_PLAIN) for name, number in DAY.items()}
        self.targets = {f"{rule}_hh": None for rule in given.wanted}
        self.processed = self._main(MainTarget.processed_data, given.values, input_data=InputData.tree(self.data))

    def _main(self, target: Any, values: Mapping[str, float], **how: Any) -> Any:
        parameters = {name: ScalarParam(value=float(value), unit=_PLAIN) for name, value in values.items()}
        return main(
            main_target=target,
            policy_date_str=DATE,
            policy_environment={**self.functions, **self.day, **parameters},
            tt_targets=TTTargets.tree(self.targets),
            unit_system=_UNITS,
            **how,
        )

    def run(self, values: Mapping[str, float], *, checked: bool) -> dict[str, Column]:
        """One scenario from the data as its users hold them; `checked` with the engine's own checks (its default)."""
        data = InputData.tree(self.data)
        checks = {"include_fail_nodes": checked, "include_warn_nodes": checked}
        return self._of_households(self._main(MainTarget.results.tree, values, input_data=data, **checks))

    def warm(self, values: Mapping[str, float]) -> dict[str, Column]:
        """One scenario with the data that the engine had made ready before, and without its checks."""
        checks = {"include_fail_nodes": False, "include_warn_nodes": False}
        target = MainTarget.raw_results.columns_with_internal_p_ids
        return self._of_households(self._main(target, values, processed_data=self.processed, **checks))

    def _of_households(self, found: Mapping[str, Any]) -> dict[str, Column]:
        first = self.given.starts[:-1]
        return {rule: np.asarray(found[f"{rule}_hh"])[first] for rule in self.given.wanted}


def ways(_name: str, given: HandedOver) -> dict[str, Way]:
    """The three ways to run one scenario."""
    peer = Gettsim(given)
    return {
        "checked": lambda values: peer.run(values, checked=True),
        "unchecked": lambda values: peer.run(values, checked=False),
        "warm": peer.warm,
    }
