"""Boxes of a flow are as high as their amounts, its ribbons fill them on both sides."""

import itertools

import polars as pl
import pytest

from workbench.charts.base.layout import boxes, ribbons

FLOW = {("county", "dibao"): 30.0, ("county", "other"): 10.0, ("central", "dibao"): 60.0, ("charity", "society"): 0.1}
LEFT, RIGHT = ("county", "central", "charity"), ("dibao", "society", "other")


# ------------------------------------------------------------------------------------------------------------ the flow
def test_boxes_are_as_high_as_their_amounts_and_never_on_one_another() -> None:
    placed = boxes(FLOW, LEFT, RIGHT)
    heights = (placed["bottom"] - placed["top"]) / placed["amount"]
    assert heights.to_list() == pytest.approx([heights[0]] * placed.height)
    for side in ("left", "right"):
        column = placed.filter(side=side)
        assert column["top"].min() >= 0
        assert column["bottom"].max() <= 1 + 1e-9
        for one, other in itertools.pairwise(column.iter_rows(named=True)):
            assert one["bottom"] < other["top"]
            assert other["middle"] - one["middle"] > 0.04  # the labels have room: 4 % of 460 pixels are 18


def test_ribbons_fill_the_boxes_in_one_order_on_both_sides() -> None:
    placed = boxes(FLOW, LEFT, RIGHT)
    drawn = ribbons(FLOW, placed)
    assert drawn.group_by("left", "right").len()["len"].unique().to_list() == [25]
    for side, x in (("left", 0.0), ("right", 1.0)):
        ends = drawn.filter(pl.col("x") == x)
        for box in placed.filter(side=side).iter_rows(named=True):
            mine = ends.filter(pl.col(side) == box["name"]).sort("top")
            assert mine["top"][0] == pytest.approx(box["top"])
            assert mine["bottom"][-1] == pytest.approx(box["bottom"])
            assert mine["top"].to_list()[1:] == pytest.approx(mine["bottom"].to_list()[:-1])
    widths = drawn["bottom"] - drawn["top"]
    assert (widths > 0).all()
