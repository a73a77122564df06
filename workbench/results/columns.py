"""The columns of result frames by name: unit, title and meaning. A name has one unit in the whole package.

Where the rows of a column have different units (`ROW`, `MEASURE`) another column of the same frame says which. Columns
named after a rule, a parameter or an input of the law have its unit; those named programme_measure the measure's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from workbench.errors import UnknownNameError, unknown
from workbench.language import current_language, word, words
from workbench.law import PROGRAMMES, law

TEXT = "text"  # a word, a code, a list of them
YES_NO = "yes/no"
NUMBER = "number"  # counts what has no unit of its own
ID = "id"  # names a row; never added up
ROW = "by row"  # the unit is in the row: see `_SAYS_UNIT`
MEASURE = "by measure"  # the unit is that of the column that the row's `measure` names
_SAYS_UNIT = ("unit", "name", "measure", "indicator")  # the first of these columns that a frame has


@dataclass(frozen=True)
class Column:
    """One column: its name, the unit of its values, titles in both languages, and its meaning in English."""

    name: str
    unit: str
    zh: str
    en: str
    meaning: str


# unit -> name -> meaning. The titles stand in language/words/columns.toml.
_BY_UNIT: dict[str, dict[str, str]] = {
    TEXT: {
        "action": "convert, build or close",
        "aid": "the aid that comes first",
        "cause": "what changed between two runs",
        "clause": "clause of the law",
        "effect": "what one aid does to another",
        "en": "English label",
        "family": "family of distributions, or of programmes",
        "from": "self-care at the start of a year",
        "before": "self-care at the start of a year",
        "to": "self-care at the end of a year, or the aid that comes after",
        "after": "self-care at the end of a year",
        "grade": "self-care: able, partial, complete",
        "group": "county, town, residence, type of person, or tenth by income",
        "home": "care home",
        "home_en": "care home in English",
        "indicator": "what is measured; names a column",
        "item": "item of the cost of care",
        "kind": "source of uncertainty",
        "layer": "layer of the system of assistance",
        "margin": "figure that a synthetic county should meet",
        "measure": "what is measured; names a column",
        "name": "parameter, or scenario",
        "payer": "who pays",
        "programme": "programme of assistance",
        "programmes": "programmes of assistance",
        "residence": "urban or rural",
        "role": "lever, assumption or statistic; baseline or scenario",
        "section": "part of the law or of care",
        "setting": "at home or in a care home",
        "sex": "female or male",
        "since": "date from which a value holds, or the scenario",
        "source": "document, article or table",
        "status": "published, unverified, estimated, assumed; of a plan: optimal and the like",
        "switch": "parameter that switches a stacking rule",
        "tail": "income tail of the population",
        "town": "town or subdistrict",
        "type": "type of person",
        "types": "types of person that occur together",
        "unit": "unit of the row's values",
        "zh": "Chinese label",
    },
    YES_NO: {
        "covered_after": "receives dibao or tekun in the other run",
        "covered_before": "receives dibao or tekun in the base run",
        "in_force": "the stacking rule holds in the scenario",
        "is_dibao": "of a type in either run",
        "is_disabled": "registered disabled",
        "is_elderly": "60 or older",
        "is_margin": "in a margin household in either run",
        "is_minor": "under 18",
        "is_orphan": "in the orphan scheme",
        "is_seriously_ill": "seriously ill",
        "is_tekun": "tekun in either run",
        "ok": "within the tolerance",
        "outside": "outside the corridor of §3",
        "outside_corridor": "a value lies outside the policy's corridor",
        "unbeaten": "no other policy is at least as good on every aim and better on one",
    },
    NUMBER: {
        "decile": "tenth of residents by income per head before assistance, 1 is the poorest",
        "margins": "how many margins",
        "met": "how many of them are met",
        "parameters": "how many parameters",
        "runs_for_one_per_cent": "futures after which the interval's ends would be known to 1 % of the median",
        "misfit": "difference in tolerances",
    },
    ID: {
        "dwelling_id": "who lives together",
        "home_id": "number of the care home",
        "household_id": "number of the household",
        "person_id": "number of the person",
        "policy": "number of the combination",
        "scenario": "number of the scenario of a sweep",
    },
    "year": {"year": "calendar year"},
    "persons": {
        "able_persons": "tekun persons who care for themselves",
        "after_persons": "persons in the class of income after assistance",
        "before_persons": "persons in the class of income before assistance",
        "complete_persons": "completely disabled tekun persons",
        "covered_persons": "who receive dibao or tekun",
        "disabled_persons": "partly or completely disabled tekun persons",
        "gaining_persons": "whose assistance rises by half a fen a month or more",
        "in_hardship_persons": "in hardship",
        "in_need_persons": "who need a nursing bed",
        "large_persons": "who gain at least the upper limit",
        "losing_persons": "whose assistance falls by half a fen a month or more",
        "loss_persons": "who lose",
        "lost_persons": "covered in the base run only",
        "max_regret": "poor recipients lost against the best choice, in the worst future",
        "mean_regret": "poor recipients lost against the best choice, on average",
        "middle_persons": "who gain between the limits",
        "newly_covered_persons": "covered in the other run only",
        "p90_regret": "poor recipients lost against the best choice, not exceeded in 90 % of futures",
        "persons": "persons",
        "persons_high": "upper end of the 80 % interval",
        "persons_low": "lower end of the 80 % interval",
        "placed_able_persons": "able tekun persons in a home",
        "placed_complete_persons": "completely disabled tekun persons in a home",
        "placed_persons": "disabled tekun persons in a home",
        "poor": "below the dibao standard before assistance",
        "poor_recipients": "poor who receive",
        "recipients": "who receive dibao or tekun",
        "residents": "who live in care homes",
        "nursing_residents": "who live in a nursing bed",
        "small_persons": "who gain less than the lower limit",
        "staff_gap": "care workers missing",
        "staff_needed": "care workers needed",
        "unmet_persons": "who find no place that they would take",
        "waiting_persons": "who wait for a place",
        "willing_persons": "who would live in a home",
        "without_type_persons": "in hardship and of none of the ten types",
    },
    "households": {"households": "households", "weight": "households that a row stands for"},
    "persons/household": {"persons_per_household": "recipients per recipient household"},
    "persons/year": {"arrivals_per_year": "who begin to need a place in a year"},
    "beds": {
        "beds": "beds; of works: beds converted, built or closed",
        "beds_after": "beds after the works",
        "beds_before": "beds before the works",
        "built": "beds built",
        "capacity_beds": "beds that can be renovated in a year",
        "closed": "beds closed",
        "converted": "beds converted into nursing beds",
        "more_beds": "nursing beds beyond the plan's",
        "nursing_after": "nursing beds after the works",
        "nursing_before": "nursing beds before the works",
        "nursing_beds": "nursing beds",
        "nursing_beds_wanted": "nursing beds that the tekun persons of the policy would need",
        "places": "places within reach",
    },
    "beds/100 persons": {"nursing_beds_per_100_in_need": "nursing beds per 100 persons who need one"},
    "days": {
        "mean_wait_days": "mean wait",
        "mean_wait_days_of_those_who_wait": "mean wait of those who wait at all",
    },
    "years": {"stay_years": "mean stay in a place"},
    "yuan": {
        "budget_yuan": "what may be spent on works in a year",
        "cost_yuan": "cost of the works",
    },
    "yuan/year": {
        "budget_yuan_per_year": "what a fund has",
        "capital_yuan": "cost of works in a year",
        "claims_yuan_per_year": "what is claimed of a fund",
        "cost_change_yuan_per_year": "change of cost",
        "cost_with_care_yuan_per_year": "cost with what care costs beyond basic standard and care fee",
        "cost_yuan_per_year": "cost",
        "cost_yuan_per_year_aid_first": "cost where medical aid pays first",
        "county_cost_yuan_per_year": "the county's own share of the cost",
        "emergency_yuan_per_year": "emergency assistance",
        "high_yuan_per_year": "upper end of the interval of the cost",
        "low_yuan_per_year": "lower end of the interval of the cost",
        "median_yuan_per_year": "median cost over the futures",
        "reserve_yuan_per_year": "reserve of a town for emergencies",
        "running_yuan": "running cost of care in a year",
        "short_yuan_per_year": "emergencies beyond the reserve",
        "unpaid_yuan_per_year": "claims beyond the budget",
        "yuan_per_year": "cost",
    },
    "yuan/month": {
        "aid_yuan_per_month": "all aid of the household",
        "amount_yuan_per_month": "amount",
        "baseline_yuan": "standard of the baseline",
        "change_yuan_per_month": "change of the household's assistance per member",
        "from_yuan": "lower end of the class of income per head",
        "high_yuan": "standard at the corridor's upper end",
        "income": "the household's own income",
        "income_after_aid": "own income and aid",
        "loss_yuan_per_month": "what one fen more of own income loses",
        "low_yuan": "standard at the corridor's lower end",
        "mean_change_yuan_per_month": "change of assistance, mean over all persons of the group",
        "rural_dibao_standard": "rural dibao standard",
        "rural_tekun_basic_standard": "basic standard of rural tekun persons",
        "rural_yuan": "rural dibao standard",
        "scenario_yuan": "standard of the scenario",
        "to_yuan": "upper end of the class of income per head",
        "urban_dibao_standard": "urban dibao standard",
        "urban_tekun_basic_standard": "basic standard of urban tekun persons",
        "urban_yuan": "urban dibao standard",
    },
    "share": {
        "adequacy": "transfer of recipients as a share of the standard",
        "baseline_coverage": "recipients of residents in the baseline",
        "benefit_cost_ratio": "share of the money that closes the poverty gap",
        "benefit_to_standard": "mean benefit per recipient as a share of the standard",
        "centralised_rate": "disabled tekun persons who live in a home",
        "centralised_rate_complete": "completely disabled tekun persons who live in a home",
        "chance": "share of futures in which a promise is kept",
        "chance_both": "share of futures in which both targets are met",
        "chance_both_out_of_sample": "the same in futures that the plan has not seen",
        "chance_of_giving_up": "who die or leave while they wait",
        "chance_of_wait": "arrivals who must wait",
        "chance_shortage": "share of futures with a shortage of beds",
        "chance_within_budget": "share of futures in which the cost is within the budget",
        "confidence": "share of futures in which the targets must hold",
        "coverage": "recipients of residents; of a failure box: failing futures that lie in it",
        "coverage_change": "change of recipients of residents",
        "coverage_of_poor": "poor who live in a dwelling that receives",
        "density": "futures of the box that fail",
        "disabled_share": "recipients who are registered disabled",
        "elderly_share": "recipients of 60 and more",
        "exclusion_error": "poor who do not receive",
        "first": "part of the variance that an assumption explains alone",
        "first_high": "upper end of its 80 % interval",
        "first_low": "lower end of its 80 % interval",
        "gap_after": "poverty gap after assistance",
        "gap_before": "poverty gap before assistance",
        "gap_reduction": "part of the poverty gap that assistance closes",
        "headcount_after": "poor after assistance, of residents",
        "headcount_before": "poor before assistance, of residents",
        "inclusion_error": "recipients who are not poor",
        "income_share": "part of all income",
        "largest_group_error": "largest relative error of a published group mean",
        "leakage": "money that goes to those who are not poor",
        "marginal_rate": "what is lost of one yuan more of own income",
        "mass": "futures that lie in the box",
        "minor_share": "recipients under 18",
        "nursing_bed_share": "nursing beds of all beds",
        "nursing_occupancy": "nursing beds that are lived in",
        "occupancy": "beds that are lived in",
        "population_share": "part of all residents, the poorest first",
        "probability": "share of futures",
        "published": "probability of a change of self-care in a year, as published",
        "recalibrated": "the same, fitted to the county",
        "rescaled": "the same, with the mortality of the county",
        "smoothed": "the same, smoothed over ages",
        "share_aged_60_and_over": "residents of 60 and more",
        "share_below_3451": "residents below 3,451 yuan a year",
        "share_disabled": "residents registered disabled",
        "share_of_futures_at_most": "futures that cost at most this",
        "share_of_residents": "recipients of residents",
        "share_paid": "part of each claim that a fund pays",
        "share_under_18": "residents under 18",
        "squared_gap_after": "squared poverty gap after assistance",
        "targeting_differential": "coverage of the poor less coverage of the others",
        "total": "part of the variance that goes when an assumption is known",
        "total_high": "upper end of its 80 % interval",
        "total_low": "lower end of its 80 % interval",
        "women_share": "recipients who are women",
        "unmet_share": "of those who would live in a home, who find no place",
    },
    "index": {
        "cgh_index": "targeting index of Coady, Grosh and Hoddinott",
        "gini": "Gini coefficient",
        "gini_after": "Gini coefficient after assistance",
    },
    ROW: {
        "amount": "part of the change that a cause has",
        "at": "where one fen more loses",
        "difference": "got less target",
        "expected": "with every assumption at its value",
        "got": "what came out",
        "high": "upper end",
        "high_50": "upper end of the 50 % interval",
        "high_80": "upper end of the 80 % interval",
        "high_95": "upper end of the 95 % interval",
        "high_error": "standard error of the upper end",
        "low": "lower end",
        "low_50": "lower end of the 50 % interval",
        "low_80": "lower end of the 80 % interval",
        "low_95": "lower end of the 95 % interval",
        "low_error": "standard error of the lower end",
        "mean": "mean over the futures",
        "median": "median over the futures",
        "mode": "most likely value",
        "sd": "standard deviation over the futures",
        "target": "what should come out",
        "tolerance": "largest difference that will do",
        "value": "value",
    },
    MEASURE: {
        "at_high": "result with the assumption at its upper end",
        "at_low": "result with the assumption at its lower end",
    },
}
_MEASURES = ("households", "persons", "cost_yuan_per_year")


def _declared() -> dict[str, tuple[str, str]]:
    """Return unit and meaning by name; a name that stands under two units is refused."""
    found: dict[str, tuple[str, str]] = {}
    for unit, names in _BY_UNIT.items():
        for name, meaning in names.items():
            if name in found:
                raise UnknownNameError(f"column {name!r} stands under {found[name][0]!r} and {unit!r}")
            found[name] = unit, meaning
    return found


COLUMNS: Mapping[str, tuple[str, str]] = _declared()


def column(name: str) -> Column | None:
    """Return what a column of this name is in every result; None for a name that no result has."""
    titles = words().get(f"columns.{name}")
    zh, en = (titles["zh"], titles["en"]) if titles else ("", "")
    if name in COLUMNS:
        unit, meaning = COLUMNS[name]
        return Column(name, unit, zh or name, en or name, meaning)
    book = law()
    if name in book.parameters:
        parameter = book.parameters[name]
        return Column(name, parameter.unit, zh or parameter.zh, en or parameter.en, parameter.en)
    if name in book.inputs:
        told = book.inputs[name]
        return Column(name, told.unit or TEXT, zh or told.zh, en or told.en, told.en)
    if name in book.rules:
        rule = book.rules[name]
        return Column(name, rule.unit, zh or rule.zh, en or name.replace("_", " "), rule.sentence)
    return _of_programme(name)


def _of_programme(name: str) -> Column | None:
    """Return the column of one programme's measure, such as dibao_persons."""
    for programme in PROGRAMMES:
        for measure in _MEASURES:
            if name == f"{programme.name}_{measure}":
                unit, meaning = COLUMNS[measure]
                titles = words()[f"columns.{measure}"]
                zh, en = f"{programme.zh}{titles['zh']}", f"{programme.en} {titles['en']}"
                return Column(name, unit, zh, en, f"{programme.en}: {meaning}")
    return None


def title(name: str) -> str:
    """Return a column's title in the language that is on; a name that no result has stays as it is."""
    known = column(name)
    if known is None:
        return word(f"columns.{name}") if f"columns.{name}" in words() else name
    return known.zh if current_language() == "zh" else known.en


def unit_of_row(known: Column, row: Mapping[str, object]) -> str | None:
    """Return the unit of a column's value in one row; None where the row does not say it."""
    if known.unit == MEASURE:
        return _unit_named(row.get("measure"))
    if known.unit != ROW:
        return known.unit
    deciding = next((name for name in _SAYS_UNIT if name in row), None)
    if deciding is None:
        return None
    said = row[deciding]
    return str(said) if deciding == "unit" and said is not None else _unit_named(said)


def _unit_named(name: object) -> str | None:
    found = column(str(name)) if name is not None else None
    return None if found is None or found.unit in (ROW, MEASURE, TEXT) else found.unit


def columns(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per column of a result frame: column, type, unit, zh, en, meaning.

    Raises UnknownNameError with the nearest name for a column that no result has.
    """
    rows = []
    for name, kind in frame.schema.items():
        known = column(name)
        if known is None:
            raise unknown("column", name, COLUMNS)
        rows.append((name, str(kind), known.unit, known.zh, known.en, known.meaning))
    return pl.DataFrame(rows, schema=["column", "type", "unit", "zh", "en", "meaning"], orient="row")
