"""How many may look at once: counts the kernels, knows whose each one is, and ends those that nobody uses."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from contextvars import ContextVar
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Float, Integer

# Who asks for the page that a kernel is about to be started for; set by the page's handler.
VISITOR: ContextVar[str] = ContextVar("VISITOR", default="")
# Seconds that a newcomer waits for a place: a page that is loaded anew gives up its old kernel only a moment later.
_GRACE = 10.0


class FullError(Exception):
    """There is no place for another kernel. own: the visitor has too many pages open already."""

    def __init__(self, *, own: bool) -> None:
        super().__init__()
        self.own = own


class Kernels(AsyncMappingKernelManager):
    """Jupyter's manager of kernels, with a limited number of places.

    most: kernels at once; most_each: of one visitor; alone_seconds: how long a kernel may be without a page;
    idle_seconds: how long a kernel with a page may be without a move of the hand (0: for ever).
    """

    most = Integer(12, config=True)
    most_each = Integer(12, config=True)
    alone_seconds = Float(1200, config=True)
    idle_seconds = Float(0, config=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]  # Jupyter's carries no types
        self._owners: dict[str, str] = {}
        self._starting: Counter[str] = Counter()

    def owned_by(self, visitor: str, kernel_id: str) -> bool:
        """Say whether a kernel is a visitor's own."""
        return kernel_id in self and self._owners.get(kernel_id) == visitor

    async def start_kernel(self, **options: Any) -> str:  # type: ignore[override]  # as Jupyter's own, which is async
        """Start a kernel for who asks now; raises FullError when no place is free, nor will be in a moment."""
        visitor = VISITOR.get()
        await self._wait_for_place(visitor)
        self._starting[visitor] += 1
        try:
            kernel_id: str = await super().start_kernel(**options)
            self._owners[kernel_id] = visitor
        finally:
            self._starting[visitor] -= 1
        return kernel_id

    async def leave(self, kernel_id: str) -> None:
        """End a kernel; its place is free at once."""
        self._owners.pop(kernel_id, None)
        await self.shutdown_kernel(kernel_id)  # type: ignore[no-untyped-call]

    def notify_disconnect(self, kernel_id: str) -> None:
        """Notice that a page has gone: from now on the kernel is alone."""
        super().notify_disconnect(kernel_id)  # type: ignore[no-untyped-call]
        if kernel_id in self._kernels:
            self._kernels[kernel_id].last_activity = dt.datetime.now(dt.UTC)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that nobody uses; Jupyter calls this for each one from time to time."""
        kernel = self._kernels[kernel_id]
        patience = self.idle_seconds if self._kernel_connections.get(kernel_id, 0) else self.alone_seconds
        idle = (dt.datetime.now(dt.UTC) - kernel.last_activity).total_seconds()
        if kernel.execution_state == "dead" or (patience and idle > patience and kernel.execution_state != "busy"):
            await self.leave(kernel_id)

    async def _wait_for_place(self, visitor: str) -> None:
        until = asyncio.get_running_loop().time() + _GRACE
        while (full := self._full(visitor)) is not None:
            if asyncio.get_running_loop().time() > until:
                raise full
            await asyncio.sleep(0.1)

    def _full(self, visitor: str) -> FullError | None:
        held = Counter(owner for kernel_id, owner in self._owners.items() if kernel_id in self) + self._starting
        if held[visitor] >= self.most_each:
            return FullError(own=True)
        return FullError(own=False) if held.total() >= self.most else None
