"""§3: the basic living allowance of orphans and de facto unattended children (孤儿和事实无人抚养儿童).

Sources: 民发〔2009〕166号; 民发〔2019〕62号.
"""

from workbench.engine.rule import for_person, sum_over_members
from workbench.money import to_fen


@for_person(clause="民发〔2019〕62号", unit="yuan/month", zh="孤儿基本生活费")
def orphan_amount(orphan_scheme: bool, orphan_living_standard: float) -> float:
    """A child in the orphan scheme is paid the allowance in full."""
    return to_fen(orphan_living_standard) if orphan_scheme else 0.0


@sum_over_members(clause="民发〔2019〕62号", unit="persons", zh="家庭孤儿人数")
def orphans_in_household(orphan_scheme: bool) -> int:
    """Count the members in the orphan scheme."""
    return 1 if orphan_scheme else 0
