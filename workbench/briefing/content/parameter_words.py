"""Parameters as people read them: name, value with its unit, range."""

from __future__ import annotations

from workbench.language import current_language, interval, share, unit_name, word, words
from workbench.parameter.book import Resolved

_SHORT = ("urban_dibao_ratio", "rural_dibao_ratio", "urban_tekun_multiple", "rural_tekun_multiple")


def parameter_name(item: Resolved, *, short: bool = False) -> str:
    """Return a parameter's name in the language that is on; `short` for a sentence, where there is a short one."""
    if short and item.parameter.name in _SHORT:
        return word(f"brief.short_{item.parameter.name}")
    return item.parameter.zh if current_language() == "zh" else item.parameter.en


def parameter_value(item: Resolved) -> str:
    """Write a value with its unit: 33%, 468元/月, 1.5 times."""
    if isinstance(item.written, str):
        key = f"units.choice_{item.written}"
        return word(key) if key in words() else item.written
    unit = item.parameter.unit
    number = _number(float(item.written), unit)
    if unit in {"share", "year", "choice"}:
        return number
    return f"{number}{'' if current_language() == 'zh' else ' '}{unit_name(unit)}"


def parameter_range(item: Resolved) -> str:
    """Write the ends between which the truth lies four times in five; – where nothing is known."""
    if item.spread is None:
        return "–"
    unit = item.parameter.unit
    return interval(_number(item.spread.low, unit), _number(item.spread.high, unit))


def _number(value: float, unit: str) -> str:
    if unit == "share":
        digits = 0 if abs(value * 100 - round(value * 100)) < 1e-9 else 1 if value >= 0.01 else 2
        return share(value, digits)
    if unit in {"year", "choice"}:
        return f"{value:g}"
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.4g}"
