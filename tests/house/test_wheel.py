"""The wheel, installed without the clone, does in an empty folder what the clone does."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.wheel import away, installed

STEPS = """
import json
import workbench as wb
from workbench.dashboard import Runs, State, page_view

county = wb.synthesize(seed=20210602, size=20_000)
baseline = wb.load_scenario("baseline-2021")
higher = baseline.replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43)
run = wb.simulate(county, higher)
wb.brief(wb.compare(wb.simulate(county, baseline), run), "memo.docx")
wb.brief(run, "page.html")
wb.record(run, "run.json")
view = page_view(State(language="en"), Runs(county, baseline))
print(json.dumps({
    "package": wb.__file__,
    "scenarios": wb.list_scenarios(),
    "homes": wb.care.read_homes().height,
    "verified": list(wb.verify("run.json").differences),
    "finding": view.page["finding"],
    "explained": bool(wb.explain(run, household_id=17).tree),
}))
"""


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(root, tmp_path_factory.mktemp("wheel"))


def python(site: Path, folder: Path, *arguments: str) -> str:
    """What Python prints in an empty folder where only the wheel is installed."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=away(site), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_what_the_clone_has_beside_the_package(root: Path, site: Path) -> None:
    wheel = next((site.parent / "dist").glob("*.whl"))
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("data_samples", "notebooks", "scenarios"):
        files = [path for path in (root / folder).rglob("*") if path.is_file() and "checkpoints" not in str(path)]
        assert files
        shipped = {f"workbench/shipped/{path.relative_to(root).as_posix()}" for path in files}
        assert shipped <= names, shipped - names


def test_the_installed_package_works_in_an_empty_folder(site: Path, tmp_path: Path) -> None:
    told = json.loads(python(site, tmp_path, "-c", STEPS).splitlines()[-1])
    assert Path(told["package"]).parent == site / "workbench"
    assert "baseline-2021" in told["scenarios"]
    assert told["homes"] > 0
    assert told["verified"] == []
    assert told["explained"]
    assert told["finding"]
    assert {"memo.docx", "page.html", "run.json"} <= {path.name for path in tmp_path.iterdir()}


def test_the_installed_command_runs_in_an_empty_folder(site: Path, tmp_path: Path) -> None:
    assert "0.1.0" in python(site, tmp_path, "-m", "workbench", "--version")
    shown = python(site, tmp_path, "-m", "workbench", "run", "--persons", "20000", "--lang", "en")
    assert "Yiyuan" in shown
    assert "Run record" in shown
    python(site, tmp_path, "-m", "workbench", "brief", "brief.pptx", "baseline-2021", "--persons", "20000")
    assert (tmp_path / "brief.pptx").stat().st_size > 10_000
