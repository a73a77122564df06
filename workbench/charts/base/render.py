"""Rendering of Vega-Lite specs to SVG, PNG, PDF and HTML without network, in the shipped font."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

from workbench.charts.base.tokens import EXPORT_FONT, Spec
from workbench.errors import WorkbenchError, refuse_unwritable
from workbench.files import cache_folder, write_whole
from workbench.paths import package_file

VL_VERSION = "v6.4"
_TEXT, _FAMILY, _SIGNS = re.compile(r"<text\b.*?</text>", re.DOTALL), re.compile(r'font-family="[^"]*"'), "●◐○"
# What the law writes and no Chinese font holds, the shipped one neither: t₀. A machine without fonts would draw a box.
_DRAWN_AS = str.maketrans({"₀": "0"})


class RenderError(WorkbenchError, RuntimeError):
    """A figure couldn't be drawn; its text says why."""


@cache
def _ready() -> ModuleType:
    import vl_convert as vlc

    vlc.register_font_directory(str(package_file("charts", "fonts")))
    return vlc


def svg(spec: Spec) -> str:
    """Draw a self-contained spec as SVG text.

    Raises InputError for a control character in any text of it: the drawing library would end the process.
    """
    refuse_unwritable("figure", *_texts(spec))
    return str(_ready().vegalite_to_svg(spec, vl_version=VL_VERSION))


def _texts(part: object) -> Iterator[str]:
    """Give every text of a spec, names of columns among them."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for name, value in part.items():
            yield str(name)
            yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)


def png(spec: Spec, scale: float = 2.0) -> bytes:
    """Draw a self-contained spec as PNG, `scale` dots a pixel, in the shipped font."""
    return bytes(_ready().svg_to_png(_with_shipped_font(svg(spec)), scale=scale))


def pdf(spec: Spec) -> bytes:
    """Draw a self-contained spec as PDF, in the shipped font."""
    return bytes(_ready().svg_to_pdf(_with_shipped_font(svg(spec))))


def html(spec: Spec) -> str:
    """Make one page that holds the spec and everything that draws it; it asks no outside address."""
    return str(_ready().vegalite_to_html(spec, vl_version=VL_VERSION, bundle=True))


def bundled(script: str) -> str:
    """Return a script with Vega, Vega-Lite and vega-embed around it (0.9 MB), made once and kept on disk.

    The file's first line is the digest of what follows: a file that isn't as it was written is made anew.
    """
    vlc = _ready()
    digest = hashlib.sha256(f"{vlc.get_vega_version()} {VL_VERSION}\n{script}".encode()).hexdigest()[:24]
    path = cache_folder().parent / "page" / f"{digest}.js"
    cached = _unaltered(path)
    if cached is not None:
        return cached
    text = str(vlc.javascript_bundle(script, vl_version=VL_VERSION))
    try:
        write_whole(path, f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}")
    except OSError:
        return text  # no folder may be written: bundle again next time
    return text


def _unaltered(path: Path) -> str | None:
    """Return what was kept below its digest; None when there is nothing, or not what was written."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body.decode() if hashlib.sha256(body).hexdigest().encode() == digest else None


def _with_shipped_font(text: str) -> str:
    """Refuse a picture whose fonts don't end in the shipped one: without it a bare machine silently draws no text."""
    if "<text" in text and EXPORT_FONT not in text:
        raise RenderError(f"the figure's text doesn't name the shipped font {EXPORT_FONT!r}; use charts.theme")
    return _TEXT.sub(_in_a_face_with_its_signs, text.translate(_DRAWN_AS))


def _in_a_face_with_its_signs(found: re.Match[str]) -> str:
    """Draw a text with signs that Latin faces lack in the shipped font: else all of it comes in whatever has them."""
    text = found.group()
    return _FAMILY.sub(f'font-family="{EXPORT_FONT}"', text) if any(sign in text for sign in _SIGNS) else text
