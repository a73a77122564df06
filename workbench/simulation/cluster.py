"""The same run over a population in parts: one part after another here, or on a cluster of machines.

A part's totals are whole numbers (fen, millionths), so that their sum is the same in any order and by whomever they
were worked out. Each part's answer carries its number and counts once; what a lost worker had begun is begun anew
elsewhere, by the scheduler of `dask.distributed`.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from workbench.engine.compiler.request import KernelRequest
from workbench.engine.rule import Rule
from workbench.errors import WorkbenchError
from workbench.law import law
from workbench.population import Partitions, Population
from workbench.simulation.preparation import Progress, cell_count, run_in_batches

Ints = NDArray[np.int64]
Answer = TypeVar("Answer")
Cluster: TypeAlias = Any  # a distributed.Client; the library ships no types, and is loaded only where it is used
# Seconds that a cluster may stand without any worker before the run is given up.
PATIENCE = 30.0
_LOOK_AGAIN = 1.0


class ClusterError(WorkbenchError, RuntimeError):
    """The cluster could not finish: which parts are missing and why. Nothing of the others is returned."""


def all_totals(
    request: KernelRequest,
    population: Population | Partitions,
    table: NDArray[np.float64],
    size: int,
    *,
    progress: Progress | None = None,
    threads: int | None = None,
    cluster: Cluster = None,
) -> Ints:
    """Run a table of parameters over a population or all its parts; totals of shape (settings, cells, totals).

    `progress(done, total)` counts settings, or parts when there are any. `cluster`: a `distributed.Client`, which needs
    `Partitions` in a folder that all its workers see.
    """
    if isinstance(population, Population):
        if cluster is not None:
            raise ClusterError(
                "cluster=: write the population in parts first, to a folder that all workers see: "
                "parts = workbench.write_partitions(population, folder, 16), then give the parts instead"
            )
        return np.concatenate(list(run_in_batches(request, population, table, size, progress, threads)))
    asked = Asked(request)
    whole = np.zeros((len(table), cell_count(population), len(request.totals)), np.int64)
    for found in over_parts(_totals_of_part, population, (asked, table, size), progress, threads, cluster):
        whole += found
    return whole


class Asked:
    """A kernel request without its book: a worker has the law itself; what a scenario adds to it travels."""

    def __init__(self, request: KernelRequest) -> None:
        self.totals, self.rows, self.swept = request.totals, request.rows, request.swept
        book = request.book
        self.rules: list[Rule] = [
            rule for name in sorted(book.replaced) for rule in book.versions.get(name) or (book.rules[name],)
        ]
        own = law().parameters.entries
        self.parameters = [one for name, one in book.parameters.items() if own.get(name) != one]
        self.day = book.day

    def request(self) -> KernelRequest:
        """Return the request, with the worker's own law."""
        book = law().with_parameters(self.parameters).with_rules(self.rules)
        return KernelRequest(book if self.day is None else book.on(self.day), self.totals, self.rows, self.swept)


def _totals_of_part(part: Population, threads: int | None, asked: Asked, table: NDArray[np.float64], size: int) -> Ints:
    return np.concatenate(list(run_in_batches(asked.request(), part, table, size, None, threads)))


class PartsInMemory:
    """The parts read last, up to a number of persons, since one question follows another."""

    def __init__(self, most_persons: int) -> None:
        self.most_persons = most_persons
        self._read: OrderedDict[tuple[Partitions, int], Population] = OrderedDict()
        self._turn = threading.Lock()

    def part(self, partitions: Partitions, number: int) -> Population:
        """Return a part, from memory or from disk. Raises as `Partitions.part`."""
        key = (partitions, number)
        with self._turn:  # a worker may have several threads
            found = self._read.get(key)
        if found is None:
            found = partitions.part(number)
        with self._turn:
            self._read[key] = found
            self._read.move_to_end(key)
            self._make_room()
        return found

    def clear(self) -> None:
        """Forget all parts."""
        with self._turn:
            self._read.clear()

    def _make_room(self) -> None:
        while len(self._read) > 1 and sum(one.persons.height for one in self._read.values()) > self.most_persons:
            self._read.popitem(last=False)


# With its columns and draws of luck a person takes some 250 bytes, and 600 where a sweep asks for the distribution.
parts_in_memory = PartsInMemory(most_persons=1_200_000)


def _task(
    number: int, partitions: Partitions, work: Callable[..., Answer], threads: int | None, given: tuple[Any, ...]
) -> tuple[int, int, Answer]:
    """Work on one part; runs on a worker."""
    part = parts_in_memory.part(partitions, number)
    return number, part.households.height, work(part, threads, *given)


def over_parts(
    work: Callable[..., Answer],
    partitions: Partitions,
    given: tuple[Any, ...],
    progress: Progress | None,
    threads: int | None,
    cluster: Cluster,
) -> Sequence[Answer]:
    """Apply `work(part, threads, *given)` to every part, each once; answers in the order of the parts.

    Raises ClusterError when a part can't be finished, or a part answered with other households than it was written
    with.
    """
    count = len(partitions.parts)
    if cluster is None:
        answers: dict[int, tuple[int, Answer]] = {}
        for number in range(count):
            _, households, answer = _task(number, partitions, work, threads, given)
            answers[number] = (households, answer)
            if progress is not None:
                progress(number + 1, count)
    else:
        answers = _on_cluster(cluster, count, (partitions, work, threads or 1, given), progress)
    wrong = [k for k in range(count) if answers[k][0] != partitions.parts[k].households]
    if wrong:
        raise ClusterError(f"{partitions.folder}: parts {', '.join(str(k + 1) for k in wrong)} hold other households")
    return [answers[number][1] for number in range(count)]


def _on_cluster(
    cluster: Cluster, count: int, task: tuple[Any, ...], progress: Progress | None
) -> dict[int, tuple[int, Any]]:
    """Send every part to the cluster and gather its answer by its number."""
    futures = {number: cluster.submit(_task, number, *task, pure=False) for number in range(count)}
    waiting = dict(futures)
    answers: dict[int, tuple[int, Any]] = {}
    seen_workers = time.monotonic()
    try:
        while waiting:
            done = [number for number, future in waiting.items() if future.done()]
            for number in done:
                answers[number] = _answer(waiting.pop(number), number, count)
                if progress is not None:
                    progress(len(answers), count)
            if done:
                continue
            if _workers(cluster):
                seen_workers = time.monotonic()
            elif time.monotonic() - seen_workers > PATIENCE:
                missing = ", ".join(str(number + 1) for number in sorted(waiting))
                raise ClusterError(f"the cluster has had no worker for {PATIENCE:.0f} s; parts {missing} are missing")
            time.sleep(min(_LOOK_AGAIN, 0.01 * count))
    finally:
        cluster.cancel(list(futures.values()))
    return answers


def _workers(cluster: Cluster) -> Mapping[str, Any]:
    workers: Mapping[str, Any] = cluster.scheduler_info(n_workers=-1)["workers"]
    return workers


def _answer(future: Any, number: int, count: int) -> tuple[int, Any]:
    if future.status == "finished":
        told, households, answer = future.result()
        if told != number:
            raise ClusterError(f"part {number + 1} of {count} was answered as part {told + 1}")
        return households, answer
    problem = future.exception() if future.status == "error" else None
    if isinstance(problem, WorkbenchError):
        raise problem
    reason = f"{type(problem).__name__}: {problem}" if problem is not None else f"it is {future.status}"
    raise ClusterError(f"part {number + 1} of {count} could not be finished ({reason})")
