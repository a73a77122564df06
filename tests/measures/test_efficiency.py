"""Beckerman's split, take-up, delivery and the distributional characteristic by hand and at the edges."""

from __future__ import annotations

import math

import pytest

from workbench.errors import InputError
from workbench.measures import beckerman, delivery, distributional_characteristic, take_up


class TestBeckerman:
    def test_by_hand(self) -> None:
        # Gaps 60 and 20; benefits 30, 30, 20 to a non-poor: 60 of 80 to the poor, 10 of them beyond the line.
        result = beckerman([40, 80, 150], [30, 30, 20], 100)
        assert result.vertical_expenditure_efficiency == pytest.approx(0.75)
        assert result.spillover == pytest.approx(10 / 60)
        assert result.poverty_reduction_efficiency == pytest.approx(0.625)  # .75 x (1 - 1/6)
        assert result.poverty_gap_efficiency == pytest.approx(50 / 80)

    def test_nothing_to_the_poor(self) -> None:
        result = beckerman([40, 150], [0, 20], 100)
        assert result.vertical_expenditure_efficiency == 0
        assert result.poverty_reduction_efficiency == 0
        assert math.isnan(result.spillover)
        assert result.poverty_gap_efficiency == 0

    def test_nothing_spent_nobody_poor(self) -> None:
        result = beckerman([150], [0], 100)
        assert math.isnan(result.vertical_expenditure_efficiency)
        assert math.isnan(result.poverty_gap_efficiency)


class TestTakeUp:
    def test_by_hand(self) -> None:
        # Eligible: persons 1, 2, 3 with weights 1, 2, 1; of them 2 receives; person 4 receives without being eligible.
        assert take_up([True, True, True, False], [False, True, False, True], [1, 2, 1, 7]) == 0.5

    def test_nobody_eligible(self) -> None:
        assert math.isnan(take_up([False], [True]))
        assert math.isnan(take_up([], []))


class TestDelivery:
    def test_by_hand(self) -> None:
        # Due 100, 50, 0; got 60, 70, 10: short 40; too much 20 + 10; delivered 60 + 50 of 150
        result = delivery([100, 50, 0], [60, 70, 10])
        assert (result.entitled_yuan, result.received_yuan) == (150, 140)
        assert (result.benefit_gap_yuan, result.overpaid_yuan) == (40, 30)
        assert result.delivery_rate == pytest.approx(110 / 150)

    def test_nobody_entitled(self) -> None:
        result = delivery([0, 0], [0, 5])
        assert math.isnan(result.delivery_rate)
        assert result.overpaid_yuan == 5


class TestDistributionalCharacteristic:
    def test_by_hand(self) -> None:
        # z / y: 2 and .5; benefits 30 and 10: (60 + 5) / 40; squared: (4 x 30 + .25 x 10) / 40
        assert distributional_characteristic([50, 200], [30, 10], 100, aversion=1) == pytest.approx(1.625)
        assert distributional_characteristic([50, 200], [30, 10], 100, aversion=2) == pytest.approx(3.0625)

    def test_without_aversion_a_yuan_is_a_yuan(self) -> None:
        assert distributional_characteristic([50, 200], [1, 9], 100, aversion=0) == pytest.approx(1)

    def test_nothing_spent(self) -> None:
        assert math.isnan(distributional_characteristic([50, 0], [0, 0], 100, aversion=1))

    def test_a_recipient_with_nothing_has_no_weight(self) -> None:
        with pytest.raises(InputError, match=r"welfare: row 1 \(counted from 0\) receives and has 0"):
            distributional_characteristic([50, 0], [1, 1], 100, aversion=1)

    def test_a_negative_aversion_is_refused(self) -> None:
        with pytest.raises(InputError, match="aversion"):
            distributional_characteristic([50], [1], 100, aversion=-1)
