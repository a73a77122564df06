"""The heavy answers that one page lacks: asked for one by one, once the hand rests, and left when it moves on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from workbench.dashboard.answers.background import running_loop
from workbench.dashboard.answers.job_queue import QUEUE, JobQueue, Name, job_name
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key

REST = 0.35  # seconds without a move after which the hand counts as resting

ShowProgress = Callable[[Heavy[object], int, int], None]


class Jobs:
    """Has a queue work out what a page lacks, one answer at a time.

    `done` is called after each answer, `progress` with how far one has come, `failed` with a fault; all three in the
    page's own thread.
    """

    def __init__(
        self,
        done: Callable[[], None],
        progress: ShowProgress,
        failed: Callable[[BaseException], None],
        queue: JobQueue = QUEUE,
    ) -> None:
        self._done, self._show_progress, self._failed, self._queue = done, progress, failed, queue
        self._waiting: dict[Name, Heavy[object]] = {}  # one at most
        self._rest: asyncio.TimerHandle | None = None
        self._hopeless: set[Name] = set()  # what failed isn't tried again and again

    def want(self, heavies: Sequence[Heavy[object]], question: Question) -> None:
        """Ask for the first answer that is lacking; leave the one under way if the page wants it no more."""
        self._stop_resting()
        lacking = {
            job_name(heavy, key, question): (heavy, key)
            for heavy in heavies
            if (key := question.key(heavy)) is not None and question.lacks(heavy)
        }
        for name in set(self._waiting) - set(lacking):
            del self._waiting[name]
            self._queue.leave(self, name)
        hopeful = [wanted for name, wanted in lacking.items() if name not in self._hopeless]
        if self._waiting or not hopeful:
            return  # the end of the one under way asks again
        heavy, key = hopeful[0]
        # The quick answers are made here, so that a background thread has only the heavy one to make.
        question.at(heavy).run, question.at(heavy).base
        loop = running_loop()
        if heavy.patient and loop is not None:
            self._rest = loop.call_later(REST, self._begin, heavy, key, question)
        else:
            self._begin(heavy, key, question)

    def close(self) -> None:
        """Want nothing any more: the page has gone."""
        self._stop_resting()
        for name in list(self._waiting):
            self._queue.leave(self, name)
        self._waiting.clear()

    def finished(self, name: Name, problem: BaseException | None) -> None:
        """Show what an answer has added, or the fault; then the next one."""
        if self._waiting.pop(name, None) is None:
            return  # left meanwhile
        if problem is not None:
            self._hopeless.add(name)
            self._failed(problem)
        self._done()  # asks for the next one; a lever may have moved meanwhile

    def told(self, name: Name, done: int, total: int) -> None:
        """Show how far an answer has come."""
        if name in self._waiting:
            self._show_progress(self._waiting[name], done, total)

    def _begin(self, heavy: Heavy[object], key: Key, question: Question) -> None:
        self._rest = None
        self._waiting[job_name(heavy, key, question)] = heavy
        self._show_progress(heavy, 0, 1)
        self._queue.ask(self, heavy, key, question)

    def _stop_resting(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
