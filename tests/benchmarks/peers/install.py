"""Makes an environment for each peer that needs one of its own: python -m tests.benchmarks.peers.install [NAME …].

Pinned versions stand in pyproject.toml, a dependency group for each (`peer-openfisca` and so on). The environments are
folders below .venv-peers, or below BENCHMARK_PEERS if that is set; one that is there is brought to the pinned versions.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
import venv

from tests.benchmarks.peers.register import PEERS, ROOT, environments


def pinned(environment: str) -> list[str]:
    """The requirements of an environment."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = project["dependency-groups"][f"peer-{environment}"]
    return found


def main(names: list[str]) -> None:
    """Make or renew the environments of some peers (none named: of all)."""
    own = {name: peer for name, peer in PEERS.items() if peer.environment is not None}
    for name in names:
        if name not in own:
            sys.exit(f"{name!r} isn't one of the peers with an environment of their own: {', '.join(own)}")
    for name in names or own:
        peer = own[name]
        assert peer.environment is not None
        folder = environments() / peer.environment
        if peer.interpreter() is None:
            venv.create(folder, with_pip=True)
        python = peer.interpreter()
        assert python is not None
        subprocess.run([str(python), "-m", "pip", "install", "-q", *pinned(peer.environment)], check=True)
        print(f"{peer.label}: {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
