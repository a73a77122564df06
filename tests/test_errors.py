"""One definition of the characters that no text may hold, for Python and for polars; unknown names get the nearest."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import (
    CONTROL_SIGNS,
    InputError,
    control_character,
    nearest,
    refuse_unwritable,
    similar,
    suggestion,
    unknown,
)
from workbench.law import law

SHOWN = "\t\n\r aé°沂源𠀀ﬁ\u200b"
CONTROLS = [*map(chr, range(9)), "\x0b", "\x0c", *map(chr, range(0x0E, 0x20)), *map(chr, range(0x7F, 0xA0))]
CONTROLS += ["\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff"]


def test_controls_are_found_wherever_they_stand_and_nothing_else() -> None:
    assert all(control_character(f"a{sign}b").start() == 1 for sign in (*CONTROLS, "\ud800", "\udfff"))
    assert control_character(SHOWN) is None
    assert control_character("") is None


def test_polars_finds_the_same_characters() -> None:
    found = pl.Series([*CONTROLS, *SHOWN]).str.contains(f"[{CONTROL_SIGNS}]").to_list()
    assert found == [True] * len(CONTROLS) + [False] * len(SHOWN)


def test_a_refused_text_is_named_with_its_place() -> None:
    refuse_unwritable("title", SHOWN)
    with pytest.raises(
        InputError, match=r"^title: the control character U\+0007 after 'ab' can't be written; delete it$"
    ):
        refuse_unwritable("title", "fine", "ab\x07c")
    with pytest.raises(InputError, match=r"U\+2028 at the beginning"):
        refuse_unwritable("title", "\u2028")


def test_an_unknown_name_gets_the_nearest_or_the_list() -> None:
    assert str(unknown("payer", "countey", ["county", "city"], "here")) == (
        "here: unknown payer 'countey'; did you mean 'county'?"
    )
    assert str(unknown("payer", "x", ["county", "city"])) == "unknown payer 'x'; known: city, county"


def test_a_name_is_found_by_its_words() -> None:
    """Was: all 186 names of parameters, 5,000 characters."""
    message = str(unknown("parameter", "rural_consumption", law().parameters))
    assert message == (
        "unknown parameter 'rural_consumption'; did you mean 'rural_consumption_highest_before' or "
        "'rural_consumption_per_head_previous_year'?"
    )
    assert len(message) < 200
    assert nearest("care_confidence", law().parameters) == "plan_confidence"
    assert "'rural_consumption_per_head_previous_year'" in suggestion("consumption_rural", law().parameters)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("农村低保申领", "dibao_take_up_rural"),
        ("城市低保标准占上年度人均消费支出的比例", "urban_dibao_ratio"),
        ("share of last year's consumption per head", "rural_dibao_ratio"),
    ],
)
def test_a_parameter_is_found_by_its_label_in_both_languages(label: str, name: str) -> None:
    assert name in str(unknown("parameter", label, law().parameters))


def test_a_slip_of_the_pen_gets_one_name_and_a_shared_word_a_few() -> None:
    assert suggestion("urban_dibao_ratoi", law().parameters) == "did you mean 'urban_dibao_ratio'?"
    assert suggestion("multiple", law().parameters).count("'") in (4, 6)


def test_many_names_are_not_listed() -> None:
    message = str(unknown("parameter", "xyzzy", law().parameters))
    assert message == (
        f"unknown parameter 'xyzzy'; there are {len(law().parameters)}: "
        'wb.parameters("take-up") shows those with a word'
    )
    assert suggestion("xyzzy", map(str, range(30))) == "there are 30, such as 0, 1, 2, 3, 4, 5 …"
    assert suggestion("xyzzy", []) == "known: none"


@given(st.text(max_size=30), st.lists(st.text(max_size=20), max_size=30))
def test_any_name_gets_a_suggestion(name: str, known: list[str]) -> None:
    assert suggestion(name, known)
    found = similar(name, known)
    assert all(0.6 <= likeness <= 1 for _, likeness in found)
    assert nearest(name, [*known, name]) is not None or not name
