"""A value has one text in each language, wherever it is shown; and only language/ chooses between the languages."""

import re
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

import workbench as wb
from workbench.briefing.content.assumptions import every_parameter
from workbench.dashboard.page_message import moved_levers
from workbench.household.explanation import _parameter_value
from workbench.household.reasons import Reason, text_lines
from workbench.language import LANGUAGES, in_column, unit_alone, using_language, written, written_range
from workbench.law import law
from workbench.parameter.book import Resolved
from workbench.parameter.units import UNITS
from workbench.reform import Reform
from workbench.results.columns import MEASURE, ROW, declared_columns
from workbench.simulation.county_values import standards
from workbench.simulation.idle_levers import idle_notice
from workbench.simulation.notices import corridor_notices

VALUES = (0, 0.004, 0.0123, 0.3, 0.337, 1, 2, 7.25, 468, 2022, 12_660, 99_999.995, 123_456.78, 4e7, 1.616e8)
SHOWN_UNITS = sorted({*UNITS, *(one.unit for one in declared_columns().values() if one.unit not in {ROW, MEASURE})})


@pytest.fixture(scope="module")
def resolved() -> dict[str, Resolved]:
    return wb.load_scenario("baseline-2021").resolved()


NAMES = sorted(law().parameters)


def print_line(item: Resolved) -> str:
    """What the printed page says of a lever that stands where it stood."""
    name = item.parameter.name
    scenario = SimpleNamespace(resolved=lambda: {name: item})
    question = SimpleNamespace(
        scenario=scenario, results=SimpleNamespace(baseline=scenario), state=SimpleNamespace(levers={name: item.value})
    )
    return moved_levers(question)[0]


def memo(item: Resolved) -> str:
    """The value in the memo's table of parameters."""
    run = SimpleNamespace(resolved={item.parameter.name: item}, scenario=SimpleNamespace(reform=Reform()))
    facts = SimpleNamespace(run=run)
    return every_parameter(facts).rows[0][1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_has_one_text_wherever_it_is_shown(name: str, language: str, resolved: dict[str, Resolved]) -> None:
    item = resolved[name]
    unit = item.parameter.unit
    with using_language(language):
        text = written(item.written, unit)
        assert memo(item) == text
        assert print_line(item).count(text) == 2
        trace = Reason(
            "rule", "规则", "county", 1.0, "persons", "§3", "", "", None, parameters=(_parameter_value(item),)
        )
        assert f" = {text}, {item.status}: " in "\n".join(text_lines(trace))
        notice = idle_notice(item.parameter, item.written, item.written, reached=True)
        assert getattr(notice, language).count(text) >= 2
        frame = pl.DataFrame({"name": [name], "value": [str(item.written)], "unit": [unit]})
        cell = wb.table(frame).cells()[0][1]
        assert cell == in_column(item.written, unit)
        assert not re.search(r"\de[+-]", text)
        if isinstance(item.written, str):
            assert cell == text
            assert "_" not in text
        elif not unit.startswith("yuan") or item.written < 1e5:
            assert cell in text
        if language == "zh":
            assert not re.search("[A-Za-z]", text), "no code and no English word on a Chinese page"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", SHOWN_UNITS)
def test_a_unit_has_words_and_its_column_the_same_digits(unit: str, language: str) -> None:
    frame = pl.DataFrame({"one": [float(value) for value in VALUES]})
    with using_language(language):
        assert unit_alone(unit)
        column = [row[0] for row in wb.table(frame, unit=unit).cells()]
        for value, cell in zip(VALUES, column, strict=True):
            text = written(value, unit)
            assert cell == in_column(value, unit)
            assert "e+" not in text
            if language == "zh":
                assert not re.search("[A-Za-z]", text)
            if not unit.startswith("yuan"):
                assert cell in text
            elif value < 99_999.995:  # from there on rounded, in a column in full
                assert cell.removeprefix("<") in text
    if unit == "year":
        assert written(2022, unit).removesuffix("年") == "2022"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_warning_writes_the_corridor_and_the_value_as_elsewhere(language: str) -> None:
    scenario = wb.load_scenario("baseline-2021").replace(urban_dibao_ratio=0.375, urban_tekun_multiple=1.25)
    outside, book = scenario.resolved(), law(scenario.date)
    standard = standards(book, {name: item.value for name, item in outside.items()})
    found = {one.parameter: getattr(one, language) for one in corridor_notices(outside, book, standard, scenario.date)}
    assert set(found) == {"urban_dibao_ratio", "urban_tekun_multiple"}
    with using_language(language):
        corridor = outside["urban_dibao_ratio"].parameter.corridor
        assert written_range(corridor.low, corridor.high, "share") in found["urban_dibao_ratio"]
        assert written(0.375, "share") in found["urban_dibao_ratio"]
        assert written(1.25, "multiple") in found["urban_tekun_multiple"]


def test_only_language_chooses_between_the_languages(root: Path) -> None:
    choice = re.compile(r"current_language\(\) *[=!]=|\[current_language\(\)\]|current_language\(\) in\b")
    found = [
        path.relative_to(root).as_posix()
        for path in (root / "workbench").rglob("*.py")
        if choice.search(path.read_text(encoding="utf-8")) and path.parent.name != "language"
    ]
    assert found == []
