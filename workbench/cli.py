"""The command line: `workbench run`, `brief`, `sweep`, `explain`, `check`, `verify`, `notebook-page` and more.

Each command is a few lines over the names that a notebook uses. A problem is one sentence and exit code 2.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.errors import InputError, WorkbenchError
from workbench.language import current_language, set_language, town_name, word

if TYPE_CHECKING:
    from workbench.population import Population
    from workbench.scenario import Scenario

UNUSABLE, DIFFERENT, STOPPED = 2, 1, 130
SEED = 20210602
_BASELINE = "baseline-2021"
_RANGE = re.compile(r"([^:]+):([^:]+):([^:]+)")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The Yiyuan social-assistance workbench. 沂源县社会救助政策工作台。",
)

ScenarioName = Annotated[str, typer.Argument(help="a scenario's name in scenarios/, or a path that ends in .yaml")]
Changes = Annotated[list[str] | None, typer.Option("--set", help="change a parameter: urban_dibao_ratio=0.33; repeat")]
Persons = Annotated[int | None, typer.Option(help="a smaller county, at least 2000 persons (default: the whole one)")]
Seed = Annotated[int, typer.Option(help="seed of the synthetic county")]
Lang = Annotated[str | None, typer.Option("--lang", help="zh or en (default: zh)")]
Against = Annotated[str | None, typer.Option(help="compare with this scenario")]


@app.callback()
def _all(lang: Lang = None) -> None:
    _speak(lang)


@app.command()
def dashboard(
    port: Annotated[int | None, typer.Option(help="the port on this machine (default: a free one)")] = None,
    browser: Annotated[bool, typer.Option(help="open the browser")] = True,
    share: Annotated[bool, typer.Option("--share", help="let others on the network look, with a token")] = False,
    visitors: Annotated[int | None, typer.Option(help="how many may look at once (default: 12)")] = None,
    idle: Annotated[float | None, typer.Option(help="end a page nobody touches for so many minutes (0: never)")] = None,
    lang: Lang = None,
) -> None:
    """Open the dashboard in the browser."""
    from workbench.dashboard.server import VISITORS, Wanted, serve

    _speak(lang)
    many = VISITORS if visitors is None else visitors
    raise typer.Exit(serve(Wanted(port, browser, current_language(), share, many, idle)))


@app.command()
def lab(browser: Annotated[bool, typer.Option(help="open the browser")] = True, lang: Lang = None) -> None:
    """Open JupyterLab on the notebooks."""
    from workbench.briefing.notebook_page import SHARE

    _speak(lang)
    language = current_language()
    folder = Path(__file__).resolve().parents[1] / "notebooks"
    if not folder.is_dir():
        raise InputError(f"the notebooks are not beside the package ({folder}): clone the whole project")
    ours = folder / ".jupyter"
    settings = os.pathsep.join(filter(None, [str(ours / language), str(ours), os.environ.get("JUPYTER_CONFIG_PATH")]))
    share = os.pathsep.join(filter(None, [str(SHARE), os.environ.get("JUPYTER_PATH")]))
    env = {**os.environ, "JUPYTER_CONFIG_PATH": settings, "JUPYTER_PATH": share, "WORKBENCH_LANGUAGE": language}
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    command += [] if browser else ["--no-browser"]
    done = subprocess.run(command, env=env, check=False)  # noqa: S603 - ours
    raise typer.Exit(done.returncode)


@app.command()
def run(
    scenario: ScenarioName = _BASELINE,
    changes: Changes = None,
    against: Against = None,
    record: Annotated[Path | None, typer.Option(help="write the run record to this .json")] = None,
    persons: Persons = None,
    seed: Seed = SEED,
    lang: Lang = None,
) -> None:
    """Run a scenario and print its findings."""
    from workbench.briefing import record as write_record
    from workbench.briefing.content import work_out
    from workbench.simulation import compare, simulate

    _speak(lang)
    chosen, other = _scenario(scenario, changes), _scenario(against) if against else None
    county = _county(chosen, persons, seed)
    done = simulate(county, chosen)
    told = work_out(compare(simulate(county, other), done) if other else done)
    print(told.title, told.subtitle, "", sep="\n")
    for section in told.sections:
        print(f"{section.heading}  {section.finding}")
        for point in section.points:
            print(f"  · {point}")
    print("", told.sample, word("brief.fingerprint", fingerprint=told.record["fingerprint"]), sep="\n")
    if record is not None:
        print(write_record(done, record))


@app.command()
def brief(
    path: Annotated[Path, typer.Argument(help="the file: .html .xlsx .docx .pptx, or .png .pdf .svg for one figure")],
    scenario: ScenarioName = _BASELINE,
    changes: Changes = None,
    against: Against = None,
    futures: Annotated[int, typer.Option(help="draw so many futures for the 80 % intervals (0: none)")] = 0,
    figure: Annotated[str | None, typer.Option(help="which figure goes into a picture")] = None,
    persons: Persons = None,
    seed: Seed = SEED,
    lang: Lang = None,
) -> None:
    """Write a brief of a scenario for the meeting."""
    from workbench.briefing import brief as write_brief
    from workbench.briefing.write_brief import checked_path
    from workbench.simulation import compare, draw, simulate

    _speak(lang)
    checked_path(path, figure)  # before minutes of work
    chosen, other = _scenario(scenario, changes), _scenario(against) if against else None
    county = _county(chosen, persons, seed)
    done = simulate(county, chosen)
    drawn = draw(county, chosen, runs=futures) if futures else None
    of = compare(simulate(county, other), done) if other else done
    print(write_brief(of, path, futures=drawn, figure=figure))


@app.command()
def sweep(
    values: Annotated[list[str], typer.Argument(help="name=0.25,0.30,0.35 or name=0.25:0.35:0.05 (from:to:step)")],
    scenario: Annotated[str, typer.Option(help="the scenario that is swept")] = _BASELINE,
    out: Annotated[Path | None, typer.Option(help="write the table to this .csv instead of printing it")] = None,
    persons: Persons = None,
    seed: Seed = SEED,
    lang: Lang = None,
) -> None:
    """Run a scenario for every combination of some parameters' values."""
    import polars as pl

    from workbench.briefing.run_record import save
    from workbench.simulation import sweep as run_sweep

    _speak(lang)
    if out is not None and out.suffix.lower() != ".csv":
        raise InputError(f"{out.name}: the table of a sweep ends in .csv")
    chosen = _scenario(scenario)
    swept: dict[str, Any] = dict(_values(text) for text in values)
    grid = run_sweep(_county(chosen, persons, seed), chosen, **swept)
    table = grid.summary()
    for notice in grid.warnings:
        print(f"▲ {notice.zh if current_language() == 'zh' else notice.en}", file=sys.stderr)
    if out is not None:
        save(out, "\ufeff" + table.write_csv())  # Excel opens Chinese text right with the mark
        print(out)
        return
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True):
        print(table.select(*swept, "persons", "cost_yuan_per_year", "outside_corridor"))


@app.command()
def explain(
    household: Annotated[int, typer.Argument(help="the household's id")],
    scenario: ScenarioName = _BASELINE,
    changes: Changes = None,
    out: Annotated[Path | None, typer.Option(help="write the family's page to this .html instead")] = None,
    persons: Persons = None,
    seed: Seed = SEED,
    lang: Lang = None,
) -> None:
    """Say why a household of the county gets what it gets, step by step."""
    from workbench.briefing import save_family_page
    from workbench.simulation import explain as run_explain
    from workbench.simulation import simulate

    _speak(lang)
    chosen = _scenario(scenario, changes)
    done = simulate(_county(chosen, persons, seed), chosen)
    if out is not None:
        print(save_family_page(done, out, household_id=household))
        return
    print(run_explain(done, household).text())


@app.command()
def check(
    tail: Annotated[str, typer.Option(help="shape of rural incomes: fujian or national")] = "fujian",
    persons: Persons = None,
    seed: Seed = SEED,
    lang: Lang = None,
) -> None:
    """Compare the synthetic county with every published figure that it should meet; exit code 1 when some are off."""
    from workbench.population import synthesize

    _speak(lang)
    margins = synthesize(seed, persons, tail).check()
    off = margins.filter(~margins["ok"])
    print(word("cli.checked", n=margins.height, ok=margins.height - off.height))
    for row in off.iter_rows(named=True):
        group = town_name(row["group"])
        print(word("cli.margin_off", margin=row["margin"], group=group, got=row["got"], target=row["target"]))
    raise typer.Exit(DIFFERENT if off.height else 0)


@app.command(name="notebook-page")
def notebook_page(
    notebook: Annotated[Path, typer.Argument(help="the notebook, .ipynb")],
    path: Annotated[Path | None, typer.Argument(help="the page, .html (default: the notebook's name, here)")] = None,
    run: Annotated[bool, typer.Option("--run", help="run the notebook first")] = False,
    code: Annotated[bool, typer.Option(help="show the code too")] = True,
) -> None:
    """Write a notebook as one page that needs no network."""
    from workbench.briefing import notebook_page as write_page

    print(write_page(notebook, path, run=run, code=code))


@app.command()
def verify(path: Annotated[Path, typer.Argument(help="a run record (.json)")], lang: Lang = None) -> None:
    """Run a recorded run again; exit code 1 when something differs."""
    from workbench.briefing import verify as run_verify

    _speak(lang)
    found = run_verify(path)
    print(found)
    raise typer.Exit(0 if found.equal else DIFFERENT)


def _speak(lang: str | None) -> None:
    if lang is not None:
        set_language(lang)


def _scenario(name: str, changes: Sequence[str] | None = None) -> Scenario:
    from workbench.scenario import load_scenario

    scenario = load_scenario(name)
    told = dict(_change(text) for text in changes or ())
    return scenario.replace(**told) if told else scenario


def _county(scenario: Scenario, persons: int | None, seed: int) -> Population:
    from workbench.population import synthesize

    return synthesize(seed, persons, scenario.tail or "fujian")


def _change(text: str) -> tuple[str, float | str]:
    name, found, value = text.partition("=")
    if not found or not name or not value:
        raise InputError(f"--set {text!r}: name=value is wanted, such as urban_dibao_ratio=0.33")
    return name, _number_or_word(value)


def _number_or_word(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _values(text: str) -> tuple[str, list[float | str]]:
    """Read name=a,b,c or name=from:to:step (both ends belong to it)."""
    name, found, told = text.partition("=")
    if not found or not name or not told:
        raise InputError(f"{text!r}: name=0.25,0.30 or name=0.25:0.35:0.05 is wanted")
    span = _RANGE.fullmatch(told)
    if span is None:
        return name, [_number_or_word(value) for value in told.split(",")]
    try:
        low, high, step = (float(value) for value in span.groups())
    except ValueError:
        raise InputError(f"{text!r}: three numbers from:to:step are wanted, such as 0.25:0.35:0.05") from None
    if step <= 0 or high < low:
        raise InputError(f"{text!r}: from:to:step wants a step above 0 and an end that is not below the beginning")
    return name, [round(low + k * step, 10) for k in range(int((high - low) / step + 1e-9) + 1)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; a problem is one sentence on the error stream."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows console may lack ○
    try:
        code: Any = typer.main.get_command(app).main(args=arguments, prog_name="workbench", standalone_mode=False)
    except (WorkbenchError, OSError) as problem:
        return _sorry(str(problem))
    except (KeyboardInterrupt, typer.Abort):
        return STOPPED
    except Exception as problem:
        told = getattr(problem, "format_message", None)  # what the command line library says of a wrong word
        if told is None:
            raise
        return _sorry(str(told()))
    return int(code or 0)


def _sorry(text: str) -> int:
    print(" ".join(text.split()), file=sys.stderr)
    return UNUSABLE


if __name__ == "__main__":
    sys.exit(main())
