"""Lines of equal value: against surfaces whose lines are known on paper, and where a column dips."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.charts import cost_surface
from workbench.charts.base.contours import MOST_LINES, cells, iso_lines, line_ends, nice_levels
from workbench.errors import InputError, UnknownNameError
from workbench.language import using_language
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run, Sweep, sweep

XS, YS = np.linspace(0.0, 1.0, 11), np.linspace(0.0, 2.0, 21)
PLANE = 3 * XS[:, None] + 2 * YS[None, :]  # from 0 to 7: straight lines, y = (level - 3x) / 2


def points_of(lines: pl.DataFrame, level: float) -> list[tuple[float, float]]:
    """Return the ends of all pieces of one line."""
    one = lines.filter(level=level)
    return sorted({*one.select("x", "y").iter_rows(), *one.select("x2", "y2").iter_rows()})


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_lines_of_a_plane_are_straight_and_reach_its_edges_whether_it_rises_or_falls(sign: float) -> None:
    lines = iso_lines(XS, YS, sign * PLANE, str)
    assert lines["level"].unique().sort().to_list() == sorted(sign * level for level in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
    for x, y in (("x", "y"), ("x2", "y2")):
        assert np.allclose(lines[y], (sign * lines["level"] - 3 * lines[x]) / 2)
    first, last = points_of(lines, sign * 1.0)[0], points_of(lines, sign * 1.0)[-1]
    assert first == pytest.approx((0.0, 0.5))
    assert last == pytest.approx((1 / 3, 0.0))  # 3x = 1 on the lower edge, between two columns
    assert points_of(lines, sign * 6.0)[0] == pytest.approx((2 / 3, 2.0))  # 3x + 4 = 6 on the upper edge


def test_a_plane_that_rises_one_way_and_falls_the_other_has_its_lines() -> None:
    lines = iso_lines(XS, YS, XS[:, None] - YS[None, :], str)  # from -2 to 1: y = x - level
    assert lines["level"].n_unique() > 3
    assert np.allclose(lines["y"], lines["x"] - lines["level"])
    assert np.allclose(lines["y2"], lines["x2"] - lines["level"])


def test_labels_stand_right_of_the_surface_or_below_it() -> None:
    ends = line_ends(iso_lines(XS, YS, PLANE, str), XS, YS)
    # A line leaves on the right when its level lies above 3 (x = 1, y = 0), and in that corner itself.
    assert dict(zip(ends["level"], ends["right"], strict=True)) == {
        1.0: False, 2.0: False, 3.0: True, 4.0: True, 5.0: True, 6.0: True,
    }  # fmt: skip
    assert ends.filter(~pl.col("right"))["y"].max() < 0.0
    assert ends.filter(level=5.0).row(0, named=True) == {
        "x": 1.0, "y": pytest.approx(1.0), "level": 5.0, "label": "5.0", "right": True,
    }  # fmt: skip


def test_a_column_that_dips_is_crossed_each_time() -> None:
    values = np.array([[0.0, 4.0, 3.0, 8.0], [0.0, 4.0, 3.0, 8.0]])
    lines = iso_lines(np.array([0.0, 1.0]), np.arange(4.0), values, str)
    # level 2: between 0 and 4, half-way; level 6: between 3 and 8, 3/5 of the way from 2
    assert points_of(lines, 2.0) == [(0.0, 0.5), (1.0, 0.5)]
    assert points_of(lines, 6.0) == [(0.0, pytest.approx(2.6)), (1.0, pytest.approx(2.6))]
    # level 4 on its way up to 6 (4/6), down to 2 (half-way) and up to 8 (a third of the way)
    dips = iso_lines(np.array([0.0, 1.0]), np.arange(4.0), np.array([[0.0, 6.0, 2.0, 8.0]] * 2), str)
    assert [y for x, y in points_of(dips, 4.0) if x == 0.0] == pytest.approx([4 / 6, 1.5, 2 + 1 / 3])


def test_a_saddle_is_passed_twice_and_the_middle_decides_how() -> None:
    """Corners 0 and 4 across: at level 1.6 the middle (2) is above, so that both low corners are cut off."""
    values = np.array([[0.0, 4.0], [4.0, 0.0]])
    unit = np.array([0.0, 1.0])
    lines = iso_lines(unit, unit, values, str)
    assert lines.height == 2 * lines["level"].n_unique()
    for x, y, x2, y2, level, _ in lines.iter_rows():
        # pieces cut off low corners (0, 0), (1, 1) up to the middle's value, and high ones beyond it
        middles = ((x + x2) / 2, (y + y2) / 2)
        low = level <= 2.0
        near = min(
            abs(middles[0] - a) + abs(middles[1] - b) for a, b in ([(0, 0), (1, 1)] if low else [(1, 0), (0, 1)])
        )
        assert near == pytest.approx(level / 4 if low else (4 - level) / 4), level


def test_a_flat_surface_has_no_lines() -> None:
    lines = iso_lines(XS, YS, np.full((11, 21), 5.0), str)
    assert lines.is_empty()
    assert line_ends(lines, XS, YS).is_empty()


@given(st.floats(0, 1e9), st.floats(1e-3, 1e9))
def test_levels_are_few_round_and_inside(low: float, width: float) -> None:
    levels = nice_levels(low, low + width)
    assert len(levels) <= MOST_LINES + 1
    assert all(low < level < low + width for level in levels)


def test_cells_cover_the_surface_once_and_are_cut_at_its_edge() -> None:
    found = cells(XS, YS, PLANE)
    assert found.height == 11 * 21
    assert ((found["x2"] - found["x"]) * (found["y2"] - found["y"])).sum() == pytest.approx(2.0)
    assert (found["x"].min(), found["x2"].max(), found["y"].min(), found["y2"].max()) == (0.0, 1.0, 0.0, 2.0)


def test_the_green_frame_is_the_law_whatever_is_swept(county: Population, scenario: Scenario, base: Run) -> None:
    wide = sweep(county, scenario, urban_dibao_ratio=[0.22, 0.30, 0.40], rural_dibao_ratio=[0.30, 0.40])
    with using_language("en"):
        spec = str(cost_surface(wide, base).spec(live=True))
    assert "{'x': 0.25, 'x2': 0.35, 'y': 0.35, 'y2': 0.45}" in spec
    assert "Green frame: legal corridor 25–35% × 35–45% (§3)" in spec
    assert "grey = outside" not in spec  # part of what lies outside is coloured here


def test_a_run_beyond_the_axes_widens_them(base: Run, grid: Sweep, county: Population, scenario: Scenario) -> None:
    from workbench.simulation import simulate

    far = simulate(county, scenario.replace(urban_dibao_ratio=0.60))
    points = cost_surface(grid, base, far).datasets["points"]
    assert "'domain': [0.24, 0.6]" in str(cost_surface(grid, base, far).spec(live=True))
    assert points["x"].to_list() == [0.30, 0.60]


def test_what_is_no_grid_over_the_two_ratios_is_refused(
    base: Run, grid: Sweep, county: Population, scenario: Scenario
) -> None:
    with pytest.raises(InputError, match="is wanted, not over urban_dibao_ratio"):
        cost_surface(sweep(county, scenario, urban_dibao_ratio=[0.3, 0.35]), base)
    with pytest.raises(InputError, match="at least two values of each ratio"):
        cost_surface(sweep(county, scenario, urban_dibao_ratio=[0.3, 0.35], rural_dibao_ratio=[0.4]), base)
    with pytest.raises(UnknownNameError, match="unknown measure 'costs'; did you mean 'cost'"):
        cost_surface(grid, base, measure="costs")  # type: ignore[arg-type]
