"""Starting the server: a free port, what it says, our own template, nothing from outside."""

import os
import re
import socket
import time

import pytest

from workbench.dashboard.__main__ import main
from workbench.dashboard.serve import launch, server
from workbench.dashboard.serve.environment import font_share
from workbench.dashboard.serve.server import ServerError, Wanted
from workbench.errors import InputError


@pytest.mark.parametrize("share", [False, True])
def test_a_free_port_is_found_and_a_taken_one_refused(share) -> None:
    with server.listen(None, share=share) as opened:
        host, port = opened.getsockname()
        assert host == ("0.0.0.0" if share else "127.0.0.1")
        assert port > 1023
        with pytest.raises(ServerError, match=rf"^port {port} is taken: choose another one"):
            server.listen(port, share=share)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"port": 80}, "port 80: a whole number from 1024 to 65535 is wanted"),
        ({"port": 65536}, "port 65536: a whole number"),
        ({"port": -1}, "port -1: a whole number"),
        ({"visitors": 0}, "0 visitors: a whole number from 1 to 100 is wanted"),
        ({"visitors": 101}, "101 visitors: a whole number"),
        ({"idle_minutes": -1.0}, "-1 idle minutes: a number from 0 is wanted"),
        ({"idle_minutes": float("nan")}, "nan idle minutes"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_sentence(options, says) -> None:
    with pytest.raises(ServerError, match=says):
        Wanted(**options)


@pytest.mark.parametrize("arguments", [["--port", "99999"], ["--visitors", "0"], ["--idle", "-1"]])
def test_a_bad_option_is_one_line_and_no_trace(arguments, capsys) -> None:
    assert main([*arguments, "--no-browser"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_a_taken_port_is_said_by_the_command(capsys) -> None:
    with server.listen(None, share=False) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port), "--no-browser"]) == 1
    said = capsys.readouterr()
    assert said.err == f"port {port} is taken: choose another one with --port, or leave it out\n"
    assert said.out == ""


def test_the_addresses_carry_the_token_only_when_shared(monkeypatch) -> None:
    assert server.addresses(8123, None) == ["http://127.0.0.1:8123/"]
    monkeypatch.setattr(server, "own_address", lambda: "10.1.2.3")
    assert server.addresses(8123, "t") == ["http://127.0.0.1:8123/?token=t", "http://10.1.2.3:8123/?token=t"]


def test_a_machine_without_a_network_is_called_by_its_name(monkeypatch) -> None:
    def unreachable(*_) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr(server.socket.socket, "connect", unreachable)
    assert server.own_address() == socket.gethostname()


@pytest.mark.parametrize(("language", "says"), [("zh", "已对所在网络开放"), ("en", "anyone with the address")])
def test_who_may_look_is_said_in_the_persons_language(language, says, capsys) -> None:
    server.say(Wanted(share=True, language=language), ["http://a/?token=t"])
    assert says in capsys.readouterr().out
    server.say(Wanted(language=language), ["http://a/"])
    assert capsys.readouterr().out == "http://a/\n"


def test_the_browser_opens_a_file_that_only_its_owner_reads(monkeypatch, tmp_path) -> None:
    opened = []
    monkeypatch.setattr(server.webbrowser, "open", opened.append)
    server.open_in_browser("http://127.0.0.1:8123/?token=secret", tmp_path)
    (file,) = tmp_path.iterdir()
    assert "url=http://127.0.0.1:8123/?token=secret" in file.read_text("utf-8")
    assert os.name != "posix" or file.stat().st_mode & 0o077 == 0
    for _ in range(100):
        if opened:
            break
        time.sleep(0.05)
    assert opened == [file.as_uri()]
    assert "secret" not in opened[0]


def test_the_environment_puts_our_template_first(monkeypatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    monkeypatch.setenv("WORKBENCH_LANGUAGE", "zh")
    server.prepare_environment("en")
    found = os.environ["JUPYTER_PATH"].split(os.pathsep)
    assert found == [str(server.templates()), str(font_share()), "elsewhere"]
    assert os.environ["WORKBENCH_LANGUAGE"] == "en"
    server.prepare_environment(None)
    assert os.environ["WORKBENCH_LANGUAGE"] == "en"


def test_without_a_place_for_the_font_the_page_is_served_all_the_same(monkeypatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    monkeypatch.setattr(server, "font_share", lambda: None)
    server.prepare_environment(None)
    assert os.environ["JUPYTER_PATH"].split(os.pathsep) == [str(server.templates()), "elsewhere"]


def test_the_template_names_no_outside_address() -> None:
    for path in (server.templates() / "voila" / "templates" / "offline").iterdir():
        assert not re.search(r"""(?:href|src)\s*=\s*["'](?:https?:)?//""", path.read_text(encoding="utf-8")), path


def test_a_problem_is_one_sentence_and_an_exit_code(monkeypatch, capsys) -> None:
    def refuse(*_, **__):
        raise ServerError("port 8080 is taken")

    monkeypatch.setattr("workbench.dashboard.__main__.serve", refuse)
    assert main(["--port", "8080", "--no-browser"]) == 1
    assert capsys.readouterr().err == "port 8080 is taken\n"


def test_the_options_reach_the_server(monkeypatch) -> None:
    question = []
    monkeypatch.setattr("workbench.dashboard.__main__.serve", lambda wanted: question.append(wanted) or 0)
    assert main(["--port", "8123", "--no-browser", "--lang", "en"]) == 0
    assert main(["--share", "--visitors", "5", "--idle", "30"]) == 0
    assert question == [Wanted(8123, False, "en"), Wanted(share=True, visitors=5, idle_minutes=30.0)]


def test_the_notebook_shows_what_the_environment_asks_for(monkeypatch) -> None:
    monkeypatch.setenv("WORKBENCH_PERSONS", "2000")
    monkeypatch.setenv("WORKBENCH_LANGUAGE", "en")
    shown = launch.show()
    assert shown.page["language"] == "en"
    assert 1_900 < shown.results.county.persons.height < 2_100
    monkeypatch.setenv("WORKBENCH_PERSONS", "a few")
    with pytest.raises(InputError, match="a number of persons such as 20000 is wanted"):
        launch.show()


def test_what_cannot_be_opened_says_why_on_the_page(monkeypatch) -> None:
    monkeypatch.setenv("WORKBENCH_SCENARIO", "baseline-2012")
    shown = launch.page()
    assert "✕" in shown.data
    assert "did you mean &#x27;baseline-2021&#x27;" in shown.data
