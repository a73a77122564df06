"""Money as a Vega expression: the same words as `money`, for axes and labels that a chart writes by itself.

A number format of one's own can't travel inside a Vega-Lite spec, an expression can; d3 knows no 万 and 亿.
"""

from __future__ import annotations

from workbench.language.catalogue import MINUS, Language
from workbench.language.numbers import BILLION, MILLION, THOUSAND, WAN, YI


def compact_money_expr(field: str, language: Language) -> str:
    """Return a Vega expression that writes an amount of yuan as `money` does.

    field: an expression for the amount, such as "datum.value" (axes) or "datum.cost_yuan_per_year". Halves are rounded
    away from zero as in Python; an amount that is missing is written –.
    """
    size = f"abs({field})"

    def step(unit: float, digits: int, before: str, after: str) -> str:
        # Vega's format rounds the binary number, Python the decimal one: a hair more brings both to the same side.
        scaled = f"floor({size} / {unit:.0f} * {10**digits} + 0.5 + 1e-9) / {10**digits}"
        return f"'{before}' + format({scaled}, ',.{digits}f') + '{after}'"

    if language == "zh":
        written = (
            f"{size} >= {YI - 5e3:.0f} ? {step(YI, 2, '', '亿元')} : "
            f"{size} >= {WAN - 0.5:.1f} ? {step(WAN, 0, '', '万元')} : {step(1, 0, '', '元')}"
        )
    else:
        written = (
            f"{size} >= {BILLION - 5e4:.0f} ? {step(BILLION, 2, '¥', 'bn')} : "
            f"{size} >= {MILLION - 500:.0f} ? {step(MILLION, 1, '¥', 'm')} : "
            f"{size} >= {WAN - 0.5:.1f} ? {step(THOUSAND, 0, '¥', 'k')} : {step(1, 0, '¥', '')}"
        )
    minus = f"{field} <= -0.5 ? '{MINUS}' : ''"
    return f"!isValid({field}) || !isFinite({field}) ? '–' : ({minus}) + ({written})"
