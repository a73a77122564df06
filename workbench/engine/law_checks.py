"""Checks of rules against the law that they enter: what their arguments are, and that something reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from workbench.engine.kind_check import check_body
from workbench.engine.kinds import is_category, kind_written, members_written
from workbench.engine.rule import Rule
from workbench.engine.source_text import is_own, plain_function
from workbench.errors import RuleError, suggestion

KindOf = Callable[[str], type]


def check_annotations(rules: Iterable[Rule], kind_of: KindOf) -> None:
    """Raise RuleError, one line a problem, for arguments that aren't annotated as what they are.

    An argument is annotated with the kind of the input, parameter or rule of its name: bool, int, float or a category;
    a whole number is no float here, so that whoever reads the rule knows what comes.
    """
    problems = [
        f"{rule.place}: rule {rule.name!r} {_annotation_problem(name, kind, kind_of(name))}"
        for rule in rules
        for name, kind in zip(rule.arguments, rule.kinds, strict=True)
        if kind is not kind_of(name)
    ]
    if problems:
        raise RuleError("\n".join(problems))


def _annotation_problem(name: str, given: type | None, kind: type) -> str:
    said = f"doesn't say what {name!r} is" if given is None else f"takes {name!r} as {kind_written(given)}"
    members = f" (a category: {members_written(kind)})" if is_category(kind) else ""
    return f"{said}; write {name}: {kind_written(kind)}{members}"


def check_bodies(rules: Iterable[Rule], kind_of: KindOf) -> None:
    """Raise RuleError for rules from outside the workbench that compare or return what they can't mean."""
    for rule in rules:
        function = plain_function(rule.function)
        if function is not None and not is_own(function):
            kinds = {name: kind_of(name) for name in rule.arguments}
            check_body(function, rule.name, kinds, rule.returns)


def check_read(given: Iterable[Rule], before: Iterable[str], after: Iterable[Rule]) -> None:
    """Raise RuleError for a new rule that replaces none of the names `before` and that no rule of `after` reads.

    Its name is likely misspelt: it would change nothing. A rule marked `output=True` is asked for by name.
    """
    known = set(before)
    read = {argument for rule in after for argument in rule.arguments if argument != rule.name}
    for rule in given:
        if rule.name in known or rule.name in read or rule.output:
            continue
        hint = suggestion(rule.name, known, "give it the name of the rule that it is to replace")
        raise RuleError(
            f"{rule.place}: rule {rule.name!r} replaces no rule and no rule reads it, so that it would change nothing; "
            f"{hint} (output=True in its decorator says that its value is only to be looked at)"
        )
