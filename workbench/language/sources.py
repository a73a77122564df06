"""The Chinese of the sources of figures; data in sources.toml: the source as a parameter file has it -> in Chinese.

Parameter files and law/sources.yaml give a value's source in English. Titles of documents of the law are bilingual in
law/sources.yaml; what else stands in a value's source (tables, estimates, reasons) is translated here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from workbench.language.catalogue import in_language, place_words
from workbench.paths import package_file
from workbench.place import current_place

_SCENARIO = "scenario "
_KEPT = "; within the range that the scenario gives it"
_STEP = re.compile(r"the scenario's values by year, from (\d+) on")
_CARRIED = re.compile(r"(.*); carried from (\d+) to (\d+) by the path (\w+)")
_LEFT_OUT = re.compile(r"(.*); the scenario's range, (\S+) to (\S+), doesn't hold the value and is left out")


@cache
def sources() -> Mapping[str, str]:
    """Return every known source: as it stands in a parameter file -> in Chinese."""
    return tomllib.loads(package_file("language", "sources.toml").read_text(encoding="utf-8"))


def range_kept(source: str) -> str:
    """Return the source of a value that keeps the range which the scenario gave the parameter before."""
    return f"{source}{_KEPT}"


def range_left_out(source: str, low: float, high: float) -> str:
    """Return the source of a value that lies outside the range which the scenario gave the parameter before."""
    return f"{source}; the scenario's range, {low:g} to {high:g}, doesn't hold the value and is left out"


def path_step(year: int) -> str:
    """Return the source of a lever's value that a scenario's values by year give from a year on."""
    return f"the scenario's values by year, from {year} on"


def carried(source: str, before: int, after: int, path: str) -> str:
    """Return the source of a value that a path carries on from one year to another."""
    return f"{source}; carried from {before} to {after} by the path {path}"


def source_in_language(text: str) -> str:
    """Write a source in the language that is on; one without translation, such as a scenario's own, as it stands."""
    left_out = _LEFT_OUT.fullmatch(text)
    if left_out:
        source, low, high = source_in_language(left_out[1]), left_out[2], left_out[3]
        return in_language(f"{source}；方案原有范围{low}～{high}不含此值，已略去", text)
    if text.endswith(_KEPT):
        return in_language(f"{source_in_language(text.removesuffix(_KEPT))}；沿用方案原有范围", text)
    step, onward = _STEP.fullmatch(text), _CARRIED.fullmatch(text)
    if step:
        return in_language(f"方案各年取值，自{step[1]}年起", text)
    if onward:
        source, before, after, path = source_in_language(onward[1]), onward[2], onward[3], onward[4]
        return in_language(f"{source}；按路径{path}由{before}年推算至{after}年", text)
    name = text.removeprefix(_SCENARIO)
    if name != text and " " not in name:
        return in_language(f"方案 {name}", text)
    own = place_words(current_place()).get("sources", {})
    return in_language(str(own.get(text) or sources().get(text, text)), text)
