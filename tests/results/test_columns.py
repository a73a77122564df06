"""The declared columns: one unit a name, a title in both languages, and types that fit the unit."""

from pathlib import Path

import polars as pl
import pytest

from workbench.errors import InputError
from workbench.law import law
from workbench.results import column, columns, declared_columns, unit_of_rule

TWICE = """
[persons]
poor = { zh = "低收入人口", en = "poor", meaning = "persons" }
[share]
poor = { zh = "贫困率", en = "poor", meaning = "of residents" }
"""


def test_a_name_under_two_units_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "columns.toml").write_text(TWICE, encoding="utf-8")
    monkeypatch.setattr(columns, "package_file", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(InputError, match=r"columns.toml: 'poor' stands under 'persons' and 'share'; keep one"):
        columns.declared_columns.__wrapped__()


def test_every_declared_column_has_a_title_in_both_languages_and_a_meaning() -> None:
    for name, one in declared_columns().items():
        assert one.name == name
        assert all(text.strip() for text in (one.zh, one.en, one.meaning, one.unit)), name
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in one.en + one.meaning), name


@pytest.mark.parametrize(
    ("unit", "kind", "expected"),
    [
        ("text", pl.String(), True),
        ("text", pl.Enum(["urban", "rural"]), True),
        ("text", pl.List(pl.String), True),
        ("text", pl.Float64(), False),
        ("text", pl.Boolean(), False),
        ("yes/no", pl.Boolean(), True),
        ("yes/no", pl.Int8(), False),
        ("persons", pl.Float64(), True),
        ("persons", pl.Int64(), True),
        ("persons", pl.Boolean(), False),
        ("persons", pl.String(), False),
        ("choice", pl.String(), True),
        ("choice", pl.Float64(), True),
        ("share", pl.Null(), True),
    ],
)
def test_which_types_a_unit_may_have(unit: str, kind: pl.DataType, expected: bool) -> None:
    assert columns.fits(unit, kind) is expected


def test_a_category_of_the_law_stands_as_text_in_a_frame() -> None:
    assert unit_of_rule(law().rules["self_care"]) == column("self_care").unit == column("sex").unit == "text"
    assert column("dibao_amount").unit == "yuan/month"
