"""The sources of figures in Chinese: in the parameter files they stand in English, beside each value."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from workbench.language.catalogue import current_language, place_words
from workbench.paths import package_file
from workbench.place import current_place

_SCENARIO = "scenario "


@cache
def sources() -> Mapping[str, str]:
    """Return every known source: as it stands in a parameter file -> in Chinese."""
    return tomllib.loads(package_file("language", "sources.toml").read_text(encoding="utf-8"))


def source_told(text: str) -> str:
    """Write a source in the language that is on; one nobody translated, such as a task force's own, as it stands."""
    if current_language() == "en":
        return text
    name = text.removeprefix(_SCENARIO)
    if name != text and " " not in name:
        return f"方案 {name}"
    return str(place_words(current_place()).get("sources", {}).get(text) or sources().get(text, text))
