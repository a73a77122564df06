"""One page for one household (一户一案, §6): who they are, what they may get, how it is worked out, what is assumed.

A self-contained HTML page for A4: opens in any browser, prints on one sheet, asks no address outside itself.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from workbench.errors import InputError
from workbench.files import write_whole
from workbench.language import current_language, town_name, word
from workbench.law import PROGRAMMES, Programme
from workbench.scenario import Scenario
from workbench.simulation import Explanation, Run, explain
from workbench.simulation.explain import WHOLE, written
from workbench.simulation.family import Family

_STEPS = (
    "dibao_standard",
    "passes_property_test",
    "income_before_deductions",
    "rigid_spending",
    "countable_income",
    "assessed_income_per_member",
    "dibao_members",
    "dibao_amount",
    "category_top_up_amount",
    "household_tekun_amount",
    "aided_household",
)
_MOST_PARAMETERS = 14
_STYLE = """
@page { size: A4; margin: 14mm }
body { font: 10.5pt/1.45 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",Arial,sans-serif;
       color: #1B2430; max-width: 182mm; margin: 10mm auto; background: #fff }
h1 { font-size: 17pt; margin: 0 } h2 { font-size: 11pt; margin: 5mm 0 1mm; color: #12355B }
.where, .note { color: #4A5563; font-size: 9pt } table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: 600; color: #4A5563; font-size: 8.5pt; border-bottom: 1px solid #8A93A0 }
td { border-bottom: 1px solid #ECEFF2; padding: .8mm 2mm .8mm 0; vertical-align: top; font-size: 9pt }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap } tr.sum td { font-weight: 700 }
.key { color: #667080; font-size: 8pt }
"""


def family_page(explanation: Explanation, *, where: str, note: str) -> str:
    """Return the page as HTML text, in the language that is on."""
    aid = float(explanation.result.household[WHOLE])
    finding = word("family.finding", aid=f"{aid:,.2f}") if aid > 0 else word("family.finding_nothing")
    parts = [
        f"<div class='where'>{_e(word('family.title'))} · {_e(where)}</div><h1>{_e(finding)}</h1>",
        _members(explanation),
        _aid(explanation),
        _steps(explanation),
        _assumptions(explanation),
        f"<p class='note'>{_e(note)}</p>",
    ]
    return (
        f"<!doctype html><html lang='{current_language()}'><head><meta charset='utf-8'>"
        f"<title>{_e(word('family.title'))}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def save_family_page(
    of: Family | Run, path: str | Path, *, scenario: Scenario | None = None, household_id: int = -1
) -> Path:
    """Write the page of an invented family under a scenario, or of a run's household; whole or not at all.

    >>> save_family_page(someone, "family.html", scenario=baseline)
    >>> save_family_page(run, "household-17.html", household_id=17)

    Raises InputError for another ending than .html, or when the scenario is missing.
    """
    target = Path(path)
    if target.suffix.lower() != ".html":
        raise InputError(f"{target.name}: a page ends in .html; print it from the browser for paper or PDF")
    write_whole(target, _page_of(of, scenario, household_id))
    return target


def _page_of(of: Family | Run, scenario: Scenario | None, household_id: int) -> str:
    if isinstance(of, Run):
        found = explain(of, household_id)
        row = of.population.households.row(by_predicate=pl.col("household_id") == household_id, named=True)
        date, note = of.scenario.date, word("family.from_run")
    else:
        if scenario is None:
            raise InputError("the page of an invented family needs scenario=…")
        found = of.explain(scenario)
        row = of.population.households.row(0, named=True)
        date, note = scenario.date, word("family.estimate")
    where = word(
        "family.where",
        town=town_name(row["town"]),
        residence=word(f"common.{row['residence']}"),
        n=len(found.person_ids),
        date=date,
    )
    return family_page(found, where=where, note=note)


def _members(found: Explanation) -> str:
    rows = []
    told = {(s.rule.name, s.member): s for s in found.result.steps}
    for k, number in enumerate(found.person_ids):
        income = told["own_income", k].value
        status = str(written(told["aid_status", k].value))
        rows.append(
            (
                str(number),
                str(_input(found, k, "age")),
                word("family.female" if _input(found, k, "sex") == 0 else "family.male"),
                f"{float(income):,.2f}",
                word(f"family.status_{status}"),
                ("、" if current_language() == "zh" else ", ").join(_circumstances(found, k)),
            )
        )
    heads = [word(f"family.{h}") for h in ("member", "age", "sex", "income", "status", "told")]
    return f"<h2>{_e(word('family.members'))}</h2>{_table(heads, rows, numbers=(1, 3))}"


def _circumstances(found: Explanation, k: int) -> list[str]:
    said = []
    if _input(found, k, "disability_grade"):
        said.append(word("family.disabled", grade=_input(found, k, "disability_grade")))
    if _input(found, k, "serious_illness"):
        said.append(word("family.ill"))
    if _input(found, k, "adl_items_lost"):
        said.append(word("family.lost", n=_input(found, k, "adl_items_lost")))
    if _input(found, k, "student_stage"):
        said.append(word("family.student"))
    if _input(found, k, "orphan_scheme"):
        said.append(word("family.orphan"))
    cost = float(_input(found, k, "medical_out_of_pocket_per_year"))
    if cost:
        said.append(word("family.medical", v=f"{cost:,.0f}"))
    return said


def _input(found: Explanation, member: int, name: str) -> float:
    """What the law was told of a member, found in the step of any rule that reads it."""
    for step in found.result.steps:
        if step.member == member and name in step.arguments:
            return step.arguments[name]
    return 0


def _aid(found: Explanation) -> str:
    amounts = found.amounts()
    rows = []
    for one in PROGRAMMES:
        if one.name in amounts:
            label = _name(one) + (f" ({word('family.service')})" if one.service else "")
            rows.append((label, f"{amounts[one.name]:,.2f}", _clauses(found, one), _sentence(found, one)))
    total = float(found.result.household[WHOLE])
    heads = [word(f"family.{h}") for h in ("programme", "monthly", "clause", "why")]
    last = (word("family.total"), f"{total:,.2f}", "", "")
    return f"<h2>{_e(word('family.aid'))}</h2>{_table(heads, [*rows, last], numbers=(1,), last_is_sum=True)}"


def _name(one: Programme) -> str:
    return one.zh if current_language() == "zh" else one.en


def _clauses(found: Explanation, one: Programme) -> str:
    return "; ".join(dict.fromkeys(found.book.rules[rule].clause for rule in one.amounts))


def _sentence(found: Explanation, one: Programme) -> str:
    rules = [found.book.rules[rule] for rule in one.amounts]
    chinese = current_language() == "zh"
    return " ".join(rule.zh if chinese else rule.sentence for rule in rules)


def _steps(found: Explanation) -> str:
    rows = []
    for name in _STEPS:
        rule = found.book.rules[name]
        label = rule.zh if current_language() == "zh" else rule.sentence
        rows.append((label, f"{written(found.result.household[name])} {rule.unit}", rule.clause))
    heads = [word(f"family.{h}") for h in ("steps", "value", "clause")]
    return f"<h2>{_e(word('family.steps'))}</h2>{_table(heads, rows, numbers=(1,))}"


def _assumptions(found: Explanation) -> str:
    """The unsure parameters that the aid actually paid rests on."""
    paid = [rule for one in PROGRAMMES if one.name in found.amounts() for rule in one.amounts]
    names = found.book.parameters_of(found.book.needed(paid)) if paid else []
    unsure = [found.resolved[name] for name in names if found.resolved[name].status != "published"]
    chinese = current_language() == "zh"
    rows = [
        (
            r.parameter.zh if chinese else r.parameter.en,
            f"{r.written:g}" if isinstance(r.written, float | int) else str(r.written),
            word(f"common.{r.status}"),
            r.source,
        )
        for r in unsure[:_MOST_PARAMETERS]
    ]
    heads = [word("family.parameter"), word("family.value"), word("family.status"), word("family.source")]
    more = f"<p class='key'>+ {len(unsure) - len(rows)}</p>" if len(unsure) > len(rows) else ""
    return f"<h2>{_e(word('family.assumptions'))}</h2>{_table(heads, rows, numbers=(1,))}{more}"


def _table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = (), last_is_sum: bool = False
) -> str:
    listed = list(rows)

    def cells(row: Sequence[str], tag: str) -> str:
        return "".join(f"<{tag}{' class=n' if k in numbers else ''}>{_e(cell)}</{tag}>" for k, cell in enumerate(row))

    body = "".join(
        f"<tr{' class=sum' if last_is_sum and k == len(listed) - 1 else ''}>{cells(row, 'td')}</tr>"
        for k, row in enumerate(listed)
    )
    return f"<table><thead><tr>{cells(heads, 'th')}</tr></thead><tbody>{body}</tbody></table>"


def _e(text: str) -> str:
    return html.escape(text)
