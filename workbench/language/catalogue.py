"""The catalogue of words: TOML files in words/, each key with zh and en; and the language that is on."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeVar, get_args

from workbench.errors import InputError, WorkbenchError, unknown
from workbench.paths import package_file
from workbench.place import WORDS_FILE, Bilingual, Place, current_place

Language = Literal["zh", "en"]
T = TypeVar("T")
ErrorT = TypeVar("ErrorT", bound=WorkbenchError)
LANGUAGES: tuple[Language, ...] = get_args(Language)
MINUS = "\u2212"
_chosen: Language | None = None
# Of one thread, task or with-block: a figure or a page in one language while the notebook has the other.
_session: ContextVar[Language | None] = ContextVar("language", default=None)


def set_language(language: str, *, session: bool = False) -> None:
    """Choose the language of charts, tables and the dashboard: "zh" or "en"; raises UnknownNameError otherwise.

    >>> set_language("en")

    It holds for the whole process, as a notebook wants it; with `session` for this thread or asyncio task alone (and
    what is started with a copy of its context), which goes before the process's.
    """
    global _chosen  # noqa: PLW0603 - one setting for the process, like a locale
    if session:
        _session.set(_checked(language))
    else:
        _chosen = _checked(language)


def current_language() -> Language:
    """Return the language that is on: "zh" (the default) or "en".

    >>> current_language()
    'en'

    Before anything is chosen it is WORKBENCH_LANGUAGE, which start.py sets for JupyterLab; raises UnknownNameError
    for another one.
    """
    return _session.get() or _chosen or _checked(os.environ.get("WORKBENCH_LANGUAGE") or "zh")


@contextmanager
def using_language(language: str) -> Iterator[Language]:
    """Use a language inside a with-block only."""
    known = _checked(language)
    token = _session.set(known)
    try:
        yield known
    finally:
        _session.reset(token)


def _checked(language: str) -> Language:
    for known in LANGUAGES:
        if language == known:
            return known
    raise unknown("language", str(language), LANGUAGES)


@dataclass(frozen=True)
class _Catalogue:
    """Texts by key, in English that of the plural; and the singulars, each with the place that its number stands in."""

    texts: dict[str, Mapping[str, str]] = field(default_factory=dict)
    singulars: dict[str, tuple[str, str]] = field(default_factory=dict)

    def put(self, key: str, entry: object, where: str) -> None:
        """Take an entry of a TOML file: {zh, en}, en a text or {one, other, by}; raises InputError for another."""
        if not isinstance(entry, dict) or set(entry) != set(LANGUAGES):
            raise InputError(f"{where} must have zh and en, and nothing else")
        english = entry["en"]
        self.singulars.pop(key, None)
        if isinstance(english, dict):
            if not {"one", "other"} <= set(english) <= {"one", "other", "by"}:
                raise InputError(f"{where} in English must be a text, or have one, other and by")
            self.singulars[key] = (english.get("by", "n"), english["one"])
            english = english["other"]
        self.texts[key] = {"zh": entry["zh"], "en": english}


@cache
def _general() -> _Catalogue:
    found = _Catalogue()
    for path in sorted(package_file("language", "words").glob("*.toml")):
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found.put(f"{path.stem}.{name}", entry, f"{path.name}: {name!r}")
    return found


@cache
def _of_place(place: Place) -> _Catalogue:
    """Return the catalogue with a place's own words; raises InputError for a key that the catalogue hasn't."""
    found = _Catalogue(dict(_general().texts), dict(_general().singulars))
    for name, entry in place_words(place).get("words", {}).items():
        if name not in found.texts:
            raise unknown("word", name, found.texts, f"{place.code}/{WORDS_FILE}")
        found.put(name, entry, f"{place.code}/{WORDS_FILE}: {name!r}")
    return found


def words() -> Mapping[str, Mapping[str, str]]:
    """Return the whole catalogue: key -> {zh, en}; keys are file.name. The place in use may say some otherwise.

    English that counts is in the plural; `singulars` has the text for 1.
    """
    return _of_place(current_place()).texts


def singulars() -> Mapping[str, tuple[str, str]]:
    """Return the English singulars: key -> the place whose number decides, and the text for 1."""
    return _of_place(current_place()).singulars


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
    """Return what every sentence may say of the place: its name and kind, and what its figures are."""

    def said(text: Bilingual | None, before: str = "", after: str = "") -> str:
        return "" if text is None else f"{before}{getattr(text, language)}{after}"

    chinese = language == "zh"
    return {
        "place": said(place.name),
        "place_kind": _Name(said(place.kind)),
        "place_caution": said(place.caution, before="；" if chinese else "; "),
    }


class _Name(str):
    """A name that a sentence may begin with: `{name:C}` writes its first letter large."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return self[:1].upper() + self[1:] if spec == "C" else super().__format__(spec)


def within_sentence(name: str) -> str:
    """Write a heading or a label as it stands inside a sentence, its first letter small (Chinese has no capitals)."""
    return name[:1].lower() + name[1:]


def word(key: str, /, **values: object) -> str:
    """Return a word or sentence of the catalogue in the language that is on, its {places} filled.

    Where English has two forms, the singular is taken if the place that decides is filled with 1. Raises
    UnknownNameError for an unknown key, InputError for a place left empty.
    """
    entry = words().get(key)
    if entry is None:
        raise unknown("word", key, words())
    language = current_language()
    text = entry[language]
    if key in singulars() and language == "en":
        by, one = singulars()[key]
        text = one if str(values.get(by)) in {"1", f"{MINUS}1"} else text
    try:
        return text.format(**{**_named(current_place(), language), **values})
    except (KeyError, IndexError) as problem:
        raise InputError(f"word {key!r}: the place {problem} is not filled") from None


def error_in_both(kind: type[ErrorT], key: str, /, **values: object) -> ErrorT:
    """Make an error whose text is that of the catalogue in English, and its `zh` that in Chinese."""
    texts = {}
    for language in LANGUAGES:
        with using_language(language):
            texts[language] = word(key, **values)
    problem = kind(texts["en"])
    problem.zh = texts["zh"]
    return problem


def in_language(zh: T, en: T) -> T:
    """Return that of two texts, or other things, which is in the language that is on."""
    return zh if current_language() == "zh" else en


class Labelled:
    """What has a name in Chinese and in English, `zh` and `en`; `label` is that in the language that is on."""

    zh: str
    en: str

    @property
    def label(self) -> str:
        """The name in the language that is on."""
        return in_language(self.zh, self.en)


def town_name(town: str) -> str:
    """Return a town's name in the language that is on: Chinese as it is, English in pinyin."""
    return current_place().town_name(town, current_language())
