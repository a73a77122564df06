"""One definition of the characters that no text may hold, for Python and for polars; unknown names get the nearest."""

import polars as pl
import pytest

from workbench.errors import CONTROL_SIGNS, InputError, control_character, refuse_unwritable, unknown

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
