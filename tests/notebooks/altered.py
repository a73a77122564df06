"""Alters every number that any notebook asserts and demands that the notebook fails: python -m tests.notebooks.altered.

A slow extra: it runs all notebooks. Names of notebooks, such as 08_what_can_we_afford, run these only.
"""

from __future__ import annotations

import sys

from tests.notebooks.altering import NOTEBOOKS, alterations, cells, unnoticed


def main(names: list[str]) -> int:
    """Say for each notebook how many numbers count; exit code 1 when one doesn't."""
    unknown = set(names) - {path.stem for path in NOTEBOOKS}
    if unknown:
        print(f"no notebook is called {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    failed = False
    for path in NOTEBOOKS:
        if names and path.stem not in names:
            continue
        missed = unnoticed(path)
        failed |= bool(missed)
        n = sum(1 for _ in alterations(cells(path)[-1]))
        print(f"{path.stem}: {n - len(missed)} of {n} asserted numbers count", *missed, sep="\n  ", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
