"""The tables of stacking and of payers: what they say, and what is refused with file and line."""

from pathlib import Path

import pytest

from workbench.errors import ParameterError
from workbench.law import PAYERS, PROGRAMMES, law, load_payers, load_stacking, payer_table, programme, stacking_table
from workbench.law.settlement import AID, COMMERCIAL, EXEMPTION, MAJOR_ILLNESS, ORDERS
from workbench.parameter.parameter_file import load_parameters

LAW = Path(law.__code__.co_filename).parent


def test_the_insurance_of_all_pays_first_then_medical_aid_then_what_one_bought_then_the_exemption() -> None:
    order = law().parameters["illness_cost_order"]
    value = next(iter(order.values.values())).value
    assert value == "major_illness_insurance_then_medical_aid_then_inclusive_insurance_then_fee_exemption"


def test_the_rules_count_the_orders_as_the_table_does() -> None:
    """The code of a choice is its place among the orders by alphabet, as `ORDERS` has them."""
    numbers = {
        "fee_exemption": EXEMPTION,
        "inclusive_insurance": COMMERCIAL,
        "major_illness_insurance": MAJOR_ILLNESS,
        "medical_aid": AID,
    }
    choices = law().parameters["illness_cost_order"].choices
    assert [tuple(numbers[name] for name in choice.split("_then_")) for choice in choices] == list(ORDERS)
    assert len(set(ORDERS)) == 24


@pytest.mark.parametrize(
    ("order", "meant"),
    [
        (
            "medical_aid_then_inclusive_insurance_then_fee_exemption",
            "major_illness_insurance_then_medical_aid_then_inclusive_insurance_then_fee_exemption",
        ),
        ("medical_aid", ""),
        (
            "medical_aid_then_medical_aid_then_inclusive_insurance_then_fee_exemption",
            "medical_aid_then_major_illness_insurance_then_inclusive_insurance_then_fee_exemption",
        ),
    ],
)
def test_an_order_that_leaves_a_payer_out_or_names_one_twice_is_refused(order: str, meant: str) -> None:
    """An order of three payers, written before the major-illness insurance was one of them, isn't guessed at."""
    with pytest.raises(ParameterError, match="illness_cost_order") as refused:
        law().parameters["illness_cost_order"].code(order)
    assert meant in str(refused.value)


def test_one_person_holds_at_most_one_basic_living_aid() -> None:
    """国务院令第649号, as the table has it: of any two of orphans, tekun and dibao one excludes the other."""
    pairs = {(r.aid, r.to) for r in stacking_table().relations if r.effect == "excludes" and not r.switch}
    assert {("orphans", "tekun"), ("orphans", "dibao"), ("tekun", "dibao")} <= pairs


def test_every_programme_has_payers_that_add_up() -> None:
    table = payer_table()
    for one in PROGRAMMES:
        assert sum(table.shares[one.name].of(payer) for payer in PAYERS) == pytest.approx(1, abs=1e-12)
        assert table.shares[one.name].status == "assumed"
    assert all(budget in law().parameters for budget in table.budgets.values())


def test_every_programme_is_made_of_rules_of_the_law() -> None:
    for one in PROGRAMMES:
        named = [t.partition("/")[0] for t in (one.households, one.persons, *one.amounts, one.county_amount) if t]
        assert set(named) <= set(law().rules), one.name
        for amount in one.amounts:
            assert law().rules[amount].unit in ("yuan/month", "yuan/year"), amount
    with pytest.raises(KeyError, match="did you mean 'medical_aid'"):
        programme("medical_ade")


SURE = "clause: 国务院令第649号, status: assumed, source: none"
ORDER = "zh: 顺序, en: order, clause: §4, status: assumed, source: none"
# The rows of a table of relations, then an order, then what is complained of.
BAD_STACKING = {
    "unknown programme": (
        [f"{{aid: tekun, to: dibaoo, effect: excludes, {SURE}}}"],
        "",
        r"bad.yaml:2:18: unknown programme 'dibaoo'; did you mean 'dibao'",
    ),
    "circle": (
        [
            f"{{aid: dibao, to: heating, effect: before, {SURE}}}",
            f"{{aid: heating, to: workers, effect: before, {SURE}}}",
            f"{{aid: workers, to: dibao, effect: income, {SURE}}}",
        ],
        "",
        r"bad.yaml:2:5, bad.yaml:3:5, bad.yaml:4:5: these relations go round in a circle: .*heating.*workers",
    ),
    "circle through an order": (
        [f"{{aid: fee_exemption, to: medical_aid, effect: before, {SURE}}}"],
        "medical_aid, fee_exemption",
        r"bad.yaml:2:5: these relations go round in a circle",
    ),
    "itself": ([f"{{aid: dibao, to: dibao, effect: before, {SURE}}}"], "", r"bad.yaml:2:5: .*can't stand to itself"),
    "unknown effect": (
        [f"{{aid: tekun, to: dibao, effect: exclude, {SURE}}}"],
        "",
        r"bad.yaml:2:\d+: relations.0.effect: one of excludes, income, before is wanted; did you mean 'excludes'",
    ),
    "no source": (
        ["{aid: tekun, to: dibao, effect: excludes, clause: 国务院令第649号, status: assumed}"],
        "",
        r"bad.yaml:2:5: 'relations.0.source' is missing",
    ),
    "fixed law ignored": (
        [f"{{aid: tekun, to: dibao, effect: excludes, {SURE}, value: ignored}}"],
        "",
        r"bad.yaml:2:5: .*fixed law; it can't be ignored",
    ),
    "twice in an order": ([], "dibao, dibao", r"bad.yaml:3:5: .*stands twice"),
}


@pytest.mark.parametrize("name", BAD_STACKING)
def test_a_bad_stacking_table_is_refused(name: str, tmp_path: Path) -> None:
    rows, order, message = BAD_STACKING[name]
    lines = ["relations:", *(f"  - {row}" for row in rows)] if rows else ["relations: []"]
    if order:
        lines += ["sequences:", f"  - {{name: some_order, order: [{order}], {ORDER}}}"]
    path = tmp_path / "bad.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ParameterError, match=message):
        load_stacking(path)


def changed_payers(tmp_path: Path, old: str, new: str) -> Path:
    text = (LAW / "payers.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "payers.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "orphans: {central: 0.30",
            "orphans: {central: 0.29",
            r"payers.yaml:9:3: .*shares add up to 0.99, not to 1",
        ),
        (
            "orphans: {central: 0.30",
            "orphans: {centre: 0.30",
            r"payers.yaml:9:\d+: unknown key .*mean 'central'",
        ),
        ("orphans: {central: 0.30", "orphans: {central: -0.30", r"payers.yaml:9:\d+: shares.orphans.central"),
        ("  orphans: {", "  orphan: {", r"payers.yaml:9:3: unknown programme 'orphan'; did you mean 'orphans'"),
        ("  heating: {county: 1,", "  heating: {county: 0.5, city: 0.6,", r"add up to 1.1, not to 1"),
    ],
)
def test_a_bad_table_of_payers_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=message):
        load_payers(changed_payers(tmp_path, old, new))


def test_a_programme_without_payers_is_refused(tmp_path: Path) -> None:
    lines = (LAW / "payers.yaml").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "payers.yaml"
    path.write_text("\n".join(line for line in lines if not line.startswith("  heating:")), encoding="utf-8")
    with pytest.raises(ParameterError, match="who pays is not said for heating"):
        load_payers(path)


AMOUNT = """heating_aid:
  zh: 取暖救助
  en: Heating aid
  unit: yuan/year
  role: lever
  clause: §4
  valid: {low: 0, high: 1000}
  known_until: open
  values:
    2021-01-01: {value: 300, status: assumed, source: nobody knows}
    2022-01-01: {value: 320, status: assumed, source: nobody knows}
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (", source: nobody knows}\n    2022", "}\n    2022", r"heating.yaml:10:5: .*source' is missing"),
        ("    2021-01-01", "    2023-01-01", r"heating.yaml:1:1: .*from the earliest to the latest"),
        ("assumed, source: nobody knows}\n    2022", "guessed, source: none}\n    2022", r"heating.yaml:10:\d+"),
        ("value: 300", "value: 3000", r"heating.yaml:1:1: .*= 3000 yuan/year makes no sense: 0 to 1000"),
    ],
)
def test_an_amount_without_source_or_with_swapped_dates_is_refused(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    assert old in AMOUNT
    (tmp_path / "heating.yaml").write_text(AMOUNT.replace(old, new), encoding="utf-8")
    with pytest.raises(ParameterError, match=message):
        load_parameters(tmp_path)
