"""The command line: `workbench run`, `brief`, `sweep`, `explain`, `check`, `verify`, `notebook-page` and more.

Each command is a few lines over the names that a notebook uses. A problem is a sentence on the error stream and exit
code 2.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.command_arguments import command_county, command_scenario, swept_values
from workbench.errors import InputError, WorkbenchError
from workbench.language import current_language, set_language, town_name, using_language, word
from workbench.paths import shipped
from workbench.terminal import (
    checked_table,
    help_language,
    progress_bar,
    save_table,
    translate_help,
    use_language,
    use_place,
)
from workbench.version import __version__

UNUSABLE, DIFFERENT, STOPPED = 2, 1, 130
SEED = 20210602

app = typer.Typer(
    add_completion=False,
    invoke_without_command=True,
    rich_markup_mode=None,
)

ScenarioName = Annotated[str | None, typer.Argument()]
Changes = Annotated[list[str] | None, typer.Option("--set")]
Persons = Annotated[int | None, typer.Option()]
Seed = Annotated[int, typer.Option()]
Lang = Annotated[str | None, typer.Option("--lang")]
Record = Annotated[Path | None, typer.Option()]
Against = Annotated[str | None, typer.Option()]


@app.callback()
def _all(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version")] = False,
    place: Annotated[str | None, typer.Option("--place")] = None,  # noqa: ARG001 - put into use by `use_place`
    lang: Lang = None,
) -> None:
    _set_language(lang)  # the place was put into use before the words of the help were written
    if version:
        print(f"workbench {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(UNUSABLE)


@app.command()
def dashboard(
    port: Annotated[int | None, typer.Option()] = None,
    browser: Annotated[bool, typer.Option()] = True,
    share: Annotated[bool, typer.Option("--share")] = False,
    visitors: Annotated[int | None, typer.Option()] = None,
    idle: Annotated[float | None, typer.Option()] = None,
    base_path: Annotated[str, typer.Option()] = "/",
    host: Annotated[list[str] | None, typer.Option()] = None,
    certificate: Annotated[Path | None, typer.Option()] = None,
    key: Annotated[Path | None, typer.Option()] = None,
    lang: Lang = None,
) -> None:
    """Open the dashboard in the browser."""
    from workbench.dashboard.serve.options import VISITORS, ServeOptions
    from workbench.dashboard.serve.server import serve

    _set_language(lang)
    options = ServeOptions(
        port=port,
        open_browser=browser,
        language=current_language(),
        share=share,
        visitors=VISITORS if visitors is None else visitors,
        idle_minutes=idle,
        base_path=base_path,
        hosts=tuple(host or ()),
        certificate=certificate,
        key=key,
    )
    raise typer.Exit(serve(options))


@app.command()
def lab(browser: Annotated[bool, typer.Option()] = True, lang: Lang = None) -> None:
    """Open JupyterLab on the notebooks."""
    from workbench.briefing.notebook_page import SHARE

    _set_language(lang)
    language = current_language()
    folder = shipped("notebooks")
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
    scenario: ScenarioName = None,
    changes: Changes = None,
    against: Against = None,
    record: Record = None,
    persons: Persons = None,
    seed: Seed = SEED,
    lang: Lang = None,
) -> None:
    """Run a scenario and print its findings."""
    from workbench.briefing import record as write_record
    from workbench.briefing.content import work_out
    from workbench.briefing.run_record import checked_record
    from workbench.simulation import compare, simulate

    _set_language(lang)
    checked_record(record)
    chosen, other = command_scenario(scenario, changes), command_scenario(against) if against else None
    county = command_county(chosen, persons, seed)
    done = simulate(county, chosen)
    content = work_out(compare(simulate(county, other), done) if other else done)
    print(content.title, content.subtitle, "", sep="\n")
    for section in content.sections:
        print(f"{section.heading}  {section.finding}")
        for point in section.points:
            print(f"  · {point}")
    print("", content.sample, word("brief.fingerprint", fingerprint=content.record["fingerprint"]), sep="\n")
    if record is not None:
        print(write_record(done, record))


@app.command()
def brief(
    path: Annotated[Path, typer.Argument()],
    scenario: ScenarioName = None,
    changes: Changes = None,
    against: Against = None,
    futures: Annotated[int, typer.Option()] = 0,
    figure: Annotated[str | None, typer.Option()] = None,
    care: Annotated[bool, typer.Option()] = True,
    record: Record = None,
    persons: Persons = None,
    seed: Seed = SEED,
    lang: Lang = None,
) -> None:
    """Write a brief of a scenario for the meeting."""
    from workbench.briefing import brief as write_brief
    from workbench.briefing import record as write_record
    from workbench.briefing.brief_file import checked_path
    from workbench.briefing.run_record import checked_record
    from workbench.simulation import compare, simulate
    from workbench.uncertainty import draw

    _set_language(lang)
    checked_path(path, figure)  # before minutes of work
    checked_record(record)
    if futures < 0:
        raise InputError(f"--futures {futures}: a number from 0 is wanted (0: no intervals)")
    chosen, other = command_scenario(scenario, changes), command_scenario(against) if against else None
    county = command_county(chosen, persons, seed)
    done = simulate(county, chosen)
    drawn = draw(county, chosen, runs=futures, progress=progress_bar()) if futures else None
    of = compare(simulate(county, other), done) if other else done
    print(write_brief(of, path, futures=drawn, care=None if care else False, figure=figure))
    if record is not None:
        print(write_record(done, record, futures=drawn))


@app.command()
def sweep(
    values: Annotated[list[str], typer.Argument()],
    scenario: Annotated[str | None, typer.Option()] = None,
    out: Annotated[Path | None, typer.Option()] = None,
    persons: Persons = None,
    seed: Seed = SEED,
    lang: Lang = None,
) -> None:
    """Run a scenario for every combination of some parameters' values."""
    import polars as pl

    from workbench.simulation import sweep as run_sweep

    _set_language(lang)
    if out is not None:
        checked_table(out)
    chosen = command_scenario(scenario)
    read = [swept_values(text) for text in values]
    twice = next((name for k, (name, _) in enumerate(read) if name in {one for one, _ in read[:k]}), None)
    if twice:
        raise InputError(f"{twice}: stands twice; give all its values together, such as {twice}=0.25,0.30")
    swept: dict[str, Any] = dict(read)
    grid = run_sweep(command_county(chosen, persons, seed), chosen, progress=progress_bar(), **swept)
    table = grid.summary()
    for notice in grid.warnings:
        print(f"▲ {notice.label}", file=sys.stderr)
    if out is not None:
        save_table(out, table, word("cli.sheet"))
        print(out)
        return
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True):
        print(table.select(*swept, "persons", "cost_yuan_per_year", "outside_corridor"))


@app.command()
def explain(
    household: Annotated[int, typer.Argument()],
    scenario: ScenarioName = None,
    changes: Changes = None,
    out: Annotated[Path | None, typer.Option()] = None,
    persons: Persons = None,
    seed: Seed = SEED,
    lang: Lang = None,
) -> None:
    """Say why a household of the county gets what it gets, step by step."""
    from workbench.briefing import save_family_page
    from workbench.household import explain as run_explain
    from workbench.simulation import simulate

    _set_language(lang)
    chosen = command_scenario(scenario, changes)
    done = simulate(command_county(chosen, persons, seed), chosen)
    if out is not None:
        print(save_family_page(done, out, household_id=household))
        return
    print(run_explain(done, household).text())


@app.command()
def check(
    tail: Annotated[str, typer.Option()] = "fujian",
    persons: Persons = None,
    seed: Seed = SEED,
    lang: Lang = None,
) -> None:
    """Compare the synthetic county with what it was fitted to and with what was held out; exit code 1: some are off."""
    from workbench.population import margins_met, synthesize

    _set_language(lang)
    margins = margins_met(synthesize(seed, persons, tail))
    off = margins.filter(~margins["ok"])
    for use in ("held_out", "fitted", "own_assumption"):
        of_use = margins.filter(use=use)
        print(word(f"cli.checked_{use}", n=of_use.height, ok=int(of_use["ok"].sum())))
    for row in off.iter_rows(named=True):
        group = town_name(row["group"])
        print(word("cli.margin_off", margin=row["margin"], group=group, got=row["got"], target=row["target"]))
    raise typer.Exit(DIFFERENT if off.height else 0)


@app.command(name="check-place")
def check_place(folder: Annotated[Path, typer.Argument()], lang: Lang = None) -> None:
    """Say what a place's folder lacks, how sure its figures are and which answers they blur; exit code 1: lacking."""
    from workbench.place_check import check_place as run_check

    _set_language(lang)
    report = run_check(folder)
    print(report.text())
    raise typer.Exit(DIFFERENT if report.problems else 0)


@app.command()
def schema(
    path: Annotated[Path, typer.Argument()] = Path("scenario.schema.json"),
    lang: Lang = None,
) -> None:
    """Write the JSON Schema of scenario files, for an editor that knows YAML."""
    from workbench.scenario_schema import save_scenario_schema

    _set_language(lang)
    print(save_scenario_schema(path))


@app.command(name="notebook-page")
def notebook_page(
    notebook: Annotated[Path, typer.Argument()],
    path: Annotated[Path | None, typer.Argument()] = None,
    run: Annotated[bool, typer.Option("--run")] = False,
    code: Annotated[bool, typer.Option()] = True,
    lang: Lang = None,
) -> None:
    """Write a notebook as one page that needs no network."""
    _set_language(lang)
    from workbench.briefing import notebook_page as write_page

    print(write_page(notebook, path, run=run, code=code))


@app.command()
def verify(
    path: Annotated[Path, typer.Argument()],
    run_recorded: Annotated[bool, typer.Option("--run-recorded")] = False,
    lang: Lang = None,
) -> None:
    """Run a recorded run again; exit code 1 when something differs."""
    from workbench.briefing import verify as run_verify

    _set_language(lang)
    found = run_verify(path, run_recorded=run_recorded)
    print(found)
    raise typer.Exit(0 if found.equal else DIFFERENT)


def _set_language(lang: str | None) -> None:
    if lang is not None:
        set_language(lang)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; problems are a sentence each on the error stream."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows console may lack ○
    try:
        words = sys.argv[1:] if arguments is None else list(arguments)
        use_language(words)
        words = use_place(words)
        language, asked = help_language(words, os.environ)
        with using_language(language):
            command = translate_help(typer.main.get_command(app), asked=asked)
        code = command.main(args=words, prog_name="workbench", standalone_mode=False)
    except BrokenPipeError:  # whoever read the output has seen enough: head, less
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STOPPED
    except (WorkbenchError, OSError) as problem:
        return _print_problem(str(problem))
    except (KeyboardInterrupt, typer.Abort):
        return STOPPED
    except Exception as problem:
        says = getattr(problem, "format_message", None)  # what the command line library says of a wrong word
        if says is None:
            raise
        return _print_problem(str(says()))
    return int(code or 0)


def _print_problem(text: str) -> int:
    for line in text.splitlines():  # a file may have several problems
        print(" ".join(line.split()), file=sys.stderr)
    return UNUSABLE


if __name__ == "__main__":
    sys.exit(main())
