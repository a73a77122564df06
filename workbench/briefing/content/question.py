"""Section with the question: which levers are changed, on which county, by which law."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.briefing.content.answer import standards_table
from workbench.briefing.content.facts import Facts
from workbench.briefing.content.pieces import BriefTable, Cell, Section
from workbench.briefing.content.status import status_words
from workbench.charts.base.notes import scenario_name
from workbench.engine.rule import Rule
from workbench.language import people, word
from workbench.scenario import Scenario
from workbench.simulation import Run
from workbench.simulation.notices import clause_words, rule_words

# Shown for a run that is compared with nothing.
_LEVERS = ("urban_dibao_ratio", "rural_dibao_ratio", "urban_tekun_multiple", "rural_tekun_multiple")
_MOST_NAMED = 2


def changed_parameters(facts: Facts) -> list[str]:
    """Return the names of the parameters in which run and base differ, in the law's order."""
    if facts.base is None:
        return []
    before = facts.base.resolved
    return [
        name for name, item in facts.run.resolved.items() if name not in before or item.written != before[name].written
    ]


def changed_rules(facts: Facts) -> list[str]:
    """Return the names of the rules in which run and base differ; without a base those that aren't the law's."""
    own = _own_rules(facts.run.scenario)
    before = _own_rules(facts.base.scenario) if facts.base is not None else {}
    return [name for name in dict.fromkeys([*own, *before]) if own.get(name) != before.get(name)]


def _own_rules(scenario: Scenario) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in scenario.reform.rules:
        found.setdefault(one.name, []).append(one.digest)
    return found


def question(facts: Facts) -> Section:
    """Work out the section."""
    return Section(
        name="question",
        heading=word("brief.heading_question"),
        finding=_question_words(facts),
        points=tuple(_points(facts)),
        tables=(_levers(facts), standards_table(facts)),
    )


def _question_words(facts: Facts) -> str:
    if facts.base is None:
        return word("brief.asked_run", scenario=facts.name)
    changed = [*changed_rules(facts), *changed_parameters(facts)]
    if not changed:
        return word("brief.asked_same")
    changes = [_change(facts, name) for name in changed[:_MOST_NAMED]]
    more = word("brief.asked_more", n=len(changed)) if len(changed) > _MOST_NAMED else ""
    return word("brief.asked_changes", changes=word("brief.list_joint").join(changes) + more)


def _change(facts: Facts, name: str) -> str:
    if name not in facts.run.resolved:
        rule = _rule(facts, name)
        return word("brief.asked_rule", name=name, rule=rule_words(rule))
    now = facts.run.resolved[name]
    before = facts.base.resolved.get(name, now) if facts.base else now
    return word(
        "brief.asked_change",
        name=word(f"brief.short_{name}") if name in _LEVERS else now.parameter.label,
        old=before.text,
        new=now.text,
    )


def _points(facts: Facts) -> Iterator[str]:
    run = facts.run
    if facts.base is None:
        yield word("brief.point_scenario", scenario=facts.name, date=run.scenario.date)
    else:
        yield word("brief.point_against", scenario=facts.name, base=scenario_name(facts.base))
        yield word("brief.point_date", date=run.scenario.date)
    kind = "synthetic" if run.population.synthetic else "register"
    count = people(run.population.persons.height)
    yield word(f"brief.point_{kind}", persons=count, seed=run.population.seed)


def _levers(facts: Facts) -> BriefTable:
    names = changed_parameters(facts) or ([] if changed_rules(facts) and facts.base is not None else list(_LEVERS))
    base = facts.base
    columns = [word("brief.column_parameter"), word("brief.column_scenario"), word("brief.column_status")]
    if base is not None:
        columns.insert(1, word("brief.column_baseline"))
    rows: list[tuple[Cell, ...]] = [_rule_row(facts, name) for name in changed_rules(facts)]
    for name in names:
        item = facts.run.resolved[name]
        before = () if base is None else (base.resolved[name].text if name in base.resolved else "–",)
        rows.append((item.parameter.label, *before, item.text, status_words(item.status)))
    return BriefTable("levers", word("brief.table_levers"), tuple(columns), tuple(rows))


def _rule(facts: Facts, name: str) -> Rule:
    """Return a rule that differs: the run's, or the base's where the run has none of the name."""
    runs = [facts.run] if facts.base is None else [facts.run, facts.base]
    return next(run.book.rules[name] for run in runs if name in run.book.rules)


def _rule_row(facts: Facts, name: str) -> tuple[Cell, ...]:
    rule, base = _rule(facts, name), facts.base
    label = word("brief.rule_label", rule=rule_words(rule), name=name)
    before = () if base is None else (_rule_words(base, name),)
    return (label, *before, _rule_words(facts.run, name), status_words("assumed"))


def _rule_words(run: Run, name: str) -> str:
    """Say whose rule of a name is in force in a run: the law's, the scenario's own, none."""
    if name not in run.book.rules:
        return word("brief.rule_none")
    if name not in {one.name for one in run.scenario.reform.rules}:
        return word("brief.rule_law")
    rule = run.book.rules[name]
    return word("brief.rule_own", clause=clause_words(rule), rule=rule_words(rule))
