"""Values with their units, as text in the language that is on: shares, money, counts, dates, choices.

Rules. A missing or infinite value is "–". A share is a percentage: whole where it is whole, else one digit, two below
1 %. Money below 100,000 yuan is written in full, to the fen where it has fen; from 100,000 on it is rounded as `money`
does (万元 and 亿元, k and m and bn). A value that is not zero is never written as zero: "<0.01%".
"""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from workbench.errors import InputError
from workbench.language.catalogue import current_language, unit_name, word, words
from workbench.language.numbers import MINUS, change_in_points, money

# Yuan from which an amount is rounded to 万元, m and so on.
FROM_ROUNDED = 1e5
# Counted things: English singular and plural, Chinese measure word.
_COUNTED = {
    "persons": ("person", "persons", "人"),
    "households": ("household", "households", "户"),
    "beds": ("bed", "beds", "张床位"),
    "homes": ("home", "homes", "家机构"),
    "posts": ("post", "posts", "个岗位"),
    "scenarios": ("scenario", "scenarios", "个方案"),
    "days": ("day", "days", "天"),
    "months": ("month", "months", "个月"),
    "years": ("year", "years", "年"),
    "dwellings": ("dwelling", "dwellings", "套"),
    "vehicles": ("vehicle", "vehicles", "辆"),
    "borders": ("town border", "town borders", "个镇界"),
}
_DIMENSIONLESS = {"", "ratio", "factor", "exponent", "elasticity", "slope", "dimensionless", "standard deviations"}


def written(value: float | str | date | None, unit: str, *, precision: int | None = None) -> str:
    """Write a value with its unit; `precision` sets the digits after the point (of the percentage, for a share).

    Raises InputError for a true or false value, which is no number.
    """
    if isinstance(value, bool):
        raise InputError(f"a number, a date or a choice is wanted for the unit {unit!r}, not {value}")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _choice(value)
    if value is None or not math.isfinite(value):
        return "–"
    if unit == "percentage points":
        return change_in_points(value, 1 if precision is None else precision)
    if unit in {"share", "chance"} or unit.startswith("share"):
        text = _number(value * 100, _share_digits(value) if precision is None else precision, after="%")
        return text if unit in {"share", "chance"} else text + _of(unit)
    if unit == "yuan" or unit.startswith("yuan/"):
        return _money(value, unit.removeprefix("yuan"), precision)
    if unit == "year":
        return f"{value:.0f}年" if current_language() == "zh" else f"{value:.0f}"
    if unit in {"index", "gini", "correlation"}:
        return _number(value, 3 if precision is None else precision)
    number = _number(value, precision, trim=precision is None)
    if unit == "multiple":
        return f"{number}{'倍' if current_language() == 'zh' else '×'}"
    if unit in _DIMENSIONLESS:
        return number
    if unit in _COUNTED:
        return _counted(number, unit)
    return f"{number}{'' if current_language() == 'zh' else ' '}{unit_name(unit)}"


def unit_alone(unit: str, value: float | None = None) -> str:
    """Return a unit as it stands in a column of its own; in English in the singular where the value is 1."""
    if unit in _COUNTED and current_language() == "en":
        return _COUNTED[unit][0 if value is not None and abs(value) == 1 else 1]
    return unit_name(unit).strip("（）()")


def _choice(code: str) -> str:
    key = f"units.choice_{code}"
    return word(key) if key in words() else code


def _counted(number: str, unit: str) -> str:
    one, many, chinese = _COUNTED[unit]
    if current_language() == "zh":
        return number + chinese
    return f"{number} {one if number.lstrip(MINUS) == '1' else many}"


def _of(unit: str) -> str:
    """Return what a share is of, or per what time: "（占标准）", " of the standard", " a year"."""
    if unit == "share/year":
        return "/年" if current_language() == "zh" else " a year"
    name = unit_name(unit).removeprefix("share")
    return name if name.startswith(("（", " ")) else f" {name}"


def _share_digits(value: float) -> int:
    percent = abs(value * 100)
    if abs(percent - round(percent)) < 1e-9:
        return 0
    return 1 if percent >= 1 else 2


def _money(value: float, per: str, precision: int | None) -> str:
    chinese = current_language() == "zh"
    # "yuan/month" has words of its own; what it is per stands behind the slash in both languages.
    name = unit_name(f"yuan{per}")
    behind = f"/{name.partition('/')[2]}" if per else ""
    if precision is None and abs(value) >= FROM_ROUNDED:
        return money(value) + behind
    whole = abs(value - round(value)) < 0.005
    digits = (0 if (whole and abs(value) >= 0.5) or value == 0 else 2) if precision is None else precision
    text = _number(value, digits, before="" if chinese else "¥", after="元" if chinese else "")
    return text + behind


def _number(value: float, digits: int | None, *, before: str = "", after: str = "", trim: bool = False) -> str:
    """Write a number half up with separators; without digits four after the point, or fewer where they are noughts."""
    places = 4 if digits is None else digits
    step = Decimal(1).scaleb(-places)
    # Twelve significant digits take away what binary numbers add: 0.29 × 100 is 28.999999999999996.
    size = Decimal(f"{abs(value):.12g}")
    rounded = size.quantize(step, ROUND_HALF_UP)
    if size and not rounded:
        return f"{'>' + MINUS if value < 0 else '<'}{before}{step:f}{after}"
    text = f"{rounded:,}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS if value < 0 else ''}{before}{text}{after}"
