"""What is typed on the page arrives whole, and what is shown is what is in force."""

import json
import random
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser

DELAY = 40  # milliseconds a key
ENTRIES = 200
HIGHEST = {
    "age": 120,
    "wage_income": 99_999,
    "transfer_income": 9_999,
    "medical_out_of_pocket_per_year": 99_999,
    "disability_grade": 4,
}
MULTIPLE = "#yy-margin_multiple"


def any_number(chance: random.Random, field: str) -> str:
    """A number as a hand types it: now and then with fen."""
    whole = chance.randrange(HIGHEST[field] + 1)
    fen = f".{chance.randrange(1, 100):02d}" if field.endswith("income") and chance.random() < 0.3 else ""
    return f"{whole}{fen}"


def told(screen) -> list[dict]:
    """The members of the invented family, as the address says them."""
    parts = parse_qs(urlsplit(screen.page.url).fragment)
    return json.loads(parts["told"][0])[2:]


def test_two_hundred_entries_arrive_whole(screen, seed: int) -> None:
    """Age Tab wage Tab transfer Tab …, faster than the page answers."""
    screen.begin()
    screen.page.click("#yy-page-family")
    screen.settled()
    screen.page.click("#yy-family-invent")
    screen.settled()
    for _ in range(3):
        screen.page.click("#yy-told-add")
        screen.settled()
    chance, keyboard, entered = random.Random(seed), screen.page.keyboard, 0
    while entered < ENTRIES:
        wanted: list[dict[str, str]] = [{} for _ in range(4)]
        screen.page.focus("#yy-told-age-0")
        keyboard.press("Control+A")
        for member in wanted:
            for field in HIGHEST:
                member[field] = any_number(chance, field)
                keyboard.type(member[field], delay=DELAY)
                keyboard.press("Tab", delay=DELAY)
                entered += 1
            keyboard.press("Tab", delay=DELAY)  # over the question whether ill,
            keyboard.press("Tab", delay=DELAY)  # and the button that takes the member away
        screen.settled()
        for k, member in enumerate(wanted):
            shown = {field: screen.page.input_value(f"#yy-told-{field}-{k}") for field in HIGHEST}
            assert {field: float(text) for field, text in shown.items()} == {f: float(t) for f, t in member.items()}
            in_force = {field: float(told(screen)[k].get(field, 0)) for field in HIGHEST}
            assert in_force == {field: float(text) for field, text in member.items()}
    assert screen.complaints == []


def test_a_field_shows_the_number_in_force_with_all_its_digits(screen) -> None:
    screen.begin("en")
    for text, shown in (("1.234567", "1.234567"), (".5", "1.234567"), ("1.5", "1.50")):
        screen.page.focus(MULTIPLE)
        screen.page.keyboard.press("Control+A")
        screen.page.keyboard.type(text)
        screen.page.keyboard.press("Enter")
        screen.settled()
        assert screen.page.input_value(MULTIPLE) == text  # nothing is written to what has the focus
        refused = screen.page.locator(".yy-error")
        assert refused.count() == (1 if text == ".5" else 0)  # below its valid range
        screen.page.focus("#yy-undo" if screen.page.is_enabled("#yy-undo") else "#yy-keep")
        assert screen.page.input_value(MULTIPLE) == shown


def test_an_answer_nobody_waits_for_leaves_the_entry_alone(screen) -> None:
    """An interval of a ratio that was moved comes while a multiple is being typed.

    The ratio is moved by its event, after the typing, so that the answer can't be there before; no other test asks for
    it, so that no visitor before has its answer kept.
    """
    screen.begin("en")
    screen.page.focus(MULTIPLE)
    screen.page.keyboard.press("Control+A")
    screen.page.keyboard.type("1.7")
    screen.page.evaluate(
        """() => {
            const ratio = document.querySelector("#yy-rural_dibao_ratio");
            ratio.stepUp(9);
            ratio.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    screen.page.wait_for_selector(".yy-doing", state="visible")
    screen.page.wait_for_selector(".yy-doing", state="hidden")
    screen.page.keyboard.type("5")
    assert screen.page.input_value(MULTIPLE) == "1.75"
    screen.page.keyboard.press("Tab")
    screen.settled()
    assert screen.page.input_value(MULTIPLE) == "1.75"


def test_the_wheel_changes_no_number(screen) -> None:
    screen.begin("en")
    for place in (MULTIPLE, "#yy-rural_tekun_multiple", "#yy-urban_dibao_ratio"):
        before, address = screen.page.input_value(place), screen.page.url
        screen.page.focus(place)
        box = screen.page.locator(place).bounding_box()
        screen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for way in (120, -120, 120):
            screen.page.mouse.wheel(0, way)
        screen.page.wait_for_timeout(100)
        screen.settled()
        assert screen.page.input_value(place) == before
        assert screen.page.url == address
        assert screen.page.evaluate("document.activeElement.tagName") != "INPUT"
