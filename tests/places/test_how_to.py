"""The how-to “my county in a day”: its files and commands, done as they stand there, in both languages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import workbench as wb
from workbench.parameter.parameter_file import load_parameters
from workbench.place import NEEDED_FILES, NEEDED_STATISTICS, using_place

PAGES = ("my-county.md", "my-county.zh-CN.md")


def blocks(text: str) -> list[tuple[str, str]]:
    return re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)


def test_the_how_to_can_be_done_as_it_stands(root: Path, tmp_path: Path) -> None:
    for folder in ("data_samples", "scenarios"):
        shutil.copytree(root / folder, tmp_path / folder)
    environment = {**os.environ, "PYTHONPATH": str(root)}
    said = []
    for kind, content in blocks((root / "docs" / PAGES[0]).read_text("utf-8")):
        named = re.match(r"# (my-county/\S+)\n", content)
        if named is not None:
            (tmp_path / named[1]).write_text(content, "utf-8")
        elif kind == "sh":
            for line in content.splitlines():
                if line.startswith("python3 start.py"):
                    continue  # its options are tested with start.py
                command = line.replace(".venv/bin/python", sys.executable)
                done = subprocess.run(
                    command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
                )
                assert done.returncode == 0, (line, done.stderr)
                said.append(done.stdout)
        elif kind == "python":
            small = content.replace("seed=20210602)", "seed=20210602, size=5_000)")
            assert small != content
            done = subprocess.run(
                [sys.executable, "-c", small],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
    assert any("my-county：可以运行" in text for text in said)
    assert any("12" in line and "仍是随附地区的数字" in line for text in said for line in text.splitlines())
    with using_place(tmp_path / "my-county"):
        fitted = wb.load_scenario("my-county-2021")
    assert (fitted.place, fitted.calibration is not None) == ("my-county", True)
    assert (tmp_path / "meeting.html").stat().st_size > 10_000


@pytest.mark.parametrize("page", PAGES)
def test_the_how_to_names_every_file_and_a_true_piece_of_law(root: Path, tmp_path: Path, page: str) -> None:
    text = (root / "docs" / page).read_text("utf-8")
    for name in (*NEEDED_FILES, *(f"statistics/{name}" for name in NEEDED_STATISTICS)):
        assert name in text, name
    (piece,) = (content for _, content in blocks(text) if content.startswith("urban_dibao_ratio"))
    law = (root / "data_samples" / "yiyuan" / "law.yaml").read_text("utf-8")
    whole = re.sub(r"(?ms)^urban_dibao_ratio:\n.*?\n\n", piece + "\n", law, count=1)
    assert whole != law
    (tmp_path / "law.yaml").write_text(whole, "utf-8")
    book = load_parameters(root / "workbench" / "law" / "parameters", local=tmp_path / "law.yaml")
    (entry,) = book["urban_dibao_ratio"].values.values()
    assert entry.status == "published"


def test_the_pages_are_a_pair(root: Path) -> None:
    english, chinese = ((root / "docs" / page).read_text("utf-8") for page in PAGES)
    assert english.count("\n## ") == chinese.count("\n## ")
    assert english.count("\n| ") == chinese.count("\n| ")
    assert without_comments(english) == without_comments(chinese)


def without_comments(text: str) -> list[str]:
    """Return what stands in a page's blocks, comments and a source in the page's own language left out."""
    return [re.sub(r" +#.*|source: [^\"}]*}", "", content) for _, content in blocks(text)]
