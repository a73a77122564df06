"""The page as the installed wheel serves it, from an empty folder without the clone."""

from pathlib import Path

import pytest

from tests.browser.conftest import PATIENCE, PERSONS, free_port, serving
from tests.house.wheel import away, installed

pytestmark = pytest.mark.browser


def test_the_installed_package_serves_the_page(root: Path, open_screen, tmp_path: Path) -> None:
    site, port = installed(root, tmp_path / "wheel"), free_port()
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {**away(site), "WORKBENCH_PERSONS": PERSONS}
    command = ["workbench.dashboard", "--port", str(port), "--no-browser", "--lang", "en"]
    with serving(command, port, tmp_path / "log.txt", cwd=empty, env=environment) as place:
        screen = open_screen(place, place)
        screen.page.wait_for_selector(".yy-tile", timeout=PATIENCE)
        screen.settled()
        assert screen.text("#yy-tile-cost .yy-number")
        assert screen.outside == []
        assert screen.complaints == []
