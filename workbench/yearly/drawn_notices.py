"""What is to be known of drawn years, a line each: what the intervals hold and don't, what is assumed, what warns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from workbench.language import share, word
from workbench.population.lives import Lives
from workbench.simulation import Notice
from workbench.simulation.county_values import standards
from workbench.simulation.notices import corridor_notices, notice
from workbench.uncertainty.limits import legal_choices, without_range
from workbench.yearly.answers import Years, years_of_notices
from workbench.yearly.array_step import PROGRAMMES
from workbench.yearly.future_inputs import KINDS, Kind
from workbench.yearly.receipt_memory import ReceiptMemory


def drawn_notices(
    asked: Sequence[Years], kinds: Sequence[Kind], lives: int, shared_growth: float, memory: ReceiptMemory | None
) -> tuple[Notice, ...]:
    """Return the warnings: what the interval holds first, then what each scenario lies outside of, by year."""
    told = [notice(partial(_limits, asked[0], kinds))]
    if "paths" in kinds:
        told.append(notice(partial(word, "decisions.yearly_shared_growth", share=share(shared_growth, 0))))
        if isinstance(asked[0].people, Lives):
            told.append(notice(partial(word, "decisions.yearly_lives_scaled")))
    if "lives" in kinds:
        told.append(notice(partial(word, "decisions.yearly_few_lives", n=lives)))
    if memory is not None:
        told.append(notice(partial(word, "decisions.receipt_assumed", review=share(memory.assumed.review, 0))))
        if "memory" in kinds:
            told.append(notice(partial(word, "decisions.yearly_entries_fitted")))
    for one in asked:
        found: dict[Notice, list[int]] = {}
        for year in one.span:
            scenario = one.scenario(year)
            resolved = scenario.resolved()
            in_yuan = standards(scenario.book, {name: item.value for name, item in resolved.items()})
            for warned in corridor_notices(resolved, scenario.book, in_yuan, scenario.date):
                found.setdefault(warned, []).append(year)
        told += years_of_notices(found)
    return tuple(dict.fromkeys([*told, *asked[0].standing_notices]))


def _limits(asked: Years, kinds: Sequence[Kind]) -> str:
    """Say what the intervals hold and what not, in the language that is on."""
    joint = word("decisions.limits_joint")
    concerned = [kind for kind in KINDS if kind != "memory" or asked.memory is not None]
    left = [word(f"decisions.yearly_{kind}") for kind in concerned if kind not in kinds]
    first = asked.scenario(asked.first_year)
    choices, open_numbers = legal_choices(first, PROGRAMMES), without_range(first, PROGRAMMES)
    if choices:
        left.append(word("decisions.limits_forks", n=len(choices)))
    if open_numbers:
        left.append(word("decisions.limits_without_range", n=len(open_numbers)))
    county = asked.people.county  # type: ignore[attr-defined] # of lives and of frozen people
    made_up = "synthesis" if county.synthetic else "rates"  # people of one's own are not said to be synthetic
    left += [word(f"decisions.yearly_{made_up}"), word("decisions.yearly_known_growth")]
    names = joint.join(word(f"decisions.yearly_{kind}") for kind in kinds)
    return word("decisions.limits", held=names or word("decisions.limits_nothing"), left=joint.join(left))
