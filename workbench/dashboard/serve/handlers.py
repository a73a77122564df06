"""Who answers at the few addresses that the page needs: page, kernel, the websocket between them, and refusals."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import tornado.web
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from workbench.dashboard.serve.authentication import Door
from workbench.dashboard.serve.connection_limit import VISITOR, FullError, Kernels
from workbench.dashboard.serve.messages import PROTOCOL, RefusedError, checked, may_be_told
from workbench.language import LANGUAGES, using_language, word
from workbench.paths import package_file

log = logging.getLogger(__name__)


def notice(name: str) -> str:
    """Return a small page that says one thing in every language."""
    said = []
    for language in LANGUAGES:
        with using_language(language):
            said.append(f'<p lang="{language}">{word(f"dashboard.{name}")}</p>')
    text = package_file("dashboard", "serve", "share", "notice.html").read_text(encoding="utf-8")
    return text.replace("{said}", "\n".join(said))


class RefusedHandler(tornado.web.RequestHandler):
    """Says no, whatever the method, and tells nothing."""

    def initialize(self, status: HTTPStatus = HTTPStatus.NOT_FOUND) -> None:
        """Take the reason."""
        self._status = status

    def prepare(self) -> None:
        """Answer before any method is looked for."""
        self.set_status(self._status)
        asks_for_page = self.request.method == "GET" and self.request.path == "/"
        self.finish(notice("no_token") if asks_for_page and self.application.settings["door"].token else "")


class EntryHandler(tornado.web.RequestHandler):
    """Takes the token out of the address and gives a cookie for it; what follows # stays, the browser keeps it."""

    def get(self) -> None:
        """Let a visitor in."""
        door: Door = self.settings["door"]
        if door.visitor(self.request) is None:
            self.set_cookie(door.cookie, door.new_visitor(), httponly=True, samesite="Lax")
        self.redirect("/", status=HTTPStatus.SEE_OTHER)


def _visitor(handler: tornado.web.RequestHandler) -> str:
    """Return who asks; on this machine everybody is the same."""
    return handler.settings["door"].visitor(handler.request) or ""


class PageHandler(TornadoVoilaHandler):  # type: ignore[misc]  # Voilà ships no types
    """The page itself, with a kernel of its own."""

    async def get(self) -> None:
        """Show the page, or say that every place is taken."""
        before = VISITOR.set(_visitor(self))
        try:
            await super().get()
        except FullError as full:
            self.set_status(HTTPStatus.SERVICE_UNAVAILABLE)
            self.set_header("Retry-After", "60")
            self.finish(notice("full_own" if full.own else "full"))
        finally:
            VISITOR.reset(before)

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say that something went wrong, and not what: that is in the log."""
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish(notice("failed") if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else "")


class KernelHandler(tornado.web.RequestHandler):
    """Tells a page whether its kernel lives."""

    def get(self, kernel_id: str) -> None:
        """Return the kernel's state."""
        kernels: Kernels = self.settings["kernel_manager"]
        if not kernels.owned_by(_visitor(self), kernel_id):
            raise tornado.web.HTTPError(HTTPStatus.NOT_FOUND)
        self.finish(kernels.kernel_model(kernel_id))  # type: ignore[no-untyped-call]  # Jupyter's


class LeavingHandler(tornado.web.RequestHandler):
    """Ends a kernel when its page is closed."""

    async def post(self, kernel_id: str) -> None:
        """Free the place; a page says it twice, and of a kernel that isn't its own nothing is told."""
        kernels: Kernels = self.settings["kernel_manager"]
        if kernels.owned_by(_visitor(self), kernel_id):
            await kernels.leave(kernel_id)
        self.set_status(HTTPStatus.NO_CONTENT)


class Channels(VoilaKernelWebsocketHandler):  # type: ignore[misc]  # as above
    """The websocket between a page and its kernel."""

    async def get(self, kernel_id: str) -> None:
        """Open it for the kernel's own visitor."""
        if not self.kernel_manager.owned_by(_visitor(self), kernel_id):
            raise tornado.web.HTTPError(HTTPStatus.NOT_FOUND)
        if PROTOCOL not in self.request.headers.get("Sec-WebSocket-Protocol", ""):
            raise tornado.web.HTTPError(HTTPStatus.BAD_REQUEST)
        await super().get(kernel_id=kernel_id)

    async def open(self, kernel_id: str) -> None:
        """Send each answer at once: waiting to send several together would be felt at the slider."""
        self.set_nodelay(True)
        await super().open(kernel_id)

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Tell the page what is for it."""
        return super().write_message(message, binary) if may_be_told(message) else None

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say nothing but the number."""
        self.set_status(status_code)
        self.finish()


class Filtered(ZMQChannelsWebsocketConnection):
    """The way to the kernel, on which only what our page says goes on."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._controls: set[str] = set()

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass on what is allowed; the rest goes no further."""
        if not self.channels:
            return
        try:
            self.session.send(self.channels["shell"], checked(incoming_msg, self._controls))
        except RefusedError as problem:
            log.warning("refused of a visitor: %s", problem)
