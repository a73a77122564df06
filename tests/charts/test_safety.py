"""Figures from any text: what can't be drawn is refused in words, and a cache that was altered is made anew."""

import dataclasses
from pathlib import Path

import pytest

from workbench.charts import Figure, standards_corridor
from workbench.charts.base import render
from workbench.errors import FileError, InputError, UnknownNameError
from workbench.simulation import Run

# Each of them ended the process (SIGABRT) or in a fault of the drawing library.
UNWRITABLE = pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1f", "\ufffe", "\ud800"])


@pytest.fixture(scope="module")
def figure(base: Run) -> Figure:
    return standards_corridor(base, base)


@UNWRITABLE
@pytest.mark.parametrize("where", ["title", "subtitle", "notes"])
def test_words_of_a_figure_without_control_characters(figure: Figure, where: str, sign: str) -> None:
    text = f"Homes{sign}in the county"
    with pytest.raises(InputError, match=rf"U\+{ord(sign):04X} after 'Homes'"):
        dataclasses.replace(figure, **{where: (text,) if where == "notes" else text})


@UNWRITABLE
@pytest.mark.parametrize(
    "spec", [{"title": "{}"}, {"data": {"values": [{"a": "x{}y"}]}}, {"data": {"values": [{"{}": 1}]}}]
)
def test_no_text_of_a_drawing_ends_the_process(spec: dict[str, object], sign: str) -> None:
    def put(part: object) -> object:
        if isinstance(part, dict):
            return {put(name): put(value) for name, value in part.items()}
        return [put(one) for one in part] if isinstance(part, list) else str(part).replace("{}", sign)

    with pytest.raises(InputError, match=f"{ord(sign):04X}"):
        render.svg({"mark": "point", **put(spec)})  # type: ignore[dict-item]


def test_a_tab_and_a_line_end_are_drawn() -> None:
    assert "<svg" in render.svg({"data": {"values": [{"a": 1}]}, "mark": "point", "title": "a\tb\nc"})


def test_the_ending_decides_the_bytes_with_or_without_its_dot(figure: Figure) -> None:
    for kind in ("png", ".png", "PNG"):
        assert figure.as_bytes(kind).startswith(b"\x89PNG"), kind
    assert figure.as_bytes("pdf").startswith(b"%PDF")
    with pytest.raises(UnknownNameError, match=r"did you mean '\.svg'"):
        figure.as_bytes("svgz")


def test_a_figure_that_cannot_be_written_is_told_in_words(
    figure: Figure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", closed)
    with pytest.raises(FileError, match=r"plan\.svg can't be written to .* \(Permission denied\); give a folder"):
        figure.save(tmp_path / "plan.svg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("altered", [b"", b"alert(1)", b"\xff\xfe", "short"])
def test_a_page_script_that_was_altered_is_made_anew(
    altered: bytes | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))
    script = "console.log('page');"
    right = render.bundled(script)
    (path,) = (tmp_path / "page").glob("*.js")
    whole = path.read_bytes()
    path.write_bytes(whole[:-100] if isinstance(altered, str) else altered)
    assert render.bundled(script) == right
    assert path.read_bytes() == whole  # and lies there whole again
    assert render.bundled(script) == right  # read from the cache
