"""The shipped Chinese font for the served page: a browser asks for it where its machine has none, else never."""

from __future__ import annotations

import filecmp
from pathlib import Path

from workbench.files import cache_folder, write_whole
from workbench.paths import package_file

FONTS = package_file("charts", "fonts")  # named, not imported: the server needs no charts


def font_share() -> Path | None:
    """Return a folder for JUPYTER_PATH from which Voilà serves the font to our template; None where none can be made.

    Voilà serves what lies in a template's own folder `static`. The font lies with the charts and shall lie there alone,
    so that folder is filled in the user's cache, once.
    """
    share = cache_folder().parent / "page" / "share"
    static = share / "voila" / "templates" / "offline" / "static"
    for font in FONTS.glob("*.otf"):
        copy = static / font.name
        try:
            if copy.is_file() and filecmp.cmp(copy, font, shallow=False):
                continue
            write_whole(copy, font.read_bytes())
        except OSError:
            return None  # the page then uses what the machine has, as it does wherever there is a Chinese font
    return share
