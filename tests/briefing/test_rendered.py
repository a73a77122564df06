"""Memo, slides and workbook opened by an office program: every page has its words, none is empty, none is clipped."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from workbench.briefing.write_brief import DOCUMENTS
from workbench.language import LANGUAGES, using_language

OFFICE, PAGES = shutil.which("soffice"), shutil.which("pdftotext")
pytestmark = pytest.mark.skipif(
    not (OFFICE and PAGES), reason="LibreOffice (soffice) and poppler (pdftotext) are wanted to open what was written"
)


@pytest.fixture(scope="module")
def opened(told, tmp_path_factory: pytest.TempPathFactory):
    """The pages of every document as text and size of picture, all converted in one start of the program."""
    folder = tmp_path_factory.mktemp("office")
    for language in LANGUAGES:
        with using_language(language):
            for ending in (".docx", ".pptx"):
                (folder / f"{language}-{ending[1:]}{ending}").write_bytes(DOCUMENTS[ending](told(language)))
    files = [str(path) for path in sorted(folder.iterdir())]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    return folder


def bare(text: str) -> str:
    """A text without what a line break changes: blanks, and the hyphen that it may swallow."""
    return re.sub(r"[\s-]+", "", text)


def pages(folder: Path, name: str) -> list[str]:
    done = subprocess.run([PAGES, str(folder / name), "-"], capture_output=True, text=True, check=True)
    return [bare(page) for page in done.stdout.split("\f")[:-1]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slides_open_with_their_findings(opened: Path, told, language: str) -> None:
    found = pages(opened, f"{language}-pptx.pdf")
    assert len(found) == 6
    for section, page in zip(told(language).sections, found, strict=True):
        assert bare(section.finding) in page
        assert [point for point in section.points if bare(point) not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_memo_opens_without_an_empty_page(opened: Path, told, language: str) -> None:
    found = pages(opened, f"{language}-docx.pdf")
    assert 8 <= len(found) <= 40
    # a page with a figure alone has hardly any words, so its picture is looked at
    drawn = subprocess.run(
        ["pdfimages", "-list", str(opened / f"{language}-docx.pdf")], capture_output=True, text=True, check=True
    ).stdout
    with_picture = {int(line.split()[0]) for line in drawn.splitlines()[2:]}
    empty = [n for n, page in enumerate(found, start=1) if len(page) < 25 and n not in with_picture]
    assert empty == []
    whole = "".join(found)
    for section in told(language).sections:
        assert bare(section.finding) in whole
