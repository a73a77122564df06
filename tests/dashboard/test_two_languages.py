"""Two pages in one process, one in each language: at the same time, and neither says a word of the other."""

import asyncio
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.dashboard import Dashboard, open_dashboard
from workbench.language import current_language, set_language

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# What is Chinese on an English page too: the switch, the names in which towns and documents are chosen or cited.
CHINESE_ANYWHERE = {"中文"}
MOVES = (0.31, 0.36, 0.30, 0.33)


def turn(page: Dashboard, ratio: float) -> str:
    """Move a lever outside and inside the corridor, on each page with words of its own; what the page then says."""
    found = []
    for name in ("overview", "helped", "assumptions"):
        page.handle({"kind": "page", "page": name})
        page.handle({"kind": "lever", "name": "urban_dibao_ratio", "value": ratio})
        parts = ("sections", "tiles", "finding", "under", "warnings", "words", "printed", "assumed", "chips", "pages")
        found += [json.dumps(page.page[part], ensure_ascii=False) for part in parts]
    return "\n".join(found)


def assert_only(language: str, text: str) -> None:
    if language == "en":
        assert set(CHINESE.findall(text)) <= CHINESE_ANYWHERE
    else:
        assert "Baseline" not in text
        assert "基线" in text
        assert not re.search(r"¥|\d (?:bed|person)", text)


@pytest.fixture
def pages(county, baseline) -> dict[str, Dashboard]:
    return {language: open_dashboard(county, baseline, language) for language in ("zh", "en")}


def test_pages_in_two_threads_never_mix_their_languages(pages: dict[str, Dashboard]) -> None:
    before = current_language()
    meet = threading.Barrier(2)

    def visit(language: str) -> None:
        for ratio in MOVES:
            meet.wait(timeout=60)
            assert_only(language, turn(pages[language], ratio))

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(visit, language) for language in pages]:
            done.result()
    assert current_language() == before


def test_pages_in_two_tasks_never_mix_their_languages(pages: dict[str, Dashboard]) -> None:
    async def visit(language: str) -> None:
        set_language("en" if language == "zh" else "zh", session=True)  # the task's own language is not the page's
        for ratio in MOVES:
            await asyncio.sleep(0)
            assert_only(language, turn(pages[language], ratio))

    async def both() -> None:
        await asyncio.gather(*(visit(language) for language in pages))

    before = current_language()
    asyncio.run(both())
    assert current_language() == before
