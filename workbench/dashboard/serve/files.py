"""The files of the page, under a name that changes with their content: kept by browsers for ever, sent compressed."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from workbench.dashboard.browser import bundle, script, style
from workbench.language import LANGUAGES, Language, using_language, word
from workbench.paths import package_file

# What the page says before its script runs, or when there is no page: in both languages, shown by the script.
NOTICES = ("connecting", "waiting_turn", "idle", "ended", "full", "full_own", "not_started", "reload")
_FOLDER = package_file("dashboard", "serve", "page")
FONTS = package_file("charts", "fonts")
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".otf": "font/otf"}
_DIGEST_SIGNS = 20


@dataclass(frozen=True, eq=False)
class ServedFile:
    """A file of the page; small: compressed, where that makes it smaller."""

    kind: str
    content: bytes = field(repr=False)
    small: bytes | None = field(repr=False)


@dataclass(frozen=True, eq=False)
class PageFiles:
    """The page's files by name, and the digest of all of them that stands in their addresses."""

    digest: str
    files: Mapping[str, ServedFile] = field(repr=False)

    def page(self, language: Language) -> str:
        """Return the page's HTML: its shape while the county is loaded, and the notices."""
        text = (_FOLDER / "page.html").read_text(encoding="utf-8")
        with using_language(language):
            brand = word("dashboard.brand")
        said = "\n".join(_in_both(name, f"dashboard.{name}") for name in NOTICES)
        filled = {"language": language, "brand": escape(brand), "digest": self.digest, "notices": said}
        for name, value in {**filled, "preparing": _both("dashboard.preparing")}.items():
            text = text.replace(f"{{{{ {name} }}}}", value)
        return text


def page_files() -> PageFiles:
    """Read and compress the files of the page; made once, when the server starts."""
    found = {
        "page.js": bundle().encode(),
        "start.js": _start().encode(),
        "page.css": "\n".join([style(), *((_FOLDER / name).read_text(encoding="utf-8") for name in _STYLES)]).encode(),
        **{path.name: path.read_bytes() for path in sorted(FONTS.glob("*.otf"))},
    }
    digest = hashlib.sha256(b"".join(name.encode() + b"\0" + content for name, content in sorted(found.items())))
    return PageFiles(
        digest.hexdigest()[:_DIGEST_SIGNS], {name: _file(name, content) for name, content in found.items()}
    )


def _start() -> str:
    """Return the script that connects and then starts the page; its import stands first, as modules have it."""
    head, _, rest = script("start.js").partition("\n\n")
    return "\n\n".join((head, script("connection.js"), rest))


_STYLES = ("shell.css", "fonts.css")


def _file(name: str, content: bytes) -> ServedFile:
    kind = _TYPES["." + name.rpartition(".")[2]]
    small = gzip.compress(content, 9, mtime=0) if not name.endswith(".otf") else None
    return ServedFile(kind, content, small if small is not None and len(small) < len(content) else None)


def notice(name: str) -> str:
    """Return a small page that says one thing in every language."""
    text = (_FOLDER / "notice.html").read_text(encoding="utf-8")
    return text.replace("{{ said }}", _both(f"dashboard.{name}")).replace("{{ brand }}", _joined("dashboard.brand"))


def _in_both(name: str, key: str) -> str:
    return f'<div data-notice="{name}">{_both(key)}</div>'


def _both(key: str) -> str:
    said = []
    for language in LANGUAGES:
        with using_language(language):
            said.append(f'<p lang="{language}">{escape(word(key))}</p>')
    return "".join(said)


def _joined(key: str) -> str:
    said = []
    for language in LANGUAGES:
        with using_language(language):
            said.append(word(key))
    return escape(" · ".join(said))
