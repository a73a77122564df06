"""Fits an income distribution to group means: minimum distance, with analytic Lorenz curves.

A published table says "the poorest 22.7 % of persons have 7,900 yuan on average, the next 21.4 % …". A family of
distributions is fitted so that its own group means come as near as possible to the published ones: the sum of
share × (relative error)² is made as small as possible, the mean being that of the table (Chotikapanich, Rao and Tang
2007, Review of Income and Wealth 53:127; Hajargasht et al. 2012, Journal of Business & Economic Statistics 30:563).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betainccinv, betaincinv, gammaln, ndtr, ndtri

from workbench.arguments import check_kinds, number_array
from workbench.errors import InputError, unknown
from workbench.language import word, written
from workbench.portable_math import exp, expm1, log, log1p, normal_quantile, power, total
from workbench.view import View, Viewed

_LAST_STEPS, _SMALL, _NEAR = 12, 1e-3, 1e-4
Family = Literal["singh_maddala", "dagum", "lognormal", "gb2"]
FAMILIES: tuple[Family, ...] = get_args(Family)
GB2_GROUPS = 7  # five groups do not identify three parameters
Floats = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class IncomeDistribution(Viewed):
    """A fitted distribution of income per person; money in the unit of the means it was fitted to.

    `parameters`: a, p, q, b of the generalised beta of the second kind (Singh-Maddala: p = 1; Dagum: q = 1), or mu
    and sigma of the lognormal. `group_errors`: relative error of each group mean (0.01 = 1 % too high).
    """

    family: Family
    parameters: Mapping[str, float]
    mean: float
    group_errors: tuple[float, ...] = ()

    def __reduce__(self) -> tuple[type[IncomeDistribution], tuple[object, ...]]:
        # a read-only mapping can't be sent to another process; a plain copy can
        return IncomeDistribution, (self.family, dict(self.parameters), self.mean, self.group_errors)

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of persons with less than `x`; 0 for x ≤ 0."""
        value = np.asarray(x, dtype=np.float64)
        par = self.parameters
        with np.errstate(divide="ignore"):
            log_value = np.log(np.maximum(value, 0.0))
        if self.family == "lognormal":
            return np.asarray(ndtr((log_value - par["mu"]) / par["sigma"]))
        odds_log = par["a"] * (log_value - np.log(par["b"]))
        share = 1.0 / (1.0 + np.exp(-np.clip(odds_log, -700, 700)))
        return np.asarray(np.where(value > 0, betainc(par["p"], par["q"], share), 0.0))

    def ppf(self, p: ArrayLike) -> Floats:
        """Return the income below which the share `p` of persons lies; p between 0 and 1, else InputError."""
        rank = _ranks(p)
        par = self.parameters
        with np.errstate(divide="ignore", over="ignore"):
            if self.family == "lognormal":
                return exp(par["mu"] + par["sigma"] * normal_quantile(rank))
            if self.family == "singh_maddala":
                odds = expm1(-log1p(-rank) / par["q"])
            elif self.family == "dagum":
                odds = 1.0 / expm1(-log(rank) / par["p"])
            else:
                odds = betaincinv(par["p"], par["q"], rank) / betainccinv(par["q"], par["p"], rank)
            return np.asarray(par["b"] * power(odds, 1.0 / par["a"]))

    def lorenz(self, p: ArrayLike) -> Floats:
        """Return the share of all income that the poorest share `p` of persons have."""
        return _lorenz(self.family, self.parameters, _ranks(p))

    def mean_between(self, p_low: float, p_high: float) -> float:
        """Return the mean income of the persons between two ranks (0 ≤ p_low < p_high ≤ 1)."""
        if not 0 <= p_low < p_high <= 1:
            raise InputError(f"mean_between: 0 ≤ p_low < p_high ≤ 1 is wanted, not {p_low!r} and {p_high!r}")
        low, high = self.lorenz([p_low, p_high])
        return float(self.mean * (high - low) / (p_high - p_low))

    def gini(self) -> float:
        """Return the Gini coefficient (closed form; for the GB2 by integrating its Lorenz curve)."""
        par = self.parameters
        if self.family == "lognormal":
            return float(2 * ndtr(par["sigma"] / np.sqrt(2)) - 1)
        p, q, step = par["p"], par["q"], 1 / par["a"]
        if self.family == "singh_maddala":
            return float(1 - np.exp(gammaln(q) + gammaln(2 * q - step) - gammaln(q - step) - gammaln(2 * q)))
        if self.family == "dagum":
            return float(np.exp(gammaln(p) + gammaln(2 * p + step) - gammaln(2 * p) - gammaln(p + step)) - 1)
        from scipy.integrate import quad

        area, _ = quad(lambda rank: float(self.lorenz(rank)), 0, 1, limit=200)
        return float(1 - 2 * area)

    def rescaled(self, mean: float) -> IncomeDistribution:
        """Return the same shape with another mean (the shape of one place, the level of another)."""
        if not (np.isfinite(mean) and mean > 0):
            raise InputError(f"rescaled: a mean above 0 is wanted, not {mean!r}")
        factor = mean / self.mean
        par = dict(self.parameters)
        if self.family == "lognormal":
            par["mu"] += float(log(factor))
        else:
            par["b"] *= factor
        return IncomeDistribution(self.family, MappingProxyType(par), float(mean), self.group_errors)

    def _line(self) -> str:
        fitted = ", ".join(f"{name} {value:.4g}" for name, value in self.parameters.items())
        return f"IncomeDistribution({self.family}: mean {self.mean:,.0f}, Gini {self.gini():.3f}; {fitted})"

    def _view(self) -> View:
        facts = [
            (word("views.mean"), f"{self.mean:,.0f}"),
            (word("views.gini"), written(self.gini(), "index")),
            *((name, f"{value:.4g}") for name, value in self.parameters.items()),
            (word("views.group_errors"), ", ".join(written(error, "share") for error in self.group_errors) or "–"),
        ]
        return View(word("views.income_distribution", family=self.family), facts)


@check_kinds
def fit_income(
    shares: Sequence[float] | ArrayLike, means: Sequence[float] | ArrayLike, family: Family = "singh_maddala"
) -> IncomeDistribution:
    """Fit a distribution to the mean incomes of groups of persons ordered from the poorest to the richest.

    >>> fit_income([0.2] * 5, [400, 700, 1000, 1500, 2900]).gini()

    `shares`: shares of *persons*, adding to 1 (quintiles of households are no quintiles of persons: see
    `person_shares`); `means`: mean income of each group, in any money unit, rising. Families: singh_maddala, dagum,
    lognormal, and gb2 from seven groups on. Raises InputError for shares or means that can't be such a table.
    """
    if family not in FAMILIES:
        raise unknown("family of distributions", str(family), FAMILIES, "fit_income")
    share, mean = _table(shares, means, family)
    overall = total(share * mean)
    edges = np.concatenate([[0.0], np.cumsum(share)])
    edges[-1] = 1.0
    best = _least_distance(family, edges, share, mean / overall)
    par = _parameters(family, best)
    unscaled = _raw_mean(family, par)
    if family == "lognormal":
        par["mu"] = round(float(log(overall / unscaled)), 10)
    else:
        par["b"] = float(f"{overall / unscaled:.9e}")  # ten digits: the Gamma function's last bits decide nothing
    fitted = np.diff(_lorenz(family, par, edges)) / share
    errors = tuple(float(e) for e in fitted / (mean / overall) - 1)
    return IncomeDistribution(family, MappingProxyType(par), overall, errors)


def person_shares(household_shares: ArrayLike, sizes: ArrayLike) -> Floats:
    """Turn shares of households into shares of persons, given the mean household size of each group.

    >>> person_shares([0.5, 0.5], [4.0, 2.0]).round(3)
    array([0.667, 0.333])
    """
    share, size = number_array("household_shares", household_shares), number_array("sizes", sizes)
    if share.shape != size.shape or share.ndim != 1:
        raise InputError(f"person_shares: one size per share is wanted ({share.shape} and {size.shape} given)")
    if not (np.all(share > 0) and np.all(size > 0)):
        raise InputError("person_shares: shares and sizes above 0 are wanted")
    persons = share * size
    return np.asarray(persons / total(persons))


def _table(shares: ArrayLike, means: ArrayLike, family: Family) -> tuple[Floats, Floats]:
    try:
        share, mean = np.asarray(shares, dtype=np.float64), np.asarray(means, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError("fit_income: shares and means must be numbers") from None
    if share.ndim != 1 or share.shape != mean.shape:
        raise InputError(f"fit_income: one mean per share is wanted; {share.size} shares and {mean.size} means given")
    least = GB2_GROUPS if family == "gb2" else 3
    if share.size < least:
        hint = "; take singh_maddala or dagum" if family == "gb2" else ""
        raise InputError(f"fit_income: {family} needs at least {least} groups, {share.size} given{hint}")
    if not np.all(np.isfinite(share)) or np.any(share <= 0):
        raise InputError("fit_income: every share must be a number above 0")
    if abs(float(share.sum()) - 1) > 1e-6:
        hint = " (per cent? divide by 100)" if abs(float(share.sum()) - 100) < 1 else ""
        raise InputError(f"fit_income: the shares add to {float(share.sum()):.6g}; they must add to 1{hint}")
    if not np.all(np.isfinite(mean)) or np.any(mean <= 0):
        raise InputError("fit_income: every mean must be a number above 0")
    falls = np.flatnonzero(np.diff(mean) <= 0)
    if falls.size:
        at = int(falls[0])
        raise InputError(
            f"fit_income: the means must rise from group to group, but group {at + 2} has {mean[at + 1]:g} "
            f"after {mean[at]:g}"
        )
    return share / total(share), mean


def _least_distance(family: Family, edges: Floats, share: Floats, relative: Floats) -> Floats:
    from scipy.optimize import least_squares  # slow to import; only fitting needs it

    def distance(x: Floats) -> Floats:
        model = np.diff(_lorenz(family, _parameters(family, x), edges)) / share
        return np.asarray(np.sqrt(share) * (model / relative - 1))

    starts = {
        "lognormal": [[-0.5]],
        "singh_maddala": [[0.9, -0.5], [0.5, 0.5]],
        "dagum": [[1.1, -0.5], [0.9, 0.3]],
        "gb2": [[0.9, 0.0, 0.0], [1.3, -0.7, -0.7], [0.5, 1.0, 0.5]],
    }[family]
    bounds = {"lognormal": ([-4.0], [1.5])}.get(
        family, ([-0.5, *[-4.0] * (len(starts[0]) - 1)], [3.0, *[4.0] * (len(starts[0]) - 1)])
    )
    results = [least_squares(distance, start, bounds=bounds, xtol=1e-13, ftol=1e-13, gtol=1e-13) for start in starts]
    return _settled(distance, np.asarray(min(results, key=lambda result: result.cost).x))


def _settled(distance: Callable[[Floats], Floats], x: Floats) -> Floats:
    """Return the searched numbers at the least distance, to eight decimals: the same on every machine.

    A search stops where the distance no longer falls, about 1e-8 from its least value, and where exactly depends on
    the last bits of the machine. Gauss and Newton's steps from there, with slopes from four points, end within 1e-11
    of it; eight decimals are far finer than any published mean. A search that ended at a bound stays there.
    """
    best = x
    for _ in range(_LAST_STEPS):
        slopes = [
            (8 * (distance(best + h) - distance(best - h)) - distance(best + 2 * h) + distance(best - 2 * h))
            / (12 * _SMALL)
            for h in _SMALL * np.eye(x.size)
        ]
        table, left = np.array(slopes).T, distance(best)
        if not (np.all(np.isfinite(table)) and np.all(np.isfinite(left))):
            break
        best = best - np.linalg.lstsq(table, left, rcond=None)[0]
        if not np.max(np.abs(best - x)) < _NEAR:  # at a bound, or on a plain without a least value
            best = x
            break
    return np.round(best, 8)


def _parameters(family: Family, x: Floats) -> dict[str, float]:
    """Turn the searched numbers (any sign) into parameters; q > 1/a, so that the mean is finite."""
    if family == "lognormal":
        return {"mu": 0.0, "sigma": float(exp(x[0]))}
    a = float(exp(x[0]))
    p = 1.0 if family == "singh_maddala" else float(exp(x[1]))
    q = 1.0 if family == "dagum" else float(1 / a + exp(x[-1]))
    return {"a": a, "p": p, "q": q, "b": 1.0}


def _raw_mean(family: Family, par: Mapping[str, float]) -> float:
    if family == "lognormal":
        return float(np.exp(par["sigma"] ** 2 / 2))
    p, q, step = par["p"], par["q"], 1 / par["a"]
    return float(np.exp(gammaln(p + step) + gammaln(q - step) - gammaln(p) - gammaln(q)))


def _lorenz(family: Family, par: Mapping[str, float], rank: Floats) -> Floats:
    if family == "lognormal":
        return np.asarray(ndtr(ndtri(rank) - par["sigma"]))
    p, q, step = par["p"], par["q"], 1 / par["a"]
    return np.asarray(betainc(p + step, q - step, betaincinv(p, q, rank)))


def _ranks(p: ArrayLike) -> Floats:
    rank = np.asarray(p, dtype=np.float64)
    if not np.all((rank >= 0) & (rank <= 1)):
        raise InputError("a rank is a share between 0 and 1 (0.5 for the median)")
    return rank
