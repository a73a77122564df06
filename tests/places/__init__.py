"""Places of the tests: the shipped one, and an invented county of 17 towns."""

from pathlib import Path

from workbench.place import current_place, shipped_places

SHIPPED = current_place()
TOWNS = SHIPPED.towns
YUNLING = Path(__file__).parent / "yunling"
STATISTICS = {path.name: path for path in [*SHIPPED.file("statistics").glob("*.csv"), SHIPPED.file("towns.csv")]}
assert list(shipped_places().values()) == [SHIPPED.folder]
