"""Heavy answers: one after the other, begun when the hand rests, dropped when it moves on, never tried in vain."""

import asyncio
import threading

import pytest

from workbench.dashboard import Runs, State
from workbench.dashboard.answers.jobs import Jobs
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import NoAnswer
from workbench.errors import InputError


class Desk:
    """What a page would be to its jobs."""

    def __init__(self) -> None:
        self.done, self.told, self.failed = 0, [], []
        self.jobs = Jobs(self._done, lambda heavy, done, total: self.told.append((done, total)), self.failed.append)

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
    begun, moved_on = threading.Event(), threading.Event()

    def long(question, progress):
        begun.set()
        moved_on.wait(10)
        progress(1, 2)
        return question.state.page

    heavy = Heavy("long", by_page, long, patient=False)

    async def drive() -> None:
        desk, first, second = Desk(), Question(State(), results), Question(State(page="helped"), results)
        desk.jobs.want((heavy,), first)
        await until(begun.is_set)
        desk.jobs.want((heavy,), second)
        moved_on.set()
        await until(lambda: desk.done == 1)
        assert not results.answers.shelf(heavy.name)
        desk.jobs.want((heavy,), second)
        await until(lambda: desk.done == 2)
        assert second.answer(heavy) == "helped"
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
    assert question.refused(heavy) == "no such future"
    assert question.answer(heavy) is None
    assert not question.lacks(heavy)
    assert isinstance(results.answers.shelf(heavy.name)[("overview",)], NoAnswer)

    broken = Heavy("broken", by_page, lambda question, _: 1 // 0)
    with pytest.raises(ZeroDivisionError):  # without an event loop the trace comes through
        desk.jobs.want((broken,), question)
    assert [type(problem) for problem in desk.failed] == [ZeroDivisionError]
    desk.jobs.want((broken,), question)
    assert len(desk.failed) == 1


def test_the_oldest_answer_makes_room(results) -> None:
    heavy = Heavy("few", by_page, lambda question, _: question.state.page, most=2)
    for page in ("overview", "helped", "cost"):
        Question(State(page=page), results).work_out(heavy)
    assert list(results.answers.shelf(heavy.name)) == [("helped",), ("cost",)]
    assert Question(State(page="overview"), results).answer_or_older(heavy) == "cost"
