"""A published figure with its source, and whether the figures of a county agree with one another.

Figures of one table are rounded, so that parts need not add to their total to the last person. What is allowed is half
a unit of the last digit that isn't 0, for each figure of a sum (515,000: 500; 0.26: 0.005), and never more than 2 % of
the figure, since a round number may also be exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workbench.categories import Residence

_MOST_ROUNDED = 0.02  # of a figure
# Series whose groups are the parts of a whole.
_WHOLES = ("dwelling_size_shares", "urban_2011_household_share")
_COUNTY = "county"


@dataclass(frozen=True)
class SourcedFigure:
    """One figure with what stands behind it; where: the file and line it was read from; name: its series and group."""

    value: float
    unit: str
    status: str
    source: str
    note: str
    where: str = ""
    name: tuple[str, str] = ("", "")

    @property
    def rounding(self) -> float:
        """How far the figure may lie from the truth because it is rounded, in its unit."""
        exponent = Decimal(repr(self.value)).normalize().as_tuple().exponent
        half = 0.5 * 10.0 ** int(exponent)
        return min(half, _MOST_ROUNDED * abs(self.value))


Figures = Mapping[tuple[str, str], SourcedFigure]


def disagreements(figures: Figures) -> list[str]:
    """Return what can't be among the figures of a county, each with file and line, figures, and what would do.

    figures: by series and group. Looked at are the ranges of shares, counts and amounts, lower ends above upper ends,
    parts of a whole, the county's residents against those of town and country, and its share aged 60 and more against
    theirs. A figure that isn't there is not asked for here.
    """
    return [*_out_of_range(figures), *_crossed(figures), *_wholes(figures), *_residents(figures), *_elders(figures)]


def _out_of_range(figures: Figures) -> Iterator[str]:
    """Shares and probabilities from 0 to 1, indices from −1 to 1, everything else from 0."""
    for (series, group), figure in figures.items():
        if figure.unit.startswith(("share of", "probability")):
            low, high = 0.0, 1.0
        elif figure.unit == "index":
            low, high = -1.0, 1.0
        else:
            low, high = 0.0, float("inf")
        if low <= figure.value <= high:
            continue
        wanted = f"{low:g} to {high:g} is accepted" if high < float("inf") else f"{low:g} or more is accepted"
        percent = figure.unit.startswith("share of") and 1 < figure.value <= 100
        hint = f"; write {figure.value / 100:g} if {figure.value:g} per cent is meant" if percent else ""
        yield f"{figure.where}: {series}, {group} = {figure.value:g} {figure.unit}; {wanted}{hint}"


def _crossed(figures: Figures) -> Iterator[str]:
    """Bands whose lower end lies above the upper one."""
    for (series, group), low in figures.items():
        high = figures.get((f"{series.removesuffix('_low')}_high", group))
        if series.endswith("_low") and high is not None and low.value > high.value:
            yield (
                f"{low.where}: {series}, {group} = {low.value:g} lies above the upper end, {high.value:g} "
                f"({high.where}); exchange them"
            )


def _wholes(figures: Figures) -> Iterator[str]:
    """Shares of a whole that don't add to 1."""
    for series in _WHOLES:
        parts = [figure for (name, _), figure in figures.items() if name == series]
        added, rounded = sum(part.value for part in parts), sum(part.rounding for part in parts)
        if parts and abs(added - 1) > rounded + 1e-9:
            yield f"{parts[0].where}: the groups of {series} add to {added:g}; shares that add to 1 are wanted"


def _residents(figures: Figures) -> Iterator[str]:
    """The county's residents against those in town and in country; both kinds must be there."""
    parts = [figures.get((f"{one.name.lower()}_residents", _COUNTY)) for one in Residence]
    for one, part in zip(Residence, parts, strict=True):
        if part is not None and 0 <= part.value < 1:
            yield (
                f"{part.where}: {one.name.lower()}_residents = {part.value:g}; a county is made of urban and of rural "
                "residents, at least 1 person each"
            )
    total = figures.get(("resident_population", _COUNTY))
    if total is None or None in parts:
        return
    known = [part for part in parts if part is not None]
    added = sum(part.value for part in known)
    allowed = total.rounding + sum(part.rounding for part in known)
    if abs(total.value - added) > allowed:
        named = " + ".join(f"{part.value:,.0f} ({part.where})" for part in known)
        yield (
            f"{total.where}: resident_population {total.value:,.0f} isn't the sum of rural and urban residents, "
            f"{named} = {added:,.0f}; give all three of one source, a difference up to {allowed:,.0f} is rounding"
        )


def _elders(figures: Figures) -> Iterator[str]:
    """The county's share aged 60 and more against that of town and country, weighted by residents."""
    words = [one.name.lower() for one in Residence]
    county = figures.get(("share_60_plus", _COUNTY))
    pairs = [(figures.get(("share_60_plus", one)), figures.get((f"{one}_residents", _COUNTY))) for one in words]
    known = [(share, persons) for share, persons in pairs if share is not None and persons is not None]
    everybody = sum(persons.value for _, persons in known)
    if county is None or len(known) < len(pairs) or not everybody > 0:
        return
    weighted = sum(share.value * persons.value for share, persons in known) / everybody
    allowed = county.rounding + sum(share.rounding * persons.value for share, persons in known) / everybody
    # Rounded numbers of residents move the weighted share by their part of the distance between both shares.
    apart = abs(known[0][0].value - known[1][0].value)
    allowed += apart * sum(persons.rounding for _, persons in known) / everybody
    if abs(county.value - weighted) > allowed + 1e-9:
        named = " and ".join(f"{share.value:g} ({share.where})" for share, _ in known)
        yield (
            f"{county.where}: share_60_plus, county = {county.value:g}, but {named} weighted by residents give "
            f"{weighted:.4f}; correct one of them, a difference up to {allowed:.4f} is rounding"
        )
