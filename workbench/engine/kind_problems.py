"""What can't be meant between values of two kinds: comparisons, answers, truth; each problem as one sentence."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from enum import IntEnum
from types import NoneType

from workbench.engine.kinds import (
    NUMBERS,
    UNKNOWN,
    Seen,
    category_written,
    is_category,
    kind_written,
    member_meant,
    member_written,
    members_written,
)
from workbench.engine.source_text import FunctionText

_MOST_SHOWN = 50  # characters of an expression that an error shows


@dataclass
class Problems:
    """The problems found in one rule.

    complete: whether every name that the rule reads is defined by now; until then what can't be told is let pass.
    """

    rule: str
    complete: bool
    found: list[str] = field(default_factory=list)

    def add(self, text: FunctionText, node: ast.AST, what: str) -> None:
        """Note a problem at a place, once."""
        problem = f"{text.place(node)}: rule {self.rule!r} {what}"
        if problem not in self.found:
            self.found.append(problem)

    def compared(
        self, text: FunctionText, node: ast.AST, one: tuple[ast.expr, Seen], two: tuple[ast.expr, Seen]
    ) -> None:
        """Note what is wrong with comparing two expressions."""
        if one[1].parts is not None and two[1].parts is not None:
            self._tuples_compared(text, node, one, two)
            return
        for (mine, left), (other, right) in ((one, two), (two, one)):
            for kind in sorted(left.kinds, key=lambda kind: kind.__name__):
                if NoneType in left.kinds | right.kinds and _known(left, right):
                    continue  # a constant around the rule may be None
                what = self._mismatch(kind, right, mine, other)
                if what is not None:
                    self.add(text, node, what)
                    return

    def _tuples_compared(
        self, text: FunctionText, node: ast.AST, one: tuple[ast.expr, Seen], two: tuple[ast.expr, Seen]
    ) -> None:
        left, right = one[1].parts or (), two[1].parts or ()
        if len(left) != len(right):
            self.add(text, node, f"compares {len(left)} values with {len(right)}: {shown(node)}")
            return
        for number, (mine, other) in enumerate(zip(left, right, strict=True)):
            names = (_part(one[0], number), _part(two[0], number))
            self.compared(text, node, (names[0], mine), (names[1], other))

    def _mismatch(self, kind: type, right: Seen, mine: ast.expr, other: ast.expr) -> str | None:
        """Say what is wrong when a value of `kind` stands beside `right`, seen from `kind`; None when nothing is."""
        for given in sorted(right.kinds - {kind}, key=lambda kind: kind.__name__):
            if given is UNKNOWN:
                if self.complete and (is_category(kind) or kind is str):
                    return f"compares {shown(mine)} with {shown(other)}, which can't be followed; {_right_way(kind)}"
            elif is_category(kind):
                return _category_mismatch(kind, given, right, mine, other)
            elif kind is str and given in NUMBERS:
                return f"compares {shown(other)}, a number, with the word {shown(mine)}, which it never equals"
            elif kind is NoneType and given in NUMBERS:
                return f"compares {shown(other)} with None; every value of a rule is there"
        return None

    def answered(self, text: FunctionText, node: ast.AST, given: Seen, promised: type) -> None:
        """Note an answer of another kind than the rule promises; a whole number may stand for a float."""
        accepted = {promised, UNKNOWN, *((int,) if promised is float else ())}
        wrong = [kind for kind in given.kinds if kind not in accepted]
        if not wrong:
            return
        kind = min(wrong, key=kind_written)
        promise = f"promises {kind_written(promised)}"
        if kind is NoneType:
            self.add(text, node, f"{promise} but returns nothing here")
        elif kind is str:
            self.add(text, node, f"{promise} but returns a word: {shown(node)}")
        else:
            self.add(text, node, f"{promise} but returns {kind_written(kind)}: {shown(node)}")

    def truth(self, text: FunctionText, node: ast.expr, seen: Seen) -> None:
        """Note a category that is taken as yes or no."""
        for category in seen.categories:
            self.add(text, node, f"takes {shown(node)}, a category, as yes or no; {_right_way(category)}")

    def used_otherwise(self, text: FunctionText, node: ast.AST, *given: tuple[ast.expr, Seen]) -> None:
        """Note a category that is calculated with, made a text, or handed to what can't be followed."""
        for expression, seen in given:
            for category in seen.categories:
                self.add(
                    text, node, f"uses {shown(expression)}, a category, as a number or a text; {_right_way(category)}"
                )


def _known(*many: Seen) -> bool:
    """Whether values are constants that are known: no argument of a rule, nor made from one."""
    return all(one.constants for one in many)


def _category_mismatch(category: type[IntEnum], given: type, right: Seen, mine: ast.expr, other: ast.expr) -> str:
    if is_category(given):
        return (
            f"compares {shown(mine)}, a {category_written(category)}, with a {category_written(given)}: {shown(other)}"
        )
    constants = sorted((one for one in right.constants if type(one) is given), key=repr)
    meant = member_meant(category, constants[0]) if len(constants) == 1 else None
    word = "the word " if given is str else "the number " if given in NUMBERS and constants else ""
    what = word + shown(other) if isinstance(other, ast.Constant) else shown(other)
    if len(constants) == 1 and word and not isinstance(other, ast.Constant):
        what = f"{shown(other)}, {word}{constants[0]!r}"
    hint = member_written(meant) if meant is not None else f"one of {members_written(category)}"
    return f"compares {shown(mine)} with {what}; {shown(mine)} is a category: write {hint}"


def _right_way(kind: type) -> str:
    if is_category(kind):
        return f"compare it with one of {members_written(kind)}"
    return "write it so that what is compared stands in the rule"


def _part(node: ast.expr, number: int) -> ast.expr:
    """Return the part of a tuple as it is written, or the whole where it isn't written out."""
    return node.elts[number] if isinstance(node, ast.Tuple | ast.List) else node


def shown(node: ast.AST) -> str:
    """Write an expression for a message: a name or word in quotation marks as it stands, longer ones cut short."""
    text = ast.unparse(node).splitlines()[0]
    text = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
    return repr(text) if isinstance(node, ast.Name) else text
