"""What the benchmark of the page measured, line by line beside its targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.benchmarks.report import Line


def lines(found: dict[str, dict[str, Any]], many: int) -> Iterator[Line]:
    """Return what was measured beside its target."""
    if "start" in found:
        yield Line("start to a usable page", found["start"]["usable_s"], "s", at_most=6)
        yield Line("start to the first slider answered", found["start"]["answered_s"], "s")
        yield Line("start to every figure drawn", found["start"]["all_drawn_s"], "s")
    for where, most in (("voila", 60), ("lab", 100)):
        if where not in found:
            continue
        seen = found[where]
        yield Line(f"{where}: key press to new numbers, median", seen["tile_ms"], "ms", at_most=most)
        yield Line(f"{where}: the same, 9 of 10", seen["tile_p90_ms"], "ms")
        yield Line(f"{where}: key press to redrawn figures, median", seen["chart_ms"], "ms", at_most=most)
        yield Line(f"{where}: the same, 9 of 10", seen["chart_p90_ms"], "ms")
        yield Line(f"{where}: redraws per second of a slider held at 30 moves", seen["burst_redraws_per_s"], "")
        yield Line(f"{where}: blank frames of {seen['frames']}", seen["blank_frames"], "", at_most=0)
        yield Line(f"{where}: memory of the kernel, PSS", max(one["pss"] for one in seen["kernels"]), "MB")
    if "visitors" in found:
        seen = found["visitors"]
        yield Line(f"{many} at once: usable pages", seen["usable"], "", at_least=many)
        yield Line(f"{many} at once: until the last of them", seen["usable_s"], "s")
        yield Line(f"{many} at once: pages with every figure drawn", seen["all_drawn"], "", at_least=many)
        yield Line(f"{many} at once: until then", seen["all_drawn_s"], "s")
        yield Line(f"{many} at once: a kernel's memory, PSS, the largest", max(k["pss"] for k in seen["kernels"]), "MB")
        total = sum(k["pss"] for k in seen["kernels"]) + seen["server_mb"]
        yield Line(f"{many} at once: all kernels and the server, PSS", total, "MB", at_most=8000)
        yield Line(f"{many} at once: key press to new numbers, median", seen["tile_ms"], "ms")
        yield Line(f"{many} at once: key press to redrawn figures, median", seen["chart_ms"], "ms")
        yield Line(f"{many} at once: blank frames", seen["blank_frames"], "", at_most=0)
