"""Who may look: judges every request before anything else sees it (address, origin, token, visitor, method).

Without `--share` the page is this machine's own: a request must call this machine by its own name, so that no page of
the internet can reach it by another name that points here. With `--share` whoever has the token may look, under the
names that were printed: the token stands in the address once, then in a signed cookie that scripts can't read.
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
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?", re.ASCII)
_DAYS = 2  # a cookie lasts no longer than a meeting; the secret that signs it ends with the server


@dataclass(frozen=True, eq=False)
class Door:
    """Judges requests.

    token: what must be known to come in, None where the page is this machine's own; base_path: where the page is;
    names: the hosts that may be called besides the machine's own names; proxies: those of them whose pages may be at
    another port, as a proxy's are; secure: whether cookies are for https alone.
    """

    port: int
    token: str | None = None
    base_path: str = "/"
    names: frozenset[str] = frozenset()
    proxies: frozenset[str] = frozenset()
    secure: bool = False
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
        if self.token is None or request.path != self.base_path or request.method != "GET" or len(given) != 1:
            return False
        return hmac.compare_digest(given[0], self.token.encode())

    def refusal(self, request: HTTPServerRequest) -> HTTPStatus | None:
        """Return why a request may not come in; None when it may."""
        path = request.path
        if ".." in unquote(unquote(path)) or "\\" in unquote(path) or "\0" in unquote(path):
            return HTTPStatus.NOT_FOUND
        if not self._addressed(request) or not self._from_here(request):
            return HTTPStatus.FORBIDDEN
        if self.token is not None and not self.brings_token(request) and self.visitor(request) is None:
            return HTTPStatus.FORBIDDEN
        return None if request.method in ("GET", "HEAD") else HTTPStatus.METHOD_NOT_ALLOWED

    def _addressed(self, request: HTTPServerRequest) -> bool:
        """Say whether a request calls this machine by one of its names."""
        host = _HOST.fullmatch(request.headers.get("Host", "").lower())
        return host is not None and (host.group(1) in OWN_NAMES or host.group(1) in self.names)

    def _from_here(self, request: HTTPServerRequest) -> bool:
        """Say whether a request comes from our own page, or is a person going to it."""
        origin, host = request.headers.get("Origin"), request.headers.get("Host", "")
        if origin is not None and not self._is_ours(origin, host):
            return False
        if origin is None and request.headers.get("Upgrade", "").lower() == "websocket":
            return False  # every browser says its origin here
        if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
            goes = request.headers.get("Sec-Fetch-Mode") == "navigate"
            return goes and request.headers.get("Sec-Fetch-Dest") == "document" and path_is(request, self.base_path)
        return True

    def _is_ours(self, origin: str, host: str) -> bool:
        """Say whether a page's origin is the host that it calls, or a proxy that has this server behind it."""
        try:
            found = urlsplit(origin)
            return found.netloc.lower() == host.lower() or (found.hostname or "") in self.proxies
        except ValueError:
            return False


def path_is(request: HTTPServerRequest, path: str) -> bool:
    """Say whether a request is for just this path."""
    return bool(request.path == path)
