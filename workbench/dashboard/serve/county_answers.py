"""The county behind all pages of a server: loaded once, in a thread, while the first browser is on its way."""

from __future__ import annotations

import asyncio
import gc
import os
import sys

from workbench.dashboard.answers.runs import Runs
from workbench.errors import InputError
from workbench.language import LANGUAGES, Language
from workbench.place import current_place
from workbench.population import SEED, county, synthesize
from workbench.precompile import load_page_kernel
from workbench.progress import silent
from workbench.scenario_folder import load_scenario


class CountyAnswers:
    """The runs and heavy answers of the county, there once `ready`."""

    def __init__(self) -> None:
        self._runs: asyncio.Future[Runs] = asyncio.get_running_loop().create_future()

    async def load(self) -> Runs:
        """Load the county; raises what stops it, which `ready` raises too."""
        try:
            runs = await asyncio.to_thread(load_runs)
        except BaseException as problem:
            self._runs.set_exception(problem)
            raise
        self._runs.set_result(runs)
        return runs

    async def ready(self) -> Runs:
        """Wait for the county."""
        return await asyncio.shield(self._runs)

    def runs(self) -> Runs:
        """Return the runs, once they are there."""
        return self._runs.result()


def load_runs() -> Runs:
    """Load county, baseline and the libraries that draw, and run the baseline.

    WORKBENCH_SCENARIO: the baseline's name; WORKBENCH_PERSONS: a smaller county, for a quick look. Raises InputError
    when that isn't a number, and as the county and the scenario do.
    """
    wanted = os.environ.get("WORKBENCH_PERSONS", "")
    if wanted and not (wanted.isascii() and wanted.isdigit()):
        raise InputError(f"WORKBENCH_PERSONS={wanted!r}: a number of persons such as 20000 is wanted")
    with silent():  # the page says what is being done
        baseline = load_scenario(os.environ.get("WORKBENCH_SCENARIO") or current_place().baseline)
        make = synthesize if wanted else county  # a small one is made quickly, and takes no whole one's place
        runs = Runs(make(SEED, int(wanted) if wanted else None, baseline.tail or "fujian"), baseline)
        load_page_kernel()  # the page tells how long its runs take: loading the law isn't part of it
        runs.base()
    _load_charts()
    gc.collect()
    gc.freeze()  # what was loaded stays: looking through it again and again would be felt at the slider
    return runs


# Builds a grammar of international addresses when loaded; jsonschema takes it where it finds it, and does without.
_GRAMMAR = "rfc3987_syntax"


def _load_charts() -> None:
    """Load what draws the figures, which the first page wants at once; without a grammar that takes a second."""
    sys.modules.setdefault(_GRAMMAR, None)  # type: ignore[arg-type]  # None is how Python says: not to be loaded
    import altair as alt  # noqa: F401 - loaded here so that it is there later


def first_language(asked: str | None) -> Language:
    """Return the language in which a page begins: what was asked for, WORKBENCH_LANGUAGE, or Chinese."""
    wanted = asked or os.environ.get("WORKBENCH_LANGUAGE")
    return next((known for known in LANGUAGES if known == wanted), "zh")
