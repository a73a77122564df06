"""The page's script and style, and the bundle of script and Vega that the browser gets: one copy for all figures."""

from __future__ import annotations

from functools import cache

from workbench.charts.base.render import bundled
from workbench.paths import package_file

_FOLDER = package_file("dashboard", "browser")
# In the order in which they need each other; joined into one script.
SCRIPTS = (
    "dom.js",
    "live_figure.js",
    "levers.js",
    "family.js",
    "panels.js",
    "address.js",
    "presenter.js",
    "page.js",
)


def style() -> str:
    """Return the page's CSS."""
    return (_FOLDER / "page.css").read_text(encoding="utf-8")


@cache
def bundle() -> str:
    """Return the page's script with all that draws around it, made once and kept on disk."""
    return bundled("\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS))
