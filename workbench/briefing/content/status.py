"""Status of a figure: that of the least sure parameter it is worked out from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from workbench.language import word
from workbench.law import PROGRAMMES, payer_table, programme
from workbench.parameter.book import Status
from workbench.simulation import Run

# From the least sure to the surest.
ORDER: tuple[Status, ...] = ("assumed", "estimated", "unverified", "published")
PUBLISHED: Status = "published"
STANDARDS = (
    "urban_dibao_standard",
    "rural_dibao_standard",
    "urban_tekun_basic_standard",
    "rural_tekun_basic_standard",
)


def behind(run: Run, rules: Iterable[str]) -> Counter[Status]:
    """Count by status the parameters that rules of the run are worked out from, however far back."""
    names = run.book.parameters_of(run.book.needed(list(rules)))
    return Counter(run.resolved[name].status for name in names)


def rules_of(run: Run, programmes: Iterable[str]) -> tuple[str, ...]:
    """Return the rules that programmes are counted and paid by."""
    found: list[str] = []
    for name in programmes:
        one = programme(name)
        counted = [total.partition("/")[0] for total in (one.households, one.persons) if total]
        found += [*counted, *one.amounts, *([one.county_amount] if one.county_amount else [])]
    return tuple(dict.fromkeys(rule for rule in found if rule in run.book.rules))


def weakest(run: Run, rules: Iterable[str]) -> Status:
    """Return the least sure status behind rules; what is counted on a synthetic county is estimated at best."""
    found = behind(run, rules)
    worst = next((status for status in ORDER if found[status]), PUBLISHED)
    return worst if not run.population.synthetic or ORDER.index(worst) < ORDER.index("estimated") else "estimated"


def standard_status(run: Run, name: str) -> Status:
    """Return the status of one of the four standards, which need no population."""
    found = behind(run, [name])
    return next((status for status in ORDER if found[status]), PUBLISHED)


def payer_status(run: Run, programmes: Iterable[str] | None = None) -> Status:
    """Return the least sure status of the table of payers' shares."""
    shares = payer_table().with_shares(run.scenario.payers).shares
    names = [one.name for one in PROGRAMMES] if programmes is None else list(programmes)
    statuses = {shares[name].status for name in names if name in shares}
    return next((status for status in ORDER if status in statuses), PUBLISHED)


def status_words(status: Status) -> str:
    """Write a status with its sign: ○ 假定, ○ assumed."""
    return word(f"common.{status}")


def marked(label: str, status: Status) -> str:
    """Write a label with the sign of an assumed figure behind it; other statuses stand in their own column."""
    return f"{label} ○" if status == "assumed" else label


def basis(run: Run, rules: Iterable[str]) -> str:
    """Say in one line from what a section's figures are worked out."""
    found = behind(run, rules)
    parts = [
        word("brief.basis_part", status=status_words(status), n=found[status]) for status in ORDER if found[status]
    ]
    return word("brief.basis", n=sum(found.values()), parts=word("brief.list_joint").join(parts))
