"""Set up the workbench and start it. Needs nothing but Python itself.

python start.py         set up (once) and open the dashboard in the browser
python start.py lab     set up (once) and open JupyterLab on the notebooks (--lang zh or en: in Chinese or English)
python start.py test    set up (once) and run every test

The first start makes the folder .venv beside this file and installs requirements.lock into it, with uv where
that is installed and with pip otherwise; it needs the network once. Every later start compares one small file
and goes on. The project itself is not installed: a .pth file in .venv names this folder. That needs no build
tool (which would have to be fetched), and an edited rule counts at the next start.
"""

import sys

# This file must be readable by old Pythons as far as this line, so it uses no syntax newer than Python 3.6.
if sys.version_info < (3, 11):
    sys.exit(
        "The workbench needs Python 3.11 or newer and this is Python {}.{}: install a newer one and start "
        "again with it, for example `python3.11 start.py`.".format(*sys.version_info[:2])
    )

import argparse
import contextlib
import errno
import hashlib
import importlib.util
import json
import locale
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

FREE_BYTES_NEEDED = 2_000_000_000  # .venv takes about 1.3 GB, and the downloads some more for a moment
# Options of the dashboard alone: the name of the value, what is said of it.
FOR_THE_DASHBOARD = {
    "--visitors": ("N", "how many pages may be open at once (default: 60)"),
    "--idle": ("MINUTES", "end a page that nobody touches for so long"),
    "--base-path": ("PATH", "where a proxy has the page (default: /)"),
    "--host": ("NAME", "a further name by which the page is reached, such as a proxy's (may be repeated)"),
    "--certificate": ("FILE", "a PEM certificate: the page is then https"),
    "--key": ("FILE", "the certificate's private key"),
}
UNSUITABLE, FAILED, INTERRUPTED = 2, 1, 130  # exit codes: this machine or request / the set-up / Ctrl-C


class Problem(Exception):  # noqa: N818 (it is shown, not debugged)
    """Something that stops the start, said in one sentence in English and in Chinese."""

    def __init__(self, english: str, chinese: str, code: int = FAILED) -> None:
        super().__init__(english)
        self.english, self.chinese, self.code = english, chinese, code


class House:
    """The project's folder, and where the set-up keeps its things in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lock = root / "requirements.lock"
        self.venv = root / ".venv"
        self.stamp = self.venv / "workbench-setup.json"  # written empty at the beginning, filled at the very end
        self.packages = root / "packages"  # for a computer without internet: if it exists, nothing else is asked
        self.turn = root / ".venv.lock"  # held while one start sets up: a second one waits
        self.log = root / ".venv.log"
        self.python = self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


# ------------------------------------------------------------------------------------------------------ words
def speaks_chinese(environ: Mapping[str, str]) -> bool:
    """Whether the person's system is set to Chinese."""
    chosen = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), None)
    return (chosen or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))


def say(english: str, chinese: str) -> None:
    """Print one line in the person's language, at once."""
    print(chinese if speaks_chinese(os.environ) else english, flush=True)


# --------------------------------------------------------------------------------------- is the set-up whole?
def version_of(python: Path) -> "str | None":
    """The version that a Python of this path reports, None if there is none that runs."""
    asked = "import platform, sys; print('%d.%d' % sys.version_info[:2], platform.machine())"
    try:
        answer = subprocess.run(
            [str(python), "-I", "-S", "-c", asked], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


def fingerprint(house: House) -> "dict[str, str | None]":
    """What a finished set-up of this lock with this .venv looks like."""
    # Line ends differ between machines (git on Windows); they change nothing.
    lock = house.lock.read_bytes().replace(b"\r\n", b"\n")
    return {"lock": hashlib.sha256(lock).hexdigest(), "python": version_of(house.python)}


def is_ready(house: House) -> bool:
    """Whether .venv was set up to its end, from this lock, and its Python still runs."""
    try:
        found = json.loads(house.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return found == fingerprint(house) and found["python"] is not None


# ------------------------------------------------------------------------------------------------- setting up
@contextlib.contextmanager
def our_turn(house: House) -> "Iterator[int]":
    """Let one start at a time set up this folder; gives the handle that the installers inherit."""
    with house.turn.open("w") as handle:
        told = False
        while not take_turn(handle.fileno()):
            if not told:
                say("Another start is setting up this folder: waiting for it.", "另一个程序正在安装，请稍候。")
            told = True
            time.sleep(0.5)
        yield handle.fileno()


def take_turn(handle: int) -> bool:
    """Try to lock the file behind the handle; the system unlocks it when its last holder ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            # Installers inherit the handle: a killed start leaves no second one beside a running installer.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def check_machine(house: House) -> None:
    """Say what this machine lacks before anything is written."""
    if not house.lock.is_file():
        raise Problem(
            "requirements.lock is missing beside start.py: copy or clone the whole project again.",
            "start.py 旁边没有 requirements.lock 文件：请重新完整复制或克隆本项目。",
            UNSUITABLE,
        )
    if not shutil.which("uv") and not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        raise Problem(
            "This Python cannot make a virtual environment: install its venv module (on Debian and Ubuntu: "
            "`apt install python3-venv`) and start again.",
            "当前 Python 缺少 venv 模块，无法创建虚拟环境："
            "请先安装（Debian、Ubuntu：`apt install python3-venv`）再启动。",
            UNSUITABLE,
        )
    free = shutil.disk_usage(house.root).free
    if free < FREE_BYTES_NEEDED:
        raise disk_full(free)
    ours = house.stamp.exists() or not house.venv.exists() or not any(house.venv.iterdir())
    if not ours:
        raise Problem(
            "The folder .venv was not made by start.py: rename or delete it and start again.",
            "文件夹 .venv 不是由 start.py 创建的：请改名或删除后再启动。",
            UNSUITABLE,
        )


def set_up(house: House) -> None:
    """Build .venv from requirements.lock; an unfinished or outdated one is built anew."""
    check_machine(house)
    with our_turn(house) as turn:
        if is_ready(house):  # another start did it while this one waited
            return
        say(
            "Setting up the workbench: once, one to three minutes, about 1.3 GB on disk.",
            "正在安装工作台：仅第一次需要，约一至三分钟，占用约 1.3 GB 磁盘空间。",
        )
        house.log.write_bytes(b"")
        installers = [install_with_uv] if shutil.which("uv") else []
        if importlib.util.find_spec("ensurepip"):
            installers.append(install_with_pip)
        for last, install in zip([False] * (len(installers) - 1) + [True], installers, strict=True):
            begin(house)
            if install(house, turn):
                break
            if last:
                raise explain_failure(house.log.read_text(encoding="utf-8", errors="replace"), house.log.name)
        link_project(house)
        write_whole(house.stamp, json.dumps(fingerprint(house)))
        house.log.unlink(missing_ok=True)
    warm_up(house)


def begin(house: House) -> None:
    """An empty .venv that carries an empty stamp: the sign that it is ours and not finished."""
    if house.venv.exists():
        shutil.rmtree(house.venv)
    house.venv.mkdir()
    house.stamp.write_text("", encoding="utf-8")


def install_with_uv(house: House, turn: int) -> bool:
    """Install the lock with uv (seconds); False if that failed."""
    uv = [shutil.which("uv") or "uv", "pip", "install", "--python", str(house.python), "--no-build"]
    return run_logged([base_python(), "-m", "venv", "--without-pip", str(house.venv)], house, turn) and run_logged(
        [*uv, "--require-hashes", "-r", str(house.lock), *only_from_folder(house)], house, turn
    )


def install_with_pip(house: House, turn: int) -> bool:
    """Install the lock with the pip that comes with Python (a minute or more); False if that failed."""
    pip = [
        str(house.python),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--only-binary=:all:",
    ]
    return run_logged([base_python(), "-m", "venv", str(house.venv)], house, turn) and run_logged(
        [*pip, "--require-hashes", "-r", str(house.lock), *only_from_folder(house)], house, turn
    )


def only_from_folder(house: House) -> "list[str]":
    """Options that make uv or pip take the packages from the folder `packages` alone, where somebody filled one."""
    return ["--no-index", "--find-links", str(house.packages)] if house.packages.is_dir() else []


def base_python() -> str:
    """The Python to build .venv with: never the one inside .venv, which is about to be removed."""
    return getattr(sys, "_base_executable", None) or sys.executable


def link_project(house: House) -> None:
    """Make `import workbench` work in .venv by a .pth file: a relative path, so both can move together."""
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.run([str(house.python), "-I", "-c", asked], capture_output=True, text=True, check=True)
    packages = Path(answer.stdout.strip()).resolve()
    relative = os.path.relpath(house.root.resolve(), packages)
    write_whole(packages / "yiyuan_workbench.pth", relative + "\n")


def warm_up(house: House) -> None:
    """Compile the law once, so that the first slider moves at once."""
    if not (house.root / "workbench" / "precompile.py").exists():
        return
    say("Compiling the law: once, about half a minute.", "正在编译政策规则：仅第一次需要，约半分钟。")
    done = subprocess.run(
        [str(house.python), "-m", "workbench.precompile"], cwd=house.root, env=environment(house), check=False
    )
    if done.returncode != 0:
        say(
            "The rules could not be compiled ahead: the first run will show why.",
            "规则预编译未成功，首次运行时将显示原因。",
        )


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def run_logged(command: Sequence[str], house: House, turn: int) -> bool:
    """Run one step of the set-up with its output in the log; True if it succeeded."""
    with house.log.open("ab") as log:
        step = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment(house),
            pass_fds=() if sys.platform == "win32" else (turn,),
        )
        try:
            return wait_for(step) == 0
        finally:
            if step.poll() is None:
                step.kill()
                step.wait()


def wait_for(step: "subprocess.Popen[bytes]") -> int:
    """Wait for a step and, at a terminal, show that time goes by."""
    begun = time.monotonic()
    while True:
        try:
            return step.wait(timeout=1)
        except subprocess.TimeoutExpired:
            if sys.stdout.isatty():
                print(f"  {time.monotonic() - begun:.0f} s\r", end="", flush=True)


# -------------------------------------------------------------------------------------------- what went wrong
NO_NETWORK = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|ConnectionResetError|Connection refused|getaddrinfo failed|"
    r"Network is unreachable|Name or service not known|name resolution|ProxyError|SSLError|Retrying \(|"
    r"Max retries exceeded|dns error|error sending request|Failed to fetch|client error \(Connect\)",
    re.IGNORECASE,
)
NO_PACKAGE = re.compile(
    r"No matching distribution|Could not find a version|no wheels? with a matching|no solution found",
    re.IGNORECASE,
)
FULL_DISK = re.compile(r"No space left on device|not enough space on the disk|Disk quota exceeded", re.IGNORECASE)
NO_RIGHT = re.compile(r"Permission denied|Access is denied|Read-only file system", re.IGNORECASE)
WRONG_HASH = re.compile(r"DO NOT MATCH THE HASHES|hash mismatch", re.IGNORECASE)


def explain_failure(log: str, log_name: str) -> Problem:
    """One sentence for what the installers wrote before they gave up."""
    if FULL_DISK.search(log):
        return disk_full()
    if NO_RIGHT.search(log):
        return no_right()
    if WRONG_HASH.search(log):
        return Problem(
            "A downloaded package is not the one that was tested (its hash differs): start again, and from "
            f"another mirror if it stays so ({log_name} has the details).",
            f"下载的软件包与经过测试的版本不一致（哈希值不同）：请重新启动，若仍如此请更换镜像源（详见 {log_name}）。",
        )
    if NO_NETWORK.search(log):
        return Problem(
            "The first start needs the network once and the package index does not answer: connect, or name "
            "a mirror or a folder of packages as README.md says under 'Without internet', and start again "
            f"({log_name} has the details).",
            "首次启动需要联网一次，但无法连接软件包索引：请联网，或按 README.zh-CN.md“没有互联网时”一节"
            f"设置镜像源或本地软件包文件夹后重新启动（详见 {log_name}）。",
        )
    if NO_PACKAGE.search(log):
        version = "{}.{}".format(*sys.version_info[:2])
        return Problem(
            f"A package is not offered for Python {version} on this computer: use Python 3.11 or 3.13 (tested), "
            "64-bit, on Windows, Linux or a Mac with an Apple processor, and start again "
            f"({log_name} has the details).",
            f"有软件包不支持本机的 Python {version}："
            "请在 Windows、Linux 或苹果芯片的 Mac 上使用 64 位的 Python 3.11 或 3.13（经过测试），"
            f"然后重新启动（详见 {log_name}）。",
        )
    return Problem(
        f"The set-up failed: {log_name} says why; start again once that is mended.",
        f"安装失败：原因见 {log_name}，解决后请重新启动。",
    )


def disk_full(free: "int | None" = None) -> Problem:
    """The sentence for a full disk."""
    needed, has, has_zh = f"{FREE_BYTES_NEEDED / 1e9:.1f} GB", "", ""
    if free is not None:
        has, has_zh = f" and has {free / 1e9:.1f} GB", f"，现有 {free / 1e9:.1f} GB"
    return Problem(
        f"The set-up needs {needed} of free disk space{has}: free some and start again.",
        f"安装需要 {needed} 可用磁盘空间{has_zh}：请清理磁盘后重新启动。",
    )


def no_right() -> Problem:
    """The sentence for a folder that may not be written to."""
    return Problem(
        "This folder may not be written to, or a file in it is in use: close its other windows, or "
        "move the project to a folder of your own, and start again.",
        "无法写入本文件夹，或其中有文件正被占用：请关闭工作台的其他窗口，或把项目移到您自己的文件夹后重新启动。",
    )


def explain_os_error(error: OSError) -> "Problem | None":
    """One sentence for a disk that is full or closed to us; None for any other, which is a fault."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full()
    return no_right() if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else None


# --------------------------------------------------------------------------------------------------- starting
def environment(house: House, language: "str | None" = None, place: "str | None" = None) -> "dict[str, str]":
    """The environment for everything that is started: .venv first, nothing of another Python, language and place."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "PIP_USER")}
    env["VIRTUAL_ENV"] = str(house.venv)
    env["PATH"] = str(house.python.parent) + os.pathsep + env.get("PATH", "")
    env["PYTHONUTF8"] = "1"  # a Chinese Windows would read our files as GBK
    env["UV_COMPILE_BYTECODE"] = "1"  # without it every kernel starts two seconds later
    # JupyterLab's settings here: no news, no look for updates, no list of extensions from outside.
    # And its own export of a notebook as a page asks nothing from outside either.
    share = house.root / "workbench" / "briefing" / "share"
    env["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(share), env.get("JUPYTER_PATH")]))
    settings = house.root / "notebooks" / ".jupyter"
    folders = [str(settings), env.get("JUPYTER_CONFIG_PATH")]
    if place:
        env["WORKBENCH_PLACE"] = place
    if language:
        env["WORKBENCH_LANGUAGE"] = language  # charts, tables and the dashboard, where a notebook says nothing else
        folders.insert(0, str(settings / language))  # JupyterLab's menus
    env["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, folders))
    return env


def language_for(wanted: argparse.Namespace, environ: Mapping[str, str]) -> "str | None":
    """The language to start in: the one asked for; for JupyterLab otherwise the system's."""
    asked: str | None = wanted.lang
    if wanted.what == "lab" and asked is None:
        return "zh" if speaks_chinese(environ) else "en"
    return asked


def command_for(house: House, wanted: argparse.Namespace, rest: Sequence[str]) -> "list[str]":
    """The program that the person asked for."""
    python = [str(house.python), "-m"]
    if wanted.what == "test":
        # Everything: on two processes, a file's tests together. A part of it: as pytest does by itself.
        return [*python, "pytest", *(rest or ["--numprocesses=2", "--dist=loadfile"])]
    if wanted.what == "lab":
        options = [f"--ServerApp.root_dir={house.root}", "--LabApp.default_url=/lab/tree/notebooks"]
        options += [f"--ServerApp.port={wanted.port}"] if wanted.port else []
        options += ["--no-browser"] if wanted.no_browser else []
        # In a container the only user is often root; Jupyter refuses that unless told.
        options += ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        return [*python, "jupyterlab", *options]
    options = ["--port", str(wanted.port)] if wanted.port else []
    options += ["--no-browser"] if wanted.no_browser else []
    return [*python, "workbench.dashboard", *options, *dashboard_options(wanted)]


def hand_over(house: House, command: Sequence[str], language: "str | None", place: "str | None") -> int:
    """Become the program (or, on Windows, wait for it): its exit code is ours."""
    sys.stdout.flush()
    env = environment(house, language, place)
    if os.name != "nt":
        os.chdir(house.root)
        os.execve(command[0], list(command), env)  # noqa: S606 (no shell is wanted)
    return subprocess.run(command, cwd=house.root, env=env, check=False).returncode


def port_number(text: str) -> int:
    """A port that a program of a person may use."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1024 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a whole number from 1024 to 65535, not {text!r}")
    return number


def place_folder(text: str) -> str:
    """The folder of a place, as a whole path: the program starts in another folder."""
    folder = Path(text).expanduser().resolve()
    if not (folder / "place.toml").is_file():
        raise argparse.ArgumentTypeError(f"{text!r} is no folder with a place.toml in it; see docs/my-county.md")
    return str(folder)


def read_request(arguments: Sequence[str]) -> "tuple[argparse.Namespace, list[str]]":
    """What the person asked for; whatever follows `test` goes to pytest."""
    parser = argparse.ArgumentParser(
        prog="python start.py",
        allow_abbrev=False,
        description="Set up the social-assistance workbench and start it.",
    )
    parser.add_argument(
        "what",
        nargs="?",
        choices=["dashboard", "lab", "test"],
        default="dashboard",
        help="dashboard (when nothing is said): the dashboard in the browser; lab: JupyterLab on the "
        "notebooks; test: every test (what follows goes to pytest)",
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address, open no browser")
    parser.add_argument(
        "--lang", choices=["zh", "en"], help="Chinese or English (default: lab as the system, the dashboard Chinese)"
    )
    parser.add_argument("--place", type=place_folder, help="the folder of another place than the shipped one")
    parser.add_argument("--port", type=port_number, help="the port on this machine (default: a free one)")
    parser.add_argument(
        "--share", action="store_true", help="let others on the network look at the dashboard, with a token they need"
    )
    for name, (value, said) in FOR_THE_DASHBOARD.items():
        parser.add_argument(name, action="append", metavar=value, help=said)
    if list(arguments[:1]) == ["test"]:
        return parser.parse_args(["test"]), list(arguments[1:])
    wanted = parser.parse_args(arguments)
    if wanted.what == "lab" and dashboard_options(wanted):
        parser.error(
            f"{' '.join(dashboard_options(wanted))}: for the dashboard; JupyterLab runs code, and isn't shared"
        )
    return wanted, []


def dashboard_options(wanted: argparse.Namespace) -> "list[str]":
    """The options that are the dashboard's alone, as they were given: it says what is wrong with a value."""
    options = ["--share"] if wanted.share else []
    for name in FOR_THE_DASHBOARD:
        for value in getattr(wanted, name[2:].replace("-", "_")) or []:
            # The program starts in another folder: a file's path is given whole.
            options += [name, str(Path(value).resolve()) if FOR_THE_DASHBOARD[name][0] == "FILE" else value]
    return options


def main(arguments: Sequence[str], root: Path) -> int:
    """Set up if needed, then start; problems become one sentence."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    wanted, rest = read_request(arguments)
    house = House(root)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that a running installer is ended too
    try:
        if not (house.lock.is_file() and is_ready(house)):
            set_up(house)
        return hand_over(house, command_for(house, wanted, rest), language_for(wanted, os.environ), wanted.place)
    except Problem as problem:
        found = problem
    except OSError as error:
        explained = explain_os_error(error)
        if explained is None:
            raise
        found = explained
    except KeyboardInterrupt:
        found = Problem("Stopped; the next start begins where it can.", "已停止，下次启动将自动继续。", INTERRUPTED)
    print(found.chinese if speaks_chinese(os.environ) else found.english, file=sys.stderr)
    return found.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parent))
