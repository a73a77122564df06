"""Keeps a chart once it has been built: building and checking one takes longer than running the law on the county."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from workbench.language import Language, current_language, using_language
from workbench.place import Place, current_place, using_place


@dataclass(frozen=True, eq=False)
class Drawing:
    """An Altair chart without data, and its Vega-Lite form."""

    chart: Any

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The chart as Vega-Lite data; to be copied before it is changed."""
        found: dict[str, Any] = self.chart.to_dict(validate=False)
        found.pop("config", None)
        return found


def drawn_once(build: Callable[..., Any]) -> Callable[..., Drawing]:
    """Turn a function that builds a chart into one that keeps what it built, by arguments, language and place."""

    @lru_cache(maxsize=64)
    def kept(language: Language, place: Place, *arguments: Any) -> Drawing:
        with using_language(language), using_place(place):
            return Drawing(build(*arguments))

    def drawing(*arguments: Any) -> Drawing:
        return kept(current_language(), current_place(), *arguments)

    return drawing
