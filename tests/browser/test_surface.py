"""The surface of costs under the hand: a click or a drag sets both ratios, as their sliders would."""

import re

import pytest

pytestmark = pytest.mark.browser

PLOT = "#yy-figure-cost_surface_cost svg .root .background"
# Where the axes of the picture begin and end while the scenario is inside the corridor: its own frame and the gutter.
ACROSS, UP = (0.24, 0.38), (0.34, 0.47)


@pytest.fixture
def hand(screen):
    """The page at the baseline in English, and the pixel of a pair of ratios on the surface."""
    screen.page.wait_for_selector(".yy-tile", timeout=120_000)
    screen.settled()
    screen.begin("en")
    box = screen.page.locator(PLOT).first.bounding_box()

    def at(urban: float, rural: float) -> tuple[float, float]:
        x, y = (urban - ACROSS[0]) / (ACROSS[1] - ACROSS[0]), (rural - UP[0]) / (UP[1] - UP[0])
        return box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"]

    return at


def ratios(screen) -> tuple[str, str]:
    return tuple(screen.page.locator(f"#yy-{name}_dibao_ratio").input_value() for name in ("urban", "rural"))


def test_a_click_sets_both_ratios_to_half_a_point(screen, hand) -> None:
    assert "click or drag to choose" in screen.text("#yy-figure-cost_surface_cost .yy-subtitle")
    screen.page.mouse.click(*hand(0.3262, 0.4338))
    screen.settled()
    assert ratios(screen) == ("0.325", "0.435")
    assert screen.text(".yy-chip.yy-on b").replace(" ", "") == "32.5/43.5"
    assert re.search(r"scenario ¥", screen.text("#yy-figure-cost_surface_cost svg"), re.IGNORECASE)
    screen.page.click("#yy-undo")
    screen.settled()
    assert ratios(screen) == ("0.3", "0.4")


def test_a_drag_is_one_step_back_and_the_point_follows_the_hand(screen, hand) -> None:
    path = [hand(0.27 + 0.01 * k, 0.37 + 0.01 * k) for k in range(7)]
    screen.page.mouse.move(*path[0])
    screen.page.mouse.down()
    for place in path[1:]:
        screen.page.mouse.move(*place)
        screen.page.wait_for_timeout(20)
    screen.page.mouse.up()
    screen.settled()
    assert ratios(screen) == ("0.33", "0.43")
    screen.page.mouse.move(*hand(0.26, 0.36))  # the button is up: nothing moves
    screen.settled()
    assert ratios(screen) == ("0.33", "0.43")
    screen.page.click("#yy-undo")
    screen.settled()
    assert ratios(screen) == ("0.3", "0.4")


def test_a_hand_that_leaves_the_picture_stays_at_its_edge_and_the_law_s_end_is_warned_of(screen, hand) -> None:
    screen.page.mouse.move(*hand(0.34, 0.41))
    screen.page.mouse.down()
    screen.page.mouse.move(*hand(0.45, 0.41), steps=4)
    screen.page.mouse.up()
    screen.settled()
    assert ratios(screen) == ("0.38", "0.41")
    assert "38%" in screen.text(".yy-alert")


def test_other_figures_are_left_alone_and_nothing_is_complained_of(screen, hand) -> None:
    screen.page.locator("#yy-figure-town_tiles svg text", has_text="Yuezhuang").click()
    screen.settled()
    assert ratios(screen) == ("0.3", "0.4")
    assert "Yuezhuang" in screen.text("#yy-town")
    screen.page.click("#yy-town")
    screen.settled()
    assert (screen.outside, screen.complaints) == ([], [])
