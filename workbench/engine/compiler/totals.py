"""Writes how a kernel adds up: what its loops gather of members, and how a household is put into its cell."""

from __future__ import annotations

from workbench.engine.compiler.functions import Lines
from workbench.engine.compiler.plan import KernelPlan
from workbench.engine.compiler.request import Total
from workbench.engine.rule import LARGEST_VALUE, Rule

_TOGETHER = 12  # totals asked at a time whether any isn't 0
# One function, because a call is compiled more quickly than the sum it stands for.
FEN = ("@together", "def fen(yuan):", "    return int(math.floor(yuan * 100.0 + 0.5))", "", "")


def write_scratch(plan: KernelPlan, out: Lines) -> None:
    """Write the arrays that one household's totals and their scales stand in; nothing where no total is wanted."""
    if plan.request.wanted:
        out.add(f"found = np.zeros({len(plan.request.wanted)}, np.int64)")
        out.add(f"scale = np.array([{_scales(plan)}])")  # as a constant of the module it makes a slower kernel


def write_nothing_gathered(plan: KernelPlan, rule: Rule, out: Lines) -> None:
    """Write that nothing of a person's rule is gathered yet."""
    for total in plan.totals_of(rule):
        out.add(f"{plan.gathered(total)} = 0")


def write_gathering(plan: KernelPlan, rule: Rule, out: Lines) -> None:
    """Write that one member's value of a rule is gathered; most amounts are 0, and asking costs less than rounding."""
    name, totals = plan.target(rule), plan.totals_of(rule)
    if rule.returns is float and totals:
        out.add(f"if {name} != 0:")
        with out.indented():
            for total in totals:
                out.add(f"{plan.gathered(total)} += {_of_member(rule, name, total)}")
        return
    for total in totals:
        out.add(f"{plan.gathered(total)} += {_of_member(rule, name, total)}")


def _of_member(rule: Rule, name: str, total: Total) -> str:
    """What one member adds to what is gathered."""
    if total.measure == "amount":
        return _counted(rule, name)
    return f"int({_unusable(name)})" if total.measure == "unusable" else f"({name} != 0)"


def _unusable(name: str) -> str:
    return f"(not abs({name}) <= {LARGEST_VALUE!r})"  # of no number nothing is true


def write_household_totals(plan: KernelPlan, out: Lines) -> None:
    """Add the household to its cell; most receive little, so a few totals at a time are asked if any isn't 0."""
    numbered = [(k, total) for k, total in enumerate(plan.request.wanted) if total.measure != "unusable"]
    for k, total in enumerate(plan.request.wanted):
        if total.measure == "unusable":  # counted as it is, whatever the household's weight
            person = plan.rules[total.rule].entity == "person"
            value = _value(plan, total) if person else f"int({_unusable(plan.name(total.rule))})"
            out.add(f"totals[s, here, {k}] += {value}")
    for k in range(0, len(numbered), _TOGETHER):
        _add(plan, numbered[k : k + _TOGETHER], out)


def _add(plan: KernelPlan, numbered: list[tuple[int, Total]], out: Lines) -> None:
    values = dict.fromkeys(_value(plan, total) for _, total in numbered)
    out.add(f"if {' | '.join(f'({value} != 0)' for value in values)}:")
    with out.indented():
        for k, total in numbered:
            rule, value = plan.rules[total.rule], _value(plan, total)
            if total.measure == "households":
                out.add(f"found[{k}] = {value} != 0")
            elif rule.entity == "person":
                out.add(f"found[{k}] = {value}")
            elif total.measure == "persons":
                out.add(f"found[{k}] = members * ({value} != 0)")
            else:
                out.add(f"found[{k}] = {_counted(rule, value)}")
        out.add(f"for k in range({numbered[0][0]}, {numbered[-1][0] + 1}):")
        out.add("    if found[k] != 0:")
        out.add("        totals[s, here, k] += int(math.floor(found[k] * w * scale[k] + 0.5))")


def _scales(plan: KernelPlan) -> str:
    """Money is added in fen as it is, persons and households in millionths."""
    money = [t.measure == "amount" and plan.rules[t.rule].returns is float for t in plan.request.wanted]
    return ", ".join("1.0" if one else "1000000.0" for one in money)


def _counted(rule: Rule, name: str) -> str:
    """A value as an integer: fen for money, 1 or 0 for yes or no."""
    return f"fen({name})" if rule.returns is float else f"int({name})"


def _value(plan: KernelPlan, total: Total) -> str:
    return plan.gathered(total) if plan.rules[total.rule].entity == "person" else plan.name(total.rule)
