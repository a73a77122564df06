"""Compiles the law into one fast kernel, keeps it on disk, and runs it over households in a pool of threads.

A kernel is kept in a folder named by the digest of everything it is made of: its own text, the sources of all its
rules and of their helpers, and the compiler's version. The second start finds it compiled. Rules that were defined
outside the workbench (in a notebook, say) are compiled for the session only.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import itertools
import math
import os
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from enum import IntEnum
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import whole_number
from workbench.engine.compiler.disk_cache import kernel_file, remove_compiled, seal
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.compiler.scenario_groups import groups_of
from workbench.engine.compiler.source import KernelText, write_kernel
from workbench.engine.dependencies import fingerprint, helpers_of
from workbench.engine.graph import RuleBook
from workbench.engine.plain import run_plain_columns, unusable
from workbench.engine.rule import Rule
from workbench.engine.source_text import COMPILING, is_own, plain_function
from workbench.errors import InputError, RuleError
from workbench.progress import telling

Kernel = Callable[..., None]
_compiled: dict[str, Kernel] = {}  # by digest
_taught: WeakKeyDictionary[FunctionType, str] = WeakKeyDictionary()  # helpers, with their fingerprint when compiled
_of_book: WeakKeyDictionary[RuleBook, dict[tuple[tuple[str, ...], ...], Kernel]] = WeakKeyDictionary()
_DTYPES: dict[type, Any] = {bool: np.bool_, float: np.float64, int: np.int64}

# For which kinds of arrays a kernel is compiled, and the file of its text where it is kept on disk.
_ready: WeakKeyDictionary[Kernel, set[tuple[str, ...]]] = WeakKeyDictionary()
_files: WeakKeyDictionary[Kernel, Path] = WeakKeyDictionary()
_MOST_KERNELS = 64  # of different laws in one session
# Totals of persons and households are kept as millionths, so that survey weights need no floating-point sum.
COUNT_SCALE = 1_000_000
# Fewer households × scenarios than this are done before a thread has started.
_WORTH_THREADS = 50_000


def kernel_digest(request: KernelRequest, text: str) -> str:
    """Return the digest of everything a kernel is made of."""
    import numba

    from workbench.engine.compiler import passes

    parts = [f"numba {numba.__version__}", f"python {sys.version_info[:2]}", inspect.getsource(passes), text]
    parts += [fingerprint(_plain(rule), rule.place) for rule in request.rules]
    return hashlib.sha256("\n\x00".join(parts).encode()).hexdigest()[:24]


def _plain(rule: Rule) -> FunctionType:
    function = plain_function(rule.function)
    if function is None:
        raise RuleError(f"rule {rule.name!r}: a plain function is wanted, not {type(rule.function).__name__}")
    return function


def compiled_kernel(request: KernelRequest) -> Kernel:
    """Return the compiled kernel for a request: from memory, from disk, or newly made."""
    kept = _of_book.setdefault(request.book, {})
    wanted = (request.totals, request.rows, request.swept)
    if wanted not in kept:
        kept[wanted] = _made(request)
    return kept[wanted]


def _made(request: KernelRequest) -> Kernel:
    with COMPILING:
        written = write_kernel(request)
        digest = kernel_digest(request, written.text)
        if digest not in _compiled:
            _teach_helpers(request)
            own = all(is_own(rule.function) for rule in request.rules)
            _compiled[digest] = _from_disk(request, written, digest) if own else _in_memory(request, written)
            while len(_compiled) > _MOST_KERNELS:
                del _compiled[next(iter(_compiled))]
        return _compiled[digest]


def _teach_helpers(request: KernelRequest) -> None:
    """Let the compiler take the plain helper functions (rounding to the fen, say) that rules call."""
    from numba.extending import register_jitable

    from workbench.engine.compiler.passes import HELPER

    for rule in request.rules:
        for helper in helpers_of(_plain(rule)):
            now = fingerprint(helper, rule.place)
            if helper not in _taught:
                register_jitable(**HELPER)(helper)
                _taught[helper] = now
            elif _taught[helper] != now:  # the compiler keeps what it made of a function
                raise RuleError(
                    f"{rule.place}: what {helper.__name__!r} reads has changed since it was compiled; hand the changed "
                    f"rule to the law anew (rules=[…]), or start Python again"
                )


def _from_disk(request: KernelRequest, written: KernelText, digest: str) -> Kernel:
    lines = ["import math", "import numpy as np", "from numba import njit"]
    lines.append("from workbench.engine.compiler.passes import KERNEL, TOGETHER")
    for name, helper in written.helpers.items():
        lines.append(f"from {helper.__module__} import {helper.__name__} as {name}")
    for rule in written.called:
        lines.append(f"from {rule.function.__module__} import {rule.function.__name__} as _{rule.name}")
        lines.append(f"r_{rule.name} = njit(inline='always')(_{rule.name})")
    # Dividing as NumPy does spares a check at each division; plain Python, which checks, is held against it in tests.
    lines.append("kernel = njit(cache=True, error_model='numpy', **KERNEL)")
    lines.append("together = njit(error_model='numpy', **TOGETHER)")
    source = "\n".join([*lines, "", "", written.text])
    name = f"law_kernel_{digest}"
    try:
        path = kernel_file(digest, name, source)
    except OSError:
        return _in_memory(request, written)  # no folder may be written: compile for this session only
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        return _in_memory(request, written)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # numba finds the function again by its module's name
    spec.loader.exec_module(module)
    kernel = _kernel_of(module)
    _files[kernel] = path
    return kernel


def _kernel_of(module: ModuleType) -> Kernel:
    kernel: Kernel = module.run_law
    return kernel


def _in_memory(request: KernelRequest, written: KernelText) -> Kernel:
    from numba import njit

    from workbench.engine.compiler.passes import KERNEL, TOGETHER

    for rule in request.rules:
        if rule.name in request.book.replaced:
            _check_promise(request, rule)
    names: dict[str, Any] = {"math": math, "np": np, **written.helpers}
    names.update({"kernel": njit(**KERNEL), "together": njit(**TOGETHER)})
    names.update({f"r_{rule.name}": njit(inline="always")(rule.function) for rule in written.called})
    exec(compile(written.text, "<law kernel>", "exec"), names)  # noqa: S102 - the text is written by this package
    kernel: Kernel = names["run_law"]
    return kernel


def _check_promise(request: KernelRequest, rule: Rule) -> None:
    """Refuse a rule from outside that compiles to another type than it promises: the kernel would cut 1.5 to 1."""
    from numba import njit, types
    from numba.core.errors import NumbaError, UnsupportedBytecodeError

    signature = _signature(request, rule)
    try:
        compiled = njit(signature)(rule.function)
    except (NumbaError, UnsupportedBytecodeError):
        return  # refused as a whole, and explained, when the kernel is compiled
    found = compiled.nopython_signatures[0].return_type
    fits = {
        bool: (types.Boolean,),
        int: (types.Integer,),
        float: (types.Float, types.Integer),
    }.get(rule.returns, (types.IntEnumMember,))
    if not isinstance(found, fits):
        raise RuleError(f"{rule.place}: rule {rule.name!r} promises {rule.returns.__name__} but returns {found}")


def _signature(request: KernelRequest, rule: Rule) -> tuple[Any, ...]:
    """The compiler's types of a rule's arguments."""
    from numba import types

    known: dict[type, Any] = {bool: types.boolean, float: types.float64}
    return tuple(known.get(_kind(request, argument), types.int64) for argument in rule.arguments)


def run_kernel(
    request: KernelRequest,
    arrays: Mapping[str, NDArray[Any]],
    starts: NDArray[np.int64],
    cell: NDArray[np.int64],
    weight: NDArray[np.float64],
    table: NDArray[np.float64],
    cells: int,
    threads: int | None = None,
) -> tuple[NDArray[np.int64], dict[str, NDArray[Any]]]:
    """Run a kernel over all households.

    `arrays` holds each input by name (one value per person or household), `starts` the first member of each household
    and the number of persons at the end, `cell` each household's cell in [0, cells), `table` one row of parameters per
    scenario. Returns totals of shape (scenarios, cells, totals asked for) — fen a month, or millionths of persons or
    households — and the rows asked for by rule name: shape (persons or households,), or in a sweep (the most scenarios
    of a group, households): row k holds a household's values in the k-th scenario of its group (see `groups_of`).
    Raises InputError for a missing column, RuleError when the compiler refuses a rule or when one from outside the
    workbench makes no number that can be used of somebody.
    """
    if any(rule.name in request.book.replaced for rule in request.rules):
        _check_county(request, table)
        counting = replace(request, totals=(*request.totals, *(f"{name}/unusable" for name in request.checked)))
        totals, rows = _run(counting, arrays, starts, cell, weight, table, cells, threads)
        count = len(request.totals)
        _check_counts(request, totals[..., count:])
        return totals[..., :count], rows
    return _run(request, arrays, starts, cell, weight, table, cells, threads)


def _check_county(request: KernelRequest, table: NDArray[np.float64]) -> None:
    """Raise RuleError where a county rule from outside gives no usable number: plain Python looks at each of them."""
    county = [rule.name for rule in request.rules if rule.entity == "county" and rule.name in request.book.replaced]
    if county:
        columns = {name: table[:, k].tolist() for k, name in enumerate(request.parameters)}
        run_plain_columns(request.book, {}, columns or {"": [0.0]}, county)


def _check_counts(request: KernelRequest, counts: NDArray[np.int64]) -> None:
    """Raise RuleError for the first rule without usable numbers; counts: shape (scenarios, cells, rules checked)."""
    numbers = counts.sum(axis=1).max(axis=0, initial=0).tolist()
    for name, number in zip(request.checked, numbers, strict=True):
        if number:
            rule = request.book.rules[name]
            who = "persons" if rule.entity == "person" else "households"
            raise RuleError(f"{rule.place}: {unusable(rule)}, for {number:,} {who}")


def _run(
    request: KernelRequest,
    arrays: Mapping[str, NDArray[Any]],
    starts: NDArray[np.int64],
    cell: NDArray[np.int64],
    weight: NDArray[np.float64],
    table: NDArray[np.float64],
    cells: int,
    threads: int | None,
) -> tuple[NDArray[np.int64], dict[str, NDArray[Any]]]:
    """Run a kernel as `run_kernel` does, whatever numbers come out."""
    households, persons = len(starts) - 1, int(starts[-1])
    missing = [item.name for item in request.inputs if item.name not in arrays]
    if missing:
        raise InputError(f"the law needs columns that the population lacks: {', '.join(missing)}")
    grouped = groups_of(request, arrays, table, households) if request.swept else None
    shapes: dict[str, tuple[int, ...]]
    if grouped is None:
        shapes = {name: (_length(request, name, households, persons),) for name in request.rows}
    else:
        most = max((group.scenarios.size for group in grouped[1]), default=0)  # nobody at all: no group
        shapes = dict.fromkeys(request.rows, (most, households))
    rows = {name: np.zeros(shape, _dtype(request, name)) for name, shape in shapes.items()}
    sizes = np.diff(starts)
    largest = int(sizes.max()) if households else 1
    kernel = compiled_kernel(request)
    ordered = [arrays[item.name] for item in request.inputs] + [rows[name] for name in request.rows]

    def part(chunk: NDArray[np.float64], first: int, last: int, *chosen: Any) -> NDArray[np.int64]:
        totals = np.zeros((chunk.shape[0], cells, len(request.totals)), np.int64)
        kernel(first, last, starts, cell, weight, largest, chunk, totals, *ordered, *chosen)
        return totals

    nobody = (np.zeros(0, np.int64), 0) if request.swept else ()
    kinds = tuple(f"{array.dtype} {array.flags.c_contiguous}" for array in ordered)
    if kinds not in _ready.setdefault(kernel, set()):
        _compile(request, kernel, lambda: part(table[:1], 0, 0, *nobody))
        _ready[kernel].add(kinds)
    count = min(os.cpu_count() or 1, 8) if threads is None else whole_number("threads", threads, 1)
    if grouped is None:
        return _in_threads(part, table, households, count), rows
    totals = np.zeros((table.shape[0], cells, len(request.totals)), np.int64)
    member, groups = grouped
    for number, group in enumerate(groups):
        found = _in_threads(part, table[group.scenarios], households, count, member, number)
        totals += found[group.stands_for]
    return totals, rows


def _compile(request: KernelRequest, kernel: Kernel, call: Callable[[], object]) -> None:
    """Compile a kernel by a call that has nothing to do; damaged files of an earlier start are made anew."""
    from workbench.engine.compiler.passes import compiling_the_kernel  # here: `import workbench` loads no compiler

    path = _files.get(kernel)
    with COMPILING, compiling_the_kernel(), telling("compile"):
        try:
            call()
        except Exception as problem:
            _explain_refusal(request, problem)
            if path is None:
                raise
            remove_compiled(path)  # whatever it was that couldn't be read: once more, from the text
            call()
    if path is not None:
        seal(path)


def _in_threads(
    part: Callable[..., NDArray[np.int64]], table: NDArray[np.float64], households: int, count: int, *chosen: Any
) -> NDArray[np.int64]:
    """Add up the parts of the households, worked on by several threads; integers, so the order doesn't matter."""
    if count == 1 or households * table.shape[0] < _WORTH_THREADS:
        return part(table, 0, households, *chosen)
    edges = np.linspace(0, households, count * 4 + 1).astype(int).tolist()
    with ThreadPoolExecutor(count) as pool:
        parts = list(pool.map(lambda ends: part(table, *ends, *chosen), itertools.pairwise(edges)))
    total: NDArray[np.int64] = np.sum(parts, axis=0, dtype=np.int64)
    return total


def _length(request: KernelRequest, name: str, households: int, persons: int) -> int:
    return households if request.book.rules[name].about_household else persons


def _dtype(request: KernelRequest, name: str) -> Any:
    returns = request.book.rules[name].returns
    return np.int8 if issubclass(returns, IntEnum) else _DTYPES[returns]


def _explain_refusal(request: KernelRequest, problem: Exception) -> None:
    """Find the rule that the compiler can't take, and say which and why."""
    from numba import njit
    from numba.core.errors import NumbaError, UnsupportedBytecodeError

    refusals = (NumbaError, UnsupportedBytecodeError)  # the second is no NumbaError
    if not isinstance(problem, refusals):
        return
    for rule in request.rules:
        try:
            njit(_signature(request, rule))(rule.function)  # compiles at once
        except refusals as refusal:
            reason = next((line.strip() for line in str(refusal).splitlines()[1:] if line.strip()), str(refusal))
            raise RuleError(
                f"{rule.place}: rule {rule.name!r} uses Python that the compiler can't take: {reason}. "
                f"Plain arithmetic, comparisons, if/else and functions of `math` are accepted"
            ) from None


def _kind(request: KernelRequest, argument: str) -> type:
    book = request.book
    if argument in book.rules:
        return book.rules[argument].returns
    if argument in book.inputs:
        return book.inputs[argument].kind
    return int if book.parameters[argument].choices else float
