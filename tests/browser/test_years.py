"""The year slider in a real browser: it moves the figures, stays after a reload, and each page says its year."""

import pytest

from tests.browser.conftest import Screen, wait_for

YEAR = "#yy-year"
FINDING = "#yy-finding"


def begins(text: str) -> str:
    return f"() => document.querySelector('{FINDING}').textContent.startsWith('{text}')"


@pytest.fixture(autouse=True)
def overview(screen: Screen) -> None:
    screen.begin("en")
    screen.page.fill(YEAR, "2021") if screen.page.input_value(YEAR) != "2021" else None
    screen.settled()


def move_to(screen: Screen, year: int) -> None:
    screen.page.fill(YEAR, str(year))
    wait_for(screen.page, begins(f"{year}: "))
    screen.settled()


def test_the_slider_moves_the_figures_and_a_reload_finds_the_year_again(screen: Screen) -> None:
    first = screen.text("#yy-tile-persons .yy-number b")
    assert screen.page.get_attribute(YEAR, "aria-valuetext") == "2021"
    move_to(screen, 2026)
    later = screen.text("#yy-tile-persons .yy-number b")
    assert later != first
    assert "Law of 2026" in screen.text(".yy-year-told")
    assert "no interval" in screen.text(".yy-year-note")
    assert screen.page.get_attribute(YEAR, "aria-valuetext") == "2026"
    wait_for(screen.page, "() => location.hash.includes('year=2026')")
    screen.page.reload()
    screen.page.wait_for_selector(".yy-card")
    wait_for(screen.page, begins("2026: "))
    screen.settled()
    assert screen.page.input_value(YEAR) == "2026"
    assert screen.text("#yy-tile-persons .yy-number b") == later
    move_to_first(screen)
    assert screen.text("#yy-tile-persons .yy-number b") == first
    assert screen.complaints == []


def move_to_first(screen: Screen) -> None:
    screen.page.fill(YEAR, "2021")
    wait_for(screen.page, f"() => !document.querySelector('{FINDING}').textContent.startsWith('20')")
    screen.settled()


def test_the_keyboard_moves_a_year_and_five(screen: Screen) -> None:
    screen.page.focus(YEAR)
    screen.page.keyboard.press("ArrowRight")
    wait_for(screen.page, begins("2022: "))
    screen.page.keyboard.press("Shift+ArrowRight")
    wait_for(screen.page, begins("2027: "))
    screen.settled()
    assert screen.page.evaluate("() => document.activeElement.id") == "yy-year"
    move_to_first(screen)


def test_the_page_of_years_follows_the_slider_and_the_levers(screen: Screen) -> None:
    screen.page.click("#yy-page-years")
    screen.settled()
    titles = {name: screen.text(f"#yy-figure-{name} h3") for name in ("years_pyramid", "years_standards")}
    move_to(screen, 2030)
    assert screen.text("#yy-figure-years_pyramid h3") != titles["years_pyramid"]
    assert screen.text("#yy-figure-years_standards h3") == titles["years_standards"]
    assert "2030 to 2032" in screen.text("#yy-budget h3")
    finding = screen.text(FINDING)
    screen.page.fill("#yy-rural_dibao_ratio", "0.43")
    screen.page.wait_for_timeout(500)
    wait_for(screen.page, f"() => document.querySelector('{FINDING}').textContent.includes('on the baseline')")
    screen.settled()
    assert screen.text(FINDING) != finding
    assert screen.page.locator("#yy-figure-years_cost svg").count() == 1
    assert screen.complaints == []


def test_a_page_that_stays_says_so(screen: Screen) -> None:
    move_to(screen, 2025)
    screen.page.click("#yy-page-afford")
    screen.settled()
    assert "doesn't follow the year: it is of 2021" in screen.text(".yy-year-note")
    screen.page.click("#yy-page-overview")
    wait_for(screen.page, begins("2025: "))
    move_to_first(screen)
