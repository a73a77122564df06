"""Sets what a run pays and whom it reaches beside published counts that nothing was fitted to.

The counts are of other places or of the whole country, so that they speak of the order of magnitude only. The figures
stand in data_samples/national/programme_reach.csv.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.categories import Residence, Sex
from workbench.errors import InputError
from workbench.language import Labelled
from workbench.measures.columns import ratio
from workbench.population.statistics import national_statistics
from workbench.results import checked
from workbench.simulation.run import Run

SERIES = "programme_reach"
_TEMPORARY = ("temporary_illness", "temporary_education", "emergency")
_PROGRAMMES = ("dibao", "tekun", "disability_living", "disability_care", "medical_aid", "medical_premiums", *_TEMPORARY)
ROWS = ("dibao_recipient", "tekun_recipient")  # of a run, that the comparison needs
_ELDERLY, _MANY_ITEMS = 60, 4


class _Counted:
    """A run's columns by person, with weights, and its totals by programme."""

    def __init__(self, run: Run) -> None:
        counted = run.headline.programmes
        lacking = [name for name in _PROGRAMMES if name not in counted]
        if lacking:
            raise InputError(
                f"published_comparison: the run does not count {', '.join(lacking)}; call simulate without programmes"
            )
        columns = run.population.arrays()
        _, dwelling_of = np.unique(run.population.households["dwelling_id"].to_numpy(), return_inverse=True)
        dwelling = np.repeat(dwelling_of, np.diff(columns.starts))
        self.person = columns.person
        self.weight = columns.to_persons(columns.household["weight"])
        self.residence = columns.to_persons(columns.household["residence"])
        self.dibao, self.tekun = (run.row(name).astype(bool) for name in ROWS)
        self.old = self.person["age"] >= _ELDERLY
        size = np.bincount(dwelling)
        only_old = np.bincount(dwelling, weights=~self.old) == 0
        self.alone, self.couple = (only_old & (size == 1))[dwelling], (only_old & (size == 2))[dwelling]
        self.reached = {name: counted[name].persons for name in _PROGRAMMES}
        self.cost = {name: counted[name].cost for name in _PROGRAMMES}
        self.residents = self.number(np.ones(self.weight.size, dtype=bool))

    def number(self, flags: NDArray[np.bool_]) -> float:
        return float(self.weight[flags].sum())

    def share(self, of: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
        return ratio(self.number(of & among), self.number(among))

    def in_place(self, residence: Residence) -> NDArray[np.bool_]:
        return np.asarray(self.residence == residence)

    def tekun_to_dibao(self, residence: Residence) -> float:
        here = self.in_place(residence)
        return ratio(self.number(self.tekun & here), self.number(self.dibao & here))

    def women_of_dibao(self, residence: Residence) -> float:
        return self.share(self.person["sex"] == Sex.FEMALE, self.dibao & self.in_place(residence))

    def elders_alone_to_couples(self) -> float:
        supported = self.old & ~self.tekun
        return ratio(self.share(self.dibao, supported & self.alone), self.share(self.dibao, supported & self.couple))

    def dibao_odds_without_self_care(self) -> float:
        old, helpless = self.old & self.in_place(Residence.URBAN), self.person["adl_items_lost"] >= _MANY_ITEMS
        with_loss, without = self.share(self.dibao, old & helpless), self.share(self.dibao, old & ~helpless)
        return ratio(with_loss * (1 - without), without * (1 - with_loss))


@dataclass(frozen=True)
class Indicator(Labelled):
    """One comparison: its figure's name, its words, its unit, and how it is counted."""

    name: str
    zh: str
    en: str
    unit: str
    count: Callable[[_Counted], float]


def _reach(programme: str) -> Callable[[_Counted], float]:
    return lambda run: ratio(run.reached[programme], run.residents)


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "disability_living", "困难残疾人生活补贴占居民", "disability living subsidy, share of residents", "share",
        _reach("disability_living"),
    ),
    Indicator(
        "disability_care", "重度残疾人护理补贴占居民", "disability care subsidy, share of residents", "share",
        _reach("disability_care"),
    ),
    Indicator(
        "temporary_aid", "临时救助人次占居民", "temporary assistance, cases per resident", "share",
        lambda run: ratio(sum(run.reached[name] for name in _TEMPORARY), run.residents),
    ),
    Indicator(
        "temporary_aid_per_case", "临时救助每人次金额", "temporary assistance per case", "yuan/year",
        lambda run: ratio(
            sum(run.cost[name] for name in _TEMPORARY), sum(run.reached[name] for name in _TEMPORARY)
        ),
    ),
    Indicator(
        "medical_aid_per_resident", "医疗救助人均金额（按居民）", "medical aid per resident", "yuan/year",
        lambda run: ratio(run.cost["medical_aid"], run.residents),
    ),
    Indicator(
        "medical_premiums", "资助参保占居民", "insured with aid, share of residents", "share",
        _reach("medical_premiums"),
    ),
    Indicator(
        "tekun_to_dibao_rural", "特困与低保人数之比（农村）", "tekun ÷ dibao persons, rural", "ratio",
        lambda run: run.tekun_to_dibao(Residence.RURAL),
    ),
    Indicator(
        "tekun_to_dibao_urban", "特困与低保人数之比（城镇）", "tekun ÷ dibao persons, urban", "ratio",
        lambda run: run.tekun_to_dibao(Residence.URBAN),
    ),
    Indicator(
        "women_of_dibao_rural", "低保中的女性（农村）", "women among dibao recipients, rural", "share",
        lambda run: run.women_of_dibao(Residence.RURAL),
    ),
    Indicator(
        "women_of_dibao_urban", "低保中的女性（城镇）", "women among dibao recipients, urban", "share",
        lambda run: run.women_of_dibao(Residence.URBAN),
    ),
    Indicator(
        "elders_alone_to_couples", "独居老人与老年夫妇低保比例之比", "share on dibao: elders alone ÷ elders in couples",
        "ratio", _Counted.elders_alone_to_couples,
    ),
    Indicator(
        "dibao_odds_without_self_care", "失能老人领取低保的优势比（城镇）",
        "odds ratio of dibao, elders without self-care, urban", "ratio", _Counted.dibao_odds_without_self_care,
    ),
)  # fmt: skip


@check_kinds
def published_comparison(run: Run) -> pl.DataFrame:
    """Set what a run has beside published figures, one row per indicator.

    >>> published_comparison(run)

    Columns: indicator, zh, en, simulated, published_figure, ratio, status, source, unit.
    simulated: what the run has; published_figure: of China or of another place, nothing was fitted to it; ratio:
    the first ÷ the second. Shares are shares of 1; 0/0 is NaN. Elders alone and couples are compared apart from tekun.
    Raises InputError for a run without rows or of single programmes.
    """
    counted, figures = _Counted(run), national_statistics()
    rows = []
    for one in INDICATORS:
        figure, got = figures.figure(SERIES, one.name), one.count(counted)
        rows.append(
            (one.name, one.zh, one.en, got, figure.value, got / figure.value, figure.status, figure.source, one.unit)
        )
    names = ["indicator", "zh", "en", "simulated", "published_figure", "ratio", "status", "source", "unit"]
    return checked(pl.DataFrame(rows, schema=names, orient="row"), "published_comparison")
