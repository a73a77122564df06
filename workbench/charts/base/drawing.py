"""An Altair chart without data, cached by arguments, language and place: building one is slow."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from workbench.arguments import described
from workbench.charts.base.render import svg
from workbench.charts.base.tokens import Spec
from workbench.errors import InputError
from workbench.language import Language, current_language, using_language
from workbench.place import Place, current_place, using_place

if TYPE_CHECKING:
    import altair as alt

AltairChart: TypeAlias = (
    "alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart | alt.ConcatChart | alt.FacetChart"
)


@dataclass(frozen=True, eq=False)
class Drawing:
    """An Altair chart, and its Vega-Lite form; of the house's figures without data.

    config: what of the theme is otherwise for this chart.
    """

    chart: AltairChart
    config: Spec = field(default_factory=dict)

    @cached_property
    def spec(self) -> Spec:
        """The chart as Vega-Lite data; to be copied before it is changed."""
        found: Spec = self.chart.to_dict(validate=False)
        found.pop("config", None)
        return found


def checked_chart(chart: object, what: str) -> AltairChart:
    """Return an Altair chart; raises InputError for anything else. what: begins the sentence."""
    import altair as alt

    if not isinstance(chart, alt.TopLevelMixin):
        raise InputError(f"{what} is {described(chart)}; an Altair chart is wanted, such as alt.Chart(frame)")
    return cast("AltairChart", chart)  # every class of a chart mixes it in


def mimebundle(chart: Any, include: object = None, exclude: object = None) -> Mapping[str, str]:
    """Return what a notebook shows of an Altair chart: its picture, unless another renderer has been chosen."""
    import altair as alt

    if alt.renderers.active != "default":
        chosen: Mapping[str, str] = chart._repr_mimebundle_(include, exclude)
        return chosen
    return {"image/svg+xml": svg(chart.to_dict()), "text/plain": f"{type(chart).__name__}(…)"}


def drawn_once(build: Callable[..., AltairChart]) -> Callable[..., Drawing]:
    """Turn a function that builds a chart into one that keeps what it built, by arguments, language and place."""

    @lru_cache(maxsize=64)
    def built(language: Language, place: Place, *arguments: Hashable) -> Drawing:
        with using_language(language), using_place(place):
            return Drawing(build(*arguments))

    def drawing(*arguments: Hashable) -> Drawing:
        return built(current_language(), current_place(), *arguments)

    return drawing
