"""Kept scenarios side by side: the table is the runs, intervals come later, and the files hold the same numbers."""

import io

import polars as pl
import pytest

from workbench.dashboard import Runs, State, open_dashboard, page_view
from workbench.dashboard.answers.question import Question
from workbench.dashboard.view.comparison import COMPARED, comparison, comparison_bytes, comparison_table
from workbench.errors import InputError
from workbench.language import money, using_language
from workbench.simulation import simulate

RATIO = "urban_dibao_ratio"


@pytest.fixture(scope="module")
def results(county, baseline) -> Runs:
    return Runs(county, baseline, futures=20)


@pytest.fixture
def state(baseline) -> State:
    """Two kept scenarios, and levers that stand at neither."""
    kept = State(language="en", comparing=True).with_lever(RATIO, 0.33, baseline).keep()
    kept = kept.with_lever("rural_dibao_ratio", 0.43, baseline).keep()
    return kept.with_lever("tekun_take_up", 0.9, baseline)


def test_there_is_a_column_for_each_scenario(results, state) -> None:
    found = page_view(state, results).page["comparison"]
    assert [column["label"] for column in found["columns"]] == ["Base", "A", "B", "Scenario"]
    assert [column["under"] for column in found["columns"]] == ["30/40", "33/40", "33/43", "33/43*"]
    assert [column["on"] for column in found["columns"]] == [False, False, False, True]
    assert all(len(row["cells"]) == 4 for row in found["rows"])
    chosen = page_view(state.chosen("A"), results).page["comparison"]
    assert [column["on"] for column in chosen["columns"]] == [False, True, False]


def test_the_numbers_are_the_runs(results, county, baseline, state) -> None:
    found = page_view(state, results).page["comparison"]
    cost = next(row for row in found["rows"] if row["label"] == "Dibao and tekun a year")
    run = simulate(county, baseline.replace(**{RATIO: 0.33}))
    with using_language("en"):
        assert cost["cells"][1]["value"] == money(run.headline.total.cost)
    assert cost["cells"][0]["change"] == ""
    assert cost["cells"][1]["change"].startswith("+¥")
    assert not cost["cells"][1]["same"]
    standard = next(row for row in found["rows"] if row["label"] == "Rural standard, a month")
    assert [cell["same"] for cell in standard["cells"][1:]] == [True, False, False]


def test_intervals_stand_there_once_they_are_drawn(results, state) -> None:
    question = Question(state, results)
    assert "to follow" in page_view(state, results).page["comparison"]["subtitle"]
    question.work_out(COMPARED)
    found = page_view(state, results).page["comparison"]
    notes = [cell["note"] for cell in found["rows"][2]["cells"]]
    assert all(note.startswith("80% interval ¥") for note in notes)
    assert len(set(notes)) == 4  # each scenario's own
    assert "one luck" in found["subtitle"]
    assert page_view(state, results).page["tiles"][2]["note"] == notes[3]


def test_the_files_hold_the_tables_numbers(results, state) -> None:
    question = Question(state, results)
    question.work_out(COMPARED)
    with using_language("en"):
        table = comparison_table(question)
        text = pl.read_csv(comparison_bytes(question, ".csv").removeprefix(b"\xef\xbb\xbf"))
        sheet = pl.read_excel(io.BytesIO(comparison_bytes(question, ".xlsx")))
    assert table.height == 4 * 5
    for name in ("value", "change_to_baseline", "interval80_low"):
        assert text[name].to_list() == pytest.approx(table[name].to_list())
        assert sheet[name].to_list() == pytest.approx(table[name].to_list())
    assert table.filter(scenario="Base")["change_to_baseline"].to_list() == [0.0] * 5


def test_a_town_is_compared_by_its_own_residents(results, state) -> None:
    question = Question(state.at_town("悦庄镇"), results)
    with using_language("en"):
        town, county = comparison(question.here), comparison(question)
    assert town["rows"][0]["cells"][0]["value"] != county["rows"][0]["cells"][0]["value"]


def test_the_fifth_is_refused_with_the_reason_and_nothing_is_lost(county, baseline) -> None:
    shown = open_dashboard(county, baseline, "zh")
    for value in (0.31, 0.32, 0.33, 0.34):
        shown.set(urban_dibao_ratio=value)
        shown.handle({"kind": "keep"})
    shown.set(urban_dibao_ratio=0.35)
    assert shown.page["can"]["keep"]
    shown.handle({"kind": "keep"})
    assert shown.page["error"] == "已存满4个方案：先删除一个，再存新的"
    assert set(shown.state.kept) == {"A", "B", "C", "D"}
    assert shown.state.levers == {RATIO: 0.35}


def test_the_page_sends_it_as_a_file(county, baseline) -> None:
    shown = open_dashboard(county, baseline, "en")
    sent = []
    shown.send = lambda message, buffers: sent.append((message, buffers))
    shown.set(urban_dibao_ratio=0.33)
    shown.handle({"kind": "compare"})
    assert shown.page["comparison"]
    shown.handle({"kind": "download", "figure": "comparison", "format": ".xlsx"})
    ((message, (content,)),) = sent
    assert (message["name"], content[:2]) == ("comparison.xlsx", b"PK")
    shown.handle({"kind": "download", "figure": "comparison", "format": ".csvv"})
    assert "did you mean '.csv'" in shown.page["error"]
    shown.handle({"kind": "compare"})
    assert shown.page["comparison"] is None


def test_the_address_says_that_they_are_compared(english, baseline, state) -> None:
    from workbench.dashboard.state import address

    text = address.written(state)
    assert "compare=1" in text
    assert address.read(text, baseline, State()).comparing
    with pytest.raises(InputError, match="0 or 1"):
        address.read("page=overview&compare=yes", baseline, State())
