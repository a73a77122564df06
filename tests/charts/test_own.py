"""A chart of one's own: in the house's style and language, in every format; and what can't be drawn."""

import re

import altair as alt
import polars as pl
import pytest

from workbench.charts import Figure, own, programme_costs
from workbench.charts.base import tokens
from workbench.errors import InputError, UnknownNameError
from workbench.language import LANGUAGES, using_language
from workbench.simulation import Run


@pytest.fixture(scope="module")
def dibao(run: Run) -> pl.DataFrame:
    return run.totals.filter(pl.col("programme") == "dibao")


@pytest.fixture(scope="module")
def bars(dibao: pl.DataFrame) -> alt.Chart:
    return alt.Chart(dibao).mark_bar().encode(y=alt.Y("town", sort="-x"), x="persons", color="residence")


def picture(figure: Figure) -> str:
    return re.sub(r"<[^>]*>", " ", figure.as_bytes("svg").decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_towns_titles_and_codes_are_in_the_language_that_is_on(bars: alt.Chart, run: Run, language: str) -> None:
    with using_language(language):
        figure = own(bars, title="Finding", subtitle="Measure", notes=["My own note"], run=run)
    shown = picture(figure)
    words = {
        "zh": ("历山街道", "镇街", "人数", "城乡", "农村"),
        "en": ("Lishan", "town", "persons", "residence", "rural"),
    }
    for text in (*words[language], "Finding", "Measure", "My own note", {"zh": "来源：", "en": "Source:"}[language]):
        assert text in shown
    other = words["en" if language == "zh" else "zh"]
    assert not [text for text in other if re.search(rf"(?<!\w){text}(?!\w)", shown)]


def test_fonts_and_colours_are_the_houses_and_what_the_chart_says_goes_before(bars: alt.Chart) -> None:
    config = own(bars, title="Finding").spec()["config"]
    assert config["font"] == tokens.font_stack("zh")
    assert config["range"]["category"][0] == tokens.PROGRAMMES["dibao"]
    said = own(bars.configure_axis(grid=False, labelFontSize=31), title="Finding").spec()["config"]
    assert (said["axis"]["grid"], said["axis"]["labelFontSize"]) == (False, 31)
    assert said["axis"]["gridColor"] == config["axis"]["gridColor"]
    titled = bars.encode(x=alt.X("persons", title="Köpfe", axis=alt.Axis(format=".0f")))
    assert "Köpfe" in picture(own(titled, title="Finding"))


def test_every_format_is_written_and_asks_nothing_outside(bars: alt.Chart, tmp_path) -> None:
    figure = own(bars, title="Finding", name="mine")
    for ending in (".svg", ".png", ".pdf", ".html", ".csv", ".json"):
        assert figure.save(tmp_path / f"mine{ending}").stat().st_size > 500
    page = (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="https?://', page)
    assert "cdn.jsdelivr.net" not in figure._repr_mimebundle_()["text/html"]


def test_the_table_below_is_what_is_drawn(bars: alt.Chart, dibao: pl.DataFrame) -> None:
    assert own(bars, title="Finding").table["persons"].to_list() == dibao["persons"].to_list()
    mine = alt.Chart(pl.DataFrame({"mine": [0.25, 0.5], "at": ["a", "b"]})).mark_bar().encode(x="mine", y="at")
    assert "25%" in own(mine, title="Finding", units={"mine": "share"})._repr_mimebundle_()["text/html"]
    assert "0.25" in own(mine, title="Finding")._repr_mimebundle_()["text/html"]
    with pytest.raises(UnknownNameError, match="unknown unit 'shar'; did you mean 'share'"):
        own(mine, title="Finding", units={"mine": "shar"})


def test_layers_and_panels_are_drawn_too(dibao: pl.DataFrame) -> None:
    base = alt.Chart(dibao).encode(x="persons", y="town")
    for chart in (
        base.mark_bar() + base.mark_text(),
        base.mark_bar() | base.mark_point(),
        base.mark_bar().facet("residence"),
    ):
        assert "历山街道" in picture(own(chart, title="Finding"))


def test_a_figures_chart_has_its_data_and_can_be_built_on(run: Run) -> None:
    figure = programme_costs(run)
    again = own(figure.chart, title="Again")
    assert "低保" in picture(again)
    assert figure.chart.to_dict()["datasets"].keys() >= figure.datasets.keys()


def test_a_figure_takes_a_plain_chart_and_nothing_else(bars: alt.Chart, dibao: pl.DataFrame) -> None:
    made = {"name": "plain", "language": "en", "title": "T", "subtitle": "", "notes": (), "table": dibao}
    figure = Figure(**made, datasets={}, drawing=bars, width=300, height=200)
    assert figure.as_bytes("png").startswith(b"\x89PNG")
    with pytest.raises(InputError, match="figure plain: drawing is 'bars'; an Altair chart is wanted"):
        Figure(**made, datasets={}, drawing="bars", width=300, height=200)


REFUSED = {
    "no chart": (lambda frame: frame, "own: chart is a DataFrame; an Altair chart is wanted"),
    "fetched": (lambda _: alt.Chart("https://x.org/a.csv").mark_bar().encode(x="a:Q"), "fetched from https://x.org"),
    "no data": (lambda _: alt.Chart().mark_bar(), "own: the chart has no data"),
    "too many rows": (
        lambda _: alt.Chart(pl.DataFrame({"a": range(5_001)})).mark_bar().encode(x="a"),
        "more than 5,000 rows; sum up",
    ),
    "no such column": (lambda frame: alt.Chart(frame).mark_bar().encode(x="nosuch"), "own: the chart can't be drawn:"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_can_not_be_drawn_is_said(what: str, dibao: pl.DataFrame) -> None:
    made, words = REFUSED[what]
    with pytest.raises(InputError, match=words):
        own(made(dibao), title="Finding")


def test_a_title_is_wanted(bars: alt.Chart) -> None:
    with pytest.raises(InputError, match="own: title=' ': a text is wanted"):
        own(bars, title=" ")
