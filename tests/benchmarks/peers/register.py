"""Which peers there are, where each lives, and which laws it has."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Peer:
    """One peer; `environment` is its folder below `environments()` (and names its dependency group), None: our own."""

    label: str
    module: str
    package: str
    laws: tuple[str, ...]
    environment: str | None = None
    engine: str = ""

    def interpreter(self) -> Path | None:
        """The Python that runs this peer; None if it isn't installed."""
        if self.environment is None:
            return Path(sys.executable)
        folder = environments() / self.environment
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        return python if python.exists() else None


PEERS = {
    "numpy": Peer("plain NumPy", "numpy_peer", "numpy", ("core", "full")),
    "polars": Peer("Polars, lazy", "polars_peer", "polars", ("core",)),
    "openfisca": Peer(
        "OpenFisca-Core", "fisca_peer", "openfisca-core", ("core", "full"), "openfisca", "openfisca_core"
    ),
    "policyengine": Peer(
        "PolicyEngine-Core", "fisca_peer", "policyengine-core", ("core", "full"), "policyengine", "policyengine_core"
    ),
    "gettsim": Peer("GETTSIM's engine (ttsim)", "gettsim_peer", "ttsim-backend", ("core",), "gettsim"),
}


def environments() -> Path:
    """The folder of the peers' environments: BENCHMARK_PEERS, else .venv-peers in the project."""
    return Path(os.environ.get("BENCHMARK_PEERS") or ROOT / ".venv-peers")
