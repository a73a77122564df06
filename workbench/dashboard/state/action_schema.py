"""The messages of the page as typed values: each kind a model with bounded fields; anything else is refused.

A message is what the browser sends as JSON: {"kind": …, "number": …} and the fields of its kind. `number` counts the
page's messages, `view` names the view that sent it (a notebook may show a page twice), `gesture` the movement of the
hand that a move belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.dashboard.state.invented_family import MOST_MEMBERS
from workbench.dashboard.state.page_errors import PageError, quoted, refusal, unknown_on_page
from workbench.dashboard.state.scenario_levers import LARGEST_NUMBER
from workbench.language import word

LONGEST_NAME = LONGEST_GESTURE = 100
LONGEST_ADDRESS = 8_000
LARGEST_HOUSEHOLD = 9 * 10**15
LARGEST_COUNT = 2**53
_MOST_LEVERS = 100
_LIMITS = {
    "characters": LONGEST_NAME,
    "address": f"{LONGEST_ADDRESS:,}",
    "number": f"{LARGEST_NUMBER:,.0f}",
    "household": f"{LARGEST_HOUSEHOLD:,}",
    "members": MOST_MEMBERS,
    "levers": _MOST_LEVERS,
}

# `description` names the words for what is wanted: page_errors.wanted_…
Name = Annotated[str, Field(max_length=LONGEST_NAME, description="name")]
Number = Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, allow_inf_nan=False, description="number")]
Gesture = Annotated[str | None, Field(max_length=LONGEST_GESTURE, description="name")]
AddressText = Annotated[str, Field(max_length=LONGEST_ADDRESS, description="address")]
Household = Annotated[int, Field(ge=0, le=LARGEST_HOUSEHOLD, description="household")]
Member = Annotated[int, Field(ge=0, lt=MOST_MEMBERS, description="member")]
Levers = Annotated[dict[Name, Number], Field(max_length=_MOST_LEVERS, description="levers")]
Setting = Annotated[Number | Name, Field(description="setting")]
Answer = Annotated[bool | Number, Field(description="answer")]
Ending = Annotated[str, Field(max_length=10, description="name")]


class Action(BaseModel):
    """What the hand did."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    kind: str
    number: Annotated[int, Field(ge=0, le=LARGEST_COUNT, description="count")] = 0
    view: Name = ""


class MoveLever(Action):
    """A lever moved to a value."""

    kind: Literal["lever"]
    name: Name
    value: Number
    gesture: Gesture = None


class MoveLevers(Action):
    """Several levers moved at once."""

    kind: Literal["levers"]
    levers: Levers
    gesture: Gesture = None


class SetGoal(Action):
    """A wish set: budget, confidence or payer."""

    kind: Literal["goal"]
    name: Name
    value: Setting
    gesture: Gesture = None


class OpenPage(Action):
    """Another page."""

    kind: Literal["page"]
    page: Name


class SpeakLanguage(Action):
    """Another language."""

    kind: Literal["language"]
    language: Name


class ChooseTown(Action):
    """A town; "" or the same one again: the whole county."""

    kind: Literal["town"]
    town: Name


class GoToYear(Action):
    """Another year; name: the slider's own, value: a calendar year."""

    kind: Literal["year"]
    name: Name = "year"
    value: Number
    gesture: Gesture = None


class ShowTable(Action):
    """The table of a figure, opened or closed."""

    kind: Literal["table"]
    figure: Name


class Plain(Action):
    """What has no fields of its own."""

    kind: Literal["undo", "redo", "reset", "keep", "compare"]


class ChooseKept(Action):
    """A kept scenario, or the baseline, taken again."""

    kind: Literal["choose"]
    name: Name


class DropKept(Action):
    """A kept scenario forgotten."""

    kind: Literal["drop"]
    name: Name


class GoToAddress(Action):
    """Where an address says; painted: the browser's first paint, whose address may be empty."""

    kind: Literal["address", "painted"]
    address: AddressText = ""


class FamilyAction(Action):
    """A change of the family that is looked at."""

    kind: Literal["family"]
    do: str


class PlainFamily(FamilyAction):
    """Another family of the county picked, an invented one begun, or one more member."""

    do: Literal["pick", "invent", "more"]


class LookAtHousehold(FamilyAction):
    """A family of the county by its id."""

    do: Literal["look"]
    household: Household


class TellMember(FamilyAction):
    """One thing of a member of the invented family (from 0) told otherwise."""

    do: Literal["member"]
    member: Member
    name: Name
    value: Answer


class TellHousehold(FamilyAction):
    """Residence or town of the invented family told otherwise."""

    do: Literal["household"]
    name: Name
    value: Name


class TakeMemberAway(FamilyAction):
    """A member (from 0) taken away."""

    do: Literal["fewer"]
    member: Member


class DownloadFigure(Action):
    """A figure, or the comparison, as a file."""

    kind: Literal["download"]
    figure: Name
    format: Ending


class Export(Action):
    """The scenario at hand as a document."""

    kind: Literal["export"]
    format: Ending


KINDS: Mapping[str, type[Action]] = {
    "lever": MoveLever,
    "levers": MoveLevers,
    "goal": SetGoal,
    "page": OpenPage,
    "language": SpeakLanguage,
    "town": ChooseTown,
    "year": GoToYear,
    "table": ShowTable,
    **dict.fromkeys(("undo", "redo", "reset", "keep", "compare"), Plain),
    "choose": ChooseKept,
    "drop": DropKept,
    **dict.fromkeys(("address", "painted"), GoToAddress),
    "family": FamilyAction,
    "download": DownloadFigure,
    "export": Export,
}
FAMILY_CHANGES: Mapping[str, type[Action]] = {
    **dict.fromkeys(("pick", "invent", "more"), PlainFamily),
    "look": LookAtHousehold,
    "member": TellMember,
    "household": TellHousehold,
    "fewer": TakeMemberAway,
}


def read_action(message: object) -> Action:
    """Return what a message says, as the model of its kind.

    message: any Python object that came as JSON. Raises PageError or UnknownOnPageError, in the language that is on,
    for everything that no page of ours sends.
    """
    if not isinstance(message, Mapping):
        raise refusal("no_action", given=quoted(message))
    model = _of_kind("action", message.get("kind"), KINDS)
    if model is FamilyAction:
        model = _of_kind("family_change", message.get("do"), FAMILY_CHANGES)
    try:
        return model.model_validate(dict(message))
    except ValidationError as problem:
        raise _refused(model, problem) from None


def number_of(message: object) -> int:
    """Return the number of a message, also of a refused one, which the page waits for too; 0 where it has none."""
    number = message.get("number") if isinstance(message, Mapping) else None
    return number if type(number) is int and 0 <= number <= LARGEST_COUNT else 0


def _of_kind(what: str, kind: object, known: Mapping[str, type[Action]]) -> type[Action]:
    if not isinstance(kind, str) or kind not in known:
        raise unknown_on_page(what, kind, known)
    return known[kind]


def _refused(model: type[Action], problem: ValidationError) -> PageError:
    """Say the first thing that is wrong with a message: a part too many, one missing, or what is wanted of it."""
    first = problem.errors(include_url=False)[0]
    part = first["loc"][0] if first["loc"] else ""
    if first["type"] == "extra_forbidden" or part not in model.model_fields:
        return unknown_on_page("part", part, model.model_fields)
    if first["type"] == "missing":
        return refusal("missing", part=part)
    wanted = word(f"page_errors.wanted_{model.model_fields[str(part)].description}", **_LIMITS)
    return refusal("wanted", part=part, wanted=wanted, given=quoted(first["input"]))
