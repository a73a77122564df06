"""Follows the kinds of values through the statements of a rule: branches, loops, cases, and where it answers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from types import FunctionType, NoneType

from workbench.engine.kind_expressions import Names, written_items
from workbench.engine.kind_helpers import Calls
from workbench.engine.kind_problems import Problems
from workbench.engine.kinds import NOTHING_KNOWN, Seen, either, of_kind, of_value
from workbench.engine.source_text import FunctionText

_MOST_ROUNDS = 20  # of a loop's body; kinds only grow, so that a few are enough


class Reader(Calls):
    """Reads the statements of one function; `answers` gathers what its `return`s give."""

    def __init__(
        self, problems: Problems, text: FunctionText, function: FunctionType, names: Names, depth: int
    ) -> None:
        super().__init__(problems, text, function, names, depth)
        self.answers: list[tuple[ast.AST, Seen]] = []
        self._left: list[tuple[Names, bool]] = []  # the names where a loop is left; whether by break

    def called(self, text: FunctionText, function: FunctionType, names: Names) -> Seen:
        """Return what a helper gives, its problems noted."""
        reader = Reader(self.problems, text, function, names, self.depth + 1)
        ends = reader.read(text.body)
        return either([*(seen for _, seen in reader.answers), *([of_kind(NoneType)] if ends else [])])

    def read(self, statements: Sequence[ast.stmt]) -> bool:
        """Read statements in their order; returns whether what follows them can be reached."""
        return all(self._statement(one) for one in statements)

    def _statement(self, one: ast.stmt) -> bool:
        method = getattr(self, f"_{type(one).__name__.lower()}", None)
        if method is not None:
            return method(one)  # type: ignore[no-any-return]
        for inner in ast.walk(one):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                self.names[inner.id] = NOTHING_KNOWN
        return True

    def _return(self, one: ast.Return) -> bool:
        seen = of_kind(NoneType) if one.value is None else self.value(one.value)
        self.answers.append((one if one.value is None else one.value, seen))
        return False

    def _raise(self, _: ast.Raise) -> bool:
        return False

    def _expr(self, one: ast.Expr) -> bool:
        self.value(one.value)
        return True

    def _assert(self, one: ast.Assert) -> bool:
        self.truth(one.test)
        return True

    def _assign(self, one: ast.Assign) -> bool:
        seen = self.value(one.value)
        for target in one.targets:
            self.bind(target, seen)
        return True

    def _annassign(self, one: ast.AnnAssign) -> bool:
        if one.value is not None:
            self.bind(one.target, self.value(one.value))
        return True

    def _augassign(self, one: ast.AugAssign) -> bool:
        target = one.target
        if isinstance(target, ast.Name):
            before = self._name(target)
            self.names[target.id] = self.operation(one, one.op, (target, before), (one.value, self.value(one.value)))
        else:
            self.value(one.value)
        return True

    def _functiondef(self, one: ast.FunctionDef) -> bool:
        self.names[one.name] = Seen(NOTHING_KNOWN.kinds, frozenset({one}))
        return True

    def _if(self, one: ast.If) -> bool:
        self.truth(one.test)
        return self._branches(one.body, one.orelse)

    def _branches(self, *branches: Sequence[ast.stmt]) -> bool:
        """Read branches each from the same names; afterwards a name may be what any branch left it."""
        start, after = self.names, []
        for branch in branches:
            self.names = dict(start)
            if self.read(branch):
                after.append(self.names)
        self.names = _joined(after) if after else start
        return bool(after)

    def _while(self, one: ast.While) -> bool:
        left = self._loop(one.body, lambda: self.truth(one.test))
        if isinstance(one.test, ast.Constant) and one.test.value:
            return left
        return self.read(one.orelse) or left

    def _for(self, one: ast.For) -> bool:
        left = self._loop(one.body, lambda: self.bind(one.target, self.value(one.iter).items or NOTHING_KNOWN))
        return self.read(one.orelse) or left

    def _loop(self, body: Sequence[ast.stmt], begin: Callable[[], object]) -> bool:
        """Read a loop until no name becomes anything new; returns whether it is left by break."""
        kept, self._left = self._left, []
        for _ in range(_MOST_ROUNDS):
            start = dict(self.names)
            begin()
            ends = self.read(body)
            self.names = _joined([start, *([self.names] if ends else []), *(names for names, _ in self._left)])
            if self.names == start:
                break
        left = any(broken for _, broken in self._left)
        self._left = kept
        return left

    def _break(self, one: ast.Break | ast.Continue) -> bool:
        self._left.append((dict(self.names), isinstance(one, ast.Break)))
        return False

    _continue = _break

    def _match(self, one: ast.Match) -> bool:
        subject = self.value(one.subject)
        start, after, sure = self.names, [], False
        for case in one.cases:
            self.names = dict(start)
            self._pattern(case.pattern, one.subject, subject)
            if case.guard is not None:
                self.truth(case.guard)
            if self.read(case.body):
                after.append(self.names)
            sure = sure or (case.guard is None and _takes_all(case.pattern))
        self.names = _joined([*after, *([] if sure else [start])]) if after or not sure else start
        return bool(after) or not sure

    def _pattern(self, pattern: ast.pattern, subject: ast.expr, seen: Seen) -> None:
        """Compare a value with what a case of `match` asks for."""
        if isinstance(pattern, ast.MatchValue):
            self.problems.compared(self.text, pattern, (subject, seen), (pattern.value, self.value(pattern.value)))
        elif isinstance(pattern, ast.MatchSingleton):
            constant = ast.copy_location(ast.Constant(pattern.value), pattern)
            self.problems.compared(self.text, pattern, (subject, seen), (constant, of_value(pattern.value)))
        elif isinstance(pattern, ast.MatchOr):
            for one in pattern.patterns:
                self._pattern(one, subject, seen)
        elif isinstance(pattern, ast.MatchAs):
            if pattern.pattern is not None:
                self._pattern(pattern.pattern, subject, seen)
            if pattern.name is not None:
                self.names[pattern.name] = seen
        elif isinstance(pattern, ast.MatchSequence):
            parts = seen.parts if seen.parts is not None and len(seen.parts) == len(pattern.patterns) else None
            written = written_items(subject)
            for number, one in enumerate(pattern.patterns):
                part = seen.items or NOTHING_KNOWN if parts is None else parts[number]
                self._pattern(one, written[number] if number < len(written) else subject, part)
        else:
            self.problems.used_otherwise(self.text, pattern, (subject, seen))


def _takes_all(pattern: ast.pattern) -> bool:
    """Whether a case takes whatever comes."""
    if isinstance(pattern, ast.MatchOr):
        return any(map(_takes_all, pattern.patterns))
    return isinstance(pattern, ast.MatchAs) and (pattern.pattern is None or _takes_all(pattern.pattern))


def _joined(many: Sequence[Names]) -> Names:
    """Return the names after several paths: each may be what any path left it."""
    names = dict.fromkeys(name for one in many for name in one)
    return {name: either([one[name] for one in many if name in one]) for name in names}
