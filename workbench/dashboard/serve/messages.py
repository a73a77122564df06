"""What a visitor's page may say to its kernel, and what the kernel may say to it: anything else would run code.

Whoever can write to a Jupyter kernel can run code in it. Our page needs four sayings: what are you, which widgets are
there, and "the hand did this". A message is taken apart, checked and written anew; nothing unread is passed on.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, MutableSet
from itertools import pairwise
from typing import Any

Message = dict[str, Any]

PROTOCOL = "v1.kernel.websocket.jupyter.org"
# The comm over which the page asks which widgets there are.
CONTROL = "jupyter.widget.control"
# The trait that says what the hand did: the only one that a visitor may write.
WRITABLE = "action"
# What the kernel tells a page. Printed text, errors with their traces and results of cells are not among it.
TOLD = frozenset({"status", "comm_open", "comm_msg", "comm_close", "comm_info_reply", "kernel_info_reply"})
_NAME = re.compile(r"[\w.-]{1,100}")
_VERSION = re.compile(r"\d{1,3}(\.\d{1,3}){2}")  # of the widgets' protocol
_PARTS = 4  # header, parent header, metadata, content; buffers would come after them


class RefusedError(Exception):
    """A message that no page of ours sends; the text says what it was."""


def read_frame(frame: object) -> tuple[str, list[bytes]]:
    """Return channel and parts of a websocket frame; raises RefusedError when it isn't one."""
    if not isinstance(frame, bytes) or len(frame) < 8:
        raise RefusedError("a frame of another protocol")
    count = int.from_bytes(frame[:8], "little")
    if not 3 <= count <= 40 or len(frame) < 8 * (count + 1):
        raise RefusedError("a frame of another protocol")
    places = [int.from_bytes(frame[8 * (k + 1) : 8 * (k + 2)], "little") for k in range(count)]
    if places != sorted(places) or places[0] != 8 * (count + 1) or places[-1] != len(frame):
        raise RefusedError("a frame of another protocol")
    pieces = [frame[one:next_] for one, next_ in pairwise(places)]
    return pieces[0].decode("utf-8", "replace"), pieces[1:]


def checked(frame: object, controls: MutableSet[str]) -> Message:
    """Return the message of a frame, written anew; raises RefusedError for what a visitor may not say.

    controls: the control comms that this page has opened; changed as they open and close.
    """
    channel, parts = read_frame(frame)
    if len(parts) != _PARTS:
        raise RefusedError("a message with buffers")
    header, metadata, content = (_read(parts[k]) for k in (0, 2, 3))
    kind = str(header.get("msg_type"))
    if channel != "shell":
        raise RefusedError(f"{kind[:40]!r} on the channel {channel[:20]!r}")
    new = {name: _name(header, name) for name in ("msg_id", "session")}
    new.update(msg_type=kind, username="visitor", version="5.3", date=dt.datetime.now(dt.UTC).isoformat())
    return {
        "header": new,
        "msg_id": new["msg_id"],
        "msg_type": kind,
        "parent_header": {},
        "metadata": {"version": version} if _VERSION.fullmatch(version := str(metadata.get("version"))) else {},
        "content": _content(kind, content, controls),
        "buffers": [],
    }


def _content(kind: str, content: Message, controls: MutableSet[str]) -> Message:
    """Return what a message of a kind may hold."""
    if kind == "kernel_info_request":
        return {}
    if kind == "comm_info_request":
        return {"target_name": "jupyter.widget"}
    if kind not in ("comm_open", "comm_msg", "comm_close"):
        raise RefusedError(f"{kind[:40]!r}")
    comm = _name(content, "comm_id")
    if kind == "comm_open":
        if content.get("target_name") != CONTROL or len(controls) >= 8:
            raise RefusedError(f"opening {str(content.get('target_name'))[:40]!r}")
        controls.add(comm)
        return {"comm_id": comm, "target_name": CONTROL, "data": {}}
    if kind == "comm_close":
        if comm not in controls:
            raise RefusedError("closing what it hasn't opened")
        controls.discard(comm)
        return {"comm_id": comm, "data": {}}
    data = content.get("data")
    if comm in controls:
        return {"comm_id": comm, "data": {"method": "request_states"}}
    if data == {"method": "request_state"}:
        return {"comm_id": comm, "data": data}
    if not isinstance(data, dict) or data.get("method") != "update":
        raise RefusedError("a call of a widget")
    state = data.get("state")
    if not isinstance(state, dict) or set(state) != {WRITABLE} or not isinstance(state[WRITABLE], dict):
        raise RefusedError(f"writing {', '.join(map(str, state))[:60] if isinstance(state, dict) else 'nothing'}")
    return {"comm_id": comm, "data": {"method": "update", "state": {WRITABLE: state[WRITABLE]}, "buffer_paths": []}}


def may_be_told(message: bytes | str | Mapping[str, Any]) -> bool:
    """Say whether what a kernel sends is for the visitor."""
    if not isinstance(message, bytes):
        return False  # our pages speak the binary protocol
    try:
        _, parts = read_frame(message)
        return _read(parts[0]).get("msg_type") in TOLD
    except (RefusedError, IndexError):
        return False


def _read(part: bytes) -> Message:
    try:
        found = json.loads(part, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RefusedError("a part that isn't JSON") from None
    if not isinstance(found, dict):
        raise RefusedError("a part that isn't an object")
    return found


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def _name(of: Message, name: str) -> str:
    found = of.get(name)
    if not isinstance(found, str) or not _NAME.fullmatch(found):
        raise RefusedError(f"a message without a fit {name}")
    return found
