"""Sets the caseload of years beside what is published of China: how it changes, and which share leaves in a year."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.categories import Residence
from workbench.errors import InputError
from workbench.measures.columns import ratio
from workbench.population.statistics import national_statistics
from workbench.results import checked
from workbench.yearly.answers import Years
from workbench.yearly.receipt_memory import ReceiptMemory, receipt_of

_PERSONS, _EXITS = "china_dibao_persons", "dibao_exits"
_WORDS = {
    ("persons", Residence.URBAN): ("城镇低保人数与上年之比", "urban dibao persons ÷ those of the year before"),
    ("persons", Residence.RURAL): ("农村低保人数与上年之比", "rural dibao persons ÷ those of the year before"),
    ("exits", Residence.URBAN): ("城镇低保户当年退出比例", "urban dibao households that leave in the year"),
    ("exits", Residence.RURAL): ("农村低保户当年退出比例", "rural dibao households that leave in the year"),
}
_SCHEMA = {
    "year": pl.Int64,
    "indicator": pl.String,
    "zh": pl.String,
    "en": pl.String,
    "simulated": pl.Float64,
    "published_low": pl.Float64,
    "published_high": pl.Float64,
    "within": pl.Boolean,
    "status": pl.String,
    "source": pl.String,
    "unit": pl.String,
}
_Row = tuple[object, ...]


@check_kinds
def caseload_comparison(answers: Years) -> pl.DataFrame:
    """Return the caseload of years beside published figures of China, a row per year and indicator.

    >>> caseload_comparison(years(county, baseline, 2021, 2023, memory=ReceiptMemory()))

    Columns: year, indicator, zh, en, simulated, published_low, published_high, within, status, source, unit. A figure
    that is published as one number has that number as both ends. persons: dibao persons over those of the year before;
    exits: share of last year's family dibao households without it, where the answers remember receipt; the published
    range are two urban regimes, not a target. A year without published figure has no row of persons.
    Raises InputError for answers of one year.
    """
    if len(answers.span) < 2:
        raise InputError(f"caseload_comparison: {answers.first_year} alone; two years or more are wanted")
    rows = _persons(answers)
    if isinstance(answers.memory, ReceiptMemory):
        rows += _exits(answers)
    return checked(pl.DataFrame(rows, schema=_SCHEMA, orient="row"), "caseload_comparison")


def _persons(answers: Years) -> list[_Row]:
    figures = national_statistics()
    known = set(figures.groups(_PERSONS))
    dibao = answers.totals.filter(pl.col("programme") == "dibao").group_by("year", "residence").agg(pl.sum("persons"))
    persons = {(year, place): number for year, place, number in dibao.iter_rows()}
    rows: list[_Row] = []
    for year in answers.span[1:]:
        for one in Residence:
            word = one.name.lower()
            groups = [f"{word} {year - 1}", f"{word} {year}"]
            if not known.issuperset(groups):
                continue
            before, now = (figures.figure(_PERSONS, group) for group in groups)
            got = ratio(persons[year, word], persons[year - 1, word])
            china = now.value / before.value
            told = (china, china, None, now.status, now.source, "ratio")
            rows.append((year, f"persons {word}", *_WORDS["persons", one], got, *told))
    return rows


def _exits(answers: Years) -> list[_Row]:
    figures = national_statistics()
    low, high = (figures.figure(_EXITS, end) for end in ("low", "high"))
    left = answers.flows.filter(pl.col("flow") == "out").group_by("year", "residence").agg(pl.sum("households"))
    out = {(year, place): number for year, place, number in left.iter_rows()}
    rows: list[_Row] = []
    for year in answers.span[1:]:
        stock = _receiving(answers, year - 1)
        for one in Residence:
            word = one.name.lower()
            got = ratio(out.get((year, word), 0), stock[word])
            within = low.value <= got <= high.value
            told = (low.value, high.value, within, high.status, f"{low.source}; {high.source}", "share")
            rows.append((year, f"exits {word}", *_WORDS["exits", one], got, *told))
    return rows


def _receiving(answers: Years, year: int) -> dict[str, int]:
    """Households in receipt of family dibao by residence."""
    receipt = receipt_of(answers.run(year))
    urban = receipt.received & receipt.urban
    return {"urban": int(urban.sum()), "rural": int(receipt.received.sum()) - int(urban.sum())}
