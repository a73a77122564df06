"""Writes what a kernel knows before it looks at a household: parameters and the county's rules.

Those that no swept parameter touches are read or worked out once, the others in a table by scenario.
"""

from __future__ import annotations

from workbench.engine.compiler.functions import Functions, Lines
from workbench.engine.compiler.plan import KernelPlan
from workbench.engine.rule import Rule


def write_county(plan: KernelPlan, functions: Functions, out: Lines) -> None:
    """Write the values that all scenarios share, and the table `county` of those that differ."""
    request = plan.request
    for name in request.parameters:
        if name not in request.swept:
            out.add(f"c_{name} = {_parameter(plan, name, '0')}")
    functions.work_out([rule for rule in request.rules if rule.entity == "county" and rule.name not in request.moving])
    moving = _moving(plan)
    if moving:
        out.add(f"county = np.empty((scenarios, {len(moving)}))")
        out.add("for s in range(scenarios):")
        with out.indented():
            for name in _swept_parameters(plan):
                out.add(f"c_{name} = {_parameter(plan, name, 's')}")
            functions.work_out(moving)
            for k, rule in enumerate(moving):
                out.add(f"county[s, {k}] = c_{rule.name}")


def write_county_of_scenario(plan: KernelPlan, out: Lines) -> None:
    """Write the values of one scenario `s` that the rules inside the loop over scenarios read."""
    read = {argument for rule in plan.parts[1] for argument in rule.arguments}
    for name in _swept_parameters(plan):
        if name in read:
            out.add(f"c_{name} = {_parameter(plan, name, 's')}")
    for k, rule in enumerate(_moving(plan)):
        if rule.name in read:
            value = f"county[s, {k}]"
            out.add(f"c_{rule.name} = {value if rule.returns is float else f'int({value})'}")


def _moving(plan: KernelPlan) -> list[Rule]:
    return [rule for rule in plan.request.rules if rule.entity == "county" and rule.name in plan.request.moving]


def _swept_parameters(plan: KernelPlan) -> list[str]:
    return [name for name in plan.request.parameters if name in plan.request.swept]


def _parameter(plan: KernelPlan, name: str, scenario: str) -> str:
    value = f"table[{scenario}, {plan.request.parameters.index(name)}]"
    return f"int({value})" if plan.request.book.parameters[name].choices else value
