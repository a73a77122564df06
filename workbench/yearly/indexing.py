"""What every yuan amount of the law follows over the years: read from indexing.yaml, changed by a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from workbench.errors import ParameterError, ScenarioError, unknown
from workbench.parameter.book import Parameter, ParameterBook, Status
from workbench.parameter.yaml_reader import check_model, read_yaml
from workbench.paths import package_file
from workbench.yearly.paths import Paths

STAYS, OWN_PATH = "stays", "path"


class Following(BaseModel):
    """What an amount follows: a path's name, its own path, or nothing (it stays); with status and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    follows: Annotated[str, Field(min_length=3)]
    status: Status
    source: Annotated[str, Field(min_length=3)]


@cache
def indexing_rules() -> Mapping[str, Following]:
    """Return what each yuan amount of the law follows, by parameter; raises ParameterError naming file:line."""
    document = read_yaml(package_file("yearly", "indexing.yaml"), ParameterError)
    return {str(name): check_model(Following, document, (name,), ParameterError) for name in document.data}


def is_amount(parameter: Parameter) -> bool:
    """Say whether a parameter is an amount of money, which prices and incomes leave behind."""
    return "yuan" in parameter.unit


def rules_for(book: ParameterBook, paths: Paths, own: Mapping[str, str]) -> dict[str, Following]:
    """Return what each amount of a scenario's law follows; own: what its years section says, by parameter.

    An amount that the law doesn't list (a scenario's own) stays. Raises ScenarioError for a rule that is no path, and
    for a statistic that has a path of its own and is to follow another.
    """
    found: dict[str, Following] = {}
    for name, parameter in book.items():
        if not is_amount(parameter):
            continue
        known = indexing_rules().get(name)
        found[name] = known or Following(follows=STAYS, status="assumed", source="nothing is said of what it follows")
        if name not in own:
            continue
        if known is not None and known.follows == OWN_PATH and own[name] not in (OWN_PATH, STAYS):
            raise ScenarioError(f"years: indexing: {name} has a path of its own; 'path' or 'stays' is accepted")
        choices = [STAYS, *paths.entries, *([OWN_PATH] if known is not None and known.follows == OWN_PATH else [])]
        if own[name] not in choices:
            raise ScenarioError(f"years: indexing: {name}: {unknown('path', own[name], choices)}")
        found[name] = Following(follows=own[name], status="assumed", source="the scenario says so")
    return found
