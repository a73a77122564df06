"""The benchmark's side of a peer: starts its process, asks it for a scenario, stops it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.peers.register import PEERS, ROOT


class Answer(NamedTuple):
    """Totals by cell, the seconds to work them out, how many of those went into the rules, and the peak memory yet."""

    totals: NDArray[np.int64]
    seconds: float
    rules_s: float
    peak_mb: float


class Client:
    """A peer's process; `ways` are the ways in which it can run a scenario, `versions` what it runs on."""

    def __init__(self, name: str, law: str, folder: Path) -> None:
        peer = PEERS[name]
        python = peer.interpreter()
        if python is None:
            raise FileNotFoundError(f"{peer.label} isn't installed: python -m tests.benchmarks.peers.install {name}")
        self.name, self.law = name, law
        self._errors = folder / f"{name}-{law}.log"
        # A test run's interpreter may carry settings that mean nothing to another environment.
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
        with self._errors.open("w") as errors:
            self._process = subprocess.Popen(
                [str(python), "-m", "tests.benchmarks.peers.worker", name, law, str(folder)],
                cwd=ROOT,
                env={**environment, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        hello = self._reply()
        self.ways: list[str] = hello["ways"]
        self.versions = {PEERS[name].package: hello["version"], "numpy": hello["numpy"]}

    def ask(self, way: str, values: Mapping[str, float]) -> Answer:
        """Run one scenario."""
        assert self._process.stdin is not None
        print(json.dumps({"way": way, "values": values}), file=self._process.stdin, flush=True)
        found = self._reply()
        return Answer(np.array(found["totals"], np.int64), found["seconds"], found["rules_s"], found["peak_mb"])

    def _reply(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            raise RuntimeError(f"{self.name}, law {self.law}, has stopped:\n{self._errors.read_text()[-4_000:]}")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def close(self) -> None:
        """End the process by ending its input."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        self._process.wait(timeout=60)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
