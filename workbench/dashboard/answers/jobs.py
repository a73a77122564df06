"""One heavy answer after the other, in the background: begun when the hand rests, dropped when it moves on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from workbench.dashboard.answers.background import give_back, later
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import DroppedError, Key, NoAnswer
from workbench.errors import WorkbenchError
from workbench.language import using_language

# Seconds without a move after which the hand counts as resting; and between two tellings of progress.
REST = 0.35
PROGRESS_EVERY = 0.2

ShowProgress = Callable[[Heavy[object], int, int], None]
# What tells one answer from another: its kind, the town it is about, what it depends on.
Name = tuple[str, str | None, Key]


def _name(heavy: Heavy[object], key: Key, question: Question) -> Name:
    return heavy.name, None if question.at(heavy).whole is None else question.state.town, key


class _Job:
    """One heavy answer under way."""

    def __init__(self, heavy: Heavy[object], name: Name) -> None:
        self.heavy, self.name = heavy, name
        self.dropped = False


class Jobs:
    """Works out what a page lacks.

    `done` is called after each answer, `progress` with how far one has come, `failed` with a problem; all three in the
    kernel's own thread.
    """

    def __init__(
        self, done: Callable[[], None], progress: ShowProgress, failed: Callable[[BaseException], None]
    ) -> None:
        self._done, self._show_progress, self._failed = done, progress, failed
        self._job: _Job | None = None
        self._rest: asyncio.TimerHandle | None = None
        self._hopeless: set[Name] = set()  # what failed isn't tried again and again

    def want(self, heavies: Sequence[Heavy[object]], question: Question) -> None:
        """Begin the first answer that is lacking; drop the one under way if nobody wants it any more."""
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        lacking = [
            (heavy, key)
            for heavy in heavies
            if (key := question.key(heavy)) is not None
            and question.lacks(heavy)
            and _name(heavy, key, question) not in self._hopeless
        ]
        if self._job is not None:
            if self._job.name not in [_name(heavy, key, question) for heavy, key in lacking]:
                self._job.dropped = True
            return  # its end asks again
        if not lacking:
            return
        heavy, key = lacking[0]
        # The quick answers, made here: their shelf is no thread's but ours.
        question.at(heavy).run, question.at(heavy).base
        loop = _loop()
        if heavy.patient and loop is not None:
            self._rest = loop.call_later(REST, self._begin, heavy, key, question)
        else:
            self._begin(heavy, key, question)

    def _begin(self, heavy: Heavy[object], key: Key, question: Question) -> None:
        self._rest = None
        job = self._job = _Job(heavy, _name(heavy, key, question))
        progress = self._progress(job)
        progress(0, 1)

        def done(answer: object) -> None:
            self._job = None
            question.keep(heavy, key, answer)
            self._done()  # a lever may have moved meanwhile: then the next one

        def failed(problem: BaseException) -> None:
            self._job = None
            if isinstance(problem, DroppedError):
                self._done()
                return
            self._hopeless.add(job.name)
            self._failed(problem)
            self._done()  # the next one

        def work() -> object:
            try:
                with using_language(question.state.language):  # a reason is said in the page's language
                    return heavy.make(question.at(heavy), progress)
            except WorkbenchError as problem:
                return NoAnswer(str(problem))  # an answer too, said where the figure would be
            finally:
                give_back()

        later(work, done, failed)

    def _progress(self, job: _Job) -> Callable[[int, int], None]:
        loop, last = _loop(), 0.0

        def progress(done: int, total: int) -> None:
            nonlocal last
            if job.dropped:
                raise DroppedError(job.heavy.name)
            now = time.monotonic()
            if loop is not None and now - last > PROGRESS_EVERY:
                last = now
                loop.call_soon_threadsafe(self._tell, job, done, total)

        return progress

    def _tell(self, job: _Job, done: int, total: int) -> None:
        if job is self._job and not job.dropped:
            self._show_progress(job.heavy, done, total)


def _loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
