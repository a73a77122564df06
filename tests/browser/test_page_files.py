"""Every file that the page hands out is opened again: it holds the numbers of the tiles."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from docx import Document
from pptx import Presentation

from tests.browser.conftest import wait_for
from workbench.language import money, people, share, town_name, using_language

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def moved(screen) -> dict[str, str]:
    """The page with both ratios moved; returns the tiles' numbers."""
    screen.begin("en")
    for name in ("urban", "rural"):
        screen.page.locator(f"#yy-{name}_dibao_ratio").focus()
        screen.page.keyboard.press("Shift+ArrowRight")
        screen.settled()
    return {name: screen.text(f"#yy-tile-{name} .yy-number") for name in ("persons", "coverage", "cost", "county")}


def fetched(screen, button: str, folder: Path) -> Path:
    """Click and save what the page hands out."""
    with screen.page.expect_download(timeout=120_000) as waiting:
        screen.page.click(button)
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target


def exported(screen, ending: str, folder: Path) -> Path:
    screen.page.click("#yy-export")
    return fetched(screen, f"#yy-export-{ending}", folder)


def texts_of_slides(path: Path) -> str:
    shapes = [shape for slide in Presentation(str(path)).slides for shape in slide.shapes]
    cells = [cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join([*(shape.text_frame.text for shape in shapes if shape.has_text_frame), *cells])


def texts_of_memo(path: Path) -> str:
    memo = Document(str(path))
    cells = [cell.text for table in memo.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in memo.paragraphs), *cells])


def test_a_figure_as_a_table_holds_the_numbers_on_the_map(screen, moved, tmp_path) -> None:
    screen.page.click("#yy-table-town_tiles")
    screen.settled()
    assert screen.page.locator("#yy-figure-town_tiles tbody tr").count() == 12
    screen.page.click("#yy-table-town_tiles")
    screen.page.click("#yy-more-town_tiles")
    assert "Source: workbench simulation of 20,0" in screen.text("#yy-notes-town_tiles")
    screen.page.click("#yy-more-town_tiles")
    path = fetched(screen, "#yy-csv-town_tiles", tmp_path)
    assert path.name == "town_tiles.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbftown,")
    table = pl.read_csv(path)
    assert table.height == 12
    shown = screen.text("#yy-figure-town_tiles svg")
    with using_language("en"):
        for row in table.iter_rows(named=True):
            assert town_name(row["town"]) in shown
            assert share(row["coverage"]) in shown


def test_a_figure_as_a_picture_is_as_large_as_it_says(screen, moved, tmp_path) -> None:
    content = fetched(screen, "#yy-png-town_tiles", tmp_path).read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert width > 2 * 440  # twice the drawing, with title and notes around it
    assert height > 2 * 420
    assert zlib.decompress(b"".join(chunks(content, b"IDAT")))


def chunks(png: bytes, kind: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        if name == kind:
            yield png[at + 8 : at + 8 + length]
        at += 12 + length


def test_the_comparison_as_a_file_holds_the_tiles_numbers(screen, moved, tmp_path) -> None:
    screen.page.click("#yy-keep")
    screen.settled()
    screen.page.click("#yy-compare")
    screen.page.wait_for_selector("#yy-csv-comparison")
    tables = [
        pl.read_csv(fetched(screen, "#yy-csv-comparison", tmp_path)),
        pl.read_excel(fetched(screen, "#yy-xlsx-comparison", tmp_path)),
    ]
    screen.page.click("#yy-comparison-close")
    screen.settled()
    for table in tables:
        found = {row["measure"]: row["value"] for row in table.filter(scenario="A").iter_rows(named=True)}
        with using_language("en"):
            assert people(found["persons"]) == moved["persons"]
            assert money(found["cost"]) == moved["cost"]
            assert money(found["county"]) == moved["county"]
            assert share(found["coverage"]) == moved["coverage"]


def test_the_page_of_the_brief_lives_and_says_the_same(screen, moved, open_screen, tmp_path) -> None:
    path = exported(screen, "html", tmp_path)
    brief = open_screen(path.as_uri(), path.as_uri())
    wait_for(brief.page, "document.querySelectorAll('.picture[data-alive=yes]').length > 0", timeout=60_000)
    words = brief.text("body")
    for name in ("persons", "cost"):
        assert moved[name] in words
    assert (brief.outside, brief.complaints) == ([], [])
    brief.page.close()


def test_the_workbook_holds_the_exact_numbers(screen, moved, tmp_path) -> None:
    sheets = pl.read_excel(exported(screen, "xlsx", tmp_path), sheet_id=0, has_header=False)
    numbers = {
        float(value)
        for sheet in sheets.values()
        for column in sheet.iter_columns()
        for value in column.cast(pl.String).cast(pl.Float64, strict=False).drop_nulls()
    }
    with using_language("en"):
        assert moved["persons"] in {people(number) for number in numbers}
        assert moved["cost"] in {money(number) for number in numbers if number > 1000}


@pytest.mark.parametrize(("ending", "texts"), [("docx", texts_of_memo), ("pptx", texts_of_slides)])
def test_memo_and_slides_say_the_same(screen, moved, tmp_path, ending, texts) -> None:
    words = texts(exported(screen, ending, tmp_path))
    for name in ("persons", "cost"):
        assert moved[name] in words


def test_nothing_was_asked_of_the_outside_and_nothing_went_wrong(screen) -> None:
    """The last one: of all that the tests above did."""
    assert screen.outside == []
    assert screen.complaints == []
