"""Rules against the law that they enter: annotations of arguments, and rules that nothing reads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.engine.cells import rule_in_cell, run_cell
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.kinds import kind_written
from workbench.engine.plain import run_plain
from workbench.engine.rule import rule_of
from workbench.errors import RuleError
from workbench.law import law

BOOK = law()
ABOUT = {"clause": "proposal", "unit": "share", "zh": "加上"}
KINDS = {"bool": bool, "int": int, "float": float, "wb.Residence": wb.Residence, "wb.Sex": wb.Sex}


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (
            "residence: str",
            "'residence' is a category, wb.Residence.URBAN, wb.Residence.RURAL; write residence: wb.Res",
        ),
        ("residence: int", "write residence: wb.Residence"),
        ("residence", "write residence: wb.Residence"),
        ("residence: wb.Sex", "write residence: wb.Residence"),
        ("aid_status: int", "wb.AidStatus.TEKUN; write aid_status: wb.AidStatus"),
        ("dibao_method: str", "write dibao_method: wb.DibaoMethod"),
        ("vehicles: str", "'vehicles' is annotated str; an argument is a bool, an int, a float or a category such as"),
        ("vehicles: wb.Population", "'vehicles' is annotated Population; an argument is a bool"),
        ("vehicles: 'int | None'", "'vehicles' is annotated int | None; an argument is"),
        ("vehicles: wb.Residense", "workbench offers no 'Residense'; did you mean 'Residence'?"),
        ("vehicles: Fahrzeug", "name 'Fahrzeug' is not defined"),
    ],
)
def test_what_no_argument_can_be_is_refused_at_the_definition(annotation: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        rule_in_cell("return 1.0", arguments=annotation, before="from __future__ import annotations")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        ("vehicles: float", "rule 'added' takes 'vehicles' as float; write vehicles: int"),
        ("vehicles", "rule 'added' doesn't say what 'vehicles' is; write vehicles: int"),
        ("urban_dibao_standard: int", "takes 'urban_dibao_standard' as int; write urban_dibao_standard: float"),
        ("work_cost_rate: int", "takes 'work_cost_rate' as int; write work_cost_rate: float"),
        ("owns_company: int", "takes 'owns_company' as int; write owns_company: bool"),
        ("dibao_household: float", "takes 'dibao_household' as float; write dibao_household: bool"),
        ("dibao_members: wb.Residence", "takes 'dibao_members' as wb.Residence; write dibao_members: int"),
        ("illness_cost_order: float", "write illness_cost_order: int"),
        ("living_subsidy_for_margin: int", "write living_subsidy_for_margin: wb.Switch (a category: wb.Switch.IGNORED"),
    ],
)
def test_an_annotation_that_is_not_the_argument_s_is_refused_in_the_law(annotation: str, message: str) -> None:
    rule = rule_in_cell("return 1.0", arguments=annotation)
    with pytest.raises(RuleError) as caught:
        law().with_rules([rule])
    assert message in str(caught.value)


def test_all_wrong_annotations_are_told_at_once() -> None:
    rule = rule_in_cell("return 1.0", arguments="vehicles: float, owns_company: int, work_cost_rate: float")
    with pytest.raises(RuleError) as caught:
        law().with_rules([rule])
    assert len(str(caught.value).splitlines()) == 2


def test_a_rule_that_gives_another_kind_is_refused_by_its_readers() -> None:
    @wb.for_household(clause="proposal", unit="yes/no", zh="低保人数")
    def dibao_members(vehicles: int) -> bool:
        """A yes for a number."""
        return vehicles > 1

    with pytest.raises(RuleError, match="takes 'dibao_members' as int; write dibao_members: bool"):
        law().with_rules([dibao_members])


def test_a_sum_of_yes_and_no_is_a_whole_number_and_categories_can_not_be_added() -> None:
    space = run_cell(
        '@wb.sum_over_members(clause="proposal", unit="persons", zh="老人数")\n'
        "def elders(age: int) -> bool:\n"
        '    """Count those of 60."""\n'
        "    return age >= 60\n"
        '@wb.for_household(clause="proposal", unit="persons", zh="两倍", output=True)\n'
        "def twice(elders: int) -> int:\n"
        '    """Twice their number."""\n'
        "    return 2 * elders\n"
    )
    assert law().with_rules([space["elders"], space["twice"]]).kind("elders") is int
    with pytest.raises(RuleError, match="returns a category, which can't be added up"):

        @wb.sum_over_members(**ABOUT)
        def sexes(sex: wb.Sex) -> wb.Sex:
            """Add up."""
            return sex


def test_a_rule_that_replaces_none_and_that_nothing_reads_gets_the_nearest_name() -> None:
    """Was: a run of 17 seconds with exactly the baseline's totals."""
    text = (
        '@wb.for_household(clause="proposal", unit="yuan/month", zh="适用低保标准")\n'
        "def {}(urban_dibao_standard: float) -> float:\n"
        '    """One standard for all."""\n'
        "    return urban_dibao_standard\n"
    )
    typo = run_cell(text.format("dibao_standrd"))["dibao_standrd"]
    with pytest.raises(RuleError, match=r"cell_\d+.py:1: rule 'dibao_standrd' replaces no rule and no rule reads it"):
        law().with_rules([typo])
    with pytest.raises(RuleError, match=r"did you mean 'dibao_standard'\?"):
        law().with_rules([typo])
    numbered = run_cell(text.format("dibao_standard2"))["dibao_standard2"]
    numbered.__name__ = "dibao_standard"  # the name was taken when the function was decorated
    with pytest.raises(RuleError, match="'dibao_standard2' replaces no rule"):
        law().with_rules([numbered])
    right = run_cell(text.format("dibao_standard"))["dibao_standard"]
    assert law().with_rules([right]).rules["dibao_standard"].sentence == "One standard for all."


def test_a_rule_that_another_new_rule_reads_may_be_added_and_one_that_is_only_looked_at_says_so() -> None:
    space = run_cell(
        '@wb.for_household(clause="proposal", unit="share", zh="加成")\n'
        "def uplift(vehicles: int) -> float:\n"
        '    """A fifth more for a household without vehicle."""\n'
        "    return 1.2 if vehicles == 0 else 1.0\n"
        '@wb.for_household(clause="proposal", unit="yuan/month", zh="适用低保标准")\n'
        "def dibao_standard(urban_dibao_standard: float, uplift: float) -> float:\n"
        '    """The urban standard with its uplift."""\n'
        "    return urban_dibao_standard * uplift\n"
    )
    assert {"uplift", "dibao_standard"} <= law().with_rules([space["uplift"], space["dibao_standard"]]).replaced
    with pytest.raises(RuleError, match="'uplift' replaces no rule and no rule reads it"):
        law().with_rules([space["uplift"]])
    looked_at = rule_in_cell("return 1.0")
    assert looked_at.output
    assert [rule.name for rule in law().with_rules([looked_at]).needed(["added"])] == ["added"]


# ----------------------------------------------------------------------------------------------------- generated rules
ARGUMENTS = {name: BOOK.kind(name) for name in ("residence", "housing", "vehicles", "owns_company", "financial_assets")}
WRONG = ["'urban'", "'dilapidated'", "0", "True", "1.5", "wb.Residence.URBAN", "wb.Housing.NONE", "None"]


@st.composite
def conditions(draw: st.DrawFn, wrong: bool) -> str:
    """Draw a test of one or more categories, right or with one comparison that can't be meant."""
    name = draw(st.sampled_from(["residence", "housing"]))
    category = ARGUMENTS[name]
    right = [f"{kind_written(category)}.{member.name}" for member in category]  # type: ignore[attr-defined]
    others = [one for one in WRONG if one not in right]
    value = draw(st.sampled_from(others if wrong else right))
    more = draw(st.sampled_from(right))
    sign = draw(st.sampled_from(["==", "!="]))
    written = draw(
        st.sampled_from(
            [
                f"{name} {sign} {value}",
                f"{value} {sign} {name}",
                f"{name} in ({more}, {value})",
                f"{name} not in ({value}, {more})",
                f"not ({name} {sign} {value})",
                f"(vehicles > 1 and {name} {sign} {value})",
                f"(owns_company or {name} {sign} {value})",
                f"same({name}, {value})",
                f"(lambda x: x {sign} {value})({name})",
            ]
        )
    )
    return str(written)


def a_rule(name: str, test: str) -> str:
    arguments = ", ".join(f"{one}: {kind_written(kind)}" for one, kind in ARGUMENTS.items())
    return (
        f'@wb.for_household(clause="proposal", unit="yuan", zh="加上", output=True)\n'
        f"def {name}({arguments}) -> float:\n"
        f'    """Generated."""\n'
        f"    if {test}:\n        return 2.0 * financial_assets\n    return financial_assets\n"
    )


HELPER = "def same(one, other):\n    return one == other\n"


@given(test=conditions(wrong=True))
@settings(max_examples=120)
def test_generated_rules_with_a_comparison_that_can_not_be_meant_are_refused(test: str) -> None:
    with pytest.raises(RuleError, match=r"rule 'added' (compares|uses)"):
        law().with_rules([run_cell(HELPER + a_rule("added", test))["added"]])


@given(name=st.sampled_from(sorted(ARGUMENTS)), given_kind=st.sampled_from(sorted(KINDS)))
def test_generated_annotations_are_accepted_where_they_are_the_argument_s_kind_alone(name, given_kind) -> None:
    def enter() -> None:
        law().with_rules([rule_in_cell("return 1.0", arguments=f"{name}: {given_kind}")])

    if KINDS[given_kind] is ARGUMENTS[name]:
        enter()
    else:
        with pytest.raises(RuleError, match=rf"write {name}: {kind_written(ARGUMENTS[name])}"):
            enter()


@given(written=st.lists(conditions(wrong=False), min_size=12, max_size=12))
@settings(max_examples=3)
def test_generated_rules_that_can_be_meant_give_the_same_in_plain_python_and_in_the_kernel(crowd, written) -> None:
    names = [f"value_{k}" for k in range(len(written))]
    space = run_cell(HELPER + "".join(map(a_rule, names, written)))
    book = law().with_rules([rule_of(space[name]) for name in names])
    request = KernelRequest(book, (), rows=tuple(names))
    households = 60
    ends = crowd.starts[: households + 1]
    arrays = {
        item.name: crowd.arrays[item.name][: ends[-1] if item.entity == "person" else households]
        for item in request.inputs
    }
    table = np.zeros((1, len(request.parameters)))
    _, rows = run_kernel(request, arrays, ends, crowd.cell[:households], crowd.weight[:households], table, 24, 1)
    for h in range(households):
        plain = run_plain(book, *crowd.family(h), {}, names)
        assert [rows[name][h] for name in names] == [plain[name] for name in names], written


def test_a_value_that_is_only_looked_at_is_shown_by_its_name_and_saved_with_its_mark(
    county, baseline, tmp_path
) -> None:
    space = run_cell(
        '@wb.for_household(clause="proposal", unit="vehicles", zh="机动车数", output=True)\n'
        "def vehicles_counted(vehicles: int) -> int:\n"
        '    """The vehicles of the household."""\n'
        "    return vehicles\n"
    )
    scenario = baseline.with_rules([space["vehicles_counted"]])
    run = wb.simulate(county, scenario, programmes=["dibao"], rows=["vehicles_counted"])
    assert run.row("vehicles_counted").tolist() == county.households["vehicles"].to_list()
    path = scenario.save(tmp_path / "looked_at.yaml")
    assert "output=True" in (tmp_path / "looked_at_rules.py").read_text(encoding="utf-8")
    assert wb.load_scenario(path).book.rules["vehicles_counted"].output


def test_the_reform_that_was_measured_by_a_wrong_standard_is_refused_with_the_right_spelling(baseline) -> None:
    """Finding A1, as it was typed: 9,765 persons instead of more than 10,271, without a word."""
    text = (
        '@wb.for_household(clause="proposal", unit="yuan/month", zh="适用低保标准")\n'
        "def dibao_standard(residence: {}, urban_dibao_standard: float, rural_dibao_standard: float) -> float:\n"
        '    """Families of the town by the urban standard."""\n'
        "    return urban_dibao_standard if residence == {} else rural_dibao_standard\n"
    )
    with pytest.raises(RuleError, match=r"write residence: wb\.Residence"):
        run_cell(text.format("str", "'urban'"))
    with pytest.raises(RuleError, match=r"write wb\.Residence\.URBAN"):
        run_cell(text.format("wb.Residence", "'urban'"))
    right = run_cell(text.format("wb.Residence", "wb.Residence.URBAN"))["dibao_standard"]
    assert baseline.with_rules([right]).book.rules["dibao_standard"].kinds[0] is wb.Residence
