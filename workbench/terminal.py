"""How a command speaks: its help in the language code for, progress on the error stream, a table in a file."""

from __future__ import annotations

import io
import locale
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.briefing.run_record import save
from workbench.errors import InputError, nearest
from workbench.language import LANGUAGES, Language, current_language, set_language, word, words
from workbench.place import set_place

if TYPE_CHECKING:
    import polars as pl

TABLES = (".csv", ".xlsx")
_BAR = 30


def use_language(arguments: Sequence[str]) -> None:
    """Set the language of --lang, wherever it stands; a wrong one is refused when the command reads it."""
    for place, argument in enumerate(arguments):
        code = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and place + 1 < len(arguments):
            code = arguments[place + 1]
        if code in LANGUAGES:
            set_language(code)


def help_language(arguments: Sequence[str], environ: Mapping[str, str]) -> tuple[Language, bool]:
    """Return the language of a command's help, and whether somebody asked for it.

    It is that of --lang or WORKBENCH_LANGUAGE, else the system's; English where the system names neither (C, POSIX).
    """
    if any(argument == "--lang" or argument.startswith("--lang=") for argument in arguments):
        return current_language(), True
    if environ.get("WORKBENCH_LANGUAGE"):
        return current_language(), True
    system = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), None)
    chinese = (system or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))
    return ("zh" if chinese else "en"), False


def use_place(arguments: Sequence[str]) -> list[str]:
    """Put the place of --place into use, wherever it stands, for this process and those it starts; return the rest.

    Raises PlaceError for a folder that is none, InputError where no folder follows.
    """
    rest: list[str] = []
    words = iter(arguments)
    for argument in words:
        name, equals, value = argument.partition("=")
        if name != "--place":
            rest.append(argument)
            continue
        folder = value if equals else next(words, "")
        if not folder:
            raise InputError("--place: a place's folder is wanted behind it, or the name of a shipped place")
        os.environ["WORKBENCH_PLACE"] = str(set_place(folder).folder)
    return rest


def translate_help(command: Any, path: str = "app", *, asked: bool = True) -> Any:
    """Write a command's help, that of its options and of the commands in it, in the language that is on.

    The words stand in words/cli.toml: help_<command>, help_<command>_<option> or, for all commands, help_<option>.
    asked: somebody chose the language; else the last line says in the other one how to choose.
    """
    command.epilog = None if asked else word("cli.help_other_language")
    command.help = command.short_help = word(f"cli.help_{path}")
    for option in command.params:
        own, shared = f"cli.help_{path}_{option.name}", f"cli.help_{option.name}"
        option.help = word(own if own in words() else shared)
    about_help, says = command.get_help_option, word("cli.help_help")

    def help_option(context: Any) -> Any:
        option = about_help(context)
        if option is not None:
            option.help = says
        return option

    command.get_help_option = help_option
    for name, inner in getattr(command, "commands", {}).items():
        translate_help(inner, name, asked=asked)
    return command


def progress_bar() -> Callable[[int, int], None] | None:
    """Return what shows `done` of `total` on the error stream; None where nobody looks at it, such as in a pipe."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        filled = _BAR * done // max(total, 1)
        end = "\n" if done >= total else ""
        print(f"\r{'█' * filled}{'░' * (_BAR - filled)} {done:,}/{total:,}", end=end, file=sys.stderr, flush=True)

    return show


def checked_table(path: Path) -> Path:
    """Refuse a table's path that ends otherwise, before anything is worked out."""
    if path.suffix.lower() not in TABLES:
        guess = nearest(path.suffix.lower(), TABLES)
        hint = f"; did you mean {path.stem + guess!r}?" if guess else ""
        raise InputError(f"{path.name}: the table of a sweep ends in .csv or .xlsx{hint}")
    return path


def save_table(path: Path, table: pl.DataFrame, title: str) -> None:
    """Write a table as .csv or .xlsx (`title` names its sheet), whole or not at all."""
    if path.suffix.lower() == ".csv":
        save(path, "\ufeff" + table.write_csv())  # Excel opens Chinese text right with the mark
        return
    memory = io.BytesIO()
    formats = {
        name: "#,##0.00" if "yuan" in name else "#,##0" if "persons" in name or "households" in name else "General"
        for name, kind in table.schema.items()
        if kind.is_numeric()
    }
    table.write_excel(memory, worksheet=title, column_formats=formats, autofit=True, freeze_panes=(1, 0))  # type: ignore[arg-type]
    save(path, memory.getvalue())
