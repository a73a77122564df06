"""Drawn years: every future is `years` of its own inputs; identities hold in each; bad input is refused in words."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import workbench as wb
from tests.yearly.conftest import FIRST, LAST
from workbench.errors import InputError, PlaceError, UnknownNameError
from workbench.luck import uniform_draws
from workbench.population import Population
from workbench.population.lives import Lives
from workbench.yearly import MemoryAssumptions, ReceiptMemory, YearsDraws, entry_fit, grown, load_paths
from workbench.yearly.future_inputs import JOINT, amounts_of, drawn_memory, growth_numbers, moved_paths

MEMORY = ReceiptMemory(MemoryAssumptions(entry_rural=0.3, entry_urban=0.05))
MANY = 1_000_003
FEN = 0.005


@pytest.fixture(scope="module")
def higher(baseline: wb.Scenario) -> wb.Scenario:
    return baseline.replace(name="higher", urban_dibao_ratio=0.33, rural_dibao_ratio=0.43)


@pytest.fixture(scope="module")
def fan(lives: Lives, baseline: wb.Scenario, higher: wb.Scenario) -> YearsDraws:
    """Six futures of everything that can differ by 2024; growth has no range before the law of 2026."""
    return wb.draw_years(lives, baseline, FIRST, LAST, against=higher, runs=6, memory=MEMORY, lives=2, seed=3)


def test_a_future_of_lives_is_years_of_its_inputs_to_the_fen(lives, baseline, higher) -> None:
    """Luck, lives, memory with its entries and the assumptions of a future, given to `years` one by one."""
    policies = {one.name: one for one in (baseline, higher)}
    fan = wb.draw_years(
        lives, baseline, FIRST, LAST, against=higher, runs=4, memory=MEMORY, lives=2, seed=3,
        kinds=["memory", "lives", "chance"],
    )  # fmt: skip
    for number in (0, 3):
        for p, (name, scenario) in enumerate(policies.items()):
            row = fan.inputs.filter((pl.col("policy") == name) & (pl.col("future") == number)).row(0, named=True)
            other = lives if row["lives_seed"] == lives.seed else lives.of_seed(row["lives_seed"])
            assumed = MemoryAssumptions(**{one: row[one] for one in MemoryAssumptions.__dataclass_fields__})
            lucky = Lucky(other, row["luck_seed"])
            plain = wb.years(lucky, scenario, FIRST, LAST, programmes=["dibao", "tekun"], memory=ReceiptMemory(assumed))
            for y, year in enumerate(fan.years):
                headline = plain.run(year).headline
                assert fan.outcomes.persons[p, number, y].tolist() == [headline.dibao.persons, headline.tekun.persons]
                assert fan.outcomes.fen[p, number, y].tolist() == [headline.dibao.cost_fen, headline.tekun.cost_fen]
            flows = plain.flows.filter(pl.col("flow") != "members").group_by("year", "cause").agg(
                pl.col("households", "persons").sum()
            )  # fmt: skip
            mine = fan.flows.filter(
                (pl.col("policy") == name) & (pl.col("future") == number) & (pl.col("flow") != "members")
            ).select("year", "cause", "households", "persons")
            assert mine.sort("year", "cause").rows() == flows.sort("year", "cause").rows()


class Lucky:
    """Lives whose people have another luck under the law."""

    def __init__(self, lives: Lives, seed: int) -> None:
        self.lives, self.seed = lives, seed
        self.first_year, self.last_year = lives.first_year, lives.last_year

    def population(self, year: int) -> Population:
        return self.lives.population(year).with_luck(self.seed)


def test_a_future_of_frozen_people_is_years_of_its_paths_and_assumptions(people, baseline) -> None:
    """The law of 2027 rests on growth of 2025 to 2027 that has a range: a future's is given to the scenario.

    An amount lies as far off in every year: consumption and minimum wage of 2027 are the scenario's times what was
    drawn over the value of 2021, here given as yearly values of `replace`.
    """
    fan = wb.draw_years(people, baseline, 2021, 2027, runs=2, seed=5)
    assert fan.kinds == ("parameters", "paths", "chance")
    paths, now = load_paths(), baseline.resolved()
    off = growth_numbers(paths, 2, 5, 2021, 2027, 0.8)
    for number in range(2):
        row = fan.inputs.row(number, named=True)
        growth = {}
        for name, values in off.items():
            moved = moved_paths(paths, {name: values[number]}, 2027)[name]
            growth[name] = {
                year: moved.of(year).growth for year in range(2025, 2028) if moved.of(year) != paths[name].of(year)
            }
        scenario = baseline.with_years(growth=growth)
        plain = wb.years(people.with_luck(5 * MANY + number), scenario, 2021, 2027, programmes=["dibao", "tekun"])
        there = plain.scenario(2027)
        values = {name: row[name] for name in row if name in now}
        for name in amounts_of(baseline) & set(values):
            values[name] = there.resolved()[name].value * values[name] / now[name].value
        alone = wb.simulate(plain.population(2027), there.replace(**values), programmes=["dibao", "tekun"], rows=False)
        assert fan.of("persons")[number, -1] == alone.headline.total.persons
        assert fan.of("cost_yuan_per_year")[number, -1] == pytest.approx(alone.headline.total.cost, abs=FEN)
        payers = who_pays_county(alone)
        assert fan.of("county_cost_yuan_per_year")[number, -1] == pytest.approx(payers, abs=0.01)
        real = alone.headline.total.cost / plain.deflators[2027]
        assert fan.of("real_cost_yuan_per_year")[number, -1] == pytest.approx(real, abs=0.01)


def who_pays_county(run: wb.Run) -> float:
    return float(wb.who_pays(run).filter(pl.col("payer") == "county")["cost_yuan_per_year"].sum())


def test_nothing_drawn_is_one_future_and_that_is_years(lives, people, baseline) -> None:
    for given in (lives, people):
        fan = wb.draw_years(given, baseline, FIRST, LAST, runs=2, kinds=[], memory=MEMORY)
        plain = wb.years(given, baseline, FIRST, LAST, programmes=["dibao", "tekun"], memory=MEMORY)
        wanted = [plain.run(year).headline.total.cost for year in plain.span]
        assert fan.of("cost_yuan_per_year").tolist() == [wanted, wanted]
        assert (fan.bands["low"] == fan.bands["high"]).all()
        assert fan.interval("persons", 2024) == (plain.run(2024).headline.total.persons,) * 2


def test_recipients_and_residents_reconcile_in_every_future(fan: YearsDraws, lives: Lives) -> None:
    """Households of a year = of the year before + came − left, by cause, for both policies; persons with members."""
    stock, flows = fan.outcomes.stock, fan.outcomes.flows
    assert stock.shape == (2, 6, 4, 2)
    signs = np.array([1, 1, -1, -1, -1, -1, 1])
    assert np.array_equal(stock[:, :, 1:], stock[:, :, :-1] + np.einsum("c,pfyck->pfyk", signs, flows[:, :, 1:]))
    assert (flows[:, :, 1:, 1:6].sum(axis=(2, 4)) > 0).any()
    assert not flows[:, :, 0].any()
    assert fan.flows.filter((pl.col("future") == 2) & (pl.col("policy") == "higher")).height == 3 * 7
    other = lives.of_seed(3 * MANY + 1)
    for one in (lives, other):
        for year in range(FIRST + 1, LAST + 1):
            now, before = one.residents_of(year), one.residents_of(year - 1)
            assert now["residents"] == before["residents"] + now["births"] - now["deaths"] - now["moved_out"]
            assert now["births"] > 0 < now["deaths"]
    assert other.people.equals(lives.people) is False


def test_what_does_not_reconcile_stops_the_draw(lives, baseline, monkeypatch) -> None:
    """The check at run time is one: with another number of births it speaks."""
    told = Lives.residents_of

    def wrong(self: Lives, year: int) -> dict[str, int]:
        return {**told(self, year), "births": told(self, year)["births"] + (year == 2022)}

    monkeypatch.setattr(Lives, "residents_of", wrong)
    with pytest.raises(Exception, match="by births, deaths, moves"):
        wb.draw_years(lives, baseline, FIRST, 2022, runs=1, kinds=[])


def test_both_policies_share_all_but_the_policy(fan, lives, baseline, higher) -> None:
    """The second policy drawn alone gives its own rows again; the difference is that of each future."""
    alone = wb.draw_years(lives, higher, FIRST, LAST, runs=6, memory=MEMORY, lives=2, seed=3, kinds=fan.kinds[:1])
    both = wb.draw_years(
        lives, baseline, FIRST, LAST, against=higher, runs=6, memory=MEMORY, lives=2, seed=3, kinds=fan.kinds[:1]
    )
    assert np.array_equal(alone.of("cost_yuan_per_year"), both.of("cost_yuan_per_year", "higher"))
    gap = both.of("persons", "higher") - both.of("persons")
    row = (
        both.difference_at(0.5).filter((pl.col("quantity") == "persons") & (pl.col("year") == 2023)).row(0, named=True)
    )
    assert row["middle"] == np.median(gap[:, 2])
    assert (row["low"], row["high"]) == tuple(np.quantile(gap[:, 2], [0.25, 0.75]))
    assert (gap > 0).all()
    # Apart they scatter more than their difference: that is what common random numbers are for.
    assert gap[:, 2].std() < both.of("persons")[:, 2].std()


def test_bands_are_tidy_and_of_the_level(fan: YearsDraws) -> None:
    assert fan.bands.columns[:6] == ["policy", "quantity", "year", "low", "middle", "high"]
    assert fan.bands.height == 2 * 6 * 4
    assert (fan.bands["low"] <= fan.bands["middle"]).all()
    assert (fan.bands["middle"] <= fan.bands["high"]).all()
    wide, narrow = fan.bands_at(0.9), fan.bands_at(0.5)
    assert ((wide["high"] - wide["low"]) >= (narrow["high"] - narrow["low"])).all()
    values = fan.of("dibao_persons", "higher")[:, 1]
    row = narrow.filter(
        (pl.col("policy") == "higher") & (pl.col("quantity") == "dibao_persons") & (pl.col("year") == 2022)
    ).row(0, named=True)
    assert (row["low"], row["middle"], row["high"]) == tuple(np.quantile(values, [0.25, 0.5, 0.75]))
    assert fan.of("persons").sum() == fan.of("dibao_persons").sum() + fan.of("tekun_persons").sum()


def test_chances_to_keep_budgets_are_counted_by_hand(fan: YearsDraws) -> None:
    """Budgets at the third smallest county cost: three of six futures keep each; jointly those that keep both."""
    cost = fan.of("county_cost_yuan_per_year")
    budgets = {2022: float(np.sort(cost[:, 1])[2]), 2024: float(np.sort(cost[:, 3])[2])}
    table = fan.chance_within(budgets).filter(pl.col("policy") == "baseline-2021")
    assert table["chance"].to_list()[:2] == [0.5, 0.5]
    jointly = sum((cost[k, 1] <= budgets[2022]) and (cost[k, 3] <= budgets[2024]) for k in range(6)) / 6
    assert table.filter(pl.col("year").is_null())["chance"].item() == pytest.approx(jointly)
    sure = fan.chance_within({2023: 1e12}, payer="all")
    assert sure["chance"].to_list() == [1.0] * 4


def test_the_same_for_any_number_of_threads_and_the_first_futures_of_few_lives(lives, baseline, fan) -> None:
    again = wb.draw_years(lives, baseline, FIRST, LAST, runs=6, memory=MEMORY, lives=2, seed=3, threads=1)
    assert np.array_equal(again.of("cost_yuan_per_year"), fan.of("cost_yuan_per_year"))
    other = wb.draw_years(lives, baseline, FIRST, FIRST + 1, runs=6, memory=MEMORY, lives=2, seed=3)
    assert np.array_equal(other.of("persons"), fan.of("persons")[:, :2])  # far years change nothing in near ones
    assert not np.array_equal(
        wb.draw_years(lives, baseline, FIRST, FIRST, runs=6, lives=2, seed=4).of("persons"), fan.of("persons")[:, :1]
    )


def test_lives_scaled_to_other_growth_are_lives_of_that_growth(people, baseline) -> None:
    """Money of one set of lives times what other incomes are over its own, against lives that grew by those: 1 %.

    Growth of 2021 to 2023, which no path draws, is changed by hand: +2 points a year.
    """
    slow = wb.income_growth(FIRST, LAST)
    fast = {year: {r: g + 0.02 for r, g in by.items()} for year, by in slow.items()}
    one, two = (wb.lives(people, LAST, growth=g).population(LAST) for g in (slow, fast))
    factor = {r: np.prod([(1 + fast[y][r]) / (1 + slow[y][r]) for y in slow]) for r in ("urban", "rural")}
    scaled = grown(one, factor, factor, 2023, "test")
    for name in ("wage_income", "transfer_income", "medical_out_of_pocket_per_year"):
        assert scaled.persons[name].sum() == pytest.approx(two.persons[name].sum(), rel=0.01)
    scenario = wb.years(wb.lives(people, LAST), baseline, LAST, LAST).scenario(LAST)
    costs = [
        wb.simulate(p, scenario, programmes=["dibao", "tekun"], rows=False).headline.total.cost
        for p in (scaled, two, one)
    ]
    assert costs[0] == pytest.approx(costs[1], rel=0.01)
    assert abs(costs[2] / costs[1] - 1) > 0.03


def test_growth_has_its_ends_and_shares_what_it_is_said_to_share() -> None:
    """A tenth of the futures lies below the low end, a tenth above the high one; correlation s between paths."""
    paths, runs = load_paths(), 4000
    found = growth_numbers(paths, runs, 1, 2021, 2035, 0.8)
    assert set(JOINT) < set(found)
    matrix = np.corrcoef([found[name] for name in JOINT])
    assert matrix[~np.eye(len(JOINT), dtype=bool)] == pytest.approx(0.8, abs=0.03)
    assert np.corrcoef(found["prices"], found["urban_income"])[0, 1] == pytest.approx(0, abs=0.05)
    told = paths["rural_income"].of(2030)
    growth = [
        moved_paths(paths, {"rural_income": z}, 2031)["rural_income"].of(2030).growth for z in found["rural_income"]
    ]
    below = np.mean(np.array(growth) < told.growth + told.low)
    above = np.mean(np.array(growth) > told.growth + told.high)
    assert (below, above) == (pytest.approx(0.1, abs=0.01), pytest.approx(0.1, abs=0.01))
    assert moved_paths(paths, {"rural_income": 2.0}, 2035)["rural_income"].of(2024) == paths["rural_income"].of(2024)


def test_given_growth_is_not_drawn(people, baseline) -> None:
    fixed = baseline.with_years(growth={"urban_income": {2026: 0.1}, "prices": {2025: 0.0, 2026: 0.0, 2027: 0.0}})
    fan = wb.draw_years(people, fixed, 2021, 2027, runs=3, kinds=["paths"])
    assert {"urban_income_growth", "prices_growth"}.isdisjoint(fan.inputs.columns)
    assert fan.inputs["rural_income_growth"].n_unique() == 3


def test_memory_is_drawn_around_what_is_given_and_entries_keep_the_stock(people, baseline) -> None:
    """The entries of a future are to the bit those that the search of `fit_entry` finds on tables, six years ahead."""
    drawn = drawn_memory(MemoryAssumptions(), 1000, 1)
    review = np.array([one.review for one in drawn])
    assert np.quantile(review, [0.1, 0.5]) == pytest.approx([0.15, 0.25], abs=0.02)
    assert review.max() <= 1
    fan = wb.draw_years(people, baseline, FIRST, FIRST, runs=2, kinds=["memory"], memory=MEMORY)
    small = entry_fit._may_receive(people, baseline)
    first = entry_fit._year(small, baseline)

    def drift(now: MemoryAssumptions) -> dict[str, float]:
        return entry_fit._drift(small, baseline, first, now, 6)

    for one in fan.outcomes.memory:
        start = replace(one, entry_rural=0.3, entry_urban=0.05)  # as MEMORY has them
        assert entry_fit.searched_entries(start, drift, 0.01)[0] == one


def test_luck_and_lives_have_numbers_of_their_own(fan: YearsDraws) -> None:
    inputs = fan.inputs.filter(pl.col("policy") == "higher")
    assert inputs["luck_seed"].n_unique() == 6
    assert inputs["lives_seed"].n_unique() == 2
    assert inputs["dibao_take_up_rural"].n_unique() == 6
    only = fan.inputs.filter(pl.col("policy") == "baseline-2021")
    assert only["dibao_take_up_rural"].to_list() == inputs["dibao_take_up_rural"].to_list()
    assert uniform_draws(int(inputs["luck_seed"][0]), "tekun_draw", np.array([1])) != uniform_draws(
        int(inputs["luck_seed"][1]), "tekun_draw", np.array([1])
    )


def test_what_the_interval_holds_is_said(fan: YearsDraws, people, baseline) -> None:
    first = fan.warnings[0]
    assert first.en.startswith("The interval holds the plausible ranges of the law's assumptions")
    assert "does not hold the low and high ends of growth to come" in first.en
    assert "运气" in first.zh
    shared = wb.draw_years(people, baseline, 2026, 2027, runs=2, kinds=["paths"])
    assert any("80% of the variance of growth is common" in one.en for one in shared.warnings)
    high = baseline.replace(name="beyond", rural_dibao_ratio=0.48)
    told = wb.draw_years(people, baseline, FIRST, 2022, against=high, runs=1, kinds=[]).warnings
    assert any(one.en.startswith("2021, 2022: ") and one.parameter == "rural_dibao_ratio" for one in told)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"runs": 0}, "runs=0: a whole number is wanted, at least 1"),
        ({"kinds": ["path"]}, "'paths'"),
        ({"kinds": ["memory"]}, "no memory is given"),
        ({"kinds": ["paths"]}, "no growth that the law of 2021 to 2024 rests on has a range"),
        ({"runs": 2, "lives": 3}, "dealt to 3 lives"),
        ({"shared_growth": 1.5}, "shared_growth"),
        ({"seed": -1}, "seed=-1"),
        ({"memory": ReceiptMemory(MemoryAssumptions(review=0.1)), "kinds": ["memory"]}, "review=0.1 lies outside"),
    ],
)
def test_what_cannot_be_drawn_is_refused(lives, baseline, given, words) -> None:
    with pytest.raises((InputError, UnknownNameError), match=words):
        wb.draw_years(lives, baseline, FIRST, LAST, **{"runs": 4, **given})


def test_where_not_only_the_policy_differs_it_is_refused(lives, people, baseline) -> None:
    other = baseline.with_years(growth={"prices": {2025: 0.01}})
    with pytest.raises(InputError, match="not only the policy would differ"):
        wb.draw_years(people, baseline, FIRST, LAST, against=other)
    with pytest.raises(InputError, match="incomes stay as they were in 2021"):
        wb.draw_years(wb.lives(people, LAST), baseline, FIRST, LAST)
    with pytest.raises(InputError, match="kinds: 'lives' can't be drawn: the people stay"):
        wb.draw_years(people, baseline, FIRST, LAST, kinds=["lives"])
    none = {year: {"urban": 0.0, "rural": 0.0} for year in range(FIRST + 1, LAST + 1)}
    with pytest.raises(InputError, match="of 2022 have grown by"):
        wb.draw_years(wb.lives(people, LAST, growth=none), baseline, FIRST, LAST)
    with pytest.raises(PlaceError):
        wb.draw_years(people, baseline, FIRST, LAST, against=replace(baseline, place="elsewhere"))
    with pytest.raises(InputError, match="people from 2021 to 2024"):
        wb.draw_years(lives, baseline, FIRST, LAST + 1)


def test_questions_to_the_result_that_have_no_answer(fan: YearsDraws, people, baseline) -> None:
    with pytest.raises(UnknownNameError, match="cost_yuan_per_year"):
        fan.of("cost")
    with pytest.raises(UnknownNameError, match="higher"):
        fan.of("persons", "highest")
    with pytest.raises(InputError, match="year 2030; 2021 to 2024 were drawn"):
        fan.interval("persons", 2030)
    with pytest.raises(InputError, match="year 2030; years from 2021 to 2024"):
        fan.chance_within({2030: 1e6})
    with pytest.raises(InputError, match="budgets of 2022"):
        fan.chance_within({2022: -1.0})
    with pytest.raises(InputError, match="such as"):
        fan.chance_within({})
    with pytest.raises(InputError, match="level"):
        fan.bands_at(1.0)
    alone = wb.draw_years(people, baseline, FIRST, FIRST, runs=1, kinds=[])
    with pytest.raises(InputError, match="against=scenario"):
        _ = alone.difference
    with pytest.raises(InputError, match="no memory carries receipt on"):
        _ = alone.flows


def test_a_rule_of_ones_own_looks_at_everybody(people, baseline) -> None:
    """A property test that lets everybody pass: households that the law's own test keeps out are looked at too."""
    from workbench.engine.rule import for_household

    @for_household(clause="proposal", unit="yes/no", zh="财产状况符合规定")
    def passes_property_test(financial_assets_per_member: float) -> bool:
        """Everybody passes."""
        return financial_assets_per_member >= 0.0

    own = baseline.with_rules([passes_property_test])
    fan = wb.draw_years(people, baseline, FIRST, 2022, against=own.replace(name="own"), runs=1, kinds=[])
    plain = wb.years(people, own, FIRST, 2022, programmes=["dibao", "tekun"])
    assert fan.of("cost_yuan_per_year", "own")[0, 1] == plain.run(2022).headline.total.cost
    assert fan.of("persons", "own")[0, 1] > fan.of("persons")[0, 1]
