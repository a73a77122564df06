"""The catalogue of words: TOML files in words/, each key with zh and en; and the language that is on."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Literal, get_args

from workbench.errors import InputError, unknown
from workbench.paths import package_file
from workbench.place import WORDS_FILE, Bilingual, Place, current_place

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


def words() -> Mapping[str, Mapping[str, str]]:
    """Return the whole catalogue: key -> {zh, en}; keys are file.name. The place in use may say some otherwise."""
    return _of_place(current_place())


@cache
def _general() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(package_file("language", "words").glob("*.toml")):
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if set(entry) != set(LANGUAGES):
                raise InputError(f"{path.name}: {name!r} must have zh and en, and nothing else")
            found[f"{path.stem}.{name}"] = entry
    return found


@cache
def _of_place(place: Place) -> Mapping[str, Mapping[str, str]]:
    """Return the catalogue with a place's own words; raises InputError for a key that the catalogue hasn't."""
    found = dict(_general())
    for name, entry in place_words(place).get("words", {}).items():
        if name not in found:
            raise unknown("word", name, found, f"{place.code}/{WORDS_FILE}")
        if not isinstance(entry, dict) or set(entry) != set(LANGUAGES):
            raise InputError(f"{place.code}/{WORDS_FILE}: {name!r} must have zh and en, and nothing else")
        found[name] = entry
    return found


@cache
def place_words(place: Place) -> Mapping[str, Mapping[str, Any]]:
    """Read a place's words.toml, where it has one: [words] key -> {zh, en}, [sources] English text -> Chinese."""
    path = place.file(WORDS_FILE)
    if not path.is_file():
        return {}
    try:
        read = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise InputError(f"{place.code}/{WORDS_FILE}: is not TOML in UTF-8 ({problem})") from None
    for name in read:
        if name not in ("words", "sources"):
            raise unknown("table", name, ("words", "sources"), f"{place.code}/{WORDS_FILE}")
    return read


@cache
def _named(place: Place, language: Language) -> Mapping[str, str]:
    """Return what every sentence may say of the place: its name and kind, and what its figures and homes are."""

    def said(text: Bilingual | None, before: str = "", after: str = "") -> str:
        return "" if text is None else f"{before}{getattr(text, language)}{after}"

    chinese = language == "zh"
    return {
        "place": said(place.name),
        "place_kind": _Name(said(place.kind)),
        "place_caution": said(place.caution, before="；" if chinese else "; "),
        "place_homes": said(place.homes, after="，" if chinese else "; "),
    }


class _Name(str):
    """A name that a sentence may begin with: `{name:C}` writes its first letter large."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return self[:1].upper() + self[1:] if spec == "C" else super().__format__(spec)


def word(key: str, /, **values: object) -> str:
    """Return a word or sentence of the catalogue in the language that is on, its {places} filled.

    Raises UnknownNameError for an unknown key, InputError for a place left empty.
    """
    entry = words().get(key)
    if entry is None:
        raise unknown("word", key, words())
    try:
        language = current_language()
        return entry[language].format(**{**_named(current_place(), language), **values})
    except (KeyError, IndexError) as problem:
        raise InputError(f"word {key!r}: the place {problem} is not filled") from None


def town_name(town: str) -> str:
    """Return a town's name in the language that is on: Chinese as it is, English in pinyin."""
    return current_place().town_name(town, current_language())


def unit_name(unit: str) -> str:
    """Return a unit in the language that is on; one that has no words yet is written as it stands."""
    key = f"units.{re.sub(r'[^a-z0-9]+', '_', unit)}"
    return word(key) if key in words() else unit


def unit_alone(unit: str) -> str:
    """Return a unit as it stands in a column of its own, without the brackets that it has behind a number."""
    return unit_name(unit).strip("（）()")
