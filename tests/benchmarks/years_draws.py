"""The whole county's figures by year with 90 % intervals, differences, causes, seconds and memory; some ten minutes.

python -m tests.benchmarks.years_draws [--persons 20000] [--runs 100]
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

import workbench as wb
from workbench.yearly.drawing import asked_years, chosen_kinds
from workbench.yearly.drawn_setting import Setting
from workbench.yearly.future_inputs import SHARED_GROWTH

Found = TypeVar("Found")
SHOWN = (2021, 2022, 2025, 2030, 2035)
FIRST, LAST, LEVEL = SHOWN[0], SHOWN[-1], 0.9
OTHERS = ("corridor-low", "corridor-high", "mixed-33-43")
MEASURES = {"persons": 1.0, "cost_yuan_per_year": 1e6, "county_cost_yuan_per_year": 1e6}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=0, help="0: the whole county")
    parser.add_argument("--runs", type=int, default=100)
    asked = parser.parse_args()
    county = wb.synthesize(20210602, asked.persons) if asked.persons else wb.synthesize(20210602)
    baseline, *others = (wb.load_scenario(name) for name in ("baseline-2021", *OTHERS))
    fitted = timed("fit_entry", lambda: wb.fit_entry(county, baseline))
    print(fitted)
    memory = wb.ReceiptMemory(fitted.assumed)
    lives = wb.lives(county, LAST, growth=wb.income_growth(FIRST, LAST))
    central(lives, baseline, others[0], memory)
    every = asked_years("figures", lives, baseline, others, FIRST, LAST, memory)
    setting = Setting(every, chosen_kinds("figures", None, every[0]), 1, asked.runs, 4, SHARED_GROWTH, memory)
    fan = timed(f"draws: 4 policies x {asked.runs} futures x {LAST - FIRST + 1} years", setting.run)
    for measure, unit in MEASURES.items():
        first = fan.of(measure)
        for policy in fan.policies:
            values = fan.of(measure, policy)
            print(measure, policy, *(interval(values, year, unit) for year in SHOWN), sep=" | ")
            if policy != fan.policies[0]:
                print("  less baseline", policy, *(interval(values - first, year, unit) for year in SHOWN), sep=" | ")
    print(f"peak memory: {peak():,.0f} MB")


def central(lives: wb.Lives, baseline: wb.Scenario, other: wb.Scenario, memory: wb.ReceiptMemory) -> None:
    """Print the years without uncertainty, what a further policy takes, and the causes."""
    answers = wb.years(lives, baseline, FIRST, LAST, programmes=["dibao", "tekun"], memory=memory)
    timed("years: baseline on new lives", lambda: answers.totals)
    further = wb.years(lives, other, FIRST, LAST, programmes=["dibao", "tekun"], memory=memory)
    timed("years: a further policy on kept lives", lambda: further.totals)
    for year in SHOWN:
        total = answers.run(year).headline.total
        print(f"central {year}: {total.persons:,.0f} persons, {total.cost / 1e6:.2f} million yuan")
    causes = timed("decompose_years on lives with memory", lambda: wb.decompose_years(answers, FIRST, LAST))
    print(causes.table)
    print(f"memory so far: {peak():,.0f} MB")


def interval(values: np.ndarray, year: int, unit: float) -> str:
    """Write median and ends of a year."""
    low, middle, high = np.quantile(values[:, year - FIRST] / unit, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
    digits = 0 if unit == 1 else 2
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def timed(what: str, work: Callable[[], Found]) -> Found:
    """Return what some work gives, and print how long it took."""
    start = time.perf_counter()
    found = work()
    print(f"{what}: {time.perf_counter() - start:.1f} s")
    return found


def peak() -> float:
    """Return the most memory that the process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
