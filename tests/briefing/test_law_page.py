"""The page of the law is the law as it stands and names every rule and parameter."""

from workbench.briefing.law_page import PAGE, law_page
from workbench.law import law


def test_the_page_of_the_law_is_the_law() -> None:
    """After a change of rules or parameters: python -m workbench.briefing.law_page."""
    assert PAGE.read_text(encoding="utf-8") == law_page()


def test_the_page_of_the_law_names_everything() -> None:
    page = law_page()
    missing = [name for name in (*law().rules, *law().parameters) if f"`{name}`" not in page]
    assert not missing
    assert "mermaid" in page
