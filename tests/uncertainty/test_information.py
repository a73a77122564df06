"""The price of information: known answers of variance and of choice, papers that are what they say, both languages."""

import numpy as np
import pytest
from scipy.stats import norm

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.language import using_language
from workbench.population import Population
from workbench.population.synthesis.assumptions import uncertain_assumptions
from workbench.scenario import Scenario
from workbench.uncertainty import county_documents
from workbench.uncertainty.county_documents import TAIL, CountyDocument, check_settled
from workbench.uncertainty.known_inputs import choice_known, variance_known


def test_first_order_shares_of_the_ishigami_function() -> None:
    """sin a + 7 sin² b + 0.1 c⁴ sin a on (−π, π)³: S = 0.3139, 0.4424, 0 (Ishigami and Homma 1990; Saltelli 2008)."""
    points = np.random.default_rng(1).uniform(-np.pi, np.pi, (4_000, 3))
    values = np.sin(points[:, 0]) + 7 * np.sin(points[:, 1]) ** 2 + 0.1 * points[:, 2] ** 4 * np.sin(points[:, 0])
    for place, wanted in enumerate((0.3139, 0.4424, 0.0)):
        found = variance_known(points[:, [place]], values, np.arange(4_000))
        assert found.error < 0.03
        assert abs(found.value - wanted) < 3 * found.error + 0.01


def test_a_plane_of_two_inputs_is_known_entirely_and_half_by_one() -> None:
    """y = a + b of equal variances: knowing a halves the variance, both leave nothing."""
    points = np.random.default_rng(2).standard_normal((2_000, 2))
    values = points.sum(axis=1)
    assert variance_known(points[:, [0]], values, np.arange(2_000)).value == pytest.approx(0.5, abs=0.04)
    assert variance_known(points, values, np.arange(2_000)).value == pytest.approx(1.0, abs=0.01)
    noise = np.random.default_rng(3).standard_normal((2_000, 1))
    nothing = variance_known(noise, values, np.arange(2_000))
    assert abs(nothing.value) < 4 * nothing.error + 0.01
    assert variance_known(np.empty((2_000, 0)), values, np.arange(2_000)).value == 0


def test_inputs_of_the_county_and_of_the_future_add_up() -> None:
    """y = c + a, c shared by the futures of each of 60 counties, equal variances: either is worth a half."""
    random = np.random.default_rng(4)
    county = np.arange(3_000) % 60
    shared, own = random.standard_normal(60)[county], random.standard_normal(3_000)
    shared = (shared - shared.mean()) / shared.std()
    values = shared + own
    of_county = variance_known(shared[:, None], values, county)
    of_future = variance_known(own[:, None], values, county)
    assert of_county.value == pytest.approx(0.5, abs=0.06)
    assert of_future.value == pytest.approx(0.5, abs=0.04)
    together = variance_known(np.stack([shared, own], axis=1), values, county)
    assert together.value == pytest.approx(of_county.value + of_future.value)
    # An input of the county that says nothing isn't taken for knowledge, though it tells sixty counties apart.
    other = random.standard_normal(60)[county]
    assert variance_known(other[:, None], values, county).value < 0.05


@pytest.mark.parametrize("mean", [0.5, -0.5, 0.0])
def test_two_policies_and_a_normal_doubt_have_the_closed_form(mean: float) -> None:
    """Payoffs 0 and X + Z, X ~ N(m, 1), Z ~ N(0, 4): EVPPI of X is φ(m) − |m| Φ(−|m|) (Raiffa and Schlaifer 1961)."""
    random = np.random.default_rng(5)
    known, other = mean + random.standard_normal(8_000), 2 * random.standard_normal(8_000)
    payoffs = np.stack([np.zeros(8_000), known + other], axis=1)
    found, changes = choice_known(known[:, None], payoffs, np.arange(8_000))
    wanted = norm.pdf(mean) - abs(mean) * norm.cdf(-abs(mean))
    assert abs(found.value - wanted) < 3 * found.error
    assert found.error < 0.05
    # The choice changes wherever X has the other sign than its mean.
    if mean:
        assert changes == pytest.approx(norm.cdf(-abs(mean)), abs=0.05)
    nothing, never = choice_known(random.standard_normal((8_000, 1)), payoffs, np.arange(8_000))
    assert abs(nothing.value) < 0.02 + 3 * nothing.error
    assert mean == 0 or never < 0.05


def test_there_are_ten_papers_with_titles_in_both_languages_that_settle_what_is_drawn(baseline: Scenario) -> None:
    papers = county_documents()
    assert len(papers) == 10
    check_settled(papers, baseline.book.parameters)
    resolved, recipe = baseline.resolved(), uncertain_assumptions()
    for one in papers:
        assert one.zh != one.en
        assert one.settles or one.note
        for name in one.settles:
            assert name in recipe or name == TAIL or resolved[name].spread is not None, (one.name, name)


def test_a_paper_that_settles_what_nobody_knows_is_refused(baseline: Scenario) -> None:
    wrong = CountyDocument(name="a", zh="一份文件", en="a paper", settles=("elders_apart_shares",))
    with pytest.raises(InputError, match="elders_apart_share"):
        check_settled([wrong], baseline.book.parameters)


def test_papers_are_ranked_for_the_answers_of_a_county(county: Population, baseline: Scenario) -> None:
    higher = baseline.replace(urban_dibao_ratio=0.35, rural_dibao_ratio=0.45)
    policies = {"now": baseline, "more": higher}
    found = wb.information_value(county, baseline, policies=policies, runs=600)
    rows = {(row["name"], row["measure"]): row for row in found.narrowing.iter_rows(named=True)}
    cost = rows["income_and_consumption", "cost_yuan_per_year"]
    single = rows["rural_consumption_per_head_previous_year", "cost_yuan_per_year"]
    assert cost["variance_share"] > 3 * cost["variance_share_error"] > 0
    assert cost["variance_share"] > single["variance_share"] - 0.1
    assert rows["funding_shares", "persons"]["variance_share"] == 0
    share = cost["variance_share"]
    assert cost["narrower_share"] == pytest.approx(1 - np.sqrt(1 - share))
    assert found.ask_first().height == 10
    assert found.best in policies
    with using_language("en"):
        assert found.words().startswith("Ask for these three papers first: “")
        assert "it does not hold" in found.limits
    with using_language("zh"):
        assert found.words().startswith("先要这三份资料：《")
    worth = found.choice.filter(item_kind="document")
    assert (worth["information_persons"] >= -3 * worth["information_error_persons"] - 1e-9).all()


def test_bad_questions_of_information_are_refused(county: Population, baseline: Scenario) -> None:
    with pytest.raises(InputError, match="two or more are wanted"):
        wb.information_value(county, baseline, policies={"now": baseline})
    with pytest.raises(InputError, match="two or more are wanted"):
        wb.information_value(county, baseline, budget=1e6)
    with pytest.raises(InputError, match="runs=10"):
        wb.information_value(county, baseline, runs=10)
    with pytest.raises(InputError, match="policies: more is 'x'; a Scenario is wanted"):
        wb.information_value(county, baseline, policies={"now": baseline, "more": "x"})  # type: ignore[dict-item]
    found = wb.information_value(county, baseline, runs=50)
    assert found.choice.is_empty()
    with pytest.raises(UnknownNameError, match="unknown measure"):
        found.ask_first("households")
