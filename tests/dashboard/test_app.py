"""The widget, driven as the browser does it, without a browser."""

import asyncio
from dataclasses import replace

import polars as pl
import pytest

import workbench as wb
from workbench.dashboard import open_dashboard
from workbench.dashboard import widget as app_module
from workbench.dashboard.answers.background import later
from workbench.dashboard.pages import REGISTRY
from workbench.dashboard.pages.overview import GRID
from workbench.dashboard.state.action_schema import KINDS
from workbench.language import current_language, set_language


def test_it_opens_from_the_notebooks_name(county, baseline) -> None:
    shown = wb.open_dashboard(county, baseline, "en")
    assert set(shown.tiles) == {"persons", "coverage", "cost", "county", "tekun"}
    assert shown.page["language"] == "en"


def test_it_speaks_the_language_that_is_on(county, baseline) -> None:
    before = current_language()
    try:
        set_language("en")
        assert open_dashboard(county, baseline).page["language"] == "en"
    finally:
        set_language(before)
    assert open_dashboard(county, baseline, "zh").page["language"] == "zh"
    assert current_language() == before
    with pytest.raises(wb.WorkbenchError):
        open_dashboard(county, baseline, "fr")


def test_a_cell_says_what_to_do_where_the_page_is_not_alive(dashboard, monkeypatch) -> None:
    shown: list[dict] = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    dashboard._ipython_display_()
    sentence, page = shown
    assert "Shift+Enter" in sentence["text/plain"]
    assert sentence["text/plain"] in sentence["text/html"]
    assert page["text/plain"] == ""
    assert page["application/vnd.jupyter.widget-view+json"]["model_id"] == dashboard.model_id


def test_the_run_behind_the_numbers_is_at_hand(dashboard) -> None:
    dashboard.set(urban_dibao_ratio=0.33)
    assert dashboard.run.resolved["urban_dibao_ratio"].value == 0.33
    assert dashboard.tiles["persons"]["number"] == f"{dashboard.run.headline.total.persons:,.0f}"


def test_set_moves_levers_and_the_tiles_follow(dashboard) -> None:
    before = dashboard.tiles["cost"]["number"]
    dashboard.set(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43)
    assert dashboard.tiles["cost"]["number"] != before
    assert not dashboard.tiles["cost"]["same"]
    dashboard.set(urban_dibao_ratio=0.30, rural_dibao_ratio=0.40)
    assert dashboard.tiles["cost"]["number"] == before


def test_set_refuses_all_or_does_all(dashboard) -> None:
    before = dashboard.page
    with pytest.raises(wb.WorkbenchError):
        dashboard.set(urban_dibao_ratio=0.33, rural_ratio=0.43)
    assert dashboard.page == before
    assert dashboard.state.levers == {}


def test_an_action_from_the_browser_is_answered(dashboard) -> None:
    dashboard.action = {"kind": "lever", "name": "urban_dibao_ratio", "value": 0.33, "number": 7}
    assert dashboard.page["answered"] == 7
    assert dashboard.page["sections"][0]["sliders"][0]["shown"] == "33.0%"
    dashboard.action = {"kind": "undo", "number": 8}
    assert dashboard.page["sections"][0]["sliders"][0]["shown"] == "30.0%"
    assert not dashboard.page["can"]["undo"]


def test_a_mistake_is_said_on_the_page_and_changes_nothing(dashboard) -> None:
    dashboard.action = {"kind": "lever", "name": "urban_dibao_ratio", "value": 30, "number": 1}
    assert dashboard.page["error"].startswith("城市低保标准占上年度人均消费支出比例：不能是3,000%，可用范围为5%至100%")
    assert dashboard.page["answered"] == 1
    assert dashboard.state.levers == {}
    dashboard.action = {"kind": "page", "page": "helped", "number": 2}
    assert dashboard.page["error"] == ""
    dashboard.action = {"kind": "leaver", "number": 3}
    assert dashboard.page["error"] == "没有操作'leaver'；是否想写'lever'？"


def test_a_fault_of_ours_is_answered_too(dashboard, monkeypatch) -> None:
    monkeypatch.setattr(dashboard.results, "run", lambda scenario: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        dashboard.action = {"kind": "lever", "name": "urban_dibao_ratio", "value": 0.33, "number": 4}
    assert dashboard.page["answered"] == 4  # else the sliders would wait for ever
    assert "程序出错" in dashboard.page["error"]
    assert dashboard.state.levers == {}  # what can't be shown is not gone to


def test_a_fault_after_a_heavy_answer_is_said_too(county, baseline, monkeypatch) -> None:
    shown = open_dashboard(county, baseline, "en")
    page = REGISTRY["overview"]

    def faulty(question):
        return 1 / 0 if question.answer(GRID) is not None else page.heading(question)

    monkeypatch.setitem(REGISTRY, "overview", replace(page, heavy=(GRID,), heading=faulty))
    with pytest.raises(ZeroDivisionError):
        shown.handle({"kind": "painted"})
    assert "a fault of the program" in shown.page["error"]


def test_every_action_is_understood(dashboard) -> None:
    more = {
        "lever": {"name": "rural_dibao_ratio", "value": 0.43},
        "page": {"page": "helped"},
        "language": {"language": "en"},
        "town": {"town": "悦庄镇"},
        "table": {"figure": "income_distribution"},
        "year": {"value": 2021},
        "choose": {"name": "baseline"},
        "drop": {"name": "A"},
        "levers": {"levers": {"urban_dibao_ratio": 0.32}},
        "goal": {"name": "confidence", "value": 0.8},
        "family": {"do": "invent"},
        "address": {"address": "#page=helped&lang=en"},
        "export": {"format": ".html"},
        "download": {"figure": "income_distribution", "format": ".csv"},
    }
    dashboard.send = lambda *_: None
    order = ["painted", "lever", "keep", *(a for a in KINDS if a not in ("painted", "lever", "keep"))]
    assert set(order) == set(KINDS)
    for kind in order:
        dashboard.handle({"kind": kind, **more.get(kind, {})})
        assert dashboard.page["error"] == "", kind


def test_a_slider_sends_only_the_rows_that_move(dashboard) -> None:
    assert "cost_surface_cost/cells" in dashboard.still
    dashboard.set(rural_dibao_ratio=0.41)
    dashboard.set(rural_dibao_ratio=0.43)
    still = dict(dashboard.still)
    sent = []
    dashboard.observe(lambda change: sent.append(change["name"]), names=["specs", "still", "moving", "page"])
    dashboard.set(rural_dibao_ratio=0.45)
    assert sent[:3] == ["page", "moving", "page"]  # the numbers first, then the figures
    assert set(sent[3:]) == {"page"}  # then the intervals, which are words of the tiles
    assert dashboard.still == still
    assert {"cost_surface_cost/points", "town_tiles/tiles"} <= set(dashboard.moving)
    assert "cost_surface_cost/cells" in dashboard.still


def test_the_scenario_dot_moves_with_the_lever(dashboard) -> None:
    dashboard.set(urban_dibao_ratio=0.335)
    points = {row["role"]: row for row in {**dashboard.still, **dashboard.moving}["cost_surface_cost/points"]}
    assert points["scenario"]["x"] == pytest.approx(0.335)
    assert points["baseline"]["x"] == pytest.approx(0.30)


def test_languages_switch_everything(dashboard) -> None:
    dashboard.handle({"kind": "language", "language": "en"})
    assert dashboard.page["brand"] == "Yiyuan social-assistance workbench"
    assert [(entry["label"], entry["on"]) for entry in dashboard.page["languages"]] == [("中", False), ("EN", True)]
    assert any(row["name"] == "Nanma" for row in dashboard.still["town_tiles/tiles"])


@pytest.mark.parametrize(("ending", "begins"), [(".csv", b"\xef\xbb\xbf"), (".png", b"\x89PNG")])
def test_downloads_are_sent_whole(dashboard, ending, begins) -> None:
    sent = []
    dashboard.send = lambda message, buffers: sent.append((message, buffers))
    dashboard.handle({"kind": "download", "figure": "town_tiles", "format": ending})
    ((message, (content,)),) = sent
    assert (message["kind"], message["name"]) == ("file", f"town_tiles{ending}")
    assert content.startswith(begins)


def test_a_table_opens_and_closes(dashboard) -> None:
    dashboard.handle({"kind": "table", "figure": "town_tiles"})
    table = next(card["table"] for card in dashboard.page["figures"] if card["name"] == "town_tiles")
    assert len(table["rows"]) == 12
    assert table["columns"][0] == "镇街"  # a heading in words, no column of the code
    dashboard.handle({"kind": "table", "figure": "town_tiles"})
    assert all(card["table"] is None for card in dashboard.page["figures"])


def test_the_grid_never_keeps_a_slider_waiting(county, baseline, monkeypatch) -> None:
    async def drive() -> None:
        shown = open_dashboard(county, baseline, "en")
        release = asyncio.Event()
        loop = asyncio.get_running_loop()
        make = GRID.make

        def slow(question, progress):  # waits in its thread until the test has moved a slider
            asyncio.run_coroutine_threadsafe(release.wait(), loop).result(timeout=20)
            return make(question, progress)

        held = replace(GRID, make=slow)
        page = REGISTRY["overview"]
        monkeypatch.setitem(REGISTRY, "overview", replace(page, heavy=(held,)))
        shown.handle({"kind": "painted"})
        for _ in range(400):  # until the charts are loaded
            await asyncio.sleep(0.02)
            if "town_tiles" in shown.specs:
                break
        shown.set(urban_dibao_ratio=0.33)
        assert not shown.tiles["cost"]["same"]
        assert shown.page["figures"][0]["waiting"]
        release.set()
        for _ in range(400):
            await asyncio.sleep(0.02)
            if "cost_surface_cost" in shown.specs:
                break
        assert not shown.page["figures"][0]["waiting"]

    asyncio.run(drive())


def test_another_multiple_gets_a_grid_of_its_own(dashboard) -> None:
    before = {**dashboard.still, **dashboard.moving}["cost_surface_cost/cells"]
    dashboard.set(rural_tekun_multiple=2.5)
    assert not dashboard.page["figures"][0]["stale"]
    assert {**dashboard.still, **dashboard.moving}["cost_surface_cost/cells"] != before


def test_work_in_a_thread_hands_over_result_or_problem() -> None:
    async def drive() -> list[object]:
        got: list[object] = []
        later(lambda: 3, got.append, got.append)
        later(lambda: 1 / 0, got.append, lambda problem: got.append(type(problem)))
        for _ in range(100):
            await asyncio.sleep(0.01)
            if len(got) == 2:
                break
        return got

    assert asyncio.run(drive()) == [3, ZeroDivisionError]


def test_the_script_and_style_are_whole_and_ask_nothing_outside() -> None:
    from workbench.dashboard.browser import SCRIPTS, bundle, style

    assert app_module.bundle is bundle
    assert "--scenario: #c8372d" in style()
    assert "://" not in style()
    assert "vegaEmbed" in bundle() or len(bundle()) > 500_000
    assert bundle() is bundle()
    assert len(SCRIPTS) == len(set(SCRIPTS))


def test_rows_of_figures_stay_small(dashboard) -> None:
    rows = {**dashboard.still, **dashboard.moving}
    assert pl.Series([len(r) for r in rows.values()]).max() <= 5_000


def test_a_brief_of_the_scenario_is_sent_whole(dashboard) -> None:
    sent = []
    dashboard.send = lambda message, buffers: sent.append((message, buffers))
    dashboard.set(rural_dibao_ratio=0.43)
    dashboard.handle({"kind": "export", "format": ".xlsx"})
    ((message, (content,)),) = sent
    assert (message["kind"], message["name"]) == ("file", "yiyuan.xlsx")
    assert content.startswith(b"PK")
    dashboard.handle({"kind": "export", "format": ".xls"})
    assert dashboard.page["error"] == "没有文件格式'.xls'；是否想写'.xlsx'？"


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(28, "No space left on device"), "磁盘已满"),
        (PermissionError(13, "Permission denied"), "没有写入的权限"),
    ],
)
def test_a_full_disk_or_a_closed_folder_is_said_and_the_page_goes_on(dashboard, monkeypatch, problem, said) -> None:
    def refuse(*_, **__):
        raise problem

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    dashboard.handle({"kind": "export", "format": ".html"})
    assert dashboard.page["error"].startswith("写不出文件：")
    assert said in dashboard.page["error"]
    monkeypatch.undo()
    dashboard.handle({"kind": "page", "page": "helped"})
    assert dashboard.page["error"] == ""
