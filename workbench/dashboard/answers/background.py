"""Work that takes longer than a slider may wait: done in a thread, its result handed over where the page lives."""

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


def _step_back() -> None:
    """Let the background's thread give way to the page's own; only Linux gives threads a priority of their own."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


_workers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workbench", initializer=_step_back)


def give_back() -> None:
    """Return memory that was let go to the system: a heavy answer leaves 150 MB, and ten visitors have ten kernels.

    Only the C library of Linux keeps it so long, and only it has a way to be told.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def later(work: Callable[[], T], done: Callable[[T], None], failed: Callable[[BaseException], None]) -> None:
    """Do `work` in a thread, then call `done` or `failed` in the kernel's own thread.

    Where no event loop runs (a test, a plain script) everything happens at once.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
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

    _workers.submit(run)


def _report(work: Callable[[], T], done: Callable[[T], None], failed: Callable[[BaseException], None]) -> None:
    try:
        result = work()
    except Exception as problem:
        failed(problem)
        raise
    done(result)
