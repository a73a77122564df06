"""Nothing is cut, at any width, in either language, on the projector or on paper."""

import re

import pytest

from tests.browser.pages import FAULTS, PAGES

pytestmark = pytest.mark.browser

ROOM = """() => {
  const main = document.querySelector('.yy-main');
  const window = document.documentElement;
  return [main.scrollHeight / main.clientHeight, window.scrollWidth - window.clientWidth];
}"""
ON_PAPER = """() => {
  const seen = (node) => node.offsetParent !== null && getComputedStyle(node).visibility !== 'hidden';
  const drawn = [...document.querySelectorAll('.yy-card:not(.yy-is-empty) .yy-stage.yy-ready svg')];
  const figures = drawn.filter((svg) => seen(svg.closest('.yy-card')));
  const controls = [...document.querySelectorAll('.yy :is(input, select, .yy-button, .yy-link)')].filter(seen);
  return {
    controls: controls.map((node) => node.id || node.textContent),
    above: document.querySelector('.yy-printed').textContent,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    figures: figures.map((svg) => svg.getBoundingClientRect().width),
    hidden: drawn.map((svg) => svg.closest('.yy-card')).filter((card) => !seen(card)).map((card) => card.id),
  };
}"""


@pytest.mark.parametrize(("width", "height"), [(900, 1400), (1440, 900), (3840, 2160)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_at_any_width(screen, tmp_path, width, height, language) -> None:
    screen.begin(language)
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("Shift+ArrowRight")
    screen.page.locator("#yy-rural_dibao_ratio").focus()
    screen.page.keyboard.press("Shift+ArrowRight")
    screen.page.set_viewport_size({"width": width, "height": height})
    for page in PAGES:
        screen.page.click(f"#yy-page-{page}")
        screen.page.wait_for_timeout(250)  # the observer's pause
        screen.settled()
        picture = tmp_path / f"{page}-{language}-{width}.png"
        screen.page.screenshot(path=picture, full_page=True)
        assert picture.stat().st_size > 20_000
        faults = screen.page.evaluate(FAULTS)
        assert not faults, "\n".join([f"{page}, {language}, {width} px, see {picture}:", *faults])


def test_the_projectors_pages_need_little_scrolling(screen) -> None:
    screen.begin("zh")
    screen.page.set_viewport_size({"width": 1920, "height": 1080})
    screen.page.click("#yy-present")
    screen.page.wait_for_selector(".yy-presenting")
    seen = {}
    for page in PAGES:
        screen.page.wait_for_selector(f".yy-on-{page}")
        screen.page.wait_for_timeout(250)
        screen.settled()
        seen[page] = screen.page.evaluate(ROOM)
        screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("Escape")
    screen.settled()
    assert all(wide <= 0 for _, wide in seen.values())
    for page, (high, _) in seen.items():
        assert high <= (2.2 if page in ("family", "assumptions") else 1.1), page


def test_on_paper_there_are_figures_and_words_and_no_controls(screen) -> None:
    screen.begin("zh")
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("Shift+ArrowRight")
    for page in PAGES:
        screen.page.click(f"#yy-page-{page}")
        screen.settled()
        screen.page.emulate_media(media="print")
        screen.page.set_viewport_size({"width": 710, "height": 1000})
        try:
            shown = screen.page.evaluate(ON_PAPER)
            paper = screen.page.pdf(prefer_css_page_size=True, print_background=True)
        finally:
            screen.page.emulate_media(media="screen")
            screen.page.set_viewport_size({"width": 1440, "height": 900})
        assert shown["controls"] == [], page
        assert shown["wide"] <= 0, page
        assert "32.5%（基线30%）" in shown["above"]
        assert "种子20210602" in shown["above"]
        assert all(width > 300 for width in shown["figures"]), page
        # ribbons want colours: on paper the bars of the same page say it
        assert shown["hidden"] == (["yy-figure-payer_flow"] if page == "cost" else []), page
        boxes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", paper)
        assert {(round(float(wide)), round(float(high))) for wide, high in boxes} == {(595, 842)}  # A4
        assert len(paper) > 40_000, page  # no empty sheets


def test_nothing_was_asked_of_the_outside_and_nothing_went_wrong(screen) -> None:
    """The last one: of all that the tests above did."""
    assert screen.outside == []
    assert screen.complaints == []
