"""How the kernel is compiled: with the compiler's passes that its text needs, and without what only costs time.

The kernel's text is written by the workbench, so that most of what the compiler looks for can't be in it: closures,
`with`, `raise`, array expressions, branches on None. The passes that look for it are left out; what is left does the
same to the same code. A pass that a later compiler adds is kept.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import config, typed_passes, untyped_passes
from numba.core.compiler import CompilerBase, DefaultPassBuilder

_NEEDLESS = frozenset(
    {
        untyped_passes.WithLifting,
        untyped_passes.InlineClosureLikes,
        untyped_passes.RewriteSemanticConstants,
        untyped_passes.DeadBranchPrune,
        untyped_passes.RewriteDynamicRaises,
        untyped_passes.MakeFunctionToJitFunction,
        untyped_passes.InlineInlinables,  # LLVM inlines; a rule that can't stand in the text is called
        untyped_passes.FindLiterallyCalls,
        untyped_passes.LiteralUnroll,
        untyped_passes.LiteralPropagationSubPipelinePass,
        typed_passes.InlineOverloads,
        typed_passes.NopythonRewrites,
        typed_passes.AnnotateTypes,
        typed_passes.DumpParforDiagnostics,
    }
)


class _Shortened(CompilerBase):
    """The default compiler without its needless passes."""

    needless = _NEEDLESS

    def define_pipelines(self) -> list[Any]:
        manager: Any = DefaultPassBuilder.define_nopython_pipeline(self.state)  # type: ignore[no-untyped-call]
        manager.passes = [one for one in manager.passes if one[0] not in self.needless]
        manager.finalize()
        return [manager]


class _ForKernel(_Shortened):
    # Names of one type each for every assignment: it takes time with the square of the length, and the kernel needs
    # none, because it gives a name values of one type only. Rules' own names stand in the functions it calls.
    needless = _NEEDLESS | {untyped_passes.ReconstructSSA}


class _ForFunctions(_Shortened):
    needless = _NEEDLESS | {typed_passes.IRLegalization}  # it says when arrays end, and rules have numbers only


# The kernel is called from Python only, its functions by the kernel only, into which they are compiled.
KERNEL: dict[str, Any] = {"nogil": True, "no_cfunc_wrapper": True, "pipeline_class": _ForKernel}
HELPER: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
TOGETHER: dict[str, Any] = {"forceinline": True, **HELPER, "pipeline_class": _ForFunctions}


@contextmanager
def compiling_the_kernel() -> Iterator[None]:
    """Compile without vector loops and without collecting garbage.

    Families are small, and for two or three members vector loops cost more than they save. The compiler makes millions
    of objects that all live until it is done: looking through them again and again takes a quarter of its time. Both
    are switches of the whole process: whoever enters holds the lock `kernel.COMPILING`.
    """
    before: int = vars(config)["LOOP_VECTORIZE"]
    collected = gc.isenabled()
    vars(config)["LOOP_VECTORIZE"] = 0
    gc.disable()
    try:
        yield
    finally:
        vars(config)["LOOP_VECTORIZE"] = before
        if collected:
            gc.enable()
