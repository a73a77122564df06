"""What the page's notebook runs: the county, the baseline, the dashboard, as the environment asks for them."""

from __future__ import annotations

import os

from workbench.dashboard.app import Dashboard, open_dashboard
from workbench.errors import InputError
from workbench.population import synthesize
from workbench.scenario import load_scenario

# The date of the policy; the README's county.
SEED = 20210602


def show() -> Dashboard:
    """Return the dashboard on the synthetic county.

    WORKBENCH_LANGUAGE: zh (default) or en; WORKBENCH_SCENARIO: the baseline's name; WORKBENCH_PERSONS: a smaller
    county, for a quick look. Raises InputError when that isn't a number.
    """
    wanted = os.environ.get("WORKBENCH_PERSONS", "")
    if wanted and not wanted.isdigit():
        raise InputError(f"WORKBENCH_PERSONS={wanted!r}: a number of persons such as 20000 is wanted")
    baseline = load_scenario(os.environ.get("WORKBENCH_SCENARIO", "baseline-2021"))
    county = synthesize(SEED, int(wanted) if wanted else None, baseline.tail or "fujian")
    return open_dashboard(county, baseline, os.environ.get("WORKBENCH_LANGUAGE", "zh"))
