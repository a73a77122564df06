"""The gallery: every public figure in both languages, each with its table and CSV, and no outside address."""

import base64
import re
from html import unescape
from inspect import getmembers, isfunction, signature
from pathlib import Path

import pytest

from workbench import charts
from workbench.charts import Figure
from workbench.charts.gallery import figures as gallery
from workbench.charts.gallery.sample import Sample
from workbench.language import LANGUAGES, using_language, word

EDGES = (
    "cost_surface_cost",
    "standards_corridor",
    "income_distribution",
    "lorenz",
    "town_tiles",
    "winners_losers_type",
)


@pytest.fixture(scope="module")
def pages(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of both languages, as written."""
    folder = tmp_path_factory.mktemp("gallery")
    written = list(gallery.write_gallery(folder, sample, pictures=False))
    assert written == [folder / f"index-{language}.html" for language in LANGUAGES]
    return {language: path.read_text("utf-8") for language, path in zip(LANGUAGES, written, strict=True)}


@pytest.fixture(scope="module", params=LANGUAGES)
def shown(request: pytest.FixtureRequest, sample: Sample) -> tuple[str, list[gallery.GalleryFigure]]:
    with using_language(request.param):
        return request.param, [one for _, group in gallery.questions(sample) for one in group]


def test_every_public_figure_is_in_it(shown: tuple[str, list[gallery.GalleryFigure]]) -> None:
    returns = {draw: signature(draw, eval_str=True).return_annotation for _, draw in getmembers(charts, isfunction)}
    public = {draw for draw, answer in returns.items() if answer is Figure and draw.__name__ in charts.__all__}
    assert len(public) == 39
    assert {one.draw for one in shown[1]} == public - {charts.own}  # which dresses a chart that its user drew
    names = [one.figure.name for one in shown[1]]
    assert len(set(names)) == len(names)
    assert {f"{name}_{case}" for name in EDGES for case in ("unchanged", "outside")} <= set(names)


def test_each_says_that_it_is_a_sample_in_its_own_language(shown: tuple[str, list[gallery.GalleryFigure]]) -> None:
    language, found = shown
    for one in found:
        with using_language(language):
            assert one.figure.notes[0] == word("charts.sample")
        assert one.figure.language == language
        if language == "en":
            said = " ".join((one.figure.title, one.figure.subtitle, *one.figure.notes))
            assert not re.search(r"[\u4e00-\u9fff]", said), one.figure.name


def test_the_page_has_picture_table_and_csv_of_each(
    pages: dict[str, str], shown: tuple[str, list[gallery.GalleryFigure]]
) -> None:
    language, found = shown
    parts = dict(re.findall(r'<figure id="([^"]+)"[^>]*>(.*?)</figure>', pages[language], re.DOTALL))
    assert list(parts) == [one.figure.name for one in found]
    for one in found:
        part = parts[one.figure.name]
        assert f"<h3>{one.figure.title}</h3>" in unescape(part)
        svg = part[part.index("<svg") : part.index("</svg>")]
        assert len(svg) > 3_000
        assert not [wrong for wrong in ("NaN", "undefined", "Infinity") if wrong in svg], one.figure.name
        table = part[part.index("<details") : part.index("</details>")]
        assert table.count("<th ") == one.figure.table.width
        assert table.count("<tr>") == min(one.figure.table.height, 200) + 1
        data = re.search(rf'download="{one.figure.name}\.csv" href="data:text/csv;charset=utf-8;base64,([^"]+)"', part)
        assert base64.b64decode(data[1]) == one.figure.as_bytes(".csv")


def test_the_page_asks_no_outside_address_and_no_name_twice(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert not re.search(r"https?:", page)
        names = re.findall(r'\sid="([^"]+)"', page)
        assert len(set(names)) == len(names)
        for used in re.findall(r"url\(#([^)]+)\)", page):
            assert used in names


def test_the_command_writes_pages_and_a_picture_of_each(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"family": gallery._QUESTIONS["family"]}
    monkeypatch.setattr(gallery, "_QUESTIONS", few)
    monkeypatch.setattr(gallery, "sample", lambda: sample)
    assert gallery.main([str(tmp_path)]) == 0
    names = [f"{name}-{language}.png" for language in LANGUAGES for name in ("ladder_wage_income", "stacking")]
    assert {path.name for path in tmp_path.iterdir()} == {*names, "index-zh.html", "index-en.html"}
