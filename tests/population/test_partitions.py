"""Parts on disk: read literally, damage found, ids of joined populations apart."""

import polars as pl
import pytest

from workbench.errors import InputError
from workbench.population import Population, open_partitions, synthesize, write_partitions

SIZE = 2_000


@pytest.fixture(scope="module")
def people() -> Population:
    return synthesize(3, SIZE)


def numbered(first: int) -> Population:
    """Two persons, the household's id and theirs from `first` on."""
    persons = pl.DataFrame(
        {"person_id": [first, first + 1], "household_id": [first] * 2, "age": [44, 41], "sex": ["male", "female"]}
    )
    return Population.from_frames(
        persons, pl.DataFrame({"household_id": [first], "town": ["鲁村镇"], "residence": ["rural"]})
    )


def test_a_folder_with_brackets_is_read_literally(people, tmp_path):
    for name in ("parts[12]", "parts1"):
        write_partitions(people if name == "parts[12]" else numbered(1), tmp_path / name, parts=1)
    assert open_partitions(tmp_path / "parts[12]").part(0).content_digest() == people.content_digest()


@pytest.mark.parametrize("name", ["persons-00001.parquet", "households-00001.parquet", "towns.parquet"])
def test_a_changed_file_is_refused(people, tmp_path, name):
    parts = write_partitions(people, tmp_path, parts=2)
    frame = pl.read_parquet(tmp_path / name)
    frame.reverse().write_parquet(tmp_path / name)
    with pytest.raises(InputError, match="was changed after it was written"):
        parts.part(1)
    (tmp_path / name).unlink()
    with pytest.raises(InputError, match="can't be read"):
        parts.part(1)


def test_ids_of_joined_populations_stay_apart(tmp_path):
    parts = write_partitions([numbered(1), numbered(1)], tmp_path / "joined")
    ids = [parts.part(k).persons["person_id"].to_list() for k in range(2)]
    assert ids == [[1, 2], [10**12 + 1, 10**12 + 2]]
    # 10¹² + 5 in the first population would be number 5 of the second
    with pytest.raises(InputError, match=r"population 1: its largest id is 1,000,000,000,006; .* ids below"):
        write_partitions([numbered(10**12 + 5), numbered(5)], tmp_path / "collided")
