"""The page's address: what is written is read again; what is wrong is said and changes nothing."""

import pytest

from workbench.dashboard import State
from workbench.dashboard.state import address
from workbench.dashboard.state.invented_family import InventedFamily
from workbench.errors import InputError, UnknownNameError

pytestmark = pytest.mark.usefixtures("english")


def full(baseline) -> State:
    state = State(language="en").with_lever("urban_dibao_ratio", 0.33, baseline).keep()
    state = state.with_lever("rural_tekun_multiple", 1.45, baseline).on_page("cost").at_town("悦庄镇")
    state = state.with_goal("payer", "all").with_goal("budget", 62_500_000.0).with_goal("confidence", 0.8)
    return state.of_told(
        InventedFamily().with_member(0, "age", 71).with_one_more().with_household("residence", "urban")
    )


def test_what_is_written_is_read_again(baseline) -> None:
    before = full(baseline)
    text = address.written(before)
    assert text.isascii()
    found = address.read(f"#{text}", baseline, State())
    for name in ("language", "page", "town", "budget", "confidence", "payer", "told"):
        assert getattr(found, name) == getattr(before, name), name
    assert dict(found.levers) == dict(before.levers)
    assert {k: dict(v) for k, v in found.kept.items()} == {"A": {"urban_dibao_ratio": 0.33}}
    assert address.written(found) == text


def test_the_order_of_the_parts_does_not_matter(baseline) -> None:
    text = address.written(full(baseline))
    turned = "&".join(reversed(text.split("&")))
    assert address.written(address.read(turned, baseline, State())) == text


def test_an_empty_address_is_the_beginning_in_the_same_language(baseline) -> None:
    assert address.read("#", baseline, State(language="en")) == State(language="en")


def test_a_kept_scenario_and_the_way_back_survive_the_browsers_back(baseline) -> None:
    before = State().with_lever("urban_dibao_ratio", 0.33, baseline).keep()
    found = address.read("page=helped", baseline, before)
    assert set(found.kept) == {"A"}
    assert found.past == before.past


@pytest.mark.parametrize(
    ("text", "problem", "said"),
    [
        ("page=overveiw", UnknownNameError, "did you mean 'overview'"),
        ("urban_dibao_ratoi=0.33", UnknownNameError, "did you mean 'urban_dibao_ratio'"),
        ("urban_dibao_ratio=high", InputError, "a number is wanted"),
        ("urban_dibao_ratio=33", InputError, "Urban dibao standard .*: 3,300% makes no sense"),
        ("lang=fr", UnknownNameError, "fr"),
        ("town=Atlantis", UnknownNameError, "Atlantis"),
        ("A=urban_dibao_ratoi:0.3", UnknownNameError, "did you mean 'urban_dibao_ratio'"),
        ("household=me", InputError, "a whole number is wanted"),
        ("household=²", InputError, "a whole number is wanted"),
        (f"household={10**28}", InputError, "a whole number is wanted"),
        ("urban_dibao_ratio=1e400", InputError, "a number is wanted"),
        ("urban_dibao_ratio=1_0", InputError, "a number is wanted"),
        ("page=cost&page=care", InputError, "says 'page' twice"),
        ("page=cost&told=" + "[" * 7_000, InputError, "no family can be read"),
        ("page=cost&x=" + "a" * 8_000, InputError, "at most 8,000 characters"),
        ('told=["rural","南麻街道"' + ',{"age":4}' * 400 + "]", InputError, "8 members at most"),
        ('told=["rural","南麻街道",{"age":1e400}]', InputError, "Age: inf can't be; 0 years to 120 years"),
        ('told=["rural","南麻街道",{"wage_income":5}]', InputError, "each member needs an age"),
        ("told=[", InputError, "no family can be read"),
        ('told=["rural","南麻街道"]', InputError, "at least one member"),
        ("budget=-5", InputError, "a number from 0 is wanted"),
        ("nonsense", InputError, "name=value pairs"),
    ],
)
def test_a_wrong_address_is_said(baseline, text, problem, said) -> None:
    with pytest.raises(problem, match=said):
        address.read(text, baseline, State())


def test_the_page_says_a_wrong_address_and_stays_where_it_is(dashboard) -> None:
    dashboard.handle({"kind": "language", "language": "en"})
    dashboard.handle({"kind": "page", "page": "helped"})
    dashboard.handle({"kind": "address", "address": "#page=nowhere"})
    assert "nowhere" in dashboard.page["error"]
    assert dashboard.state.page == "helped"
    dashboard.handle({"kind": "address", "address": "#page=family&household=999999999"})
    assert "no household 999999999" in dashboard.page["error"]
    dashboard.handle({"kind": "address", "address": "#page=cost&urban_dibao_ratio=0.33"})
    assert dashboard.page["error"] == ""
    assert (dashboard.state.page, dict(dashboard.state.levers)) == ("cost", {"urban_dibao_ratio": 0.33})


def test_the_first_paint_goes_where_the_address_says_or_says_why_not(county, baseline) -> None:
    from workbench.dashboard import open_dashboard

    shown = open_dashboard(county, baseline, "zh")
    shown.handle({"kind": "painted", "address": "#page=cost&lang=en"})
    assert (shown.state.page, shown.page["language"]) == ("cost", "en")
    assert shown.page["address"].startswith("page=cost&lang=en")
    lost = open_dashboard(county, baseline, "zh")
    lost.handle({"kind": "painted", "address": "#page=costs"})
    assert lost.page["error"] == "没有页面'costs'；是否想写'cost'？"
    assert lost.specs  # and the figures are there all the same
