"""Says in Chinese and English what would have to give way so that a renovation plan exists."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.care.renovation.problem import RenovationProblem
from workbench.place import current_place

_UNITS = {
    "renovation_budget_per_year": "yuan",
    "renovation_beds_per_year": "beds",
    "convertible_beds": "beds",
    "buildable_beds": "beds",
    "care_reach_steps": "borders",
    "care_target_year": "year",
}
_NAMES = {
    "renovation_budget_per_year": ("每年改造投资", "the budget of a year"),
    "renovation_beds_per_year": ("每年可施工床位", "the beds converted or built in a year"),
    "closable_bed_share": ("可关停普通床位比例", "the share of ordinary beds that may be closed"),
    "plan_confidence": ("达标把握", "the probability of reaching both targets"),
    "convertible_beds": ("各机构可改造床位合计", "the convertible beds of all homes"),
    "buildable_beds": ("各机构可新建床位合计", "the beds that can be built in all homes"),
    "nursing_share_target": ("护理型床位占比目标", "the target share of nursing beds"),
    "centralised_rate_target": ("集中供养率目标", "the target rate of centralised care"),
    "town_rate_floor": ("各镇集中供养率下限", "the lowest rate of any town"),
    "care_reach_steps": ("可及范围", "the reach of a home"),
    "care_target_year": ("达标年份", "the target year"),
}


def sentence(
    language: str, name: str, present: float, needed: float | None, limits: tuple[str, str], *, known: bool
) -> str:
    """Return one sentence in a language (zh, en); `limits`: what willingness allows, in both."""
    chinese = language == "zh"
    label = _NAMES[name][0 if chinese else 1]
    now = _written(name, present, chinese=chinese)
    limit = limits[0 if chinese else 1]
    if needed is None:
        if not known:
            return (
                f"{label}（现为{now}）：限时内未能判断单独放宽是否可行。{limit}"
                if chinese
                else f"Whether relaxing {label} (now {now}) alone would do was not found out in time.{limit}"
            )
        return (
            f"单独放宽{label}（现为{now}）仍不可行。{limit}"
            if chinese
            else f"Relaxing {label} (now {now}) alone does not help.{limit}"
        )
    then = _written(name, needed, chinese=chinese)
    if chinese:
        return f"{label}须为{then}，现为{now}{'' if known else '（限时内求得，或可更接近）'}。{limit}"
    open_end = "" if known else " (found in time; less may do)"
    return f"{label[0].upper()}{label[1:]} would have to be {then} instead of {now}{open_end}.{limit}"


def willing_limits(problem: RenovationProblem, name: str) -> tuple[str, str]:
    """Say, in Chinese and English, how far willingness limits a rate; empty for other constraints."""
    if name == "centralised_rate_target":
        rates = (problem.willing.sum(axis=-1) / np.maximum(problem.disabled, 1e-9)).min(axis=1)
        # All but the allowed futures must hold: the lowest of these decides.
        most = float(np.sort(rates)[min(problem.failures, rates.size - 1)])
        return (f"按入住意愿，集中供养率最高{most:.1%}。", f" Willingness limits the rate to {most:.1%} at most.")
    if name == "town_rate_floor":
        short = np.flatnonzero((problem.floor > problem.usual_willing + 1e-9).any(axis=0))
        if short.size:
            count = problem.reach.shape[0]
            return (
                f"{'、'.join(_towns(short, count, 'zh'))}愿意入住的人数低于下限。",
                f" In {', '.join(_towns(short, count, 'en'))} fewer persons are willing than the floor asks for.",
            )
    return ("", "")


def _towns(rows: NDArray[np.int64], count: int, language: str) -> list[str]:
    place = current_place()
    if count != len(place.towns):  # a problem made by hand, of other towns than the place's
        return [f"{int(row) + 1}" for row in rows]
    return [place.town_name(place.towns[int(row)], language) for row in rows]


def _written(name: str, value: float, *, chinese: bool) -> str:
    unit = _UNITS.get(name, "share")
    if unit == "yuan":
        return f"{value / 1e4:,.0f}万元" if chinese else f"{value / 1e6:,.2f} million yuan"
    if unit == "beds":
        return f"{value:,.0f}张" if chinese else f"{value:,.0f} beds"
    if unit == "borders":
        return f"{value:.0f}个镇界" if chinese else f"{value:.0f} town border{'' if value == 1 else 's'}"
    if unit == "year":
        return f"{value:.0f}年" if chinese else f"{value:.0f}"
    return f"{value:.1%}"
