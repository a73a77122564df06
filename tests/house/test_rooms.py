"""The rooms of the package: no module circles, one owner of the shipped files."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path


def modules(root: Path) -> dict[str, Path]:
    """Every module of the package by its dotted name; a package by its folder's."""
    found = {}
    for path in (root / "workbench").rglob("*.py"):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    """The package's modules that a module imports: at its head, inside functions, and for hints only."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                found.add(whole if whole in known else node.module)
    return found & set(known)


def circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_a_circle_is_found() -> None:
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})) == {"a", "b", "c"}
    assert circle({"a": {"b"}, "b": set()}) == []


def test_no_modules_import_each_other_in_a_circle(root: Path) -> None:
    known = modules(root)
    # The package itself offers names of every room, each loaded when it is first used.
    graph = {name: imported(path, known) - {name, "workbench"} for name, path in known.items() if name != "workbench"}
    assert circle(graph) == []


def test_only_paths_knows_where_shipped_files_lie(root: Path) -> None:
    relative = re.compile(r"\b__file__\b|\.parents\[|files\([\"']workbench")
    found = {name for name, path in modules(root).items() if relative.search(path.read_text(encoding="utf-8"))}
    assert found == {"workbench.paths"}
