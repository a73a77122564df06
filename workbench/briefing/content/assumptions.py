"""Section on assumptions: warnings, figures that aren't published, and every parameter with its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workbench.briefing.content.facts import Facts
from workbench.briefing.content.pieces import BriefTable, Cell, Section
from workbench.briefing.content.status import ORDER, payer_status, status_words
from workbench.charts.base.notes import warning_lines
from workbench.language import source_in_language, word
from workbench.parameter.book import Resolved
from workbench.simulation.notices import clause_words, rule_words
from workbench.uncertainty import Draws

_MOST_ON_A_SLIDE = 12


def assumptions(facts: Facts) -> Section:
    """Work out the section."""
    counted = Counter(item.status for item in facts.run.resolved.values())
    unsure = sum(counted[status] for status in ORDER if status != "published")
    return Section(
        name="assumptions",
        heading=word("brief.heading_assumptions"),
        finding=word("brief.assumptions_finding", n=len(facts.run.resolved), m=unsure, k=counted["assumed"]),
        points=tuple(_points(facts)),
        tables=(_chief(facts),),
    )


def _points(facts: Facts) -> Iterator[str]:
    yield from warning_lines(facts.run)
    yield word("brief.assumptions_estimates")
    yield _take_up(facts)
    yield word("brief.cost_shares", status=status_words(payer_status(facts.run)))
    if facts.futures is None:
        yield word("brief.no_interval")
    else:
        yield _drawn(facts.futures)
        yield facts.futures.limits


def _take_up(facts: Facts) -> str:
    """Say how sure take-up and the error of the income check are, and whether take-up was fitted."""
    resolved = facts.run.resolved
    levels = {resolved[f"dibao_take_up_{one}"].status for one in ("urban", "rural")}
    return word(
        "brief.assumptions_take_up",
        take_up=status_words(next(status for status in ORDER if status in levels)),
        fitted=word("brief.assumptions_fitted") if facts.run.scenario.calibration else "",
        check=status_words(resolved["income_assessment_sd"].status),
    )


def _drawn(futures: Draws) -> str:
    """Say what differs between the futures that the intervals come from."""
    number = f"{len(futures):,}"
    if "parameters" in futures.kinds:
        return word("brief.assumptions_drawn", n=number, m=futures.inputs.width)
    kinds = word("brief.list_joint").join(word(f"decisions.kind_{kind}") for kind in futures.kinds)
    return word("brief.assumptions_not_drawn", n=number, kinds=kinds or word("brief.kinds_none"))


def _chief(facts: Facts) -> BriefTable:
    """The unsure inputs with a plausible range, those of the law: what the result hangs on."""
    items = [item for item in facts.run.resolved.values() if item.spread is not None and item.status != "published"]
    chief = [item for item in items if item.parameter.section == "law"]
    wanted = sorted(chief or items, key=lambda item: ORDER.index(item.status))[:_MOST_ON_A_SLIDE]
    heads = ("parameter", "value", "range", "status", "source")
    rows = tuple(_row(item, ranged=True) for item in wanted)
    return BriefTable(
        "chief_assumptions", word("brief.table_chief"), _heads(heads), rows, note=word("brief.note_chief")
    )


def every_parameter(facts: Facts) -> BriefTable:
    """One row per rule of the scenario's own and per parameter: value, status, source; the least sure first."""
    items = sorted(facts.run.resolved.values(), key=lambda item: ORDER.index(item.status))
    heads = ("parameter", "value", "status", "source")
    rows = (*_rules(facts), *(_row(item, ranged=False) for item in items))
    return BriefTable("assumptions", word("brief.table_assumptions"), _heads(heads), rows)


def _rules(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    scenario = facts.run.scenario
    for one in scenario.reform.rules:
        rule = one.rule
        label = word("brief.rule_label", rule=rule_words(rule), name=rule.name)
        source = word("brief.rule_source", clause=clause_words(rule), digest=one.digest[:12])
        kind = "rule_replaced" if one.name in scenario.reform.replaced else "rule_added"
        yield label, word(f"common.{kind}"), status_words("assumed"), source


def _heads(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word(f"brief.column_{name}") for name in names)


def _row(item: Resolved, *, ranged: bool) -> tuple[Cell, ...]:
    cells: list[Cell] = [item.parameter.label, item.text]
    if ranged:
        cells.append(item.range_text)
    return (*cells, status_words(item.status), source_in_language(item.source))
