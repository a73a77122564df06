"""Threads for work that takes longer than a slider may wait; what they make is handed over where the page lives."""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
_NICE = 10  # of 19: whoever moves a slider goes first
# Two: one visitor's long answer doesn't hold up another's short one, and more would not be quicker on a county's PC.
WORKERS = 2


def _lower_priority() -> None:
    """Let a background thread give way to the page's own; only Linux gives threads a priority of their own."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


workers = ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="workbench", initializer=_lower_priority)


def give_back() -> None:
    """Return memory that was let go to the system: a heavy answer leaves 150 MB.

    Only the C library of Linux keeps it so long, and only it has a way to be told.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the event loop of this thread; None in a test or a plain script."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def later(work: Callable[[], T], done: Callable[[T], None], failed: Callable[[BaseException], None]) -> None:
    """Do `work` in a thread, then call `done` or `failed` in the thread of the event loop.

    Where no event loop runs (a test, a plain script) everything happens at once.
    """
    loop = running_loop()
    if loop is None:
        _report(work, done, failed)
        return

    def run() -> None:
        try:
            result = work()
        except BaseException as problem:  # handed over, not swallowed
            loop.call_soon_threadsafe(failed, problem)
            if not isinstance(problem, Exception):
                raise
        else:
            loop.call_soon_threadsafe(done, result)

    workers.submit(run)


def _report(work: Callable[[], T], done: Callable[[T], None], failed: Callable[[BaseException], None]) -> None:
    try:
        result = work()
    except Exception as problem:
        failed(problem)
        raise
    done(result)
