"""The catalogue of words: TOML files in words/, each key with zh and en; and the language that is on."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Literal, get_args

from workbench.errors import InputError, unknown
from workbench.paths import package_file

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_chosen: Language | None = None
# A figure can be drawn in one language while the notebook speaks the other, in several threads at once.
_for_now: ContextVar[Language | None] = ContextVar("language", default=None)


def set_language(language: str) -> None:
    """Choose the language of charts, tables and the dashboard: "zh" or "en"; raises UnknownNameError otherwise."""
    global _chosen  # noqa: PLW0603 - one setting for the session, like a locale
    _chosen = _checked(language)


def current_language() -> Language:
    """Return the language that is on: "zh" (the default) or "en".

    Before anything is chosen it is WORKBENCH_LANGUAGE, which start.py sets for JupyterLab; raises UnknownNameError
    for another one.
    """
    return _for_now.get() or _chosen or _checked(os.environ.get("WORKBENCH_LANGUAGE") or "zh")


@contextmanager
def using_language(language: str) -> Iterator[Language]:
    """Use a language inside a with-block only."""
    known = _checked(language)
    token = _for_now.set(known)
    try:
        yield known
    finally:
        _for_now.reset(token)


def _checked(language: str) -> Language:
    for known in LANGUAGES:
        if language == known:
            return known
    raise unknown("language", str(language), LANGUAGES)


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the whole catalogue: key -> {zh, en}; keys are file.name."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(package_file("language", "words").glob("*.toml")):
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if set(entry) != set(LANGUAGES):
                raise InputError(f"{path.name}: {name!r} must have zh and en, and nothing else")
            found[f"{path.stem}.{name}"] = entry
    return found


def word(key: str, /, **values: object) -> str:
    """Return a word or sentence of the catalogue in the language that is on, its {places} filled.

    Raises UnknownNameError for an unknown key, InputError for a place left empty.
    """
    entry = words().get(key)
    if entry is None:
        raise unknown("word", key, words())
    try:
        return entry[current_language()].format(**values)
    except (KeyError, IndexError) as problem:
        raise InputError(f"word {key!r}: the place {problem} is not filled") from None


def town_name(town: str) -> str:
    """Return a town's name in the language that is on: Chinese as it is, English in pinyin."""
    if current_language() == "zh":
        return town
    entry = words().get(f"towns.{town}")
    return entry["en"] if entry else town


def unit_name(unit: str) -> str:
    """Return a unit in the language that is on; one that has no words yet is written as it stands."""
    key = f"units.{re.sub(r'[^a-z0-9]+', '_', unit)}"
    return word(key) if key in words() else unit


def unit_alone(unit: str) -> str:
    """Return a unit as it stands in a column of its own, without the brackets that it has behind a number."""
    return unit_name(unit).strip("（）()")
