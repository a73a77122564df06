"""Numbers as people read them: 万 and 亿 in Chinese, m and bn in English; a true minus, ±0 for no change."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from workbench.language.catalogue import MINUS, current_language, in_language

WAN, YI = 1e4, 1e8
THOUSAND, MILLION, BILLION = 1e3, 1e6, 1e9


def _text(value: float, digits: int, before: str = "", after: str = "", *, plus: bool = False) -> str:
    """Write a number half up with separators and its sign; "–" where there is none."""
    if not math.isfinite(value):
        return "–"
    rounded = Decimal(repr(abs(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    sign = "" if not rounded else MINUS if value < 0 else "+" if plus else ""
    return f"{sign}{before}{rounded:,}{after}"


def money_steps(amount: float) -> tuple[float, int, str, str]:
    """Return how an amount is rounded: yuan in one of the unit, digits after the point, what stands before and after.

    The written number decides at a border: 99,995,000 yuan are 1.00亿元.
    """
    size = abs(amount)
    if current_language() == "zh":
        if size >= YI - 5e3:
            return YI, 2, "", "亿元"
        return (WAN, 0, "", "万元") if size >= WAN - 0.5 else (1.0, 0, "", "元")
    if size >= BILLION - 5e4:
        return BILLION, 2, "¥", "bn"
    if size >= MILLION - 500:
        return MILLION, 1, "¥", "m"
    return (THOUSAND, 0, "¥", "k") if size >= WAN - 0.5 else (1.0, 0, "¥", "")


def money(yuan_amount: float) -> str:
    """Write an amount of yuan: 1.62亿元 · 1,962万元 · 751元, or ¥1.23bn · ¥161.6m · ¥340k · ¥751."""
    step, digits, before, after = money_steps(yuan_amount)
    return _text(yuan_amount / step, digits, before, after)


def money_change(yuan_amount: float) -> str:
    """Write a change of money with its sign: +456万元, −¥4.6m; no change is ±0."""
    step, digits, before, after = money_steps(yuan_amount)
    return "±0" if abs(yuan_amount) < 0.5 else _text(yuan_amount / step, digits, before, after, plus=True)


def yuan(amount: float) -> str:
    """Write whole yuan: 751元 or ¥751."""
    return _text(amount, 0, *in_language(("", "元"), ("¥", "")))


def per_month(amount: float) -> str:
    """Write yuan a month: 751元/月 or ¥751/month."""
    return f"{yuan(amount)}/{in_language('月', 'month')}"


def people(count: float) -> str:
    """Write a number of persons: 21,020人 or 21,020."""
    return _text(count, 0, "", in_language("人", ""))


def people_change(count: float) -> str:
    """Write a change of persons with its sign; no change is ±0."""
    return "±0" if abs(count) < 0.5 else _text(count, 0, "", in_language("人", ""), plus=True)


def people_in_prose(count: float) -> str:
    """Write a number of persons as a sentence would: 2.1万人 from ten thousand on, else 9,870人; English 21,020."""
    large = math.isfinite(count) and abs(count) >= WAN
    return in_language(_text(count / WAN, 1, "", "万人"), people(count)) if large else people(count)


def share(value: float, digits: int = 1) -> str:
    """Write a share (0.764) as 76.4%."""
    return _text(value * 100, digits, "", "%")


def per_mille(value: float, digits: int = 1) -> str:
    """Write a share (0.0124) as 12.4‰."""
    return _text(value * 1000, digits, "", "‰")


def confidence(value: float) -> str:
    """Write how sure something is (0.9): 把握90% or 90% sure, as tables do."""
    return in_language(f"把握{share(value, 0)}", f"{share(value, 0)} sure")


def change_in_points(value: float, digits: int = 1) -> str:
    """Write a change of a share (0.073) as +7.3个百分点 or +7.3 pp; no change is ±0."""
    nothing = abs(value) * 100 < 0.5 * 10**-digits
    return "±0" if nothing else _text(value * 100, digits, "", in_language("个百分点", " pp"), plus=True)


def interval(low: str, high: str) -> str:
    """Join two written numbers: 25%～35%, 569～796元/月 in Chinese, 25–35%, ¥569–796/month in English.

    A unit that both have stands once, at the end; 万, 亿 and % belong to the number in Chinese.
    """
    head = re.compile(rf"[^\d]*[\d.,]+{in_language('[万亿%]?', '')}")
    first, last = head.match(low), head.match(high)
    if first is None or last is None:
        return low + in_language("～", "–") + high
    unit, other = low[first.end() :], high[last.end() :]
    if other.startswith(unit):  # the same, or one bed and two beds
        low = first[0]
    elif unit.partition("/")[2] == other.partition("/")[2]:  # ¥900k/year and ¥1.2m/year
        low = low.partition("/")[0]
    return in_language(f"{low}～{high}", f"{low}–{high.removeprefix('¥') if low.startswith('¥') else high}")
