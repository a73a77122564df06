"""Mathematical functions whose last bit is the same on every machine: exp, log, powers, normal quantiles, sums.

NumPy and SciPy take exp, log and sums from code that differs between processors, systems and releases, and so do the
last bits of their results. A synthetic county rounds them to the fen: a value near half a fen would fall to either
side. Everything here is made of +, −, ×, ÷ and √ in a written order, each of which IEEE 754 fixes bit for bit, and of
steps that are exact (rounding to a whole number, scaling by powers of 2). Accuracy: a few units in the last place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError

Floats = NDArray[np.float64]
# ln 2 in two parts: the first has 32 bits, so that its product with an exponent is exact
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_EXP_TERMS = tuple(1.0 / float(np.prod(np.arange(1.0, n + 1))) for n in range(14, -1, -1))  # of Taylor, highest first
_LOG_TERMS = tuple(1.0 / n for n in range(23, 0, -2))  # of artanh(f) ÷ f in f², highest first
_OVERFLOW = 1100.0  # exp of more is infinite, of less than its negative 0


def exp(x: ArrayLike) -> Floats:
    """Return e to the power of `x`, of its shape; infinite from 709.8 on, 0 below −745. NaN is not accepted.

    Method: x = k·ln 2 + r with |r| ≤ ½ ln 2, a Taylor polynomial in r, and scaling by 2^k.
    """
    value = np.clip(np.asarray(x, dtype=np.float64), -_OVERFLOW, _OVERFLOW)
    twos = np.rint(value * (1.0 / (_LN2_HIGH + _LN2_LOW)))
    rest = (value - twos * _LN2_HIGH) - twos * _LN2_LOW
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(np.ldexp(_polynomial(_EXP_TERMS, rest), twos.astype(np.int32)))


def log(x: ArrayLike) -> Floats:
    """Return the natural logarithm of `x`, of its shape; −infinity at 0. Below 0 and NaN are not accepted.

    Method: x = 2^k·m with m between √½ and √2, and log m = 2·artanh((m − 1) ÷ (m + 1)) as a series.
    """
    value = np.asarray(x, dtype=np.float64)
    part, twos = np.frexp(value)
    small = part < 0.7071067811865476
    part = np.where(small, 2.0 * part, part)
    twos = (twos - small).astype(np.float64)
    with np.errstate(invalid="ignore"):  # of infinity, which is put right below
        f = (part - 1.0) / (part + 1.0)
    found = twos * _LN2_HIGH + (2.0 * f * _polynomial(_LOG_TERMS, f * f) + twos * _LN2_LOW)
    found = np.where(np.isinf(value), np.inf, found)
    return np.asarray(np.where(value == 0.0, -np.inf, found))


def log1p(x: ArrayLike) -> Floats:
    """Return log(1 + x), exact also for small `x` (Kahan: the rounding of 1 + x is undone by the factor)."""
    value = np.asarray(x, dtype=np.float64)
    one_more = 1.0 + value
    shift = one_more - 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(shift == 0.0, value, log(one_more) * (value / shift)))


def expm1(x: ArrayLike) -> Floats:
    """Return exp(x) − 1, exact also for small `x` (Kahan, as in `log1p`)."""
    value = np.asarray(x, dtype=np.float64)
    whole = exp(value)
    less = whole - 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(whole == 1.0, value, less * (value / log(whole)))
    return np.asarray(np.where((less == -1.0) | np.isinf(whole), less, found))


def power(base: ArrayLike, exponent: ArrayLike) -> Floats:
    """Return `base` (0 or more) to the power of `exponent`; 0 to a positive power is 0."""
    with np.errstate(invalid="ignore"):
        return exp(np.asarray(exponent, dtype=np.float64) * log(base))


def normal_quantile(p: ArrayLike) -> Floats:
    """Return the standard normal value below which the share `p` lies, of the shape of `p`; infinite at 0 and at 1.

    Method: AS 241, PPND16 (Wichura 1988, Applied Statistics 37:477), accurate to about 1e-16.
    """
    share = np.asarray(p, dtype=np.float64)
    flat = share.ravel()
    middle = flat - 0.5
    found = np.empty_like(flat)
    central = np.abs(middle) <= 0.425
    q = middle[central]
    found[central] = q * _ratio(_CENTRE, 0.180625 - q * q)
    outer = np.flatnonzero(~central)
    tail = np.sqrt(-log(np.minimum(flat[outer], 1.0 - flat[outer])))
    distance = np.empty_like(tail)
    near = tail <= 5.0
    distance[near] = _ratio(_NEAR_TAIL, tail[near] - 1.6)
    distance[~near] = _ratio(_FAR_TAIL, tail[~near] - 5.0)
    distance[np.isinf(tail)] = np.inf
    found[outer] = np.where(middle[outer] < 0.0, -distance, distance)
    return found.reshape(share.shape)


# Wichura's coefficients, numerators and denominators, lowest power first.
_CENTRE = (
    (3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3),
    (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3),
)  # fmt: skip
_NEAR_TAIL = (
    (1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4),
    (1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9),
)  # fmt: skip
_FAR_TAIL = (
    (6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7),
    (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15),
)  # fmt: skip


def _ratio(parts: tuple[Sequence[float], Sequence[float]], x: Floats) -> Floats:
    with np.errstate(invalid="ignore"):  # of infinity, which normal_quantile puts right
        return _polynomial(parts[0][::-1], x) / _polynomial(parts[1][::-1], x)


def _polynomial(terms: Sequence[float], x: Floats) -> Floats:
    """Return Σ terms·xᵏ by Horner's rule, the term of the highest power first."""
    found = np.full_like(x, terms[0])
    for term in terms[1:]:
        found *= x
        found += term
    return found


def total(values: ArrayLike) -> float:
    """Return the sum, added one after another in the given order; 0 of nothing."""
    column = np.asarray(values, dtype=np.float64)
    return float(np.cumsum(column)[-1]) if column.size else 0.0


def mean(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Return the mean, weighted where weights are given; there must be something to take the mean of."""
    column = np.asarray(values, dtype=np.float64)
    if weights is None:
        return total(column) / column.size
    weight = np.asarray(weights, dtype=np.float64)
    return total(column * weight) / total(weight)


def find_root(function: Callable[[float], float], low: float, high: float, *, within: float = 1e-12) -> float:
    """Return where `function` crosses 0 between `low` and `high`, to within `within`.

    Raises InputError where it has the same sign at both ends. Method: Chandrupatla 1997, Advances in Engineering
    Software 28:145: inverse quadratic interpolation where that is safe, else halving.
    """
    a, b = low, high
    at_a, at_b = float(function(a)), float(function(b))
    if at_a == 0.0 or at_b == 0.0:
        return a if at_a == 0.0 else b
    if (at_a > 0.0) == (at_b > 0.0):
        raise InputError(f"no root between {low:g} and {high:g}: the function has the same sign at both ends")
    step = 0.5
    while True:
        new = a + step * (b - a)
        at_new = float(function(new))
        if (at_new > 0.0) == (at_a > 0.0):
            c, at_c = a, at_a
        else:
            c, at_c, b, at_b = b, at_b, a, at_a
        a, at_a = new, at_new
        nearest = a if abs(at_a) < abs(at_b) else b
        room = within / abs(b - a) if b != a else 1.0
        if at_a == 0.0 or room > 0.5:
            return nearest
        place, height = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
        if height * height < place and (1.0 - height) * (1.0 - height) < 1.0 - place:
            step = at_a / (at_b - at_a) * at_c / (at_b - at_c) + (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (
                at_c - at_b
            )
        else:
            step = 0.5
        step = min(max(step, room), 1.0 - room)


def solve(matrix: Floats, right: Floats) -> Floats:
    """Solve matrix·x = right by Gauss and Jordan, for a symmetric positive definite matrix (m, m); shape (m,)."""
    table = np.column_stack([matrix, right]).astype(np.float64)
    for pivot in range(right.size):
        table[pivot] /= table[pivot, pivot]
        factors = table[:, pivot].copy()
        factors[pivot] = 0.0
        table -= factors[:, None] * table[pivot]
    return np.asarray(table[:, -1])
