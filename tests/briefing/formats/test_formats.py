"""The same sentences and numbers in every format; the workbook's sums are the run's totals."""

import io
import json
import re
import zipfile
from dataclasses import replace

import docx
import fastexcel
import polars as pl
import pytest
from pptx import Presentation

from workbench.briefing.brief_file import DOCUMENTS
from workbench.briefing.formats.layout import breaks_figures, column_widths, fitting_size, lines_of, width_of
from workbench.briefing.formats.slide_layout import fit_table
from workbench.errors import InputError
from workbench.language import LANGUAGES, money, people, using_language, word
from workbench.simulation import programme_costs, who_pays


@pytest.fixture(scope="module")
def made(content_in):
    """The bytes of a format in a language, each made once."""
    kept: dict[tuple[str, str], bytes] = {}

    def bytes_of(ending: str, language: str) -> bytes:
        if (ending, language) not in kept:
            with using_language(language):
                kept[ending, language] = DOCUMENTS[ending](content_in(language))
        return kept[ending, language]

    return bytes_of


def text_of(ending: str, content: bytes) -> str:
    if ending == ".html":
        body = re.sub("<(style|script|svg).*?</\\1>", "", content.decode(), flags=re.DOTALL)
        return re.sub("<[^>]+>", "\n", body).replace("&amp;", "&").replace("&quot;", '"').replace("&#x27;", "'")
    if ending == ".docx":
        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if ending == ".pptx":
        deck = Presentation(io.BytesIO(content))
        shapes = [shape for slide in deck.slides for shape in slide.shapes]
        cells = [cell.text for s in shapes if s.has_table for row in s.table.rows for cell in row.cells]
        return "\n".join([*(s.text_frame.text for s in shapes if s.has_text_frame), *cells])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return re.sub("<[^>]+>", "\n", book.read("xl/sharedStrings.xml").decode())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", sorted(DOCUMENTS))
def test_every_format_says_the_same(content_in, made, ending: str, language: str) -> None:
    text, content = text_of(ending, made(ending, language)), content_in(language)
    for section in content.sections:
        assert section.finding in text
        assert [point for point in section.points if point not in text] == []
    if ending != ".xlsx":  # there numbers are numbers
        with using_language(language):
            cells = [cell for texts in content.section("answer").tables[0].texts() for cell in texts]
        assert [cell for cell in cells if cell not in text] == []
    assert content.record["fingerprint"][:16] in text
    assert content.sample in text


def sheet(content: bytes, name: str) -> pl.DataFrame:
    return fastexcel.read_excel(content).load_sheet(name, header_row=3).to_polars()


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (
            "zh",
            [
                "摘要",
                "方案参数",
                "主要指标",
                "分镇街",
                "增减对象",
                "谁出钱",
                "分项目",
                "床位分年",
                "假定与来源",
                "运行记录",
            ],
        ),
        ("en", ["Summary", "Levers", "Key figures", "By town", "Who pays", "Assumptions and sources", "Run record"]),
    ],
)
def test_the_sheets_have_names_in_the_language(made, language: str, names: list[str]) -> None:
    found = fastexcel.read_excel(made(".xlsx", language)).sheet_names
    assert [name for name in found if name in names] == names
    assert all(len(name) <= 31 for name in found)


def test_the_workbooks_totals_are_the_runs(made, run) -> None:
    content = made(".xlsx", "zh")
    towns = sheet(content, "分镇街")
    cost = next(name for name in towns.columns if name.startswith("年支出"))
    assert towns["镇街"][-1] == "全县"
    assert towns[cost][-1] == pytest.approx(run.headline.total.cost, abs=0.005)
    assert towns[cost][:-1].sum() == pytest.approx(run.headline.total.cost, abs=0.005)
    payers = sheet(content, "谁出钱")
    paid = next(name for name in payers.columns if name.startswith("年支出"))
    assert payers[paid][-1] == pytest.approx(who_pays(run)["cost_yuan_per_year"].sum(), abs=0.005)
    assert payers[paid][:-1].sum() == pytest.approx(payers[paid][-1], abs=0.005)
    programmes = sheet(content, "分项目")
    whole = programme_costs(run)["cost_yuan_per_year"].sum()
    assert programmes[next(n for n in programmes.columns if n.startswith("年支出"))][-1] == pytest.approx(whole)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_is_the_runs_in_every_format(made, run, base, language: str) -> None:
    """Read back from each file: people, yuan and the county's share, as the run and not the brief has them."""
    wanted = {"persons": run.headline.total.persons, "cost_yuan_per_year": run.headline.total.cost}
    wanted["county_yuan_per_year"] = who_pays(run).filter(pl.col("payer") == "county")["cost_yuan_per_year"].sum()
    with using_language(language):
        labels = {name: word(f"brief.figure_{name}") for name in wanted}
        shown = {n: (people if n == "persons" else money)(value) for n, value in wanted.items()}
        book = sheet(made(".xlsx", language), word("brief.table_key_figures"))
        scenario = next(name for name in book.columns if name.startswith(word("brief.column_scenario")))
    for name, label in labels.items():
        row = book.filter(pl.col(book.columns[0]) == label)
        assert float(row[scenario].item()) == pytest.approx(wanted[name], abs=0.005), name
    for ending in (".html", ".docx", ".pptx"):
        lines = [line.strip() for line in text_of(ending, made(ending, language)).split("\n") if line.strip()]
        for name, label in labels.items():
            place = next(k for k, line in enumerate(lines) if line == label and shown[name] in lines[k + 1 : k + 4])
            assert place, (ending, name)


def test_heads_stand_still_and_totals_are_sums(made) -> None:
    with zipfile.ZipFile(io.BytesIO(made(".xlsx", "zh"))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if re.search(r"worksheets/sheet\d+\.xml", name)]
    assert all('state="frozen"' in text for text in sheets)
    sums = [formula for text in sheets for formula in re.findall("<f>(.*?)</f>", text)]
    assert len(sums) > 12
    assert all(re.fullmatch(r"SUM\(([A-Z]+)5:\1\d+\)", formula) for formula in sums)


def test_there_are_six_slides_and_nothing_lies_beside_one(made) -> None:
    for language in LANGUAGES:
        deck = Presentation(io.BytesIO(made(".pptx", language)))
        assert len(deck.slides) == 6
        for slide in deck.slides:
            for shape in slide.shapes:
                assert shape.left >= 0
                assert shape.left + shape.width <= deck.slide_width
                assert shape.top + shape.height <= deck.slide_height
        pictures = [[s for s in slide.shapes if s.shape_type == 13] for slide in deck.slides]
        assert [len(found) for found in pictures] == [0, 0, 2, 0, 2, 0]
        assert all(p._element.nvPicPr.cNvPr.get("descr") for found in pictures for p in found)


def test_chinese_has_chinese_faces(made) -> None:
    with zipfile.ZipFile(io.BytesIO(made(".docx", "zh"))) as file:
        text = file.read("word/document.xml").decode()
    assert {"宋体", "仿宋", "黑体"} <= set(re.findall('w:eastAsia="([^"]+)"', text))
    with zipfile.ZipFile(io.BytesIO(made(".pptx", "zh"))) as file:
        slide = file.read("ppt/slides/slide2.xml").decode()
    assert slide.count("<a:ea ") == slide.count("<a:latin ") > 10


def test_the_memo_is_an_official_document(made) -> None:
    document = docx.Document(io.BytesIO(made(".docx", "zh")))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert (round(page.top_margin.mm), round(page.left_margin.mm)) == (37, 28)
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads[:3] == ["主要结论", "一、要回答的问题", "二、回答"]
    assert heads[-1] == "附件"
    assert len(document.inline_shapes) == len({"town", "winners", "costs", "share", "rate", "gantt"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_no_outside_address(made, language: str) -> None:
    text = made(".html", language).decode()
    data = json.loads(re.search("<script id='told'[^>]*>(.*?)</script>", text, re.DOTALL)[1])
    assert "$schema" not in json.dumps(data["figures"])
    assert not re.search(r"(?:src|href)=['\"]?(?:https?:)?//", text)
    assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", text)
    assert "cdn" not in re.sub("<script type='module'>.*?</script>", "", text, flags=re.DOTALL)


def test_columns_share_the_width() -> None:
    figures = [["12", "345"], ["1", "2"]]
    assert sum(column_widths(figures, 1000, 10)) == pytest.approx(1000)
    rows = [["a", "x " * 150, "○ assumed"]]
    narrow, wide, status = column_widths(rows, 600, 10, beside=10)
    assert status >= width_of("○ assumed", 10, bold=True) + 10  # a short word is never broken
    assert narrow < status < wide
    assert narrow + wide + status == pytest.approx(600)
    assert not breaks_figures(rows, [narrow, wide, status], 10, 10)
    assert breaks_figures(rows, [narrow, wide, status - 20], 10, 10)


def test_a_text_is_measured_as_office_programs_set_it() -> None:
    assert width_of("沂源县", 10) == 30
    assert width_of("○", 10) == 10
    assert width_of("33", 10, bold=True) > width_of("33", 10)
    assert width_of("由33改", 10) > width_of("由改", 10) + width_of("33", 10)  # the gap between Chinese and figures
    assert lines_of("沂源县沂源县", 10, 30) == 3
    assert fitting_size(["沂" * 20], (20, 10), 100, 25) == 10


def test_a_table_too_long_for_a_slide_keeps_its_largest_rows_and_its_total(content_in) -> None:
    table = next(table for table in content_in("zh").tables if table.name == "programmes")
    whole = fit_table(table, 600, 2000)
    assert (len(whole.rows), whole.note) == (1 + len(table.rows) + 1, "")
    short = fit_table(table, 600, 150)
    assert short.high <= 150
    assert short.rows[-1] == table.texts()[-1]
    assert len(short.rows) - 2 == len(table.largest(len(short.rows) - 2).rows)
    assert f"另有{len(table.rows) + 2 - len(short.rows)}项" in short.note


@pytest.mark.parametrize("sign", ["\x0b", "\x07", "\ud800"])
def test_a_brief_takes_no_text_that_word_cannot_hold(content_in, sign: str) -> None:
    content, text = content_in("en"), f"Plan{sign}B"
    with pytest.raises(InputError, match=rf"brief: the control character U\+{ord(sign):04X} after 'Plan'"):
        replace(content, title=text)
    section = replace(content.sections[0], finding=text)
    with pytest.raises(InputError, match=f"brief, {section.name}: "):
        replace(content, sections=(section, *content.sections[1:]))
    table = replace(content.annex[0], columns=(text, *content.annex[0].columns[1:]))
    with pytest.raises(InputError, match=f"brief, {table.name}: "):
        replace(content, annex=(table,))


@pytest.mark.parametrize("ending", [".docx", ".pptx"])
def test_a_property_of_an_office_file_is_shortened_to_what_it_may_hold(content_in, ending: str) -> None:
    content = replace(content_in("en"), title="t" * 256, subtitle="s" * 255)
    with using_language("en"):
        made = io.BytesIO(DOCUMENTS[ending](content))
    properties = (docx.Document(made) if ending == ".docx" else Presentation(made)).core_properties
    assert properties.title == "t" * 254 + "…"
    assert properties.subject == "s" * 255
