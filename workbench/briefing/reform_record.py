"""The rules and parameters of a scenario's own in a run record: their texts and digests, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from workbench.briefing.futures_record import JsonObject
from workbench.engine.rule import Rule, RuleFunction
from workbench.engine.rule_source import run_source
from workbench.errors import InputError, WorkbenchError
from workbench.language import word
from workbench.parameter.book import Parameter
from workbench.reform import Reform


def reform_of(reform: Reform) -> JsonObject:
    """Return a reform as plain data: each rule with its text and digest, each parameter whole."""
    return {
        "digest": reform.digest,
        "rules": [
            {
                "name": one.name,
                "function": one.rule.function.__name__,
                "digest": one.digest,
                "address": one.address,
                "text": one.source.text,
            }
            for one in sorted(reform.rules, key=lambda one: (one.name, one.digest))
        ],
        "parameters": sorted(
            (one.model_dump(mode="json", exclude_unset=True) for one in reform.parameters),
            key=lambda one: str(one["name"]),
        ),
    }


def recorded_reform(record: JsonObject, rules: Sequence[RuleFunction | Rule] | None, *, run_recorded: bool) -> Reform:
    """Return a record's reform, with the rules given, or (`run_recorded`) with those of the texts in the record.

    Raises InputError where the record has rules and neither is said: a text from a file is not run unasked.
    """
    try:
        parameters = [Parameter.model_validate(one) for one in record["parameters"]]
        names = [str(one["name"]) for one in record["rules"]]
    except (KeyError, TypeError, ValidationError) as problem:
        raise InputError(f"the record's rules and parameters can't be read: {problem}") from None
    if rules is None and names and not run_recorded:
        raise InputError(
            f"the record's run has rules of its own ({', '.join(names)}): give them, verify(path, rules=[…]), or, if "
            "you trust who wrote the file, verify(path, run_recorded=True) runs the Python in it"
        )
    given = list(rules) if rules is not None else [_recorded_rule(one) for one in record["rules"]]
    return Reform().with_parameters(parameters).with_rules(given)


def _recorded_rule(record: JsonObject) -> Rule:
    if not record["text"]:
        raise InputError(f"the record has no text of the rule {record['name']!r}: give it, verify(path, rules=[…])")
    try:
        found = run_source(record["text"], "recorded_rule", f"{record['name']}.py")
    except WorkbenchError:
        raise
    except Exception as problem:  # noqa: BLE001 - whatever another's Python raises
        raise InputError(
            f"the text of the rule {record['name']!r} can't be run by itself ({type(problem).__name__}: {problem}): "
            "give the rule, verify(path, rules=[…])"
        ) from None
    if record["function"] not in found:
        raise InputError(f"the text of the rule {record['name']!r} doesn't define {record['function']!r}")
    return found[record["function"]]


def differing_rules(record: JsonObject, reform: Reform) -> Iterator[str]:
    """Say which rules are others than those recorded, or are missing, one sentence each."""
    recorded = {(one["name"], one["digest"]) for one in record["rules"]}
    now = {(one.name, one.digest) for one in reform.rules}
    for name in sorted({name for name, _ in recorded ^ now}):
        old = ", ".join(digest[:8] for one, digest in sorted(recorded) if one == name) or "–"
        new = ", ".join(digest[:8] for one, digest in sorted(now) if one == name) or "–"
        yield word("brief.verify_rule", name=name, old=old, new=new)
