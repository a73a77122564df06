"""An Altair chart without data, cached by arguments, language and place: building one is slow."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from workbench.charts.base.tokens import Spec
from workbench.language import Language, current_language, using_language
from workbench.place import Place, current_place, using_place

if TYPE_CHECKING:
    import altair as alt

AltairChart: TypeAlias = (
    "alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart | alt.ConcatChart | alt.FacetChart"
)


@dataclass(frozen=True, eq=False)
class Drawing:
    """An Altair chart without data, and its Vega-Lite form."""

    chart: AltairChart

    @cached_property
    def spec(self) -> Spec:
        """The chart as Vega-Lite data; to be copied before it is changed."""
        found: Spec = self.chart.to_dict(validate=False)
        found.pop("config", None)
        return found


def drawn_once(build: Callable[..., AltairChart]) -> Callable[..., Drawing]:
    """Turn a function that builds a chart into one that keeps what it built, by arguments, language and place."""

    @lru_cache(maxsize=64)
    def built(language: Language, place: Place, *arguments: Hashable) -> Drawing:
        with using_language(language), using_place(place):
            return Drawing(build(*arguments))

    def drawing(*arguments: Hashable) -> Drawing:
        return built(current_language(), current_place(), *arguments)

    return drawing
