"""Values with their units, as text in the language that is on: the one writer of shares, money, counts and choices.

`written` has the unit behind the number; `in_column` leaves it out, for a column whose heading says it. Rules:

- missing or infinite: "–"; a number below 1e-9 is floating-point dust and written as 0;
- share: a percentage, whole where it is whole, else one digit after the point, below 1 % two significant ones;
- money below 100,000 yuan: in full, to the fen where it has fen, "<0.01" below half a fen; from 100,000 yuan on (after
  rounding to the fen) in 万元 and 亿元, k, m and bn, with the digits of `money` or up to four where these are exact; in
  a column in whole yuan;
- counted things: whole from 100 on, else three significant digits; whole numbers in full; every other number with
  four significant digits, whole from 1,000 on; indices with three after the point.
"""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from typing import NamedTuple

from workbench.errors import InputError, unknown
from workbench.language.catalogue import MINUS, in_language, word, words
from workbench.language.numbers import MILLION, THOUSAND, WAN, change_in_points, interval, money_steps

# Yuan from which an amount is rounded to 万元, m and so on.
FROM_ROUNDED = Decimal(100_000)
# Units of counted things, and units that are not written behind a number: the name of what is measured says them.
_COUNTED = frozenset(("persons", "households", "beds", "homes", "posts", "scenarios"))
_BARE = frozenset(
    (
        *("ratio", "factor", "exponent", "elasticity", "slope", "index", "gini", "correlation"),
        *("grade", "status", "types", "type", "sex", "stage", "state", "choice", "yes/no", "urban/rural"),
        *("number", "id", "text"),
    )
)
_DUST, _FEN = 1e-9, Decimal("0.01")
_EXACT_DIGITS = 4
_MOST_MORE = 6  # digits that the ends of an interval are given beyond the usual
Written = float | str | date | None


def written(value: Written, unit: str, *, precision: int | None = None) -> str:
    """Write a value with its unit; `precision` sets the digits after the point (of the percentage, for a share).

    A text or a category is a choice, written by its word; true and false are for the unit yes/no alone. Raises
    InputError for a truth value with another unit, UnknownNameError for a unit that has no words.
    """
    if isinstance(value, bool | str | date | IntEnum):
        return _worded(value, unit)
    if unit == "percentage points":
        return "–" if value is None else change_in_points(value, 1 if precision is None else precision)
    name = unit_alone(unit)
    if value is None or not math.isfinite(value):
        return "–"
    if _is_share(unit):
        return _with_unit(_percent(value, precision), unit, name)
    if unit.startswith("yuan"):
        # What the money is per stands behind the slash in both languages.
        return _money(value, precision) + "".join(name.partition("/")[1:])
    return _with_unit(_number(value, unit, precision), unit, name)


def in_column(value: Written, unit: str, *, precision: int | None = None) -> str:
    """Write a value as `written` does, without the unit (but for %): money in whole yuan from 100,000 yuan on.

    `precision` as there. Raises as `written` does.
    """
    if isinstance(value, bool | str | date | IntEnum):
        return _worded(value, unit)
    unit_alone(unit)
    if value is None or not math.isfinite(value):
        return "–"
    if _is_share(unit):
        return _percent(value, precision)
    return _yuan(value, precision) if unit.startswith("yuan") else _number(value, unit, precision)


def written_range(low: float, high: float, unit: str) -> str:
    """Write an interval, the unit once where both ends have the same: 569～796元/月, 25–35%.

    Ends that differ are never written alike: they get as many digits more as part them, at most `_MOST_MORE`.
    """
    ends = [written(low, unit), written(high, unit)]
    more = 0
    while ends[0] == ends[1] and abs(high - low) >= _DUST and more < _MOST_MORE:
        more += 1
        ends = [_finer(value, unit, more) for value in (low, high)]
    return interval(*ends)


def _finer(value: float, unit: str, more: int) -> str:
    """Write a value with some digits more than `written` gives it at least."""
    if unit.startswith("yuan") and abs(_decimal(value)).quantize(_FEN, ROUND_HALF_UP) >= FROM_ROUNDED:
        per = "".join(unit_alone(unit).partition("/")[1:])
        step, digits, before, after = money_steps(value)
        return _fixed(_decimal(value) / Decimal(step), digits + more, before=before, after=after) + per
    return written(value, unit, precision=more)


class SliderFormat(NamedTuple):
    """How a page's script writes a value while it moves: value / scale, digits after the point, the text around it."""

    scale: float
    digits: int
    before: str
    after: str

    def text(self, value: float) -> str:
        """Write a value as the script does."""
        return _fixed(_decimal(value / self.scale), self.digits, before=self.before, after=self.after)


def slider_format(unit: str, step: float, *values: float) -> SliderFormat:
    """Return how values of a unit are written while they move by a step; `values`: the largest, and those to be exact.

    Shares are percentages; amounts that move by 10,000 yuan or more are in 万元, k or m. What an amount is per, and
    other units, are left to the lever's name: there is no room for them beside a slider.
    """
    if _is_share(unit):
        scale, before, after = 0.01, "", "%"
    elif unit.startswith("yuan"):
        large = max(map(abs, values)) >= 2 * MILLION
        scale, before, after = in_language((WAN, "", "万元"), (MILLION, "¥", "m") if large else (THOUSAND, "¥", "k"))
        if step < WAN:
            scale, before, after = 1.0, in_language("", "¥"), in_language("元", "")
    else:
        scale, before, after = 1.0, "", ""
    exact = [step / scale] if unit.startswith("yuan") else [one / scale for one in (step, *values)]
    most = 1 if scale != 1 else _EXACT_DIGITS
    digits = next((n for n in range(most) if all(abs(one - round(one, n)) < _DUST for one in exact)), most)
    return SliderFormat(scale, digits, before, after)


def unit_alone(unit: str, value: float | None = None) -> str:
    """Return a unit as it stands in a column of its own, in English in the singular where the value is 1.

    Raises UnknownNameError for a unit that has no words, with the nearest that has.
    """
    key = _key(unit)
    if key not in words():
        named = (entry["en"] for name, entry in words().items() if name.startswith("units."))
        raise unknown("unit", unit, [name for name in named if "{n}" not in name])
    return word(key, n=None if value is None else f"{value:.12g}")


def choice_name(code: str) -> str:
    """Return the word of a choice or a category; a code that has none, such as one of a new parameter, as it is."""
    key = f"choices.{code}"
    return word(key) if key in words() else code


def _worded(value: bool | str | date | IntEnum, unit: str) -> str:
    if isinstance(value, bool):
        if unit != "yes/no":
            raise InputError(f"a number, a date or a choice is wanted for the unit {unit!r}, not {value}")
        return choice_name("yes" if value else "no")
    if isinstance(value, IntEnum):
        return choice_name(value.name.lower())
    return choice_name(value) if isinstance(value, str) else value.isoformat()


def _key(unit: str) -> str:
    return f"units.{re.sub(r'[^a-z0-9]+', '_', unit)}"


def _is_share(unit: str) -> bool:
    return unit == "chance" or unit.startswith("share")


def _with_unit(number: str, unit: str, name: str) -> str:
    """Put the unit to a number: as the catalogue's with_… says, else behind it."""
    if unit in _BARE or unit in {"share", "chance"}:
        return number
    key = _key(unit).replace("units.", "units.with_")
    if key in words():
        return word(key, n=number)
    return number + in_language(name, f" {word(_key(unit), n=number)}")


def _percent(value: float, precision: int | None) -> str:
    percent = _decimal(value * 100)
    if precision is None:
        if 0 < abs(percent) < Decimal("0.995"):
            return _fixed(percent, _places(percent, 2), after="%", trim=True)
        precision = 0 if abs(percent - round(percent)) < _DUST else 1
    return _fixed(percent, precision, after="%")


def _money(value: float, precision: int | None) -> str:
    """Write yuan with their sign: 元 or ¥, rounded to the next larger unit from `FROM_ROUNDED` on."""
    amount = _decimal(value)
    if precision is not None or abs(amount).quantize(_FEN, ROUND_HALF_UP) < FROM_ROUNDED:
        return _yuan(value, precision, before=in_language("", "¥"), after=in_language("元", ""))
    step, digits, before, after = money_steps(value)
    scaled = amount / Decimal(step)
    exact = next((n for n in range(digits, _EXACT_DIGITS + 1) if scaled == round(scaled, n)), digits)
    return _fixed(scaled, exact, before=before, after=after)


def _yuan(value: float, precision: int | None, *, before: str = "", after: str = "") -> str:
    amount = _decimal(value)
    if precision is None:
        fen = abs(amount).quantize(_FEN, ROUND_HALF_UP)
        precision = 0 if (fen == fen.to_integral_value() and (fen or not amount)) or fen >= FROM_ROUNDED else 2
    return _fixed(amount, precision, before=before, after=after)


def _number(value: float, unit: str, precision: int | None) -> str:
    number = _decimal(value)
    if precision is not None:
        return _fixed(number, precision)
    size = abs(number)
    if unit in {"year", "id"}:
        return f"{number:.0f}"
    if abs(size - round(size)) < _DUST or size >= 1000 or (unit in _COUNTED and size >= 100):
        return _fixed(number, 0)
    return _fixed(number, _places(number, 3 if unit in _COUNTED else 4), trim=True)


def _decimal(value: float) -> Decimal:
    """Return the number that is meant: twelve digits take away what binary adds (0.29 × 100), dust is nothing."""
    return Decimal(f"{value:.12g}") if abs(value) >= _DUST else Decimal(0)


def _places(number: Decimal, significant: int) -> int:
    return max(0, significant - 1 - number.adjusted())


def _fixed(number: Decimal, digits: int, *, before: str = "", after: str = "", trim: bool = False) -> str:
    """Write a number half up with separators; what rounds to nothing and isn't is said to be less than a step."""
    step = Decimal(1).scaleb(-digits)
    rounded = abs(number).quantize(step, ROUND_HALF_UP)
    if number and not rounded:
        return f"{'>' + MINUS if number < 0 else '<'}{before}{step:f}{after}"
    text = f"{rounded:,f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS if number < 0 else ''}{before}{text}{after}"
