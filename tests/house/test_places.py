"""The code knows no place: names of the shipped one stand in its folder and in scenarios/ alone."""

import re
from pathlib import Path

from tests.places import SHIPPED, YUNLING
from workbench.language import using_language, word, words
from workbench.place import shipped_places, using_place

# The project and the font that it ships are called after the county that it was first made for.
OWN_NAMES = ("yiyuan-workbench", "Yiyuan Sans SC", "YiyuanSansSC")
SUFFIXES = {".py", ".toml", ".yaml", ".js", ".css", ".html", ".j2", ".json", ".ipynb", ".txt"}


def names() -> list[str]:
    """Return what no file of the package may say: the place, its province's city, its documents, its towns."""
    towns = [part for town in SHIPPED.town_list for part in (town.zh, town.short_en)]
    stems = [re.sub("(镇|街道|乡)$", "", town.zh) for town in SHIPPED.town_list]
    return [
        SHIPPED.name.zh,
        SHIPPED.name.en,
        SHIPPED.code,
        "沂源",
        "淄博",
        "Zibo",
        "山东",
        "Shandong",
        "源政",
        *towns,
        *stems,
    ]


def test_no_file_of_the_package_names_a_place(root: Path) -> None:
    known = re.compile("|".join(map(re.escape, sorted(set(names()), key=len, reverse=True))))
    found = {}
    for path in sorted((root / "workbench").rglob("*")):
        if path.suffix in SUFFIXES and "__pycache__" not in path.parts and path.name != "OFL.txt":
            text = path.read_text("utf-8")
            for own in OWN_NAMES:
                text = text.replace(own, "")
            hits = sorted({hit.group() for hit in known.finditer(text)})
            if hits:
                found[path.relative_to(root).as_posix()] = hits
    assert found == {}


def test_the_search_would_find_a_name() -> None:
    known = re.compile("|".join(map(re.escape, names())))
    assert len(names()) > 40
    assert all(known.search(text) for text in ("沂源县", "town = 'Nanma'", "源政字〔2021〕32号", "悦庄"))


def test_every_shipped_place_is_whole() -> None:
    assert list(shipped_places()) == [SHIPPED.code]


def test_no_word_of_the_catalogue_names_a_place_but_the_one_in_use() -> None:
    spoken = [name for name in names() if len(name) > 1]
    with using_place(YUNLING):
        for language in ("zh", "en"):
            with using_language(language):
                for key, entry in words().items():
                    assert not [name for name in spoken if name in entry[language]], key
                assert word("brief.signed").startswith({"zh": "云岭区", "en": "Yunling"}[language])
