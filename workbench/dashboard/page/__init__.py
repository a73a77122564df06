"""The page's script and style, and the bundle of script and Vega that the browser gets: one copy for all figures."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from workbench.charts.render import VL_VERSION
from workbench.engine.kernel import cache_folder
from workbench.files import write_whole

_FOLDER = Path(__file__).parent
# In the order in which they need each other; joined into one script.
SCRIPTS = ("dom.js", "live_figure.js", "levers.js", "panels.js", "page.js")


def style() -> str:
    """Return the page's CSS."""
    return (_FOLDER / "page.css").read_text(encoding="utf-8")


@cache
def bundle() -> str:
    """Return the page's script with Vega, Vega-Lite and vega-embed around it (0.9 MB), made once and kept on disk."""
    import vl_convert as vlc

    script = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
    digest = hashlib.sha256(f"{vlc.get_vega_version()} {VL_VERSION}\n{script}".encode()).hexdigest()[:24]
    path = cache_folder().parent / "page" / f"{digest}.js"
    if path.exists():
        return path.read_text(encoding="utf-8")
    text = str(vlc.javascript_bundle(script, vl_version=VL_VERSION))
    try:
        write_whole(path, text)
    except OSError:
        return text  # no folder may be written: bundle again next time
    return text
