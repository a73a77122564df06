"""Every figure in both languages: drawn, exported in each format, its titles short enough, its data apart from it."""

import base64
import csv
import io
import json
import re
from html import unescape
from pathlib import Path

import altair as alt
import polars as pl
import pytest

from tests.charts.conftest import FIGURES, Draw, assert_drawn
from tests.places import TOWNS
from workbench.charts import (
    Figure,
    cost_surface,
    income_distribution,
    standards_corridor,
    town_tiles,
    towns,
    winners_losers,
)
from workbench.charts.base import figure as figure_module
from workbench.charts.base import tile_grid, tokens
from workbench.charts.base.figure import text_width
from workbench.errors import InputError, UnknownNameError
from workbench.language import using_language
from workbench.place import current_place
from workbench.simulation import Run, Sweep, compare

both = pytest.mark.parametrize("language", ["zh", "en"])
each = pytest.mark.parametrize("name", FIGURES)


def texts(svg: str) -> list[str]:
    """Each text of a picture, the lines of a long one joined."""
    return [unescape(re.sub(r"<[^>]*>", "", text)) for text in re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)]


@both
@each
def test_a_figure_is_valid_vega_lite_and_its_picture_holds_title_subtitle_and_notes(
    draw: Draw, name: str, language: str
) -> None:
    figure = draw(name, language)
    spec = figure.spec()
    assert figure.name == name
    alt.VConcatChart.from_dict(spec).to_dict()  # Altair checks against the schema both ways
    assert json.loads(json.dumps(spec)) == spec
    drawn = texts(assert_drawn(figure))
    assert figure.title in drawn
    for words in (figure.subtitle, *figure.notes):
        assert words.replace(" ", "") in "".join(drawn).replace(" ", "")
    assert not any(word in " ".join(drawn) for word in ("NaN", "Infinity", "undefined", "null", "{"))


@both
@each
def test_titles_keep_to_their_length(draw: Draw, name: str, language: str) -> None:
    # 28 Chinese characters or 56 Latin ones; a Chinese character counts two.
    assert text_width(draw(name, language).title) <= 56


@each
def test_english_figures_hold_no_chinese(draw: Draw, name: str) -> None:
    figure = draw(name, "en")
    assert not re.search(r"[\u4e00-\u9fff]", " ".join(texts(figure.as_bytes(".svg").decode())))


@both
@each
def test_a_living_spec_has_neither_title_nor_data(draw: Draw, name: str, language: str) -> None:
    figure = draw(name, language)
    text = json.dumps(figure.spec(live=True), ensure_ascii=False)
    assert figure.title not in text
    assert figure.notes[0] not in text
    for dataset in figure.datasets:
        assert f'{{"name": "{dataset}"}}' in text
    inline = figure.spec(live=True).get("datasets", {})
    assert sum(len(rows) for rows in inline.values()) <= 5  # the corridor's frame and the like, no results
    assert figure.rows().keys() == figure.datasets.keys()


@pytest.mark.parametrize("name", [n for n in FIGURES if not n.startswith("winners")])
def test_another_scenario_changes_the_data_only(base: Run, higher: Run, grid: Sweep, draw: Draw, name: str) -> None:
    with using_language("zh"):
        other = {
            "cost_surface_cost": lambda: cost_surface(grid, base),
            "cost_surface_persons": lambda: cost_surface(grid, base, measure="persons"),
            "standards_corridor": lambda: standards_corridor(base, base),
            "town_tiles": lambda: town_tiles(base, base),
            "income_distribution": lambda: draw("income_distribution", "zh"),
        }[name]()
    figure = draw(name, "zh")
    assert other.spec(live=True) == figure.spec(live=True)


@both
def test_every_format_is_written_whole(draw: Draw, tmp_path: Path, language: str) -> None:
    figure = draw("town_tiles", language)
    begins = {".png": b"\x89PNG", ".pdf": b"%PDF", ".svg": b"<svg", ".json": b"{", ".csv": b"\xef\xbb\xbf"}
    for kind, start in begins.items():
        path = figure.save(tmp_path / f"f{kind}")
        assert path.read_bytes().startswith(start)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(f"f{kind}" for kind in begins)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "f.csv").read_text("utf-8-sig"))))
    assert len(rows) == 12
    assert rows[0].keys() == set(figure.table.columns)
    with pytest.raises(UnknownNameError, match=r"file ending '.pgn'; did you mean '.png'"):
        figure.save(tmp_path / "f.pgn")


def test_a_page_asks_no_outside_address(draw: Draw, tmp_path: Path) -> None:
    page = draw("income_distribution", "zh").save(tmp_path / "f.html").read_text("utf-8")
    assert len(page) > 300_000  # everything that draws it is inside
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)\s*=\s*[\"']?\s*(?:https?:)?//", page)


def test_a_notebook_gets_svg_with_table_and_csv_below_and_the_title(draw: Draw) -> None:
    figure = draw("standards_corridor", "en")
    shown = figure._repr_mimebundle_()
    assert shown["image/svg+xml"].startswith("<svg")
    html = shown["text/html"]
    picture = re.search(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', html)
    assert base64.b64decode(picture[1]).decode() == shown["image/svg+xml"]
    assert unescape(picture[2]) == f"{figure.title}. {figure.subtitle}"
    assert "<summary>Table</summary>" in html
    csv_file = re.search(r'download="standards_corridor.csv" href="data:text/csv;charset=utf-8;base64,([^"]+)"', html)
    assert base64.b64decode(csv_file[1]) == figure.as_bytes(".csv")
    assert shown["text/plain"].splitlines()[0] == figure.title


def test_a_figure_keeps_its_language_when_another_is_on(draw: Draw) -> None:
    figure = draw("winners_losers_type", "en")
    with using_language("zh"):
        assert not re.search(r"[\u4e00-\u9fff]", " ".join(texts(figure.as_bytes(".svg").decode())))


def test_too_many_rows_are_refused(draw: Draw) -> None:
    figure = draw("town_tiles", "zh")
    fields = {name: getattr(figure, name) for name in Figure.__dataclass_fields__}
    limit = figure_module.ROW_BUDGET
    Figure(**{**fields, "datasets": {"tiles": pl.DataFrame({"x": range(limit)})}})
    with pytest.raises(InputError, match=r"'tiles' has 5,001 rows; sum up to at most 5,000"):
        Figure(**{**fields, "datasets": {"tiles": pl.DataFrame({"x": range(limit + 1)})}})


@both
def test_a_warning_stands_on_the_chart_and_in_the_export(base: Run, outside: Run, grid: Sweep, language: str) -> None:
    with using_language(language):
        figures = [
            cost_surface(grid, base, outside),
            standards_corridor(outside, base),
            town_tiles(outside, base),
            winners_losers(compare(base, outside)),
        ]
    for figure in figures:
        drawn = "".join(texts(figure.as_bytes(".svg").decode()))
        assert "▲ " in drawn
        said = {"zh": "37%，超出§3规定的25%～35%", "en": "37% lies outside what §3 allows (25–35%)"}[language]
        assert said.replace(" ", "") in drawn.replace(" ", "")  # lines break at spaces
    surface, corridor = figures[:2]
    label = surface.datasets["points"].filter(pl.col("role") == "scenario")["label"][0]
    assert label.startswith("▲ ")
    assert (
        corridor.title
        == {
            "zh": "城市低保标准越出政策走廊",
            "en": "The urban dibao standard is outside the corridor",
        }[language]
    )
    assert corridor.table["outside"].to_list() == [True, False, False, False]


def test_no_figure_has_colours_or_font_sizes_of_its_own() -> None:
    folder = Path(figure_module.__file__).parent
    for path in folder.glob("*.py"):
        if path.name in ("tokens.py", "theme.py"):
            continue
        text = path.read_text("utf-8")
        assert not re.search(r"#[0-9A-Fa-f]{6}\b", text), path.name
        assert not re.search(r"[fF]ontSize\"?\s*[=:]\s*\d", text), path.name


@both
def test_what_is_as_the_baseline_shows_no_red(base: Run, grid: Sweep, language: str) -> None:
    with using_language(language):
        surface, standards = cost_surface(grid, base, base), standards_corridor(base, base)
    assert surface.datasets["points"]["role"].to_list() == ["baseline"]
    assert not standards.datasets["standards"]["changed"].any()
    for figure in (surface, standards):
        assert not any(red in figure.as_bytes(".svg").decode() for red in (tokens.SCENARIO, tokens.SCENARIO_TEXT))


def test_a_town_without_poor_people_is_no_lowest_class(base: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    coverage = dict.fromkeys(TOWNS, 0.5) | {"石桥镇": float("nan"), "历山街道": 0.2}
    monkeypatch.setattr(towns, "coverage_of_poor", lambda *_, **__: coverage)
    tiles = town_tiles(base).datasets["tiles"]
    shade = dict(zip(tiles["town"], tiles["shade"], strict=True))
    label = dict(zip(tiles["town"], tiles["value_label"], strict=True))
    assert (shade["石桥镇"], label["石桥镇"]) == (-1, "–")
    assert shade["历山街道"] == 0


def test_the_towns_have_tiles_of_their_own() -> None:
    tiles = tile_grid.placed(pl.DataFrame({"town": TOWNS}), 0.0)
    assert tiles.select("column", "row").n_unique() == len(TOWNS)
    grid = tile_grid.Grid.of(current_place())
    assert (tiles["x2"].max(), grid.columns, grid.rows) == (4, 4, 4.0)
    assert grid.legend > 3
    assert not ((tiles["row"] == 3) & (tiles["column"] < 2)).any()  # the corner of the legend


def test_no_line_of_notes_begins_with_a_closing_mark() -> None:
    lines = figure_module._wrapped("每月低保标准城市682元、农村422元；" * 12, 440)
    assert len(lines) > 2
    assert not any(line[0] in "、；，。）" for line in lines)
    assert "".join(lines) == "每月低保标准城市682元、农村422元；" * 12


def test_rows_stand_in_the_order_of_the_county_not_of_the_frame(draw: Draw) -> None:
    assert draw("winners_losers_town", "zh").table["town"].to_list() == list(TOWNS)
    assert draw("winners_losers_residence", "zh").table["residence"].to_list() == ["urban", "rural"]
    assert draw("winners_losers_decile", "zh").table["decile"].to_list() == list(range(1, 11))


def test_the_labels_of_two_standards_never_cross_their_lines(base: Run, higher: Run) -> None:
    for run, low, high in ((higher, "baseline", "scenario"), (base, "scenario", "baseline")):
        against = base if run is higher else higher
        rules = income_distribution(run, against).datasets["rules"].filter(residence="rural").sort("x")
        assert rules["role"].to_list() == [low, high]
        assert rules["left"].to_list() == [True, False]
