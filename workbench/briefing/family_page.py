"""One page for one household (一户一案, §6): who they are, what they may get, how it is worked out, what is assumed.

A self-contained HTML page for A4: opens in any browser, prints on one sheet, asks no address outside itself.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from workbench.arguments import check_kinds
from workbench.briefing.run_record import save
from workbench.charts.programme_costs import programme_name
from workbench.engine.plain import Value
from workbench.errors import InputError
from workbench.household import Explanation, explain
from workbench.household.explanation import WHOLE
from workbench.household.hypothetical import Family
from workbench.language import choice_name, current_language, in_language, town_name, word, written
from workbench.law import PROGRAMMES, Programme
from workbench.parameter.book import Parameter
from workbench.scenario import Scenario
from workbench.simulation import Run

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
_MOST_TERMS = 4
_STANDARDS = ("urban_dibao_standard", "rural_dibao_standard", "income_before_deductions", "rigid_spending")
_STYLE = """
@page { size: A4; margin: 8mm 12mm }
body { font: 8.4pt/1.2 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",Arial,sans-serif;
       color: #1B2430; max-width: 186mm; margin: 0 auto; background: #fff }
@media screen { body { margin: 10mm auto } }
h1 { font-size: 15pt; margin: 0 } h2 { font-size: 9.5pt; margin: 2mm 0 .4mm; color: #12355B }
.where, .note { color: #4A5563; font-size: 8pt } table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: 600; color: #4A5563; font-size: 7.4pt; border-bottom: 1px solid #8A93A0 }
td { border-bottom: 1px solid #ECEFF2; vertical-align: top; font-size: 7.4pt } td:first-child { white-space: nowrap }
th, td { padding: .25mm 2.5mm .25mm 0 }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap } tr.sum td { font-weight: 700 }
.clause { width: 42mm }
.key { color: #4A5563; font-size: 6.2pt; line-height: 1.25; margin: 0 }
"""


@check_kinds
def family_page(explanation: Explanation, *, where: str, note: str) -> str:
    """Return the page as HTML text, in the language that is on.

    >>> page = family_page(someone.explain(baseline), where="invented", note="an example")
    """
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


@check_kinds
def save_family_page(
    of: Family | Run, path: str | Path, *, scenario: Scenario | None = None, household_id: int | None = None
) -> Path:
    """Write the page of an invented family under a scenario, or of a run's household; whole or not at all.

    >>> save_family_page(someone, "family.html", scenario=baseline)
    >>> save_family_page(run, "household-17.html", household_id=17)

    Raises InputError for another ending than .html, a family without scenario, or a run with one or without household.
    """
    target = Path(path)
    if target.suffix.lower() != ".html":
        raise InputError(f"{target.name}: a page ends in .html; print it from the browser for paper or PDF")
    save(target, _page_of(of, scenario, household_id))
    return target


def _note(run: Run) -> str:
    """Say what the page of a run's household is, and whether the household is a real one."""
    return word("family.from_run") + (word("family.synthetic") if run.population.synthetic else "")


def _page_of(of: Family | Run, scenario: Scenario | None, household_id: int | None) -> str:
    if isinstance(of, Run):
        if scenario is not None:
            raise InputError("scenario=…: a run has its own; leave it out, or give an invented family")
        if household_id is None:
            raise InputError("the page of a run's household needs household_id=…")
        found = explain(of, household_id)
        row = of.population.households.row(by_predicate=pl.col("household_id") == household_id, named=True)
        date, note = of.scenario.date, _note(of)
    else:
        if scenario is None or household_id is not None:
            raise InputError("the page of an invented family needs scenario=…, and no household_id")
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
    steps = {(s.rule.name, s.member): s for s in found.result.steps}
    for k, number in enumerate(found.person_ids):
        income = steps["own_income", k].value
        rows.append(
            (
                str(number),
                str(_input(found, k, "age")),
                choice_name("female" if _input(found, k, "sex") == 0 else "male"),
                f"{float(income):,.2f}",
                written(steps["aid_status", k].value, "status"),
                in_language("、", ", ").join(_circumstances(found, k)),
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
    """One input of a member, found in the step of any rule that reads it."""
    for step in found.result.steps:
        if step.member == member and name in step.arguments:
            return step.arguments[name]
    return 0


def _aid(found: Explanation) -> str:
    amounts = found.amounts()
    rows = []
    for one in PROGRAMMES:
        if one.name in amounts:
            label = programme_name(one.name) + (f" ({word('family.service')})" if one.service else "")
            rows.append((label, f"{amounts[one.name]:,.2f}", _clauses(found, one), _why(found, one)))
    total = float(found.result.household[WHOLE])
    heads = [word(f"family.{h}") for h in ("programme", "monthly", "clause", "why")]
    last = (word("family.total"), f"{total:,.2f}", "", "")
    return f"<h2>{_e(word('family.aid'))}</h2>{_table(heads, [*rows, last], numbers=(1,), clauses=2, last_is_sum=True)}"


def _clauses(found: Explanation, one: Programme) -> str:
    return "; ".join(dict.fromkeys(found.book.rules[rule].clause for rule in one.amounts))


def _why(found: Explanation, one: Programme) -> str:
    """The sentences of law in English; in Chinese what went into the amount, by the terms of the law."""
    sentences = " ".join(found.book.rules[rule].sentence for rule in one.amounts)
    steps = [s for rule in one.amounts for s in found.result.steps if s.rule.name == rule and s.value]
    values = {name: value for step in steps[:2] for name, value in step.arguments.items()}
    terms = [_term(found, name, value) for name, value in values.items() if value and not isinstance(value, bool)]
    return in_language("，".join([term for term in terms if term][:_MOST_TERMS]), sentences)


def _term(found: Explanation, name: str, value: Value) -> str:
    """A rule, input or parameter by its Chinese name, with its value; nothing for a code that has no Chinese word."""
    book = found.book
    known = book.rules.get(name) or book.inputs.get(name) or book.parameters[name]
    return "" if known.unit == "choice" else f"{known.zh} {written(value, known.unit)}"


def _steps(found: Explanation) -> str:
    rows = []
    for name in _STEPS:
        rule = found.book.rules[name]
        if name.endswith("_amount") and not found.result.household[name]:
            continue
        value = written(found.result.household[name], rule.unit)
        rows.append((in_language(rule.zh, rule.sentence), value, rule.clause))
    heads = [word(f"family.{h}") for h in ("steps", "value", "clause")]
    return f"<h2>{_e(word('family.steps'))}</h2>{_table(heads, rows, numbers=(1,), clauses=2)}"


def _assumptions(found: Explanation) -> str:
    """The unsure figures that the amounts paid and the standards are worked out from; sources are in docs/law.md."""
    paid = [rule for one in PROGRAMMES if one.name in found.amounts() for rule in one.amounts]
    rules = [found.book.rules[name] for name in (*paid, *_STANDARDS)]
    used = [found.resolved[name] for name in found.book.parameters_of(rules)]
    unsure = [r for r in used if r.status != "published" and r.value and _is_figure(r.parameter)]
    figures = [f"{word(f'common.{r.status}').split(' ')[0]} {r.parameter.label} {r.text}" for r in unsure]
    heading = f"<h2>{_e(word('family.assumptions'))}</h2>"
    return f"{heading}<p class='key'>{_e(in_language(chr(0xFF1B), '; ').join(figures))}</p>"


def _is_figure(parameter: Parameter) -> bool:
    """Say whether a parameter is a number of its own: no choice, and not worked out from the figures of other years."""
    return not parameter.choices and not parameter.worked_out_from


def _table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    clauses: int | None = None,
    last_is_sum: bool = False,
) -> str:
    """Return a table. numbers: places of the columns of numbers; clauses: of the one that cites the law."""
    listed = list(rows)
    kinds = dict.fromkeys(numbers, " class=n") | ({} if clauses is None else {clauses: " class=clause"})

    def cells(row: Sequence[str], tag: str) -> str:
        return "".join(f"<{tag}{kinds.get(k, '')}>{_e(cell)}</{tag}>" for k, cell in enumerate(row))

    body = "".join(
        f"<tr{' class=sum' if last_is_sum and k == len(listed) - 1 else ''}>{cells(row, 'td')}</tr>"
        for k, row in enumerate(listed)
    )
    return f"<table><thead><tr>{cells(heads, 'th')}</tr></thead><tbody>{body}</tbody></table>"


def _e(text: str) -> str:
    return html.escape(text)
