"""What a notebook gets when it imports the workbench: completion of names, and Altair's charts without network.

Both are only announced to the shell here; what they need is loaded when a name is completed or a chart is shown.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext, SimpleMatcherResult
    from IPython.core.interactiveshell import InteractiveShell

_IDENTIFIER = "workbench"
_CHART = ("altair.vegalite.v6.api", "TopLevelMixin")  # what every chart of Altair mixes in


def set_up() -> None:
    """Set up the shell that imports the workbench; nothing happens where there is none, such as in a script."""
    if "IPython" not in sys.modules:
        return
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is not None:
        complete_in(shell)
        show_offline(shell)


def complete_in(shell: InteractiveShell) -> None:
    """Add the workbench's matcher to a shell's completer, once."""
    from IPython.core.completer import SimpleCompletion, context_matcher

    @context_matcher(identifier=_IDENTIFIER)  # type: ignore[untyped-decorator]
    def workbench_matcher(context: CompletionContext) -> SimpleMatcherResult:
        from workbench.completion import offered

        lines = context.full_text.split("\n")
        before = [*lines[: context.cursor_line], lines[context.cursor_line][: context.cursor_position]]
        typed, names = offered("\n".join(before), shell.user_ns)
        found = [SimpleCompletion(text=name, type="param") for name in names]
        return {"completions": found, "matched_fragment": typed, "suppress": bool(found)}

    matchers = shell.Completer.custom_matchers
    if all(getattr(one, "matcher_identifier", "") != _IDENTIFIER for one in matchers):
        matchers.append(workbench_matcher)


def show_offline(shell: InteractiveShell) -> None:
    """Let a shell show Altair's charts as pictures, not by scripts that a browser would fetch from outside.

    Whoever has chosen a renderer (`alt.renderers.enable(…)`) keeps it.
    """
    if shell.display_formatter is not None:
        shell.display_formatter.mimebundle_formatter.for_type_by_name(*_CHART, _picture)


def _picture(chart: object, include: object = None, exclude: object = None) -> Mapping[str, str]:
    from workbench.charts.base.drawing import mimebundle

    return mimebundle(chart, include, exclude)
