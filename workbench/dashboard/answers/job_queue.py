"""The heavy answers of a whole process: worked out in background threads, each once however many pages wait for it.

The newest question goes first; an answer for which no page waits any more is broken off.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from workbench.dashboard.answers.background import give_back, running_loop, workers
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import DroppedError, Key, NoAnswer
from workbench.dashboard.state.page_errors import told_on_page
from workbench.errors import WorkbenchError
from workbench.language import using_language
from workbench.progress import silent

PROGRESS_EVERY = 0.2  # seconds between two tellings of progress

# What tells one answer from another: the shelf it is for (of a county or a town), its kind, what it depends on, and
# the language in which it is refused where it can't be given.
Name = tuple[int, str, Key, str]


class Waiter(Protocol):
    """Who waits for an answer; called in the thread of its event loop."""

    def finished(self, name: Name, problem: BaseException | None) -> None:
        """Take notice that an answer is on its shelf, or why it isn't."""

    def told(self, name: Name, done: int, total: int) -> None:
        """Take notice of how far an answer has come."""


@dataclass(eq=False)
class Job:
    """One heavy answer to be worked out; waiters: who waits, each with its event loop."""

    name: Name
    heavy: Heavy[object]
    key: Key
    question: Question
    waiters: dict[Waiter, asyncio.AbstractEventLoop | None] = field(default_factory=dict)
    dropped: bool = False


class JobQueue:
    """Takes questions and hands their jobs to the background threads, the newest first."""

    def __init__(self, submit: Callable[[Callable[[], None]], object] | None = None) -> None:
        """Use `submit` to run a function in a thread (default: the process's background threads)."""
        self._submit = submit or workers.submit
        self._lock = threading.Lock()
        self._jobs: dict[Name, Job] = {}  # waiting and running, by name
        self._waiting: list[Job] = []  # the newest stands last

    def ask(self, waiter: Waiter, heavy: Heavy[object], key: Key, question: Question) -> Name:
        """Wait for an answer; it is worked out at once where no event loop runs. Returns the job's name."""
        name, loop = job_name(heavy, key, question), running_loop()
        if loop is None:
            self._work(Job(name, heavy, key, question, {waiter: None}))
            return name
        with self._lock:
            job = self._jobs.get(name)
            new = job is None
            if job is None:
                job = self._jobs[name] = Job(name, heavy, key, question)
                self._waiting.append(job)
            elif job in self._waiting:
                self._waiting.remove(job)
                self._waiting.append(job)
            job.waiters[waiter] = loop
        if new:
            self._submit(self._work_next)
        return name

    def leave(self, waiter: Waiter, name: Name) -> None:
        """Wait for an answer no more; without another waiter it is broken off."""
        with self._lock:
            job = self._jobs.get(name)
            if job is None or waiter not in job.waiters:
                return
            del job.waiters[waiter]
            if not job.waiters:
                job.dropped = True
                del self._jobs[name]
                if job in self._waiting:
                    self._waiting.remove(job)

    def _work_next(self) -> None:
        with self._lock:
            if not self._waiting:
                return  # it was left before its turn came
            job = self._waiting.pop()
        self._work(job)

    def _work(self, job: Job) -> None:
        """Work an answer out, put it on its shelf and tell who waits; a refusal is an answer too."""
        problem: BaseException | None = None
        language = job.question.state.language
        try:
            with using_language(language), silent():
                job.question.keep(job.heavy, job.key, job.heavy.make(job.question.at(job.heavy), self._progress(job)))
        except DroppedError:
            return  # nobody is left to be told
        except WorkbenchError as refusal:
            with using_language(language):
                reason = told_on_page(refusal)
            job.question.keep(job.heavy, job.key, NoAnswer({language: reason}))
        except BaseException as fault:
            problem = fault
            if not isinstance(fault, Exception):
                raise
        finally:
            with self._lock:
                if self._jobs.get(job.name) is job:
                    del self._jobs[job.name]
                waiters = list(job.waiters.items())
            give_back()
        for waiter, loop in waiters:
            _call(loop, waiter.finished, job.name, problem)
        if problem is not None and None in dict(waiters).values():
            raise problem  # in a plain script, where nobody would see it

    def _progress(self, job: Job) -> Callable[[int, int], None]:
        last = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal last
            if job.dropped:
                raise DroppedError(job.heavy.name)
            now = time.monotonic()
            if now - last > PROGRESS_EVERY:
                last = now
                with self._lock:
                    waiters = list(job.waiters.items())
                for waiter, loop in waiters:
                    if loop is not None:
                        _call(loop, waiter.told, job.name, done, total)

        return progress


def job_name(heavy: Heavy[object], key: Key, question: Question) -> Name:
    """Return what tells an answer from every other one of this process."""
    return id(question.at(heavy).results.answers), heavy.name, key, question.state.language


def _call(loop: asyncio.AbstractEventLoop | None, function: Callable[..., None], *values: object) -> None:
    if loop is None:
        function(*values)
    elif not loop.is_closed():
        loop.call_soon_threadsafe(function, *values)


# One for the process: what one page has worked out, all others have.
QUEUE = JobQueue()
