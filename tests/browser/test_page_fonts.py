"""A machine without a Chinese font: the served page brings one; where there is one, nothing is loaded."""

import os
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from .conftest import ARGUMENTS, PATIENCE, wait_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform != "linux", reason="fonts are hidden from the browser by fontconfig"),
]

# All fonts of the machine but those that can write Chinese.
WITHOUT_CHINESE = """<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <cachedir>{folder}</cachedir>
  <selectfont>
    <rejectfont><pattern><patelt name="lang"><string>zh-cn</string></patelt></pattern></rejectfont>
  </selectfont>
</fontconfig>"""
LOADED = """() => [...document.fonts].filter((one) => one.family.includes('Yiyuan') && one.status === 'loaded')
    .map((one) => one.weight).sort()"""


@pytest.mark.parametrize("chinese", [False, True], ids=["no Chinese font", "a Chinese font"])
def test_the_page_brings_its_font_where_there_is_none(chinese, address, executable, tmp_path: Path) -> None:
    environment = dict(os.environ)
    if not chinese:
        conf = tmp_path / "fonts.conf"
        conf.write_text(WITHOUT_CHINESE.format(folder=tmp_path), encoding="utf-8")
        environment["FONTCONFIG_FILE"] = str(conf)
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS), env=environment)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address, wait_until="commit", timeout=PATIENCE)
        page.wait_for_selector(".yy-tile", timeout=PATIENCE)
        wait_for(page, "document.fonts.status === 'loaded'", timeout=PATIENCE)
        loaded = page.evaluate(LOADED)
        browser.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert loaded == ([] if chinese else ["400", "700"])
    assert any(url.endswith(".otf") for url in asked) is not chinese
