"""Section with the answer: persons covered, cost and payers, in one sentence, three points and a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.briefing.content.facts import SHARES, Facts
from workbench.briefing.content.pieces import Amount, BriefTable, Cell, Kind, Section, Tile, written
from workbench.briefing.content.status import (
    STANDARDS,
    basis,
    payer_status,
    rules_of,
    standard_status,
    status_words,
    weakest,
)
from workbench.language import money, money_change, people, people_change, share, word
from workbench.law.programmes import NAMES
from workbench.parameter.book import Status

PEOPLE = ("persons", "dibao_persons", "tekun_persons")
COSTS = ("cost_yuan_per_year", "dibao_cost_yuan_per_year", "tekun_cost_yuan_per_year", "all_yuan_per_year")
COUNTY = "county_yuan_per_year"
_LARGE: dict[str, Kind] = {
    "persons": "people",
    "cost_yuan_per_year": "yuan",
    COUNTY: "yuan",
    "coverage_of_poor": "share",
}
_CHANGES: dict[Kind, Kind] = {
    "people": "people_change",
    "yuan": "yuan_change",
    "share": "points",
    "yuan_per_month": "yuan_per_month_change",
}


def answer(facts: Facts) -> Section:
    """Work out the section."""
    return Section(
        name="answer",
        heading=word("brief.heading_answer"),
        finding=_finding(facts),
        points=tuple(_points(facts)),
        tables=(figures_table("key_figures", facts, _kinds(), note=_note(facts)),),
        basis=basis(facts.run, rules_of(facts.run, ("dibao", "tekun"))),
        tiles=tuple(_tiles(facts)),
    )


def _tiles(facts: Facts) -> Iterator[Tile]:
    """The four numbers that the meeting asks for first."""
    for name, kind in _LARGE.items():
        change = facts.change(name)
        yield Tile(
            label=word(f"brief.figure_{name}"),
            value=written(Amount(facts.now[name], kind)),
            change="" if change is None else word("brief.tile_change", change=written(Amount(change, _CHANGES[kind]))),
            interval=facts.interval_words(name) if facts.ends(name) else "",
        )


def _finding(facts: Facts) -> str:
    persons, cost = people(facts.now["persons"]), money(facts.now["cost_yuan_per_year"])
    if facts.then is None:
        return word("brief.answer_run", persons=persons, cost=cost)
    more, dearer = facts.change("persons") or 0.0, facts.change("cost_yuan_per_year") or 0.0
    if abs(more) < 0.5 and abs(dearer) < 0.5:
        return word("brief.answer_same", persons=persons, cost=cost)
    return word(
        "brief.answer_changed",
        persons=persons,
        persons_change=people_change(more),
        cost=cost,
        cost_change=money_change(dearer),
    )


def _points(facts: Facts) -> Iterator[str]:
    coverage = share(facts.now["coverage_of_poor"])
    yield word("brief.answer_coverage", coverage=coverage, change=_in_brackets(facts, "coverage_of_poor", "points"))
    yield word(
        "brief.answer_county",
        county=money(facts.now[COUNTY]),
        change=_in_brackets(facts, COUNTY, "yuan_change"),
        status=status_words(payer_status(facts.run)),
    )
    yield word("brief.answer_year", date=facts.run.scenario.date)
    yield from interval_points(facts, ("persons", "cost_yuan_per_year", "county_basic_yuan_per_year"))


def interval_points(facts: Facts, names: tuple[str, ...]) -> Iterator[str]:
    """Say the 80 % intervals of some figures, or plainly that none was worked out."""
    if facts.futures is None:
        yield word("brief.no_interval")
        return
    intervals = [word(f"brief.figure_{name}") + " " + facts.interval(name) for name in names]
    yield word("brief.intervals", told=word("brief.list_joint").join(intervals), n=f"{len(facts.futures):,}")


def _in_brackets(facts: Facts, name: str, kind: Kind) -> str:
    change = facts.change(name)
    return "" if change is None else word("brief.against_base", change=written(Amount(change, kind)))


def _kinds() -> Iterator[tuple[str, Kind]]:
    for name in PEOPLE:
        yield name, "people"
    for name in SHARES:
        yield name, "share"
    for name in (*COSTS, COUNTY):
        yield name, "yuan"


def status_of(facts: Facts, name: str) -> Status:
    """Return the status of one of the key figures: that of the least sure of what it is worked out from."""
    run = facts.run
    if name in STANDARDS:
        return standard_status(run, name)
    if name == COUNTY:
        return payer_status(run)
    counted = [one for one in NAMES if one in set(run.totals["programme"])]
    chosen = next(([one] for one in ("dibao", "tekun") if name.startswith(one)), ["dibao", "tekun"])
    return weakest(run, rules_of(run, counted if name == "all_yuan_per_year" else chosen))


def standards_table(facts: Facts) -> BriefTable:
    """The four standards in yuan a month: what a ratio means for a family."""
    kinds: list[tuple[str, Kind]] = [(name, "yuan_per_month") for name in STANDARDS]
    return figures_table("standards", facts, kinds, drawn=False)


def figures_table(
    name: str, facts: Facts, kinds: Iterable[tuple[str, Kind]], *, drawn: bool = True, note: str = ""
) -> BriefTable:
    """One row a figure: baseline, scenario, change, 80 % interval (`drawn` and there are futures), status."""
    drawn = drawn and facts.futures is not None
    heads = [word("brief.column_figure"), word("brief.column_value"), word("brief.column_status")]
    if facts.then is not None:
        heads[1:2] = [word("brief.column_baseline"), word("brief.column_scenario"), word("brief.column_change")]
    if drawn:
        heads.insert(-1, word("brief.column_interval"))
    rows = []
    for figure, kind in kinds:
        label = "some_yuan_per_year" if figure == "all_yuan_per_year" and not facts.whole_law else figure
        cells: list[Cell] = [word(f"brief.figure_{label}")]
        if facts.then is not None:
            cells.append(Amount(facts.then[figure], kind))
        cells.append(Amount(facts.now[figure], kind))
        if facts.then is not None:
            cells.append(Amount(facts.change(figure), _CHANGES[kind]))
        if drawn:
            cells.append(facts.interval(figure) or "–")
        cells.append(status_words(status_of(facts, figure)))
        rows.append(tuple(cells))
    return BriefTable(name, word(f"brief.table_{name}"), tuple(heads), tuple(rows), note=note)


def _note(facts: Facts) -> str:
    line = word("brief.note_line") if facts.then is not None else word("brief.note_line_run")
    return line if facts.futures is not None else line + word("brief.note_no_interval")
