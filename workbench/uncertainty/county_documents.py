"""Papers that a county could supply, and which assumptions each would settle: read from documents.yaml, checked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from workbench.errors import InputError, problems_text, unknown
from workbench.language import Labelled
from workbench.parameter.yaml_reader import YamlDocument, check_model, read_yaml
from workbench.paths import package_file
from workbench.population.synthesis.assumptions import uncertain_assumptions

TAIL = "income_tail"  # which of the two tails, among what a document may settle


class CountyDocument(BaseModel, Labelled):
    """A paper: its titles, what it settles by name, and why nothing, where it is nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    zh: str = Field(min_length=3)
    en: str = Field(min_length=3)
    settles: tuple[str, ...]
    note: str = ""


@cache
def county_documents() -> tuple[CountyDocument, ...]:
    """Return the papers in the order of the file; raises InputError naming file and line.

    >>> county_documents()[0].label
    """
    document = read_yaml(package_file("uncertainty", "documents.yaml"), InputError)
    if not isinstance(document.data, dict):
        raise InputError("documents.yaml: documents by name are wanted")
    found = []
    for name, entry in document.data.items():
        named = YamlDocument(document.path, {name: {"name": name, **entry}}, document.marks)
        one = check_model(CountyDocument, named, (name,), InputError)
        if not one.settles and not one.note:
            raise InputError(f"{document.where((name,))}: {name} settles nothing; a note that says why is wanted")
        found.append(one)
    return tuple(found)


def check_settled(documents: Iterable[CountyDocument], law_names: Iterable[str]) -> None:
    """Raise InputError for what a document settles that is neither a parameter, a ranged assumption nor the tail."""
    known = [*law_names, *uncertain_assumptions(), TAIL]
    wrong = [
        str(unknown("assumption", name, known, f"documents.yaml, {one.name}"))
        for one in documents
        for name in one.settles
        if name not in known
    ]
    if wrong:
        raise InputError(problems_text(wrong))
