"""Tables as people read them: words for codes, numbers by the unit, nothing hidden without being said."""

import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.language import using_language

FRAME = pl.DataFrame(
    {
        "programme": ["dibao", "medical_aid"],
        "residence": ["urban", None],
        "town": ["鲁村镇", "鲁村镇"],
        "cost_yuan_per_year": [13_773_366.4, -0.2],
        "chance": [0.905, 0.9],
        "year": [2021, 2022],
        "value": ["0.6666666667", "difference"],
        "unit": ["yuan/month", "choice"],
        "ok": [True, False],
        "programmes": [["dibao", "tekun"], []],
    }
)


def test_codes_are_words_and_numbers_have_their_units_form() -> None:
    with using_language("zh"):
        shown = wb.table(FRAME)
        assert shown.headings()[:4] == ["项目", "城乡", "镇街", "支出（元/年）"]
        first, second = shown.cells()
    assert first == [
        "低保",
        "城市",
        "鲁村镇",
        "13,773,366",
        "90.5%",
        "2021",
        "0.67",
        "元/月",
        "✓",
        "低保、特困",
    ]
    assert second == ["医疗救助", "–", "鲁村镇", "−0.20", "90%", "2022", "补差发放", "选项", "✕", ""]
    with using_language("en"):
        first = wb.table(FRAME).cells()[0]
    assert first[:3] == ["dibao", "urban", "Lucun"]
    assert first[-1] == "dibao, tekun"


def test_a_table_keeps_the_language_in_which_it_was_made() -> None:
    with using_language("en"):
        shown = wb.table(FRAME)
    with using_language("zh"):
        assert shown.headings()[0] == "programme"
        assert "dibao" in repr(shown)


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (0.25, "share", "25%"),
        (0.3912, "share of the standard", "39.1%"),
        (0.00561, "share", "0.56%"),
        (0.0000123, "share", "0.0012%"),
        (0.0, "share", "0%"),
        (-0.052, "share", "−5.2%"),
        (10.9925, "yuan/month", "10.99"),
        (-654.2975, "yuan/month", "−654.30"),
        (0.0, "yuan/month", "0"),
        (0.001, "yuan/month", "<0.01"),
        (-0.001, "yuan/month", ">−0.01"),
        (13_773_366.4, "yuan/year", "13,773,366"),
        (34.0, "persons", "34"),
        (3.456, "persons", "3.46"),
        (345.6, "persons", "346"),
        (2.65, "persons/dwelling", "2.65"),
        (0.0000123, "ratio", "0.0000123"),
        (12_345, "id", "12345"),
        (2022, "year", "2022"),
        (float("nan"), "persons", "–"),
    ],
)
def test_a_number_is_written_by_its_unit_whatever_stands_beside_it(value: float, unit: str, written: str) -> None:
    frame = pl.DataFrame({"one": [float(value), 1e9]})
    assert wb.table(frame, unit=unit).cells()[0] == [written]


def test_what_is_left_out_is_said_and_codes_can_be_read_off() -> None:
    with using_language("zh"):
        shown = wb.table(FRAME, rows=1)
        page = shown._repr_html_()
    assert "前1行，共2行" in page
    assert "前1行，共2行" in repr(shown)
    assert page.count("<tr>") == 2
    assert 'title="cost_yuan_per_year"' in page


def test_text_from_data_stays_text() -> None:
    page = wb.table(pl.DataFrame({"source": ["<script>alert(1)</script>"]}))._repr_html_()
    assert "<script>" not in page


def test_no_frame_and_no_rows_are_refused() -> None:
    with pytest.raises(InputError, match="table: of is a dict; a DataFrame or a Figure is wanted"):
        wb.table({"a": [1]})
    with pytest.raises(InputError, match="rows=0"):
        wb.table(FRAME, rows=0)
    assert wb.table(FRAME.head(0)).cells() == []


def test_every_type_and_town_of_a_notebooks_tables_has_words(draw) -> None:
    figure = draw("winners_losers_type", "zh")
    assert wb.table(figure).frame.equals(figure.table)
