"""What the benchmark of the page measured, line by line beside its targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.benchmarks.report import Line

_MANY = {10: 10.0, 50: 40.0}  # pages at once -> seconds until the last is usable


def lines(found: dict[str, dict[str, Any]]) -> Iterator[Line]:
    """Return what was measured beside its target."""
    if "start" in found:
        yield Line("start to a usable page", found["start"]["usable_s"], "s", at_most=3.5)
        yield Line("start to the first slider answered", found["start"]["answered_s"], "s")
        yield Line("start to every figure drawn", found["start"]["all_drawn_s"], "s")
    for where, numbers, redrawn in (("served", 20, 40), ("lab", 100, 100)):
        if where not in found:
            continue
        seen = found[where]
        yield Line(f"{where}: key press to new numbers, median", seen["tile_ms"], "ms", at_most=numbers)
        yield Line(f"{where}: the same, 9 of 10", seen["tile_p90_ms"], "ms")
        yield Line(f"{where}: key press to redrawn figures, median", seen["chart_ms"], "ms", at_most=redrawn)
        yield Line(f"{where}: the same, 9 of 10", seen["chart_p90_ms"], "ms")
        yield Line(f"{where}: redraws per second of a slider held at 30 moves", seen["burst_redraws_per_s"], "")
        yield Line(f"{where}: blank frames of {seen['frames']}", seen["blank_frames"], "", at_most=0)
        yield Line(f"{where}: memory of the server and what it started, PSS", seen["memory_mb"], "MB")
    if "served" in found:
        seen = found["served"]
        yield Line("a further visitor: until usable", seen["further_s"], "s", at_most=0.8)
        yield Line("a further visitor: the server's processor time", seen["further_cpu_s"], "s")
        yield Line("a further visitor: memory", seen["further_mb"], "MB", at_most=20)
        yield Line("loaded anew: until usable", seen["reload_s"], "s")
    if "bytes" in found:
        seen = found["bytes"]
        yield Line("bytes to a usable page", seen["usable_bytes"] / 1000, "kB")
        yield Line("bytes to the first page with all its figures", seen["first_bytes"] / 1000, "kB", at_most=400)
        yield Line("bytes of a move, down", seen["move_down_bytes"], "B", at_most=2000)
        yield Line("bytes of a move, up", seen["move_up_bytes"], "B")
        yield Line("memory that 1,000 moves leave", seen["moves_mb"], "MB", at_most=20)
    if "busy" in found:
        seen = found["busy"]
        yield Line("while another's goal seek runs: key press to new numbers, median", seen["tile_ms"], "ms")
        yield Line("while another's goal seek runs: to redrawn figures, median", seen["chart_ms"], "ms", at_most=60)
    for name in (name for name in found if name.startswith("visitors_")):
        seen, many = found[name], int(name.removeprefix("visitors_"))
        yield Line(f"{many} at once: usable pages", seen["usable"], "", at_least=many)
        yield Line(f"{many} at once: until the last of them", seen["usable_s"], "s", at_most=_MANY.get(many))
        yield Line(f"{many} at once: the server's processor time until then", seen["cpu_s"], "s")
        yield Line(f"{many} at once: pages with every figure drawn", seen["all_drawn"], "", at_least=many)
        yield Line(f"{many} at once: until then", seen["all_drawn_s"], "s")
        yield Line(f"{many} at once: the server's memory, PSS", seen["server_mb"], "MB", at_most=1600)
        yield Line(f"{many} at once: memory of each further one", seen["each_mb"], "MB", at_most=20)
        yield Line(f"{many} at once: key press to new numbers, median", seen["tile_ms"], "ms")
        yield Line(f"{many} at once: key press to redrawn figures, median", seen["chart_ms"], "ms")
        yield Line(f"{many} at once: blank frames", seen["blank_frames"], "", at_most=0)
