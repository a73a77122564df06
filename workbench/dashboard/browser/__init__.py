"""The page's script and style, and the bundle of script and Vega that the browser gets: one copy for all figures."""

from __future__ import annotations

from functools import cache
from html import escape

from workbench.charts.base.render import bundled
from workbench.language import Language, using_language, word
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
    "kernel.js",
    "page.js",
)

# What stands in a notebook's cell without a page; the living page hides the sentence (page.css). Where there is none,
# Jupyter's own remark about a lost model, an output of widgets without anything in it, would only puzzle.
_NO_REMARK = ".jp-Cell:has(.yy-reopen) .jp-OutputArea-output.jupyter-widgets:not(:has(*)) { display: none; }"


def style() -> str:
    """Return the page's CSS."""
    return (_FOLDER / "page.css").read_text(encoding="utf-8")


def script(*names: str) -> str:
    """Return scripts joined into one, those that others need first."""
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names)


@cache
def bundle() -> str:
    """Return the page's script with all that draws around it, made once and kept on disk."""
    return bundled(script(*SCRIPTS))


def reopened_output(language: Language) -> dict[str, str]:
    """Return what a notebook shows where the page isn't alive: opened again and not yet run, or written as a file."""
    with using_language(language):
        text = word("dashboard.reopened")
    return {"text/html": f'<style>{_NO_REMARK}</style><p class="yy-reopen">{escape(text)}</p>', "text/plain": text}
