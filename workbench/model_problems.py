"""Tells in the house's words what pydantic finds wrong with data: every problem, by the keys that lead to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from workbench.errors import nearest, suggestion

Keys = tuple[str | int, ...]
_SCALAR = {"float_type", "string_type", "int_type", "bool_type"}
# How pydantic names the forms that a value may have.
_FORM = re.compile(r"_[A-Z]\w*|function-\w+\[.*\]|float|str|int|bool|constrained-\w+")
_MOST_SHOWN = 60  # characters of a value that an error shows

# pydantic's kind of error -> what is wanted; in braces its own figures.
_WANTED = {
    "string_type": "a text is wanted",
    "string_too_short": "a text of at least {min_length} characters is wanted",
    "string_too_long": "a text of at most {max_length} characters is wanted",
    "string_pattern_mismatch": "a text of the form {pattern} is wanted",
    "float_type": "a number is wanted",
    "float_parsing": "a number is wanted",
    "finite_number": "a finite number is wanted",
    "int_type": "a whole number is wanted",
    "int_parsing": "a whole number is wanted",
    "int_from_float": "a whole number is wanted",
    "bool_type": "true or false is wanted",
    "bool_parsing": "true or false is wanted",
    "greater_than": "a number above {gt:g} is wanted",
    "greater_than_equal": "a number from {ge:g} is wanted",
    "less_than": "a number below {lt:g} is wanted",
    "less_than_equal": "a number up to {le:g} is wanted",
    "date_type": "a day such as 2021-07-01 is wanted",
    "date_parsing": "a day such as 2021-07-01 is wanted",
    "date_from_datetime_parsing": "a day such as 2021-07-01 is wanted",
    "date_from_datetime_inexact": "a day such as 2021-07-01 is wanted",
    "dict_type": "names with their values are wanted, such as {{name: value}}",
    "model_type": "keys with their values are wanted: {known}",
    "model_attributes_type": "keys with their values are wanted: {known}",
    "list_type": "a list is wanted, such as [a, b]",
    "tuple_type": "a list is wanted, such as [a, b]",
    "too_short": "a list of at least {min_length} is wanted",
    "too_long": "a list of at most {max_length} is wanted",
}


@dataclass(frozen=True)
class ModelProblem:
    """One thing that is wrong with data: the keys that lead to it, and what is wrong, as a sentence with them."""

    keys: Keys
    text: str


def model_problems(
    model: type[BaseModel], problem: ValidationError, data: object, place: Keys = ()
) -> list[ModelProblem]:
    """Return all that is wrong with the part of `data` at `place` that a model refuses, one problem a key.

    Of a value that may have several forms and has none, the first form is named.
    """
    found: dict[Keys, ModelProblem] = {}
    for item in _of_the_form_given(problem.errors(include_url=False)):
        inner = tuple(map(_step, item["loc"]))
        keys = _as_written(data, (*place, *inner))
        found.setdefault(keys, ModelProblem(keys, _sentence(model, item, inner, ".".join(map(str, keys)))))
    return list(found.values())


def _sentence(model: type[BaseModel], item: Any, inner: Keys, name: str) -> str:
    if item["type"] == "extra_forbidden":
        return f"unknown key {name!r}; {suggestion(str(inner[-1]), _fields_at(model, inner[:-1]))}"
    if item["type"] == "missing":
        return f"{name!r} is missing"
    text = repr(item["input"])
    shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
    return f"{name or 'the file'}: {_wanted(model, item, inner)} (got {shown})"


def _wanted(model: type[BaseModel], item: Any, inner: Keys) -> str:
    """Say what is wanted, with the nearest word where there is a list of them."""
    told = item.get("ctx") or {}
    if item["type"] in ("value_error", "assertion_error"):  # the house's own words
        return str(told.get("error", item["msg"]))
    if item["type"] == "literal_error":
        expected = str(told.get("expected", ""))
        words: list[str] = re.findall(r"'([^']*)'", expected) or [expected]
        guess = nearest(item["input"], words) if isinstance(item["input"], str) else None
        return f"one of {', '.join(words)} is wanted{f'; did you mean {guess!r}?' if guess else ''}"
    described = _description(model, inner)
    if item["type"] == "string_pattern_mismatch" and described:
        return f"{described} is wanted"
    known = ", ".join(_fields_at(model, inner))
    return _WANTED.get(item["type"], "something else is wanted").format(known=known, **told)


def _description(model: type[BaseModel], inner: Keys) -> str | None:
    """Return what a model says of a field, where it says something."""
    for step in inner:
        field = model.model_fields.get(str(step))
        if field is None:
            continue
        if field.description:
            return field.description
        inside = _models_in(field.annotation)
        model = inside[0] if inside else model
    return None


def text_key(mapping: Mapping[object, object], key: str) -> object:
    """Return the value whose key reads so as a text: a date or a year may be a key."""
    return next(value for name, value in mapping.items() if str(name) == key)


def _step(step: str | int) -> str | int:
    """Write a step as the file has it: a date that is a key comes as Python writes it."""
    found = re.fullmatch(r"datetime\.date\((\d+), (\d+), (\d+)\)", str(step))
    return "{}-{:0>2}-{:0>2}".format(*found.groups()) if found else step


def _of_the_form_given(items: list[Any]) -> list[Any]:
    """Leave out what is said of forms that the value hasn't: a mapping is meant to be neither number nor text."""
    entries = {item["loc"][:-1] for item in items if isinstance(item["input"], Mapping) and item["type"] in _SCALAR}
    return [item for item in items if not (item["type"] in _SCALAR and item["loc"][:-1] in entries)]


def _as_written(data: object, place: Keys) -> Keys:
    """Leave out the steps that are no keys of the data, such as the name of a form; the last one may be missing."""
    steps: list[str | int] = []
    for number, step in enumerate(place):
        if isinstance(data, Mapping) and str(step) in {str(key) for key in data}:
            data = text_key(data, str(step))
        elif isinstance(data, list | tuple) and isinstance(step, int) and step < len(data):
            data = data[step]
        elif number + 1 < len(place) or _FORM.fullmatch(str(step)):
            continue
        steps.append(step)
    return tuple(steps)


def _fields_at(model: type[BaseModel], place: Keys) -> list[str]:
    """Return the keys that are known at a place inside a model: those of the innermost model on the way there."""
    for step in place:
        field = model.model_fields.get(str(step))
        inside = _models_in(field.annotation) if field is not None else []
        if inside:
            model = inside[0]
    return list(model.model_fields)


def _models_in(annotation: object) -> list[type[BaseModel]]:
    """Return the models named in an annotation such as `dict[date, DatedValue]`, or the model itself."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
