"""Who may look, tried out: requests and websockets of visitors who want more than to look, against a running server."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.dashboard.test_messages import frame, update
from workbench.dashboard.serve.messages import CONTROL, PROTOCOL, read_frame

KERNEL = re.compile(r'"kernelId": "([0-9a-f-]{36})"')
PATIENCE = 60


class Served:
    """A running server and what it printed."""

    def __init__(self, process: subprocess.Popen, log: Path, port: int) -> None:
        self.process, self.log, self.port = process, log, port
        self.origin = f"http://127.0.0.1:{port}"

    @property
    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def token(self) -> str:
        return re.search(r"token=([\w-]+)", self.printed).group(1)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        """Send one request, its path as it is; names of headers with _ for -."""
        question = {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path, headers=question)
            answer = line.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
        finally:
            line.close()

    def come_in(self) -> str:
        """Use the token; return the cookie."""
        status, headers, _ = self.ask(f"/?token={self.token}")
        assert (status, headers["Location"]) == (303, "/")
        return headers["Set-Cookie"].split(";")[0]

    def open_page(self, **headers: str) -> tuple[str, str]:
        """Return the page and its kernel."""
        status, _, page = self.ask("/", **headers)
        assert status == 200, page
        return page, KERNEL.search(page).group(1)

    def speak(self, kernel: str, name: str = "127.0.0.1", **headers: str) -> ClientConnection:
        """Open the websocket of a kernel, calling this machine by a name."""
        return connect(
            f"ws://{name}:{self.port}/api/kernels/{kernel}/channels?session_id=test",
            sock=socket.create_connection(("127.0.0.1", self.port)),
            origin=headers.pop("Origin", self.origin),
            subprotocols=[PROTOCOL],
            additional_headers=headers,
            open_timeout=PATIENCE,
        )


@contextmanager
def serving(folder: Path, root: Path, *options: str, persons: str = "2000") -> Iterator[Served]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log.txt"
    command = [sys.executable, "-m", "workbench.dashboard", "--no-browser", "--port", str(port), *options]
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=root,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "WORKBENCH_PERSONS": persons},
        )
    served = Served(process, log, port)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            with suppress(OSError):
                served.ask("/there-is-no-such-page")
                break
            assert process.poll() is None, served.printed
            assert time.monotonic() < until
            time.sleep(0.1)
        yield served
    finally:
        if os.name == "posix":
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        else:
            process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def own(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server as everybody starts it."""
    with serving(tmp_path_factory.mktemp("own"), root) as served:
        yield served


@pytest.fixture(scope="module")
def shared(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server opened to the network, with room for one."""
    with serving(tmp_path_factory.mktemp("shared"), root, "--share", "--visitors", "1", "--lang", "en") as served:
        yield served


def listening(process: int) -> set[str]:
    return {line.laddr.ip for line in psutil.Process(process).net_connections("tcp") if line.status == "LISTEN"}


# ------------------------------------------------------------------------------------------------- this machine only
def test_by_default_only_this_machine_is_listened_to(own: Served) -> None:
    assert listening(own.process.pid) == {"127.0.0.1"}
    assert own.printed.splitlines()[0] == f"http://127.0.0.1:{own.port}/"
    assert "token" not in own.printed


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "[fe80::1]", "", "a b"]
)
def test_a_foreign_name_that_points_here_is_refused(own: Served, host: str) -> None:
    for path in ("/", "/voila/static/voila.js", "/api/kernels"):
        assert own.ask(path, Host=host.format(port=own.port))[0] in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "localhost:9999", "127.0.0.1", "[::1]:80"])
def test_the_machines_own_names_are_let_in(own: Served, host: str) -> None:
    assert own.ask("/voila/static/voila.js", Host=host)[0] == 200


def test_another_sites_page_may_not_ask(own: Served) -> None:
    for origin in ("http://evil.example", "null", f"http://localhost:{own.port}", f"http://127.0.0.1:{own.port + 1}"):
        assert own.ask("/", Origin=origin)[0] == 403
    question = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "iframe", "Sec_Fetch_Mode": "navigate"}
    assert own.ask("/", **question)[0] == 403
    assert own.ask("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors", Sec_Fetch_Dest="image")[0] == 403


# ------------------------------------------------------------------------------------------------------ no other door
@pytest.mark.parametrize(
    "path",
    [
        "/api/kernels",
        "/api/kernels/",
        "/api/kernels/00000000-0000-4000-8000-000000000000",
        "/api/kernelspecs",
        "/api/sessions",
        "/api/contents",
        "/api/contents/dashboard.ipynb",
        "/api/terminals",
        "/api/status",
        "/api/config/notebook",
        "/api/me",
        "/files/server.py",
        "/nbconvert/html/dashboard.ipynb",
        "/login",
        "/logout",
        "/lab",
        "/tree",
        "/metrics",
        "/voila/files/server.py",
        "/voila/files/dashboard.ipynb",
        "/voila/files/page/page.css",
        "/voila/tree",
        "/voila/render/dashboard.ipynb",
        "/voila/api/contents/",
        "/voila/api/themes/",
        "/voila/query/00000000-0000-4000-8000-000000000000",
        "/voila/execution/00000000-0000-4000-8000-000000000000",
        "/dashboard.ipynb",
        "/server.py",
        "/voila/static/../app.py",
        "/voila/static/%2e%2e/app.py",
        "/voila/static/..%2fapp.py",
        "/voila/static/%252e%252e/app.py",
        "/voila/static/..%5capp.py",
        "/voila/static//etc/passwd",
        "/voila/templates/offline/static/../index.html.j2",
        "/voila/templates/../../../server.py",
        "/voila/templates/lab/static/voila.js",
        "/voila/labextensions/../../etc/passwd",
        "/voila/labextensions/anywidget/static/../../../../pyvenv.cfg",
        "/voila/labextensions/anywidget/package.json",
        "/voila/labextensions/jupyterlab_pygments/static/style.js",
        "//etc/passwd",
        "/%00",
    ],
)
def test_there_is_nothing_else_to_ask_for(own: Served, path: str) -> None:
    status, _, text = own.ask(path)
    assert status in (400, 403, 404), text
    assert len(text) < 200
    assert "Traceback" not in text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize(
    "path", ["/", "/api/kernels", "/api/contents/x.ipynb", "/api/terminals", "/voila/static/voila.js"]
)
def test_nothing_can_be_made_or_changed(own: Served, method: str, path: str) -> None:
    assert own.ask(path, method, Origin=own.origin)[0] in (403, 404, 405)


# ---------------------------------------------------------------------------------------------------------- the kernel
def test_no_visitor_can_run_code_or_read_files(own: Served, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    code = f"open({str(mark)!r}, 'w').write('ran')"
    page, kernel = own.open_page()
    # the page: no sources, no outside address, no notebook but ours
    assert "workbench.dashboard.serve.launch" not in page
    assert str(Path(__file__).parents[2]) not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", page)
    # REST: the kernel's own address tells its state and nothing more
    status, _, told = own.ask(f"/api/kernels/{kernel}")
    assert (status, json.loads(told)["id"]) == (200, kernel)
    for method, path in [
        ("DELETE", ""),
        ("POST", "/restart"),
        ("POST", "/interrupt"),
        ("PATCH", ""),
        ("POST", "/channels"),
    ]:
        assert own.ask(f"/api/kernels/{kernel}{path}", method, Origin=own.origin)[0] in (403, 404, 405)
    # websockets: of our own page only, in our protocol only
    for origin in ("http://evil.example", "null", None):
        with pytest.raises(InvalidStatus, match="403"):
            own.speak(kernel, Origin=origin)
    with pytest.raises(InvalidStatus, match="404"):
        own.speak("00000000-0000-4000-8000-000000000000")
    with pytest.raises(InvalidStatus, match="403"):
        own.speak(kernel, "evil.example", Origin=f"http://evil.example:{own.port}")
    with pytest.raises(InvalidStatus, match="400"):
        connect(f"ws://127.0.0.1:{own.port}/api/kernels/{kernel}/channels", origin=own.origin)
    with own.speak(kernel) as line:
        model = which_widget(line)
        for channel in ("shell", "control", "stdin"):
            line.send(frame("execute_request", {"code": code, "silent": False, "store_history": False}, channel))
            line.send(frame("debug_request", {"type": "request", "command": "evaluate", "arguments": {}}, channel))
            line.send(frame("shutdown_request", {"restart": False}, channel))
        for kind in (
            "complete_request",
            "inspect_request",
            "history_request",
            "is_complete_request",
            "interrupt_request",
        ):
            line.send(frame(kind, {"code": code, "cursor_pos": 4, "hist_access_type": "tail", "n": 10, "output": True}))
        line.send(frame("comm_open", {"comm_id": "new", "target_name": "jupyter.widget", "data": {"state": {}}}))
        line.send(frame("comm_msg", {**update({"_esm": "alert(1)", "page": {}}), "comm_id": model}))
        line.send(
            json.dumps({"header": {"msg_type": "execute_request"}, "content": {"code": code}, "channel": "shell"})
        )
        line.send(
            frame(
                "comm_msg",
                {**update({"action": {"kind": "language", "language": "en", "number": 1}}), "comm_id": model},
            )
        )
        heard = list(until_answered(line))
    assert not mark.exists()
    assert {kind for kind, _ in heard} <= {"status", "comm_msg"}, heard
    written = [content["data"].get("state", {}) for kind, content in heard if kind == "comm_msg"]
    assert all("_esm" not in state for state in written)
    assert any(state.get("page", {}).get("language") == "en" for state in written)  # what may be said was heard
    assert own.ask(f"/api/kernels/{kernel}")[0] == 200  # and the kernel lives
    # too long a message ends the line
    with own.speak(kernel) as line:
        line.send(b"x" * 300_000)
        with pytest.raises(ConnectionClosed):
            deque(iter(line.recv, None), maxlen=0)
    # a closed page ends its kernel; a page of another site can't close it
    assert own.ask(f"/voila/api/shutdown/{kernel}", "POST", Origin="http://evil.example")[0] == 403
    assert own.ask(f"/voila/api/shutdown/{kernel}", "POST")[0] == 403
    assert own.ask(f"/voila/api/shutdown/{kernel}", "POST", Origin=own.origin)[0] == 204
    assert own.ask(f"/api/kernels/{kernel}")[0] == 404


def which_widget(line: ClientConnection) -> str:
    """Ask as the page asks; return the comm of our widget."""
    line.send(frame("comm_open", {"comm_id": "k", "target_name": CONTROL, "data": {}}))
    line.send(frame("comm_msg", {"comm_id": "k", "data": {"method": "request_states"}}))
    while True:
        kind, content = read(line.recv(timeout=PATIENCE))
        if kind == "comm_msg" and "states" in content["data"]:
            return next(key for key, held in content["data"]["states"].items() if "action" in held["state"])


def until_answered(line: ClientConnection) -> Iterator[tuple[str, dict]]:
    """What the kernel says until the last action is answered."""
    while True:
        kind, content = read(line.recv(timeout=PATIENCE))
        yield kind, content
        if kind == "comm_msg" and content["data"].get("state", {}).get("page", {}).get("answered") == 1:
            return


def read(message: bytes) -> tuple[str, dict]:
    _, parts = read_frame(message)
    return json.loads(parts[0])["msg_type"], json.loads(parts[3])


# --------------------------------------------------------------------------------------------------------------- share
def test_sharing_opens_the_network_and_says_so(shared: Served) -> None:
    assert listening(shared.process.pid) & {"0.0.0.0", "::"}
    *places, sentence = shared.printed.splitlines()[:3]
    assert all(urlsplit(place).query == f"token={shared.token}" for place in places)
    assert urlsplit(places[0]).hostname == "127.0.0.1"
    assert "anyone with the address above can look" in sentence
    assert len(shared.token) >= 40


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?token=",
        "/?token=wrong",
        "/?token={token}x",
        "/?token={token}&token={token}",
        "/?Token={token}",
        "/voila/static/voila.js",
        "/voila/static/voila.js?token={token}",
        "/voila/templates/offline/static/index.css",
        "/api/kernels",
        "/api/kernels?token={token}",
        "/api/kernels/00000000-0000-4000-8000-000000000000",
        "/api/kernels/00000000-0000-4000-8000-000000000000/channels",
        "/there-is-no-such-page",
        "/favicon.ico",
    ],
)
def test_without_the_token_nothing_is_shown(shared: Served, path: str) -> None:
    status, headers, text = shared.ask(path.format(token=shared.token))
    assert status == 403
    assert "Set-Cookie" not in headers
    assert shared.token not in text


def test_a_cookie_that_we_did_not_sign_opens_nothing(shared: Served) -> None:
    name, _, value = shared.come_in().partition("=")
    for forged in ("", "x", f"{value[:-4]}0000", value.replace("2|1:0", "1|1:0"), shared.token):
        assert shared.ask("/", Cookie=f"{name}={forged}")[0] == 403
    assert shared.ask("/voila/static/voila.js", Cookie=f"{name}={value}")[0] == 200
    assert shared.ask("/voila/static/voila.js", Authorization=f"token {shared.token}")[0] == 403
    with pytest.raises(InvalidStatus, match="403"):
        shared.speak("00000000-0000-4000-8000-000000000000")


def test_the_token_moves_into_a_cookie_that_no_script_reads(shared: Served) -> None:
    status, headers, text = shared.ask(f"/?token={shared.token}")
    assert (status, headers["Location"], text) == (303, "/", "")
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=Lax" in headers["Set-Cookie"]
    assert shared.token not in headers["Set-Cookie"]


def test_one_visitor_cannot_reach_another_and_one_too_many_is_told_so(shared: Served) -> None:
    first, second = shared.come_in(), shared.come_in()
    page, kernel = shared.open_page(Cookie=first)
    assert shared.token not in page
    status, _, told = shared.ask("/", Cookie=second)
    assert status == 503
    assert "请稍后刷新本页" in told
    assert "reload it in a while" in told
    assert shared.ask(f"/api/kernels/{kernel}", Cookie=second)[0] == 404
    assert shared.ask(f"/voila/api/shutdown/{kernel}", "POST", Cookie=second, Origin=shared.origin)[0] == 204
    assert shared.ask(f"/api/kernels/{kernel}", Cookie=first)[0] == 200  # and nothing has happened
    with pytest.raises(InvalidStatus, match="404"):
        shared.speak(kernel, Cookie=second)
    with shared.speak(kernel, Cookie=first) as line:
        assert which_widget(line)
    assert shared.ask(f"/voila/api/shutdown/{kernel}", "POST", Cookie=first, Origin=shared.origin)[0] == 204
    _, again = shared.open_page(Cookie=second)  # the place is free
    assert again != kernel
    assert shared.token not in "".join(shared.printed.splitlines()[2:])


# ------------------------------------------------------------------------------------------------------------- headers
@pytest.mark.parametrize("path", ["/", "/api/kernels", "/voila/static/voila.js", "/x"])
def test_every_answer_carries_the_headers(shared: Served, path: str) -> None:
    for headers in (shared.ask(path)[1], shared.ask(path, "HEAD")[1]):
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        allowed = " ".join(policy.values()).split()
        here = f"ws://127.0.0.1:{shared.port}"
        words = {"'self'", "'unsafe-inline'", "'unsafe-eval'", "'none'", "data:", "blob:", here}
        assert set(allowed) <= words
        assert policy["default-src"] == "'self'"
        assert policy["connect-src"] == f"'self' {here}"
        assert policy["object-src"] == "'none'"
        assert policy["frame-ancestors"] == "'self'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Server" not in headers
        assert path.startswith("/voila/") or headers["Cache-Control"] == "no-store"
