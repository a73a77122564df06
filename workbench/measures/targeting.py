"""Whom a benefit reaches and whom it misses: coverage, errors, leakage, adequacy, effect on the gap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from workbench.errors import InputError
from workbench.language import word, written
from workbench.measures.columns import (
    BoolColumn,
    FloatColumn,
    at_least_zero,
    column,
    flags,
    lines,
    ratio,
    weights,
)
from workbench.measures.inequality import concentration_over, curve_over
from workbench.measures.ranks import ranking
from workbench.view import View, Viewed

_POOREST = 0.40  # the group of the Coady-Grosh-Hoddinott index


@dataclass(frozen=True, repr=False)
class Targeting(Viewed):
    """How well a benefit meets the poor, in shares (0.05 is 5 %), as `targeting` defines them.

    persons, poor, recipients, poor_recipients: weighted counts; spending_yuan, gap_before_yuan,
    gap_after_yuan: sums in the unit and period of the welfare column (yuan per month when it is monthly).
    """

    coverage: float
    coverage_of_poor: float
    exclusion_error: float
    inclusion_error: float
    leakage: float
    share_to_poor: float
    normalised_share: float
    benefit_cost_ratio: float
    gap_reduction: float
    adequacy: float
    average_transfer: float
    cgh_index: float
    targeting_differential: float
    concentration_index: float
    persons: float
    poor: float
    recipients: float
    poor_recipients: float
    spending_yuan: float
    gap_before_yuan: float
    gap_after_yuan: float

    def _line(self) -> str:
        return (
            f"Targeting({self.recipients:,.0f} recipients, {self.poor_recipients:,.0f} of {self.poor:,.0f} poor: "
            f"coverage of the poor {self.coverage_of_poor:.1%}, inclusion error {self.inclusion_error:.1%})"
        )

    def _view(self) -> View:
        names = ("coverage_of_poor", "exclusion_error", "inclusion_error", "leakage", "gap_reduction")
        facts = [(word(f"views.{name}"), written(getattr(self, name), "share")) for name in names]
        counts = ("persons", "poor", "recipients", "poor_recipients")
        return View(
            word("views.targeting"),
            [*facts, *((word(f"views.{n}"), written(getattr(self, n), "persons")) for n in counts)],
        )


def targeting(
    welfare: ArrayLike,
    transfer: ArrayLike,
    line: ArrayLike,
    weight: ArrayLike | None = None,
    recipient: ArrayLike | None = None,
) -> Targeting:
    """Compare who gets a benefit with who is poor without it.

    >>> targeting([100.0, 300.0, 900.0], [150.0, 0.0, 50.0], 400.0).coverage_of_poor
    0.5

    Columns, one row per person: welfare y before the transfer, per head (any sign); transfer b per head
    (household benefit / members, 0 or more), same unit and period; line z, one for all or one per person,
    above 0; weight w. Welfare after is x = y + b. Poor P: y < z, strictly. Recipient R: b > 0, or `recipient`
    where given (true for everyone in a household with at least one recipient: ASPIRE's direct and indirect
    beneficiaries); it must include every b > 0.

    coverage                sum_R w / sum w                       of all persons (ASPIRE)
    coverage_of_poor        sum_(P and R) w / sum_P w             the share of the poor that is reached
    exclusion_error         1 - coverage_of_poor                  undercoverage, type 2 (Grosh et al. 2022)
    inclusion_error         1 - sum_(P and R) w / sum_R w         non-poor recipients, type 1 (WPS3805)
    leakage                 sum_(not P) w b / sum w b             the same in money
    share_to_poor           1 - leakage                           S; Beckerman's vertical efficiency
    normalised_share        share_to_poor / headcount             NS; 1 is neutral (Ravallion, WPS4385)
    benefit_cost_ratio      closed / sum w b                      share of each yuan that closes the gap
    gap_reduction           closed / gap before                   sum w min(b, max(0, z - y)) is closed
    adequacy                sum_R w b / sum_R w x                 of recipients' welfare (ASPIRE)
    average_transfer        sum_R w b / sum_R w                   per recipient, unit of the transfer
    cgh_index               share of the poorest 40 % / 0.40      of benefits; 1 neutral (Coady et al. 2004)
    targeting_differential  P(R given P) - P(R given not P)       (WPS3805)
    concentration_index     concentration of b ranked by y        negative: pro-poor (WPS3805: opposite)

    0/0 is NaN, never 0: nobody poor, nobody served, nobody at all. adequacy is NaN too where recipients'
    welfare sums to less than 0. The poorest 40 % are exact: persons whose equal welfare lies across the cut
    count in proportion. Raises InputError for NaN, wrong lengths, negative weights or transfers, a line of 0
    or less, a transfer to a row that `recipient` denies.
    Sources: Grosh et al. (2022), Revisiting Targeting in Social Assistance, ch. 7; World Bank ASPIRE; Chen,
    Ravallion and Wang (2006), WPS3805.
    """
    y = column("welfare", welfare)
    b, z, w = at_least_zero("transfer", transfer, y.size), lines(line, y.size), weights(weight, y.size)
    served = recipients(b, recipient)
    is_poor = y < z
    persons, poor = float(w.sum()), float(w[is_poor].sum())
    reached, poor_reached = float(w[served].sum()), float(w[served & is_poor].sum())
    spending, to_poor = float((w * b).sum()), float((w * b)[is_poor].sum())
    to_others = float((w * b)[~is_poor].sum())
    before = float((w * np.maximum(0.0, z - y)).sum())
    after = float((w * np.maximum(0.0, z - (y + b))).sum())
    closed = gap_closed(y, b, z, w)
    welfare_after = float((w * (y + b))[served].sum())
    ranks = ranking(y, w)
    poor_rate = ratio(poor_reached, poor)
    other_rate = ratio(float(w[served & ~is_poor].sum()), float(w[~is_poor].sum()))
    return Targeting(
        coverage=ratio(reached, persons),
        coverage_of_poor=poor_rate,
        exclusion_error=ratio(float(w[is_poor & ~served].sum()), poor),
        inclusion_error=ratio(float(w[served & ~is_poor].sum()), reached),
        leakage=ratio(to_others, spending),
        share_to_poor=ratio(to_poor, spending),
        normalised_share=ratio(ratio(to_poor, spending), ratio(poor, persons)),
        benefit_cost_ratio=ratio(closed, spending),
        gap_reduction=ratio(closed, before),
        adequacy=ratio(spending, welfare_after) if welfare_after > 0 else float("nan"),
        average_transfer=ratio(spending, reached),
        cgh_index=curve_over(b, w, ranks).at(_POOREST) / _POOREST,
        targeting_differential=poor_rate - other_rate,
        concentration_index=concentration_over(b, w, ranks),
        persons=persons,
        poor=poor,
        recipients=reached,
        poor_recipients=poor_reached,
        spending_yuan=spending,
        gap_before_yuan=before,
        gap_after_yuan=after,
    )


def recipients(transfer: FloatColumn, recipient: ArrayLike | None) -> BoolColumn:
    """Say who is served: everyone with a transfer, or the given flags, which may not deny a transfer."""
    if recipient is None:
        return transfer > 0
    served = flags("recipient", recipient, transfer.size)
    denied = (transfer > 0) & ~served
    if denied.any():
        row = int(np.flatnonzero(denied)[0])
        raise InputError(
            f"recipient: row {row} (counted from 0) is false but its transfer is {transfer[row]:g}; "
            "mark everyone in a household that receives, or leave `recipient` out"
        )
    return served


def gap_closed(y: FloatColumn, b: FloatColumn, z: FloatColumn, w: FloatColumn) -> float:
    """How much of the poverty gap the transfers fill: each poor person's, as far as the own gap goes.

    Added up person by person, not as the difference of two large sums, so that small programmes keep their
    digits.
    """
    return float((w * np.minimum(b, np.maximum(0.0, z - y))).sum())
