"""The addresses that the page needs and no others: each authenticated, with headers on every answer."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from functools import cache
from http import HTTPStatus
from typing import Any

import tornado.web
from tornado.httputil import HTTPHeaders, HTTPServerRequest

from workbench.dashboard.serve.authentication import Door, path_is
from workbench.dashboard.serve.connection import Connection
from workbench.dashboard.serve.county_answers import CountyAnswers
from workbench.dashboard.serve.files import PageFiles, notice
from workbench.dashboard.serve.sessions import PageSessions
from workbench.language import Language

log = logging.getLogger(__name__)
_YEAR = 365 * 24 * 3600
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@cache
def _notice_style() -> str:
    """Return the digest of the style that stands in a notice's text, for the content policy."""
    found = _STYLE.search(notice("full"))
    text = found.group(1) if found else ""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def content_policy(host: str, *, secure: bool = False) -> str:
    """Return what the page may load and where it may send: files of this server, and nothing else.

    No script stands in a text and none is made of a text: Vega interprets its expressions (live_figure.js).
    """
    socket = f" {'wss' if secure else 'ws'}://{host}" if host else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' {_notice_style()}",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            f"connect-src 'self'{socket}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    )


class SecurityHeaders(tornado.web.OutputTransform):
    """Puts the headers on every answer: pages, scripts, refusals and faults."""

    def __init__(self, request: HTTPServerRequest) -> None:
        self._request = request

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Add the headers to the first part of an answer."""
        del finishing
        host = self._request.headers.get("Host", "")
        secure = self._request.protocol == "https"
        fit = host if re.fullmatch(r"[\w.\-\[\]:]+", host) else ""
        headers["Content-Security-Policy"] = content_policy(fit, secure=secure)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "SAMEORIGIN"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers.setdefault("Cache-Control", "no-store")
        if "Server" in headers:
            del headers["Server"]
        return status_code, headers, chunk


class RefusedHandler(tornado.web.RequestHandler):
    """Says no, whatever the method, and tells nothing."""

    def initialize(self, status: HTTPStatus = HTTPStatus.NOT_FOUND) -> None:
        """Take the reason."""
        self._status = status

    def prepare(self) -> None:
        """Answer before any method is looked for."""
        self.set_status(self._status)
        door: Door = self.application.settings["door"]
        asks_for_page = self.request.method == "GET" and path_is(self.request, door.base_path)
        self.finish(notice("no_token") if asks_for_page and door.token else "")


class EntryHandler(tornado.web.RequestHandler):
    """Takes the token out of the address and gives a cookie for it; what follows # stays, the browser keeps it."""

    def get(self) -> None:
        """Let a visitor in."""
        door: Door = self.settings["door"]
        if door.visitor(self.request) is None:
            self.set_cookie(
                door.cookie, door.new_visitor(), httponly=True, samesite="Lax", secure=door.secure, path=door.base_path
            )
        self.redirect(door.base_path, status=HTTPStatus.SEE_OTHER)


class PageHandler(tornado.web.RequestHandler):
    """The page itself, or that every place is taken."""

    def get(self) -> None:
        """Show the page; a visitor who has one already may be loading it anew, and gets it in any case."""
        door: Door = self.settings["door"]
        sessions: PageSessions = self.settings["sessions"]
        visitor = door.visitor(self.request) or ""
        reason = sessions.full(visitor)
        if reason is not None and not sessions.has_page(visitor):
            self.set_status(HTTPStatus.SERVICE_UNAVAILABLE)
            self.set_header("Retry-After", "60")
            self.finish(notice(reason))
            return
        files: PageFiles = self.settings["files"]
        language: Language = self.settings["language"]
        self.finish(files.page(language))


class FileHandler(tornado.web.RequestHandler):
    """The page's files; their addresses change with their content, so a browser asks for each once."""

    def get(self, digest: str, name: str) -> None:
        """Send a file, compressed where the browser takes that."""
        files: PageFiles = self.settings["files"]
        found = files.files.get(name)
        if digest != files.digest or found is None:
            raise tornado.web.HTTPError(HTTPStatus.NOT_FOUND)
        self.set_header("Content-Type", found.kind)
        self.set_header("Cache-Control", f"public, max-age={_YEAR}, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if found.small is not None and "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(found.small)
        else:
            self.finish(found.content)

    def compute_etag(self) -> None:
        """Give none: the address tells one content from another."""

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say nothing but the number."""
        del status_code
        self.finish()


class Guarded(tornado.web.Application):
    """The application whose door judges every request before any handler sees it."""

    def find_handler(self, request: HTTPServerRequest, **options: Any) -> Any:
        """Return who answers a request: the refusal, the entry, or whoever would."""
        door: Door = self.settings["door"]
        status = door.refusal(request)
        if status is not None:
            return self.get_handler_delegate(request, RefusedHandler, {"status": status})
        if door.brings_token(request):
            return self.get_handler_delegate(request, EntryHandler)
        return super().find_handler(request, **options)


def application(
    door: Door, sessions: PageSessions, county: CountyAnswers, files: PageFiles, language: Language
) -> Guarded:
    """Return the application with its three addresses below the base path: page, files, connection."""
    base = re.escape(door.base_path)
    made = Guarded(
        [
            (base, PageHandler),
            (rf"{base}static/([0-9a-f]+)/([\w.-]+)", FileHandler),
            (rf"{base}line", Connection),
        ],
        door=door,
        sessions=sessions,
        county=county,
        files=files,
        language=language,
        log_function=_note,
        default_handler_class=RefusedHandler,
        websocket_max_message_size=64 * 1024,
        websocket_ping_interval=20,
        websocket_ping_timeout=20,
    )
    made.add_transform(SecurityHeaders)
    return made


def _note(handler: tornado.web.RequestHandler) -> None:
    """Write down what went wrong here; of what a visitor did wrong, and of the address beyond its path, nothing."""
    if handler.get_status() >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(handler, PageHandler):
        log.error("%d %s", handler.get_status(), handler.request.method)
