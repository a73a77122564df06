"""A page on paper: A4, few sheets, none half empty, no figure split, every lever that is moved with its unit."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.browser.pages import PAGES
from tests.programs import program

pytestmark = pytest.mark.browser

# Sheets of each page; a family and the assumptions are lists.
SHEETS = {"overview": 1, "helped": 3, "cost": 2, "years": 4, "care": 1, "afford": 1, "family": 3, "assumptions": 14}
# What a sheet holds, in pixels: A4 without its margins, lying; a family's list stands.
LYING, STANDING = (1039, 718), (710, 1032)
MOVED = {"zh": ("32.5%（基线30%）", "种子20210602"), "en": ("32.5% (baseline 30%)", "seed 20210602")}
ON_PAPER = """() => {
  const seen = (node) => node.offsetParent !== null && getComputedStyle(node).visibility !== 'hidden';
  const drawn = [...document.querySelectorAll('.yy-card:not(.yy-is-empty) .yy-stage.yy-ready svg')];
  const controls = [...document.querySelectorAll('.yy :is(input, select, .yy-button, .yy-link)')].filter(seen);
  const inside = (svg) => {
    const [inner, outer] = [svg, svg.closest('.yy-picture')].map((node) => node.getBoundingClientRect());
    return inner.top > outer.top - 2 && inner.bottom < outer.bottom + 2 && inner.right < outer.right + 2;
  };
  return {
    controls: controls.map((node) => node.id || node.textContent),
    above: document.querySelector('.yy-printed').textContent,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    hidden: drawn.filter((svg) => !seen(svg)).map((svg) => svg.closest('.yy-card').id),
    cut: drawn.filter((svg) => !inside(svg)).map((svg) => svg.closest('.yy-card').id),
    cards: drawn.map((svg) => svg.closest('.yy-card')).map((card) => ({
      id: card.id, high: card.offsetHeight, whole: getComputedStyle(card).breakInside,
      picture: card.querySelector('.yy-vis').offsetHeight,
    })),
  };
}"""


@pytest.fixture(scope="module")
def poppler() -> str:
    """The program that reads the sheets."""
    return program("pdftotext", what_for="poppler reads the sheets")


def sheets(program: str, file: Path) -> list[tuple[float, float, float]]:
    """Width and height of each sheet in points, and how far down it has words, as a part of its height."""
    said = subprocess.run([program, "-bbox", file, "-"], capture_output=True, text=True, check=True).stdout
    found = []
    for width, height, words in re.findall(r'<page width="([0-9.]+)" height="([0-9.]+)">(.*?)</page>', said, re.DOTALL):
        lowest = max((float(y) for y in re.findall(r'yMax="([0-9.]+)"', words)), default=0.0)
        found.append((float(width), float(height), lowest / float(height)))
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_on_paper(screen, poppler, tmp_path, language) -> None:
    screen.begin(language)
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    screen.page.keyboard.press("Shift+ArrowRight")
    for page in PAGES:
        screen.page.click(f"#yy-page-{page}")
        screen.settled()
        width, height = STANDING if page == "family" else LYING
        screen.page.emulate_media(media="print")
        screen.page.set_viewport_size({"width": width, "height": height})
        try:
            shown = screen.page.evaluate(ON_PAPER)
        finally:
            screen.page.emulate_media(media="null")  # what is printed is of paper again
            screen.page.set_viewport_size({"width": 1440, "height": 900})
        file = tmp_path / f"{page}-{language}.pdf"
        screen.settled()
        screen.page.pdf(path=file, prefer_css_page_size=True, print_background=True)
        assert shown["controls"] == shown["hidden"] == shown["cut"] == [], (page, shown)
        assert shown["wide"] <= 0, page
        assert all(words in shown["above"] for words in MOVED[language])
        for card in shown["cards"]:  # on one sheet, whatever stands before it
            assert card["whole"] == "avoid", card
            assert card["high"] < height, card
            assert card["picture"] > 70, card
        printed = sheets(poppler, file)
        lying = {(round(width), round(height)) for width, height, _ in printed}
        assert lying == {(595, 842) if page == "family" else (842, 595)}, page  # A4
        assert len(printed) <= SHEETS[page], f"{file}: {len(printed)} sheets"
        assert all(filled > 0.6 for _, _, filled in printed[:-1]), f"{file}: {printed}"
        assert printed[-1][2] > 0.15, f"{file}: {printed}"  # more than the page's foot


def test_nothing_was_asked_of_the_outside_and_nothing_went_wrong(screen) -> None:
    """The last one: of all that the tests above did."""
    assert screen.outside == []
    assert screen.complaints == []
