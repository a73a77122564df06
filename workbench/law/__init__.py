"""What the policy says: one module per programme, each rule one sentence of law; the book of them all."""

from datetime import date
from functools import cache

from workbench.arguments import described
from workbench.engine.graph import RuleBook
from workbench.engine.rule import rules_in
from workbench.errors import InputError
from workbench.law import (
    assistance,
    dibao,
    disaster,
    education,
    employment,
    housing,
    margin,
    mass_organisations,
    means,
    medical,
    own_costs,
    person_types,
    services,
    society,
    standards,
    status,
    subsidies,
    tekun,
    temporary,
)
from workbench.law.citations import citations, cited
from workbench.law.inputs import DRAWS, INPUTS
from workbench.law.payers import PAYERS, PayerTable, Shares, load_payers, payer_table
from workbench.law.programmes import BASIC, LAYERS, MAIN, PROGRAMMES, Programme, programme
from workbench.law.stacking import Stacking, load_stacking
from workbench.parameter.book import ParameterBook
from workbench.parameter.parameter_file import load_parameters
from workbench.paths import package_file
from workbench.place import LAW_FILE, Place, current_place

__all__ = [
    "BASIC",
    "DRAWS",
    "INPUTS",
    "LAYERS",
    "MAIN",
    "PAYERS",
    "PROGRAMMES",
    "PayerTable",
    "Programme",
    "Shares",
    "Stacking",
    "cited",
    "law",
    "load_payers",
    "load_stacking",
    "payer_table",
    "programme",
    "stacking_table",
]

_HERE = package_file("law")
# In the order in which the policy's document speaks of them.
_MODULES = (
    standards,
    own_costs,
    means,
    tekun,
    dibao,
    margin,
    subsidies,
    status,
    medical,
    education,
    housing,
    employment,
    mass_organisations,
    services,
    disaster,
    temporary,
    society,
    assistance,
    person_types,
)


@cache
def stacking_table() -> Stacking:
    """Return the law's own table of how programmes stand to one another; it is the same in every place."""
    return load_stacking(_HERE / "stacking.yaml")


def law(day: date | None = None) -> RuleBook:
    """Return the law of the place in use: every rule, input and parameter, checked; of a day, the rules in force on it.

    >>> law(dt.date(2021, 7, 1))

    Without a day a rule that has changed stands as it was changed last. Raises ParameterError naming file and line for
    what the place's law.yaml or sources.yaml lack.
    """
    if not isinstance(day, date | None):
        raise InputError(f"law: day is {described(day)}; a day such as date(2021, 7, 1) or None is wanted")
    return _law(current_place(), day)


@cache
def _law(place: Place, day: date | None) -> RuleBook:
    if day is not None:
        return _law(place, None).on(day)
    rules = [rule for module in _MODULES for rule in rules_in(module)]
    numbers = load_parameters(_HERE / "parameters", citations().problem, place.file(LAW_FILE))
    switches = {parameter.name: parameter for parameter in stacking_table().parameters()}
    return RuleBook.of(rules, INPUTS, ParameterBook({**numbers.entries, **switches}), citations().problem)
