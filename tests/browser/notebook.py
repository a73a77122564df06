"""A notebook open in a real JupyterLab: its cells, and the pages in their outputs."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator

from tests.browser.conftest import PATIENCE, Screen, wait_for

COUNTY = """import workbench as wb
county = wb.synthesize(seed=20210602, size=20_000)
base = wb.load_scenario("baseline-2021")
"""
# How many of the notebook's pages there are, and whether each has its numbers.
SHOWN = """(n) => {
  const hosts = [...document.querySelectorAll('.yy-host')];
  return hosts.length === n && hosts.every((host) => host.shadowRoot.querySelector('.yy-tile, .yy-card'));
}"""


@dataclass
class Notebook:
    """A notebook in its browser; cells are numbered from 0."""

    screen: Screen

    def cell(self, number: int) -> Locator:
        return self.screen.page.locator(".jp-Notebook .jp-Cell").nth(number)

    def run(self, number: int, pages: int = 0) -> None:
        """Run a cell; where it makes a page, wait until there are so many and all are drawn."""
        self.cell(number).locator(".cm-content").click()
        self.screen.page.keyboard.press("Control+Enter")
        if pages:
            wait_for(self.screen.page, SHOWN, arg=pages)
            self.screen.settled()

    def idle(self) -> None:
        """Wait until the kernel is there and has nothing to do: a cell that is run earlier is not run at all."""
        said = self.screen.page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\| (Idle|空闲)"))
        said.wait_for(timeout=PATIENCE)

    def lever(self, number: int) -> Locator:
        return self.cell(number).locator("#yy-urban_dibao_ratio")

    def value(self, number: int) -> str:
        """The urban ratio that a cell's page shows."""
        return self.lever(number).input_value()

    def press(self, number: int, key: str) -> None:
        """Press a key on the slider of a cell's page."""
        self.lever(number).press(key)


def place_of(served: str, name: str) -> str:
    """Where JupyterLab has a notebook open and no other: a workspace of its own."""
    return f"{served}lab/workspaces/{name.partition('.')[0]}/tree/{name}"


def opened(open_screen: Callable[[str, str], Screen], served: str, name: str) -> Notebook:
    """A notebook that is served, open and with its kernel."""
    notebook = Notebook(open_screen(place_of(served, name), served))
    notebook.screen.page.wait_for_selector(".jp-Notebook .jp-CodeCell .cm-content:visible", timeout=PATIENCE)
    notebook.idle()
    return notebook
