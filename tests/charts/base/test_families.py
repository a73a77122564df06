"""Every programme is of one family, with a name in both languages and a colour."""

from workbench.charts.base.families import FAMILIES, dark, family_colour, family_name, family_of
from workbench.language import LANGUAGES, using_language
from workbench.law import PROGRAMMES

FLOW = {("county", "dibao"): 30.0, ("county", "other"): 10.0, ("central", "dibao"): 60.0, ("charity", "society"): 0.1}
LEFT, RIGHT = ("county", "central", "charity"), ("dibao", "society", "other")


def test_every_programme_is_of_one_family_with_a_name_and_a_colour() -> None:
    found = {one.name: family_of(one.name) for one in PROGRAMMES}
    assert set(found.values()) == set(FAMILIES)
    assert found["inclusive_insurance"] == "society"
    assert len({family_colour(name) for name in FAMILIES}) == len(FAMILIES) - 1  # society and other share the grey
    for language in LANGUAGES:
        with using_language(language):
            assert len({family_name(name) for name in FAMILIES}) == len(FAMILIES)
    assert [name for name in FAMILIES if dark(family_colour(name))] == ["dibao", "temporary", "housing_and_jobs"]
