"""What the notebooks' texts propose to type can be typed: names, keywords, values and files are there."""

import json
from pathlib import Path

import pytest

from .altering import NOTEBOOKS
from .hints import Hints, hints


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_text_cell_proposes_is_there(path: Path) -> None:
    """Was: notebook 06 proposed `baseline.replace(care_confidence=0.95)`, a parameter that there isn't."""
    assert Hints(path).problems() == []


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Hints:
    code = [
        "import polars as pl\nimport workbench as wb\n",
        "county = wb.synthesize(seed=1)\nbaseline = wb.load_scenario('baseline-2021')\n",
        "run = wb.simulate(county, baseline)\nframe = run.summary()\n",
    ]
    made = [{"cell_type": "code", "source": one, "metadata": {}, "outputs": []} for one in code]
    path = tmp_path_factory.mktemp("notebooks") / "00_test.ipynb"
    path.write_text(json.dumps({"cells": made, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}), encoding="utf-8")
    return Hints(path)


@pytest.mark.parametrize(
    ("hint", "says"),
    [
        ("baseline.replace(care_confidence=0.95)", "takes no 'care_confidence'"),
        ("baseline.replace(care_confidence=…)", "takes no 'care_confidence'"),
        ("baseline.replace(urban_dibao_ratio=33)", "urban_dibao_ratio = 33 share makes no sense"),
        ('baseline.replace(dibao_method="tier")', "unknown choice for dibao_method 'tier'"),
        ("baseline.replaced(urban_dibao_ratio=0.3)", "baseline has no 'replaced'"),
        ("wb.sythesize(seed=7)", "wb has no 'sythesize'"),
        ("wb.synthesize(sede=7)", "wb.synthesize takes no 'sede'"),
        ("wb.charts.town_tiles(after, run)", "the notebook has no 'after'"),
        ("wb.charts.town_tile(run, run)", "wb.charts has no 'town_tile'"),
        ("wb.simulate(county, baseline).headlines", "has no 'headlines'"),
        ("run.population.nothing", "run.population has no 'nothing'"),
        ("run.scenario.replace(none=1)", "takes no 'none'"),
        ("policy_frontier(county, baseline)", "the notebook has no 'policy_frontier'"),
        ("wb.simulate(county, baseline", "can't be read as Python"),
        ("ratios=0.5", "no call of the notebook takes 'ratios'"),
        ("99_nothing.ipynb", "no such file"),
        ("data_samples/yiyuan/nothing.csv", "no such file"),
        ("```python\nwb.sythesize(seed=7)\n```", "wb has no 'sythesize'"),
    ],
)
def test_a_hint_that_leads_nowhere_is_found(notebook: Hints, hint: str, says: str) -> None:
    (code,) = hints(hint if hint.startswith("```") else f"try `{hint}`")
    assert any(says in problem for problem in notebook.wrong(code)), notebook.wrong(code)


@pytest.mark.parametrize(
    "hint",
    [
        "baseline.replace(urban_dibao_ratio=…)",
        'baseline.replace(dibao_method="tiers")',
        "wb.synthesize(seed=7)",
        'frame.filter(pl.col("town") == "鲁村镇")',
        "seed=5",
        "run.scenario.replace(urban_dibao_ratio=0.33)",
        "wb.sweep(county, baseline, urban_dibao_ratio=[0.3])",
        ".pptx",
        "←",
        "--port 8899",
        "low",
    ],
)
def test_a_hint_that_can_be_typed_is_let_pass(notebook: Hints, hint: str) -> None:
    assert notebook.wrong(hint) == []
