"""start.py sets up once, later needs no network, repairs an interrupted set-up, and names a fault in one sentence."""

import ast
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="signals and programs on the PATH work differently on Windows")

WHOLE = " --numprocesses=2 --dist=loadfile"  # what pytest is told where no part is named
# A stand-in for pytest: says where it runs and what it was told, imports the project, ends with its own exit code.
STAND_IN = """import os, sys, workbench
print('pytest', os.path.basename(os.getcwd()), workbench.here, *sys.argv[1:])
sys.exit(7)
"""

# A stand-in for uv: installs the stand-in for pytest, or does what an index that is away or slow makes uv do.
FAKE_UV = """#!{python}
import os, pathlib, sys, time
how = os.environ["FAKE_UV"]
venv = pathlib.Path(sys.argv[sys.argv.index("--python") + 1]).parents[1]
packages = next(venv.glob("lib/python*/site-packages"))
with open(os.environ["FAKE_UV_CALLS"], "a") as calls:
    calls.write(how + " " + str(os.getpid()) + chr(10))
if how == "offline":
    sys.exit("error: Failed to fetch")
(packages / "pytest.py").write_text("half of a fi" if how == "hang" else {stand_in!r})
if how == "hang":
    time.sleep(60)
if how == "slow":
    time.sleep(2)
"""


@pytest.fixture
def start() -> Iterator[ModuleType]:
    """start.py as a module; it takes SIGTERM for itself, which is given back."""
    before = signal.getsignal(signal.SIGTERM)
    spec = importlib.util.spec_from_file_location("start", PROJECT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    signal.signal(signal.SIGTERM, before)


class Copy:
    """A small project with the real start.py, a tiny lock and stand-ins for the installers."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a project 项目"
        self.calls = folder / "calls"
        (self.root / "workbench").mkdir(parents=True)
        shutil.copy(PROJECT / "start.py", self.root)
        (self.root / "workbench" / "__init__.py").write_text("here = 'imported'\n")
        wheel = folder / "wheels" / "pytest-99.0-py3-none-any.whl"
        wheel.parent.mkdir()
        wheel.write_bytes(tiny_wheel())
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        (self.root / "requirements.lock").write_text(f"pytest==99.0 \\\n    --hash=sha256:{digest}\n")
        tools = folder / "tools"
        tools.mkdir()
        self.env = {
            "PATH": str(tools) + os.pathsep + os.defpath,
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "FAKE_UV_CALLS": str(self.calls),
            # No index but a folder of packages, whatever this machine is set to; and no file of settings.
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheel.parent),
        }
        self.uv = tools / "uv"

    def with_uv(self, how: str) -> "Copy":
        """Put the stand-in for uv on the PATH and tell it how to behave."""
        self.uv.write_text(FAKE_UV.format(python=sys.executable, stand_in=STAND_IN))
        self.uv.chmod(0o755)
        self.env["FAKE_UV"] = how
        return self

    def without_network(self) -> "Copy":
        """An index address on this machine where nobody answers."""
        for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS"):
            self.env.pop(name, None)
        self.env |= {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "1"}
        return self

    def begin(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "start.py", *arguments],
            cwd=self.root, env=self.env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, what it printed, what it complained about."""
        with self.begin(*arguments) as process:
            out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    @property
    def stamp(self) -> Path:
        return self.root / ".venv" / "workbench-setup.json"

    def installs(self) -> list[str]:
        """How the stand-in for uv behaved at each of its calls so far."""
        return [line.split()[0] for line in self.calls.read_text().splitlines()] if self.calls.exists() else []


def tiny_wheel() -> bytes:
    """A package file that holds the stand-in for pytest."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as wheel:
        wheel.writestr("pytest.py", STAND_IN)
        wheel.writestr("pytest-99.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: pytest\nVersion: 99.0\n")
        wheel.writestr("pytest-99.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("pytest-99.0.dist-info/RECORD", "pytest.py,,\n")
    return buffer.getvalue()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def one_sentence(text: str) -> bool:
    """One line, one full stop, and no traceback."""
    return text.count("\n") == 1 and text.strip()[-1] in ".。" and "Traceback" not in text


# ----------------------------------------------------------------------------------------------------- which machines
def test_an_old_python_can_read_the_file() -> None:
    ast.parse((PROJECT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 6, 9), (3, 10, 14)])
def test_an_old_python_is_told_what_to_install(version: tuple[int, int, int]) -> None:
    pretend = f"import runpy, sys; sys.version_info = {version}; runpy.run_path('start.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", pretend], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "3.11 or newer" in done.stderr
    assert f"{version[0]}.{version[1]}" in done.stderr


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse((PROJECT / "start.py").read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert {name.split(".")[0] for name in named} <= sys.stdlib_module_names


@pytest.mark.parametrize("lacking", ["venv", "ensurepip"])
def test_without_the_venv_module_it_says_what_to_install(start, copy, monkeypatch, capsys, lacking) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == lacking else found(name))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert start.main(["test"], copy.root) == 2
    said = capsys.readouterr().err
    assert one_sentence(said)
    assert "python3-venv" in said
    assert not (copy.root / ".venv").exists()


def test_a_full_disk_is_said_before_anything_is_written(start, copy, monkeypatch, capsys) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 400_000_000}))
    assert start.main(["test"], copy.root) == 1
    said = capsys.readouterr().err
    assert one_sentence(said)
    assert "2.0 GB" in said
    assert "0.4 GB" in said
    assert not (copy.root / ".venv").exists()


def test_a_folder_that_may_not_be_written_to(start, copy, monkeypatch, capsys) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(start, "begin", refuse)
    assert start.main(["test"], copy.root) == 1
    assert one_sentence(said := capsys.readouterr().err)
    assert "written to" in said


def test_a_fault_of_our_own_is_not_hidden(start, copy, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(start, "begin", fail)
    with pytest.raises(OSError, match="Input/output"):
        start.main(["test"], copy.root)


def test_a_copy_without_its_lock(copy) -> None:
    (copy.root / "requirements.lock").unlink()
    code, _, said = copy.run("test")
    assert code == 2
    assert one_sentence(said)
    assert "requirements.lock" in said


def test_a_venv_of_somebody_else_is_left_alone(copy) -> None:
    mine = copy.root / ".venv" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("dear to me")
    code, _, said = copy.run("test")
    assert code == 2
    assert one_sentence(said)
    assert mine.read_text() == "dear to me"


# ---------------------------------------------------------------------------------------------------------- setting up
@posix
def test_with_pip_from_a_folder_and_then_without_any_network(copy) -> None:
    code, out, err = copy.run("test", "-k", "a name")
    assert err == ""
    assert out.splitlines()[-1] == "pytest a project 项目 imported -k a name"
    assert code == 7  # the exit code of what was started
    assert list((copy.root / ".venv").rglob("__pycache__/pytest.*.pyc")), "pip compiles"
    begun = time.monotonic()
    assert copy.without_network().run("test") == (7, f"pytest a project 项目 imported{WHOLE}\n", "")
    assert time.monotonic() - begun < 20  # no set-up again: that takes a minute; a bare start takes a tenth of a second


@posix
def test_without_a_network_pip_ends_in_one_sentence_and_the_next_start_repairs_it(copy) -> None:
    found = dict(copy.env)
    code, out, said = copy.without_network().run("test")
    assert code == 1
    assert "Setting up" in out
    assert one_sentence(said)
    assert "network" in said
    assert "README" in said
    assert copy.stamp.read_text() == ""
    assert "127.0.0.1" in (copy.root / ".venv.log").read_text()
    copy.env = found
    assert copy.run("test")[0] == 7
    assert not (copy.root / ".venv.log").exists()


@posix
def test_a_folder_of_packages_is_enough(copy) -> None:
    shutil.copytree(copy.env["PIP_FIND_LINKS"], copy.root / "packages")
    code, _, said = copy.without_network().run("test")
    assert (code, said) == (7, "")


@posix
def test_a_package_that_was_tampered_with_is_refused(copy) -> None:
    lock = copy.root / "requirements.lock"
    lock.write_text(re.sub("sha256:.*", "sha256:" + "0" * 64, lock.read_text()))
    code, _, said = copy.run("test")
    assert code == 1
    assert one_sentence(said)
    assert "hash" in said


@posix
def test_uv_is_used_where_it_is(copy) -> None:
    assert copy.with_uv("well").run("test")[0] == 7
    assert copy.run("test")[0] == 7
    assert copy.installs() == ["well"]  # once, not at the second start


@posix
def test_pip_steps_in_where_uv_finds_no_index(copy) -> None:
    """Uv does not read pip's settings: a mirror that is named only there is found by pip."""
    assert copy.with_uv("offline").run("test")[0] == 7
    assert copy.installs() == ["offline"]


@posix
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_set_up_is_repaired(copy, how) -> None:
    with copy.with_uv("hang").begin("test") as process:
        deadline = time.monotonic() + 60
        while not copy.installs() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.2)  # the half-written file is on the disk
        process.send_signal(how)
        installer = int(copy.calls.read_text().split()[1])
        if how == signal.SIGKILL:  # nobody can tidy up after that: the installer goes on and keeps its turn
            process.wait(timeout=30)
            os.kill(installer, signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert "Traceback" not in said
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert one_sentence(said)
    for _ in range(100):  # the system may take a moment to bury it
        if not alive(installer):
            break
        time.sleep(0.1)
    assert not alive(installer), "an installer is left writing into the folder"
    assert copy.stamp.read_text() == ""
    assert copy.with_uv("well").run("test")[:2] == (7, copy_words(copy))


def alive(process: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def copy_words(copy: Copy) -> str:
    """What a set-up and the stand-in print together."""
    return (
        "Setting up the workbench: once, one to three minutes, about 1.3 GB on disk.\n"
        f"pytest {copy.root.name} imported{WHOLE}\n"
    )


@posix
def test_of_two_starts_at_once_one_sets_up_and_the_other_waits(copy) -> None:
    with copy.with_uv("slow").begin("test") as first:
        while not copy.installs():
            time.sleep(0.02)
        second = copy.run("test")
        first.communicate(timeout=60)
    assert first.returncode == 7
    assert second[0] == 7
    assert "waiting" in second[1]
    assert copy.installs() == ["slow"]


@posix
@pytest.mark.parametrize("what", ["lock", "python", "stamp"])
def test_what_no_longer_fits_is_set_up_anew(copy, what) -> None:
    copy.with_uv("well").run("test")
    if what == "lock":
        with (copy.root / "requirements.lock").open("a") as lock:
            lock.write("# another version\n")
    elif what == "python":  # the system replaced the Python that .venv stands on
        python = copy.root / ".venv" / "bin" / "python"
        python.unlink()
        python.symlink_to("/nowhere/python3")
    else:
        copy.stamp.write_text("{")
    assert copy.run("test")[0] == 7
    assert copy.installs() == ["well", "well"]


@posix
def test_line_ends_of_the_lock_do_not_matter(copy) -> None:
    copy.with_uv("well").run("test")
    lock = copy.root / "requirements.lock"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    copy.run("test")
    assert copy.installs() == ["well"]


@posix
def test_the_folder_can_move(copy) -> None:
    copy.with_uv("well").run("test")
    copy.root = copy.root.rename(copy.root.with_name("elsewhere"))
    assert copy.run("test") == (7, f"pytest elsewhere imported{WHOLE}\n", "")
    assert copy.installs() == ["well"]


@posix
def test_the_law_is_compiled_after_the_set_up_and_its_failure_stops_nothing(copy) -> None:
    warm = copy.root / "workbench" / "precompile.py"
    warm.parent.mkdir(parents=True, exist_ok=True)
    warm.write_text("print('compiled')\n")
    assert "compiled\n" in copy.with_uv("well").run("test")[1]
    assert "compiled\n" not in copy.run("test")[1]  # once
    copy.stamp.unlink()
    shutil.rmtree(copy.root / ".venv")
    warm.write_text("raise SystemExit(1)\n")
    code, out, _ = copy.run("test")
    assert code == 7
    assert "could not be compiled" in out


# --------------------------------------------------------------------------------------------------------------- words
LOGS = {
    "hash": "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    "network": "WARNING: Retrying (Retry(total=0)) ... Failed to establish a new connection: Name or service "
    "not known\nERROR: No matching distribution found for altair==6.3.0",
    "network ": "error: Failed to fetch: `...`\n  Caused by: dns error: failed to lookup address information",
    "not offered": "ERROR: Could not find a version that satisfies the requirement numba==0.68.1\n"
    "ERROR: No matching distribution found for numba==0.68.1",
    "free disk space": "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    "may not be written": "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'x'",
    ".venv.log says why": "something nobody foresaw",
}


@pytest.mark.parametrize(("expected", "log"), LOGS.items(), ids=list(LOGS))
def test_each_failure_has_its_sentence_in_both_languages(start, expected, log) -> None:
    problem = start.explain_failure(log, ".venv.log")
    assert expected.strip() in problem.english
    assert one_sentence(problem.english + "\n")
    assert one_sentence(problem.chinese + "\n")
    assert re.search("[一-鿿]", problem.chinese)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, True),
    ],
)
def test_the_language_is_that_of_the_system(start, environ, expected) -> None:
    assert start.speaks_chinese(environ) is expected


def test_a_chinese_system_is_answered_in_chinese(copy) -> None:
    (copy.root / ".venv").mkdir()
    (copy.root / ".venv" / "mine.txt").touch()
    copy.env["LANG"] = "zh_CN.UTF-8"
    code, _, said = copy.run()
    assert code == 2
    assert "改名或删除" in said


# ------------------------------------------------------------------------------------------------------------ commands
def command(start: ModuleType, *arguments: str) -> list[str]:
    """What would be run, without the path of Python."""
    house = start.House(Path("/somewhere"))
    return start.command_for(house, *start.read_request(arguments))[1:]


def test_the_dashboard_is_what_opens_when_nothing_is_said(start) -> None:
    assert command(start) == command(start, "dashboard") == ["-m", "workbench.dashboard"]
    assert command(start, "--port", "8899", "--no-browser")[2:] == ["--port", "8899", "--no-browser"]


def test_lab_opens_on_the_notebooks_and_asks_nothing_from_outside(start) -> None:
    opened = command(start, "lab", "--no-browser", "--port", "8899")
    assert opened[:2] == ["-m", "jupyterlab"]
    assert "--LabApp.default_url=/lab/tree/notebooks" in opened
    assert "--ServerApp.port=8899" in opened
    assert "--no-browser" in opened
    settings = Path(start.environment(start.House(PROJECT))["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
    lab = json.loads((settings / "jupyter_lab_config.json").read_text(encoding="utf-8"))["LabApp"]
    assert lab["news_url"] is None
    assert lab["extension_manager"] == "readonly"


@pytest.mark.parametrize(
    ("asked", "system", "expected"),
    [
        (["lab"], "zh_CN.UTF-8", "zh"),
        (["lab"], "en_GB.UTF-8", "en"),
        (["lab", "--lang", "zh"], "en_GB.UTF-8", "zh"),
        (["lab", "--lang", "en"], "zh_CN.UTF-8", "en"),
        (["dashboard"], "en_GB.UTF-8", None),  # the page has its own switch and begins in Chinese
        (["dashboard", "--lang", "en"], "zh_CN.UTF-8", "en"),
        (["test"], "zh_CN.UTF-8", None),
    ],
)
def test_lab_speaks_the_language_asked_for_or_that_of_the_system(start, asked, system, expected) -> None:
    assert start.language_for(start.read_request(asked)[0], {"LANG": system}) == expected


@pytest.mark.parametrize(("language", "locale"), [("zh", "zh_CN"), ("en", "en")])
def test_the_menus_and_the_kernels_are_told_the_language(start, language, locale) -> None:
    env = start.environment(start.House(PROJECT), language)
    first, second = env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[:2]
    told = json.loads((Path(first) / "labconfig" / "default_setting_overrides.json").read_text(encoding="utf-8"))
    assert told == {"@jupyterlab/translation-extension:plugin": {"locale": locale}}
    assert (Path(second) / "jupyter_lab_config.json").is_file()
    assert env["WORKBENCH_LANGUAGE"] == language
    assert (Path(env["JUPYTER_PATH"].split(os.pathsep)[0]) / "nbconvert" / "templates" / "offline_page").is_dir()


def test_what_follows_test_goes_to_pytest(start) -> None:
    assert command(start, "test", "-q", "--port", "x") == ["-m", "pytest", "-q", "--port", "x"]


WRONG = [["--port", "80"], ["--port", "eighty"], ["--port", "70000"], ["tests"], ["--prt"], ["lab", "--lang", "fr"]]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_request_is_refused(start, wrong, capsys) -> None:
    with pytest.raises(SystemExit) as stopped:
        start.read_request(wrong)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_nothing_of_another_python_leaks_in(start, monkeypatch) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_USER"):
        monkeypatch.setenv(name, "elsewhere")
    env = start.environment(start.House(Path("/somewhere")))
    assert not {"PYTHONPATH", "PYTHONHOME", "PIP_USER"} & set(env)
    assert env["PATH"].startswith(str(Path("/somewhere/.venv")))
    assert env["UV_COMPILE_BYTECODE"] == "1"


def test_a_number_of_visitors_is_handed_on_whatever_it_is(start, tmp_path: Path) -> None:
    """Was: 0 was left out in silence, and JupyterLab took it; the dashboard refuses it in a sentence."""
    wanted, rest = start.read_request(["--visitors", "0"])
    assert start.command_for(start.House(tmp_path), wanted, rest)[-2:] == ["--visitors", "0"]
    with pytest.raises(SystemExit):
        start.read_request(["lab", "--visitors", "0"])


def test_the_dashboards_options_are_handed_on_and_files_as_whole_paths(start, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["--share", "--host", "a.local", "--host", "b.local", "--base-path", "/aid/", "--certificate", "cert.pem"]
    wanted, _ = start.read_request(asked)
    given = start.command_for(start.House(Path("/project")), wanted, [])[3:]
    assert given == ["--share", "--base-path", "/aid/", *asked[1:5], "--certificate", str(tmp_path / "cert.pem")]


def test_a_place_is_handed_on_as_a_whole_path(start, root, monkeypatch, capsys) -> None:
    monkeypatch.chdir(root / "tests")
    folder = root / "tests" / "places" / "yunling"
    for what in ([], ["lab"]):
        wanted, _ = start.read_request([*what, "--place", "places/yunling"])
        assert wanted.place == str(folder)
        assert start.environment(start.House(root), "zh", wanted.place)["WORKBENCH_PLACE"] == str(folder)
    plain, _ = start.read_request([])
    assert plain.place is None
    assert "WORKBENCH_PLACE" not in start.environment(start.House(root), None, plain.place)
    with pytest.raises(SystemExit) as refused:
        start.read_request(["--place", "places"])
    assert refused.value.code == 2
    assert "'places' is no folder with a place.toml in it; see docs/my-county.md" in capsys.readouterr().err
