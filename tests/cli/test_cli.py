"""The command line: each command does its work, every problem is one sentence and exit code 2."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from workbench import cli
from workbench.dashboard.serve.options import ServeOptions
from workbench.language import current_language, set_language, using_language, word
from workbench.version import __version__

SMALL = ["--persons", "5000"]
COMMANDS = ("dashboard", "lab", "run", "brief", "sweep", "explain", "check", "verify", "notebook-page")


@pytest.fixture(autouse=True)
def _language_restored():
    before = current_language()
    yield
    set_language(before)


def said(capsys: pytest.CaptureFixture, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(list(arguments))
    return code, *capsys.readouterr()


def test_a_run_says_its_findings_and_can_be_verified(capsys, tmp_path: Path) -> None:
    path = str(tmp_path / "run.json")
    options = ["--against", "baseline-2021", "--record", path, "--lang", "en", *SMALL]
    code, out, err = said(capsys, "run", "mixed-33-43", *options)
    assert (code, err) == (0, "")
    assert "The answer  " in out
    assert json.loads(Path(path).read_text("utf-8"))["fingerprint"] in out
    code, out, _ = said(capsys, "--lang", "en", "verify", path)
    assert code == 0
    assert out.startswith("Equal: ")
    told = json.loads(Path(path).read_text("utf-8"))
    told["results"]["county"]["dibao"]["cost_fen"] += 1
    Path(path).write_text(json.dumps(told))
    code, out, _ = said(capsys, "verify", path, "--lang", "en")
    assert code == 1
    assert "total dibao, cost_fen" in out


def test_a_brief_is_written(capsys, tmp_path: Path) -> None:
    path = str(tmp_path / "meeting.pptx")
    options = ["--set", "urban_dibao_ratio=0.33", "--against", "baseline-2021", "--futures", "5", *SMALL]
    code, out, err = said(capsys, "brief", path, *options)
    assert (code, out.strip(), err) == (0, path, "")
    assert Path(path).read_bytes().startswith(b"PK")


def test_a_brief_holds_the_plan_of_beds_unless_told_not_to(capsys, tmp_path: Path) -> None:
    path = tmp_path / "meeting.html"
    for options, told in (([], "both targets by end-2022"), (["--no-care"], "Left out as asked")):
        assert said(capsys, "brief", str(path), "--lang", "en", *options, *SMALL)[0] == 0
        assert told in path.read_text("utf-8")


def test_a_sweep_is_a_table(capsys, tmp_path: Path) -> None:
    path = tmp_path / "sweep.csv"
    code, *_ = said(
        capsys, "sweep", "urban_dibao_ratio=0.25:0.35:0.05", "rural_dibao_ratio=0.4", "--out", str(path), *SMALL
    )
    assert code == 0
    table = pl.read_csv(path)
    assert table["urban_dibao_ratio"].to_list() == [0.25, 0.30, 0.35]
    assert table["cost_yuan_per_year"].is_sorted()
    assert said(capsys, "sweep", "rural_dibao_ratio=0.4", *SMALL)[1].count("\n") > 3


def test_a_household_is_explained(capsys, tmp_path: Path) -> None:
    code, out, _ = said(capsys, "explain", "3", *SMALL)
    assert code == 0
    assert out.startswith("household_all_aid")
    page = tmp_path / "family.html"
    assert said(capsys, "explain", "3", "--out", str(page), *SMALL)[0] == 0
    assert "一户一案" in page.read_text("utf-8")


def test_check_tells_what_was_held_out_from_what_was_fitted(capsys) -> None:
    code, out, _ = said(capsys, "check", "--lang", "en", *SMALL)
    assert out.startswith("8 figures held out, 4 met\n54 figures that the county was fitted to, ")
    assert "\n65 assumptions of the project's own, " in out
    assert code == (1 if "✕" in out else 0)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["brief", "meeting.docs"], "did you mean 'meeting.docx'?"),
        (["run", "baseline-2012"], "did you mean 'baseline-2021'?"),
        (["run", "--set", "urban_dibao_rato=0.3"], "did you mean 'urban_dibao_ratio'?"),
        (["run", "--set", "urban_dibao_ratio"], "name=value is wanted"),
        (["run", "--set", "urban_dibao_ratio=much"], "urban_dibao_ratio"),
        (["run", "--persons", "5"], "2,000"),
        (["run", "--persons", "many"], "Invalid value for '--persons'"),
        (["run", "--lang", "fr"], "unknown language 'fr'"),
        (["run", "--record", "x.txt", *SMALL], "a run record ends in .json"),
        (["sweep", "urban_dibao_ratio=1:0:1"], "a step above 0"),
        (["sweep", "urban_dibao_ratio=a:b:c"], "three numbers"),
        (["sweep", "urban_dibao_ratio"], "is wanted"),
        (["sweep", "urban_dibao_ratio=0.3", "--out", "x.txt"], "ends in .csv or .xlsx"),
        (["sweep", "urban_dibao_ratio=0.3", "--out", "x.xls"], "did you mean 'x.xlsx'?"),
        (["sweep", "urban_dibao_ratio=0.3", "urban_dibao_ratio=0.35"], "urban_dibao_ratio: stands twice"),
        (["sweep", "urban_dibao_rato=0.3", *SMALL], "did you mean 'urban_dibao_ratio'?"),
        (["sweep", "urban_dibao_ratio=30", *SMALL], "write 0.3 if 30 per cent is meant"),
        (["brief", "x.html", "--record", "x.txt"], "a run record ends in .json"),
        (["brief", "x.html", "--futures", "-1"], "--futures -1: a number from 0 is wanted"),
        (["brief", "x.html", "--figure", "costs"], "one figure goes into .pdf, .png, .svg"),
        (["run", "--against", "baseline-2012"], "did you mean 'baseline-2021'?"),
        (["check", "--tail", "fuji", *SMALL], "fujian"),
        (["explain", "a", *SMALL], "Invalid value"),
        (["explain", "999999", *SMALL], "no household 999999"),
        (["verify", "nowhere.json"], "can't be read"),
        (["vrify"], "No such command"),
        (["run", "--sed", "1"], "No such option"),
    ],
    ids=lambda value: " ".join(value[:3]) if isinstance(value, list) else None,
)
def test_a_problem_is_one_sentence_and_exit_code_2(capsys, arguments: list[str], says: str) -> None:
    code, out, err = said(capsys, *arguments)
    assert code == 2
    assert says in err
    assert err.count("\n") == 1
    assert "Traceback" not in out + err


def test_a_fault_of_ours_is_not_hidden(monkeypatch) -> None:
    monkeypatch.setattr(cli, "command_scenario", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["run", *SMALL])


def test_the_dashboard_is_handed_on(monkeypatch) -> None:
    seen: list[object] = []

    def serve(wanted):
        seen.append(wanted)
        return 7

    monkeypatch.setattr("workbench.dashboard.serve.server.serve", serve)
    assert cli.main(["dashboard", "--port", "8901", "--no-browser", "--share", "--visitors", "4", "--lang", "en"]) == 7
    assert seen == [ServeOptions(8901, open_browser=False, language="en", share=True, visitors=4)]


def test_lab_is_handed_on_with_its_language(monkeypatch) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []

    def run(command, *, env, check):
        seen.append((command, env))
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(cli.subprocess, "run", run)
    assert cli.main(["lab", "--no-browser", "--lang", "en"]) == 3
    ((asked, env),) = seen
    assert "jupyterlab" in asked
    assert "--no-browser" in asked
    first, second = env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[:2]
    assert Path(first) == Path(second) / "en"
    assert env["WORKBENCH_LANGUAGE"] == "en"
    assert (Path(env["JUPYTER_PATH"].split(os.pathsep)[0]) / "nbconvert" / "templates" / "offline_page").is_dir()


def test_a_notebook_becomes_a_page(monkeypatch, capsys, tmp_path) -> None:
    seen: list[tuple] = []
    monkeypatch.setattr(
        "workbench.briefing.notebook_page", lambda *given, **ways: seen.append((*given, ways)) or tmp_path / "a.html"
    )
    assert cli.main(["notebook-page", "a.ipynb", "b.html", "--run", "--no-code"]) == 0
    assert seen == [(Path("a.ipynb"), Path("b.html"), {"run": True, "code": False})]
    assert str(tmp_path / "a.html") in capsys.readouterr().out


def test_the_module_can_be_run(root: Path) -> None:
    command = [sys.executable, "-m", "workbench", "--help"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=120)
    for name in ("dashboard", "lab", "run", "brief", "sweep", "explain", "check", "verify", "--lang"):
        assert name in done.stdout


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_speaks_the_language_asked_for(capsys, command: str | None, language: str) -> None:
    asked = [command, "--lang", language, "--help"] if command else ["--lang", language, "--help"]
    code, out, err = said(capsys, *asked)
    assert (code, err) == (0, "")
    told = out.partition("\n\n")[2]  # after the line of usage, which is the library's own
    assert bool(re.search(r"[\u4e00-\u9fff]", told)) == (language == "zh")
    with using_language(language):
        assert word(f"cli.help_{command or 'app'}")[:20] in told
        assert word("cli.help_help") in told


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "en_GB.UTF-8"}, "zh"),
    ],
)
def test_help_that_nobody_chose_a_language_for_follows_the_system_and_names_the_other(
    capsys, monkeypatch, environ: dict[str, str], language: str
) -> None:
    """Was: Chinese in an English or C locale."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "WORKBENCH_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    code, out, err = said(capsys, "run", "--help")
    assert (code, err) == (0, "")
    with using_language(language):
        assert word("cli.help_run")[:20] in out
    assert out.splitlines()[-1].strip() == {"zh": "English: --lang en", "en": "中文：--lang zh"}[language]
    monkeypatch.setenv("WORKBENCH_LANGUAGE", "zh")
    assert "--lang en" not in said(capsys, "run", "--help")[1]


def test_the_table_of_a_sweep_is_a_workbook_too(capsys, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "sweep.xlsx"
    swept = ["sweep", "urban_dibao_ratio=0.3,0.35", "--lang", "zh", *SMALL]
    code, out, err = said(capsys, *swept, "--out", str(path))
    assert (code, out.strip(), err) == (0, str(path), "")
    book = fastexcel.read_excel(path)
    assert book.sheet_names == ["各方案"]
    table = book.load_sheet(0).to_polars()
    printed = tmp_path / "sweep.csv"
    assert said(capsys, *swept, "--out", str(printed))[0] == 0
    assert table["cost_yuan_per_year"].to_list() == pl.read_csv(printed)["cost_yuan_per_year"].to_list()


def test_a_lever_that_changes_nothing_is_said_on_the_error_stream(capsys) -> None:
    code, out, err = said(capsys, "sweep", "renovation_budget_per_year=1000000,2000000", "--lang", "en", *SMALL)
    assert code == 0
    assert err.startswith("▲ ")
    assert "▲" not in out


def test_progress_is_shown_where_somebody_looks_and_never_in_the_output(capsys, monkeypatch) -> None:
    piped = said(capsys, "sweep", "urban_dibao_ratio=0.3,0.35", *SMALL)
    assert piped[2] == ""
    monkeypatch.setattr("workbench.terminal.sys.stderr.isatty", lambda: True)
    watched = said(capsys, "sweep", "urban_dibao_ratio=0.3,0.35", *SMALL)
    assert "2/2" in watched[2]
    assert watched[1] == piped[1]


def test_a_brief_and_its_record_hold_the_same_futures(capsys, tmp_path: Path) -> None:
    page, record = str(tmp_path / "b.html"), str(tmp_path / "b.json")
    code, out, _ = said(capsys, "brief", page, "--futures", "4", "--record", record, *SMALL)
    assert (code, out.split()) == (0, [page, record])
    told = json.loads(Path(record).read_text("utf-8"))
    assert told["futures"]["digest"] in Path(page).read_text("utf-8")
    assert said(capsys, "verify", record)[0] == 0
    told["futures"]["seed"] = 9
    Path(record).write_text(json.dumps(told))
    code, out, _ = said(capsys, "verify", record, "--lang", "en")
    assert code == 1
    assert "the totals of 4 futures differ" in out


@pytest.mark.parametrize(
    "arguments",
    [["brief", "{}/b.docx"],
     ["sweep", "urban_dibao_ratio=0.3", "--out", "{}/s.csv"],
     ["explain", "3", "--out", "{}/f.html"],
     ["run", "--record", "{}/r.json"]],
    ids=lambda value: value[0],
)  # fmt: skip
def test_a_place_that_cannot_be_written_is_told(capsys, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "file").write_text("the old one")
    code, _, err = said(capsys, *(one.format(tmp_path / "file") for one in arguments), *SMALL)
    assert code == 2
    assert "file" in err
    assert err.count("\n") == 1
    assert "give a path in a folder where you may write" in err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_output_that_nobody_reads_on_is_no_problem(root: Path) -> None:
    command = f"{sys.executable} -m workbench sweep urban_dibao_ratio=0.25:0.35:0.01 rural_dibao_ratio=0.35:0.45:0.005"
    done = subprocess.run(
        ["bash", "-c", f"{command} --persons 2000 | head -1"],
        cwd=root, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "Broken pipe" not in done.stderr


def test_the_version_is_told(capsys) -> None:
    assert said(capsys, "--version") == (0, f"workbench {__version__}\n", "")


def test_without_a_command_the_help_stands_on_lines(capsys) -> None:
    code, out, _ = said(capsys, "--lang", "en")
    assert code == 2
    told = out.splitlines()
    assert len(told) > 10
    assert any(line.strip().startswith("run ") for line in told)
