"""What must travel with every result: warnings, and the list of values that are not published figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from workbench.engine.graph import RuleBook
from workbench.engine.rule import Rule
from workbench.errors import ParameterError
from workbench.language import (
    LANGUAGES,
    Labelled,
    choice_name,
    in_language,
    using_language,
    word,
    written,
    written_range,
)
from workbench.law import cited
from workbench.parameter.book import Parameter, Resolved
from workbench.parameter.distributions import Spread
from workbench.parameter.ranges import Range
from workbench.population import Partitions, Population
from workbench.reform import Reform, ScenarioRule
from workbench.scenario import Scenario
from workbench.simulation.levers_in_force import in_force, outside_corridor, overruling

_RARE = 0.001  # a smaller part of a distribution that was typed in says no more than "less than this"


@dataclass(frozen=True)
class Notice(Labelled):
    """A warning in both languages; `parameter` names what it is about ("" when it is no parameter)."""

    en: str
    zh: str
    parameter: str = ""


def notice(write: Callable[[], str], parameter: str = "") -> Notice:
    """Return a notice from what `write` says in either language (from the catalogue of words)."""
    texts: dict[str, str] = {}
    for language in LANGUAGES:
        with using_language(language):
            texts[language] = write()
    return Notice(texts["en"], texts["zh"], parameter)


def corridor_notices(
    resolved: Mapping[str, Resolved], book: RuleBook, standards: Mapping[str, float], day: date
) -> list[Notice]:
    """Warn of everything in force on a day that lies outside what the policy allows.

    standards: yuan a month by the name of their rule; where a published one overrules a ratio, it is held against the
    ratio's corridor.
    """
    values = {name: item.value for name, item in resolved.items()}
    found = []
    for name, item in resolved.items():
        if not outside_corridor(name, values, book, standards, day):
            continue
        by = overruling(name, values, book)
        if by is None:
            found.append(notice(partial(_outside, item), name))
        else:
            implied = in_force(name, values, book, standards)
            found.append(notice(partial(_implied_outside, resolved[by.name], item, implied), by.name))
    return found


def _outside(item: Resolved) -> str:
    said = {"name": item.parameter.label, "value": item.text, "allowed": _allowed(item.parameter)}
    if not item.parameter.clause:
        return word("decisions.outside_own_corridor", **said)
    return word("decisions.outside_corridor", clause=cited_clause(item.parameter.clause), **said)


def _implied_outside(by: Resolved, item: Resolved, implied: float) -> str:
    return word(
        "decisions.outside_corridor_implied",
        name=by.parameter.label,
        value=by.text,
        ratio=written(implied, item.parameter.unit),
        lever=item.parameter.label,
        clause=cited_clause(item.parameter.clause),
        allowed=_allowed(item.parameter),
    )


def overruled_notices(scenario: Scenario, resolved: Mapping[str, Resolved], book: RuleBook) -> list[Notice]:
    """Tell of every parameter that the scenario sets and another one leaves without effect."""
    values = {name: item.value for name, item in resolved.items()}
    found = []
    for name in scenario.overrides:
        by = overruling(name, values, book)
        if by is not None:
            found.append(notice(partial(overruled_words, resolved[name], resolved[by.name]), name))
    return found


def overruled_words(item: Resolved, by: Resolved) -> str:
    """Say that a parameter has no effect, and what is in force in its place; in the language that is on."""
    return word(
        "decisions.overruled", name=item.parameter.label, value=item.text, by=by.parameter.label, amount=by.text
    )


def surprising_notices(scenario: Scenario, resolved: Mapping[str, Resolved]) -> list[Notice]:
    """Tell of every figure of a document that lies outside the range in which the truth was thought to lie.

    A figure that is merely assumed says nothing about the range. Said is how much of the distribution around the law's
    own value lies at least as far out.
    """
    found = []
    for name, override in scenario.overrides.items():
        parameter, item = resolved[name].parameter, resolved[name]
        if parameter.plausible is None or override.status == "assumed":
            continue
        try:
            before = parameter.code(parameter.on(scenario.date)[1].value)
        except ParameterError:  # the law says nothing of that day: there is no range around its value
            continue
        spread = parameter.plausible.around(before)
        if not spread.low <= item.value <= spread.high:
            found.append(notice(partial(_surprising, item, spread, spread.beyond(item.value, before)), name))
    return found


def _surprising(item: Resolved, spread: Spread, beyond: float) -> str:
    unit = item.parameter.unit
    return word(
        "decisions.surprising" if beyond >= _RARE else "decisions.surprising_rare",
        name=item.parameter.label,
        value=item.text,
        range=written_range(spread.low, spread.high, unit),
        share=written(max(beyond, _RARE), "share"),
    )


def _allowed(parameter: Parameter) -> str:
    corridor = parameter.corridor or Range()
    if corridor.low is not None and corridor.low == corridor.high:
        return word("decisions.exactly", end=written(corridor.low, parameter.unit))
    if corridor.low is not None and corridor.high is not None:
        return written_range(corridor.low, corridor.high, parameter.unit)
    if corridor.low is not None:
        return word("decisions.at_least", end=written(corridor.low, parameter.unit))
    return word("decisions.at_most", end=written(corridor.high, parameter.unit))


def tail_notices(scenario: Scenario, population: Population) -> list[Notice]:
    """Warn when take-up was fitted to another income tail than the population has."""
    if scenario.tail is None or population.tail is None or scenario.tail == population.tail:
        return []
    fitted, given = scenario.tail, population.tail
    return [notice(lambda: word("decisions.other_tail", fitted=choice_name(fitted), given=choice_name(given)))]


def year_notices(scenario: Scenario, population: Population, resolved: Mapping[str, Resolved]) -> list[Notice]:
    """Warn where incomes are of another year than the law's figures: the year before the law's is that of both.

    Said is how far consumption, from which the standards are worked out, has moved while the incomes have not.
    """
    incomes, law_year = population.incomes_year, scenario.date.year
    if incomes is None or incomes == law_year - 1:
        return []
    moved = []
    for name in ("urban", "rural"):
        item = resolved[f"{name}_consumption_per_head_previous_year"]
        figure = item.parameter.values.get(incomes)
        if figure is not None:
            moved.append((name, item.value / float(figure.value) - 1))
    return [notice(partial(_other_year, law_year, incomes, moved))]


def _other_year(law_year: int, incomes: int, moved: list[tuple[str, float]]) -> str:
    said = {"law": str(law_year), "before": str(law_year - 1), "incomes": str(incomes)}
    if not moved:
        return word("decisions.other_year", **said)
    parts = [f"{choice_name(name)} {100 * share:+.1f}{in_language('%', ' %')}" for name, share in moved]
    return word("decisions.other_year_moved", moved=in_language("、", ", ").join(parts), **said)


def is_sample(population: Population | Partitions) -> bool:
    """Say whether households of a population stand for others than themselves alone."""
    weights = population.households["weight"] if isinstance(population, Population) else population.weights()
    return bool((weights != 1.0).any())


def sample_notices(population: Population | Partitions) -> list[Notice]:
    """Say of a weighted sample that its sampling error is in none of a result's figures and intervals."""
    return [notice(lambda: word("decisions.sampling_error_left_out"))] if is_sample(population) else []


def reform_notices(scenario: Scenario) -> list[Notice]:
    """Say which rules of the law a scenario replaces and adds, and which of its own parameters no rule reads."""
    found = []
    for one in scenario.reform.rules:
        key = "rule_replaced" if one.name in scenario.reform.replaced else "rule_added"
        found.append(notice(partial(_rule_words, key, one.rule), one.name))
    for name in scenario.reform.unread_parameters(scenario.date):
        parameter = scenario.book.parameters[name]
        found.append(notice(partial(_unread_words, parameter), name))
    return found


def _unread_words(parameter: Parameter) -> str:
    return word("decisions.parameter_unread", name=parameter.label)


def _rule_words(key: str, rule: Rule) -> str:
    words_of = {"rule": rule_words(rule), "name": rule.name, "clause": clause_words(rule)}
    return word(f"decisions.{key}", **words_of)


def rule_words(rule: Rule) -> str:
    """Name a rule in the language that is on: its term in Chinese, its sentence in English."""
    return in_language(rule.zh, rule.sentence.rstrip("."))


def clause_words(rule: Rule) -> str:
    """Say by which clause a rule is: a section by its number, any other document by its title."""
    return cited_clause(rule.clause)


def cited_clause(clause: str) -> str:
    """Write a clause in the language that is on: a section by its number, any other document by its title."""
    return clause if clause.startswith("§") else cited(clause)


def assumptions_table(resolved: Mapping[str, Resolved], reform: Reform) -> pl.DataFrame:
    """List every parameter behind a result: name, labels, role, value, unit, status, source, since.

    The rules of the scenario's own follow, with the role "rule" and the value rule_replaced or rule_added.
    """
    rows = [
        {
            "name": name,
            "en": item.parameter.en,
            "zh": item.parameter.zh,
            "role": item.parameter.role,
            "value": str(item.written),
            "unit": item.parameter.unit,
            "status": item.status,
            "source": item.source,
            "since": "scenario" if item.since is None else str(item.since),
        }
        for name, item in resolved.items()
    ]
    return pl.DataFrame([*rows, *(_rule_row(one, reform) for one in reform.rules)])


def _rule_row(one: ScenarioRule, reform: Reform) -> dict[str, str]:
    """Return the row of a rule of the scenario's own: a proposal, so assumed."""
    return {
        "name": one.name,
        "en": one.rule.sentence,
        "zh": one.rule.zh,
        "role": "rule",
        "value": "rule_replaced" if one.name in reform.replaced else "rule_added",
        "unit": one.rule.unit,
        "status": "assumed",
        "source": f"{one.rule.clause} (rule of the scenario's own, {one.address or 'digest'} {one.digest[:12]})",
        "since": "scenario" if one.rule.start_date is None else str(one.rule.start_date),
    }
