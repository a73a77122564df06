"""The ladder of income: what aid leaves of a yuan more, and its cliffs found to the fen."""

import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.household import Family
from workbench.scenario import Scenario


def test_without_aid_the_ladder_is_the_income_itself(perfect: Scenario) -> None:
    rich = wb.family([{"age": 44, "property_income": 9_000.0}])
    found = wb.ladder(rich, perfect, swept="wage_income", values=[0, 100, 200])
    assert found.table["income_after_aid"].to_list() == [9_000.0, 9_100.0, 9_200.0]
    assert found.table["marginal_rate"].to_list() == [None, 0.0, 0.0]
    assert found.cliffs.height == found.steep.height == 0


def test_dibao_takes_all_but_the_cost_of_work(perfect: Scenario) -> None:
    """Each yuan of wage counts for 0.90: of 100 more, dibao takes 90."""
    found = wb.ladder(wb.family([{"age": 44}]), perfect, swept="wage_income", values=[0, 100, 200])
    assert found.table["marginal_rate"].to_list()[1:] == pytest.approx([0.9, 0.9])
    assert found.table["dibao"].to_list() == pytest.approx([422, 332, 242])


def test_a_cliff_is_found_to_the_fen(perfect: Scenario) -> None:
    """Alone, wage w, not found by the union: 0.9 w reaches 422 at 468.888…; heating, 25 a month, ends there and half
    the contribution (140 a year) becomes a quarter (70): 5.83 a month less. 25 + 5.83 = 30.83.
    """
    alone = wb.family([{"age": 44}], hard_pressed_worker_draw=1.0)
    found = wb.ladder(alone, perfect, swept="wage_income", values=range(0, 701, 50))
    cliff = found.cliffs.row(0, named=True)
    assert cliff["at"] == pytest.approx(468.89, abs=0.011)
    assert cliff["loss_yuan_per_month"] == pytest.approx(25 + 70 / 12, abs=0.02)
    assert set(cliff["programmes"]) == {"heating", "medical_premiums"}  # dibao's last fen is no cliff


def test_age_is_swept_in_whole_years(perfect: Scenario) -> None:
    alone = wb.family([{"age": 50, "has_able_supporter": False}])
    found = wb.ladder(alone, perfect, swept="age", values=range(56, 64))
    assert [t > 0 for t in found.table["tekun"].to_list()] == [False] * 4 + [True] * 4
    assert found.table["marginal_rate"].is_null().all()


def test_an_illness_moves_the_hospital_cost_along(perfect: Scenario) -> None:
    """Perfect law, one dibao recipient: medical aid pays 70 % of 0.8 × 10,000."""
    ill = wb.family([{"age": 50, "serious_illness": True}])
    found = wb.ladder(
        ill,
        perfect,
        swept="medical_out_of_pocket_per_year",
        values=[0, 10_000],
        along={"inpatient_cost_per_year": 0.8},
    )
    assert found.table["medical_aid"].to_list() == pytest.approx([0, 0.7 * 8_000 / 12])


@pytest.mark.parametrize(
    ("told", "error", "message"),
    [
        ({"swept": "wage_incom", "values": [0, 1]}, UnknownNameError, "did you mean 'wage_income'"),
        ({"swept": "wage_income", "values": [0]}, InputError, "at least two values"),
        ({"swept": "wage_income", "values": [0, 5, 5]}, InputError, "each above the one before"),
        (
            {"swept": "wage_income", "values": [0, 5], "along": {"wagee": 1}},
            UnknownNameError,
            "column to sweep 'wagee'",
        ),
    ],
)
def test_what_a_ladder_refuses(couple: Family, perfect: Scenario, told, error, message: str) -> None:
    with pytest.raises(error, match=message):
        wb.ladder(couple, perfect, **told)
