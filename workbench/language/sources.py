"""The Chinese of the sources of figures; data in sources.toml: the source as a parameter file has it -> in Chinese.

Parameter files and law/sources.yaml give a value's source in English. Titles of documents of the law are bilingual in
law/sources.yaml; what else stands in a value's source (tables, estimates, reasons) is translated here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from workbench.language.catalogue import in_language, place_words
from workbench.paths import package_file
from workbench.place import current_place

_SCENARIO = "scenario "


@cache
def sources() -> Mapping[str, str]:
    """Return every known source: as it stands in a parameter file -> in Chinese."""
    return tomllib.loads(package_file("language", "sources.toml").read_text(encoding="utf-8"))


def source_in_language(text: str) -> str:
    """Write a source in the language that is on; one without translation, such as a scenario's own, as it stands."""
    name = text.removeprefix(_SCENARIO)
    if name != text and " " not in name:
        return in_language(f"方案 {name}", text)
    own = place_words(current_place()).get("sources", {})
    return in_language(str(own.get(text) or sources().get(text, text)), text)
