"""Citations of law: the documents that clauses name; checks a clause and writes it in full.

The documents of the country stand in law/sources.yaml, those of a place in its own sources.yaml, the policy with its
sections (§) among them.

A clause is one or more citations joined by `; `: a document's code (its number), the code with an article or chapter
that its entry lists (`民发〔2021〕57号 art. 8`), `§3` for a section of the place's own document, or one of the entries
that are no law (`model: take-up`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.arguments import check_kinds
from workbench.errors import ParameterError, suggestion
from workbench.language import current_language
from workbench.parameter.yaml_reader import check_model, read_yaml
from workbench.paths import package_file
from workbench.place import SOURCES_FILE, Place, current_place

_Text = Annotated[str, Field(min_length=2)]
_ARTICLE = re.compile(r"^(.*?) ((?:art|arts|ch)\. .+)$")
_ZH = {"art": "第{}条", "arts": "第{}条", "ch": "第{}章"}


_Day = Annotated[str, Field(pattern=r"^\d{4}(-\d\d){0,2}$", description="a year, month or day, such as 2021-06-02,")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Strict):
    """A text in both languages."""

    zh: _Text
    en: _Text


class Document(Named):
    """One document of law: title in both languages, body, number (its code, unless `none`), dates, cited articles."""

    body: Named
    number: Literal["code", "none"] = "code"
    issued: _Day | None = None
    in_force: date | None = None
    address: str = ""
    note: Named | None = None
    status: Literal["published", "unverified"]
    cited: tuple[str, ...] = ()
    sections: dict[int, Named] = {}


class Citations(_Strict):
    """All documents by code, and what a clause may name beside them."""

    documents: dict[str, Document]
    others: dict[str, Named] = {}

    @model_validator(mode="after")
    def _one_place(self) -> Citations:
        if sum(bool(document.sections) for document in self.documents.values()) > 1:
            raise ValueError("sections (§) may stand in one document alone: the place's own")
        return self

    @cached_property
    def known(self) -> Mapping[str, tuple[str, str]]:
        """Return every citation that a clause may hold, with its full text (zh, en)."""
        found = {
            code: (_title(one.zh, code, one, "zh"), _title(one.en, code, one, "en"))
            for code, one in self.documents.items()
        }
        for code, one in self.documents.items():
            zh, en = found[code]
            for article in one.cited:
                kind, _, number = article.partition(". ")
                found[f"{code} {article}"] = (zh + _ZH[kind].format(number), f"{en}, {article}")
            for section, title in one.sections.items():
                found[f"§{section}"] = (f"{zh}第{section}部分（{title.zh}）", f"{en}, §{section} ({title.en})")
        return found | {code: (one.zh, one.en) for code, one in self.others.items()}

    def problem(self, clause: str) -> str | None:
        """Say what is wrong with a clause, with the nearest citation that is known; None when it can be followed."""
        known = self.known
        for part in clause.split("; "):
            if part in known:
                continue
            hint = suggestion(part, known, "a rule of a reform cites 'proposal'")
            article = _ARTICLE.match(part)
            if article is not None and article[1] in self.documents:
                return f"clause {clause!r}: {article[2]} isn't among what sources.yaml cites of {article[1]}; {hint}"
            return f"clause {clause!r}: unknown source {part!r}; {hint} (documents are listed in sources.yaml)"
        return None

    def written(self, clause: str, language: str) -> str:
        """Write a clause in full: title, number, article; `language` is zh or en. What isn't known stays as it is."""
        known = self.known
        texts = (known[part][0 if language == "zh" else 1] if part in known else part for part in clause.split("; "))
        return ("；" if language == "zh" else "; ").join(texts)


def _title(title: str, code: str, document: Document, language: str) -> str:
    if language == "zh":
        return f"《{title}》" if document.number == "none" else f"《{title}》（{code}）"
    dates = f", in force from {document.in_force}" if document.in_force else ""
    if document.number == "none":
        return title + (f" ({document.issued}{dates})" if document.issued else "")
    return f"{title} ({code}{dates})"


def load_citations(path: Path) -> Citations:
    """Read the documents; raises ParameterError naming file and line."""
    return check_model(Citations, read_yaml(path, ParameterError), (), ParameterError)


def citations() -> Citations:
    """Return the documents that the law of the place in use cites; raises ParameterError naming file and line."""
    return _citations(current_place())


@cache
def _citations(place: Place) -> Citations:
    general = load_citations(package_file("law", "sources.yaml"))
    own = load_citations(place.file(SOURCES_FILE))
    for code in own.documents:
        if code in general.documents:
            raise ParameterError(f"{place.code}/{SOURCES_FILE}: {code} stands among the country's documents already")
    if not any(document.sections for document in own.documents.values()):
        raise ParameterError(
            f"{place.code}/{SOURCES_FILE}: no document has sections; the place's policy is wanted, with the sections "
            "that the rules cite (§1, §2 …)"
        )
    return Citations(documents={**own.documents, **general.documents}, others=general.others)


@check_kinds
def cited(clause: str) -> str:
    """Write a clause in full in the language that is on.

    >>> cited("§3")
    """
    return citations().written(clause, current_language())
