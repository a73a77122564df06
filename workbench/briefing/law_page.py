"""Writes the page of the law, docs/law.md, from the rules and parameters themselves.

Run as `python -m workbench.briefing.law_page`. A test compares the page with the law, so that it can't fall behind.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from workbench.engine.periods import in_force_words
from workbench.engine.rule import Rule
from workbench.files import write_whole
from workbench.law import LAYERS, PAYERS, PROGRAMMES, law, payer_table, stacking_table
from workbench.law.citations import citations
from workbench.parameter.book import Parameter
from workbench.paths import clone_file

PAGE = clone_file("docs", "law.md")
_SIGN = {"published": "● published", "unverified": "◍ unverified", "estimated": "◐ estimated", "assumed": "○ assumed"}
_LAYERS = {"basic": "Basic living", "special": "Special aid", "urgent": "Urgent aid", "society": "Society"}


def law_page() -> str:
    """Return the page: programmes, who pays, stacking, the graph of modules, every rule, every parameter."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    book = law()
    statuses = [entry.status for p in book.parameters.values() for entry in p.values.values()]
    counts = ", ".join(f"{statuses.count(status)} {status}" for status in _SIGN)  # type: ignore[arg-type]
    yield "# The law as the workbench applies it"
    yield ""
    yield "Written by `python -m workbench.briefing.law_page`; change the rules or the parameters, not this page."
    yield ""
    yield f"{len(PROGRAMMES)} programmes, {len(book.rules)} rules, {len(book.parameters)} parameters ({counts} values)."
    yield "What is marked ○ is an assumption of the workbench: put the county's own figure in its place."
    yield from _programmes()
    yield from _sources()
    yield from _payers()
    yield from _stacking()
    yield from _graph()
    for module in dict.fromkeys(_module(rule) for rule in book.rules.values()):
        yield from _module_part(module)
    yield from _parameters()


def _programmes() -> Iterator[str]:
    yield from ("", "## Programmes", "", "| Layer | Programme | 项目 | Clause | Cost from |", "|---|---|---|---|---|")
    for layer in LAYERS:
        for one in PROGRAMMES:
            if one.layer == layer:
                cost = ", ".join(f"`{rule}`" for rule in (*one.amounts, one.county_amount) if rule) or "a status only"
                yield f"| {_LAYERS[layer]} | {one.en} | {one.zh} | {one.clause} | {cost} |"


def _sources() -> Iterator[str]:
    """Every citation that a clause may hold, in full, and each document's dates and address."""
    yield from (
        "",
        "## Sources",
        "",
        "What a clause cites, in full. ● was read, ◍ is cited from secondary sources.",
        "",
    )
    yield from ("| Clause | 全称 | In full |", "|---|---|---|")
    for code, (zh, en) in citations().known.items():
        yield f"| {code} | {zh} | {en} |"
    yield from (
        "",
        "| Document | Body | Issued | In force from | Status | Note, address |",
        "|---|---|---|---|---|---|",
    )
    for code, one in citations().documents.items():
        note = "; ".join(text for text in (one.note.en if one.note else "", one.address) if text)
        dates = f"{one.issued or '–'} | {one.in_force or '–'}"
        yield f"| {code} | {one.body.zh} {one.body.en} | {dates} | {_SIGN[one.status]} | {note} |"


def _payers() -> Iterator[str]:
    yield from (
        "",
        "## Who pays (§9)",
        "",
        "All shares are assumed. A budget is the parameter of a fund that can run out.",
    )
    yield from ("", f"| Programme | {' | '.join(PAYERS)} | Budget |", "|---|" + "--:|" * len(PAYERS) + "---|")
    table = payer_table()
    for one in PROGRAMMES:
        shares = table.shares[one.name]
        cells = (f"{shares.of(payer):.0%}" if shares.of(payer) else "" for payer in PAYERS)
        budget = f"`{table.budgets[one.name]}`" if one.name in table.budgets else ""
        yield f"| {one.en} | {' | '.join(cells)} | {budget} |"


def _stacking() -> Iterator[str]:
    verbs = {"excludes": "excludes", "before": "pays before", "income": "counts as income for"}
    yield from ("", "## Stacking", "", "| Aid | does what | to | Switch (in force) | Clause | Status | Source |")
    yield "|---|---|---|---|---|---|---|"
    for r in stacking_table().relations:
        switch = f"`{r.switch}` ({r.value})" if r.switch else "fixed"
        yield f"| {r.aid} | {verbs[r.effect]} | {r.to} | {switch} | {r.clause} | {_SIGN[r.status]} | {r.source} |"
    for s in stacking_table().sequences:
        order, status = ", then ".join(s.order), _SIGN[s.status]
        yield f"| {order} | pay in this order | one cost | `{s.name}` | {s.clause} | {status} | {s.source} |"


def _module(rule: Rule) -> str:
    return rule.function.__module__.rpartition(".")[2]


def _graph() -> Iterator[str]:
    """The modules of the law and which reads which."""
    book = law()
    edges = {
        (_module(book.rules[argument]), _module(rule))
        for rule in book.rules.values()
        for argument in rule.arguments
        if argument in book.rules
    }
    yield from ("", "## Which module reads which", "", "```mermaid", "graph LR")
    for source, target in sorted(edges):
        if source != target:
            yield f"  {source} --> {target}"
    yield "```"


def _module_part(module: str) -> Iterator[str]:
    book = law()
    yield from (
        "",
        f"## Rules: {module}",
        "",
        "| Rule | 中文 | Of | Unit | Clause | The sentence of law | Follows from |",
    )
    yield "|---|---|---|---|---|---|---|"
    for rule in book.rules.values():
        if _module(rule) == module:
            needs = ", ".join(f"`{argument}`" for argument in rule.arguments) or "–"
            of = "all members" if rule.entity == "sum" else rule.entity
            for one in book.versions.get(rule.name, (rule,)):
                dates = f" (in force {in_force_words(one)})" if one.dated else ""
                cells = (f"`{one.name}`", one.zh, of, one.unit, one.clause, one.sentence + dates, needs)
                yield f"| {' | '.join(cells)} |"


def _parameters() -> Iterator[str]:
    yield from (
        "",
        "## Parameters",
        "",
        "| Parameter | 中文 | Unit | Role | Allowed | Since | Known until | Value | Status | Source |",
    )
    yield "|---|---|---|---|---|---|---|--:|---|---|"
    for parameter in law().parameters.values():
        for since, entry in parameter.values.items():
            cells = (
                f"`{parameter.name}`",
                parameter.zh,
                parameter.unit,
                parameter.role,
                _allowed(parameter),
                str(since),
                str(parameter.known_until),
                str(entry.value) if isinstance(entry.value, str) else f"{entry.value:g}",
                _SIGN[entry.status],
                entry.source,
            )
            yield f"| {' | '.join(cells)} |"


def _allowed(parameter: Parameter) -> str:
    return "; ".join(filter(None, (_range(parameter), _overruled(parameter))))


def _range(parameter: Parameter) -> str:
    if parameter.choices:
        return "one of " + ", ".join(parameter.choices)
    if parameter.corridor is not None:
        return f"{parameter.corridor.words()} (corridor)"
    return parameter.valid.words() if parameter.valid is not None else ""


def _overruled(parameter: Parameter) -> str:
    stated = parameter.overruled_by
    if stated is None:
        return ""
    condition = f"above {stated.above:g}" if stated.above is not None else stated.equals
    return f"no effect where `{stated.parameter}` is {condition}"


def main() -> None:
    """Write the page."""
    argparse.ArgumentParser(prog="python -m workbench.briefing.law_page", description=__doc__).parse_args()
    write_whole(PAGE, law_page())


if __name__ == "__main__":
    main()
