"""Where the served page finds its Chinese font."""

from workbench.dashboard.serve import environment
from workbench.dashboard.serve.environment import FONTS, font_share
from workbench.dashboard.serve.server import templates


def test_the_font_is_laid_where_the_template_asks_for_it(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(environment, "cache_folder", lambda: tmp_path / "kernels")
    share = font_share()
    static = share / "voila" / "templates" / "offline" / "static"
    names = sorted(path.name for path in FONTS.glob("*.otf"))
    assert sorted(path.name for path in static.iterdir()) == names
    question = (templates() / "voila" / "templates" / "offline" / "index.html.j2").read_text(encoding="utf-8")
    for name in names:
        assert f"templates/offline/static/{name}" in question
        assert (static / name).read_bytes() == (FONTS / name).read_bytes()
    (static / names[0]).write_bytes(b"half a font")
    assert font_share() == share
    assert (static / names[0]).read_bytes() == (FONTS / names[0]).read_bytes()


def test_a_folder_that_may_not_be_written_is_no_reason_not_to_serve(monkeypatch, tmp_path) -> None:
    (tmp_path / "page").write_text("a file where a folder should be", encoding="utf-8")
    monkeypatch.setattr(environment, "cache_folder", lambda: tmp_path / "kernels")
    assert font_share() is None


def test_an_altered_font_of_the_same_size_is_copied_anew(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))
    share = font_share()
    shipped = sorted(FONTS.glob("*.otf"))
    copies = [next(share.rglob(font.name)) for font in shipped]
    copies[0].write_bytes(bytes(copies[0].stat().st_size))
    font_share()
    assert [copy.read_bytes() for copy in copies] == [font.read_bytes() for font in shipped]
