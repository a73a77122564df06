"""The WebSocket between a page and its session: actions come in, what has changed goes out."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping
from typing import Any

from tornado.iostream import StreamBufferFullError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from workbench.dashboard.page_file import PageFile
from workbench.dashboard.serve.authentication import Door
from workbench.dashboard.serve.county_answers import CountyAnswers
from workbench.dashboard.serve.message import difference, file_message, written
from workbench.dashboard.serve.sessions import OpenPage, PageSessions
from workbench.dashboard.session import Part
from workbench.errors import InputError

log = logging.getLogger(__name__)
LARGEST_MESSAGE = 64 * 1024  # bytes; the longest that a page sends, an invented family, has a few thousand
_MOST_UNSENT = 16 * 1024 * 1024  # bytes that may wait for a browser that doesn't read
_POLICY, _BAD_DATA = 1008, 1003  # codes with which a WebSocket is closed (RFC 6455, 7.4.1)


class Connection(WebSocketHandler):
    """One browser's connection; the session that it shows knows it as its output."""

    def initialize(self) -> None:
        """Begin without a page."""
        self._page: OpenPage | None = None
        self._sent: dict[str, Part] = {}

    @property
    def _sessions(self) -> PageSessions:
        found: PageSessions = self.settings["sessions"]
        return found

    def check_origin(self, origin: str) -> bool:  # noqa: ARG002 - the door has judged it already
        """Take what the door has let in."""
        return True

    def get_compression_options(self) -> dict[str, Any]:
        """Compress: a move's words are mostly those of the move before."""
        return {"compression_level": 6, "mem_level": 8}

    def open(self, *_: str, **__: str) -> None:
        """Send each answer at once: waiting to send several together would be felt at the slider."""
        self.set_nodelay(True)
        stream = getattr(self.ws_connection, "stream", None)
        if stream is not None:
            stream.max_write_buffer_size = _MOST_UNSENT

    async def on_message(self, message: str | bytes) -> None:
        """Do what the browser says; whatever fails leaves the session and the connection as they are."""
        action = _read(message)
        if action is None:
            self.close(_BAD_DATA, "a message that is no JSON object")
            return
        if self._page is None:
            await self._begin(action)
            return
        self._sessions.touch(self._page)
        try:
            self._page.session.receive(action)
        except Exception as fault:  # noqa: BLE001 - said on the page; the log has the place, without any value
            log.error("a page's action failed: %s", place_of(fault))  # noqa: TRY400

    async def _begin(self, action: Mapping[str, Any]) -> None:
        """Take up the page that a browser had, or open a new one at its address; refuse it where there is no place."""
        if action.get("kind") != "open":
            self.close(_POLICY, "the first message opens a page")
            return
        door: Door = self.settings["door"]
        visitor = door.visitor(self.request) or ""
        name, view, address = (str(action.get(key) or "")[: _LONGEST[key]] for key in ("session", "view", "address"))
        county: CountyAnswers = self.settings["county"]
        try:
            await county.ready()
        except Exception:  # noqa: BLE001 - told by the server when it happened
            self.ended("not_started")
            return
        page = self._sessions.find(name, visitor, view)
        if page is not None:
            self._page = page
            self._sessions.take_up(page, view, self, self.ended)
            self._send({"open": {"session": page.name, "resumed": True}})
            page.session.answer()
            return
        reason = await self._sessions.place_for(visitor)
        if self.ws_connection is None:
            return  # gone meanwhile
        if reason is not None:
            self.ended(reason)
            return
        self._page = self._sessions.open(visitor, view, self, self.ended)
        self._send({"open": {"session": self._page.name, "resumed": False}})
        self._page.session.open_at(address)

    def on_close(self) -> None:
        """Leave the page: it waits a while for another connection."""
        if self._page is not None:
            self._sessions.leave(self._page, self.ended)

    def ended(self, reason: str) -> None:
        """Tell the browser why there is no page (any more), and close."""
        self._page = None
        self._send({"end": reason})
        self.close(1000, reason)

    def show(self, parts: Mapping[str, Part]) -> None:
        """Send what of a session's parts has changed; a page that is still being answered is not idle."""
        message = difference(self._sent, parts)
        self._sent = {**self._sent, **parts}
        if message:
            self._send(message)
            if self._page is not None:
                self._sessions.touch(self._page)

    def send_file(self, file: PageFile) -> None:
        """Send a file to be saved."""
        self._send(file_message(file))

    def _send(self, message: Mapping[str, object] | bytes) -> None:
        if self.ws_connection is None:
            return
        try:
            if isinstance(message, bytes):
                self.write_message(message, binary=True)
            else:
                self.write_message(written(message))
        except WebSocketClosedError:
            pass  # `on_close` follows
        except StreamBufferFullError:
            self.close(_POLICY, "what was sent isn't read")


_LONGEST = {"session": 64, "view": 64, "address": 8000}


def _read(message: str | bytes) -> Mapping[str, Any] | None:
    """Read a message; None for what is no JSON object of numbers that are numbers."""
    if isinstance(message, bytes):
        return None
    try:
        found = json.loads(message, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refuse(constant: str) -> float:
    raise InputError(f"{constant} is no number of JSON")


def place_of(fault: BaseException) -> str:
    """Say where a fault happened and of what kind it is, without its text, which may hold a person's values."""
    frames = traceback.extract_tb(fault.__traceback__)[-3:]
    return " < ".join([type(fault).__name__, *(f"{f.name}:{f.lineno}" for f in reversed(frames))])
