"""Reads CSV files as tables of text, as spreadsheets leave them: encoding, quotation marks, lines, empty rows."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from workbench.errors import InputError, control_character
from workbench.files import decoded

_LARGEST = 50_000_000  # bytes: a table of towns, homes or figures is a thousandth of it


@dataclass(frozen=True, eq=False)
class Table:
    """A CSV file's content: `frame` has text only, empty cells null; `lines` says where each row begins in the file."""

    name: str
    frame: pl.DataFrame
    lines: tuple[int, ...]

    def at(self, row: int) -> str:
        """Return file and line of a row (from 0), as messages name a place."""
        return f"{self.name}:{self.lines[row]}"


def csv_files(folder: Path) -> dict[str, Path]:
    """Return the CSV files of a folder by name, in order; without the "._" files that macOS puts beside them."""
    found = (path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    return {path.name: path for path in sorted(found) if not path.name.startswith("._")}


def read_table(path: str | Path) -> Table:
    """Read a CSV file whose first row names its columns, parted by commas or, where that row has none, by tabs.

    UTF-8, UTF-16 with its byte order mark, or GBK: see `files.decoded`. Rows without any content are passed over, as
    are columns without name and content: spreadsheets leave both behind. Raises InputError with file and line for an
    encoding that can't be told, a control character, an open quotation mark, a row with more or fewer cells than the
    first, a column without a name or named twice, and a file that can't be read.
    """
    place = Path(path)
    text = _text(place)
    found = control_character(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise InputError(f"{place.name}:{line}: the control character U+{ord(found[0]):04X}; delete it")
    top = text.lstrip("\n").partition("\n")[0]
    parted = "\t" if "\t" in top and "," not in top else ","
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=parted)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise InputError(f"{place.name}:{begins}: {problem}; look at the quotation marks of this row") from None
    if not rows:
        raise InputError(f"{place.name}: the file is empty; a first row with the names of the columns is wanted")
    (first, head), *body = rows
    names = [name.strip() for name in head]
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise InputError(f"{place.name}:{first}: the column {twice!r} stands there twice")
    while names and not names[-1]:
        names.pop()
    if "" in names:
        raise InputError(f"{place.name}:{first}: column {names.index('') + 1} has no name")
    for line, cells in body:
        if len(cells) < len(names) or any(cell.strip() for cell in cells[len(names) :]):
            raise InputError(f"{place.name}:{line}: {len(cells)} cells, but the file has {len(names)} columns")
    frame = pl.DataFrame(
        {name: [cells[k] or None for _, cells in body] for k, name in enumerate(names)},
        schema=dict.fromkeys(names, pl.String),
    )
    return Table(place.name, frame, tuple(line for line, _ in body))


def _text(place: Path) -> str:
    try:
        if place.stat().st_size > _LARGEST:
            raise InputError(f"{place.name}: has more than {_LARGEST // 1_000_000} MB, which no table here needs")
        content = place.read_bytes()
    except OSError as problem:
        raise InputError(f"{place.name} can't be read: {problem.strerror or problem}") from None
    return decoded(content, place.name)
