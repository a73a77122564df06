"""What takes long says so, and takes its line away; what is quick, silent or watched by nobody says nothing."""

import threading

import pytest

from workbench import progress
from workbench.language import using_language
from workbench.progress import silent, telling, tells


class Screen:
    """What was shown, and a signal for each text: a timer shows it from another thread."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.changed = threading.Event()

    def __call__(self, text: str) -> None:
        self.texts.append(text)
        self.changed.set()

    def wait(self) -> None:
        assert self.changed.wait(60)
        self.changed.clear()


@pytest.fixture
def screen(monkeypatch) -> Screen:
    shown = Screen()
    monkeypatch.setattr(progress, "_terminal_or_cell", lambda: shown)
    monkeypatch.setattr(progress, "DELAY", 0.0)
    monkeypatch.setattr(progress, "_BETWEEN", 0.0)
    return shown


def test_long_work_is_told_with_its_steps_and_the_line_is_taken_away(screen: Screen) -> None:
    with using_language("en"), telling("draw") as line:
        screen.wait()
        line.step(50, 200)
        assert screen.texts == ["Drawing futures …", "Drawing futures 50/200 (25%)"]
    assert screen.texts[-1] == ""


def test_the_line_is_in_the_language_that_is_on(screen: Screen) -> None:
    with using_language("zh"), telling("draw"):
        screen.wait()
    assert screen.texts == ["抽取未来 …", ""]


def test_quick_work_says_nothing(screen: Screen, monkeypatch) -> None:
    monkeypatch.setattr(progress, "DELAY", 3_600.0)
    with telling("draw") as line:
        line.step(1, 2)
    assert screen.texts == []


def test_work_inside_is_told_in_the_place_of_the_work_around_it(screen: Screen) -> None:
    with using_language("en"), telling("draw") as outer:
        screen.wait()
        with telling("compile"):
            screen.wait()
            outer.step(1, 2)
        outer.step(2, 2)
    assert screen.texts == [
        "Drawing futures …",
        "Compiling the rules for the first time; they are kept …",
        "",
        "Drawing futures 2/2 (100%)",
        "",
    ]


def test_a_function_that_fails_takes_its_line_away_too(screen: Screen) -> None:
    @tells("sweep")
    def fails() -> None:
        screen.wait()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fails()
    assert screen.texts[-1] == ""
    assert progress._lines == []


def test_progress_of_ones_own_goes_before(screen: Screen) -> None:
    @tells("sweep")
    def counted(*, progress=None) -> object:
        return progress

    mine = lambda done, total: None  # noqa: E731 - a progress of somebody's own
    assert counted(progress=mine) is mine
    assert counted() is not None  # the line's


def test_silent_work_threads_and_pipes_say_nothing(screen: Screen, monkeypatch) -> None:
    with silent(), telling("draw") as line:
        assert line is None
    found: list[object] = []

    def elsewhere() -> None:
        with telling("draw") as line:
            found.append(line)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [None]
    monkeypatch.undo()  # the real one: the tests' error stream is no terminal
    with telling("draw") as line:
        assert line is None
    assert screen.texts == []


def test_every_kind_of_work_has_words(root) -> None:
    import re

    from workbench.language import words

    sources = "\n".join(path.read_text(encoding="utf-8") for path in (root / "workbench").rglob("*.py"))
    used = set(re.findall(r"\btell(?:s|ing)\(\"(\w+)\"\)", sources))
    assert used == {name.partition(".")[2] for name in words() if name.startswith("progress.")}
