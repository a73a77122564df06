"""Checks that a rule compares and returns what it can mean, read from its source and that of its helpers.

Every expression is followed with the kinds that it may have: bool, int, float, a category, a word. Refused are a
category compared with a word, a number or a member of another category, taken as yes or no, or calculated with; a
number compared with a word; a path that ends without an answer, or gives another kind than the rule promises.
"""

from __future__ import annotations

import dis
import itertools
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType

from workbench.engine.kind_problems import Problems
from workbench.engine.kind_statements import Reader
from workbench.engine.kinds import NOTHING_KNOWN, kind_written, of_kind
from workbench.engine.source_text import function_text
from workbench.errors import RuleError

Kinds = Mapping[str, type | None]


def check_body(
    function: FunctionType,
    name: str,
    kinds: Kinds,
    returns: type,
    *,
    complete: bool = True,
) -> None:
    """Raise RuleError, one line a problem with file and line, for what a rule can't mean.

    kinds: of each argument, None where it isn't known. complete: whether all that the rule reads is defined; until then
    what can't be followed is let pass.
    """
    text = function_text(function)
    if text is None:
        _check_unread(function, name)
        return
    problems = Problems(name, complete)
    names = {argument: NOTHING_KNOWN if kind is None else of_kind(kind) for argument, kind in kinds.items()}
    reader = Reader(problems, text, function, names, 0)
    if reader.read(text.body):
        last = text.body[-1] if text.body else text.tree
        problems.add(text, last, f"promises {kind_written(returns)} but has a path that ends here without a return")
    for node, seen in reader.answers:
        problems.answered(text, node, seen, returns)
    if problems.found:
        raise RuleError("\n".join(problems.found))


def _check_unread(function: FunctionType, name: str) -> None:
    """Refuse words in a rule whose text can't be read: what they are compared with can't be told."""
    words = sorted(set(_words(function.__code__)) - {function.__doc__})
    if words:
        raise RuleError(
            f"rule {name!r}: its text can't be read, and it holds the word {words[0]!r}; compare categories with their "
            "members, and define the rule in a cell or a file"
        )


def _words(code: CodeType) -> Iterator[str]:
    """Yield the words that a body and the functions inside it use; a call's keywords are none."""
    steps = [*dis.get_instructions(code), None]
    for one, after in itertools.pairwise(steps):
        if one is not None and one.opname == "LOAD_CONST" and (after is None or after.opname != "CALL_KW"):
            held = one.argval if isinstance(one.argval, tuple | frozenset) else (one.argval,)
            yield from (word for word in held if isinstance(word, str))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _words(constant)
