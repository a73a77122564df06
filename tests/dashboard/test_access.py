"""Who may look, tried out: requests and websockets of visitors who want more than to look, against a running server."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.programs import program

SCRIPT = re.compile(r'"(static/[0-9a-f]{20}/start\.js)"')
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

    def script(self, **headers: str) -> str:
        """Return the path of the page's script."""
        status, _, page = self.ask("/", **headers)
        assert status == 200, page
        return "/" + SCRIPT.search(page).group(1)

    def speak(self, name: str = "127.0.0.1", **headers: str) -> ClientConnection:
        """Open the page's WebSocket, calling this machine by a name."""
        return connect(
            f"ws://{name}:{self.port}/line",
            sock=socket.create_connection(("127.0.0.1", self.port)),
            origin=headers.pop("Origin", self.origin),
            additional_headers=headers,
            open_timeout=PATIENCE,
            max_size=None,
        )


def page_of(line: ClientConnection, until: Callable[[dict], bool] = lambda page: "tiles" in page) -> dict:
    """Read what a page is sent until its words are as wanted; returns them."""
    page: dict = {}
    while not until(page):
        message = json.loads(line.recv(timeout=PATIENCE))
        assert "end" not in message, message
        page |= message.get("put", {}).get("page", {})
    return page


def opened(line: ClientConnection, address: str = "", session: str = "", view: str = "v") -> tuple[str, dict]:
    """Open a page at an address or take up a session; returns the session's name and the page's words."""
    line.send(json.dumps({"kind": "open", "address": address, "session": session, "view": view}))
    about = json.loads(line.recv(timeout=PATIENCE))
    return about["open"]["session"], page_of(line)


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
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                if served.printed:
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
    for path in ("/", own.script(), "/line"):
        assert own.ask(path, Host=host.format(port=own.port))[0] in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "localhost:9999", "127.0.0.1", "[::1]:80"])
def test_the_machines_own_names_are_let_in(own: Served, host: str) -> None:
    assert own.ask(own.script(), Host=host)[0] == 200


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
        "/api/contents",
        "/login",
        "/lab",
        "/metrics",
        "/server.py",
        "/static/",
        "/static/{digest}/",
        "/static/{digest}/server.py",
        "/static/{digest}/page.html",
        "/static/00000000000000000000/page.js",
        "/static/{digest}/../page.js",
        "/static/{digest}/%2e%2e/app.py",
        "/static/{digest}/..%2fapp.py",
        "/static/{digest}/%252e%252e/app.py",
        "/static/{digest}/..%5capp.py",
        "/static/{digest}//etc/passwd",
        "/line/more",
        "//etc/passwd",
        "/%00",
    ],
)
def test_there_is_nothing_else_to_ask_for(own: Served, path: str) -> None:
    status, _, text = own.ask(path.format(digest=own.script().split("/")[2]))
    assert status in (400, 403, 404), text
    assert len(text) < 200
    assert "Traceback" not in text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/line", "/api/kernels", "/static/00000000000000000000/page.js"])
def test_nothing_can_be_made_or_changed(own: Served, method: str, path: str) -> None:
    assert own.ask(path, method, Origin=own.origin)[0] in (403, 404, 405)


# ------------------------------------------------------------------------------------------------------ the connection
def test_the_page_names_no_outside_address_and_no_place_of_the_machine(own: Served) -> None:
    page = own.ask("/")[2]
    assert str(Path(__file__).parents[2]) not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", page)
    assert "<script>" not in page
    assert " style=" not in page


def test_only_our_own_page_may_speak(own: Served) -> None:
    for origin in ("http://evil.example", "null", None):
        with pytest.raises(InvalidStatus, match="403"):
            own.speak(Origin=origin)
    with pytest.raises(InvalidStatus, match="403"):
        own.speak("evil.example", Origin=f"http://evil.example:{own.port}")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"\x00\x01", 1003),
        ("no JSON", 1003),
        ("[]", 1003),
        ('{"kind": "open", "view": NaN}', 1003),
        ("[" * 40_000, 1003),
        ('{"kind": "lever"}', 1008),  # before the page was opened
        ("x" * 100_000, 1009),
    ],
)
def test_what_is_no_message_of_the_page_ends_the_connection(own: Served, message: str | bytes, code: int) -> None:
    with own.speak() as line:
        line.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            deque(iter(line.recv, None), maxlen=0)
    assert closed.value.rcvd.code == code


def test_a_session_is_taken_up_again_by_its_visitor(own: Served) -> None:
    with own.speak() as line:
        session, page = opened(line, "#page=overview&lang=en&urban_dibao_ratio=0.32")
        assert page["sections"][0]["sliders"][0]["value"] == 0.32
        line.send(json.dumps({"kind": "lever", "name": "urban_dibao_ratio", "value": 0.33, "number": 1}))
        page_of(line, lambda page: page.get("answered") == 1)
    with own.speak() as line:  # loaded anew: another view of the same session, with its way back
        again, page = opened(line, "#page=helped", session)
        assert (again, page["answered"], page["can"]["undo"]) == (session, 1, True)
        with own.speak() as other:  # a copy of the tab: the session has a browser, so this one gets its own
            third, page = opened(other, "#page=helped&lang=en", session, "another view")
            assert third != session
            assert page["can"]["undo"] is False


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
        "/line",
        "/line?token={token}",
        "/static/00000000000000000000/page.js",
        "/static/00000000000000000000/page.js?token={token}",
        "/there-is-no-such-page",
        "/favicon.ico",
    ],
)
def test_without_the_token_nothing_is_shown(shared: Served, path: str) -> None:
    status, headers, text = shared.ask(path.format(token=shared.token))
    assert status == 403
    assert "Set-Cookie" not in headers
    assert shared.token not in text


def test_a_foreign_name_is_refused_even_with_a_visitors_cookie(shared: Served) -> None:
    cookie = shared.come_in()
    for host in ("evil.example", f"evil.example:{shared.port}", "127.0.0.1.evil.example"):
        assert shared.ask("/", Cookie=cookie, Host=host)[0] == 403
    printed = urlsplit(shared.printed.splitlines()[1]).netloc
    assert shared.ask("/", Cookie=cookie, Host=printed)[0] == 200


def test_a_cookie_that_we_did_not_sign_opens_nothing(shared: Served) -> None:
    name, _, value = shared.come_in().partition("=")
    script = shared.script(Cookie=f"{name}={value}")
    for forged in ("", "x", f"{value[:-4]}0000", value.replace("2|1:0", "1|1:0"), shared.token):
        assert shared.ask("/", Cookie=f"{name}={forged}")[0] == 403
    assert shared.ask(script, Cookie=f"{name}={value}")[0] == 200
    assert shared.ask(script, Authorization=f"token {shared.token}")[0] == 403
    with pytest.raises(InvalidStatus, match="403"):
        shared.speak()


def test_the_token_moves_into_a_cookie_that_no_script_reads(shared: Served) -> None:
    status, headers, text = shared.ask(f"/?token={shared.token}")
    assert (status, headers["Location"], text) == (303, "/", "")
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=Lax" in headers["Set-Cookie"]
    assert shared.token not in headers["Set-Cookie"]


def test_one_visitor_cannot_reach_another_and_one_too_many_is_told_so(shared: Served) -> None:
    first, second = shared.come_in(), shared.come_in()
    with shared.speak(Cookie=first) as line:
        session, _ = opened(line)
        status, headers, told = shared.ask("/", Cookie=second)
        assert (status, headers["Retry-After"]) == (503, "60")
        assert "请稍后刷新本页" in told
        assert "reload it in a while" in told
        assert shared.ask("/", Cookie=first)[0] == 200  # it may be loading its page anew
        with shared.speak(Cookie=second) as other:
            other.send(json.dumps({"kind": "open", "session": session, "view": "v", "address": ""}))
            assert json.loads(other.recv(timeout=PATIENCE)) == {"end": "full"}
        line.send(json.dumps({"kind": "page", "page": "helped", "number": 1}))
        page_of(line, lambda page: page.get("answered") == 1)  # and nothing has happened to the first
    with shared.speak(Cookie=second) as other:  # the place is free, but the session isn't another's
        assert opened(other, session=session)[0] != session
    assert shared.token not in "".join(shared.printed.splitlines()[2:])


# ------------------------------------------------------------------------------------------------------------- headers
@pytest.mark.parametrize("path", ["/", "/line", "/static/00000000000000000000/page.js", "/x"])
def test_every_answer_carries_the_headers(shared: Served, path: str) -> None:
    for headers in (shared.ask(path)[1], shared.ask(path, "HEAD")[1]):
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        here = f"ws://127.0.0.1:{shared.port}"
        assert policy["script-src"] == "'self'"
        assert re.fullmatch(r"'self' 'sha256-[\w+/=]{44}'", policy["style-src"])  # of the notices, which load nothing
        assert policy["default-src"] == "'none'"
        assert policy["connect-src"] == f"'self' {here}"
        assert policy["frame-ancestors"] == "'self'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Server" not in headers
        assert headers["Cache-Control"] == "no-store"


def test_files_are_kept_for_ever_and_come_small(own: Served) -> None:
    script = own.script().replace("start.js", "page.js")
    status, headers, _ = own.ask(script, Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in headers["Cache-Control"]
    assert int(headers["Content-Length"]) < 320_000
    assert len(own.ask(script)[2]) > 800_000


# ------------------------------------------------------------------------------------------- behind a proxy, by https
def test_a_page_behind_a_proxy_is_served_by_https_below_its_path(root: Path, tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    openssl = program("openssl", what_for="it makes the certificate")
    asked = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*asked, "-out", str(cert), "-keyout", str(key)], check=True, capture_output=True)
    options = ["--base-path", "/aid/", "--host", "aid.example", "--certificate", str(cert), "--key", str(key)]
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with serving(tmp_path, root, *options) as served:
        assert served.printed.startswith("https://127.0.0.1:")

        def ask(path: str, **headers: str) -> tuple[int, str]:
            line = http.client.HTTPSConnection("127.0.0.1", served.port, context=trusting, timeout=PATIENCE)
            line.request("GET", path, headers={"Host": "aid.example", **headers})
            with closing(line):
                answer = line.getresponse()
                return answer.status, answer.read().decode()

        status, page = ask("/aid/")
        assert status == 200
        assert ask("/aid/" + SCRIPT.search(page).group(1))[0] == 200  # its files are below the path too
        assert ask("/")[0] == 404
        assert ask("/aid/", Host="evil.example")[0] == 403
        assert ask("/aid/", Origin="https://aid.example")[0] == 200  # the proxy has a port of its own
        with connect(
            f"wss://127.0.0.1:{served.port}/aid/line", origin="https://aid.example", ssl=trusting, max_size=None
        ) as line:
            assert opened(line, "#page=helped&lang=en")[1]["language"] == "en"
