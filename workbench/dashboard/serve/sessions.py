"""The pages that a server has open: whose each one is, how many there may be, and when one ends."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workbench.dashboard.answers.background import give_back
from workbench.dashboard.page_file import PageFile
from workbench.dashboard.session import Output, PageSession, Part

# Seconds that a session outlives its connection: a reload, a laptop that sleeps; its address restores it later.
LEAVE_AFTER = 30.0
# Seconds that a newcomer waits for a place: a page that is loaded anew gives up its old place only a moment later.
WAIT_FOR_PLACE = 3.0
_LOOK_EVERY = 15.0  # seconds between two looks for pages that nobody touches; at a shorter patience more often
_QUIET = 1.0  # seconds without a move, after which memory that the moves let go is given back to the system

# Why there is no place: "full", or "full_own" where the visitor has too many pages open already.
Reason = str


class NoOutput:
    """The output of a session whose connection is gone."""

    def show(self, parts: Mapping[str, Part]) -> None:
        """Show nothing."""

    def send_file(self, file: PageFile) -> None:
        """Send nothing."""


@dataclass(eq=False)
class OpenPage:
    """One page: its session, whose it is, and the connection it has; ended: called with a reason when it is ended."""

    name: str
    visitor: str
    view: str
    session: PageSession
    touched: float
    ended: Callable[[str], None] | None = None
    leaving: asyncio.TimerHandle | None = field(default=None, repr=False)

    @property
    def connected(self) -> bool:
        """Whether a browser has the page now."""
        return self.ended is not None


class PageSessions:
    """The open pages by name; used in the thread of the event loop alone.

    make: makes a session that shows on an output; most: pages at once; most_each: of one visitor; idle_seconds: how
    long a page may be untouched (0: for ever); changed: called with the number of pages when it changes.
    """

    def __init__(
        self,
        make: Callable[[Output], PageSession],
        most: int,
        most_each: int,
        idle_seconds: float = 0.0,
        changed: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._make, self._most, self._most_each, self._idle_seconds = make, most, most_each, idle_seconds
        self._changed = changed
        self._touched = 0.0  # when any page was used last
        self._pages: dict[str, OpenPage] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def full(self, visitor: str) -> Reason | None:
        """Return why a visitor gets no further page now; None when there is a place."""
        held = Counter(page.visitor for page in self._pages.values() if page.connected)
        if held[visitor] >= self._most_each:
            return "full_own"
        return "full" if held.total() >= self._most else None

    def has_page(self, visitor: str) -> bool:
        """Say whether a visitor has a page open: asking for another may be the reload of it."""
        return any(page.connected and page.visitor == visitor for page in self._pages.values())

    async def place_for(self, visitor: str) -> Reason | None:
        """Wait a moment for a place; return why there is none."""
        loop = asyncio.get_running_loop()
        until = loop.time() + WAIT_FOR_PLACE
        while (reason := self.full(visitor)) is not None and loop.time() < until:  # noqa: ASYNC110 - no event to wait for
            await asyncio.sleep(0.1)
        return reason

    def find(self, name: str, visitor: str, view: str) -> OpenPage | None:
        """Return a visitor's page that a connection may take up: one that has none, or the same view's old one."""
        page = self._pages.get(name)
        if page is None or page.visitor != visitor or (page.connected and page.view != view):
            return None
        return page

    def open(self, visitor: str, view: str, output: Output, ended: Callable[[str], None]) -> OpenPage:
        """Make a page; of those without a connection the oldest ones make room."""
        lonely = [page for page in self._pages.values() if not page.connected]
        while lonely and len(self._pages) >= self._most:
            self._remove(lonely.pop(0))
        name = secrets.token_urlsafe(16)
        page = OpenPage(name, visitor, view, self._make(output), asyncio.get_running_loop().time(), ended)
        self._pages[name] = page
        self._changed(len(self._pages))
        return page

    def take_up(self, page: OpenPage, view: str, output: Output, ended: Callable[[str], None]) -> None:
        """Give a page another connection; the one before, if there is any, is ended."""
        if page.leaving is not None:
            page.leaving.cancel()
            page.leaving = None
        before, page.ended = page.ended, ended
        if before is not None:
            before("taken_up")
        page.view, page.session.output = view, output
        self.touch(page)

    def touch(self, page: OpenPage) -> None:
        """Take notice that somebody uses a page."""
        self._touched = page.touched = asyncio.get_running_loop().time()

    def leave(self, page: OpenPage, ended: Callable[[str], None]) -> None:
        """Take notice that a page's connection is gone; soon it ends, unless another connection takes it up."""
        if page.ended != ended or page.name not in self._pages:
            return  # another connection has it already
        page.ended = None
        page.session.output = NoOutput()
        page.session.close()
        page.leaving = asyncio.get_running_loop().call_later(LEAVE_AFTER, self._remove, page)

    def end_idle(self) -> None:
        """End the pages that nobody has touched for too long."""
        now = asyncio.get_running_loop().time()
        for page in list(self._pages.values()):
            if self._idle_seconds and now - page.touched > self._idle_seconds:
                self.end(page, "idle")

    async def watch(self) -> None:
        """End idle pages from time to time, for ever; give memory back a moment after the last move of any page."""
        loop, looked, given_back = asyncio.get_running_loop(), 0.0, 0.0
        every = max(1.0, min(_LOOK_EVERY, self._idle_seconds / 4)) if self._idle_seconds else _LOOK_EVERY
        while True:
            await asyncio.sleep(1.0)
            now = loop.time()
            if now - looked >= every:
                looked = now
                self.end_idle()
            if self._touched > given_back and now - self._touched > _QUIET:
                given_back = now
                await asyncio.to_thread(give_back)

    def end(self, page: OpenPage, reason: str) -> None:
        """End a page and tell its browser why."""
        ended, page.ended = page.ended, None
        self._remove(page)
        if ended is not None:
            ended(reason)

    def end_all(self, reason: str) -> None:
        """End every page."""
        for page in list(self._pages.values()):
            self.end(page, reason)

    def _remove(self, page: OpenPage) -> None:
        if page.leaving is not None:
            page.leaving.cancel()
            page.leaving = None
        if self._pages.pop(page.name, None) is None:
            return
        page.session.output = NoOutput()
        page.session.close()
        self._changed(len(self._pages))
