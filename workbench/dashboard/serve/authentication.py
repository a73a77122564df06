"""Who may look: judges every request before anything else sees it (address, origin, token, visitor, method).

Without `--share` the page is this machine's own: a request must call this machine by its own name, so that no page of
the internet can reach it by another name that points here. With `--share` whoever has the token may look: it stands in
the address once, then in a signed cookie that scripts can't read.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from tornado.httputil import HTTPServerRequest
from tornado.web import create_signed_value, decode_signed_value

# The names by which a machine calls itself.
OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")
# What may be sent, not only asked for: a page that is closed says so.
POSTED = re.compile(r"/voila/api/shutdown/[\w-]+")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?")
_DAYS = 2  # a cookie lasts no longer than a meeting; the secret that signs it ends with the server


@dataclass(frozen=True, eq=False)
class Door:
    """Judges requests. token: what must be known to come in, None where the page is this machine's own."""

    port: int
    token: str | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def cookie(self) -> str:
        """The name of the cookie: cookies don't tell ports apart, and two servers may run."""
        return f"workbench-{self.port}"

    def new_visitor(self) -> str:
        """Return the cookie of somebody who comes in for the first time."""
        value: bytes = create_signed_value(self.secret, self.cookie, secrets.token_urlsafe(12))
        return value.decode()

    def visitor(self, request: HTTPServerRequest) -> str | None:
        """Return who asks; None for somebody who hasn't come in through the door."""
        held = request.cookies.get(self.cookie)
        known = held and decode_signed_value(self.secret, self.cookie, held.value, max_age_days=_DAYS)
        return known.decode() if known else None

    def brings_token(self, request: HTTPServerRequest) -> bool:
        """Say whether a request for the page carries the token in its address."""
        given = request.query_arguments.get("token", [])
        if self.token is None or request.path != "/" or request.method != "GET" or len(given) != 1:
            return False
        return hmac.compare_digest(given[0], self.token.encode())

    def refusal(self, request: HTTPServerRequest) -> HTTPStatus | None:
        """Return why a request may not come in; None when it may."""
        method, path = request.method or "", request.path
        if ".." in unquote(unquote(path)) or "\\" in unquote(path) or "\0" in unquote(path):
            return HTTPStatus.NOT_FOUND
        if not self._addressed(request) or not _from_here(request):
            return HTTPStatus.FORBIDDEN
        if self.token is not None and not self.brings_token(request) and self.visitor(request) is None:
            return HTTPStatus.FORBIDDEN
        posted = method == "POST" and POSTED.fullmatch(path)
        return None if posted or method in ("GET", "HEAD") else HTTPStatus.METHOD_NOT_ALLOWED

    def _addressed(self, request: HTTPServerRequest) -> bool:
        host = _HOST.fullmatch(request.headers.get("Host", "").lower())
        if self.token is not None:  # any name: whoever comes by a foreign one has no cookie
            return host is not None
        return host is not None and host.group(1) in OWN_NAMES


def _from_here(request: HTTPServerRequest) -> bool:
    """Say whether a request comes from our own page, or is a person going to it."""
    origin, host = request.headers.get("Origin"), request.headers.get("Host", "")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return False
    speaks = request.headers.get("Upgrade", "").lower() == "websocket" or request.method == "POST"
    if speaks and origin is None:  # every browser says its origin here
        return False
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        goes = request.headers.get("Sec-Fetch-Mode") == "navigate"
        return goes and request.headers.get("Sec-Fetch-Dest") == "document" and request.path == "/"
    return True
