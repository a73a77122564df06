"""Strict YAML reader: plain data alone, every value with its line; a model's complaint names file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from workbench.errors import WorkbenchError, control_character, nearest, problems_text
from workbench.model_problems import model_problems, text_key
from workbench.parameter.yaml_values import Value, plain_value

Place = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)
MakeError = Callable[[str], WorkbenchError]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one written in C is three times as fast
_MOST_BYTES = 2_000_000  # the longest file of the law has 45,000
_MOST_LEVELS = 40  # no file here has more than six
_MOST_SHOWN = 40  # characters of a value that an error shows


@dataclass(frozen=True)
class YamlDocument:
    """The data of a YAML file with the line and column of every key and item."""

    path: Path
    data: Any
    marks: dict[Place, tuple[int, int]] = field(repr=False)

    def where(self, place: Place) -> str:
        """Say file:line:column of a place, or of the nearest place above it that is in the file."""
        while place and place not in self.marks:
            place = place[:-1]
        line, column = self.marks.get(place, (1, 1))
        return f"{self.path.name}:{line}:{column}"


def yaml_files(folder: Path) -> list[Path]:
    """Return the *.yaml of a folder, sorted, without hidden ones (a Mac puts `._name.yaml` on a memory stick)."""
    return sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("."))


def read_yaml(path: Path, error: MakeError) -> YamlDocument:
    """Read one YAML file; `error` makes the exception for a file that is missing or broken."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise error(f"{path.name} is larger than {_MOST_BYTES // 1_000_000} MB: that is no file of this kind")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        siblings = [p.name for p in yaml_files(path.parent)] if path.parent.is_dir() else []
        guess = nearest(path.name, siblings)
        hint = f"did you mean {guess}?" if guess else f"there are: {', '.join(siblings) or 'none'}"
        raise error(f"no file {path.name} in {path.parent.name}/; {hint}") from None
    except UnicodeDecodeError as problem:
        raise error(f"{path.name} isn't UTF-8 text (byte {problem.start}); save it as UTF-8") from None
    except (OSError, ValueError) as problem:
        raise error(f"{path.name} can't be read: {problem}") from None
    return parse_yaml(text, path, error)


def parse_yaml(text: str, path: Path, error: MakeError) -> YamlDocument:
    """Parse YAML text that came from `path`.

    Refused, with file:line:column: repeated keys, tags, anchors and aliases, keys that are no single words, control
    characters, more than 2 MB or 40 levels, and numbers that YAML 1.1 reads otherwise than they look.
    """
    if len(text) > _MOST_BYTES:
        raise error(f"{path.name} is larger than {_MOST_BYTES // 1_000_000} MB: that is no file of this kind")
    strange = control_character(text)
    if strange is not None:
        before = text[: strange.start()]
        line, column = before.count("\n") + 1, strange.start() - before.rfind("\n")
        raise error(f"{path.name}:{line}:{column}: the control character {strange.group()!r} can't stand in a text")
    return _Reader(text, path, error).document()


class _Reader:
    """Builds plain data from the parser's events, one after the other, so that no input can make it large or deep."""

    def __init__(self, text: str, path: Path, error: MakeError) -> None:
        self.path, self.error = path, error
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self.marks: dict[Place, tuple[int, int]] = {}

    def document(self) -> YamlDocument:
        """Return the data of the only document; an empty file is None."""
        try:
            next(self.events)  # the start of the stream
            data = None
            if isinstance(next(self.events), yaml.DocumentStartEvent):
                data = self._value(next(self.events), ())
                next(self.events)  # the end of the document
                further = next(self.events)
                if not isinstance(further, yaml.StreamEndEvent):
                    raise self._refusal(further, "a second document begins here; one is wanted")
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise self.error(f"{self.path.name}:{line}:{column}: not valid YAML: {problem.problem}") from None
        except (yaml.YAMLError, UnicodeError) as problem:
            raise self.error(f"{self.path.name}:1:1: not valid YAML: {problem}") from None
        return YamlDocument(self.path, data, self.marks)

    def _value(self, event: yaml.Event, place: Place) -> object:
        self.marks.setdefault(place, _spot(event))
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent) or anchor is not None:
            raise self._refusal(event, "anchors (&) and aliases (*) aren't accepted; write the value where it is used")
        if tag is not None:
            raise self._refusal(event, f"the tag {_tag(tag)} isn't accepted; write the value without a tag")
        if len(place) > _MOST_LEVELS:
            raise self._refusal(event, f"more than {_MOST_LEVELS} levels lie one within the other")
        if isinstance(event, yaml.ScalarEvent):
            return self._word(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        items: list[object] = []
        while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(inner, (*place, len(items))))
        return items

    def _mapping(self, place: Place) -> dict[object, object]:
        result: dict[object, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refusal(event, "a single word is wanted as the key")
            key = self._value(event, ())
            inner = (*place, str(key))
            if key is None or inner in self.marks:
                raise self._refusal(event, "a key is missing" if key is None else f"the key {key!r} stands twice")
            self.marks[inner] = _spot(event)
            result[key] = self._value(next(self.events), inner)
        return result

    def _word(self, event: yaml.ScalarEvent) -> Value:
        if event.style:  # quoted, or a block of text
            strange = control_character(event.value)
            if strange is not None:
                raise self._refusal(event, f"the control character {strange.group()!r} can't stand in a text")
            return str(event.value)
        try:
            return plain_value(event.value)
        except ValueError as problem:  # a month 13, a 30th of February
            shown = event.value if len(event.value) <= _MOST_SHOWN else f"{event.value[:_MOST_SHOWN]}…"
            raise self._refusal(event, f"{shown!r} can't be read: {problem}") from None

    def _refusal(self, event: yaml.Event, why: str) -> WorkbenchError:
        line, column = _spot(event)
        return self.error(f"{self.path.name}:{line}:{column}: {why}")


def _spot(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _tag(tag: str) -> str:
    """Write a tag as it stands in the file."""
    return tag.replace("tag:yaml.org,2002:", "!!")


def check_model(model: type[ModelT], document: YamlDocument, place: Place, error: MakeError) -> ModelT:
    """Turn the part of a document at `place` into a pydantic model; all complaints are told, with file and line."""
    data = document.data
    for step in place:
        data = data[step] if isinstance(step, int) else text_key(data, step)
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        found = model_problems(model, problem, document.data, place)
        raise error(problems_text(f"{document.where(one.keys)}: {one.text}" for one in found)) from None
