"""Reads YAML strictly: every value keeps its line, keys can't repeat, and a model's complaint names file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from workbench.errors import WorkbenchError, nearest

Place = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)
MakeError = Callable[[str], WorkbenchError]


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


def read_yaml(path: Path, error: MakeError) -> YamlDocument:
    """Read one YAML file; `error` makes the exception for a file that is missing or broken."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        siblings = sorted(p.name for p in path.parent.glob("*.yaml")) if path.parent.is_dir() else []
        guess = nearest(path.name, siblings)
        hint = f"did you mean {guess}?" if guess else f"there are: {', '.join(siblings) or 'none'}"
        raise error(f"no file {path.name} in {path.parent.name}/; {hint}") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise error(f"{path.name} can't be read: {problem}") from None
    return parse_yaml(text, path, error)


def parse_yaml(text: str, path: Path, error: MakeError) -> YamlDocument:
    """Parse YAML text that came from `path`; refuses repeated keys and anything but plain data."""
    loader = yaml.SafeLoader(text)
    marks: dict[Place, tuple[int, int]] = {}
    try:
        node = loader.get_single_node()
        data = None if node is None else _plain(loader, node, (), marks, path, error)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise error(f"{path.name}:{line}:{column}: not valid YAML: {problem.problem}") from None
    finally:
        loader.dispose()
    return YamlDocument(path, data, marks)


def _plain(
    loader: yaml.SafeLoader,
    node: yaml.Node,
    place: Place,
    marks: dict[Place, tuple[int, int]],
    path: Path,
    error: MakeError,
) -> Any:
    marks.setdefault(place, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = _scalar(loader, key_node, path, error)
            spot = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in result:
                raise error(f"{path.name}:{spot[0]}:{spot[1]}: the key {key!r} stands twice")
            inner = (*place, str(key))
            marks[inner] = spot
            result[key] = _plain(loader, value_node, inner, marks, path, error)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item, (*place, index), marks, path, error) for index, item in enumerate(node.value)]
    return _scalar(loader, node, path, error)


def _scalar(loader: yaml.SafeLoader, node: yaml.Node, path: Path, error: MakeError) -> Any:
    try:
        return loader.construct_object(node, deep=True)
    except ValueError as problem:  # a month 13, a 30th of February
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        written = getattr(node, "value", "")
        raise error(f"{path.name}:{line}:{column}: {written!r} can't be read: {problem}") from None


_SCALAR = {"float_type", "string_type", "int_type", "bool_type"}
_FORM = re.compile(
    r"_[A-Z]\w*|function-\w+\[.*\]|float|str|int|bool|constrained-\w+"
)  # how pydantic names the forms a value may have


def check_model(model: type[ModelT], document: YamlDocument, place: Place, error: MakeError) -> ModelT:
    """Turn the part of a document at `place` into a pydantic model; complaints name file and line."""
    data = document.data
    for step in place:
        data = data[step] if isinstance(step, int) else _by_text(data, step)
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        lines = list(_complaints(model, problem, document, place))
        raise error("\n".join(lines)) from None


def _by_text(mapping: Mapping[Any, Any], key: str) -> Any:
    return next(value for name, value in mapping.items() if str(name) == key)


def _step(step: str | int) -> str | int:
    """Write a step as the file has it: a date that is a key comes as Python writes it."""
    found = re.fullmatch(r"datetime\.date\((\d+), (\d+), (\d+)\)", str(step))
    return "{}-{:0>2}-{:0>2}".format(*found.groups()) if found else step


def _complaints(
    model: type[BaseModel], problem: ValidationError, document: YamlDocument, place: Place
) -> Iterator[str]:
    told: dict[Place, list[str]] = {}
    for item in _of_the_form_given(problem.errors(include_url=False)):
        inner = tuple(_step(step) for step in item["loc"])
        inside = (*place, *inner)
        written = _as_written(document.data, inside)
        spot, name = document.where(written), ".".join(str(step) for step in written) or "the file"
        if item["type"] == "extra_forbidden":
            fields = _fields_at(model, inner[:-1])
            guess = nearest(str(inner[-1]), fields)
            hint = f"did you mean {guess!r}?" if guess else f"known: {', '.join(fields)}"
            message = f"{spot}: unknown key {name!r}; {hint}"
        elif item["type"] == "missing":
            message = f"{spot}: {name!r} is missing"
        else:
            message = f"{spot}: {name}: {_plainly(item)} (got {item['input']!r})"
        told.setdefault(written, []).append(message)
    for messages in told.values():
        yield from messages[:1]  # of a value that may have several forms and has none: the first form is told


def _of_the_form_given(items: list[Any]) -> list[Any]:
    """Leave out what is said of forms that the value hasn't: a mapping is meant to be neither number nor text."""
    entries = {item["loc"][:-1] for item in items if isinstance(item["input"], Mapping) and item["type"] in _SCALAR}
    return [item for item in items if not (item["type"] in _SCALAR and item["loc"][:-1] in entries)]


def _as_written(data: Any, place: Place) -> Place:
    """Leave out the steps that are no keys of the document, such as the name of a form; the last one may be missing."""
    steps: list[str | int] = []
    for number, step in enumerate(place):
        if isinstance(data, Mapping) and str(step) in {str(key) for key in data}:
            data = _by_text(data, str(step))
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        elif number + 1 < len(place) or _FORM.fullmatch(str(step)):
            continue
        steps.append(step)
    return tuple(steps)


def _plainly(item: Any) -> str:
    """Say what is wanted, with the nearest word where there is a list of them."""
    expected = (item.get("ctx") or {}).get("expected", "")
    if item["type"] == "literal_error" and isinstance(item["input"], str):
        known = re.findall(r"'([^']*)'", expected)
        guess = nearest(item["input"], known)
        hint = f"did you mean {guess!r}?" if guess else ""
        return f"one of {', '.join(known)} is wanted{'; ' if hint else ''}{hint}"
    return str(item["msg"].removeprefix("Value error, "))


def _fields_at(model: type[BaseModel], place: Place) -> list[str]:
    """Return the keys that are known at a place inside a model: those of the innermost model on the way there."""
    for step in place:
        field = model.model_fields.get(str(step))
        inside = _models_in(field.annotation) if field is not None else []
        if inside:
            model = inside[0]
    return list(model.model_fields)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """Return the models named in an annotation such as `dict[date, DatedValue]`, or the model itself."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
