"""How fast the page is where people see it: a real browser, the whole county, alone, in JupyterLab and ten at once.

python -m tests.benchmarks.page [--persons N] [--visitors 10,50] [--only start,served,bytes,busy,lab,visitors]

Prints a table and writes output/page.json. Server and browser share this machine: visitors with a browser of their own
each would leave the machine more room. Needs a browser as the tests of the page do.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.benchmarks.page_lines import lines
from tests.benchmarks.report_page import machine
from tests.browser.conftest import ARGUMENTS, NAMES, PATIENCE, SETTLED, free_port, stop
from tests.programs import found_program
from workbench.files import write_whole

ROOT = Path(__file__).resolve().parents[2]
WATCH = (Path(__file__).parent / "page_watch.js").read_text(encoding="utf-8")
STEPS = 40
BURST = 60
CELL = """import workbench as wb
county = wb.synthesize(20210602, {persons})
wb.open_dashboard(county, wb.load_scenario("baseline-2021"), "en")"""
PARTS = ("start", "served", "bytes", "busy", "lab", "visitors")
MOVES = 1000
DONE = "watch.settled && watch.tile && performance.now() - Math.max(watch.settled, watch.chart) > 60"
HAND = f"""() => new Promise((done) => {{
  const slider = document.querySelector("#yy-urban_dibao_ratio");
  const begun = performance.now();
  let left = {BURST};
  const hold = setInterval(() => {{
    if (left % 20 < 10) slider.stepUp(); else slider.stepDown();
    slider.dispatchEvent(new Event("input", {{ bubbles: true }}));
    left -= 1;
    if (!left) {{ clearInterval(hold); done(performance.now() - begun); }}
  }}, 1000 / 30);
}})"""


def command(port: int, *options: str) -> list[str]:
    """The command that people use; where .venv is not set up here, the one that it leads to."""
    ready = (ROOT / ".venv" / "workbench-setup.json").exists()
    start = ["start.py"] if ready else ["-m", "workbench.dashboard"]
    return [sys.executable, *start, "--no-browser", "--port", str(port), *options]


@contextmanager
def serving(words: list[str], **more: str) -> Iterator[subprocess.Popen]:
    """Run a server; what it says goes to output/page.log."""
    environment = {**os.environ, **more}
    (ROOT / "output").mkdir(exist_ok=True)
    with (ROOT / "output" / "page.log").open("ab") as log:
        server = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            yield server
        finally:
            stop(server)


def arrive(page: Page, port: int, path: str = "") -> None:
    """Go to a page as soon as the port answers."""
    until = time.monotonic() + PATIENCE / 1000
    while True:
        with suppress(Error):
            page.goto(f"http://127.0.0.1:{port}/{path}", wait_until="commit", timeout=PATIENCE)
            return
        if time.monotonic() > until:
            sys.exit("nothing is served")
        time.sleep(0.02)


def wait_for(page: Page, said: str, timeout: float = PATIENCE) -> None:
    """Wait until an expression is true; asked from here, since the page's own policy lets no text be run as script."""
    until = time.monotonic() + timeout / 1000
    while not page.evaluate(said):
        if time.monotonic() > until:
            raise Error(f"it never came true: {said}")
        page.wait_for_timeout(10)


def usable(page: Page) -> None:
    page.wait_for_selector("#yy-tile-cost .yy-number", timeout=PATIENCE)


def rests(page: Page) -> bool:
    """Whether a page comes to rest with every figure drawn."""
    with suppress(Error):
        wait_for(page, SETTLED, PATIENCE / 2)
        return True
    return False


def press(page: Page, key: str) -> dict[str, float]:
    """One step of the slider: milliseconds from the key press to the new number and to the redrawn figures."""
    page.evaluate("watch.settled = 0")
    page.keyboard.press(key)
    wait_for(page, DONE)
    seen = page.evaluate("watch")
    return {"tile": seen["tile"] - seen["pressed"], "chart": max(seen["chart"], seen["tile"]) - seen["pressed"]}


def handle(page: Page, steps: int = STEPS) -> dict[str, Any]:
    """Move the slider step by step, then by 30 moves a second; say what was seen."""
    wait_for(page, SETTLED)
    page.evaluate(WATCH)
    page.locator("#yy-urban_dibao_ratio").focus()
    keys = [("ArrowRight", "ArrowLeft")[k // 10 % 2] for k in range(steps)]
    found = [press(page, key) for key in keys]
    single = {name: [one[name] for one in found] for name in ("tile", "chart")}
    page.evaluate("Object.assign(watch, { redraws: 0, longest: 0, last: 0 })")
    took = page.evaluate(HAND)
    wait_for(page, DONE)
    seen = page.evaluate("watch")
    return {
        **{f"{name}_ms": statistics.median(single[name]) for name in single},
        **{f"{name}_p90_ms": statistics.quantiles(single[name], n=10)[-1] for name in single},
        "burst_redraws_per_s": 1000 * seen["redraws"] / took,
        "burst_longest_ms": seen["longest"],
        "frames": seen["frames"],
        "blank_frames": seen["blank"],
        "steps_ms": single,
    }


def memory(server: subprocess.Popen) -> float:
    """The memory of a server with all that it started, shared out (PSS), in MB."""
    whole = psutil.Process(server.pid)
    return sum(one.memory_full_info().pss for one in (whole, *whole.children(recursive=True))) / 1e6


def processor_seconds(server: subprocess.Popen) -> float:
    """Processor time that a server has used."""
    times = psutil.Process(server.pid).cpu_times()
    return times.user + times.system


def start(browser: Browser, persons: str) -> dict[str, Any]:
    """Seconds from the command to a page with its numbers, and to the first answered slider; the better of two."""
    found = []
    for _ in range(2):
        page, port = browser.new_page(viewport={"width": 1440, "height": 900}), free_port()
        begun = time.perf_counter()
        with serving(command(port), WORKBENCH_PERSONS=persons):
            arrive(page, port)
            usable(page)
            shown = time.perf_counter() - begun
            before = page.locator("#yy-tile-cost .yy-number").text_content()
            page.locator("#yy-urban_dibao_ratio").focus()
            page.keyboard.press("Shift+ArrowRight")
            wait_for(page, f"document.querySelector('#yy-tile-cost .yy-number').textContent !== {json.dumps(before)}")
            answered = time.perf_counter() - begun
            wait_for(page, SETTLED)
            found.append({"usable_s": shown, "answered_s": answered, "all_drawn_s": time.perf_counter() - begun})
        page.close()
    return min(found, key=lambda one: one["usable_s"])


def served(browser: Browser, persons: str) -> dict[str, Any]:
    """The slider on the served page; then a further visitor, and the same page loaded anew."""
    page, port = browser.new_page(viewport={"width": 1440, "height": 900}), free_port()
    with serving(command(port), WORKBENCH_PERSONS=persons) as server:
        arrive(page, port)
        usable(page)
        found = {**handle(page), "memory_mb": memory(server)}
        further, used = [], processor_seconds(server)
        for _ in range(3):
            other = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            begun = time.perf_counter()
            arrive(other, port)
            usable(other)
            further.append(time.perf_counter() - begun)
            rests(other)
        found["further_s"] = min(further)
        found["further_cpu_s"] = (processor_seconds(server) - used) / len(further)
        found["further_mb"] = (memory(server) - found["memory_mb"]) / len(further)
        begun = time.perf_counter()
        page.reload(wait_until="commit")
        usable(page)
        found["reload_s"] = time.perf_counter() - begun
    page.close()
    return found


class Counter:
    """A port that hands everything on to another one and counts the bytes of both ways."""

    def __init__(self, port: int) -> None:
        self.port, self.down, self.up, self._to = free_port(), 0, 0, port
        self._door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            near, _ = self._door.accept()
            far = socket.create_connection(("127.0.0.1", self._to))
            threading.Thread(target=self._pass_on, args=(near, far, "up"), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(far, near, "down"), daemon=True).start()

    def _pass_on(self, taken: socket.socket, given: socket.socket, way: str) -> None:
        with suppress(OSError):
            while data := taken.recv(65536):
                setattr(self, way, getattr(self, way) + len(data))
                given.sendall(data)
        with suppress(OSError):
            given.shutdown(socket.SHUT_WR)


def sent(browser: Browser, persons: str) -> dict[str, Any]:
    """The bytes to the first page and of a lever's move; the memory that 1,000 moves leave."""
    page, port = browser.new_page(viewport={"width": 1440, "height": 900}), free_port()
    with serving(command(port), WORKBENCH_PERSONS=persons) as server:
        arrive(page, port)  # until it answers
        usable(page)
        page.close()
        counter = Counter(port)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        arrive(page, counter.port)
        usable(page)
        found: dict[str, Any] = {"usable_bytes": counter.down}
        rests(page)
        page.wait_for_timeout(6000)  # intervals and goal
        found["first_bytes"] = counter.down
        page.evaluate(WATCH)
        page.locator("#yy-urban_dibao_ratio").focus()
        for key in ("ArrowRight", "ArrowLeft"):
            press(page, key)
        page.wait_for_timeout(6000)
        before = counter.down, counter.up
        for k in range(20):
            press(page, ("ArrowRight", "ArrowLeft")[k // 10 % 2])
        found["move_down_bytes"] = (counter.down - before[0]) / 20
        found["move_up_bytes"] = (counter.up - before[1]) / 20
        for k in range(100):
            press(page, ("ArrowRight", "ArrowLeft")[k // 10 % 2])
        before_mb = memory(server)
        for k in range(MOVES):
            press(page, ("ArrowRight", "ArrowLeft")[k // 10 % 2])
        page.wait_for_timeout(2000)
        found["moves_mb"] = memory(server) - before_mb
    page.close()
    return found


def busy(browser: Browser, persons: str) -> dict[str, Any]:
    """The slider of one visitor while another one's goal seek runs."""
    port = free_port()
    with serving(command(port), WORKBENCH_PERSONS=persons):
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        arrive(page, port)
        usable(page)
        rests(page)
        page.wait_for_timeout(8000)
        other = browser.new_context(viewport={"width": 900, "height": 700}).new_page()
        arrive(other, port, "#page=afford&lang=en")
        other.wait_for_selector(".yy-card", timeout=PATIENCE)
        rests(other)
        page.evaluate(WATCH)
        page.locator("#yy-urban_dibao_ratio").focus()
        times: dict[str, list[float]] = {"tile": [], "chart": []}
        for k in range(STEPS):
            if k % 8 == 0:  # a new take-up rate: every future of both corridors is run anew
                moved = f"#page=afford&lang=en&tekun_take_up={0.9 + k / 1000:.3f}"
                other.evaluate("hash => { window.location.hash = hash; }", moved)
                other.wait_for_timeout(800)
            one = press(page, ("ArrowRight", "ArrowLeft")[k // 10 % 2])
            for name, ms in one.items():
                times[name].append(ms)
    return {f"{name}_ms": statistics.median(found) for name, found in times.items()} | {"steps_ms": times}


def lab(browser: Browser, persons: str) -> dict[str, Any]:
    """The slider on the page in a cell of JupyterLab."""
    page, port = browser.new_page(viewport={"width": 1440, "height": 900}), free_port()
    source = CELL.format(persons=persons or None)
    cell = {"cell_type": "code", "execution_count": None, "id": "page", "metadata": {}, "outputs": [], "source": source}
    about = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    with tempfile.TemporaryDirectory() as folder:
        notebook = {"cells": [cell], "metadata": about, "nbformat": 4, "nbformat_minor": 5}
        Path(folder, "page.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        words = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
        words += ["--ip=127.0.0.1", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"]
        settings = {"JUPYTER_CONFIG_DIR": str(ROOT / "notebooks" / ".jupyter"), "PYTHONPATH": str(ROOT)}
        with serving(words, JUPYTERLAB_WORKSPACES_DIR=f"{folder}/workspaces", **settings) as server:
            arrive(page, port, "lab/tree/page.ipynb")
            page.wait_for_selector(".jp-Notebook .jp-Cell .cm-content", timeout=PATIENCE)
            page.get_by_text("| Idle").wait_for(timeout=PATIENCE)
            page.click(".jp-Notebook .jp-Cell .cm-content")
            page.keyboard.press("Shift+Enter")
            usable(page)
            found = {**handle(page), "memory_mb": memory(server)}
    page.close()
    return found


def visitors(browser: Browser, persons: str, many: int) -> dict[str, Any]:
    """Many pages opened at once: when each is usable, what the server takes, how the slider feels among them."""
    port = free_port()
    with serving(command(port, "--visitors", str(many + 2)), WORKBENCH_PERSONS=persons) as server:
        first = browser.new_page()
        arrive(first, port)
        usable(first)
        first.close()
        before, used = memory(server), processor_seconds(server)
        contexts = [browser.new_context(viewport={"width": 1440, "height": 900}) for _ in range(many)]
        pages = [context.new_page() for context in contexts]
        begun = time.perf_counter()
        for k, page in enumerate(pages):
            arrive(page, port, f"#page=overview&lang=en&urban_dibao_ratio={0.25 + 0.001 * k:.3f}")
        times = []
        for page in pages:
            with suppress(Error):  # counted below
                usable(page)
                times.append(time.perf_counter() - begun)
        cpu = processor_seconds(server) - used
        resting = [page for page in pages if rests(page)]
        settled = time.perf_counter() - begun
        taken = memory(server)
        felt = [handle(page, 10) for page in resting[:3]]
        found = {
            "usable": len(times),
            "usable_s": max(times),
            "cpu_s": cpu,
            "all_drawn_s": settled,
            "all_drawn": len(resting),
            "server_mb": taken,
            "each_mb": (taken - before) / many,
            "tile_ms": statistics.median([ms for one in felt for ms in one["steps_ms"]["tile"]]),
            "chart_ms": statistics.median([ms for one in felt for ms in one["steps_ms"]["chart"]]),
            "blank_frames": sum(one["blank_frames"] for one in felt),
        }
        for context in contexts:
            context.close()
    return found


def main() -> None:
    """Measure, print the table, write output/page.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", default="", help="a smaller county (default: the whole one)")
    parser.add_argument("--visitors", default="10,50", help="how many at once, several joined by commas")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    given = parser.parse_args()
    executable = found_program(*NAMES)
    if executable is None:
        sys.exit("no browser on this machine")
    asked = given.only.split(",")
    found: dict[str, dict[str, Any]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        for name, measure in (("start", start), ("served", served), ("bytes", sent), ("busy", busy), ("lab", lab)):
            if name in asked:
                found[name] = measure(browser, given.persons)
        if "visitors" in asked:
            for many in map(int, given.visitors.split(",")):
                found[f"visitors_{many}"] = visitors(browser, given.persons, many)
        browser.close()
    load = os.getloadavg() if hasattr(os, "getloadavg") else ()
    about = {**machine(), "command": command(0)[1:-3], "load_average": load, **found}
    write_whole(ROOT / "output" / "page.json", json.dumps(about, indent=1, default=str).encode())
    print("| what | measured | target | met |\n|---|--:|--:|---|")
    for line in lines(found):
        print(line.row())


if __name__ == "__main__":
    main()
