"""Portable functions: as exact as the library's, and nothing in them that a processor may do its own way."""

import ast
import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import portable_math
from workbench.errors import InputError

UNIT = 2.0**-52


@given(st.floats(-700, 700))
def test_exp_is_that_of_the_library(x):
    assert float(portable_math.exp(x)) == pytest.approx(math.exp(x), rel=2 * UNIT)


@given(st.floats(1e-300, 1e300))
def test_log_is_that_of_the_library(x):
    assert float(portable_math.log(x)) == pytest.approx(math.log(x), rel=4 * UNIT, abs=UNIT)


@given(st.floats(1e-15, 0.999), st.sampled_from((-1, 1)))
def test_small_steps_from_one_keep_their_digits(x, sign):
    assert float(portable_math.log1p(sign * x)) == pytest.approx(math.log1p(sign * x), rel=8 * UNIT)
    assert float(portable_math.expm1(sign * x)) == pytest.approx(math.expm1(sign * x), rel=8 * UNIT)


@given(st.floats(1e-12, 1 - 1e-12))
def test_normal_quantiles_are_those_of_the_standard_library(p):
    # both follow AS 241, which promises 1e-16; p near one half gives values near 0
    assert float(portable_math.normal_quantile(p)) == pytest.approx(NormalDist().inv_cdf(p), rel=1e-14, abs=1e-16)


def test_ends():
    assert portable_math.exp([0.0, 800.0, -800.0]).tolist() == [1.0, math.inf, 0.0]
    assert portable_math.log([1.0, 0.0, math.inf]).tolist() == [0.0, -math.inf, math.inf]
    assert portable_math.expm1([0.0, -800.0, 800.0]).tolist() == [0.0, -1.0, math.inf]
    assert float(portable_math.log1p(-1.0)) == -math.inf
    assert portable_math.normal_quantile([0.0, 0.5, 1.0]).tolist() == [-math.inf, 0.0, math.inf]
    assert portable_math.power([0.0, 2.0, 9.0], [3.0, 10.0, 0.5]).tolist() == pytest.approx([0.0, 1024.0, 3.0])
    assert portable_math.total([]) == 0.0


def test_shapes_are_kept():
    table = np.linspace(0.01, 0.99, 6).reshape(2, 3)
    for function in (portable_math.exp, portable_math.log, portable_math.normal_quantile):
        assert function(table).shape == (2, 3)
        assert function(table)[1, 2] == function(table[1, 2])


def test_a_root_and_a_sum_and_equations():
    root = portable_math.find_root(lambda x: x**3 - 2, 0, 2)
    assert root == pytest.approx(2 ** (1 / 3), abs=1e-12)
    assert portable_math.find_root(lambda x: x, 0, 1) == 0
    with pytest.raises(InputError, match="no root between 1 and 2"):
        portable_math.find_root(lambda x: x, 1, 2)
    assert portable_math.mean([1.0, 4.0], [3.0, 1.0]) == 1.75
    # 4x + y = 9, x + 3y = 5: x = 2, y = 1
    assert portable_math.solve(np.array([[4.0, 1.0], [1.0, 3.0]]), np.array([9.0, 5.0])).tolist() == pytest.approx(
        [2, 1]
    )


@given(st.floats(-5, 5), st.floats(0.1, 3))
def test_roots_of_steep_and_flat_curves(at, steepness):
    assert portable_math.find_root(lambda x: math.sinh(steepness * (x - at)), -6, 6) == pytest.approx(at, abs=1e-9)
    assert portable_math.find_root(lambda x: (x - at) ** 3, -6, 6) == pytest.approx(at, abs=1e-3)


def test_nothing_in_the_module_is_left_to_the_machine():
    # exp, log, powers and sums of NumPy differ in the last bit between processors and releases
    tree = ast.parse(Path(portable_math.__file__).read_text(encoding="utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "np"}
    own_way = {"exp", "log", "log1p", "expm1", "power", "sum", "mean", "average", "dot", "matmul", "linalg", "interp"}
    assert not used & own_way
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)]
