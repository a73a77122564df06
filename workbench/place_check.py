"""Checks a place's folder: what keeps it from running, how sure its figures are, and which answers they blur."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workbench.calibration.targets import default_targets
from workbench.care.homes import read_homes, town_steps
from workbench.errors import WorkbenchError
from workbench.language import word, words
from workbench.law import law
from workbench.parameter.book import STATUSES
from workbench.place import (
    HOMES_FILE,
    LAW_FILE,
    NEEDED_STATISTICS,
    NEIGHBOURS_FILE,
    STATISTICS,
    TARGETS_FILE,
    TOWN_FILE,
    Place,
    load_place,
    missing_files,
    shipped_places,
    using_place,
)
from workbench.population import Population, synthesize
from workbench.population.statistics import load_statistics
from workbench.scenario_folder import load_scenario
from workbench.simulation import simulate
from workbench.tables import read_table
from workbench.view import View, Viewed

_TABLES = (
    TOWN_FILE,
    NEIGHBOURS_FILE,
    HOMES_FILE,
    TARGETS_FILE,
    *(f"{STATISTICS}/{name}" for name in NEEDED_STATISTICS),
)
# What reads each file of a place.
_STEPS: tuple[Callable[[], object], ...] = (words, load_statistics, law, read_homes, town_steps)
_TRIAL = 2_000  # persons of the population that is made to see whether the place runs


@dataclass(frozen=True)
class FileReport:
    """A file of a place: how many of its figures have which status, and how many are still those of a shipped place."""

    name: str
    statuses: Mapping[str, int]
    shipped: int

    @property
    def figures(self) -> int:
        """The number of figures, each with its status."""
        return sum(self.statuses.values())

    def lines(self) -> Iterator[str]:
        """Write what was found, and which answers the figures blur that aren't published."""
        counts = [f"{word(f'common.{status}')} {n}" for status, n in self.statuses.items() if n]
        yield f"{self.name}: {word('place.check_joint').join(counts)}"
        if self.shipped:
            yield "    " + word("place.check_shipped", n=self.shipped, figures=self.figures)
        if self.statuses["published"] < self.figures:
            yield "    " + word("place.check_blurs", what=word(f"place.blurs_{_key(self.name)}"))


@dataclass(frozen=True, repr=False)
class PlaceReport(Viewed):
    """What was found in a folder: problems, each with its file and line (none: everything runs), and its files."""

    folder: str
    problems: tuple[str, ...]
    files: tuple[FileReport, ...]

    def text(self) -> str:
        """Write the report in the language that is on."""
        lines = [word("place.check_problems" if self.problems else "place.check_runs", folder=self.folder)]
        lines += [f"  ✕ {problem}" for problem in self.problems]
        return "\n".join([*lines, *(line for file in self.files for line in file.lines())])

    def _line(self) -> str:
        problems = f"{len(self.problems)} problems" if self.problems else "everything runs"
        return f"PlaceReport({self.folder}: {problems}, {len(self.files)} files)"

    def _view(self) -> View:
        heading, *lines = self.text().split("\n")
        return View(heading, (), (), lines)


def check_place(folder: str | Path) -> PlaceReport:
    """Look at every file of a place's folder and try a small population; nothing is written or put into use.

    >>> check_place(current_place().folder).problems
    """
    root = Path(folder).expanduser()
    if not root.is_dir():
        load_place(root)  # says what is wanted
    problems = [word("place.check_missing", file=name, what=_purpose(name)) for name in missing_files(root)]
    if problems:
        return PlaceReport(str(folder), tuple(problems), _files(root, None))
    try:
        place = load_place(root)
    except WorkbenchError as problem:
        return PlaceReport(str(folder), (str(problem),), _files(root, None))
    with using_place(place):
        problems = [problem for problem in map(_problem, _STEPS) if problem]
        if not problems:
            problems = _trial(place)
        return PlaceReport(str(folder), tuple(problems), _files(root, place))


def _problem(step: Callable[[], object]) -> str | None:
    try:
        step()
    except WorkbenchError as problem:
        return str(problem)
    return None


def _trial(place: Place) -> list[str]:
    """Make a small population, run the place's baseline on it and read the targets; return what went wrong."""
    made: list[Population] = []
    found = [_problem(lambda: made.append(synthesize(1, _TRIAL)))]
    if made:
        found.append(_problem(lambda: simulate(made[0], load_scenario(place.baseline), rows=False)))
        found.append(_problem(lambda: default_targets(made[0])))
    return [problem for problem in found if problem]


def _purpose(name: str) -> str:
    return word(f"place.purpose_{_key(name)}")


def _key(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


def _files(root: Path, place: Place | None) -> tuple[FileReport, ...]:
    others = [load_place(other) for other in shipped_places().values() if other.resolve() != root.resolve()]
    found = []
    for name in (*_TABLES, LAW_FILE):
        with suppress(WorkbenchError):  # a file that can't be read is among the problems
            own = _figures(root, name, place)
            theirs = {figure for other in others for figure in _figures(other.folder, name, other)}
            statuses: dict[str, int] = {status: sum(figure[0] == status for figure in own) for status in STATUSES}
            found.append(FileReport(name, statuses, sum(figure in theirs for figure in own)))
    return tuple(found)


def _figures(root: Path, name: str, place: Place | None) -> list[tuple[str, ...]]:
    """Return each figure of a file as a tuple that begins with its status; none of a file that isn't there."""
    if not root.joinpath(name).is_file() or (name == LAW_FILE and place is None):
        return []
    if name != LAW_FILE:
        frame = read_table(root / name).frame
        if "status" not in frame.columns:
            return []
        return [(str(row["status"]), *map(str, row.values())) for row in frame.iter_rows(named=True)]
    with using_place(place):  # type: ignore[arg-type]
        return [
            (entry.status, parameter.name, str(when), str(entry.value), entry.source)
            for parameter in law().parameters.values()
            if parameter.local
            for when, entry in parameter.values.items()
        ]
