"""Content of a brief from a run or a comparison, in the language that is on."""

from __future__ import annotations

import datetime as dt

from workbench.briefing.content.answer import answer
from workbench.briefing.content.assumptions import assumptions, every_parameter
from workbench.briefing.content.beds import beds
from workbench.briefing.content.care_answer import CareInput, NoCare, care_given
from workbench.briefing.content.cost import cost, programme_by_payer
from workbench.briefing.content.coverage import coverage
from workbench.briefing.content.facts import Facts
from workbench.briefing.content.pieces import BriefTable, Content
from workbench.briefing.content.question import question
from workbench.briefing.content.years_answer import YearsInput, budget_by_programme, years_given
from workbench.briefing.content.years_answer import years as years_section
from workbench.briefing.futures_record import JsonObject
from workbench.briefing.run_record import record_of
from workbench.charts.base.notes import scenario_name, warning_lines
from workbench.errors import InputError
from workbench.language import current_language, word
from workbench.simulation import Comparison, Run
from workbench.uncertainty import Draws


def facts_of(
    of: Run | Comparison,
    futures: Draws | None = None,
    care: CareInput | NoCare | None = None,
    years: YearsInput | None = None,
) -> Facts:
    """Return the numbers behind a brief; raises InputError for what is neither a run nor a comparison."""
    if isinstance(of, Comparison):
        return Facts(of.other, of.base, futures, care_given(care), years_given(years))
    if isinstance(of, Run):
        return Facts(of, None, futures, care_given(care), years_given(years))
    raise InputError(f"{type(of).__name__}: a brief is made of a run (simulate) or of two compared (compare)")


def work_out(
    of: Run | Comparison,
    *,
    futures: Draws | None = None,
    care: CareInput | NoCare | None = None,
    years: YearsInput | None = None,
    when: dt.date | None = None,
) -> Content:
    """Return what a brief says, in the language that is on; `when` is its date (None: today).

    care: what `care_wanted` returns; None: the beds' section says that no plan was worked out. years: answers over
    years of the run's scenario, or of it and of the base's; None: the brief has no section of years.
    """
    facts = facts_of(of, futures, care, years)
    by_year = () if facts.years is None else (years_section(facts.years),)
    budget = () if facts.years is None else (budget_by_programme(facts.years),)
    day = when or dt.datetime.now(tz=dt.UTC).astimezone().date()
    base = facts.base
    against = word("brief.subtitle_against", base=scenario_name(base)) if base is not None else ""
    record = record_of(facts.run, futures)
    return Content(
        language=current_language(),
        title=word("brief.title_compared" if base is not None else "brief.title_run"),
        subtitle=word("brief.subtitle", scenario=facts.name, against=against),
        when=day,
        sections=(
            question(facts),
            answer(facts),
            coverage(facts),
            cost(facts),
            *by_year,
            beds(facts),
            assumptions(facts),
        ),
        annex=(every_parameter(facts), programme_by_payer(facts), *budget, _record_table(record)),
        warnings=warning_lines(facts.run),
        sample=word("brief.sample"),
        record=record,
    )


def _reform_row(record: JsonObject) -> tuple[tuple[str, object], ...]:
    """The digest of the scenario's own rules and parameters, where it has any."""
    reform = record["scenario"].get("reform")
    return () if reform is None else (("reform", reform["digest"]),)


def _record_table(record: JsonObject) -> BriefTable:
    """What this brief was made of: version, law, parameters, population and totals, by their digests."""
    code, county = record["code"], record["population"]
    rows: tuple[tuple[str, object], ...] = (
        ("fingerprint", record["fingerprint"]),
        ("version", code["version"]),
        ("law", code["law"]),
        *_reform_row(record),
        ("scenario", f"{record['scenario']['name']}, {record['scenario']['date']}"),
        ("parameters", record["scenario"]["digest"]),
        ("population", f"{county['persons']:,} / {county['households']:,}, {word('brief.seed')} {county['seed']}"),
        ("population_digest", county["digest"]),
        ("totals", record["results"]["digest"]),
    )
    if "futures" in record:
        drawn = record["futures"]
        rows = (*rows, ("futures", f"{drawn['runs']:,}, {word('brief.seed')} {drawn['seed']}, {drawn['digest']}"))
    cells = tuple((word(f"brief.record_{name}"), str(value)) for name, value in rows)
    heads = (word("brief.column_what"), word("brief.column_digest"))
    return BriefTable("record", word("brief.table_record"), heads, cells, note=word("brief.note_record"))
