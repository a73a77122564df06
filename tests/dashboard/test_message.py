"""What is sent to a page: applied to what it had it gives what it shall show, and it holds nothing that stays."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.dashboard.page_file import PageFile
from workbench.dashboard.serve.message import difference, file_message, written

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=6,
)
PARTS = st.dictionaries(
    st.sampled_from(["page", "specs", "rows", "progress"]),
    st.dictionaries(st.sampled_from("abcdef"), VALUES, max_size=6),
    min_size=4,
)


def applied(message: dict, before: dict) -> dict:
    """What the browser has after a message (browser/connection.js does the same)."""
    after = {name: {**part, **message.get("put", {}).get(name, {})} for name, part in before.items()}
    for name, gone in message.get("drop", {}).items():
        after[name] = {key: value for key, value in after[name].items() if key not in gone}
    return after


@given(PARTS, PARTS)
def test_a_message_makes_of_what_a_page_had_what_it_shall_show(before: dict, after: dict) -> None:
    message = difference(before, after)
    assert applied(json.loads(written(message)), before) == after
    assert difference(after, after) == {}
    for name, entries in message.get("put", {}).items():
        assert all(key not in before[name] or before[name][key] != value for key, value in entries.items())


def test_what_no_browser_reads_as_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        written({"put": {"rows": {"a/b": [{"x": float("nan")}]}}})


def test_a_file_goes_with_its_description() -> None:
    sent = file_message(PageFile("沂源.csv", "text/csv", b"\x00\xff", "v1"))
    length = int.from_bytes(sent[:4], "big")
    assert json.loads(sent[4 : 4 + length]) == {"kind": "file", "name": "沂源.csv", "mime": "text/csv", "view": "v1"}
    assert sent[4 + length :] == b"\x00\xff"
