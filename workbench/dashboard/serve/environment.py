"""Set up before Jupyter loads: imports that nobody needs are left out, the font lies where Voilà serves it."""

from __future__ import annotations

import filecmp
import sys
from pathlib import Path

from workbench.files import cache_folder, write_whole
from workbench.paths import package_file

# Builds a grammar of international addresses when loaded; jsonschema takes it where it finds it, and does without.
_GRAMMAR = "rfc3987_syntax"
FONTS = package_file("charts", "fonts")  # named, not imported: the server needs no charts


def load_lightly() -> None:
    """From now on, load jsonschema (which Jupyter's events and Altair need) without its grammar of addresses."""
    sys.modules.setdefault(_GRAMMAR, None)  # type: ignore[arg-type]  # None is how Python says: not to be loaded


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
