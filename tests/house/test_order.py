"""Order in the house: style, types, the order of the rooms, a light import, files that fit everywhere."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench as wb
from workbench.scenario_folder import load_scenario

HEAVY = ["altair", "anywidget", "numba", "scipy.stats", "tornado.web"]


def run(root: Path, *command: str) -> str:
    """Run a module of this Python in the project's folder; its words if it failed, else nothing."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=root, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def tracked(root: Path) -> list[Path]:
    """Every file that travels: what git would keep or, in a copy without git, all that no program made."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        made = re.compile(r"(^|/)(\.venv|\.git|\.[a-z_]+_cache|\.hypothesis|__pycache__|\.ipynb_checkpoints)")
        names = [path.relative_to(root).as_posix() for path in root.rglob("*")]
        names = [name for name in names if not made.search(name)]
    return sorted(path for name in names if name and (path := root / name).is_file())


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every tracked text file."""
    for path in tracked(root):
        content = path.read_bytes()
        if b"\0" not in content:
            yield path.relative_to(root).as_posix(), content.decode("utf-8")


def notebooks(root: Path) -> dict[str, dict]:
    """The committed notebooks by name."""
    found = [path for path in tracked(root) if path.suffix == ".ipynb"]
    return {path.relative_to(root).as_posix(): json.loads(path.read_text(encoding="utf-8")) for path in found}


# --------------------------------------------------------------------------------------------------------------- tools
def test_ruff_finds_nothing(root: Path) -> None:
    assert run(root, "ruff", "check", "--no-cache", "--output-format=concise", ".") == ""


def test_everything_is_formatted(root: Path) -> None:
    assert run(root, "ruff", "format", "--no-cache", "--check", ".") == ""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("what", [[], ["start.py"]], ids=["workbench", "start.py"])
def test_types_are_strict(root: Path, what: list[str]) -> None:
    assert run(root, "mypy", *what) == ""


def test_what_is_declared_is_imported_and_the_other_way_round(root: Path) -> None:
    assert run(root, "deptry", ".") == ""


def test_each_room_imports_only_from_those_below(root: Path) -> None:
    call = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None))"
    done = subprocess.run([sys.executable, "-c", call], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_the_workbench_loads_nothing_heavy(root: Path) -> None:
    call = f"import sys, workbench; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", call], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --------------------------------------------------------------------------------------------------------------- files
def test_no_file_names_a_home_folder_or_a_package_index(root: Path) -> None:
    home = re.compile(r"(?<![\w.])/(?:home|Users)/[A-Za-z]|(?<![\w./])/ro{2}t/|[A-Za-z]:\\Users\\")
    index = re.compile(r"https?:/{2}[^\s\"')>]*(?:/simple\b|pypi|pythonhosted)|--(?:extra-)?index-url[= ]+http")
    assert [name for name, text in texts(root) if home.search(text) or index.search(text)] == []


def test_texts_are_utf_8_with_line_feeds(root: Path) -> None:
    assert [name for name, text in texts(root) if "\r" in text] == []


def test_the_tables_that_a_user_edits_open_in_a_spreadsheet(root: Path) -> None:
    # Excel on a Chinese Windows takes a CSV file without byte order mark for GBK; nothing else may have a mark
    edited = {
        name for name, _ in texts(root) if name.startswith(("data_samples/", "tests/places/")) and name.endswith(".csv")
    }
    assert edited
    assert {name for name, text in texts(root) if text.startswith("\ufeff")} == edited


def test_modules_say_what_they_are_for_and_stay_readable(root: Path) -> None:
    for path in (root / "workbench").rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 500, f"{path.name}: {len(lines)} lines are two modules"
        assert not lines or lines[0].startswith(('"""', 'r"""')), (
            f"{path.relative_to(root)}: the first line says what it is for"
        )


def test_nothing_is_left_half_done(root: Path) -> None:
    # The marks are written in two pieces, so that this line is not one of them.
    words = ("NotImplemented" + "Error", r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"# type: ignore$")
    marks = re.compile("|".join(words), re.MULTILINE)
    assert [name for name, text in texts(root) if name.endswith(".py") and marks.search(text)] == []


# ----------------------------------------------------------------------------------------------------------- notebooks
def test_notebooks_are_kept_without_outputs(root: Path) -> None:
    for name, book in notebooks(root).items():
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                assert cell["outputs"] == [], f"{name} carries outputs: run `nbstripout {name}`"
                assert cell["execution_count"] is None, name
        assert "widgets" not in book["metadata"], f"{name} carries widget state: run `nbstripout {name}`"


def test_each_notebook_asserts_its_figures(root: Path) -> None:
    for name, book in notebooks(root).items():
        code = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
        assert any(re.search(r"^\s*(assert\b|(\w+\.)*check\()", source, re.MULTILINE) for source in code), name


def test_notebooks_are_numbered_questions(root: Path) -> None:
    for name in notebooks(root):
        if name.startswith("notebooks/"):
            assert re.fullmatch(r"notebooks/\d\d_[a-z0-9_]+\.ipynb", name)


# ---------------------------------------------------------------------------------------------------------- for people
@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
class TestReadme:
    def test_it_opens_with_the_two_commands(self, root: Path, name: str) -> None:
        text = (root / name).read_text(encoding="utf-8")
        opening = re.search(r"```\w*\n(.*?)```", text, re.DOTALL)
        assert opening is not None
        assert [line.split("#")[0].strip() for line in opening[1].splitlines()] == [
            "python start.py",
            "python start.py test",
        ]
        assert opening.start() < 900

    def test_its_commands_exist(self, root: Path, name: str) -> None:
        text = (root / name).read_text(encoding="utf-8")
        usage = subprocess.run(
            [sys.executable, "start.py", "--help"], cwd=root, capture_output=True, text=True, check=True
        ).stdout
        for word in re.findall(r"python3? start\.py ([a-z-]+)", text):
            assert word in usage, f"`start.py {word}`"

    def test_its_files_exist(self, root: Path, name: str) -> None:
        text = (root / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (root / target).exists(), target

    def test_what_it_points_to_stands(self, root: Path, name: str) -> None:
        text = (root / name).read_text(encoding="utf-8")
        for line in text.splitlines():
            if any(word in line for word in ("planned", "计划中", "higher-in-the-country")):
                continue
            for path in re.findall(r"`((?:notebooks|scenarios|data_samples|tests|workbench)/[\w./-]*)", line):
                assert (root / path).exists(), path

    def test_its_scenario_can_be_loaded(self, root: Path, name: str, tmp_path: Path) -> None:
        example = re.search(r"```yaml\n(.*?)```", (root / name).read_text(encoding="utf-8"), re.DOTALL)
        assert example is not None
        for base in (root / "scenarios").glob("*.yaml"):
            shutil.copy(base, tmp_path)
        (tmp_path / "higher-in-the-country.yaml").write_text(example[1], encoding="utf-8")
        scenario = load_scenario(tmp_path / "higher-in-the-country.yaml")
        assert scenario.value("rural_dibao_ratio") == 0.43
        assert scenario.value("urban_dibao_ratio") == 0.30  # from its base
        take_up = scenario.resolved()["tekun_take_up"]
        assert take_up.spread is not None
        assert (take_up.spread.low, take_up.value, take_up.spread.high) == (0.85, 0.95, 0.99)

    def test_its_surveyed_rate_is_the_rate_of_the_run(self, root: Path, name: str, county, baseline) -> None:
        text = (root / name).read_text(encoding="utf-8")
        line = re.search(r"^surveyed = wb\.(.*)$", text, re.MULTILINE)
        assert line is not None
        surveyed = eval(f"wb.{line[1]}", {"wb": wb, "county": county, "baseline": baseline})
        rates = wb.take_up_rates(wb.simulate(county, surveyed))
        assert rates.filter(residence="rural")["take_up_rate"].item() == pytest.approx(0.55, abs=0.005)

    def test_it_is_honest_early(self, root: Path, name: str) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert "\n> **" in text[:2500], "the box that says what the results are"


def test_the_readmes_are_a_pair(root: Path) -> None:
    english, chinese = ((root / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    assert "(README.zh-CN.md)" in english
    assert "(README.md)" in chinese
    assert [len(mark) for mark in re.findall(r"^(#+) ", english, re.MULTILINE)] == [
        len(mark) for mark in re.findall(r"^(#+) ", chinese, re.MULTILINE)
    ]
    code = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
    assert len(code.findall(english)) == len(code.findall(chinese))


def test_the_ci_script_runs_the_readmes_test_command(root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines()[-1] == "exec python3 start.py test"
