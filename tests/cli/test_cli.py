"""The command line: each command does its work, every problem is one sentence and exit code 2."""

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from workbench import cli
from workbench.dashboard.server import Wanted
from workbench.language import current_language, set_language

SMALL = ["--persons", "5000"]


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


def test_check_compares_with_the_published_figures(capsys) -> None:
    code, out, _ = said(capsys, "check", "--lang", "en", *SMALL)
    assert "published figures compared" in out
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
        (["sweep", "urban_dibao_ratio=0.3", "--out", "x.txt"], "ends in .csv"),
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
    monkeypatch.setattr(cli, "_scenario", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["run", *SMALL])


def test_the_dashboard_is_handed_on(monkeypatch) -> None:
    seen: list[object] = []

    def serve(wanted):
        seen.append(wanted)
        return 7

    monkeypatch.setattr("workbench.dashboard.server.serve", serve)
    assert cli.main(["dashboard", "--port", "8901", "--no-browser", "--share", "--visitors", "4", "--lang", "en"]) == 7
    assert seen == [Wanted(8901, open_browser=False, language="en", share=True, visitors=4)]


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
