"""The records that the page's script reads (browser/*.js), by kind: levers, cards, tiles; all texts are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from workbench.language.quantities import SliderFormat

# Plain data of one part of the page: texts, numbers, truth values, and lists and records of them.
Data = Mapping[str, object]


class Digits(TypedDict):
    """How a slider writes while the hand moves: value / scale with digits after the point, between before and after.

    plain: without a mark between thousands, as a year is written.
    """

    scale: float
    digits: int
    before: str
    after: str
    plain: NotRequired[bool]


def digits_of(how: SliderFormat) -> Digits:
    """Return a slider's format as the script reads it."""
    return {"scale": how.scale, "digits": how.digits, "before": how.before, "after": how.after}


class Slider(TypedDict):
    """A lever on a track from low to high; legal: the green part, ends: its labels; base: the baseline's mark."""

    name: str
    label: str
    value: float
    shown: str
    amount: str
    changed: bool
    low: float
    high: float
    step: float
    legal: tuple[float, float]
    ends: list[str]
    base: float
    base_label: str
    warning: str
    kind: NotRequired[str]
    title: NotRequired[str]
    status: NotRequired[str]
    badge: NotRequired[str]
    plausible: NotRequired[bool]
    written: NotRequired[Digits]


class NumberField(TypedDict):
    """A lever as a field to type in; the field has value / scale, unit stands behind it."""

    name: str
    label: str
    value: float
    step: float
    low: float
    high: float
    scale: float
    digits: int
    unit: str
    changed: bool
    outside: bool


class LeverSection(TypedDict):
    """A group of levers."""

    title: str
    note: str
    sliders: NotRequired[list[Slider]]
    numbers: NotRequired[list[NumberField]]
    choices: NotRequired[list[Data]]
    below: NotRequired[str]


class Chip(TypedDict):
    """A kept scenario, the baseline or the levers at hand; choose: what choosing it means, drop: the label of its ✕."""

    label: str
    value: str
    on: bool
    choose: NotRequired[str]
    drop: NotRequired[str]


class WarningLine(TypedDict):
    """A warning, with the way back to the corridor's nearest end where it is a lever's."""

    title: str
    text: str
    button: str
    fix: Data | None


class CardTable(TypedDict):
    """The table below a figure as texts."""

    columns: list[str]
    rows: list[list[str]]
    note: str


class Card(TypedDict):
    """A figure's card; waiting, empty: why there is no drawing; stale: an older answer is drawn."""

    name: str
    title: str
    subtitle: str
    source: str
    towns: list[Data]
    notes: list[str]
    fill: bool
    height: int
    table: CardTable | None
    waiting: str
    empty: str
    stale: bool


class TileStrip(TypedDict):
    """Places from 0 to 1 on a tile's strip."""

    base: float
    now: float
    band: list[float] | None
    target: float | None


class NumberTile(TypedDict):
    """A number tile."""

    name: str
    label: str
    number: str
    unit: str
    change: str
    same: bool
    beside: str
    strip: TileStrip
    note: str


class StepRow(TypedDict):
    """A row of how a family's amount is worked out; depth 0 is a programme, nothing: zero or "no"."""

    depth: int
    name: str
    numbers: str
    value: str
    clause: str
    nothing: bool
