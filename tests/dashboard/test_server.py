"""The server: this machine only, a free port, our own template, nothing from outside."""

import re
import socket

import pytest

from workbench.dashboard import launch, server
from workbench.dashboard.__main__ import main
from workbench.dashboard.page_fonts import font_share
from workbench.dashboard.server import ServerError
from workbench.errors import InputError


def test_a_free_port_is_found_and_a_taken_one_refused() -> None:
    assert server.free_port(None) > 1023
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ServerError, match=r"port \d+ is taken: choose another one"):
            server.free_port(taken.getsockname()[1])


def test_the_command_binds_this_machine_only() -> None:
    command = server.command(8123, open_browser=False)
    assert "--Voila.ip=127.0.0.1" in command
    assert "--Voila.port=8123" in command
    assert "--no-browser" in command
    assert "--template=offline" in command
    assert "--no-browser" not in server.command(8123, open_browser=True)


def test_the_environment_puts_our_template_first(monkeypatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    found = server.environment("en")
    monkeypatch.setattr(server, "font_share", lambda: None)
    assert found["JUPYTER_PATH"].split(server.os.pathsep) == [str(server.templates()), str(font_share()), "elsewhere"]
    without = server.environment("en")["JUPYTER_PATH"]
    assert without.split(server.os.pathsep) == [str(server.templates()), "elsewhere"]
    assert found["WORKBENCH_LANGUAGE"] == "en"
    monkeypatch.delenv("WORKBENCH_LANGUAGE", raising=False)
    assert "WORKBENCH_LANGUAGE" not in server.environment(None)


def test_the_template_names_no_outside_address() -> None:
    for path in (server.templates() / "voila" / "templates" / "offline").iterdir():
        assert not re.search(r"""(?:href|src)\s*=\s*["'](?:https?:)?//""", path.read_text(encoding="utf-8")), path


def test_a_problem_is_one_sentence_and_an_exit_code(monkeypatch, capsys) -> None:
    def refuse(*_, **__):
        raise ServerError("port 80 is taken")

    monkeypatch.setattr("workbench.dashboard.__main__.serve", refuse)
    assert main(["--port", "80", "--no-browser"]) == 1
    assert capsys.readouterr().err == "port 80 is taken\n"


def test_the_language_and_port_reach_the_server(monkeypatch) -> None:
    asked = {}
    monkeypatch.setattr(
        "workbench.dashboard.__main__.serve",
        lambda port, **more: asked.update(port=port, **more) or 0,
    )
    assert main(["--port", "8123", "--no-browser", "--lang", "en"]) == 0
    assert asked == {"port": 8123, "open_browser": False, "language": "en"}


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
