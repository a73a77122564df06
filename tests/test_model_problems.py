"""What pydantic finds wrong is told in the house's words: every kind of complaint, all at once, with file and line."""

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.errors import ScenarioError, problems_text
from workbench.law.citations import Citations
from workbench.law.payers import Shares
from workbench.law.stacking import _File as StackingFile
from workbench.model_problems import _WANTED, model_problems
from workbench.parameter.book import Parameter
from workbench.parameter.yaml_reader import check_model, parse_yaml
from workbench.place import _PlaceFile
from workbench.scenario_model import ScenarioFile

# The beginnings of pydantic's own sentences.
FOREIGN = re.compile(
    r"Input should|should have|should match|Field required|Extra inputs|Value error|Unable to|valid (str|dict|list)"
)


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    count: int = 0


class Everything(BaseModel):
    """One field for each kind of complaint."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=3, max_length=5)] = "abc"
    code: Annotated[str, Field(pattern="^[a-z]+$", description="a word of small letters")] = "a"
    share: Annotated[float, Field(ge=0, le=1, strict=True)] = 0.5
    rho: Annotated[float, Field(gt=-1, lt=1)] = 0.0
    number: float = 0.0
    years: int = 0
    yes: bool = False
    day: dt.date | None = None
    kind: Literal["one", "two"] = "one"
    inner: Inner = Inner()
    names: dict[str, float] = {}
    many: list[int] = []
    pair: tuple[str, str] = ("a", "b")
    few: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)] = ("a",)


def problems_of(model: type[BaseModel], data: object) -> list[str]:
    try:
        model.model_validate(data)
    except ValidationError as problem:
        return [one.text for one in model_problems(model, problem, data)]
    return []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"text": "x"}, "text: a text of at least 3 characters is wanted (got 'x')"),
        ({"text": "abcdef"}, "text: a text of at most 5 characters is wanted (got 'abcdef')"),
        ({"text": 3}, "text: a text is wanted (got 3)"),
        ({"code": "A1"}, "code: a word of small letters is wanted (got 'A1')"),
        ({"share": 1.5}, "share: a number up to 1 is wanted (got 1.5)"),
        ({"share": -0.5}, "share: a number from 0 is wanted (got -0.5)"),
        ({"share": "half"}, "share: a number is wanted (got 'half')"),
        ({"rho": 1.5}, "rho: a number below 1 is wanted (got 1.5)"),
        ({"rho": -1}, "rho: a number above -1 is wanted (got -1)"),
        ({"number": "x"}, "number: a number is wanted (got 'x')"),
        ({"years": 1.5}, "years: a whole number is wanted (got 1.5)"),
        ({"years": "x"}, "years: a whole number is wanted (got 'x')"),
        ({"yes": "perhaps"}, "yes: true or false is wanted (got 'perhaps')"),
        ({"day": "June"}, "day: a day such as 2021-07-01 is wanted (got 'June')"),
        ({"day": [1]}, "day: a day such as 2021-07-01 is wanted (got [1])"),
        ({"kind": "tow"}, "kind: one of one, two is wanted; did you mean 'two'? (got 'tow')"),
        ({"kind": 7}, "kind: one of one, two is wanted (got 7)"),
        ({"inner": 3}, "inner: keys with their values are wanted: count (got 3)"),
        ({"inner": {"cuont": 3}}, "unknown key 'inner.cuont'; did you mean 'count'?"),
        ({"names": [1]}, "names: names with their values are wanted, such as {name: value} (got [1])"),
        ({"many": {"a": 1}}, "many: a list is wanted, such as [a, b] (got {'a': 1})"),
        ({"pair": 4}, "pair: a list is wanted, such as [a, b] (got 4)"),
        ({"pair": ["a"]}, "'pair.1' is missing"),
        ({"few": []}, "few: a list of at least 1 is wanted (got [])"),
        ({"few": ["a", "b", "c"]}, "few: a list of at most 2 is wanted (got ['a', 'b', 'c'])"),
        ({"texst": "abc"}, "unknown key 'texst'; did you mean 'text'?"),
    ],
)
def test_each_kind_of_complaint_has_the_house_s_words(data: dict, message: str) -> None:
    assert problems_of(Everything, data) == [message]


def test_all_complaints_are_told_at_once_with_file_and_line() -> None:
    text = "text: x\nrho: 1.5\nkind: tow\ninner:\n  cuont: 3\n"
    with pytest.raises(ScenarioError) as caught:
        check_model(Everything, parse_yaml(text, Path("a.yaml"), ScenarioError), (), ScenarioError)
    places = [line.split(" ")[0] for line in str(caught.value).splitlines()]
    assert places == ["a.yaml:1:1:", "a.yaml:2:1:", "a.yaml:3:1:", "a.yaml:5:3:"]


def test_no_more_than_twenty_are_told() -> None:
    assert problems_text(map(str, range(20))).splitlines()[-1] == "19"
    assert problems_text(map(str, range(25))).splitlines()[-2:] == ["19", "… and 5 more"]
    assert problems_text(["a", "b", "a"]) == "a\nb"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3000)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "x", "share"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["value", "zh", "a"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@pytest.mark.parametrize("model", [ScenarioFile, Parameter, Citations, Shares, StackingFile, _PlaceFile, Everything])
@given(data=st.data())
def test_whatever_stands_in_a_file_no_foreign_sentence_comes_out(model: type[BaseModel], data: st.DataObject) -> None:
    content = data.draw(st.dictionaries(st.sampled_from(list(model.model_fields)), VALUES, max_size=5))
    for one in problems_of(model, content):
        assert not FOREIGN.search(one), one
        assert "something else is wanted" not in one, content


def test_every_wanted_sentence_can_be_written() -> None:
    figures = dict.fromkeys(("gt", "ge", "lt", "le"), 1.0) | {"min_length": 1, "max_length": 2, "pattern": "a"}
    assert all("wanted" in text.format(known="a", **figures) for text in _WANTED.values())
