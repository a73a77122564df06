"""Rules and parameters of a scenario's own: in every tool and every output, saved and read again."""

import dataclasses
import html
import json
import sys
from pathlib import Path

import polars as pl
import pytest

import workbench as wb
from workbench.categories import Residence
from workbench.engine.rule_source import joined_sources, run_source
from workbench.errors import ParameterError, RuleError, ScenarioError, UnknownNameError
from workbench.language import using_language
from workbench.reform import Reform
from workbench.simulation.county_values import standards
from workbench.simulation.levers_in_force import outside_corridor, overruling

BOTH = ["dibao", "tekun"]


def at_least(amount: float, least: float) -> float:
    return max(least, amount)


@wb.sum_over_members(clause="proposal", unit="persons", zh="幼儿人数")
def small_children(age: int) -> int:
    """A member under six."""
    return 1 if age < 6 else 0


@wb.for_household(clause="proposal", unit="yuan/month", zh="适用低保标准")
def dibao_standard(
    residence: Residence,
    urban_dibao_standard: float,
    rural_dibao_standard: float,
    small_children: int,
    child_uplift: float,
) -> float:
    """Families with a child under six are measured by a multiple of the standard."""
    standard = urban_dibao_standard if residence == Residence.URBAN else rural_dibao_standard
    return at_least(child_uplift * standard, standard) if small_children > 0 else standard


def uplift(value: float = 1.2, **changes):
    said = {
        "unit": "factor",
        "zh": "幼儿家庭低保标准倍数",
        "en": "Multiple of the standard with a small child",
        "source": "proposal of the task force",
        "plausible": (1.0, 1.5),
        "corridor": (1.0, 1.3),
        "valid": (1, 3),
    }
    return wb.define_parameter("child_uplift", value, **{**said, **changes})


@pytest.fixture(scope="module")
def reform(baseline):
    return baseline.with_parameters([uplift()]).with_rules([small_children, dibao_standard])


@pytest.fixture(scope="module")
def before(county, baseline):
    return wb.simulate(county, baseline, programmes=BOTH)


@pytest.fixture(scope="module")
def after(county, reform):
    return wb.simulate(county, reform, programmes=BOTH)


def test_the_rules_are_in_force(before, after) -> None:
    """A family with a small child is measured by ⌊…⌉ 1.2 × its standard: rural 422 × 1.2 = 506.4, urban 682 × 1.2."""
    young = after.row("small_children") > 0
    standards = {(422.0, False), (506.4, True), (682.0, False), (818.4, True)}
    rows = zip(after.row("dibao_standard").round(6).tolist(), young.tolist(), strict=True)
    assert set(rows) == standards
    assert after.headline.dibao.cost > before.headline.dibao.cost
    unchanged = ~young
    assert (after.row("dibao_amount")[unchanged] == before.row("dibao_amount")[unchanged]).all()


def test_the_order_in_which_they_are_given_does_not_matter(baseline, reform) -> None:
    other = baseline.with_rules([dibao_standard, small_children])
    assert other.reform.missing == ("child_uplift",)
    assert "missing: child_uplift" in repr(other)
    with pytest.raises(RuleError, match="needs 'child_uplift', which is neither a rule, an input nor a parameter"):
        other.resolved()
    other = other.with_parameters([uplift()])
    assert other == reform
    assert other.book is reform.book


def test_an_argument_misspelt_is_refused_at_once(baseline) -> None:
    @wb.for_household(clause="proposal", unit="yuan/month", zh="适用低保标准")
    def dibao_standard(rural_dibao_standrd: float) -> float:
        """A typing error."""
        return rural_dibao_standrd

    with pytest.raises(RuleError, match=r"'rural_dibao_standrd'.*did you mean 'rural_dibao_standard'\?"):
        baseline.with_rules([dibao_standard])


def test_the_parameter_is_one_like_any_other(reform, county, before) -> None:
    assert reform.value("child_uplift") == 1.2
    outside = wb.simulate(county, reform.replace(child_uplift=1.4), programmes=BOTH, rows=False)
    assert [n.parameter for n in outside.warnings] == ["child_uplift", "small_children", "dibao_standard"]
    with pytest.raises(ParameterError, match="child_uplift = 4 factor makes no sense: 1 to 3 is accepted"):
        reform.replace(child_uplift=4)
    swept = wb.sweep(county, reform, programmes=BOTH, child_uplift=[1.0, 1.2]).summary()
    assert swept["cost_yuan_per_year"][0] == before.headline.total.cost  # a multiple of 1 is the law as it was
    alone = wb.simulate(county, reform.replace(child_uplift=1.0), programmes=BOTH, rows=False)
    assert alone.totals.equals(before.totals)


def test_every_tool_has_the_rules(county, reform, after, baseline) -> None:
    drawn = wb.draw(county, reform, runs=8, programmes=BOTH)
    assert "child_uplift" in drawn.inputs.columns
    still = dataclasses.replace(reform, overrides={})
    policies = wb.draw_policies(county, reform, runs=4, child_uplift=[1.0, 1.5])
    cost = policies.of("cost_yuan_per_year")
    assert (cost[:, 1] > cost[:, 0]).all()
    found = wb.sensitivity(county, reform, samples=8)
    assert "child_uplift" in found.table["name"].to_list()
    assert still.book is reform.book
    least = [wb.goal_seek(county, one, budget=20e6, runs=20).best for one in (baseline, reform)]
    assert least[0] != least[1]


def test_a_household_is_explained_and_laddered_under_the_rules(reform, after, county) -> None:
    mother = wb.family([{"age": 30, "wage_income": 300}, {"age": 3}], residence="rural")
    assert mother.explain(reform).result.household["dibao_standard"] == pytest.approx(506.4)
    # 2 × 506.4 without income, and the minor's top-up of 15 % of the standard: 1,012.80 + 75.96
    assert wb.ladder(mother, reform, swept="wage_income", values=[0, 600]).table["dibao"][0] == pytest.approx(1088.76)
    young = county.households["household_id"].to_numpy()[after.row("small_children") > 0][0]
    text = wb.explain(after, household_id=int(young)).text("dibao_standard")
    assert "Families with a child under six are measured by a multiple of the standard." in text
    assert "child_uplift" in text


def test_a_change_of_rules_is_a_cause(county, before, reform) -> None:
    """Rules and ratios change together: both are told, and the amounts add up to the whole change to the fen."""
    changed = wb.simulate(county, reform.replace(rural_dibao_ratio=0.43), programmes=BOTH)
    found = wb.decompose(before, changed, futures=6)
    assert found.causes == ("standards", "rules")
    amounts = found.of("cost_yuan_per_year")
    assert min(amounts.values()) > 0
    whole = round((changed.headline.total.cost - before.headline.total.cost) * 100)
    assert sum(round(one * 100) for one in amounts.values()) == whole
    rules_alone = wb.simulate(county, reform, programmes=BOTH)
    alone = wb.decompose(before, rules_alone, futures=0).of("cost_yuan_per_year")
    assert alone == {"rules": pytest.approx(rules_alone.headline.total.cost - before.headline.total.cost)}


def test_the_change_is_told_wherever_the_run_is_told(after, baseline) -> None:
    own = after.assumptions.filter(pl.col("role") == "rule")
    assert own["name"].to_list() == ["small_children", "dibao_standard"]
    assert own["value"].to_list() == ["rule_added", "rule_replaced"]
    assert own["status"].to_list() == ["assumed", "assumed"]
    texts = [notice.zh for notice in after.warnings]
    assert any(text.startswith("方案改了法规的规则“适用低保标准”") for text in texts)
    assert any("the scenario adds a rule to the law, small_children" in notice.en for notice in after.warnings)
    assert "dibao_standard" in repr(after.scenario)
    for language, words in (
        ("zh", "2021年基线（东部收入尾部），规则有改动"),
        ("en", "(eastern income tail), rules changed, dibao"),
    ):
        with using_language(language):
            assert any(words in line for line in wb.charts.standards_corridor(after).notes)
    rows = baseline.diff(after.scenario).filter(pl.col("name").is_in(["dibao_standard", "child_uplift"]))
    assert rows["this"].to_list()[0] == "–"
    assert rows["this"].to_list()[1].startswith("the law's rule: ")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_brief_says_that_rules_were_changed(county, baseline, reform, tmp_path: Path, language) -> None:
    """Was: "Both scenarios have the same parameters: do results differ?"."""
    with using_language(language):
        runs = [wb.simulate(county, one) for one in (baseline, reform)]
        path = wb.brief(wb.compare(*runs), tmp_path / "reform.html")
    text = path.read_text(encoding="utf-8")
    words = {
        "zh": [
            "规则“幼儿人数”（small_children）改变",
            "法规的规则",
            "代替法规的规则",
            "方案自己的规则和参数",
            reform.reform.digest,
        ],
        "en": [
            "Another rule small_children",
            "the law's rule",
            "replaces a rule of the law",
            reform.reform.digest,
        ],
    }[language]
    for one in words:
        assert one in html.unescape(text)
    assert "do results differ?" not in text
    assert "结果有差别吗" not in text


def test_a_parameter_that_no_rule_reads_is_told(county, baseline) -> None:
    idle = wb.define_parameter("idle_share", 0.2, unit="share", zh="没用到的比例", en="Unused share", source="a test")
    run = wb.simulate(county, baseline.with_parameters([idle]), programmes=BOTH, rows=False)
    assert [n.en for n in run.warnings] == [
        "no rule reads the scenario's own parameter “Unused share”: changing it does nothing"
    ]


@pytest.fixture(scope="module")
def of_notebook(baseline, reform):
    """The same reform with rules that no module holds, as those of a notebook's cells."""
    text = joined_sources(one.source.text for one in reform.reform.rules)
    rules = run_source(text, "cell", "cell.py").values()
    found = baseline.with_parameters([uplift()]).with_rules(rules)
    assert found.reform == reform.reform
    assert [one.address for one in found.reform.rules] == ["", ""]
    return found


def test_a_saved_reform_is_the_same_when_it_is_read(county, of_notebook, after, tmp_path: Path) -> None:
    reform = of_notebook
    path = reform.replace(child_uplift=1.3).save(tmp_path / "mine.yaml")
    again = wb.load_scenario(path)
    assert dataclasses.replace(again, name=reform.name) == reform.replace(child_uplift=1.3)
    run = wb.simulate(county, again.replace(child_uplift=1.2), programmes=BOTH)
    assert run.totals.equals(after.totals)
    again.save(tmp_path / "second.yaml")
    assert wb.load_scenario(tmp_path / "second.yaml").reform == reform.reform
    (tmp_path / "mine_rules.py").write_text(
        (tmp_path / "mine_rules.py").read_text(encoding="utf-8").replace("age < 6", "age < 7"), encoding="utf-8"
    )
    with pytest.raises(ScenarioError, match=r"the rule mine_rules.py:small_children has changed since"):
        wb.load_scenario(path)


def test_rules_are_named_by_file_or_module_in_a_file_written_by_hand(of_notebook, tmp_path: Path, monkeypatch) -> None:
    reform = of_notebook
    reform.save(tmp_path / "saved.yaml")
    text = (tmp_path / "saved_rules.py").read_text(encoding="utf-8")
    for name in ("reforms.py", "own_reforms_module.py"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    head = (
        "name: hand\ntitle: {zh: 手写, en: By hand}\ndate: 2021-07-01\nlevers: {child_uplift: 1.1}\nparameters:\n"
        "  child_uplift: {zh: 倍数, en: Multiple, unit: factor, role: lever, value: 1.2, source: a proposal}\n"
    )
    path = tmp_path / "hand.yaml"
    for rules in ("[reforms.py]", "[reforms.py:small_children, reforms.py:dibao_standard]", "[own_reforms_module]"):
        path.write_text(f"{head}rules: {rules}\n", encoding="utf-8")
        found = wb.load_scenario(path)
        assert found.value("child_uplift") == 1.1
        assert {one.digest for one in found.reform.rules} == {one.digest for one in reform.reform.rules}
    assert found.reform.rules[0].address.startswith("own_reforms_module:")
    saved = found.save(tmp_path / "later.yaml")
    assert not (tmp_path / "later_rules.py").exists()  # they are found by their module
    assert wb.load_scenario(saved).reform == found.reform
    for rules, problem in {
        "[reforms.py:small_childrn]": "hand.yaml:7:9: unknown rule of reforms.py 'small_childrn'; did you mean",
        "[nowhere.py]": r"nowhere.py can't be read \(No such file",
        "[nowhere_at_all:rule]": "the module 'nowhere_at_all' isn't found",
        "[reforms.py:dibao_standard]": "needs 'small_children', which is neither a rule",
        "[json]": "json has no rules",
        "[/etc/rules.py]": "a path beside the scenario's file is wanted",
    }.items():
        path.write_text(f"{head}rules: {rules}\n", encoding="utf-8")
        with pytest.raises(ScenarioError, match=problem):
            wb.load_scenario(path)
    (tmp_path / "reforms.py").write_text("def broken(:\n", encoding="utf-8")
    path.write_text(f"{head}rules: [reforms.py]\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"reforms.py can't be run: line 1: invalid syntax"):
        wb.load_scenario(path)


def test_an_overlay_has_the_rules_of_its_base(reform, tmp_path: Path) -> None:
    reform.save(tmp_path / "first.yaml")
    text = "name: second\nbase: first\ntitle: {zh: 二, en: Two}\nlevers: {child_uplift: 1.5}\n"
    (tmp_path / "second.yaml").write_text(text, encoding="utf-8")
    found = wb.load_scenario(tmp_path / "second.yaml")
    assert found.reform == reform.reform
    assert found.value("child_uplift") == 1.5


def test_a_rule_of_a_factory_is_not_saved_and_says_what_would_do(baseline, tmp_path: Path) -> None:
    def made(share: float):
        @wb.for_household(clause="proposal", unit="yuan/month", zh="家庭低保金")
        def family_dibao_amount(family_dibao_recipient: bool, dibao_standard: float) -> float:
            """A share of the standard."""
            return share * dibao_standard if family_dibao_recipient else 0.0

        return family_dibao_amount

    scenario = baseline.with_rules([made(0.5)])
    with pytest.raises(ScenarioError, match=r"can't be written to a file: .* made by another function.*by its address"):
        scenario.save(tmp_path / "no.yaml")
    assert list(tmp_path.iterdir()) == []
    assert scenario != baseline.with_rules([made(0.6)])


def test_rules_are_frozen_when_they_are_given(county, baseline) -> None:
    """A cell that is run again changes neither a scenario that was made nor its run."""
    namespace = {"wb": wb, "RATE": 100.0}
    cell = (
        '@wb.for_county(clause="proposal", unit="yuan/month", zh="农村低保标准")\n'
        'def rural_dibao_standard() -> float:\n    """A fixed standard."""\n    return RATE\n'
    )
    exec(cell, namespace)
    scenario = baseline.with_rules([namespace["rural_dibao_standard"]])
    namespace["RATE"] = 900.0
    assert wb.simulate(county, scenario, programmes=["dibao"], rows=False).standards["rural_dibao_standard"] == 100
    assert scenario != baseline.with_rules([namespace["rural_dibao_standard"]])


def test_a_later_rule_of_a_name_takes_the_place_of_an_earlier_one(baseline, reform) -> None:
    @wb.sum_over_members(
        clause="proposal", unit="persons", zh="幼儿人数", start_date="2022-01-01", name="small_children"
    )
    def babies(age: int) -> int:
        """A member under two."""
        return 1 if age < 2 else 0

    later = reform.with_rules([babies])
    assert later.book.rules["small_children"].function(3) == 1  # 2021
    assert later.replace(date=baseline.date.replace(year=2022)).book.rules["small_children"].function(3) == 0
    whole = reform.with_rules([small_children])
    assert whole == reform


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"unit": "yaun"}, "child_uplift.*unknown unit 'yaun'"),
        ({"corridor": (1.3, 1.5)}, "lies outside the parameter's own corridor, 1.3 to 1.5"),
        ({"plausible": (1.3, 1.5)}, "lies outside what is called plausible"),
        ({"plausible": 1.3}, r"plausible=1.3: a pair \(low, high\) is wanted"),
        ({"source": "x"}, "child_uplift"),
        ({"status": "sure"}, "one of"),
        ({"choices": ("a", "b")}, "unknown choice for child_uplift"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(changes, problem: str) -> None:
    with pytest.raises((ParameterError, UnknownNameError, wb.WorkbenchError), match=problem):
        uplift(**changes)


def test_a_parameter_of_the_law_keeps_its_unit_and_can_have_another_corridor(baseline) -> None:
    said = {"zh": "城市低保比例", "en": "Urban ratio", "source": "a proposal"}
    with pytest.raises(ParameterError, match="the unit of the law's parameter is 'share', not 'factor'"):
        baseline.with_parameters([wb.define_parameter("urban_dibao_ratio", 0.3, unit="factor", **said)])
    wider = wb.define_parameter("urban_dibao_ratio", 0.3, unit="share", corridor=(0.2, 0.4), **said)
    scenario = baseline.with_parameters([wider]).replace(urban_dibao_ratio=0.38)
    for one, outside in ((scenario, False), (baseline.replace(urban_dibao_ratio=0.38), True)):
        values = {name: item.value for name, item in one.resolved().items()}
        assert outside_corridor("urban_dibao_ratio", values, one.book, standards(one.book, values), one.date) is outside
    # what overrules it in the law overrules it still
    published = scenario.replace(urban_dibao_standard_published=700)
    values = {name: item.value for name, item in published.resolved().items()}
    assert overruling("urban_dibao_ratio", values, published.book).name == "urban_dibao_standard_published"
    with pytest.raises(ParameterError, match="parameters: 3 stands there; a parameter made by define_parameter"):
        baseline.with_parameters([3])
    with pytest.raises(RuleError, match="the name 'age' is used for more than one of"):
        baseline.with_parameters([wb.define_parameter("age", 3, unit="years", **said)])


def test_a_record_holds_the_rules_and_an_unchanged_law_has_no_word_of_them(county, after, before) -> None:
    from workbench.briefing.run_record import record_of

    scenario = record_of(after)["scenario"]
    assert [one["name"] for one in scenario["reform"]["rules"]] == ["dibao_standard", "small_children"]
    assert scenario["reform"]["digest"] == after.scenario.reform.digest
    assert "reform" not in record_of(before)["scenario"]
    json.dumps(scenario)


def test_the_empty_reform_changes_nothing(baseline) -> None:
    assert baseline.with_rules([]) == baseline
    assert baseline.with_parameters([]) == baseline
    assert Reform().digest == ""
    assert not Reform()
    assert baseline.book is wb.load_scenario("baseline-2021").book


def test_the_module_of_these_rules_is_their_address(reform) -> None:
    assert reform.reform.rules[0].address == f"{__name__}:small_children"
    assert __name__ in sys.modules
