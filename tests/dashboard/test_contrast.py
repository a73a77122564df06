"""The page's colours: the same tokens as the figures', and text that can be read (WCAG 2.1, level AA)."""

import re

import pytest

from workbench.charts.base import tokens as t
from workbench.dashboard.browser import style

PLAIN_TEXT, LARGE_TEXT_AND_MARKS = 4.5, 3.0
TOKENS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})", style()))


def hexes(colour: str) -> str:
    found = TOKENS.get(colour, colour).lstrip("#")
    return "".join(c * 2 for c in found) if len(found) == 3 else found


def luminance(colour: str) -> float:
    parts = [int(hexes(colour)[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_knows_its_published_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((ink, ground) for ink in ("ink", "ink-2") for ground in ("card", "page")),
        ("ink-3", "card"),
        ("ink-3", "page"),
        ("scenario", "card"),
        ("scenario-text", "tint"),
        ("scenario-text", "card"),
        ("warn", "warn-bg"),
        ("error", "error-bg"),
        ("link", "card"),
        ("ink", "#eceef1"),
        ("#ffffff", "ink"),
        ("#0f6b63", "#e3f2ef"),
        ("#0f6b63", "card"),
        ("#1d4f91", "#eaf0fa"),
        ("#8a5a00", "card"),
        ("ink-2", "tint"),
    ],
)
def test_text_is_readable_on_its_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= PLAIN_TEXT


@pytest.mark.parametrize(
    ("mark", "ground"),
    [("focus", "page"), ("focus", "card"), ("scenario", "card"), ("baseline-text", "card"), ("corridor-edge", "card")],
)
def test_marks_and_the_focus_stand_out(mark: str, ground: str) -> None:
    assert contrast(mark, ground) >= LARGE_TEXT_AND_MARKS


@pytest.mark.parametrize(
    ("token", "colour"),
    [
        ("ink", t.INK),
        ("ink-2", t.INK_2),
        ("ink-3", t.INK_3),
        ("scenario", t.SCENARIO),
        ("scenario-text", t.SCENARIO_TEXT),
        ("scenario-light", t.SCENARIO_LIGHT),
        ("tint", t.SCENARIO_TINT),
        ("baseline", t.BASELINE),
        ("baseline-text", t.BASELINE_TEXT),
        ("corridor", t.CORRIDOR),
        ("page", t.PAGE),
        ("card", t.CARD),
    ],
)
def test_page_and_figures_share_their_colours(token: str, colour: str) -> None:
    assert hexes(token) == colour.lstrip("#").lower()
