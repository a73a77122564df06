"""Rules written as text, as a notebook's cell holds them: with a text that can be read again."""

import itertools
import linecache
from typing import Any

import workbench as wb
from workbench.engine.rule import Rule, rule_of

_NUMBERS = itertools.count(1)


def run_cell(text: str, names: dict[str, Any] | None = None) -> dict[str, Any]:
    """Run the text of a cell and return its names; `wb` is there already."""
    file = f"cell_{next(_NUMBERS)}.py"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space: dict[str, Any] = {"wb": wb, "__name__": "__main__", **(names or {})}
    exec(compile(text, file, "exec"), space)
    return space


def rule_in_cell(
    body: str, arguments: str = "residence: wb.Residence", returns: str = "float", before: str = "", about: str = ""
) -> Rule:
    """Define one household rule, `added`, that is only looked at, by its body; `before` stands above it."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    unit = "yes/no" if returns == "bool" else "share"
    text = (
        f"{before}\n"
        f'@wb.for_household(clause="proposal", unit="{unit}", zh="加上", output=True{about})\n'
        f"def added({arguments}) -> {returns}:\n"
        f'    """A rule of a notebook."""\n'
        f"{lines}\n"
    )
    return rule_of(run_cell(text)["added"])
