"""A scenario is saved as it is read: every field survives, a changed or cut file is noticed, YAML has no traps."""

import datetime as dt
import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench as wb
from workbench.errors import InputError, ScenarioError
from workbench.law import PAYERS, Shares, law
from workbench.law.programmes import NAMES
from workbench.parameter.book import Override
from workbench.parameter.distributions import Spread
from workbench.parameter.yaml_reader import check_model, parse_yaml
from workbench.parameter.yaml_values import write_yaml
from workbench.results import checked
from workbench.scenario import Calibration, Correlation, Residual, Scenario
from workbench.scenario_file import read_scenario_file
from workbench.scenario_model import ScenarioFile

STATUSES = st.sampled_from(["published", "unverified", "estimated", "assumed"])
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"]), min_size=3, max_size=30
)
TEXTS = TEXTS.filter(lambda text: "\ufeff" not in text)
NUMBERS = {name: one for name, one in law().parameters.items() if not one.choices}
CHOICES = {name: one for name, one in law().parameters.items() if one.choices}


@st.composite
def overrides(draw) -> dict[str, Override]:
    """Values that the law accepts: the dated ones, moved towards an end of what is valid, some with a range."""
    found = {}
    resolved = wb.load_scenario("baseline-2021").resolved()
    for name in draw(st.lists(st.sampled_from(sorted(resolved)), max_size=8, unique=True)):
        item = resolved[name]
        status, source = draw(STATUSES), draw(TEXTS)
        if name in CHOICES:
            found[name] = Override(draw(st.sampled_from(CHOICES[name].choices)), status, source)
            continue
        spread = None
        if item.value > 0 and not NUMBERS[name].alternatives and draw(st.booleans()):  # a legal choice has no range
            valid = NUMBERS[name].valid
            least = 0.0 if valid is None or valid.low is None else valid.low
            low, high = max(item.value * draw(st.floats(0.9, 1)), least), item.value
            spread = Spread(low=low, high=high, family=draw(st.sampled_from(["split_normal", "uniform", "normal"])))
        found[name] = Override(item.written, status, source, spread)
    return found


@st.composite
def shares(draw) -> Shares:
    parts = draw(st.lists(st.integers(0, 10), min_size=len(PAYERS), max_size=len(PAYERS)).filter(any))
    values = {payer: part / sum(parts) for payer, part in zip(PAYERS, parts, strict=True)}
    return Shares(**values, status=draw(STATUSES), source=draw(TEXTS))


@st.composite
def scenarios(draw) -> Scenario:
    given_values = draw(overrides())
    ranged = [name for name, one in given_values.items() if one.spread is not None]
    pairs = tuple(
        Correlation(between=(one, other), rho=draw(st.floats(-0.9, 0.9)), source=draw(TEXTS))
        for one, other in zip(ranged[::2], ranged[1::2], strict=False)
    )
    residual = Residual(
        indicator="rate", residence="rural", target=0.1, tolerance=0.01, got=0.2, status="assumed", source=draw(TEXTS)
    )
    record = Calibration(
        population_seed=1, persons=2, loss=0.5, evaluations=3, residuals=(residual,) * draw(st.integers(0, 2))
    )
    return Scenario(
        name="saved",
        title_zh=draw(TEXTS),
        title_en=draw(TEXTS),
        date=draw(st.dates(dt.date(2021, 1, 1), dt.date(2021, 12, 31))),
        overrides=given_values,
        tail=draw(st.sampled_from([None, "fujian", "national"])),
        calibration=draw(st.sampled_from([None, record])),
        payers=draw(st.dictionaries(st.sampled_from(sorted(NAMES)), shares(), max_size=3)),
        correlations=pairs,
    )


@given(scenarios())
def test_a_saved_scenario_is_read_as_it_was(tmp_path_factory, scenario) -> None:
    """Was: ranges, payers and correlations were gone without a word, and a care value made the file unreadable."""
    path = scenario.save(tmp_path_factory.mktemp("saved") / "saved.yaml")
    assert wb.load_scenario(path) == scenario


@pytest.mark.parametrize("name", wb.list_scenarios())
def test_the_shipped_scenarios_survive(tmp_path: Path, name: str) -> None:
    shipped = wb.load_scenario(name)
    assert wb.load_scenario(shipped.save(tmp_path / f"{name}.yaml")) == shipped


def test_a_calibrated_scenario_keeps_ranges_payers_and_care(tmp_path: Path) -> None:
    base = wb.load_scenario("baseline-2021").replace(renovation_budget_per_year=9_000_000)
    base = base.with_payers(dibao={"central": 0.6, "county": 0.4, "status": "assumed", "source": "a proposal"})
    found = wb.calibrate(wb.synthesize(seed=3, size=4_000), base, evaluations=3)
    found.save(tmp_path / "fitted.yaml")
    read = wb.load_scenario(tmp_path / "fitted.yaml")
    assert read.overrides == found.scenario.overrides
    assert read.payers == base.payers
    assert read.correlations == base.correlations != ()
    assert read.value("renovation_budget_per_year") == 9_000_000


def test_a_saved_file_that_was_cut_or_changed_is_refused(tmp_path: Path) -> None:
    path = wb.load_scenario("baseline-2021").save(tmp_path / "mine.yaml")
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    at = next(k for k, line in enumerate(lines) if line.startswith("  dibao_take_up_rural:"))
    end = next(k for k in range(at + 1, len(lines)) if not lines[k].startswith("    "))
    path.write_text("\n".join([*lines[:at], *lines[end:]]) + "\n", encoding="utf-8")
    with pytest.raises(
        ScenarioError, match=r"mine.yaml:\d+:1: the file was saved .* delete the line that begins with digest"
    ):
        wb.load_scenario(path)
    path.write_text("\n".join(lines[1:]) + "\n", encoding="utf-8")
    assert wb.load_scenario(path).overrides == wb.load_scenario("baseline-2021").overrides


def test_a_saved_file_that_was_cut_after_any_line_is_refused(tmp_path: Path) -> None:
    """Was: the digest stood last, so that a cut file lost it and counted as written by hand."""
    path = wb.load_scenario("baseline-2021").save(tmp_path / "mine.yaml")
    lines = path.read_text(encoding="utf-8").splitlines()
    for most in range(1, len(lines)):
        path.write_text("\n".join(lines[:most]) + "\n", encoding="utf-8")
        with pytest.raises(ScenarioError):
            wb.load_scenario(path)


def test_a_field_that_the_model_gets_later_leaves_saved_files_as_they_are(tmp_path: Path) -> None:
    """Was: the digest was of the defaults too, so that a new field would have made every saved file unreadable."""

    class Later(ScenarioFile):
        note: str = "nothing"
        rates: tuple[float, ...] = ()

    path = wb.load_scenario("baseline-2021").save(tmp_path / "mine.yaml")
    saved, document = read_scenario_file(path)
    later = check_model(Later, document, (), ScenarioError)
    assert later.digest == later.content_digest() == saved.content_digest()
    assert later.model_copy(update={"note": "something"}).content_digest() != later.digest


@pytest.mark.parametrize("place", [True, False])
def test_a_file_whose_digest_is_of_the_defaults_too_is_still_read(tmp_path: Path, place: bool) -> None:
    path = wb.load_scenario("baseline-2021").save(tmp_path / "mine.yaml")
    later = {"digest", "rules", "parameters", "years"} | ({"place"} if not place else set())  # no fields of that model
    whole = read_scenario_file(path)[0].model_dump(mode="json", exclude=later)
    older = hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if place or not line.startswith("place:")]
    assert older not in lines[0]
    path.write_text("\n".join([f"digest: {older}", *lines[1:]]) + "\n", encoding="utf-8")
    assert wb.load_scenario(path).overrides == wb.load_scenario("baseline-2021").overrides
    changed = [line.replace("got: 0.03177", "got: 0.03178") for line in lines[1:]]
    assert changed != lines[1:]
    path.write_text("\n".join([f"digest: {older}", *changed]) + "\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="has been changed or cut short"):
        wb.load_scenario(path)


@pytest.mark.parametrize("sign", ["\x07", "\x00", "\x85", "\u2028", "\ufeff", "\ud800"])
def test_a_title_that_could_not_be_read_again_is_refused_and_leaves_nothing(tmp_path: Path, sign: str) -> None:
    scenario = replace(wb.load_scenario("baseline-2021"), title_en=f"a{sign}b")
    with pytest.raises(
        ScenarioError, match=r"mine.yaml can't be saved, since it couldn't be read again: mine.yaml:\d+:"
    ):
        scenario.save(tmp_path / "mine.yaml")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ScenarioError, match="a text without control characters is wanted"):
        scenario.replace(name=f"a{sign}b")


@pytest.mark.parametrize("title", ["a\rb", "\ta", " a ", "a\n", "", "no", "0110", "# a", "a: b", "'"])
def test_titles_that_yaml_finds_special_are_read_as_they_were(tmp_path: Path, title: str) -> None:
    scenario = replace(wb.load_scenario("baseline-2021"), title_zh=title)
    assert wb.load_scenario(scenario.save(tmp_path / "mine.yaml")).title_zh == title


def test_what_would_be_read_otherwise_is_not_saved(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("workbench.scenario_file.write_yaml", lambda data: write_yaml({**data, "date": "2020-01-01"}))
    with pytest.raises(ScenarioError, match=r"mine.yaml can't be saved: date would be read otherwise than it is"):
        wb.load_scenario("baseline-2021").save(tmp_path / "mine.yaml")
    assert list(tmp_path.iterdir()) == []


def test_a_distribution_without_ends_is_refused(tmp_path: Path) -> None:
    text = "name: mine\ntitle: {zh: 甲, en: A}\ndate: 2021-07-01\nassumptions:\n"
    entry = "  tekun_take_up: {value: 0.9, distribution: uniform, source: somebody}\n"
    (tmp_path / "mine.yaml").write_text(text + entry, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine.yaml:5:3: .*distribution: low and high are wanted beside it"):
        wb.load_scenario(tmp_path / "mine.yaml")


def test_what_differs_between_two_scenarios_is_listed() -> None:
    baseline = wb.load_scenario("baseline-2021")
    assert baseline.diff(baseline).is_empty()
    ranged = Override(0.9, "estimated", "somebody", Spread(low=0.8, high=0.95, family="uniform"))
    other = baseline.replace(urban_dibao_ratio=0.33, tekun_take_up=ranged, date=dt.date(2021, 8, 1))
    table = checked(baseline.diff(other.with_payers(dibao={"central": 1.0})), "scenario_changes")
    assert table["name"].to_list() == ["urban_dibao_ratio", "tekun_take_up", "date", "payers"]
    assert table.row(0) == ("urban_dibao_ratio", "share", "0.3, assumed", "0.33, assumed")
    assert table.row(1)[3] == "0.9 (0.8 to 0.95, uniform), estimated"
    assert table.row(2) == ("date", "text", "2021-07-01", "2021-08-01")
    with pytest.raises(InputError, match="diff: other is 'mixed-33-43'; a Scenario is wanted"):
        baseline.diff("mixed-33-43")


def test_a_scenario_shows_itself_in_one_line() -> None:
    shown = repr(wb.load_scenario("mixed-33-43"))
    assert shown.startswith("Scenario(mixed-33-43 on 2021-07-01, 8 values of its own: urban_dibao_ratio=0.33, rural_")
    assert len(shown) < 200


def test_a_range_that_does_not_hold_its_value_is_not_saved(tmp_path: Path) -> None:
    odd = Override(0.5, "assumed", "somebody", Spread(low=0.8, high=0.9))
    with pytest.raises(ScenarioError, match=r"tekun_take_up can't be saved: .*lies outside low 0.8 to high 0.9"):
        Scenario("a", "甲", "A", dt.date(2021, 7, 1), {"tekun_take_up": odd}).save(tmp_path / "a.yaml")
    assert list(tmp_path.iterdir()) == []


BOMB = "a: &a [1]\nb: &b [*a, *a]\nc: [*b, *b]\n"
STRANGE = {
    BOMB: r"x.yaml:1:4: anchors .* aren't accepted",
    "a: !!null abc\n": r"x.yaml:1:4: the tag !!null isn't accepted",
    "a: !!bool abc\n": r"the tag !!bool isn't accepted",
    "a: !!python/object:os.system x\n": r"the tag .* isn't accepted",
    "a: 0110\n": r"'0110' can't be read: it begins with a zero",
    "a: 07000000\n": r"begins with a zero",
    "a: 1:10:00\n": r"sixties",
    "a: 1_000\n": r"underscore",
    "a: 0x" + "f" * 5000 + "\n": r"another base",
    "[a, b]: 1\n": r"a single word is wanted as the key",
    "{a: 1}: 1\n": r"a single word is wanted as the key",
    "a: \x07b\n": r"x.yaml:1:4: the control character '\\x07'",
    'a: "\\a"\n': r"the control character",
    "a: 1\na: 2\n": r"x.yaml:2:1: the key 'a' stands twice",
    "a: [" * 200 + "]" * 200: r"(levels lie one within|not valid YAML)",
    "a: 2021-02-30\n": r"can't be read",
    "a: 1\n---\nb: 2\n": r"a second document begins here",
    "a: [1\n": r"not valid YAML",
}


@pytest.mark.parametrize("text", STRANGE, ids=[text[:12].strip() for text in STRANGE])
def test_yaml_has_no_traps(text: str) -> None:
    with pytest.raises(ScenarioError, match=STRANGE[text]):
        parse_yaml(text, Path("x.yaml"), ScenarioError)


def test_yes_and_no_are_words() -> None:
    assert parse_yaml("a: no\nb: on\nc: true\n", Path("x.yaml"), ScenarioError).data == {
        "a": "no",
        "b": "on",
        "c": True,
    }


ALPHABET = "ab: -[]{}&*!|>'\"#%@`,?\n\t0.1\u0001\u2028~=<"


@given(st.text(ALPHABET, max_size=60), st.integers(0, 2_000))
def test_whatever_stands_in_a_file_is_read_or_refused_in_a_sentence(noise: str, at: int) -> None:
    shipped = (Path(__file__).parents[1] / "scenarios" / "baseline-2021.yaml").read_text(encoding="utf-8")
    for text in (noise, shipped[:at] + noise + shipped[at + len(noise) :]):
        with suppress(ScenarioError):  # and nothing else
            parse_yaml(text, Path("x.yaml"), ScenarioError)


def test_files_of_a_memory_stick_are_passed_over(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "._a.yaml").write_bytes(b"\x00\x05")
    (tmp_path / "a.yaml").write_text("name: a\n", encoding="utf-8")
    monkeypatch.setenv("WORKBENCH_SCENARIOS", str(tmp_path))
    assert wb.list_scenarios() == ["a"]


def test_all_problems_of_a_file_are_told_at_once_in_the_house_s_words(tmp_path: Path) -> None:
    """Was: pydantic's sentence about `source` and `rho`, and the mistakes beside them only after these were mended."""
    path = tmp_path / "many.yaml"
    path.write_text(
        """name: many
title: {zh: 多, en: Many}
base: baseline-2021
levers:
  urban_dibao_ratio: 33
  rural_dibao_ratoi: 0.4
  work_cost_rate: {value: 0.2, source: x}
assumptions:
  dibao_take_up_rural: {low: 2, mode: 1, high: 3, source: our survey}
  margin_multiple: 1.5
payers:
  dibaoo: {county: 1, status: assumed, source: a proposal}
correlations:
  - {between: [dibao_take_up_rural, dibao_take_up_urban], rho: 1.5, source: the same clerks}
  - {between: [dibao_take_up_rural, dibao_take_up_urbn], rho: 0.5, source: the same clerks}
""",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        wb.load_scenario(path)
    lines = str(caught.value).splitlines()
    starts = [
        "many.yaml:5:3: urban_dibao_ratio = 33 share makes no sense",
        "many.yaml:6:3: unknown parameter 'rural_dibao_ratoi'; did you mean 'rural_dibao_ratio'?",
        "many.yaml:7:32: levers.work_cost_rate.source: a text of at least 3 characters is wanted (got 'x')",
        "many.yaml:9:3: assumptions.dibao_take_up_rural: 1.0 lies outside low 2 to high 3",
        "many.yaml:10:3: 'margin_multiple' is a lever; it belongs under 'levers'",
        "many.yaml:12:3: unknown programme 'dibaoo'; did you mean 'dibao'?",
        "many.yaml:14:59: correlations.0.rho: a number below 1 is wanted (got 1.5)",
        "many.yaml:15:5: unknown parameter 'dibao_take_up_urbn'; did you mean 'dibao_take_up_urban'?",
    ]
    assert len(lines) == len(starts), lines
    for line, start in zip(lines, starts, strict=True):
        assert line.startswith(start), line


def test_all_wrong_values_of_a_file_that_fits_its_model_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    text = "name: two\ntitle: {zh: 二, en: Two}\nbase: baseline-2021\n"
    text += "levers:\n  urban_dibao_ratio: 33\n  rural_ratio: 0.4\n"
    path.write_text(text + "payers: {none: {county: 1, status: assumed, source: proposal}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        wb.load_scenario(path)
    assert [line.split(" ")[0] for line in str(caught.value).splitlines()] == [
        "two.yaml:5:3:",
        "two.yaml:6:3:",
        "two.yaml:7:10:",
    ]
