"""The kept county is the made one, and a changed recipe makes another."""

from shutil import copytree

import polars as pl
import pytest

from tests.places import SHIPPED
from workbench.place import using_place
from workbench.population import cache as kept
from workbench.population import county as kept_county
from workbench.population import margins_met, synthesize

SIZE = 2_500


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))
    return tmp_path / "counties"


def test_the_kept_county_is_the_made_one(cache, seed, monkeypatch) -> None:
    made = synthesize(seed, SIZE, "national")
    first = kept_county(seed, SIZE, "national")
    monkeypatch.setattr(kept, "synthesize", lambda *_: pytest.fail("made again"))
    second = kept_county(seed, SIZE, "national")
    for county in (first, second):
        assert county.digest() == made.digest()
        assert county.persons.schema == made.persons.schema
        assert county.towns.equals(made.towns)
        assert (county.seed, county.tail) == (seed, "national")
        assert county.provenance.keys() == made.provenance.keys()
        assert county.provenance["size"] == SIZE
    assert margins_met(second).equals(margins_met(made))
    assert second.persons["wage_income"].to_numpy().dtype == made.persons["wage_income"].to_numpy().dtype


def test_other_arguments_and_another_recipe_have_files_of_their_own(cache, seed, monkeypatch) -> None:
    kept_county(seed, SIZE)
    for arguments in ((seed + 1, SIZE, "fujian"), (seed, SIZE + 1, "fujian"), (seed, SIZE, "national")):
        assert not (cache / kept._fingerprint(*arguments)).exists()
    (name,) = (place.name for place in cache.iterdir())
    assert name == kept._fingerprint(seed, SIZE, "fujian")
    edited = cache.parent / "place"
    copytree(SHIPPED.folder, edited)
    with using_place(edited):
        assert kept._fingerprint(seed, SIZE, "fujian") == name  # the same place in another folder
    one = min(edited.joinpath("statistics").iterdir())
    one.write_bytes(one.read_bytes() + b"\n")
    with using_place(edited):
        assert kept._fingerprint(seed, SIZE, "fujian") != name
    monkeypatch.setattr(kept, "version", lambda _: "0")
    assert kept._fingerprint(seed, SIZE, "fujian") != name


def test_a_broken_file_is_made_anew(cache, seed) -> None:
    made = kept_county(seed, SIZE)
    (place,) = cache.iterdir()
    for broken in (b"", b"ARROW1\0\0 and no more", (place / "persons.arrow").read_bytes()[:-40]):
        (place / "persons.arrow").write_bytes(broken)
        assert kept_county(seed, SIZE).digest() == made.digest()
        assert pl.read_ipc(place / "persons.arrow").height == made.persons.height
    (place / "households.arrow").unlink()
    assert kept_county(seed, SIZE).digest() == made.digest()


def test_a_cache_that_cannot_be_written_changes_nothing(monkeypatch, tmp_path, seed) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "file"))
    assert kept_county(seed, SIZE).digest() == synthesize(seed, SIZE).digest()


def test_only_the_last_few_are_kept(cache, seed) -> None:
    for k in range(5):
        kept_county(seed + k, SIZE)
    assert len(list(cache.iterdir())) == kept._MOST
    assert (cache / kept._fingerprint(seed + 4, SIZE, "fujian")).exists()


def test_a_damaged_block_is_found(cache, seed) -> None:
    made = kept_county(seed, SIZE)
    (place,) = cache.iterdir()
    for table in ("persons", "households"):
        path = place / f"{table}.arrow"
        content = bytearray(path.read_bytes())
        middle = len(content) // 2
        content[middle : middle + 512] = bytes(512)  # a block that never reached the disk: still a whole Arrow file
        path.write_bytes(content)
        assert kept_county(seed, SIZE).digest() == made.digest()
    for damaged in ("", "{}", "[1]", "null", '{"persons": 1}'):
        (place / "digests.json").write_text(damaged)
        assert kept_county(seed, SIZE).digest() == made.digest()


def test_a_cache_in_a_folder_with_brackets_is_read(tmp_path, seed, monkeypatch) -> None:
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "cache[1]"))
    made = kept_county(seed, SIZE)
    monkeypatch.setattr(kept, "synthesize", lambda *_: pytest.fail("made again"))
    assert kept_county(seed, SIZE).digest() == made.digest()
