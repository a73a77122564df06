"""Memo, slides and workbook opened by an office program: every word is there, no page half empty, nothing clipped."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.briefing.conftest import DAY
from tests.programs import program
from workbench.briefing.brief_file import DOCUMENTS
from workbench.briefing.content import work_out
from workbench.briefing.formats.memo_assumptions import MOST_PAGES
from workbench.language import LANGUAGES, using_language, word

TOOLS = ("soffice", "pdftotext", "pdftoppm", "pdfimages")
OFFICE = (".docx", ".pptx", ".xlsx")
DOTS, BAR = 36, 9  # an inch: enough to tell an empty page; the coloured bar at the left of a slide, in dots
FAINT = 235  # of 255: small grey words are no darker at so few dots
MILLIMETRE = DOTS / 25.4
PAPER, MARGINS, ANNEX_MARGINS = 297, (37, 35), (20, 20)  # of a memo, millimetres; above and below the text
MEMOS = ("docx", "run")  # of two runs compared; of one alone


@pytest.fixture(scope="module")
def opened(content_in, base, care_of_base, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every document as pages, all converted in one start of the program."""
    for tool in TOOLS:
        program(tool, what_for="LibreOffice and poppler open what was written")
    folder = tmp_path_factory.mktemp("office")
    for language in LANGUAGES:
        with using_language(language):
            for ending in OFFICE:
                (folder / f"{language}-{ending[1:]}{ending}").write_bytes(DOCUMENTS[ending](content_in(language)))
            alone = work_out(base, care=care_of_base, when=DAY)
            (folder / f"{language}-run.docx").write_bytes(DOCUMENTS[".docx"](alone))
    files = [str(path) for path in sorted(folder.iterdir())]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    return folder


def bare(text: str) -> str:
    """A text without what a line break changes: blanks, and the hyphen that it may swallow."""
    return re.sub(r"[\s-]+", "", text)


def output_of(*command: str | Path) -> str:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout


def pages(pdf: Path) -> list[str]:
    return [bare(page) for page in output_of("pdftotext", pdf, "-").split("\f")[:-1]]


def drawn(pdf: Path) -> list[np.ndarray]:
    """The pages as grey pictures."""
    target = pdf.with_suffix("")
    output_of("pdftoppm", "-r", str(DOTS), "-gray", pdf, target)
    return [grey(path) for path in sorted(target.parent.glob(f"{target.name}-*.pgm"))]


def grey(path: Path) -> np.ndarray:
    content = path.read_bytes()
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", content)
    wide, high = int(head[1]), int(head[2])
    return np.frombuffer(content[head.end() :], dtype=np.uint8).reshape(high, wide)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", OFFICE)
def test_no_page_is_empty_and_nothing_reaches_its_edge(opened: Path, ending: str, language: str) -> None:
    found = drawn(opened / f"{language}-{ending[1:]}.pdf")
    assert len(found) == len(pages(opened / f"{language}-{ending[1:]}.pdf"))
    for number, page in enumerate(found, start=1):
        inked = (page < 160).mean()
        assert inked > 0.002, f"page {number} is empty"
        within = page[:, BAR:] if ending == ".pptx" else page
        edges = [within[:4], within[-4:], within[:, :4], within[:, -4:]]
        assert all((edge > 200).all() for edge in edges), f"page {number} runs over its edge"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MEMOS)
def test_no_page_of_a_memo_is_half_empty_but_the_last_of_its_parts(opened: Path, name: str, language: str) -> None:
    """The lowest ink of the text stands in the lower half of the room for it."""
    found, pictures = pages(opened / f"{language}-{name}.pdf"), drawn(opened / f"{language}-{name}.pdf")
    first = annex_begins(found, language)
    for number, picture in enumerate(pictures):
        above, below = ANNEX_MARGINS if number >= first else MARGINS
        top, bottom = round(above * MILLIMETRE), round((PAPER - below) * MILLIMETRE)
        inked = np.flatnonzero((picture[top:bottom] < FAINT).any(axis=1))
        if number not in (first - 1, len(found) - 1):
            assert inked[-1] > (bottom - top) / 2, f"page {number + 1} of {name}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MEMOS)
def test_every_assumption_stands_on_five_pages_at_most(opened: Path, content_in, name: str, language: str) -> None:
    found = pages(opened / f"{language}-{name}.pdf")
    table = content_in(language).annex[0]
    assert len(table.rows) > 180
    heads = bare("".join(head for k, head in enumerate(table.columns) if k != 2))  # the status heads the groups
    begins = annex_begins(found, language)
    annex = found[begins:]
    laid_out = output_of("pdftotext", "-layout", opened / f"{language}-{name}.pdf", "-").split("\f")[begins:]
    taken = [k for k, page in enumerate(laid_out) if heads in bare(page)]
    assert taken
    assert taken == list(range(len(taken)))
    assert len(taken) <= MOST_PAGES
    whole = "".join(annex)
    assert [cells[0] for cells in table.rows if bare(cells[0]) not in whole] == []


def annex_begins(found: list[str], language: str) -> int:
    """The number of the annex's first page, from 0."""
    with using_language(language):
        heading = bare(word("brief.annex"))
    return next(k for k, page in enumerate(found) if page.startswith(heading) and k > 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slides_open_with_their_words(opened: Path, content_in, language: str) -> None:
    found = pages(opened / f"{language}-pptx.pdf")
    assert len(found) == 6
    for section, page in zip(content_in(language).sections, found, strict=True):
        assert bare(section.finding) in page
        assert [point for point in section.points if bare(point) not in page] == []
        words = [word for tile in section.tiles for word in (tile.label, tile.value, tile.change, tile.interval)]
        assert [word for word in words if bare(word) not in page] == []
    key_figures = next(table for table in content_in(language).tables if table.name == "key_figures")
    with using_language(language):
        cells = [cell for row in key_figures.texts() for cell in row]
    assert [cell for cell in cells if bare(cell) not in found[1]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_of_a_slide_lie_on_others(opened: Path, language: str) -> None:
    layout = output_of("pdftotext", "-bbox-layout", opened / f"{language}-pptx.pdf", "-")
    for number, page in enumerate(layout.split("<page ")[1:], start=1):
        words = [
            (*(float(value) for value in found[:4]), found[4])
            for found in re.findall(
                r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', page
            )
        ]
        assert len(words) > 10
        # A box of words is higher than its letters, so the boxes of two lines may touch: the middle third counts.
        for i, (left, top, right, low, text) in enumerate(words):
            third = (low - top) / 3
            for left_2, top_2, right_2, low_2, text_2 in words[i + 1 :]:
                third_2 = (low_2 - top_2) / 3
                beside = min(right, right_2) - max(left, left_2) < 1
                apart = min(low - third, low_2 - third_2) <= max(top + third, top_2 + third_2)
                assert beside or apart, f"slide {number}: {text!r} lies on {text_2!r}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_of_a_slide_is_broken_into_lines(opened: Path, content_in, language: str) -> None:
    """A cell that holds one number stands on one line: the line is found in the laid-out text as it was written."""
    found = output_of("pdftotext", "-layout", opened / f"{language}-pptx.pdf", "-").split("\f")
    squeezed = [re.sub(r"[ \t]+", "", page) for page in found]
    shown = {1: "key_figures", 3: "payers"}
    for place, name in shown.items():
        table = next(table for table in content_in(language).tables if table.name == name)
        with using_language(language):
            numbers = [cell for row in table.texts() for cell in row if re.search(r"\d", cell)]
        assert [cell for cell in numbers if cell.replace(" ", "") not in squeezed[place]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_memo_opens_with_every_finding(opened: Path, content_in, language: str) -> None:
    pdf = opened / f"{language}-docx.pdf"
    found = pages(pdf)
    assert 8 <= len(found) <= 30
    whole = "".join(found)
    for section in content_in(language).sections:
        assert bare(section.finding) in whole
    # each figure is a picture on some page
    assert len(output_of("pdfimages", "-list", pdf).splitlines()) - 2 >= len(content_in(language).figures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_prints_every_sheet_as_wide_as_a_page(opened: Path, content_in, language: str) -> None:
    found = pages(opened / f"{language}-xlsx.pdf")
    content = content_in(language)
    for table in content.tables:
        at = [k for k, page in enumerate(found) if bare(table.title) in page[: len(bare(table.title)) + 3]]
        assert at, table.title
        heads = [bare(head) for head in table.columns]
        assert [head for head in heads if head not in found[at[-1]]] == [], table.title  # none on a page of its own
    assert all("###" not in page for page in found)  # a number wider than its column
    assert all(content.record["fingerprint"][:16] in page for page in found)
