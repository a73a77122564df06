"""Voilà with our own door: the few addresses that the page needs, behind one judge, with headers on every answer.

Of Voilà's and Jupyter's handlers only those that show the page are there; what they would offer besides (starting,
interrupting and listing kernels, files, notebooks, terminals, themes) has no address at all.
"""

from __future__ import annotations

import logging
import re
import tempfile
from contextlib import suppress
from http import HTTPStatus
from socket import socket
from typing import Any

import tornado.ioloop
import tornado.web
from jupyter_server.base.handlers import FileFindHandler
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from traitlets.config import Config
from voila.app import Voila
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler

from workbench.dashboard.serve.authentication import Door
from workbench.dashboard.serve.connection_limit import Kernels
from workbench.dashboard.serve.handlers import (
    Channels,
    EntryHandler,
    Filtered,
    KernelHandler,
    LeavingHandler,
    PageHandler,
    RefusedHandler,
)
from workbench.paths import package_file

log = logging.getLogger(__name__)
NOTEBOOK = package_file("dashboard", "serve", "dashboard.ipynb")
# What the page loads of JupyterLab's extensions; those that somebody has installed besides stay out.
EXTENSIONS = ("anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")
_KERNEL = r"(?P<kernel_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_LARGEST_MESSAGE = 256 * 1024  # bytes; the longest that the page sends, an invented family, has a few thousand
_CULL_EVERY = 15  # seconds between two looks for kernels that nobody uses; at a shorter patience more often


def content_policy(host: str) -> str:
    """Return what the page may load and where it may send: this server, and nothing else.

    Voilà's page has scripts in its text, and Vega makes functions of its expressions: both must be allowed. What they
    could do is bounded by the rest: nothing can be fetched from or sent to any other address.
    """
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' ws://{host}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


class Sealed(tornado.web.OutputTransform):
    """Puts the headers on every answer: pages, scripts, refusals and faults."""

    def __init__(self, request: HTTPServerRequest) -> None:
        self._request = request

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Add the headers to the first part of an answer."""
        del finishing
        host = self._request.headers.get("Host", "")
        headers["Content-Security-Policy"] = content_policy(host if re.fullmatch(r"[\w.\-\[\]:]+", host) else "")
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "SAMEORIGIN"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not self._request.path.startswith("/voila/"):
            headers["Cache-Control"] = "no-store"
        if "Server" in headers:
            del headers["Server"]
        return status_code, headers, chunk


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


class Host(Voila):  # type: ignore[misc]  # as above
    """Voilà on our socket, with our handlers."""

    def __init__(self, door: Door, opened: socket, **options: Any) -> None:
        super().__init__(**options)
        self._door, self._opened = door, opened
        self.config_file_paths: list[str] = []  # somebody's settings for other pages don't open ours

    def init_handlers(self) -> list[Any]:
        """Return the addresses there are."""
        shown = {
            "notebook_path": NOTEBOOK.name,
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        names = "|".join(map(re.escape, EXTENSIONS))
        return [
            (r"/", PageHandler, shown),
            (rf"/api/kernels/{_KERNEL}", KernelHandler),
            (rf"/api/kernels/{_KERNEL}/channels", Channels),
            (rf"/voila/api/shutdown/{_KERNEL}", LeavingHandler),
            (r"/voila/templates/(offline/static/[\w./-]+)", TemplateStaticFileHandler),
            (r"/voila/static/([\w./-]+)", MultiStaticFileHandler, {"paths": self.static_paths}),
            (
                rf"/voila/labextensions/((?:{names})/static/[\w./-]+)",
                FileFindHandler,
                {"path": self.labextensions_path, "no_cache_paths": ["/"]},
            ),
        ]

    def start(self) -> None:
        """Serve until the process is told to stop."""
        self.connection_dir = tempfile.mkdtemp(prefix="voila_", dir=self.connection_dir_root)
        self.app = Guarded(
            **{
                **self.init_settings(),
                "door": self._door,
                "log_function": _noted,
                "default_handler_class": RefusedHandler,
            },
            websocket_max_message_size=_LARGEST_MESSAGE,
        )
        self.app.add_transform(Sealed)
        self.app.add_handlers(".*$", self.init_handlers())
        server = HTTPServer(self.app, max_body_size=_LARGEST_MESSAGE, max_header_size=32 * 1024, body_timeout=30)
        server.add_socket(self._opened)
        logging.getLogger("tornado.general").setLevel(logging.ERROR)  # what visitors do wrong fills no screen
        self.ioloop = tornado.ioloop.IOLoop.current()
        try:
            with suppress(KeyboardInterrupt):
                self.ioloop.start()
        finally:
            self.stop()


def _noted(handler: tornado.web.RequestHandler) -> None:
    """Write down what went wrong here; of what a visitor did wrong, and of the address beyond its path, nothing."""
    if handler.get_status() >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(handler, PageHandler):
        log.error("%d %s %s", handler.get_status(), handler.request.method, handler.request.path)


def settings(most: int, most_each: int, alone_seconds: float, idle_seconds: float) -> Config:
    """Return Voilà's settings: our template, our manager of kernels, no sources, no traces of errors."""
    config = Config()
    config.Voila.log_level = logging.ERROR
    config.Voila.kernel_websocket_connection_class = Filtered
    for name, value in {
        "template": "offline",
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "strip_sources": True,
        "show_tracebacks": False,
        "file_allowlist": [],
        "extension_allowlist": list(EXTENSIONS),
        "multi_kernel_manager_class": Kernels,
    }.items():
        config.VoilaConfiguration[name] = value
    config.Kernels.update(
        most=most,
        most_each=most_each,
        alone_seconds=alone_seconds,
        idle_seconds=idle_seconds,
        cull_idle_timeout=1,  # switches the looking on; how long is too long, `Kernels` says
        cull_interval=max(1, min(_CULL_EVERY, int(min(alone_seconds, idle_seconds or alone_seconds) / 4))),
        allow_tracebacks=False,
    )
    return config
