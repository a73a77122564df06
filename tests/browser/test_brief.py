"""The page of a brief in a real browser, from the disk: it lives, asks nothing outside, and nothing is cut off."""

import subprocess
from pathlib import Path

import pytest

import workbench as wb
from tests.browser.conftest import wait_for
from tests.programs import program
from workbench.language import LANGUAGES

ALIVE = "document.querySelectorAll('.picture').length === document.querySelectorAll('.picture[data-alive=yes]').length"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("brief")
    county, baseline = wb.synthesize(20210602, 8_000), wb.load_scenario("baseline-2021")
    found = wb.compare(wb.simulate(county, baseline), wb.simulate(county, baseline.replace(urban_dibao_ratio=0.34)))
    return {language: wb.brief(found, folder / f"{language}.html", lang=language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_lives_without_a_network(written, open_screen, language: str) -> None:
    screen = open_screen(written[language].as_uri(), written[language].as_uri())
    page = screen.page
    wait_for(page, ALIVE, timeout=60_000)
    assert page.locator(".picture").count() == 6  # two of who is covered, one of cost, three of care beds
    assert screen.outside == []
    assert screen.complaints == []
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1]
    cut = page.evaluate(
        "[...document.querySelectorAll('.table')].filter(b => b.scrollWidth > b.clientWidth + 1).length"
    )
    assert cut == 0
    # a tip says the figures of the mark under the pointer, in words
    page.locator("[data-figure=programme_costs] .mark-rect path").first.hover()
    page.wait_for_selector(".tip:not([hidden])", timeout=10_000)
    assert ("万元" if language == "zh" else "¥") in (page.locator(".tip").text_content() or "")
    # a heading sorts its table by the numbers behind the words, the total stays below
    table = page.locator("#coverage table").first
    table.locator("th").nth(1).click()
    values = table.locator("tbody tr td:nth-child(2)").evaluate_all("cells => cells.map(c => Number(c.dataset.value))")
    assert values == sorted(values, reverse=True)
    assert len(values) == 12
    assert ("全县" if language == "zh" else "County") in (table.locator("tfoot").text_content() or "")


@pytest.mark.parametrize(("language", "heads"), [("zh", "参数数值状态来源"), ("en", "ParameterValueStatusSource")])
def test_on_paper_the_assumptions_take_five_pages_at_most(
    written, open_screen, tmp_path: Path, language: str, heads: str
) -> None:
    reader = program("pdftotext", what_for="poppler reads what was printed")
    page = open_screen(written[language].as_uri(), written[language].as_uri()).page
    wait_for(page, ALIVE, timeout=60_000)
    paper = tmp_path / "brief.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    text = subprocess.run([reader, "-layout", str(paper), "-"], capture_output=True, text=True, check=True).stdout
    pages = ["".join(one.split()) for one in text.split("\f")]
    assert 1 <= sum(heads in one for one in pages) <= 5
    page.close()
