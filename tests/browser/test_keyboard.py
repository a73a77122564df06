"""The page by keyboard alone: everything is reached, the focus is seen and never lost, nothing holds it for ever."""

import pytest

from tests.browser.conftest import Screen
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

MANY = 160  # more stops than any page has
# What has the focus: its id or class, whether it is on the page, and whether it is marked.
AT = """() => {
  const at = document.activeElement;
  if (at === document.body) return {id: '', seen: true};
  const marks = [at, at.closest('.yy-number-box')].filter(Boolean).map((node) => getComputedStyle(node));
  const thumb = at.type === 'range' && at.matches(':focus-visible'); // its ring is the thumb's
  const ring = marks.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
  return {id: at.id || at.className || at.tagName, seen: at.getClientRects().length > 0 && (thumb || ring)};
}"""
CONTROLS = """() => [...document.querySelectorAll('.yy :is(button, input, select, summary)')]
  .filter((node) => node.id && !node.disabled && node.tabIndex >= 0 && node.checkVisibility())
  .map((node) => node.id)"""


def at(screen: Screen) -> str:
    """The id of what has the focus, which must be seen to have it."""
    found = screen.page.evaluate(AT)
    assert found["seen"], f"{found['id']}: the focus is not seen"
    return found["id"]


def go(screen: Screen, wanted: str, key: str = "Tab") -> None:
    """Press Tab (or Shift+Tab) until the wanted control has the focus."""
    passed = []
    for _ in range(MANY):
        if at(screen) == wanted:
            return
        screen.page.keyboard.press(key)
        passed.append(at(screen))
    pytest.fail(f"{wanted} is not reached; passed: {', '.join(passed)}")


def press(screen: Screen, *keys: str) -> str:
    for key in keys:
        screen.page.keyboard.press(key)
        screen.page.wait_for_timeout(60)
        screen.settled()
    return at(screen)


@pytest.fixture
def board(screen) -> Screen:
    """The page at the baseline in English, the focus nowhere."""
    screen.begin("en")
    screen.page.evaluate("document.activeElement.blur()")
    return screen


def test_every_stop_of_every_page_is_seen_once_and_left_again(board) -> None:
    for page in PAGES:
        board.page.evaluate("document.activeElement.blur()")
        go(board, f"yy-page-{page}")
        assert press(board, "Enter") == f"yy-page-{page}"
        stops = []
        for _ in range(MANY):
            board.page.keyboard.press("Tab")
            stops.append(at(board))
            if stops[-1] in ("", f"yy-page-{PAGES[0]}"):
                break
        end = stops.pop()  # out of the page, or in at its beginning again
        assert end in ("", f"yy-page-{PAGES[0]}"), f"{page}: the focus never leaves: {stops}"
        named = [stop for stop in stops if stop.startswith("yy-") and " " not in stop and stop != "yy-scroll"]
        assert len(named) == len(set(named)), page
        controls = board.page.evaluate(CONTROLS)
        before = {"yy-page-" + one for one in PAGES[: PAGES.index(page) + 1]}
        assert set(controls) - set(stops) <= before, page


def test_menus_open_close_and_give_the_focus_back(board) -> None:
    for menu in ("yy-export", "yy-keys"):
        go(board, menu)
        press(board, "Enter")
        assert board.page.locator(f"details:has(#{menu})").get_attribute("open") is not None
        if menu == "yy-export":
            assert press(board, "Tab") == "yy-export-html"
        assert press(board, "Escape") == menu
        assert board.page.locator(f"details:has(#{menu})").get_attribute("open") is None


def test_from_a_ratio_to_a_file_the_projector_and_back(board) -> None:
    page = board.page
    go(board, "yy-urban_dibao_ratio")
    assert press(board, "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight") == "yy-urban_dibao_ratio"
    assert page.locator("#yy-urban_dibao_ratio").input_value() == "0.355"
    go(board, "yy-fix-urban_dibao_ratio")  # goes with its use
    assert press(board, "Enter") == "yy-urban_dibao_ratio"
    assert page.locator("#yy-urban_dibao_ratio").input_value() == "0.35"
    go(board, "yy-table-cost_surface_cost")
    assert press(board, "Enter") == "yy-table-cost_surface_cost"
    assert page.locator("#yy-figure-cost_surface_cost table").is_visible()
    assert press(board, "Enter") == "yy-table-cost_surface_cost"
    assert page.locator("#yy-figure-cost_surface_cost table").count() == 0
    go(board, "yy-csv-cost_surface_cost")
    with page.expect_download() as file:
        page.keyboard.press("Enter")
    assert file.value.suggested_filename == "cost_surface_cost.csv"
    go(board, "yy-at-0")
    chosen = press(board, "ArrowRight", "Enter")
    assert chosen == "yy-at-1"
    assert page.locator("#yy-at-1").get_attribute("aria-pressed") == "true"
    go(board, "yy-town", "Shift+Tab")
    assert press(board, "Enter") == "yy-finding"  # the button is gone, the sentence it changed is there
    go(board, "yy-undo", "Shift+Tab")
    for _ in range(10):
        if page.locator("#yy-undo").is_disabled():
            break
        press(board, "Enter")
    assert at(board) in {"yy-redo", "yy-chip-baseline"}
    go(board, "yy-page-afford", "Shift+Tab")
    assert press(board, "Enter") == "yy-page-afford"
    assert page.locator("#yy-page-afford[aria-current]").count() == 1
    go(board, "yy-language-zh")
    assert press(board, "Enter") == "yy-language-zh"
    assert page.locator(".yy").get_attribute("lang") == "zh"
    go(board, "yy-present")
    page.keyboard.press("Enter")
    page.wait_for_selector(".yy-presenting")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".yy-presenting .yy-on-family")
    page.keyboard.press("l")
    assert page.locator(".yy-levers").is_visible()
    page.keyboard.press("l")
    assert press(board, "Escape") == "yy-present"
    assert page.locator("#yy-page-family[aria-current]").count() == 1


def test_the_comparison_gives_the_focus_back(board) -> None:
    go(board, "yy-rural_dibao_ratio")
    press(board, "ArrowRight")
    go(board, "yy-compare", "Shift+Tab")
    assert press(board, "Enter") == "yy-compare"
    go(board, "yy-comparison-close")
    assert press(board, "Enter") == "yy-compare"
    assert board.page.locator("#yy-comparison").count() == 0


def test_nothing_went_wrong(screen) -> None:
    assert (screen.outside, screen.complaints) == ([], [])
