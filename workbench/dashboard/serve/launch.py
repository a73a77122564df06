"""What the page's notebook runs: the county, the baseline, the dashboard, as the environment asks for them."""

from __future__ import annotations

import os
from html import escape
from typing import Any

from workbench.dashboard.serve.environment import load_lightly
from workbench.dashboard.widget import Dashboard, open_dashboard
from workbench.errors import InputError, WorkbenchError
from workbench.language import using_language, word
from workbench.place import current_place
from workbench.population import SEED, county, synthesize
from workbench.progress import silent
from workbench.scenario_folder import load_scenario


def page() -> Any:
    """Return the dashboard, or a box that says in one sentence why it can't be opened (Voilà hides errors)."""
    from IPython import display

    html: Any = display.HTML  # ships no types
    try:
        with silent():  # no line of progress above the page
            return show()
    except WorkbenchError as problem:
        with using_language("en" if os.environ.get("WORKBENCH_LANGUAGE") == "en" else "zh"):
            text = escape(word("dashboard.not_opened", what=problem))
        style = "margin:40px; padding:12px 16px; color:#A3171B; background:#FDECEA; border-left:4px solid #A3171B"
        return html(f'<p class="yy-failed" role="alert" style="{style}">✕ {text}</p>')


def show() -> Dashboard:
    """Return the dashboard on the synthetic county.

    WORKBENCH_LANGUAGE: zh (default) or en; WORKBENCH_SCENARIO: the baseline's name; WORKBENCH_PERSONS: a smaller
    county, for a quick look. Raises InputError when that isn't a number.
    """
    load_lightly()
    wanted = os.environ.get("WORKBENCH_PERSONS", "")
    if wanted and not wanted.isdigit():
        raise InputError(f"WORKBENCH_PERSONS={wanted!r}: a number of persons such as 20000 is wanted")
    baseline = load_scenario(os.environ.get("WORKBENCH_SCENARIO") or current_place().baseline)
    make = synthesize if wanted else county  # a small one is made quickly, and takes no whole one's place
    people = make(SEED, int(wanted) if wanted else None, baseline.tail or "fujian")
    return open_dashboard(people, baseline, os.environ.get("WORKBENCH_LANGUAGE", "zh"))
