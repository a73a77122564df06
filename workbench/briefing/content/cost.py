"""Section on cost: dibao, tekun and all aid a year, by payer, and the county's own share."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from workbench.briefing.content.answer import interval_points
from workbench.briefing.content.facts import Facts
from workbench.briefing.content.pieces import Amount, BriefTable, Cell, Section
from workbench.briefing.content.status import basis, marked, payer_status, rules_of, status_words, weakest
from workbench.charts import programme_costs as costs_figure
from workbench.charts.programme_costs import programme_name
from workbench.language import money, money_change, share, word
from workbench.law import PAYERS
from workbench.law.programmes import NAMES
from workbench.simulation import Run, funds, programme_costs, who_pays
from workbench.simulation.payers import UNPAID

_MOST_DRAWN = 14  # programmes with a bar of their own; the table has all
_WHO = ("county", "city", "province", "central", "insurance", "charity", UNPAID)


def cost(facts: Facts) -> Section:
    """Work out the section."""
    counted = [name for name in NAMES if name in set(facts.run.totals["programme"])]
    return Section(
        name="cost",
        heading=word("brief.heading_cost"),
        finding=_finding(facts),
        points=tuple(_points(facts)),
        tables=(payers(facts), programmes(facts)),
        figures=(costs_figure(facts.run, most=_MOST_DRAWN),),
        basis=basis(facts.run, rules_of(facts.run, counted)),
    )


def _finding(facts: Facts) -> str:
    total, county = facts.now["all_yuan_per_year"], facts.now["county_yuan_per_year"]
    part = share(county / total) if total else "–"
    change = facts.change("county_yuan_per_year")
    status = status_words(payer_status(facts.run))
    if change is None:
        return word("brief.cost_run", total=money(total), county=money(county), share=part, status=status)
    return word(
        "brief.cost_changed", total=money(total), county=money(county), change=money_change(change), status=status
    )


def _points(facts: Facts) -> Iterator[str]:
    dibao, tekun = (facts.now[f"{name}_cost_yuan_per_year"] for name in ("dibao", "tekun"))
    yield word("brief.cost_basic", dibao=money(dibao), tekun=money(tekun))
    change = facts.change("all_yuan_per_year")
    if change is not None:
        yield word("brief.cost_change", change=money_change(change))
    yield word("brief.cost_shares", status=status_words(payer_status(facts.run)))
    empty = funds(facts.run).filter(pl.col("unpaid_yuan_per_year") > 0)
    for row in empty.iter_rows(named=True):
        unpaid = money(row["unpaid_yuan_per_year"])
        yield word("brief.cost_unpaid", fund=programme_name(row["programme"]), unpaid=unpaid)
    yield from interval_points(facts, ("cost_yuan_per_year", "county_basic_yuan_per_year"))
    if not facts.whole_law:
        yield word("brief.cost_some", n=facts.run.totals["programme"].n_unique())


def _by_payer(run: Run) -> dict[str, float]:
    sums = who_pays(run).group_by("payer").agg(pl.col("cost_yuan_per_year").sum())
    return dict(sums.iter_rows())


def payers(facts: Facts) -> BriefTable:
    """One row per payer: yuan a year, share of all aid, and the change from the base; all aid below."""
    now = _by_payer(facts.run)
    then = _by_payer(facts.base) if facts.base is not None else None
    total, status = facts.now["all_yuan_per_year"], payer_status(facts.run)
    heads = [marked(word(f"brief.column_{name}"), status) for name in ("cost", "share")]
    if then is not None:
        heads.insert(1, marked(word("brief.column_change"), status))

    def row(label: str, amount: float, before: float | None) -> tuple[Cell, ...]:
        change: tuple[Cell, ...] = () if before is None else (Amount(amount - before, "yuan_change"),)
        return label, Amount(amount, "yuan"), *change, Amount(amount / total if total else None, "share")

    payers = [payer for payer in _WHO if now.get(payer) or (then or {}).get(payer)]
    rows = [
        row(word(f"programmes.payer_{p}"), now.get(p, 0.0), None if then is None else then.get(p, 0.0)) for p in payers
    ]
    whole = None if facts.then is None else facts.then["all_yuan_per_year"]
    return BriefTable(
        "payers",
        word("brief.table_payers"),
        (word("brief.column_payer"), *heads),
        tuple(rows),
        total=row(word("brief.total"), total, whole),
        summed=(1, 2, 3) if then is not None else (1, 2),
        note=word("brief.note_payers", status=status_words(payer_status(facts.run))),
    )


def programmes(facts: Facts) -> BriefTable:
    """One row per programme that costs anything, now or before: persons, yuan a year, the county's part, status."""
    paid = who_pays(facts.run).filter(pl.col("payer") == "county")
    county = dict(paid.select("programme", "cost_yuan_per_year").iter_rows())
    before: dict[str, float] = {}
    if facts.base is not None:
        before = dict(programme_costs(facts.base).select("programme", "cost_yuan_per_year").iter_rows())
    rows = []
    for one in programme_costs(facts.run).iter_rows(named=True):
        name, amount = one["programme"], one["cost_yuan_per_year"]
        if not amount and not before.get(name):
            continue
        cells: list[Cell] = [programme_name(name), Amount(one["persons"], "people"), Amount(amount, "yuan")]
        if facts.base is not None:
            cells.append(Amount(amount - before.get(name, 0.0), "yuan_change"))
        cells += [Amount(county.get(name, 0.0), "yuan"), status_words(weakest(facts.run, rules_of(facts.run, [name])))]
        rows.append(tuple(cells))
    heads = ["programme", "persons", "cost", "county_part", "status"]
    total: list[Cell] = [word("brief.total"), "–", Amount(facts.now["all_yuan_per_year"], "yuan")]
    if facts.base is not None:
        heads.insert(3, "change")
        total.append(Amount(facts.change("all_yuan_per_year"), "yuan_change"))
    total += [Amount(facts.now["county_yuan_per_year"], "yuan"), ""]
    columns = [word(f"brief.column_{head}") for head in heads]
    columns[-2] = marked(columns[-2], payer_status(facts.run))
    return BriefTable(
        "programmes",
        word("brief.table_programmes"),
        tuple(columns),
        tuple(rows),
        total=tuple(total),
        summed=(2, 3, 4) if facts.base is not None else (2, 3),
        note=word("brief.note_programmes"),
    )


def programme_by_payer(facts: Facts) -> BriefTable:
    """One row per programme, one column per payer, yuan a year: for the annex."""
    table = who_pays(facts.run)
    parts = {(p, q): c for p, q, c in table.select("programme", "payer", "cost_yuan_per_year").iter_rows()}
    columns = [payer for payer in (*PAYERS, UNPAID) if payer in set(table["payer"])]
    names = list(dict.fromkeys(table["programme"]))

    def row(label: str, amounts: list[float]) -> tuple[Cell, ...]:
        return label, *(Amount(amount, "yuan") for amount in [*amounts, sum(amounts)])

    rows = [row(programme_name(name), [parts.get((name, payer), 0.0) for payer in columns]) for name in names]
    sums = [sum(parts.get((name, payer), 0.0) for name in names) for payer in columns]
    status = payer_status(facts.run)
    heads = [marked(word(f"programmes.payer_{payer}"), status) for payer in columns]
    return BriefTable(
        "programme_by_payer",
        word("brief.table_programme_by_payer"),
        (word("brief.column_programme"), *heads, word("brief.total")),
        tuple(rows),
        total=row(word("brief.total"), sums),
        summed=tuple(range(1, len(columns) + 2)),
        note=word("brief.note_payers", status=status_words(payer_status(facts.run))),
    )
