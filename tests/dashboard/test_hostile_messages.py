"""10,000 generated messages and addresses on one living page: each refused in a sentence of the page's language."""

import json
import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from workbench.dashboard import Dashboard, open_dashboard
from workbench.dashboard.state.action_schema import FAMILY_CHANGES, KINDS, read_action
from workbench.dashboard.state.actions import REDUCERS, Context, next_state
from workbench.dashboard.state.page_errors import PageError
from workbench.dashboard.state.page_state import PAGES, State
from workbench.dashboard.state.scenario_levers import LEVERS
from workbench.errors import WorkbenchError
from workbench.language import using_language

MESSAGES = 10_000
# What a person may be told of: no trace, no name of a class, no library.
FOREIGN = re.compile(r"Traceback|polars|pydantic|numpy|\w+Error\b|\w+Exception\b|File \"|line \d+")
CHINESE = re.compile(r"[一-鿿]")
# An English sentence: four words that stand in a row, outside quotes and names of the program.
ENGLISH = re.compile(r"(?:\b[A-Za-z]+\b[ ,;]+){3}\b[A-Za-z]+\b")
QUOTED = re.compile(r"'[^']*'…?|\"[^\"]*\"…?")
HOSTILE: tuple[Any, ...] = (
    10**400,
    -(10**400),
    10**28,
    float("inf"),
    float("nan"),
    1e308,
    -1.0,
    0,
    0.5,
    3,
    True,
    None,
    "",
    "²",
    "１２",
    "a" * 1_000,
    "{n} {0} %s",
    "\ud800\x00\x0b",
    "'; DROP TABLE",
    [],
    [[[[1]]]],
    {},
    {"kind": "lever"},
    {"": {"": {}}},
    ["lever"],
)
FIELDS = ("name", "value", "levers", "page", "language", "town", "figure", "address", "do", "household", "member")
FIELDS += ("format", "gesture", "number", "kind", "extra")
GOOD: dict[str, tuple[Any, ...]] = {
    "name": (*LEVERS, "budget", "confidence", "payer", "A", "baseline", "age", "wage_income", "residence", "town"),
    "value": (0.33, 0.4, 1.5, 0.0, 1.0, 12.0, 5e6, "all", "urban", "悦庄镇", 130, True),
    "levers": ({"urban_dibao_ratio": 0.33}, {"rural_dibao_ratio": 2}, {"x": 1.0}),
    "page": (*PAGES, "overveiw"),
    "language": ("fr", "zh "),  # the page stays in its language
    "town": ("悦庄镇", "", "Atlantis"),
    "figure": ("income_distribution", "comparison", "nothing"),
    "do": tuple(FAMILY_CHANGES),
    "household": (0, 1, 17, 9 * 10**15),
    "member": (0, 1, 7),
    "format": (".gif", ".exe"),  # files are made elsewhere
    "kind": tuple(KINDS),
}


def any_address(chance: random.Random) -> str:
    parts = []
    for _ in range(chance.randrange(1, 5)):
        name = chance.choice((*LEVERS, "page", "town", "budget", "confidence", "payer", "household", "told", "A", "x"))
        value = chance.choice(
            (
                *(
                    "0.33",
                    "1e400",
                    "nan",
                    "²",
                    "-5",
                    str(10**28),
                    "9" * 400,
                    "overview",
                    "悦庄镇",
                    "",
                    "%00",
                    "[",
                    "[[[",
                ),
                *("urban_dibao_ratio:0.33", "urban_dibao_ratio", ";;;:", "[" * 3_000, "a" * 9_000),
                '["rural","南麻街道",{"age":'
                + chance.choice(("30", "1e400", "NaN", "-1", "[]", '"x"', "9" * 500))
                + "}]",
                '["rural","南麻街道"' + ',{"age":4}' * chance.choice((1, 8, 400)) + "]",
                '["urban","南麻街道",' + chance.choice(("5", "null", "[]", '{"ag":1}', '"age"', "{}")) + "]",
            )
        )
        parts.append(f"{name}={value}")
    return chance.choice(("", "#", "##")) + chance.choice(("&", "&&", ";")).join(parts)


def any_message(chance: random.Random) -> object:
    """A message that is a little wrong: of a known kind with fields of it, one or more of them hostile."""
    if chance.random() < 0.05:
        return chance.choice(HOSTILE)
    kind = chance.choice(tuple(KINDS))
    if chance.random() < 0.3:
        return {"kind": chance.choice(("address", "painted")), "address": any_address(chance)}
    model = FAMILY_CHANGES[chance.choice(tuple(FAMILY_CHANGES))] if kind == "family" else KINDS[kind]
    message: dict[Any, Any] = {"kind": kind}
    for field in model.model_fields:
        if field not in ("kind", "number") and chance.random() < 0.95:
            message[field] = chance.choice(GOOD.get(field, ("x",)))
    if chance.random() < 0.6:
        message[chance.choice(FIELDS)] = chance.choice(HOSTILE)
    if chance.random() < 0.02:
        message[chance.choice((5, None, ("a",)))] = 1
    if message.get("kind") == "language" and message.get("language") in ("zh", "en"):
        message["language"] = "fr"
    return message


def is_painted(message: dict) -> bool:
    """The first paint begins the answers that take long: other tests wait for them."""
    return message.get("kind") == "painted"


def in_language(error: str, language: str) -> bool:
    """Whether an error is told in the page's language alone; what was typed stands in quotes."""
    told = QUOTED.sub("", error)
    chinese = CHINESE.search(told) is not None
    return chinese and not ENGLISH.search(told) if language == "zh" else not chinese


@pytest.fixture(scope="module")
def living(county, baseline) -> Callable[[str], Dashboard]:
    few = county.kept(np.arange(county.households.height) % 20 == 0)

    def opened(language: str) -> Dashboard:
        shown = open_dashboard(few, baseline, language)
        shown.send = lambda *_: None
        return shown

    return opened


def test_every_kind_has_a_model_and_a_reducer() -> None:
    assert REDUCERS.keys() == KINDS.keys()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_living_page_hears_what_nobody_should_say(living, language: str, seed: int) -> None:
    """No message raises anything but what is said on the page, in its language, and the next good one works."""
    shown, chance = living(language), random.Random(seed)
    context = Context(shown.results.baseline, lambda number: number in (0, 1, 17), lambda state: 17)
    refused: set[str] = set()
    state = shown.state
    with using_language(language):
        for _ in range(MESSAGES // 2):
            message = any_message(chance)
            try:
                state = next_state(state, read_action(message), context)
            except PageError as problem:
                error = str(problem)
                assert error, message
                assert not FOREIGN.search(QUOTED.sub("", error)), (message, error)
                assert in_language(error, language), (message, error)
                error.encode()  # no half of a pair of signs
                refused.add(error)
            assert isinstance(state, State)
            assert len(state.past) <= 50
            ratio = 0.31 + 0.01 * chance.randrange(5)  # a standard in yuan, if one was set, is taken back with it
            levers = {"urban_dibao_ratio": ratio, "urban_dibao_standard_published": 0.0}
            good = read_action({"kind": "levers", "levers": levers})
            state = next_state(state, good, context)
    assert len(refused) > 300
    drawn = [
        message for _ in range(24) if not (isinstance(message := any_message(chance), dict) and is_painted(message))
    ]
    for message in drawn:  # the same through the page, which answers each
        shown.handle(message)
        json.dumps(shown.page, allow_nan=False).encode()
        assert not FOREIGN.search(QUOTED.sub("", shown.page["error"])), message
        assert shown.page["error"] == "" or in_language(shown.page["error"], language), message
        shown.handle({"kind": "address", "address": "#page=overview&urban_dibao_ratio=0.33"})
        assert (shown.page["error"], dict(shown.state.levers)) == ("", {"urban_dibao_ratio": 0.33}), message


@pytest.mark.parametrize("message", [*HOSTILE, {"kind": 5}, {"kind": ["lever"]}, {"kind": "lever"}, {"do": "look"}])
def test_what_is_no_action_is_refused_in_a_sentence(message: object) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_action(message)
    assert type(caught.value).__module__.startswith("workbench.")


@pytest.mark.parametrize(
    ("action", "zh", "en"),
    [
        ({"kind": "lever", "name": "tekun_take_up", "value": 1e13}, "'value'应为绝对值不超过", "at most 1,000,000"),
        ({"kind": "lever", "name": "tekun_take_up", "value": 5}, "可用范围为0%至100%", "0% to 100% is accepted"),
        ({"kind": "lever", "name": "tekun_take_up"}, "操作里缺少'value'", "the action lacks 'value'"),
        ({"kind": "undo", "name": "x"}, "没有内容'name'", "unknown part of an action 'name'"),
        ({"kind": "town", "town": "Atlantis"}, "没有镇街'Atlantis'", "unknown town 'Atlantis'"),
        ({"kind": "family", "do": "look", "household": 99}, "没有户号为99的家庭", "no household 99"),
        ({"kind": "family", "do": "look", "household": 12.7}, "整数户号", "whole"),
        ({"kind": "family", "do": "member", "member": 0, "name": "age", "value": 121}, "年龄：不能是121", "Age: 121"),
        ({"kind": "family", "do": "member", "member": 3, "name": "age", "value": 12}, "没有成员4", "member 4"),
        ({"kind": "family", "do": "fewer", "member": 0}, "至少有一人", "at least one member"),
        ({"kind": "goal", "name": "confidence", "value": 0.2}, "把握", "confidence 0.2"),
        ({"kind": "choose", "name": "A"}, "没有已存方案'A'", "unknown kept scenario 'A'"),
        ({"kind": "address", "address": "#page"}, "网址'#page'读不懂", "the address '#page' can't be read"),
    ],
)
def test_what_the_hand_can_do_wrong_is_said_in_both_languages(baseline, action: dict, zh: str, en: str) -> None:
    context = Context(baseline, lambda number: number == 17, lambda state: 17)
    for language, said in (("zh", zh), ("en", en)):
        with using_language(language), pytest.raises(PageError) as caught:
            next_state(State(language=language), read_action(action), context)
        assert said in str(caught.value)
        assert in_language(str(caught.value), language)
