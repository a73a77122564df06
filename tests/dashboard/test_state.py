"""The page's memory: levers, the way back, kept scenarios; every change is a new state."""

import pytest

from workbench.dashboard import State
from workbench.dashboard.state.scenario_levers import same
from workbench.errors import InputError, UnknownNameError
from workbench.language import using_language

pytestmark = pytest.mark.usefixtures("english")

RATIO = "urban_dibao_ratio"


def test_a_lever_moves_and_comes_back(baseline) -> None:
    moved = State().with_lever(RATIO, 0.33, baseline)
    assert dict(moved.levers) == {RATIO: 0.33}
    assert moved.scenario(baseline).value(RATIO) == 0.33
    assert dict(moved.with_lever(RATIO, 0.30, baseline).levers) == {}  # the baseline's value: not moved
    assert State().scenario(baseline) is baseline


def test_the_old_state_is_untouched(baseline) -> None:
    old = State()
    old.with_lever(RATIO, 0.33, baseline)
    assert old == State()


@pytest.mark.parametrize("value", [True, "0.33", None])
def test_a_lever_wants_a_number(baseline, value) -> None:
    with pytest.raises(InputError, match="a number is wanted"):
        State().with_lever(RATIO, value, baseline)


def test_nonsense_is_refused_with_the_nearest_name(baseline) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'urban_dibao_ratio'"):
        State().with_lever("urban_dibao_ratoi", 0.3, baseline)
    with pytest.raises(InputError, match=r"3,000%.*5% to 100% is accepted"):
        State().with_lever(RATIO, 30, baseline)  # 30 for 0.30
    with pytest.raises(InputError, match="a number is wanted"):
        State().with_lever(RATIO, float("nan"), baseline)


def test_undo_goes_back_step_by_step_and_stops_at_the_beginning(baseline) -> None:
    state = State().with_lever(RATIO, 0.31, baseline).with_lever(RATIO, 0.33, baseline)
    assert dict(state.undone().levers) == {RATIO: 0.31}
    assert dict(state.undone().undone().levers) == {}
    assert state.undone().undone().undone().levers == {}


def test_an_undo_can_be_redone_until_something_else_is_moved(baseline) -> None:
    moved = State().with_lever(RATIO, 0.31, baseline).with_lever(RATIO, 0.33, baseline)
    back = moved.undone().undone()
    assert dict(back.redone().levers) == {RATIO: 0.31}
    assert dict(back.redone().redone().levers) == {RATIO: 0.33}
    assert back.redone().redone().future == ()
    assert dict(back.redone().undone().levers) == {}  # the way back is whole again
    other = back.with_lever(RATIO, 0.35, baseline)
    assert other.redone() is other
    assert State().redone() == State()


def test_a_drag_is_undone_at_once_and_key_presses_one_by_one(baseline) -> None:
    drag = State()
    for value in (0.305, 0.31, 0.315):
        drag = drag.with_lever(RATIO, value, baseline, gesture="drag 1")
    assert dict(drag.undone().levers) == {}
    keys = State().with_lever(RATIO, 0.305, baseline, "key 1").with_lever(RATIO, 0.31, baseline, "key 2")
    assert dict(keys.undone().levers) == {RATIO: 0.305}


def test_both_ratios_dragged_together_are_one_step_back(baseline) -> None:
    both = State()
    for k in range(1, 5):
        both = both.with_levers({RATIO: (60 + k) / 200, "rural_dibao_ratio": (80 + k) / 200}, baseline, "drag 1")
    assert dict(both.levers) == {RATIO: 0.32, "rural_dibao_ratio": 0.42}
    assert dict(both.undone().levers) == {}
    again = both.with_levers({RATIO: 0.33}, baseline, "drag 2")
    assert dict(again.undone().levers) == dict(both.levers)


def test_after_an_undo_the_same_gesture_is_a_new_step(baseline) -> None:
    state = State().with_lever(RATIO, 0.31, baseline, "g").undone().with_lever(RATIO, 0.32, baseline, "g")
    assert dict(state.undone().levers) == {}


def test_reset_can_be_undone(baseline) -> None:
    state = State().with_lever(RATIO, 0.33, baseline).reset()
    assert dict(state.levers) == {}
    assert dict(state.undone().levers) == {RATIO: 0.33}
    assert State().reset().past == ()


def test_scenarios_are_kept_chosen_and_dropped(baseline) -> None:
    a = State().with_lever(RATIO, 0.33, baseline).keep()
    assert (a.letter, dict(a.kept["A"])) == ("A", {RATIO: 0.33})
    assert a.keep() is a  # kept already
    b = a.with_lever(RATIO, 0.31, baseline).keep()
    assert b.letter == "B"
    assert dict(b.chosen("A").levers) == {RATIO: 0.33}
    assert dict(b.chosen("A").undone().levers) == {RATIO: 0.31}
    without = b.dropped("A")
    assert set(without.kept) == {"B"}
    assert without.with_lever(RATIO, 0.32, baseline).keep().letter == "A"  # the letter is free again
    with pytest.raises(UnknownNameError):
        without.chosen("A")


def test_the_baseline_is_not_kept_and_there_are_four_places(baseline) -> None:
    assert State().keep().kept == {}
    full = State()
    for value in (0.31, 0.32, 0.33, 0.34):
        full = full.with_lever(RATIO, value, baseline).keep()
    assert set(full.kept) == {"A", "B", "C", "D"}
    fifth = full.with_lever(RATIO, 0.35, baseline)
    for language, told in (("en", "4 scenarios are kept already: remove one first"), ("zh", "已存满4个方案")):
        with using_language(language), pytest.raises(InputError, match=told):
            fifth.keep()


def test_pages_languages_towns_tables() -> None:
    state = State().on_page("helped").in_language("en").at_town("悦庄镇").with_table("town_tiles")
    assert (state.page, state.language, state.town, state.open_table) == ("helped", "en", "悦庄镇", "town_tiles")
    assert state.at_town("悦庄镇").town is None
    assert state.with_table("town_tiles").open_table is None
    assert state.on_page("overview").open_table is None
    with pytest.raises(UnknownNameError):
        state.on_page("overveiw")
    with pytest.raises(UnknownNameError):
        state.in_language("fr")


def test_settings_are_the_same_up_to_the_last_digit() -> None:
    assert same({RATIO: 0.1 + 0.2}, {RATIO: 0.3})
    assert not same({RATIO: 0.3}, {})
    assert not same({RATIO: 0.3}, {"rural_dibao_ratio": 0.3})


def test_several_levers_move_together_or_not_at_all(baseline) -> None:
    both = State().with_levers({RATIO: 0.33, "rural_dibao_ratio": 0.43}, baseline)
    assert dict(both.undone().levers) == {}  # one step of the way back
    with pytest.raises(UnknownNameError):
        State().with_levers({RATIO: 0.33, "rural_ratio": 0.43}, baseline)


def test_the_wish_is_a_budget_a_confidence_and_a_payer() -> None:
    wish = State().with_goal("budget", 4e6).with_goal("confidence", 0.8)
    assert (wish.budget, wish.confidence, wish.payer) == (4e6, 0.8, "county")
    assert wish.with_goal("payer", "all").budget is None  # another payer's budget is another amount
    for name, value in (("budget", -1.0), ("budget", float("inf")), ("budget", "4"), ("confidence", 0.3)):
        with pytest.raises(InputError):
            State().with_goal(name, value)
    with pytest.raises(UnknownNameError, match="county"):
        State().with_goal("payer", "county council")
    with pytest.raises(UnknownNameError):
        State().with_goal("budge", 1.0)


def test_a_town_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="悦庄镇"):
        State().at_town("悦庄")
    assert State().at_town("悦庄镇").at_town("").town is None
