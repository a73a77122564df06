"""Starting the server: a free port, what it says, our own template, nothing from outside."""

import gzip
import os
import re
import socket
import time
from pathlib import Path

import pytest

from workbench.dashboard.__main__ import main
from workbench.dashboard.serve import server
from workbench.dashboard.serve.county_answers import first_language, load_runs
from workbench.dashboard.serve.files import FONTS, page_files
from workbench.dashboard.serve.options import ServeOptions, ServerError
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
        ({"visitors": 0}, "0 visitors: a whole number from 1 to 500 is wanted"),
        ({"visitors": 501}, "501 visitors: a whole number"),
        ({"idle_minutes": -1.0}, "-1 idle minutes: a number from 0 is wanted"),
        ({"idle_minutes": float("nan")}, "nan idle minutes"),
        ({"base_path": "workbench/"}, "base path 'workbench/': / or a path such as /workbench/ is wanted"),
        ({"base_path": "/a b/"}, "base path '/a b/'"),
        ({"hosts": ("pc 12",)}, "host 'pc 12': a name such as"),
        ({"certificate": Path("pyproject.toml")}, "a certificate needs its key"),
        ({"certificate": Path("no.pem"), "key": Path("no.key")}, "no.pem: there is no such file"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_sentence(options, says) -> None:
    with pytest.raises(ServerError, match=says):
        ServeOptions(**options)


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
    assert server.addresses(8123, None, ServeOptions()) == ["http://127.0.0.1:8123/"]
    monkeypatch.setattr(server, "own_address", lambda: "10.1.2.3")
    places = ["http://127.0.0.1:8123/?token=t", "http://10.1.2.3:8123/?token=t"]
    assert server.addresses(8123, "t", ServeOptions(share=True)) == places
    behind = ServeOptions(share=True, base_path="/aid/", hosts=("pc12.local",))
    assert server.addresses(8123, "t", behind)[-1] == "http://pc12.local:8123/aid/?token=t"


def test_a_machine_without_a_network_is_called_by_its_name(monkeypatch) -> None:
    def unreachable(*_) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr(server.socket.socket, "connect", unreachable)
    assert server.own_address() == socket.gethostname()


@pytest.mark.parametrize(("language", "says"), [("zh", "已对所在网络开放"), ("en", "anyone with the address")])
def test_who_may_look_is_said_in_the_persons_language(language, says, capsys) -> None:
    server.say(ServeOptions(share=True, language=language), ["http://a/?token=t"])
    assert says in capsys.readouterr().out
    server.say(ServeOptions(language=language), ["http://a/"])
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


def test_a_certificate_that_is_none_is_said(tmp_path) -> None:
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("no certificate", encoding="utf-8")
    options = ServeOptions(certificate=tmp_path / "cert.pem", key=tmp_path / "key.pem")
    with pytest.raises(ServerError, match=r"cert\.pem and .*key\.pem can't be used for https"):
        server.certificate_context(options)


def test_the_files_of_the_page_are_whole_and_their_address_changes_with_them(monkeypatch) -> None:
    found = page_files()
    assert {path.name for path in FONTS.glob("*.otf")} < set(found.files)
    for language in ("zh", "en"):
        page = found.page(language)
        assert "{{" not in page
        assert {"zh": "沂源县社会救助政策工作台", "en": "Yiyuan social-assistance workbench"}[language] in page
        for name in re.findall(rf"static/{found.digest}/([\w.]+)", page):
            assert name in found.files
    assert gzip.decompress(found.files["page.js"].small) == found.files["page.js"].content
    monkeypatch.setattr("workbench.dashboard.serve.files.style", lambda: "/* another style */")
    assert page_files().digest != found.digest


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
    assert main(["--base-path", "/aid/", "--host", "pc12.local", "--host", "pc13.local"]) == 0
    assert question == [
        ServeOptions(8123, False, "en"),
        ServeOptions(share=True, visitors=5, idle_minutes=30.0),
        ServeOptions(base_path="/aid/", hosts=("pc12.local", "pc13.local")),
    ]


def test_the_county_is_what_the_environment_asks_for(monkeypatch) -> None:
    monkeypatch.setenv("WORKBENCH_PERSONS", "2000")
    monkeypatch.setattr("gc.freeze", lambda: None)  # for the rest of this process
    assert 1_900 < load_runs().county.persons.height < 2_100
    monkeypatch.setenv("WORKBENCH_PERSONS", "a few")
    with pytest.raises(InputError, match="a number of persons such as 20000 is wanted"):
        load_runs()
    monkeypatch.setenv("WORKBENCH_LANGUAGE", "en")
    assert (first_language(None), first_language("zh")) == ("en", "zh")
    monkeypatch.setenv("WORKBENCH_LANGUAGE", "fr")
    assert first_language(None) == "zh"
