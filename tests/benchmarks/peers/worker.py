"""One peer in a process of its own: reads a scenario a line, answers with its totals and the seconds they took.

python -m tests.benchmarks.peers.worker NAME LAW FOLDER        (the folder: see `handed_over`)

It runs in the peer's own environment, which need not have the workbench's libraries.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.child import peak_megabytes
from tests.benchmarks.peers.handed_over import HandedOver
from tests.benchmarks.peers.register import PEERS


def main(name: str, law: str, folder: str) -> None:
    """Say what is there, then answer each line until the input ends."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not stand among the replies

    def reply(**about: object) -> None:
        print(json.dumps(about), file=replies, flush=True)

    peer = PEERS[name]
    given = HandedOver.load(Path(folder), law)
    begun = time.perf_counter()
    ways = import_module(f"tests.benchmarks.peers.{peer.module}").ways(peer.engine, given)
    reply(
        ways=list(ways),
        version=version(peer.package),
        numpy=version("numpy"),
        prepared_s=time.perf_counter() - begun,
    )
    for line in sys.stdin:
        asked = json.loads(line)
        begun = time.perf_counter()
        columns = ways[asked["way"]](asked["values"])
        ruled = time.perf_counter()
        totals = given.added_up(columns)
        seconds = time.perf_counter() - begun
        reply(seconds=seconds, rules_s=ruled - begun, totals=totals.tolist(), peak_mb=peak_megabytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
