"""Whether two populations are the same people: equal but for what the law remembers of each policy's past.

Two policies over years have the same people in each year; who received last year, what was found then and the luck
that lasts differ, because the policies differ. Runs of both can be held side by side, person by person.
"""

from __future__ import annotations

from workbench.population import Population
from workbench.population.memory import MEMORY


def same_people(one: Population, other: Population) -> bool:
    """Return whether both have the same persons, households and luck, whatever is remembered of them."""
    if one is other:
        return True
    if one.seed != other.seed or one.persons.height != other.persons.height:
        return False
    if not (one.draws or other.draws):  # neither remembers anything: they are two populations
        return False
    if one.persons is not other.persons and not one.persons.equals(other.persons):
        return False
    return one.households.drop(MEMORY).equals(other.households.drop(MEMORY))
