"""The catalogue: every word in both languages, with the same places to fill, and errors that help."""

import asyncio
import re
import threading
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from string import Formatter

import pytest

from tests.places import TOWNS
from workbench.errors import InputError, UnknownNameError
from workbench.language import (
    catalogue,
    current_language,
    set_language,
    town_name,
    using_language,
    word,
    words,
    written,
)
from workbench.language.catalogue import singulars


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(words()))
def test_a_word_stands_in_both_languages_with_the_same_places(key: str) -> None:
    entry = words()[key]
    assert set(entry) == {"zh", "en"}
    assert all(text.strip() for text in entry.values())
    assert places(entry["zh"]) == places(entry["en"])


# What follows a number in an English text and ends in s, and is no noun in the plural.
VERBS = {"gains", "gets", "has", "is", "less", "loses", "was"}


# Counts of a whole county's people.
ALWAYS_MANY = {"dashboard.footer_speed", "brief.point_synthetic"}


def counted(text: str) -> set[str]:
    """The places whose number an English text counts things by: {n} beds, {n} ordinary beds."""
    found = re.findall(r"\{(n|persons|homes|converted|built)\} ((?:(?!of |in )[A-Za-z-]+ ){0,2}[a-z]+s|people)\b", text)
    return {place for place, what in found if what.split()[-1] not in VERBS}


@pytest.mark.parametrize("key", sorted(words()))
def test_what_is_counted_has_a_singular_in_english(key: str) -> None:
    text = words()[key]["en"]
    if key in singulars():
        by, one = singulars()[key]
        assert by in places(text) or key.startswith("units.")
        assert places(one) <= places(text)
        assert by not in counted(one), f"{key}: the text for 1 has a plural behind {{{by}}}"
    else:
        assert not counted(text) or key in ALWAYS_MANY


def test_one_is_written_in_the_singular_and_everything_else_in_the_plural() -> None:
    with using_language("en"):
        assert word("dashboard.compare_title", n=1) == "1 scenario beside the baseline"
        assert word("dashboard.compare_title", n="1") == "1 scenario beside the baseline"
        assert word("dashboard.compare_title", n=0) == "0 scenarios beside the baseline"
        assert word("dashboard.compare_title", n="1,001") == "1,001 scenarios beside the baseline"
        assert word("care.gantt_line", year=2022, nursing=1, beds=1, share="100%") == "end-2022: 1 / 1 bed, 100%"
        assert word("dashboard.under_care", homes=1, closed="", cost="¥1", statuses="").startswith(
            "Plan (1 home, ¥1 in all)"
        )
    with using_language("zh"):
        assert word("dashboard.compare_title", n=1) == "1个方案与基线并列"


def test_a_singular_without_a_plural_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd.toml").write_text('beds = { zh = "床", en = { one = "bed" } }', encoding="utf-8")
    monkeypatch.setattr(catalogue, "package_file", lambda *_: tmp_path)
    with pytest.raises(InputError, match=r"odd.toml: 'beds' in English must be a text, or have one, other and by"):
        catalogue._general.__wrapped__()


def test_english_words_hold_no_chinese() -> None:
    with_chinese = [key for key, entry in words().items() if re.search(r"[\u4e00-\u9fff]", entry["en"])]
    # what leads to Chinese is written in Chinese
    assert with_chinese == ["cli.help_other_language", "dashboard.switch"]


def test_every_key_that_the_code_writes_out_is_in_the_catalogue(root: Path) -> None:
    written = re.compile(r"""\bword\(\s*["']([a-z]+\.[a-z_]+)["']""")
    used = {m for path in (root / "workbench").rglob("*.py") for m in written.findall(path.read_text("utf-8"))}
    assert len(used) > 30
    assert used <= set(words())


@pytest.mark.parametrize(
    "path", sorted((Path(catalogue.__file__).parent / "words").glob("*.toml")), ids=lambda p: p.name
)
def test_a_catalogue_file_is_sound_toml(path: Path) -> None:
    assert tomllib.loads(path.read_text("utf-8"))  # TOML itself refuses a key that stands twice


def test_an_unknown_key_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown word 'common.publishd'; did you mean 'common.published'"):
        word("common.publishd")


def test_a_place_left_empty_is_named() -> None:
    with pytest.raises(InputError, match=r"'charts.income_title': the place 'b' is not filled"):
        word("charts.income_title", a="1")


def test_the_language_is_chosen_for_the_session_or_for_a_while() -> None:
    set_language("en")
    assert (current_language(), word("common.assumed_word")) == ("en", "assumed")
    with using_language("zh"):
        assert word("common.assumed_word") == "假定"
    assert current_language() == "en"


def test_before_anything_is_chosen_the_environment_says_the_language(monkeypatch) -> None:
    monkeypatch.setattr(catalogue, "_chosen", None)
    monkeypatch.delenv("WORKBENCH_LANGUAGE", raising=False)
    assert current_language() == "zh"
    monkeypatch.setenv("WORKBENCH_LANGUAGE", "en")
    assert current_language() == "en"
    with using_language("zh"):
        assert current_language() == "zh"
    monkeypatch.setenv("WORKBENCH_LANGUAGE", "fr")
    with pytest.raises(UnknownNameError, match=r"unknown language 'fr'"):
        current_language()
    set_language("zh")
    assert current_language() == "zh"


def test_a_language_nobody_speaks_here_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown language 'fr'; known: en, zh"):
        set_language("fr")
    with pytest.raises(UnknownNameError), using_language("zn"):
        pass


def test_a_language_for_a_while_is_for_this_thread_only() -> None:
    set_language("zh")
    heard: list[str] = []
    with using_language("en"):
        thread = threading.Thread(target=lambda: heard.append(current_language()))
        thread.start()
        thread.join()
    assert heard == ["zh"]


def spoken(language: str, turns: int, meet: threading.Barrier) -> list[str]:
    """What a session says in its language while another one says something at every turn too."""
    set_language(language, session=True)
    found = []
    for _ in range(turns):
        meet.wait(timeout=10)
        found.append(written(1, "beds"))
    return found


def test_two_sessions_in_threads_never_mix() -> None:
    set_language("zh")
    meet = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        chinese, english = (pool.submit(spoken, language, 50, meet) for language in ("zh", "en"))
    assert set(chinese.result()) == {"1张床位"}
    assert set(english.result()) == {"1 bed"}
    assert current_language() == "zh"  # the process's own is as it was


def test_two_sessions_in_asyncio_tasks_never_mix() -> None:
    async def session(language: str) -> list[str]:
        set_language(language, session=True)
        found = []
        for _ in range(50):
            await asyncio.sleep(0)
            found.append(written(1, "beds"))
            found.append(await asyncio.to_thread(written, 2, "beds"))  # takes the task's context with it
        return found

    async def both() -> list[list[str]]:
        return list(await asyncio.gather(session("zh"), session("en")))

    set_language("zh")
    chinese, english = asyncio.run(both())
    assert set(chinese) == {"1张床位", "2张床位"}
    assert set(english) == {"1 bed", "2 beds"}
    assert current_language() == "zh"


def test_a_sessions_language_goes_before_the_processs() -> None:
    def session() -> list[str]:
        set_language("en", session=True)
        set_language("zh")
        return [current_language()]

    assert copy_context().run(session) == ["en"]
    assert current_language() == "zh"


@pytest.mark.parametrize(
    ("status", "zh", "en"),
    [
        ("published", "● 已公布", "● published"),
        ("unverified", "◍ 待核", "◍ unverified"),
        ("estimated", "◐ 估计", "◐ estimated"),
        ("assumed", "○ 假定", "○ assumed"),
    ],
)
def test_status_is_told_by_shape_and_word(status: str, zh: str, en: str) -> None:
    assert words()[f"common.{status}"] == {"zh": zh, "en": en}


def test_towns_in_pinyin() -> None:
    expected = "Lishan Nanma Lucun Dongli Yuezhuang Xili Dazhangzhuang Zhongzhuang Zhangjiapo Yanya Shiqiao Nanlushan"
    with using_language("en"):
        assert [town_name(town) for town in TOWNS] == expected.split()
    with using_language("zh"):
        assert [town_name(town) for town in TOWNS] == list(TOWNS)


def test_a_town_of_somebody_elses_frames_keeps_its_name() -> None:
    with using_language("en"):
        assert town_name("Elsewhere") == "Elsewhere"
