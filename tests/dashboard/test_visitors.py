"""Many visitors of one server: their pages never mix, what goes is freed, and nothing that is sent ends a page."""

import asyncio
import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import psutil
import pytest
from websockets.sync.client import ClientConnection, connect

from tests.dashboard.test_access import opened, page_of
from workbench.dashboard import Runs, State
from workbench.dashboard.page_message import page_numbers
from workbench.dashboard.serve import server, sessions
from workbench.dashboard.serve.options import ServeOptions
from workbench.dashboard.state import address
from workbench.population import Population, synthesize

PERSONS = 3_000
VISITORS = 50
PAGES = ("overview", "helped", "cost", "care", "afford", "family", "assumptions")


class Here:
    """A server in a thread of this process; leave: how long a session outlives its connection, in seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("WORKBENCH_PERSONS", str(PERSONS))
        monkeypatch.setattr("gc.freeze", lambda: None)  # for the rest of this process
        monkeypatch.setattr(sessions, "LEAVE_AFTER", 0.5)
        self.opened = server.listen(None, share=False)
        self.port = self.opened.getsockname()[1]
        self.held: list[sessions.PageSessions] = []
        make = sessions.PageSessions.__init__

        def remember(registry: sessions.PageSessions, *given: object, **named: object) -> None:
            make(registry, *given, **named)
            self.held.append(registry)

        monkeypatch.setattr(sessions.PageSessions, "__init__", remember)
        self.loop = asyncio.new_event_loop()
        self.stopped = asyncio.Event()
        options = ServeOptions(open_browser=False, language="en", visitors=VISITORS + 10)
        work = server.run(options, None, self.opened, None, self.stopped)
        self.thread = threading.Thread(target=lambda: self.loop.run_until_complete(work))
        self.thread.start()

    def speak(self) -> ClientConnection:
        origin = f"http://127.0.0.1:{self.port}"  # everything that comes is taken, also while nobody reads it
        return connect(
            f"ws://127.0.0.1:{self.port}/line", origin=origin, max_size=None, max_queue=None, ping_interval=None
        )

    def pages(self) -> int:
        return len(self.held[0])

    def until(self, said: Callable[[], bool]) -> None:
        for _ in range(500):
            if said():
                return
            threading.Event().wait(0.02)
        raise AssertionError("it never happened")

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.stopped.set)
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture(scope="module")
def here() -> Iterator[Here]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        served = Here(monkeypatch)
        yield served
        served.end()


@pytest.fixture(scope="module")
def county(seed: int) -> Population:
    return synthesize(seed, PERSONS, "fujian")


def states(baseline) -> list[State]:
    """Fifty different states: pages, languages, towns, levers."""
    from workbench.place import current_place

    towns, found = current_place().towns, []
    for k in range(VISITORS):
        state = State(language="zh" if k % 2 else "en", page=PAGES[k % len(PAGES)])
        state = state.with_lever("urban_dibao_ratio", round(0.25 + 0.002 * k, 4), baseline)
        if k % 3 == 0:
            state = replace(state, town=towns[k % len(towns)])
        if k % 4 == 0:
            state = state.with_lever("tekun_take_up", round(0.9 + 0.001 * k, 4), baseline)
        found.append(state)
    return found


SAID = ("under", "chips", "sections", "town", "printed", "address", "warnings")


def words(page: dict, state: State) -> dict[str, object]:
    """What a page says of its state; but for what others may have worked out already: intervals, the best pair."""
    found = {name: page[name] for name in SAID}
    found["tiles"] = [(tile["name"], tile["number"], tile["change"]) for tile in page["tiles"]]
    if state.page == "afford":
        del found["under"]
    else:
        found["finding"] = page["finding"]
    return json.loads(json.dumps(found))


def test_fifty_visitors_see_what_fifty_single_runs_say(here: Here, county, baseline) -> None:
    alone = [(state, page_numbers(state, Runs(county, baseline))) for state in states(baseline)]
    with ExitStack() as stack:
        lines = [stack.enter_context(here.speak()) for _ in alone]
        for line, (state, _) in zip(lines, alone, strict=True):  # all at once; nobody is waited for
            line.send(json.dumps({"kind": "open", "address": f"#{address.written(state)}", "view": "v"}))
        for line, (state, single) in zip(lines, alone, strict=True):
            assert "open" in json.loads(line.recv(timeout=60))
            assert words(page_of(line), state) == words(single, state)
        # Each moves a lever of its own, in an order of its own; the answers stay its own.
        order = random.Random(1).sample(range(len(lines)), len(lines))
        for k in order:
            lines[k].send(
                json.dumps({"kind": "lever", "name": "rural_dibao_ratio", "value": 0.3605 + k / 1000, "number": 1})
            )
        for k in order:
            state, _ = alone[k]
            moved = state.with_lever("rural_dibao_ratio", 0.3605 + k / 1000, baseline)
            page = page_of(lines[k], lambda page: page.get("answered") == 1 and "address" in page)
            assert page["address"] == address.written(moved)
        assert here.pages() == VISITORS
    here.until(lambda: here.pages() == 0)


def test_what_goes_is_freed(here: Here) -> None:
    process = psutil.Process()

    def come_and_go(many: int) -> None:
        with ExitStack() as stack:
            for k in range(many):
                opened(
                    stack.enter_context(here.speak()), f"#page=overview&lang=en&urban_dibao_ratio={0.3 + k / 1000:.3f}"
                )
        here.until(lambda: here.pages() == 0)

    come_and_go(3)
    files, threads = process.num_fds() if hasattr(process, "num_fds") else 0, process.num_threads()
    for _ in range(3):
        come_and_go(10)
    here.until(lambda: not hasattr(process, "num_fds") or process.num_fds() <= files)
    assert process.num_threads() <= threads + 2  # background threads come once
    # A browser that is killed says no good-bye: its socket just ends.
    with here.speak() as line:
        opened(line)
        line.socket.shutdown(socket.SHUT_RDWR)
        here.until(lambda: here.pages() == 0)
