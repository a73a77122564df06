"""requirements.lock works through any mirror, on any system, and covers what pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    return (root / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    """A package name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, list[str]]:
    """Versions by package; a package may have one per Python version."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE):
        found.setdefault(normal(name), []).append(version)
    return found


def test_it_names_no_address_and_no_option(lock: str) -> None:
    assert "://" not in lock
    assert not re.search(r"^\s*(-(?!-hash)|#|@)", lock, re.MULTILINE)  # options, comments (they carry paths)


def test_every_line_is_a_pin_or_a_hash(lock: str) -> None:
    pin = re.compile(r"[a-z0-9][a-z0-9._-]*==[^\s;]+( ; [^\\]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lock.splitlines() if not (pin.fullmatch(line) or digest.fullmatch(line))] == []


def test_it_is_for_every_system(lock: str) -> None:
    for marker in ("sys_platform == 'win32'", "sys_platform == 'darwin'", "python_full_version < '3.12'"):
        assert marker in lock


def test_everything_asked_for_is_pinned_and_not_below_its_lower_bound(lock: str, project: dict) -> None:
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    pinned = pins(lock)
    for requirement in wanted:
        match = re.fullmatch(r"([A-Za-z0-9._-]+)>=([0-9.]+)", requirement)
        assert match, f"{requirement!r}: a lower bound and nothing else"
        name, bound = match.groups()
        assert normal(name) in pinned, f"{name} is not in requirements.lock: renew it (CONTRIBUTING.md)"
        for version in pinned[normal(name)]:
            assert release(version) >= release(bound), f"{name} {version} < {bound}"


def release(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparison."""
    return tuple(int(part) for part in re.findall(r"\d+", version.split("post", maxsplit=1)[0]))


def test_the_peers_of_the_benchmark_stay_out(lock: str, project: dict) -> None:
    groups = {name: group for name, group in project["dependency-groups"].items() if name.startswith("peer-")}
    assert len(groups) == 3
    for requirement in (one for group in groups.values() for one in group):
        name, _, version = requirement.partition("==")
        if name == "numpy":  # the same arithmetic on both sides of every comparison
            assert version in pins(lock)[name]
        else:
            assert normal(name) not in pins(lock)


def test_the_version_is_said_once_more_only_in_the_package(project: dict, root: Path) -> None:
    said = (root / "workbench" / "version.py").read_text(encoding="utf-8")
    assert f'__version__ = "{project["project"]["version"]}"' in said
