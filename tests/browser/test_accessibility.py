"""No rule of axe-core is broken: WCAG 2.0 to 2.2, levels A and AA, and its best practices, on every page and state.

Left out: the rules of level AAA (among them a contrast of 7), those that axe-core itself has given up, and
hidden-content, which finds no fault but lists what is hidden; each of the page's hidden parts is opened here instead.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Screen
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

RULES = """() => axe.getRules()
  .filter((rule) => !rule.tags.some((tag) => /aaa$|^deprecated$|-obsolete$/.test(tag)))
  .map((rule) => rule.ruleId).filter((name) => name !== "hidden-content")"""


@pytest.fixture(scope="module")
def axe(screen) -> Axe:
    """The checker; the page has its script when a test begins."""
    checker = Axe()
    screen.page.wait_for_selector(".yy-tile", timeout=120_000)
    screen.page.evaluate(checker.axe_script)
    return checker


def faults(screen: Screen, axe: Axe, part: str = "html") -> list[str]:
    """What is wrong on the page as it stands, or in a part of it: rule, place, reason."""
    rules = screen.page.evaluate(RULES)
    found = axe.run(
        screen.page, part, options={"runOnly": {"type": "rule", "values": rules}, "resultTypes": ["violations"]}
    )
    return [
        f"{rule['id']}: {node['target']}: {node['html'][:120]}: {node['failureSummary']}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


def pages(screen: Screen) -> Iterator[str]:
    """Each page, with notes and table of its first figure shut and open."""
    for page in PAGES:
        screen.page.click(f"#yy-page-{page}")
        screen.settled()
        yield page
        if screen.page.locator(".yy-links:visible").count():
            for part in ("table", "more"):
                screen.page.locator(f"[id^=yy-{part}-]:visible").first.click()
                screen.settled()
            yield f"{page}, table and notes open"


def states(screen: Screen) -> Iterator[str]:
    """Beyond the pages: menus, a warning, the comparison, a town, an error, an invented family, the projector."""
    screen.page.click("#yy-page-overview")
    for menu in ("#yy-export", "#yy-keys"):
        screen.page.click(menu)
        yield menu
        screen.page.click(menu)
    screen.page.click("#yy-inputs")
    yield "inputs unfolded"
    screen.page.click("#yy-inputs")
    screen.page.locator("#yy-urban_dibao_ratio").focus()
    for _ in range(3):
        screen.page.keyboard.press("Shift+ArrowRight")
    screen.settled()
    yield "outside the corridor"
    screen.page.locator(".yy-towns button").first.focus()
    yield "the towns' buttons"
    screen.page.keyboard.press("Enter")
    screen.settled()
    yield "a town"
    screen.page.click("#yy-town")
    screen.page.click("#yy-keep")
    screen.page.click("#yy-compare")
    screen.settled()
    yield "comparison"
    screen.page.click("#yy-compare")
    screen.page.locator(".yy-drop").evaluate("(node) => node.click()")
    screen.settled()
    screen.page.click("#yy-page-family")
    screen.settled()
    screen.page.fill("#yy-household", "999999")
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_selector(".yy-error")
    yield "error"
    screen.page.click("#yy-family-invent")
    screen.page.wait_for_selector("#yy-told-age-0")
    screen.settled()
    yield "invented family"
    screen.page.click("#yy-page-assumptions")
    screen.page.click("#yy-present")
    for page in reversed(PAGES):
        screen.page.wait_for_selector(f".yy-presenting .yy-on-{page}")
        screen.settled()
        yield f"projector, {page}"
        screen.page.keyboard.press("ArrowLeft")
    screen.page.keyboard.press("l")
    yield "projector with levers"
    screen.page.keyboard.press("l")
    screen.page.keyboard.press("Escape")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_rule_of_accessibility_is_broken(screen, axe, language) -> None:
    screen.begin(language)
    wrong = {}
    for walk in (pages, states):
        for state in walk(screen):
            found = faults(screen, axe)
            if found:
                wrong[state] = found
        screen.begin(language)
    assert not wrong, "\n".join(f"{language}, {state}:\n  " + "\n  ".join(lines) for state, lines in wrong.items())


def test_the_check_finds_what_is_wrong(screen, axe) -> None:
    """A grey word, a button without a name, a target of ten pixels: each is found."""
    screen.page.evaluate("""() => {
      const main = document.querySelector('.yy-main');
      main.insertAdjacentHTML('afterbegin', '<div id="yy-fault"><p>grey</p><button></button><button>a</button></div>');
      main.querySelector('#yy-fault p').style.color = '#aaa';
      const [nameless, small] = main.querySelectorAll('#yy-fault button');
      for (const node of [nameless, small]) Object.assign(node.style, {width: '10px', height: '10px'});
    }""")
    found = {line.partition(":")[0] for line in faults(screen, axe)}
    screen.page.evaluate("document.querySelector('#yy-fault').remove()")
    assert {"color-contrast", "button-name", "target-size"} <= found
