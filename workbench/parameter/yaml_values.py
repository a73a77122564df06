"""What an unquoted word of YAML stands for (number, date, yes or no, text), and plain data written as YAML.

YAML 1.1 reads 0110 as 72, 1:10:00 as 4200, 1_000 as 1000 and `no` as false. Here a word is what is written: yes, no, on
and off are texts; a number that two readers would read differently is refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

import yaml

Value = str | int | float | bool | dt.date | None  # what a single word may be
_NOTHING = {"", "~", "null", "Null", "NULL"}
_YES_NO = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_NO_NUMBER = {
    sign + word: float(sign + "inf") if word[1:].lower() == "inf" else float("nan")
    for sign in ("", "+", "-")
    for word in (".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN")
}
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:.*")
# Numbers of YAML 1.1 that don't say what they show: other bases, sixties, a leading zero, underscores.
_DOUBTFUL = (
    (re.compile(r"[-+]?0[xXbBoO][0-9a-fA-F_]+"), "is a number of another base"),
    (re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"), "would be read as a number of sixties"),
    (re.compile(r"[-+]?0[0-9_]+(\.[0-9_]*)?([eE][-+]?[0-9]+)?"), "begins with a zero"),
    (re.compile(r"[-+]?[0-9.][0-9_.]*_[0-9_.]*([eE][-+]?[0-9]+)?"), "is a number with an underscore"),
)
_MOST_DIGITS = 40  # more digits than any figure has; thousands of them are an attack on whoever reads them


def plain_value(word: str) -> Value:
    """Return what an unquoted word stands for.

    Raises:
        ValueError: the word is a number, date or time that isn't read as it is written; the text says what to write.
    """
    if word in _NOTHING:
        return None
    if word in _YES_NO:
        return _YES_NO[word]
    if word[0] not in "0123456789+-.<=":
        return word
    if word in {"<<", "="}:
        raise ValueError("keys can't be merged here; write out what is meant, or quote it if it is a text")
    if word in _NO_NUMBER:
        return _NO_NUMBER[word]
    date = _DATE.fullmatch(word)
    if date is not None:
        return dt.date(*(int(part) for part in date.groups()))
    if _TIME.fullmatch(word):
        raise ValueError("a date without a time is wanted, such as 2021-07-01; quote it if it is a text")
    for form, why in _DOUBTFUL:
        if form.fullmatch(word):
            raise ValueError(f"it {why}; write the number in plain digits, or quote it if it is a text")
    number = _NUMBER.fullmatch(word)
    if number is None or not any(sign.isdigit() for sign in word.partition("e")[0].partition("E")[0]):
        return word
    if len(word) > _MOST_DIGITS:
        raise ValueError(f"it has more than {_MOST_DIGITS} characters; no figure needs so many")
    if _WHOLE.fullmatch(word):
        return int(word)
    if float(word) in {float("inf"), float("-inf")}:
        raise ValueError("it is larger than any number that can be used")
    return float(word)


class _Writer(yaml.SafeDumper):
    """Quotes what `plain_value` would not read as the same text; lists of single words stand on one line."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the reader refuses aliases: none are written
        return True


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    try:
        plain = plain_value(text) == text
    except ValueError:
        plain = False
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else "'")


def _list(writer: _Writer, items: Sequence[object]) -> yaml.SequenceNode:
    short = all(isinstance(item, str | int | float) for item in items)
    return writer.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


_Writer.add_representer(str, _text)
_Writer.add_representer(list, _list)


def write_yaml(data: Mapping[str, object]) -> str:
    """Return plain data as YAML text that `yaml_reader.read_yaml` reads back as the same data, keys in their order."""
    return yaml.dump(data, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=110)
