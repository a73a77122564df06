"""How the page is to be served: the options of the command line, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import WorkbenchError

PORTS = range(1024, 65536)
# How many pages may be open at once: the county is loaded once, each page holds 10 to 20 MB.
VISITORS = 60
MOST_VISITORS = 500
_OF_ONE_VISITOR = 5  # where the page is shared
_SHARED_IDLE_MINUTES = 60.0
_BASE_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+/)*")
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


class ServerError(WorkbenchError, RuntimeError):
    """The page can't be served; the text says why."""


@dataclass(frozen=True)
class ServeOptions:
    """How the page is to be served.

    share: to everybody on the network who has the token; visitors: how many pages at once; idle_minutes: when a page
    that nobody touches loses its place (None: never on this machine, after an hour when shared; 0: never). base_path:
    where a proxy has the page, "/" or "/name/"; hosts: further names by which it is reached, such as a proxy's;
    certificate, key: PEM files for https.
    """

    port: int | None = None
    open_browser: bool = True
    language: str | None = None
    share: bool = False
    visitors: int = VISITORS
    idle_minutes: float | None = None
    base_path: str = "/"
    hosts: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None

    def __post_init__(self) -> None:
        if self.port is not None and self.port not in PORTS:
            raise ServerError(f"port {self.port}: a whole number from {PORTS[0]} to {PORTS[-1]} is wanted")
        if not 1 <= self.visitors <= MOST_VISITORS:
            raise ServerError(f"{self.visitors} visitors: a whole number from 1 to {MOST_VISITORS} is wanted")
        if self.idle_minutes is not None and not 0 <= self.idle_minutes < 1e6:
            raise ServerError(f"{self.idle_minutes:g} idle minutes: a number from 0 is wanted (0: never)")
        if not _BASE_PATH.fullmatch(self.base_path):
            raise ServerError(f"base path {self.base_path!r}: / or a path such as /workbench/ is wanted")
        for name in self.hosts:
            if not _HOST_NAME.fullmatch(name):
                raise ServerError(f"host {name!r}: a name such as pc12.county.local is wanted, without port or path")
        if (self.certificate is None) != (self.key is None):
            raise ServerError("a certificate needs its key, and a key its certificate: give both or neither")
        for file in (self.certificate, self.key):
            if file is not None and not file.is_file():
                raise ServerError(f"{file}: there is no such file")

    @property
    def scheme(self) -> str:
        """http, or https where there is a certificate."""
        return "http" if self.certificate is None else "https"

    @property
    def pages_of_one(self) -> int:
        """How many pages one visitor may have open."""
        return min(_OF_ONE_VISITOR, self.visitors) if self.share else self.visitors

    @property
    def idle_seconds(self) -> float:
        """How long a page may be untouched; 0 for ever."""
        if self.idle_minutes is None:
            return 60 * _SHARED_IDLE_MINUTES if self.share else 0.0
        return 60 * self.idle_minutes
