"""Heavy answers: one after the other, begun when the hand rests, dropped when it moves on, never tried in vain."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.dashboard import Runs, State
from workbench.dashboard.answers.job_queue import QUEUE, JobQueue
from workbench.dashboard.answers.jobs import Jobs
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import DroppedError, NoAnswer
from workbench.errors import InputError


class Desk:
    """What a page would be to its jobs."""

    def __init__(self, queue: JobQueue = QUEUE) -> None:
        self.done, self.told, self.failed = 0, [], []
        tell = lambda heavy, done, total: self.told.append((done, total))  # noqa: E731
        self.jobs = Jobs(self._done, tell, self.failed.append, queue)

    def _done(self) -> None:
        self.done += 1


@pytest.fixture
def results(county, baseline) -> Runs:
    return Runs(county, baseline)


def by_page(question: Question) -> tuple[str]:
    return (question.state.page,)


async def until(said) -> None:
    for _ in range(400):
        if said():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never happened")


def test_a_job_nobody_waits_for_any_more_is_dropped_and_not_kept(results) -> None:
    begun, moved_on, left = threading.Event(), threading.Event(), threading.Event()

    def long(question, progress):
        begun.set()
        moved_on.wait(10)
        try:
            progress(1, 2)
        except DroppedError:
            left.set()
            raise
        return question.state.page

    heavy = Heavy("long", by_page, long, patient=False)

    async def drive() -> None:
        desk, first, second = Desk(), Question(State(), results), Question(State(page="helped"), results)
        desk.jobs.want((heavy,), first)
        await until(begun.is_set)
        desk.jobs.want((heavy,), second)
        moved_on.set()
        await until(lambda: desk.done == 1)  # the second one; of the first nothing is told
        assert second.answer(heavy) == "helped"
        await until(left.is_set)
        assert results.answers.find(heavy.name, ("overview",)) is None
        assert first.lacks(heavy)
        assert desk.failed == []

    asyncio.run(drive())


def test_a_patient_answer_waits_until_the_hand_rests(results) -> None:
    made = []
    heavy = Heavy("patient", by_page, lambda question, _: made.append(question.state.page) or 1)

    async def drive() -> None:
        desk = Desk()
        for page in ("overview", "helped", "cost"):  # as fast as a slider moves
            desk.jobs.want((heavy,), Question(State(page=page), results))
        assert made == []
        await until(lambda: desk.done == 1)
        assert made == ["cost"]

    asyncio.run(drive())


def test_what_the_workbench_refuses_is_an_answer_and_what_breaks_is_not_tried_again(results) -> None:
    def refuse(question, _):
        raise InputError("no such future")

    heavy, question, desk = Heavy("refused", by_page, refuse), Question(State(), results), Desk()
    desk.jobs.want((heavy,), question)
    assert question.refused(heavy) == "计算拒绝了这项要求，页面保持原样"  # of a reason that is told in English alone
    assert question.answer(heavy) is None
    assert not question.lacks(heavy)
    assert isinstance(results.answers.find(heavy.name, ("overview",)), NoAnswer)
    english = Question(State(language="en"), results)
    assert english.lacks(heavy)  # a reason is said in the page's own language
    desk.jobs.want((heavy,), english)
    assert english.refused(heavy) == "no such future"
    assert question.refused(heavy).startswith("计算拒绝")

    broken = Heavy("broken", by_page, lambda question, _: 1 // 0)
    with pytest.raises(ZeroDivisionError):  # without an event loop the trace comes through
        desk.jobs.want((broken,), question)
    assert [type(problem) for problem in desk.failed] == [ZeroDivisionError]
    desk.jobs.want((broken,), question)
    assert len(desk.failed) == 1


def test_the_answer_unused_for_longest_makes_room_and_a_page_sees_none_of_anothers(results) -> None:
    heavy = Heavy("few", by_page, lambda question, _: question.state.page, most=2)
    for page in ("overview", "helped"):
        Question(State(page=page), results).work_out(heavy)
    assert Question(State(page="overview"), results).answer_or_older(heavy) == "overview"  # used: it stays
    Question(State(page="cost"), results).work_out(heavy)
    assert [results.answers.find(heavy.name, (page,)) for page in ("overview", "helped", "cost")] == [
        "overview",
        None,
        "cost",
    ]
    # What this page has had last stands in for what it lacks; another page has had nothing.
    assert Question(State(page="care"), results).answer_or_older(heavy) == "overview"
    assert Question(State(page="care"), results.for_page()).answer_or_older(heavy) is None
    results.shared_by(3)
    for page in ("helped", "care"):
        Question(State(page=page), results).work_out(heavy)
    assert all(results.answers.find(heavy.name, (page,)) for page in ("overview", "helped", "cost", "care"))


def test_what_two_pages_wait_for_is_worked_out_once_and_goes_on_while_one_waits(results) -> None:
    begun, go_on = threading.Event(), threading.Event()
    made: list[str] = []

    def long(question, progress):
        begun.set()
        assert go_on.wait(10)
        progress(1, 2)
        made.append(question.state.page)
        return question.state.page

    heavy = Heavy("shared", by_page, long, patient=False)

    async def drive() -> None:
        one, other = Desk(), Desk()
        question = Question(State(), results)
        one.jobs.want((heavy,), question)
        await until(begun.is_set)
        other.jobs.want((heavy,), Question(State(), results.for_page()))
        one.jobs.close()
        go_on.set()
        await until(lambda: other.done == 1)
        assert (one.done, made, question.answer(heavy)) == (0, ["overview"], "overview")

    asyncio.run(drive())


def test_the_newest_question_goes_first(results) -> None:
    begun, go_on = threading.Event(), threading.Event()
    made: list[str] = []

    def first(question, progress):
        begun.set()
        assert go_on.wait(10)
        return 1

    async def drive() -> None:
        queue = JobQueue(ThreadPoolExecutor(1).submit)
        desks = [Desk(queue) for _ in range(4)]
        desks[0].jobs.want((Heavy("first", by_page, first, patient=False),), Question(State(), results))
        await until(begun.is_set)
        heavy = Heavy("next", by_page, lambda question, _: made.append(question.state.page) or 1, patient=False)
        for desk, page in zip(desks[1:], ("overview", "helped", "cost"), strict=True):
            desk.jobs.want((heavy,), Question(State(page=page), results))
        go_on.set()
        await until(lambda: all(desk.done for desk in desks))
        assert made == ["cost", "helped", "overview"]

    asyncio.run(drive())
