"""Numbers as people read them: 万 and 亿 in Chinese, m and bn in English; a true minus, ±0 for no change."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from workbench.language.catalogue import current_language

MINUS = "\u2212"
WAN, YI = 1e4, 1e8
THOUSAND, MILLION, BILLION = 1e3, 1e6, 1e9


def _fixed(value: float, digits: int, *, trim: bool = False) -> str:
    """Write an absolute value with thousands separators, half up."""
    rounded = Decimal(repr(abs(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded:,}"
    return text.rstrip("0").rstrip(".") if trim and "." in text else text


def _signed(value: float, text: str, *, plus: bool) -> str:
    nothing = not any(c in "123456789" for c in text)
    if nothing:
        return f"±{text.lstrip('¥')}" if plus else text
    if value < 0:
        return MINUS + text
    return f"+{text}" if plus else text


def _missing(value: float) -> bool:
    return not math.isfinite(value)


def money(yuan_amount: float) -> str:
    """Write an amount of yuan: 1.62亿元 · 1,962万元 · 751元, or ¥1.23bn · ¥161.6m · ¥340k · ¥751."""
    return "–" if _missing(yuan_amount) else _signed(yuan_amount, _money(yuan_amount), plus=False)


def _money(amount: float) -> str:
    size = abs(amount)
    if current_language() == "zh":
        if size >= YI - 5e3:
            return f"{_fixed(amount / YI, 2)}亿元"
        return f"{_fixed(amount / WAN, 0)}万元" if size >= WAN - 0.5 else f"{_fixed(amount, 0)}元"
    if size >= BILLION - 5e4:
        return f"¥{_fixed(amount / BILLION, 2)}bn"
    if size >= MILLION - 500:
        return f"¥{_fixed(amount / MILLION, 1)}m"
    return f"¥{_fixed(amount / THOUSAND, 0)}k" if size >= WAN - 0.5 else f"¥{_fixed(amount, 0)}"


def money_change(yuan_amount: float) -> str:
    """Write a change of money with its sign: +456万元, −¥4.6m; no change is ±0."""
    if _missing(yuan_amount):
        return "–"
    return "±0" if abs(yuan_amount) < 0.5 else _signed(yuan_amount, _money(yuan_amount), plus=True)


def yuan(amount: float) -> str:
    """Write whole yuan: 751元 or ¥751."""
    if _missing(amount):
        return "–"
    text = _fixed(amount, 0)
    return _signed(amount, f"{text}元" if current_language() == "zh" else f"¥{text}", plus=False)


def per_month(amount: float) -> str:
    """Write yuan a month: 751元/月 or ¥751/month."""
    return f"{yuan(amount)}/{'月' if current_language() == 'zh' else 'month'}"


def people(count: float) -> str:
    """Write a number of persons: 21,020人 or 21,020."""
    if _missing(count):
        return "–"
    return _signed(count, _fixed(count, 0) + ("人" if current_language() == "zh" else ""), plus=False)


def people_change(count: float) -> str:
    """Write a change of persons with its sign; no change is ±0."""
    if _missing(count):
        return "–"
    if abs(count) < 0.5:
        return "±0"
    return _signed(count, _fixed(count, 0) + ("人" if current_language() == "zh" else ""), plus=True)


def share(value: float, digits: int = 1) -> str:
    """Write a share (0.764) as 76.4%."""
    return "–" if _missing(value) else _signed(value, f"{_fixed(value * 100, digits)}%", plus=False)


def per_mille(value: float, digits: int = 1) -> str:
    """Write a share (0.0124) as 12.4‰."""
    return "–" if _missing(value) else _signed(value, f"{_fixed(value * 1000, digits)}‰", plus=False)


def people_in_prose(count: float) -> str:
    """Write a number of persons as a sentence would: 2.1万人 from ten thousand on, else 9,870人; English 21,020."""
    if _missing(count) or current_language() == "en" or abs(count) < WAN:
        return people(count)
    return _signed(count, f"{_fixed(count / WAN, 1)}万人", plus=False)


def confidence(value: float) -> str:
    """Write how sure something is (0.9): 把握90% or 90% sure, as tables do."""
    return f"把握{share(value, 0)}" if current_language() == "zh" else f"{share(value, 0)} sure"


def change_in_points(value: float, digits: int = 1) -> str:
    """Write a change of a share (0.073) as +7.3个百分点 or +7.3 pp; no change is ±0."""
    if _missing(value):
        return "–"
    if abs(value) * 100 < 0.5 * 10**-digits:
        return "±0"
    unit = "个百分点" if current_language() == "zh" else " pp"
    return _signed(value, _fixed(value * 100, digits), plus=True) + unit


def interval(low: str, high: str) -> str:
    """Join two written numbers: 25%～35% in Chinese, 25–35% in English (the unit once, at the end)."""
    if current_language() == "zh":
        bare = low
        for unit in ("元", "人", "/月", "元"):  # 3,790万～4,250万元: the unit once, 万 and % twice
            bare = bare.removesuffix(unit) if high.endswith(("元", "人", "元/月")) else bare
        return f"{bare}～{high}"
    unit = "/month" if high.endswith("/month") else high[len(high.rstrip("%mbnk")) :]
    start = low[: -len(unit)] if unit and low.endswith(unit) else low
    return f"{start}–{high.lstrip('¥') if start.startswith('¥') else high}"
