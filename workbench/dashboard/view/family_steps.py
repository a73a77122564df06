"""How a family's amounts are worked out, as rows for the page: name, numbers that went in, value, clause."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.charts.programme_costs import programme_name
from workbench.dashboard.view.page_data import Data, StepRow
from workbench.household import Explanation
from workbench.household.reasons import GivenValue, ParameterValue, Reason
from workbench.language import choice_name, in_column, in_language, word, written, yuan
from workbench.law import PROGRAMMES

# How deep the reasons are shown: dibao and tekun are what people ask about; of the rest only what was paid.
_DEEP, _FLAT = 2, 1
_ASKED_ABOUT = ("dibao", "tekun")
_MOST_TERMS = 4


def steps_of(found: Explanation) -> list[StepRow]:
    """Return the steps as rows, a programme at a time; what decided "no" is shown too, for dibao and tekun.

    A row: depth (0 a programme), name, numbers, value, clause, nothing (true: zero or "no"), head.
    """
    amounts = found.amounts()
    rows: list[StepRow] = []
    for one in PROGRAMMES:
        if one.name not in amounts and one.name not in _ASKED_ABOUT:
            continue
        paid = amounts.get(one.name, 0.0)
        clauses = dict.fromkeys(found.book.rules[rule].clause for rule in one.amounts)
        service = word("family.service") if one.service else ""
        rows.append(
            {
                "depth": 0,
                "name": programme_name(one.name),
                "numbers": service,
                "value": f"{yuan(paid)}{word('dashboard.family_month')}" if paid else word("dashboard.family_none"),
                "clause": "; ".join(clauses),
                "nothing": not paid,
            }
        )
        deep = _DEEP if one.name in _ASKED_ABOUT else _FLAT
        for rule in one.amounts:
            rows += _rows(found, found.tree(rule), 1, deep)
    return rows


def _rows(found: Explanation, node: Reason, depth: int, deepest: int) -> list[StepRow]:
    if node.repeated:
        return []
    row: StepRow = {
        "depth": depth,
        "name": _name(node),
        "numbers": _numbers(node),
        "value": written(node.value, node.unit),
        "clause": node.clause,
        "nothing": not node.value,
    }
    if depth >= deepest:
        return [row]
    seen, inner = set(), []
    for reason in node.reasons:
        if reason.rule not in seen:  # of a person's rule once is enough: the numbers tell the members apart
            seen.add(reason.rule)
            inner += _rows(found, reason, depth + 1, deepest)
    return [row, *inner]


def _name(node: Reason | GivenValue | ParameterValue) -> str:
    name = node.rule if isinstance(node, Reason) else node.name
    return in_language(node.zh, name.replace("_", " ").capitalize())


def _numbers(node: Reason) -> str:
    """Write what went into a value: reasons, what was told, and parameters, the first few."""
    parts: list[Reason | GivenValue | ParameterValue] = [*node.reasons, *node.inputs, *node.parameters]
    said = [f"{_name(part).lower()} {written(part.value, part.unit)}" for part in parts]
    shown = list(dict.fromkeys(said))
    more = word("dashboard.family_more_terms", n=len(shown) - _MOST_TERMS) if len(shown) > _MOST_TERMS else ""
    return word("dashboard.family_term_joint").join(shown[:_MOST_TERMS]) + more


def circumstances(person: Mapping[str, float | str | None]) -> Data:
    """Return one member as a card: who it is, and what the law looks at."""
    incomes = ("wage_income", "business_income", "property_income", "transfer_income")
    said = [
        word(f"dashboard.member_{name}", v=in_column(person[name], "yuan/month"))
        for name in incomes
        if person.get(name)
    ]
    if person.get("disability_grade"):
        said.append(word("family.disabled", grade=person["disability_grade"]))
    if person.get("serious_illness"):
        said.append(word("family.ill"))
    if person.get("adl_items_lost"):
        said.append(word("family.lost", n=person["adl_items_lost"]))
    if person.get("student_stage") not in (None, "none"):
        said.append(word("family.student"))
    if person.get("orphan_scheme"):
        said.append(word("family.orphan"))
    if person.get("medical_out_of_pocket_per_year"):
        said.append(word("family.medical", v=in_column(person["medical_out_of_pocket_per_year"], "yuan/year")))
    sex = choice_name(str(person.get("sex") or "female"))
    return {
        "who": word("dashboard.member_who", sex=sex, age=person["age"]),
        "told": said or [word("dashboard.member_nothing")],
    }


def assumptions_used(found: Explanation) -> list[dict[str, str]]:
    """Return the unsure figures that the amounts paid are worked out from: badge, name and value."""
    paid = [rule for one in PROGRAMMES if one.name in found.amounts() for rule in one.amounts]
    used = [found.resolved[name] for name in found.book.parameters_of([found.book.rules[rule] for rule in paid])]
    return [
        {
            "status": r.status,
            "badge": word(f"common.{r.status}"),
            "name": r.parameter.label,
            "value": r.text,
        }
        for r in used
        if r.status in ("assumed", "estimated") and not r.parameter.choices and r.value
    ]
