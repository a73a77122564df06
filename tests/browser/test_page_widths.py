"""Nothing is cut, at any width, in either language, or on the projector."""

from pathlib import Path

import pytest

from tests.browser.pages import FAULTS, PAGES

pytestmark = pytest.mark.browser

# How much higher and wider the page is than what is seen of it, in pixels.
BEYOND = """() => {
  const main = document.querySelector('.yy-main');
  const window = document.documentElement;
  return {
    high: Math.max(main.scrollHeight - main.clientHeight, window.scrollHeight - window.clientHeight),
    wide: window.scrollWidth - window.clientWidth,
    letters: parseFloat(getComputedStyle(main).fontSize),
    drawn: Math.min(...[...document.querySelectorAll('.yy-vis')].filter((box) => box.offsetParent)
      .map((box) => parseFloat(getComputedStyle(box).fontSize))),
  };
}"""
ON_ONE_SCREEN = ("overview", "care", "afford")  # at 1440 × 900; a family and the assumptions are lists


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_or_covered_at_any_width(screen, tmp_path, language) -> None:
    screen.begin(language)
    move_both_ratios(screen)
    for page in PAGES:
        screen.page.click(f"#yy-page-{page}")
        for width, height in ((900, 1400), (1366, 768), (1440, 900), (3840, 2160)):
            picture = tmp_path / f"{page}-{language}-{width}.png"
            faults = look(screen, picture, width, height)
            assert not faults, "\n".join([f"{page}, {language}, {width} px, see {picture}:", *faults])
            if page in ON_ONE_SCREEN and width > 1400:
                assert screen.page.evaluate(BEYOND)["high"] <= 1, page


def move_both_ratios(screen) -> None:
    for residence in ("urban", "rural"):
        screen.page.locator(f"#yy-{residence}_dibao_ratio").focus()
        screen.page.keyboard.press("Shift+ArrowRight")
    screen.settled()


def look(screen, picture: Path, width: int, height: int) -> list[str]:
    """Give the page a size, take its picture, and return what is wrong on it."""
    screen.page.set_viewport_size({"width": width, "height": height})
    screen.page.wait_for_timeout(250)  # the observer's pause
    screen.settled()
    screen.page.screenshot(path=picture)
    return screen.page.evaluate(FAULTS)


def test_faults_are_found(screen) -> None:
    """Words over words, on the page and in a picture, and a box that is too narrow for what it holds."""
    screen.begin("en")
    screen.page.evaluate("""() => {
      const label = document.querySelector('#yy-tile-cost h3');
      label.style.position = 'relative';
      label.style.top = '20px';
      const numbers = document.querySelectorAll('.yy-stage svg .role-axis-label text');
      for (const number of numbers) number.setAttribute('transform', 'translate(0,0)');
      document.querySelector('#yy-tile-tekun .yy-note').style.cssText = 'width: 20px; white-space: nowrap';
    }""")
    faults = screen.page.evaluate(FAULTS)
    screen.page.reload()
    screen.page.wait_for_selector(".yy-tile", timeout=120_000)
    screen.settled()
    for fault in ("words over words in the page", "words over words in yy-figure-", "wider than its box"):
        assert any(found.startswith(fault) for found in faults), fault
    assert screen.page.evaluate(FAULTS) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_projectors_pages_are_one_screen_each(screen, tmp_path, language) -> None:
    screen.begin(language)
    move_both_ratios(screen)
    screen.page.click("#yy-present")
    screen.page.wait_for_selector(".yy-presenting")
    for page in PAGES:
        screen.page.wait_for_selector(f".yy-on-{page}")
        for width, height in ((1920, 1080), (3840, 2160)):
            picture = tmp_path / f"{page}-{language}-{width}.png"
            faults, seen = look(screen, picture, width, height), screen.page.evaluate(BEYOND)
            assert not faults, "\n".join([f"{page}, {language}, {width} px, see {picture}:", *faults])
            assert max(seen["high"], seen["wide"]) <= 1, f"{page}: {seen}, see {picture}"
            assert seen["letters"] >= 13 * width / 1223 - 0.1, page  # words are as large as everywhere
            assert seen["drawn"] >= 0.8 * seen["letters"] - 0.001, page  # computed sizes have four digits
        screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("Escape")


def test_nothing_was_asked_of_the_outside_and_nothing_went_wrong(screen) -> None:
    """The last one: of all that the tests above did."""
    assert screen.outside == []
    assert screen.complaints == []
