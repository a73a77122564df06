"""Towns, kept scenarios side by side, undo and redo, assumptions, and the address that brings all of it back."""

from itertools import pairwise

import pytest

from tests.browser.conftest import wait_for

pytestmark = pytest.mark.browser


def test_scenarios_are_kept_and_chosen_again(screen) -> None:
    screen.begin("en")
    for name, value in (("A", "0.305"), ("B", "0.31")):
        screen.page.locator("#yy-urban_dibao_ratio").focus()
        screen.page.keyboard.press("ArrowRight")
        screen.settled()
        screen.page.click("#yy-keep")
        screen.settled()
        assert screen.page.locator(f"#yy-chip-{name}").get_attribute("aria-pressed") == "true"
        assert screen.page.locator("#yy-urban_dibao_ratio").input_value() == value
    screen.page.click("#yy-chip-A")
    screen.settled()
    assert screen.page.locator("#yy-urban_dibao_ratio").input_value() == "0.305"


def test_a_town_is_chosen_by_a_click(screen) -> None:
    screen.begin("en")
    outlined = """() => [...document.querySelectorAll('#yy-figure-town_tiles svg path')]
        .filter((node) => node.getAttribute('stroke') === '#1B2430').length"""
    before = screen.page.evaluate(outlined)
    screen.page.locator("#yy-figure-town_tiles svg path[stroke='#FFFFFF']").nth(2).click(position={"x": 24, "y": 16})
    screen.settled()
    assert screen.page.evaluate(outlined) == before + 1
    assert "interval" in screen.text("#yy-tile-cost .yy-note")  # of the county: the tiles are the town's now
    screen.page.click("#yy-town")
    screen.settled()
    assert screen.page.evaluate(outlined) == before


def test_the_address_brings_everything_back(screen, open_screen) -> None:
    wanted = (
        "page=cost&lang=en&rural_dibao_ratio=0.43&tekun_take_up=0.9&A=rural_dibao_ratio:0.42"
        "&town=%E6%82%A6%E5%BA%84%E9%95%87&budget=2000000&compare=1"
    )
    shared = open_screen(f"{screen.address}#{wanted}", screen.address)
    shared.page.wait_for_selector("#yy-page-cost[aria-current]", timeout=120_000)
    shared.settled()
    assert shared.page.locator("#yy-rural_dibao_ratio").input_value() == "0.43"
    assert shared.page.locator("#yy-budget").input_value() == "2000000"
    assert shared.page.locator("#yy-chip-A").count() == 1
    assert shared.text("#yy-town") == "Yuezhuang"
    assert shared.page.locator("#yy-comparison thead th").count() == 1 + 3
    assert shared.page.evaluate("location.hash.slice(1)") == wanted
    assert (shared.outside, shared.complaints) == ([], [])
    shared.page.close()


def test_the_address_restores_the_page_and_the_way_back(screen, open_screen) -> None:
    screen.begin("en")
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("Shift+ArrowRight")
    screen.settled()
    screen.page.click("#yy-page-helped")
    screen.settled()
    place = screen.page.evaluate("location.href")
    assert "page=helped&lang=en&urban_dibao_ratio=0.325" in place
    screen.page.go_back()
    screen.page.wait_for_selector("#yy-page-overview[aria-current]")
    screen.settled()
    assert screen.page.locator("#yy-urban_dibao_ratio").input_value() == "0.325"
    screen.page.go_back()
    wait_for(screen.page, "() => document.querySelector('#yy-urban_dibao_ratio').value === '0.3'")
    screen.settled()
    shared = open_screen(place, screen.address)  # as somebody else opens it, with a kernel of its own
    shared.page.wait_for_selector("#yy-page-helped[aria-current]", timeout=120_000)
    shared.settled()
    assert shared.page.locator("#yy-urban_dibao_ratio").input_value() == "0.325"
    assert shared.page.locator(".yy").get_attribute("lang") == "en"
    assert (shared.outside, shared.complaints) == ([], [])


def test_a_wrong_address_is_said(screen) -> None:
    screen.begin("en")
    screen.page.evaluate("location.hash = '#page=overveiw'")
    screen.page.wait_for_selector(".yy-error")
    assert "did you mean 'overview'" in screen.text(".yy-error")
    screen.page.click("#yy-page-helped")
    screen.settled()
    assert screen.page.locator(".yy-error").count() == 0


def test_the_whole_page_follows_a_town(screen) -> None:
    screen.begin("en")
    county = {name: screen.text(f"#yy-tile-{name} .yy-number") for name in ("persons", "cost", "county", "tekun")}
    surface = screen.text("#yy-figure-cost_surface_cost svg")
    screen.page.locator("#yy-figure-town_tiles svg path[stroke='#FFFFFF']").nth(2).click(position={"x": 24, "y": 16})
    screen.settled()
    town = screen.text("#yy-town")
    assert screen.text("#yy-finding").startswith(f"{town}: ")
    for name, number in county.items():
        assert screen.text(f"#yy-tile-{name} .yy-number") != number
    assert screen.text("#yy-figure-cost_surface_cost .yy-subtitle").startswith(f"{town} · ")
    assert screen.text("#yy-figure-cost_surface_cost svg") != surface
    wait_for(
        screen.page,
        "() => document.querySelector('#yy-tile-cost .yy-note').textContent.startsWith('80% interval')",
        timeout=60_000,
    )
    for page, figure in (
        ("helped", "income_distribution"),
        ("helped", "winners_losers_type"),
        ("cost", "programme_costs"),
    ):
        screen.page.click(f"#yy-page-{page}")
        screen.settled()
        assert screen.text(f"#yy-figure-{figure} .yy-subtitle").startswith(f"{town} · ")
    assert screen.text("#yy-figure-county_share .yy-subtitle").startswith("whole county")
    screen.page.click("#yy-page-afford")
    screen.page.wait_for_selector(".yy-on-afford")
    assert screen.text(".yy-town-note") == "this page is of the county; exports are of the county"
    screen.page.click("#yy-town")
    screen.settled()
    assert not screen.page.locator("#yy-town").is_visible()


def test_a_town_is_chosen_from_the_keyboard(screen) -> None:
    screen.begin("en")
    screen.page.locator(".yy-towns [tabindex='0']").focus()
    assert screen.page.locator(".yy-towns").evaluate("(box) => getComputedStyle(box).opacity") == "1"
    screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("ArrowRight")
    name = screen.page.evaluate("document.activeElement.textContent")
    screen.page.keyboard.press("Enter")
    screen.settled()
    assert name.startswith(screen.text("#yy-town"))
    assert screen.page.locator(".yy-towns [aria-pressed='true']").count() == 1
    assert screen.page.evaluate("document.activeElement.id") == "yy-at-2"  # the focus stays where it was


def test_four_scenarios_stand_side_by_side_and_a_fifth_is_told_why_not(screen) -> None:
    screen.begin("en")
    for _ in range(4 - screen.page.locator(".yy-chip .yy-drop").count()):
        screen.page.locator("#yy-rural_dibao_ratio").focus()
        screen.page.keyboard.press("Shift+ArrowRight")
        screen.settled()
        screen.page.click("#yy-keep")
        screen.settled()
    screen.page.click("#yy-compare")
    screen.page.wait_for_selector("#yy-comparison tbody tr")
    assert screen.page.locator("#yy-comparison thead th").count() == 1 + 5  # measure, baseline, A to D
    assert not screen.page.locator(".yy-tiles").is_visible()
    wait_for(screen.page, "() => document.querySelectorAll('#yy-comparison small').length === 25", timeout=60_000)
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("ArrowLeft")
    wait_for(screen.page, "() => document.querySelectorAll('#yy-comparison thead th').length === 7")
    screen.settled()
    screen.page.click("#yy-keep")
    screen.page.wait_for_selector(".yy-error")
    assert "4 scenarios are kept already" in screen.text(".yy-error")
    assert "compare=1" in screen.page.evaluate("location.hash")
    screen.page.click("#yy-comparison-close")
    screen.page.wait_for_selector(".yy-tile")
    for _ in range(4):
        screen.page.locator(".yy-chip .yy-drop").first.evaluate("(node) => node.click()")
        screen.settled()
    assert screen.page.locator(".yy-chip .yy-drop").count() == 0


def test_undo_and_redo_by_button_and_by_key(screen) -> None:
    screen.begin("en")
    slider = screen.page.locator("#yy-urban_dibao_ratio")
    slider.focus()
    screen.page.keyboard.press("Shift+ArrowRight")
    screen.settled()
    for key, value in (
        ("Control+z", "0.3"),
        ("Control+y", "0.325"),
        ("Control+z", "0.3"),
        ("Control+Shift+Z", "0.325"),
    ):
        screen.page.keyboard.press(key)
        screen.settled()
        assert slider.input_value() == value
    assert screen.page.evaluate("document.activeElement.id") == "yy-urban_dibao_ratio"
    screen.page.click("#yy-undo")
    screen.settled()
    screen.page.click("#yy-redo")
    screen.settled()
    assert slider.input_value() == "0.325"


def test_an_assumption_is_a_lever_with_its_status(screen) -> None:
    screen.begin("en")
    take_up = screen.page.locator("#yy-dibao_take_up_rural")
    assert not take_up.is_visible()
    screen.page.click("#yy-inputs")
    before = screen.text("#yy-tile-persons .yy-number")
    assert "estimated" in screen.text(".yy-lever:has(#yy-dibao_take_up_rural) .yy-badge")
    take_up.focus()
    screen.page.keyboard.press("Shift+ArrowRight")
    screen.settled()
    assert screen.text("#yy-tile-persons .yy-number") != before
    assert "assumed" in screen.text(".yy-lever:has(#yy-dibao_take_up_rural) .yy-badge")
    assert screen.text(".yy-chip.yy-on b").endswith("*")
    screen.page.click("#yy-reset")
    screen.settled()
    assert screen.text("#yy-tile-persons .yy-number") == before
    screen.page.click("#yy-inputs")


def test_the_keys_are_told(screen) -> None:
    screen.begin("en")
    screen.page.click("#yy-keys")
    assert "Ctrl+Z" in screen.text(".yy-keys-list")
    assert screen.page.locator(".yy-keys-list").is_visible()
    screen.page.click("#yy-keys")


def test_headings_follow_one_another_and_figures_are_named(screen) -> None:
    screen.begin("en")
    levels = screen.page.locator(".yy :is(h1, h2, h3, h4)").evaluate_all(
        "all => all.map((one) => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for figure in ("cost_surface_cost", "town_tiles"):
        label = screen.page.locator(f"#yy-figure-{figure} .yy-vis").get_attribute("aria-label")
        assert label == f"{screen.text(f'#yy-figure-{figure} h3')}. {screen.text(f'#yy-figure-{figure} .yy-subtitle')}"
    unnamed = "all => all.filter((one) => !(one.textContent.trim() || one.getAttribute('aria-label'))).length"
    assert screen.page.locator(".yy button").evaluate_all(unnamed) == 0


def test_nothing_was_asked_of_the_outside_and_nothing_went_wrong(screen) -> None:
    """The last one: of all that the tests above did."""
    assert screen.outside == []
    assert screen.complaints == []
