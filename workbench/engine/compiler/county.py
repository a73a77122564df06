"""Writes what a kernel knows before it looks at a household: parameters and the county's rules.

The county's rules stand in a table by scenario. Those that no swept parameter touches are read from it once: where the
compiler sees how a limit was made, it rounds the limit of town or country again for every household.
"""

from __future__ import annotations

from workbench.engine.compiler.functions import Functions, Lines
from workbench.engine.compiler.plan import KernelPlan
from workbench.engine.rule import Rule


def write_county(plan: KernelPlan, functions: Functions, out: Lines) -> None:
    """Write the parameters that all scenarios share, the table `county`, and the rules that all scenarios share."""
    request = plan.request
    for name in request.parameters:
        if name not in request.swept:
            out.add(f"c_{name} = {_parameter(plan, name, '0')}")
    rules = _county(plan)
    if not rules:
        return
    out.add(f"county = np.empty((scenarios, {len(rules)}))")
    out.add("for s in range(scenarios):")
    with out.indented():
        for name in _swept_parameters(plan):
            out.add(f"c_{name} = {_parameter(plan, name, 's')}")
        functions.work_out(rules)
        for k, rule in enumerate(rules):
            out.add(f"county[s, {k}] = c_{rule.name}")
    for k, rule in enumerate(rules):
        if rule.name not in request.moving:
            out.add(f"c_{rule.name} = {_from_table(rule, '0', k)}")


def write_county_of_scenario(plan: KernelPlan, out: Lines) -> None:
    """Write the values of one scenario `s` that the rules inside the loop over scenarios read."""
    read = {argument for rule in plan.parts[1] for argument in rule.arguments}
    for name in _swept_parameters(plan):
        if name in read:
            out.add(f"c_{name} = {_parameter(plan, name, 's')}")
    for k, rule in enumerate(_county(plan)):
        if rule.name in read and rule.name in plan.request.moving:
            out.add(f"c_{rule.name} = {_from_table(rule, 's', k)}")


def _county(plan: KernelPlan) -> list[Rule]:
    return [rule for rule in plan.request.rules if rule.entity == "county"]


def _from_table(rule: Rule, scenario: str, place: int) -> str:
    value = f"county[{scenario}, {place}]"
    if rule.returns is bool:
        return f"{value} != 0"
    return value if rule.returns is float else f"int({value})"


def _swept_parameters(plan: KernelPlan) -> list[str]:
    return [name for name in plan.request.parameters if name in plan.request.swept]


def _parameter(plan: KernelPlan, name: str, scenario: str) -> str:
    value = f"table[{scenario}, {plan.request.parameters.index(name)}]"
    return f"int({value})" if plan.request.book.parameters[name].choices else value
