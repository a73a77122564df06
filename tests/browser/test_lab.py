"""The same page in JupyterLab: keys, several pages in one notebook, the projector, the same drawing as served."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import wait_for
from tests.browser.notebook import COUNTY, Notebook, opened
from tests.browser.pages import FAULTS, PAGES, notebook_of
from tests.browser.test_accessibility import faults

pytestmark = pytest.mark.browser

CELLS = (
    f'{COUNTY}one = wb.open_dashboard(county, base, "en")\none',
    'wb.open_dashboard(county, base.replace(urban_dibao_ratio=0.33), "en")',
    "one",
)
# The page's element of the first page of a notebook, or of the window.
ROOT = "(document.querySelector('.yy-host')?.shadowRoot || document).querySelector('.yy')"
# Pictures as they are drawn (numbers of clip paths count on), and each box with its size, type and colours; the foot
# says how fast the answer was.
DRAWN = f"""() => {{
  const root = {ROOT};
  const clip = /clip\\d+|gradient_\\d+/g;
  const pictures = [...root.querySelectorAll('.yy-vis svg')].map((svg) => svg.outerHTML.replace(clip, 'part'));
  const boxes = [...root.querySelectorAll('*')].filter((node) => !node.closest('svg, .yy-footer')).map((node) => {{
    const style = getComputedStyle(node);
    const {{ width, height }} = node.getBoundingClientRect();
    const look = ['fontFamily', 'fontSize', 'fontWeight', 'lineHeight', 'color', 'backgroundColor', 'display',
      'padding', 'margin', 'border', 'textAlign', 'whiteSpace', 'letterSpacing', 'cursor', 'listStyle',
    ].map((name) => style[name]);
    return [node.id, node.className, Math.round(4 * width), Math.round(4 * height), ...look].join(' ');
  }});
  return {{ width: root.clientWidth, pictures, boxes }};
}}"""
# Whether the overview has what comes last: the intervals, and how sure the budget is.
WHOLE = f"""() => {{
  const root = {ROOT};
  const has = (selector) => Boolean(root.querySelector(selector));
  const sure = root.querySelector('#yy-figure-cost_surface_cost .yy-subtitle').textContent.includes('90% sure');
  return sure && has('#yy-tile-cost .yy-strip-band:not([hidden])') && has('.yy-doing[hidden]');
}}"""
FOCUS = "() => { const host = document.activeElement; return host.shadowRoot ? host.shadowRoot.activeElement.id : ''; }"


@pytest.fixture(scope="module")
def lab(lab_server, open_screen) -> Notebook:
    """A notebook whose first cell has a page; the later tests run the others."""
    notebook = opened(open_screen, lab_server("page.ipynb", notebook_of(*CELLS)), "page.ipynb")
    notebook.run(0, pages=1)
    return notebook


def test_it_is_drawn_as_served(lab, screen) -> None:
    """At one width every picture, every box, every letter is the same as on the page of its own."""
    width = lab.screen.page.evaluate(DRAWN)["width"]
    screen.begin("en")
    screen.page.set_viewport_size({"width": width, "height": 900})
    for where in (lab.screen, screen):
        wait_for(where.page, WHOLE)
        where.settled()
    for page in ("helped", "overview"):
        drawn = []
        for where in (lab.screen, screen):
            where.page.click(f"#yy-page-{page}")
            where.settled()
            drawn.append(where.page.evaluate(DRAWN))
        in_lab, served = drawn
        assert in_lab["width"] == served["width"]
        assert in_lab["pictures"] == served["pictures"]
        assert in_lab["boxes"] == served["boxes"]


def test_keys_belong_to_the_page(lab) -> None:
    """An arrow moves the slider and no cell; Ctrl+Z takes back the lever and no cell; X cuts none."""
    cost = lab.cell(0).locator("#yy-tile-cost .yy-number")
    before = cost.text_content()
    for _ in range(5):
        lab.press(0, "ArrowRight")
    lab.screen.settled()
    assert lab.value(0) == "0.325"
    assert cost.text_content() != before
    assert lab.cell(0).locator(".yy-vis svg").count() == 2
    for key in ("ArrowDown", "Control+z", "x", "d", "d", "b"):
        lab.screen.page.keyboard.press(key)
        lab.screen.settled()
    assert lab.value(0) == "0.325"  # the arrow was taken back
    for _ in range(5):
        lab.press(0, "Control+z")
        lab.screen.settled()
    assert lab.value(0) == "0.3"
    assert cost.text_content() == before
    assert lab.screen.page.locator(".jp-Notebook .jp-Cell").count() == len(CELLS)
    assert "jp-mod-active" in lab.cell(0).get_attribute("class")
    assert lab.screen.outside == []


def test_no_rule_of_accessibility_is_broken_in_a_cell(lab) -> None:
    checker = Axe()
    lab.screen.page.evaluate(checker.axe_script)
    assert faults(lab.screen, checker, ".yy-host") == []


def test_pages_of_one_notebook_leave_each_other_alone(lab) -> None:
    """Two dashboards, and the first one shown twice: what is done on one page is done there."""
    lab.run(1, pages=2)
    lab.run(2, pages=3)
    assert [lab.value(k) for k in range(3)] == ["0.3", "0.33", "0.3"]
    lab.press(1, "ArrowRight")
    lab.screen.settled()
    assert [lab.value(k) for k in range(3)] == ["0.3", "0.335", "0.3"]
    # A label leads to the entry of its own page, and the focus stays there when a page is drawn anew.
    lab.cell(1).locator("label[for=yy-margin_multiple]").click()
    assert lab.screen.page.evaluate(FOCUS) == "yy-margin_multiple"
    lab.cell(1).locator("#yy-language-zh").click()
    lab.screen.settled()
    assert lab.screen.page.evaluate(FOCUS) == "yy-language-zh"
    assert lab.cell(1).evaluate("(cell) => cell.contains(document.activeElement)")
    assert [lab.cell(k).locator(".yy").get_attribute("lang") for k in range(3)] == ["en", "zh", "en"]
    # Two views of one dashboard move together; undone in one, undone in both.
    lab.press(2, "ArrowRight")
    lab.screen.settled()
    assert [lab.value(k) for k in range(3)] == ["0.305", "0.335", "0.305"]
    costs = [lab.cell(k).locator("#yy-tile-cost .yy-number").text_content() for k in (0, 2)]
    assert costs[0] == costs[1]
    lab.press(0, "Control+z")
    lab.screen.settled()
    assert [lab.value(k) for k in range(3)] == ["0.3", "0.335", "0.3"]
    ids = lab.screen.page.evaluate("() => [...document.querySelectorAll('[id^=yy-]')].map((one) => one.id)")
    assert ids == []  # nothing of a page is in the notebook's own tree


def test_a_file_goes_once_to_the_view_that_asked(lab) -> None:
    saved = []
    lab.screen.page.on("download", lambda file: saved.append(file.suggested_filename))
    with lab.screen.page.expect_download(timeout=60_000):
        lab.cell(2).locator("#yy-csv-town_tiles").click()
    lab.cell(0).locator("#yy-export").click()
    with lab.screen.page.expect_download(timeout=120_000):
        lab.cell(0).locator("#yy-export-html").click()
    lab.screen.page.wait_for_timeout(1000)  # time for a second copy
    assert len(saved) == 2
    assert saved[0] == "town_tiles.csv"
    assert saved[1].endswith(".html")


def lasting_faults(lab: Notebook) -> list[str]:
    """What is cut once the presenter has fitted the page to the screen: its steps follow each other for a while."""
    for _ in range(20):
        found = lab.screen.page.evaluate(FAULTS)
        if not found:
            break
        lab.screen.page.wait_for_timeout(250)
    return found


@pytest.mark.parametrize(("language", "refused"), [("en", False), ("zh", True)])
def test_presenter_in_an_output(lab, language: str, refused: bool, tmp_path: Path) -> None:
    """The whole screen or, where that is refused, the window: nothing is cut, and the notebook hears no key."""
    page = lab.screen.page
    first = lab.cell(0)
    if refused:
        page.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject(new Error('refused')); }")
    for width, height in ((1440, 900), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        first.locator(f"#yy-language-{language}").click()
        first.locator("#yy-page-overview").click()
        lab.screen.settled()
        first.locator("#yy-present").click()
        first.locator(".yy-presenting").wait_for()
        lab.screen.settled()
        assert page.evaluate("() => Boolean(document.fullscreenElement)") is not refused
        for number in range(len(PAGES)):
            if number:
                page.keyboard.press("ArrowRight")
            page.wait_for_timeout(250)  # the observer's pause
            lab.screen.settled()
            assert first.locator(f".yy-on-{PAGES[number]}").count() == 1
            box = first.locator(".yy").bounding_box()
            assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, width, height)
            page.screenshot(path=tmp_path / f"{PAGES[number]}-{language}-{width}.png")
            assert lasting_faults(lab) == [], PAGES[number]
        assert not first.locator(".yy-levers").is_visible()
        page.keyboard.press("l")
        assert first.locator(".yy-levers").is_visible()
        page.keyboard.press("Escape")
        first.locator(".yy-presenting").wait_for(state="detached")
        assert page.evaluate(FOCUS) == "yy-present"
        assert page.evaluate("() => Boolean(document.fullscreenElement)") is False
        assert first.locator(".yy").bounding_box()["width"] < width
    assert "jp-mod-active" in first.get_attribute("class")
    assert page.locator(".jp-Notebook .jp-Cell").count() == len(CELLS)
    assert (lab.screen.outside, lab.screen.complaints) == ([], [])
