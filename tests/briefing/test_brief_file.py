"""wb.brief: which endings, what is refused before anything is worked out, whole or not at all."""

import datetime as dt
import os
import re
import signal
from pathlib import Path

import pytest

import workbench as wb
from workbench.briefing import brief as brief_function
from workbench.briefing.brief_file import DOCUMENTS, ENDINGS
from workbench.briefing.content import work_out
from workbench.briefing.run_record import save
from workbench.errors import InputError, UnknownNameError
from workbench.language import current_language
from workbench.simulation import Comparison, Run

DAY = dt.date(2021, 7, 1)


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending_makes_a_file_of_its_kind(comparison, tmp_path: Path, ending: str) -> None:
    begins = {".html": b"<!doctype html>", ".pdf": b"%PDF", ".png": b"\x89PNG", ".svg": b"<svg"}
    path = wb.brief(comparison, tmp_path / "deep" / f"meeting{ending}", lang="en")
    assert path.read_bytes().startswith(begins.get(ending, b"PK"))
    assert [p.name for p in path.parent.iterdir()] == [path.name]  # no temporary file is left
    assert current_language() == "zh"


def test_a_figure_is_chosen_by_its_name(comparison, tmp_path: Path) -> None:
    path = wb.brief(comparison, tmp_path / "costs.svg", figure="programme_costs")
    assert "县里自己要拿" in path.read_text("utf-8")
    with pytest.raises(UnknownNameError, match="unknown figure 'programme_cost'; did you mean 'programme_costs'"):
        wb.brief(comparison, tmp_path / "costs.png", figure="programme_cost")
    with pytest.raises(InputError, match=r"one figure goes into \.pdf, \.png, \.svg"):
        wb.brief(comparison, tmp_path / "costs.docx", figure="programme_costs")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("meeting.docs", r"a brief ends in \.docx, .*; did you mean 'meeting\.docx'\?"),
        ("meeting.doc", r"did you mean 'meeting\.docx'\?"),
        ("meeting", r"meeting: a brief ends in"),
        ("meeting.zip", r"a brief ends in \.docx, \.html, \.pptx, \.xlsx, \.pdf, \.png, \.svg$"),
    ],
)
def test_another_ending_is_refused_before_any_work(comparison, tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(UnknownNameError, match=says):
        wb.brief(comparison, tmp_path / name)


def test_a_path_that_cannot_be_written_is_refused(comparison, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match=r"nothing can be written in .*file; give a path in a folder where you may"):
        wb.brief(comparison, tmp_path / "file" / "meeting.html")
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(InputError, match="is a folder; give the name of a file in it"):
        wb.brief(comparison, tmp_path / "folder.html")


def test_a_full_disk_leaves_the_old_file_and_says_so(comparison, tmp_path: Path, monkeypatch) -> None:
    target = tmp_path / "meeting.svg"
    target.write_text("the old one")

    def full(self: Path, other: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match=r"meeting\.svg: can't be written \(No space left on device\)"):
        wb.brief(comparison, target)
    assert target.read_text() == "the old one"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_unknown_language_is_refused(comparison, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="unknown language 'fr'"):
        wb.brief(comparison, tmp_path / "meeting.html", lang="fr")


def test_the_same_brief_is_the_same_page(comparison, tmp_path: Path) -> None:
    first, second = (wb.brief(comparison, tmp_path / f"{k}.html", when=DAY).read_bytes() for k in (1, 2))
    assert first == second
    assert "2021年7月1日".encode() in first


def test_the_name_is_offered() -> None:
    assert wb.brief is brief_function


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are for Unix")
@pytest.mark.parametrize("ending", sorted(DOCUMENTS))
def test_a_disk_that_fills_up_in_the_middle_leaves_the_old_file_alone(comparison, tmp_path: Path, ending: str) -> None:
    """A file may grow to 1,000 bytes and no further: the real write breaks off half-way, as on a full disk."""
    import resource

    target = tmp_path / f"meeting{ending}"
    target.write_text("the old one")
    whole = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then the write fails with an error instead
    content = DOCUMENTS[ending](work_out(comparison))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, whole[1]))
    try:
        with pytest.raises(InputError, match=rf"meeting\{ending}: can't be written \(File too large\); give a path"):
            save(target, content)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, whole)
        signal.signal(signal.SIGXFSZ, before)
    assert target.read_text() == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_stop_in_the_middle_leaves_the_old_file_alone(comparison, tmp_path: Path, monkeypatch) -> None:
    target = tmp_path / "meeting.xlsx"
    target.write_text("the old one")

    def stopped(handle: int, mode: str):
        os.close(handle)
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.files.os.fdopen", stopped)
    with pytest.raises(KeyboardInterrupt):
        wb.brief(comparison, target)
    assert target.read_text() == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == ["meeting.xlsx"]


NOBODY = {"dibao_take_up_urban": 0, "dibao_take_up_rural": 0, "tekun_take_up": 0, "single_person_take_up": 0}


@pytest.fixture(scope="module")
def odd(county, base) -> dict[str, Run | Comparison]:
    """A scenario that helps nobody, alone and against the baseline, and a population of one town."""
    none = wb.simulate(county, base.scenario.replace(**NOBODY))
    assert none.headline.total.persons == 0
    homes = county.households.filter(county.households["town"] == "悦庄镇")["household_id"]
    town = wb.simulate(county.select(homes), base.scenario)
    return {"none": none, "town": town, "fewer": wb.compare(base, none)}


@pytest.mark.parametrize(("ending", "language"), [*((ending, "zh") for ending in ENDINGS), (".pptx", "en")])
def test_a_scenario_that_helps_nobody_and_a_single_town_have_briefs(
    odd, tmp_path: Path, ending: str, language: str
) -> None:
    for name, of in list(odd.items())[: 1 if ending == ".docx" else None]:  # a memo takes seconds
        path = wb.brief(of, tmp_path / f"{name}{ending}", lang=language)
        if ending == ".html":
            text = re.sub("<script.*?</script>", "", path.read_text("utf-8"), flags=re.DOTALL)
            assert not re.search(r">[^<]*\b(nan|inf|None)\b", text)
