"""The catalogue: every word in both languages, with the same places to fill, and errors that help."""

import re
import threading
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from tests.places import TOWNS
from workbench.errors import InputError, UnknownNameError
from workbench.language import catalogue, current_language, set_language, town_name, using_language, word, words


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(words()))
def test_a_word_stands_in_both_languages_with_the_same_places(key: str) -> None:
    entry = words()[key]
    assert set(entry) == {"zh", "en"}
    assert all(text.strip() for text in entry.values())
    assert places(entry["zh"]) == places(entry["en"])


def test_english_words_hold_no_chinese() -> None:
    with_chinese = [key for key, entry in words().items() if re.search(r"[\u4e00-\u9fff]", entry["en"])]
    assert with_chinese == ["dashboard.switch"]  # the switch to Chinese is written in Chinese


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
