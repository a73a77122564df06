"""The language that was on before a test is on again after it."""

from collections.abc import Iterator

import pytest

from workbench.language import current_language, set_language


@pytest.fixture(autouse=True)
def _language_restored() -> Iterator[None]:
    before = current_language()
    yield
    set_language(before)
