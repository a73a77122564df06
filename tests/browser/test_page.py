"""The page in a real browser, without any network: first paint, sliders, languages, pages, presenter."""

from urllib.request import urlopen

import pytest

from tests.browser.conftest import wait_for
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser


def test_something_is_seen_while_the_county_is_prepared(screen) -> None:
    with urlopen(screen.address) as answer:  # what stands there before any script has run
        shown = answer.read().decode()
    assert "正在准备" in shown.partition('id="yy-skeleton"')[2]
    screen.page.wait_for_selector(".yy-tile", timeout=120_000)
    assert screen.page.locator("#yy-skeleton").count() == 0
    screen.settled()
    assert screen.page.locator(".yy-vis svg").count() == 2


def test_a_key_press_on_a_slider_changes_tile_and_chart(screen) -> None:
    screen.begin()
    before = screen.text("#yy-tile-cost .yy-number"), screen.text("#yy-figure-cost_surface_cost svg")
    assert screen.text("#yy-tile-cost .yy-change").startswith("±0")
    slider = screen.page.locator("#yy-urban_dibao_ratio")
    slider.focus()
    screen.page.keyboard.press("ArrowRight")
    screen.settled()
    assert slider.input_value() == "0.305"  # one step: half a point
    screen.page.keyboard.press("Shift+ArrowRight")
    screen.settled()
    assert slider.input_value() == "0.33"  # five steps more
    assert screen.text("#yy-tile-cost .yy-number") != before[0]
    assert screen.text("#yy-tile-cost .yy-change").startswith("+")
    assert screen.text("#yy-figure-cost_surface_cost svg") != before[1]
    assert "方案" in screen.text("#yy-figure-cost_surface_cost svg")
    assert screen.page.evaluate("document.activeElement.id") == "yy-urban_dibao_ratio"
    screen.page.click("#yy-undo")
    screen.settled()
    assert slider.input_value() == "0.305"


def test_a_burst_ends_where_the_hand_ends(screen) -> None:
    screen.begin()
    screen.page.locator("#yy-rural_dibao_ratio").focus()
    for _ in range(6):
        screen.page.keyboard.press("ArrowRight")
    screen.settled()
    assert screen.page.locator("#yy-rural_dibao_ratio").input_value() == "0.43"
    assert "43" in screen.text(".yy-under")
    assert screen.text(".yy-chip.yy-on b").replace(" ", "") == "30/43"


def test_the_old_picture_stays_while_a_lever_moves(screen) -> None:
    screen.begin()
    screen.page.evaluate("""() => {
        window.blank = 0;
        const look = () => {
            for (const box of document.querySelectorAll('.yy-vis')) {
                const ready = box.querySelector('.yy-ready svg');
                if (!ready || ready.getBoundingClientRect().height < 50) window.blank += 1;
            }
            window.looking = requestAnimationFrame(look);
        };
        look();
    }""")
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):  # beyond the corridor: a new axis
        screen.page.keyboard.press(key)
        screen.settled()
    screen.page.click("#yy-language-en")
    screen.settled()
    screen.page.evaluate("cancelAnimationFrame(window.looking)")
    assert screen.page.evaluate("window.blank") == 0


def test_outside_the_corridor_is_said_and_can_be_taken_back(screen) -> None:
    screen.begin("en")
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    for _ in range(3):
        screen.page.keyboard.press("Shift+ArrowRight")
    screen.page.wait_for_selector("#yy-fix-urban_dibao_ratio")
    screen.settled()
    assert screen.text("#yy-urban_dibao_ratio-warning").startswith("▲ outside 25–35%")
    assert "▲ Outside the corridor" in screen.text(".yy-alerts")
    assert "▲ Scenario" in screen.text("#yy-figure-cost_surface_cost svg")
    screen.page.click("#yy-fix-urban_dibao_ratio")
    screen.settled()
    assert screen.page.locator("#yy-urban_dibao_ratio").input_value() == "0.35"
    assert screen.text(".yy-alerts") == ""


def test_the_language_switch_reaches_every_word(screen) -> None:
    screen.begin("zh")
    assert "南麻街道" in screen.text("#yy-figure-town_tiles svg")
    screen.page.click("#yy-language-en")
    screen.settled()
    assert screen.page.locator(".yy").get_attribute("lang") == "en"
    for page in PAGES[:-1]:  # sources are quoted in the language they are written in
        if page == "family":
            continue  # clauses too
        screen.page.click(f"#yy-page-{page}")
        screen.settled()
        words = screen.text(".yy-body") + screen.text(".yy-footer")
        assert not [c for c in words if "\u4e00" <= c <= "\u9fff"]


def test_the_plan_is_solved_again_when_a_target_moves(screen) -> None:
    screen.begin("en")
    screen.page.click("#yy-page-care")
    screen.page.wait_for_selector("#yy-figure-plan_gantt svg", timeout=60_000)
    screen.settled()
    before = screen.text("#yy-finding"), screen.text("#yy-figure-target_path_nursing_bed_share svg")
    assert "sure of both targets by end-2022" in before[0] or "no plan" in before[0]
    screen.page.locator("#yy-nursing_share_target").focus()
    screen.page.keyboard.press("ArrowLeft")
    screen.settled()
    assert screen.page.locator("#yy-nursing_share_target").input_value() == "0.54"
    assert screen.text("#yy-figure-target_path_nursing_bed_share svg") != before[1]
    assert "54%" in screen.text("#yy-figure-target_path_nursing_bed_share svg")
    assert "at least 55%" in screen.text(".yy-alerts")  # §3 is a floor
    screen.page.click("#yy-undo")
    screen.settled()
    assert screen.text("#yy-finding") == before[0]


def test_the_cost_page_splits_the_change_and_names_who_pays(screen) -> None:
    screen.begin("en")
    screen.page.click("#yy-page-cost")
    screen.settled()
    assert screen.text("#yy-figure-waterfall_cost_yuan_per_year .yy-empty").startswith("As the baseline")
    assert "education aid" in screen.text("#yy-figure-programme_costs svg")
    screen.page.locator("#yy-rural_dibao_ratio").focus()
    screen.page.keyboard.press("Shift+ArrowRight")
    screen.page.wait_for_selector("#yy-figure-waterfall_cost_yuan_per_year svg", timeout=60_000)
    screen.settled()
    assert "Change in all" in screen.text("#yy-figure-waterfall_cost_yuan_per_year svg")
    assert "Scenario" in screen.text("#yy-figure-county_share svg")
    screen.page.click("#yy-keep")
    screen.settled()
    assert "Scenario A" in screen.text("#yy-figure-county_share svg")
    screen.page.locator(".yy-chip .yy-drop").first.evaluate("(node) => node.click()")
    screen.settled()


def test_a_budget_finds_a_pair_of_standards_and_the_pair_can_be_tried(screen) -> None:
    screen.begin("en")
    screen.page.click("#yy-page-afford")
    screen.page.wait_for_selector("#yy-pairs tbody tr", timeout=60_000)
    screen.settled()
    before = screen.text("#yy-finding")
    screen.page.locator("#yy-confidence").focus()
    for _ in range(4):
        screen.page.keyboard.press("ArrowLeft")
    wait_for(screen.page, "() => document.querySelector('#yy-finding').textContent.includes('70% sure')")
    screen.settled()
    assert screen.text("#yy-finding") != before
    screen.page.click("#yy-try-0")
    screen.settled()
    assert screen.text(".yy-chip.yy-on span") == "Scenario"
    screen.page.click("#yy-payer-all")
    wait_for(screen.page, "() => document.querySelector('#yy-payer-all').getAttribute('aria-pressed') === 'true'")
    screen.page.click("#yy-payer-county")
    screen.page.locator("#yy-confidence").focus()
    for _ in range(4):
        screen.page.keyboard.press("ArrowRight")
    screen.settled()


def test_a_family_is_picked_invented_and_told_otherwise(screen) -> None:
    screen.begin("en")
    screen.page.click("#yy-page-family")
    screen.page.wait_for_selector(".yy-steps tbody tr", timeout=60_000)
    screen.settled()
    number = screen.page.locator("#yy-household").input_value()
    screen.page.click("#yy-family-pick")
    screen.settled()
    assert screen.page.locator("#yy-household").input_value() != number
    screen.page.fill("#yy-household", "999999")
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_selector(".yy-error")
    assert "no household 999999" in screen.text(".yy-error")
    screen.page.click("#yy-family-invent")
    screen.page.wait_for_selector("#yy-told-age-0")
    screen.settled()
    assert screen.page.locator(".yy-error").count() == 0
    before = screen.text("#yy-finding")
    screen.page.fill("#yy-told-age-0", "71")
    screen.page.keyboard.press("Enter")
    wait_for(screen.page, "(was) => document.querySelector('#yy-finding').textContent !== was", arg=before)
    screen.page.click("#yy-told-add")
    screen.page.wait_for_selector("#yy-told-age-1")
    screen.settled()
    assert "family of 2" in screen.text("#yy-finding")


def test_intervals_follow_the_quick_answer(screen) -> None:
    screen.begin("en")
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("ArrowRight")
    screen.settled()  # the baseline's interval, which may be there already, is no longer meant
    note = "() => document.querySelector('#yy-tile-cost .yy-note').textContent"
    wait_for(screen.page, f"{note}.startsWith('80% interval ¥')", timeout=60_000)
    assert screen.page.locator("#yy-tile-cost .yy-strip-band").is_visible()
    wait_for(screen.page, "() => document.querySelector('.yy-doing').hidden")


def test_the_presenter_walks_with_the_arrow_keys(screen) -> None:
    screen.begin("en")
    screen.page.click("#yy-present")
    screen.page.wait_for_selector(".yy-presenting")
    assert not screen.page.locator(".yy-levers").is_visible()
    assert not screen.page.locator(".yy-header").is_visible()
    assert screen.text(".yy-keys").endswith("1 / 8")
    size = "() => parseFloat(getComputedStyle(document.querySelector('#yy-finding')).fontSize)"
    assert screen.page.evaluate(size) > 30
    screen.page.keyboard.press("ArrowRight")
    wait_for(screen.page, "() => document.querySelector('.yy-keys').textContent.endsWith('2 / 8')")
    screen.settled()
    screen.page.keyboard.press("ArrowLeft")
    wait_for(screen.page, "() => document.querySelector('.yy-keys').textContent.endsWith('1 / 8')")
    screen.page.keyboard.press("l")
    assert screen.page.locator(".yy-levers").is_visible()
    screen.page.keyboard.press("l")
    screen.settled()
    screen.page.keyboard.press("Escape")
    screen.page.wait_for_selector(".yy-header", state="visible")
    assert screen.page.locator(".yy-presenting").count() == 0
    screen.page.keyboard.press("ArrowRight")  # the keys are the page's again
    screen.settled()
    assert screen.page.locator("#yy-page-overview[aria-current]").count() == 1


def test_everything_is_reached_by_the_tab_key_alone(screen) -> None:
    screen.begin("en")
    wanted = {
        "yy-page-cost",
        "yy-language-zh",
        "yy-present",
        "yy-export",
        "yy-urban_dibao_ratio",
        "yy-table-town_tiles",
    }
    screen.page.evaluate("document.activeElement.blur()")
    seen = set()
    for _ in range(60):
        screen.page.keyboard.press("Tab")
        seen.add(screen.page.evaluate("document.activeElement.id"))
    assert wanted <= seen


def test_nothing_was_asked_of_the_outside_and_nothing_went_wrong(screen) -> None:
    """The last one: of all that the tests above did."""
    assert screen.outside == []
    assert screen.complaints == []
