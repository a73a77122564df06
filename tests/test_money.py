"""Money is rounded as clerks do it: half a fen and half a yuan go up."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.money import to_fen, to_whole_yuan, up_to_whole_yuan

IDS = np.arange(1, 50_001)


@pytest.mark.parametrize(
    ("yuan", "fen"), [(1.005, 1.01), (2.675, 2.68), (0.125, 0.13), (0.005, 0.01), (0.0049, 0.0), (321.995, 322.0)]
)
def test_half_a_fen_goes_up(yuan: float, fen: float) -> None:
    assert to_fen(yuan) == fen


@given(st.integers(0, 10**12), st.integers(0, 999))
def test_amounts_above_ten_million_are_exact_to_the_fen(fen: int, rest: int) -> None:
    amount = Decimal(fen) / 100 + Decimal(rest) / 100_000
    if abs(amount) < 10**8:  # beyond, a float no longer holds a thousandth of a fen
        exact = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert Decimal(repr(to_fen(float(amount)))) == exact


@given(st.integers(0, 500_000), st.integers(100, 300))
def test_whole_yuan(tenths: int, percent: int) -> None:
    yuan = Decimal(tenths) / 10
    assert to_whole_yuan(float(yuan)) == float(yuan.quantize(Decimal(1), ROUND_HALF_UP))
    product = Decimal(int(yuan)) * Decimal(percent) / 100
    assert up_to_whole_yuan(float(int(yuan)) * (percent / 100)) == float(product.quantize(Decimal(1), ROUND_CEILING))
