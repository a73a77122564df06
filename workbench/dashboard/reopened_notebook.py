"""What stands in a notebook's cell where the page isn't alive: opened again and not yet run, or written as a file."""

from __future__ import annotations

from html import escape

from workbench.language import Language, using_language, word

# The living page hides the sentence (page.css). Where there is none, Jupyter's own remark about a lost model, an output
# of widgets without anything in it, would only puzzle.
_NO_REMARK = ".jp-Cell:has(.yy-reopen) .jp-OutputArea-output.jupyter-widgets:not(:has(*)) { display: none; }"


def reopened(language: Language) -> dict[str, str]:
    """Return the sentence as a notebook's output."""
    with using_language(language):
        text = word("dashboard.reopened")
    return {"text/html": f'<style>{_NO_REMARK}</style><p class="yy-reopen">{escape(text)}</p>', "text/plain": text}
