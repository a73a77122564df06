"""The kernel equals plain Python; a sweep equals single runs; what is compiled is kept; only what is needed runs."""

import datetime as dt
import operator
import os
import re
import subprocess
import sys
from enum import IntEnum

import numpy as np
import pytest

from workbench.categories import Residence
from workbench.engine.compiler.kernel import COUNT_SCALE, compiled_kernel, kernel_digest, run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.compiler.scenario_groups import view_of
from workbench.engine.compiler.source import write_kernel
from workbench.engine.dependencies import helpers_of
from workbench.engine.plain import run_plain, run_plain_columns
from workbench.engine.rule import for_county, for_household, for_person
from workbench.errors import InputError, RuleError, UnknownNameError
from workbench.law import law
from workbench.parameter.book import Override

TOTALS = (
    "dibao_household",
    "dibao_recipients",
    "dibao_amount",
    "category_top_up_amount",
    "tekun_recipient",
    "tekun_amount",
)
SETTINGS = [
    {},
    {"dibao_method": "tiers", "single_person_rule": "margin_only"},
    {"urban_dibao_standard_published": 900, "rural_dibao_standard_published": 700, "income_assessment_sd": 0},
]


def values(**changes):
    resolved = law().parameters.resolve(dt.date(2021, 7, 1), {k: Override(v) for k, v in changes.items()})
    return {name: item.value for name, item in resolved.items()}


def run(crowd, request, scenarios, threads=1, weight=None):
    table = np.array([[s[name] for name in request.parameters] for s in scenarios])
    weights = crowd.weight if weight is None else weight
    return run_kernel(request, crowd.arrays, crowd.starts, crowd.cell, weights, table, 24, threads)


@pytest.fixture(scope="module")
def everything():
    book = law()
    return KernelRequest(book, TOTALS, tuple(n for n in book.order if book.rules[n].entity != "county"))


def test_families_that_the_first_test_refuses_count_for_what_they_still_get(crowd) -> None:
    """Without rows the body is written twice, once with the property test failed; with rows it is not."""
    names = (*TOTALS, "tekun_recipient/households", "dibao_amount/persons", "tekun_amount/persons")
    quick, slow = KernelRequest(law(), names), KernelRequest(law(), names, ("rigid_spending",))
    twice = "if h_passes_property_test:\n            h_"  # what follows isn't a loop over the members alone
    assert twice in write_kernel(quick).text
    assert twice not in write_kernel(slow).text
    for changes in SETTINGS:
        assert np.array_equal(run(crowd, quick, [values(**changes)])[0], run(crowd, slow, [values(**changes)])[0])
    swept = KernelRequest(law(), names, swept=("rural_dibao_ratio", "property_test_annual_standards"))
    scenarios = [
        values(rural_dibao_ratio=ratio, property_test_annual_standards=k) for ratio in (0.35, 0.45) for k in (0, 1, 3)
    ]
    together = run(crowd, swept, scenarios)[0]
    for k, scenario in enumerate(scenarios):
        assert np.array_equal(together[k], run(crowd, slow, [scenario])[0][0])


@pytest.mark.parametrize("changes", SETTINGS, ids=["baseline", "tiers, margin only", "published, no error"])
def test_every_value_of_every_rule_equals_plain_python(crowd, everything, changes) -> None:
    parameters = values(**changes)
    totals, rows = run(crowd, everything, [parameters])
    found = dict.fromkeys(TOTALS, 0)
    for h in range(400):
        family, members = crowd.family(h)
        plain = run_plain(law(), family, members, parameters)
        first, last = crowd.starts[h], crowd.starts[h + 1]
        for name, column in rows.items():
            rule = law().rules[name]
            got = column[h : h + 1] if rule.about_household else column[first:last]
            wanted = plain[name] if isinstance(plain[name], tuple) else (plain[name],)
            if rule.returns is float:
                assert np.allclose(got, wanted, rtol=1e-13, atol=1e-9), (h, name)
            else:
                assert got.tolist() == [int(w) if issubclass(rule.returns, IntEnum) else w for w in wanted], (h, name)
    for k, name in enumerate(TOTALS):  # totals are the rows, added as integers
        rule = law().rules[name]
        found[name] = int(np.round(rows[name] * (100 if rule.returns is float else COUNT_SCALE)).astype(np.int64).sum())
        assert totals[0, :, k].sum() == found[name], name


def test_a_sweep_equals_single_runs(crowd) -> None:
    swept = ("rural_dibao_ratio", "urban_dibao_ratio", "category_top_up")
    many = KernelRequest(law(), TOTALS, swept=swept)
    one = KernelRequest(law(), TOTALS)
    rng = np.random.default_rng(3)
    scenarios = [
        values(urban_dibao_ratio=u, rural_dibao_ratio=r, category_top_up=c)
        for u, r, c in zip(rng.uniform(0.2, 0.5, 12), rng.uniform(0.3, 0.6, 12), rng.uniform(0, 0.3, 12), strict=True)
    ]
    together, _ = run(crowd, many, scenarios, threads=2)
    for s, scenario in enumerate(scenarios):
        assert np.array_equal(together[s], run(crowd, one, [scenario])[0][0]), s


def test_a_grid_of_both_ratios_is_seen_through_two_standards_of_the_residence() -> None:
    view = view_of(KernelRequest(law(), TOTALS, swept=("rural_dibao_ratio", "urban_dibao_ratio")))
    assert view.traits == ("residence",)
    assert set(view.rules) == {"dibao_standard", "margin_limit", "property_limit", "tekun_basic_standard"}
    assert view.raw == ()


def test_a_parameter_that_rules_read_directly_is_part_of_the_view() -> None:
    view = view_of(KernelRequest(law(), TOTALS, swept=("category_top_up", "rural_dibao_ratio")))
    assert view.raw == ("category_top_up",)


def test_threads_change_nothing(crowd, everything) -> None:
    alone, together = run(crowd, everything, [values()], threads=1), run(crowd, everything, [values()], threads=3)
    assert np.array_equal(alone[0], together[0])
    assert all(np.array_equal(alone[1][name], together[1][name]) for name in alone[1])


def test_doubled_weights_double_the_totals_exactly(crowd) -> None:
    request = KernelRequest(law(), TOTALS)
    single, _ = run(crowd, request, [values()])
    double, _ = run(crowd, request, [values()], weight=2 * crowd.weight)
    assert np.array_equal(double, 2 * single)


def test_nobody_gives_zeros(crowd) -> None:
    request = KernelRequest(law(), TOTALS)
    empty = {name: array[:0] for name, array in crowd.arrays.items()}
    table = np.array([[values()[name] for name in request.parameters]])
    totals, _ = run_kernel(request, empty, np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0), table, 24)
    assert totals.shape == (1, 24, len(TOTALS))
    assert not totals.any()


def test_only_the_rules_that_are_needed_are_written() -> None:
    text = write_kernel(KernelRequest(law(), ("household_tekun_amount",))).text
    assert "m_tekun_amount" in text
    assert "family_dibao_amount" not in text


def test_the_text_is_the_same_every_time() -> None:
    assert write_kernel(KernelRequest(law(), TOTALS)) == write_kernel(KernelRequest(law(), TOTALS))


def test_what_a_sweep_does_not_touch_is_worked_out_once() -> None:
    text = write_kernel(KernelRequest(law(), TOTALS, swept=("category_top_up",))).text
    before, after = text.split("for s in range(scenarios):")[-2:]
    assert re.search(r"h_dibao_amount.* = b_", before)
    assert re.search(r"category_top_up_amount.* = b_", after)
    assert not re.search(r"h_dibao_amount.* = b_", after)


def test_the_digest_follows_the_sources_of_rules_and_helpers() -> None:
    helpers = [h.__name__ for h in helpers_of(law().rules["family_dibao_amount"].function)]
    assert helpers == ["reaches", "to_fen"]

    def variant(amount):
        @for_household(clause="proposal", unit="yuan/month", zh="低保金")
        def dibao_amount(family_dibao_amount: float) -> float:
            """One of two variants."""
            return family_dibao_amount * amount

        return dibao_amount

    requests = [KernelRequest(law().with_rules([variant(k)]), ("dibao_amount",)) for k in (1.0, 2.0)]
    request = KernelRequest(law(), ("dibao_amount",))
    digests = {kernel_digest(r, write_kernel(r).text) for r in (request, requests[0])}
    assert len(digests) == 2


SECOND_START = """
import sys
from workbench.precompile import warm
warm()
from numba.core.caching import FunctionCache
import workbench.engine.compiler.kernel as k
print(sum(sum(f.stats.cache_hits.values()) for f in k._compiled.values()),
      sum(sum(f.stats.cache_misses.values()) for f in k._compiled.values()))
"""


def test_the_second_start_compiles_nothing(tmp_path) -> None:
    environment = {**os.environ, "WORKBENCH_CACHE": str(tmp_path)}
    hits = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", SECOND_START], env=environment, capture_output=True, text=True, check=True
        )
        hits.append(tuple(int(n) for n in done.stdout.split()))
    compiled = hits[0][1]
    assert compiled >= 9
    assert hits == [(0, compiled), (compiled, 0)]


def test_a_missing_column_is_named(crowd) -> None:
    request = KernelRequest(law(), ("dibao_amount",))
    arrays = {name: array for name, array in crowd.arrays.items() if name != "wage_income"}
    table = np.array([[values()[name] for name in request.parameters]])
    with pytest.raises(InputError, match="the population lacks: wage_income"):
        run_kernel(request, arrays, crowd.starts, crowd.cell, crowd.weight, table, 24)


def test_python_that_the_compiler_refuses_names_the_rule(crowd) -> None:
    @for_person(clause="proposal", unit="yuan/month", zh="本人收入")
    def own_income(wage_income: float) -> float:
        """Write a number out, which the compiler can't take."""
        return float(f"{wage_income:.1f}")

    request = KernelRequest(law().with_rules([own_income]), ("tekun_recipient",))
    with pytest.raises(RuleError, match=r"rule 'own_income' uses Python that the compiler can't take"):
        run(crowd, request, [values()])


@pytest.mark.parametrize("swept", [(), ("urban_dibao_ratio",)], ids=["once", "swept"])
def test_a_rule_of_the_county_may_give_a_name_values_of_two_types(crowd, swept) -> None:
    @for_county(clause="proposal", unit="yuan/month", zh="城市低保标准")
    def urban_dibao_standard(urban_dibao_ratio: float) -> float:
        """Count in whole numbers first, and in halves later."""
        count = 3
        total = 0
        for k in range(count):
            total = total + k
        count = count / 2
        return urban_dibao_ratio * 1000.0 * count + total

    book, parameters = law().with_rules([urban_dibao_standard]), values()
    asked = (np.arange(len(crowd.weight)) < 100) * 1.0  # plain Python takes its time
    request = KernelRequest(book, ("dibao_amount",), swept=swept)
    found = run(crowd, request, [parameters], weight=asked)[0]
    amounts = [run_plain(book, *crowd.family(h), parameters)["dibao_amount"] for h in range(100)]
    assert found.sum() == sum(int(amount * 100 + 0.5) for amount in amounts) > 0


@pytest.mark.parametrize(
    ("swept", "changes"),
    [
        ((), [{"urban_dibao_ratio": 0.33}]),
        (("urban_dibao_ratio",), [{"urban_dibao_ratio": 0.28}, {"urban_dibao_ratio": 0.33}]),
        (("rural_dibao_ratio",), [{"rural_dibao_ratio": k, "urban_dibao_ratio": 0.28} for k in (0.35, 0.45)]),
    ],
    ids=["once", "moving", "shared"],
)
def test_what_the_county_decides_keeps_its_kind_in_the_table(crowd, swept, changes) -> None:
    """A yes or no, a count and a category of the county, read by households: as plain Python has them."""

    @for_county(clause="proposal", unit="yes/no", zh="从严")
    def strict(urban_dibao_ratio: float) -> bool:
        """Below three tenths the county is strict."""
        return urban_dibao_ratio < 0.3

    @for_county(clause="proposal", unit="persons", zh="加计人数")
    def extra_count(urban_dibao_ratio: float) -> int:
        """Count by the ratio."""
        return 3 if urban_dibao_ratio > 0.31 else 1

    @for_county(clause="proposal", unit="urban/rural", zh="基准地区")
    def measured_by(strict: bool) -> Residence:
        """A strict county measures everybody by the country's standard."""
        return Residence.RURAL if strict else Residence.URBAN

    @for_household(clause="proposal", unit="yuan/month", zh="适用低保标准")
    def dibao_standard(
        strict: bool,
        extra_count: int,
        measured_by: Residence,
        residence: Residence,
        urban_dibao_standard: float,
        rural_dibao_standard: float,
    ) -> float:
        """Read all three, and divide what must be a number."""
        base = rural_dibao_standard if measured_by == residence else urban_dibao_standard
        return base if not strict else base * extra_count / 2

    book = law().with_rules([strict, extra_count, measured_by, dibao_standard])
    scenarios = [values(**one) for one in changes]
    asked = (np.arange(len(crowd.weight)) < 100) * 1.0  # plain Python takes its time
    found = run(crowd, KernelRequest(book, ("dibao_amount",), swept=swept), scenarios, weight=asked)[0]
    for scenario, totals in zip(scenarios, found, strict=True):
        amounts = [run_plain(book, *crowd.family(h), scenario)["dibao_amount"] for h in range(100)]
        assert totals.sum() == sum(int(amount * 100 + 0.5) for amount in amounts) > 0


def test_asking_for_what_is_not_there() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'dibao_amount'"):
        _ = KernelRequest(law(), ("dibao_amont",)).rules
    with pytest.raises(UnknownNameError, match="did you mean 'category_top_up'"):
        KernelRequest(law(), TOTALS, swept=("category_topup",))
    with pytest.raises(RuleError, match="can't be added up"):
        KernelRequest(law(), ("self_care",))
    with pytest.raises(RuleError, match="a sweep writes rows of households only, not of persons: tekun_recipient"):
        KernelRequest(law(), TOTALS, rows=("dibao_amount", "tekun_recipient"), swept=("category_top_up",))


def test_a_kernel_is_kept_for_its_book() -> None:
    assert compiled_kernel(KernelRequest(law(), TOTALS)) is compiled_kernel(KernelRequest(law(), TOTALS))


def test_a_rule_that_breaks_its_promise_is_refused_and_not_cut(crowd) -> None:
    @for_household(clause="proposal", unit="persons", zh="低保人数")
    def dibao_members(household_members: int) -> int:
        """Promise a whole number and return a half."""
        return operator.truediv(household_members, 2)  # type: ignore[return-value]

    book = law().with_rules([dibao_members])
    with pytest.raises(RuleError, match=r"'dibao_members' promises int but returns float64"):
        run(crowd, KernelRequest(book, ("dibao_amount",)), [values()])


def test_columns_of_scenarios_equal_plain_runs_one_by_one() -> None:
    book = law()
    names = book.parameters_of(book.needed(["dibao_standard", "tekun_basic_standard"]))
    columns = {name: [values()[name]] * 12 for name in names}
    columns["urban_dibao_ratio"] = [0.25, 0.3, 0.35] * 4
    columns["rural_dibao_ratio"] = [0.35, 0.38, 0.41, 0.45] * 3
    for residence in Residence:
        traits = {"residence": int(residence)}
        found = run_plain_columns(book, traits, columns, ["dibao_standard", "tekun_basic_standard"])
        for s in range(12):
            one = {name: column[s] for name, column in columns.items()}
            plain = run_plain(book, traits, [], one, ["dibao_standard", "tekun_basic_standard"]).household
            assert {name: column[s] for name, column in found.items()} == plain
        assert len(set(found["dibao_standard"])) == (3 if residence == Residence.URBAN else 4)
    with pytest.raises(InputError, match="'dibao_standard' needs 'residence'"):
        run_plain_columns(book, {}, columns, ["dibao_standard"])
    with pytest.raises(RuleError, match="asks for members"):
        run_plain_columns(book, traits, {name: [value] for name, value in values().items()}, ["dibao_members"])
