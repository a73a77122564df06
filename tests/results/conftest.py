"""The results that the tests of this room share: one of every kind, of a small county."""

import pytest

from workbench.charts.gallery import sample as gallery_sample
from workbench.charts.gallery.sample import Sample


@pytest.fixture(scope="session")
def sample() -> Sample:
    return gallery_sample.sample(runs=64)
