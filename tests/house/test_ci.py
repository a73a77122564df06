"""The CI script installs what a bare Debian machine lacks, and nothing where nothing is missing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the script is for Debian")

PYTHON = """#!/bin/sh
[ "$1" = -c ] && exit {has_venv}
read -r line && echo "stdin: $line"
echo "python3 $* CI=$CI"
exit 5
"""


@pytest.fixture
def machine(tmp_path: Path, root: Path) -> Path:
    """A folder with a copy of the script and a PATH of stand-ins, where nothing is missing."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(root / ".ci" / "run", tmp_path / ".ci")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "dirname", "grep", "id", "sh"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    put(tools / "chromium", "#!/bin/sh\n")
    put(tools / "fc-list", "#!/bin/sh\necho 'Noto Sans CJK SC'\n")
    for name in ("lowriter", "loimpress", "localc", "openssl", "pdftoppm"):
        put(tools / name, "#!/bin/sh\n")
    put(tools / "python3", PYTHON.format(has_venv=0))
    put(tools / "sudo", '#!/bin/sh\nshift\nexec "$@"\n')
    put(tools / "apt-get", '#!/bin/sh\necho "apt-get $*"\n')
    return tmp_path


def put(path: Path, script: str) -> None:
    path.write_text(script)
    path.chmod(0o755)


def run(machine: Path) -> tuple[int, list[str]]:
    """Exit code and output lines; the script is started from elsewhere and offered a standard input."""
    done = subprocess.run(
        ["bash", str(machine / ".ci" / "run")],
        cwd="/", env={"PATH": str(machine / "tools")}, input="typed", capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.splitlines()


def test_where_nothing_is_missing_it_only_runs_the_tests(machine: Path) -> None:
    assert run(machine) == (5, ["python3 start.py test CI=true"])


@pytest.mark.parametrize(
    ("lacking", "packages"),
    [
        (["chromium"], "chromium"),
        (["fc-list"], "fontconfig fonts-noto-cjk"),
        (["lowriter", "loimpress", "localc"], "libreoffice-writer libreoffice-impress libreoffice-calc"),
        (["loimpress", "openssl", "pdftoppm"], "libreoffice-impress openssl poppler-utils"),
    ],
)
def test_it_installs_what_is_missing(machine: Path, lacking: list[str], packages: str) -> None:
    for name in lacking:
        (machine / "tools" / name).unlink()
    code, lines = run(machine)
    assert code == 5
    assert lines[1].startswith("apt-get update")
    assert lines[2].startswith("apt-get install -y")
    assert lines[2].endswith(f"--no-install-recommends {packages}")
    assert lines[-1] == "python3 start.py test CI=true"


def test_it_installs_a_chinese_font_where_there_is_none(machine: Path) -> None:
    put(machine / "tools" / "fc-list", "#!/bin/sh\n")
    assert run(machine)[1][2].endswith(" fonts-noto-cjk")


def test_it_installs_the_venv_module_that_debian_leaves_out(machine: Path) -> None:
    put(machine / "tools" / "python3", PYTHON.format(has_venv=1))
    assert run(machine)[1][2].endswith(" python3-venv")


def test_a_failed_installation_stops_the_run(machine: Path) -> None:
    (machine / "tools" / "chromium").unlink()
    put(machine / "tools" / "apt-get", "#!/bin/sh\nexit 100\n")
    assert run(machine) == (100, ["Installing: chromium"])
