"""What a visitor may say to a kernel, message by message, without a server."""

import json

import pytest

from workbench.dashboard.serve.messages import CONTROL, RefusedError, checked, may_be_told


def frame(kind: str, content: object, channel: str = "shell", *buffers: bytes, header: object = None) -> bytes:
    """A message as the browser writes it."""
    head = {"msg_id": "m1", "session": "s1", "username": "", "msg_type": kind, "version": "5.3", "date": ""}
    metadata = {"version": "1.0.0", "subshell_id": "x"}
    parts = [
        channel.encode(),
        *(json.dumps(p).encode() for p in (header or head, {"a": 1}, metadata, content)),
        *buffers,
    ]
    places = [8 * (len(parts) + 2)]
    for part in parts:
        places.append(places[-1] + len(part))
    return b"".join([len(places).to_bytes(8, "little"), *(p.to_bytes(8, "little") for p in places), *parts])


def update(state: object, **more: object) -> dict:
    return {"comm_id": "c1", "data": {"method": "update", "state": state, "buffer_paths": [], **more}}


def test_what_the_hand_did_is_passed_on_and_written_anew() -> None:
    action = {"kind": "lever", "name": "urban_dibao_ratio", "value": 0.33}
    told = checked(frame("comm_msg", {**update({"action": action}), "extra": 1}), set())
    assert told["content"] == update({"action": action})
    assert told["parent_header"] == {}
    assert told["metadata"] == {"version": "1.0.0"}
    assert told["buffers"] == []
    assert told["header"]["username"] == "visitor"


def test_the_page_may_ask_which_widgets_there_are() -> None:
    controls: set[str] = set()
    opened = checked(frame("comm_open", {"comm_id": "k", "target_name": CONTROL, "data": {"x": 1}}), controls)
    assert opened["content"] == {"comm_id": "k", "target_name": CONTROL, "data": {}}
    question = checked(frame("comm_msg", {"comm_id": "k", "data": {"method": "anything"}}), controls)
    assert question["content"]["data"] == {"method": "request_states"}
    checked(frame("comm_close", {"comm_id": "k"}), controls)
    assert controls == set()
    assert checked(frame("kernel_info_request", {"x": 1}), controls)["content"] == {}
    assert checked(frame("comm_info_request", {}), controls)["content"] == {"target_name": "jupyter.widget"}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("execute_request", {"code": "1+1", "silent": False}),
        ("complete_request", {"code": "import o", "cursor_pos": 8}),
        ("inspect_request", {"code": "open", "cursor_pos": 4}),
        ("history_request", {"hist_access_type": "tail", "n": 9}),
        ("is_complete_request", {"code": "1"}),
        ("input_reply", {"value": "1"}),
        ("debug_request", {"type": "request", "command": "evaluate"}),
        ("shutdown_request", {"restart": False}),
        ("interrupt_request", {}),
        ("create_subshell_request", {}),
        ("usage_request", {}),
        ("comm_open", {"comm_id": "k", "target_name": "jupyter.widget", "data": {"state": {}}}),
        ("comm_open", {"comm_id": "k", "target_name": "anything", "target_module": "os", "data": {}}),
        ("comm_close", {"comm_id": "c1", "data": {}}),
        ("comm_msg", {"comm_id": "c1", "data": {"method": "custom", "content": {"kind": "anywidget-command"}}}),
        ("comm_msg", {"comm_id": "c1", "data": {"method": "backbone", "state": {"action": {}}}}),
        ("comm_msg", update({"_esm": "alert(1)"})),
        ("comm_msg", update({"page": {}})),
        ("comm_msg", update({"action": {}, "page": {}})),
        ("comm_msg", update({"action": "text"})),
        ("comm_msg", update({})),
        ("comm_msg", {"comm_id": "../c1", "data": {}}),
        ("comm_msg", []),
    ],
)
def test_anything_else_is_refused(kind: str, content: object) -> None:
    with pytest.raises(RefusedError):
        checked(frame(kind, content), set())


@pytest.mark.parametrize("channel", ["control", "stdin", "iopub", ""])
def test_other_channels_are_refused(channel: str) -> None:
    with pytest.raises(RefusedError, match="on the channel"):
        checked(frame("comm_msg", update({"action": {}}), channel), set())


def test_a_second_type_in_the_header_does_not_count() -> None:
    """Two values for one name: whatever is checked is what is sent, as the header is written anew."""
    text = '{"msg_id": "m", "session": "s", "msg_type": "execute_request", "msg_type": "kernel_info_request"}'
    whole = frame("kernel_info_request", {}, header={"placeholder": "x" * (len(text) - 19)})
    assert len(json.dumps({"placeholder": "x" * (len(text) - 19)})) == len(text)
    whole = whole.replace(json.dumps({"placeholder": "x" * (len(text) - 19)}).encode(), text.encode())
    told = checked(whole, set())
    assert told["header"]["msg_type"] == told["msg_type"] == "kernel_info_request"


@pytest.mark.parametrize(
    "broken",
    [
        "text",
        b"",
        b"\x01",
        b"\xff" * 64,
        frame("comm_msg", update({"action": {}}))[:-1],
        frame("comm_msg", update({"action": {}}), "shell", b"buffer"),
        frame("comm_msg", update({"action": {"value": float("nan")}})),
        frame("comm_msg", update({"action": {}}), header={"msg_type": "comm_msg"}),
        frame("comm_msg", update({"action": {}}), header=[1]),
        frame("kernel_info_request", {}).replace(b'"shell"', b'"shell"').replace(b"{}", b"[["),
    ],
)
def test_what_is_broken_is_refused(broken: object) -> None:
    with pytest.raises(RefusedError):
        checked(broken, set())


def test_of_what_the_kernel_says_no_print_error_or_result_reaches_the_visitor() -> None:
    for kind in ("comm_msg", "comm_open", "status", "kernel_info_reply"):
        assert may_be_told(frame(kind, {}, "iopub"))
    for kind in (
        "stream",
        "error",
        "execute_input",
        "execute_result",
        "display_data",
        "execute_reply",
        "input_request",
    ):
        assert not may_be_told(frame(kind, {}, "iopub"))
    assert not may_be_told("text")
    assert not may_be_told(b"\x00" * 20)
