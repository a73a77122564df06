"""Which columns each result frame has: checked when the frame is made, and described for a reader."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from workbench.errors import InputError, UnknownNameError, nearest, unknown
from workbench.results.columns import TEXT, column, declared_columns, fits, law_columns, values_of

_CHANGES = (
    "persons newly_covered_persons lost_persons gaining_persons losing_persons mean_change_yuan_per_month "
    "basic_cost_change_yuan_per_year all_aid_cost_change_yuan_per_year"
)
_OF_TYPE = "persons_before persons_after entered_persons left_persons"
_SIZES = "loss_persons small_persons middle_persons large_persons"
# frame -> its columns. Frames that also have columns named after swept parameters, rules, programmes or groups end
# with "*".
FRAMES: Mapping[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "totals": "town residence programme households persons cost_yuan_per_year",
        "summary": "programme residence households persons cost_yuan_per_year share_of_residents",
        "persons": "person_id household_id *",
        "households": "household_id dwelling_id town residence weight *",
        "assumptions": "name en zh role value unit status source since",
        "scenario_changes": "name unit this other",
        "parameters": (
            "name zh en role section value low high corridor_low corridor_high valid_low valid_high unit status source "
            "since clause rules programmes"
        ),
        "reason_changes": "rule zh who unit this other begins because",
        "aid_changes": "programme before_yuan_per_month after_yuan_per_month change_yuan_per_month",
        "people": (
            "town residence person_id household_id age age_group sex household_type decile dibao_before dibao_after "
            "tekun_before tekun_after margin_before margin_after is_disabled is_seriously_ill is_elderly is_minor "
            "is_orphan covered_before covered_after change_yuan_per_month all_aid_change_yuan_per_month weight"
        ),
        "changes": f"{_CHANGES} *",
        "changes_by_type": f"{_CHANGES} {_OF_TYPE} *",
        "changes_by_size": f"{_CHANGES} {_SIZES} *",
        "changes_by_size_by_type": f"{_CHANGES} {_SIZES} {_OF_TYPE} *",
        "points": (
            "scenario urban_dibao_standard rural_dibao_standard urban_tekun_basic_standard "
            "rural_tekun_basic_standard outside_corridor *"
        ),
        "grid_totals": "scenario town residence programme households persons cost_yuan_per_year *",
        "grid_who_pays": "scenario programme layer payer cost_yuan_per_year *",
        "grid_summary": "scenario outside_corridor *",
        "grid_distribution": "scenario gini_after headcount_after gap_after squared_gap_after exclusion_error",
        "inputs": "*",
        "policy_points": "*",
        "policy_summary": (
            "persons_low persons_median persons_high "
            "cost_yuan_per_year_low cost_yuan_per_year_median cost_yuan_per_year_high *"
        ),
        "draws_summary": "programme measure mean median low high low_error high_error runs_for_one_per_cent",
        "sampling_error": "programme measure value standard_error relative_error",
        "kinds": "kind measure median sd low high",
        "indicators": (
            "group persons poor covered_persons coverage_of_poor exclusion_error inclusion_error leakage "
            "benefit_cost_ratio gap_reduction adequacy cgh_index targeting_differential headcount_before "
            "headcount_after gap_before gap_after"
        ),
        "caseload": "indicator residence value",
        "lives_events": "year residence event persons households",
        "lives_people": "year age_group sex residence self_care persons",
        "lives_assumptions": "name zh en unit value low high status source",
        "lives_comparison": "year indicator zh en simulated published_figure ratio status source unit",
        "lives_backcast": "year indicator zh en simulated published_figure ratio status source unit",
        "caseload_trend": (
            "year residence zh en standard_yuan_per_month simulated published_figure ratio status source unit"
        ),
        "caseload_comparison": (
            "year indicator zh en simulated published_low published_high within status source unit"
        ),
        "published_comparison": "indicator zh en simulated published_figure ratio status source unit",
        "take_up_rates": "residence entitled_households paid_households take_up_rate",
        "interval_coverage": "measure level counties truths intervals covered error covered_at_half_width",
        "residuals": "indicator residence target tolerance got status source *",
        "posterior": "name zh en value low high prior_low prior_high",
        "posterior_directions": "direction variance_left_share identified",
        "programme_costs": "programme layer households persons cost_yuan_per_year",
        "who_pays": "programme layer payer cost_yuan_per_year",
        "who_pays_change": (
            "programme layer payer cost_before_yuan_per_year cost_after_yuan_per_year cost_change_yuan_per_year"
        ),
        "funds": "programme claims_yuan_per_year budget_yuan_per_year unpaid_yuan_per_year share_paid",
        "town_reserves": "town emergency_yuan_per_year reserve_yuan short_yuan_per_year",
        "types_by_town": "town type persons",
        "type_overlaps": "types persons",
        "untyped": "town in_hardship_persons without_type_persons",
        "ladder": "income income_after_aid aid_yuan_per_month marginal_rate *",
        "cliffs": "at unit loss_yuan_per_month programmes",
        "steep": "low high unit marginal_rate",
        "sensitivity": "name zh en status first first_low first_high total total_low total_high",
        "tornado": "name measure low high at_low at_high",
        "screening": (
            "name zh en status range_kind reason measure low high mu_star mu_star_error effect_sigma effect_share "
            "matters"
        ),
        "forks": (
            "name zh en choice in_force persons cost_yuan_per_year all_aid_cost_yuan_per_year persons_change "
            "cost_change_yuan_per_year all_aid_cost_change_yuan_per_year"
        ),
        "ensemble": "county_number tail name zh en value unit low high",
        "information": "item_kind name zh en measure variance_share variance_share_error narrower_share settles",
        "information_choice": (
            "item_kind name zh en information_persons information_error_persons choice_changes_share settles"
        ),
        "choices": (
            "urban_yuan rural_yuan urban_dibao_ratio rural_dibao_ratio chance cost_yuan_per_year poor_recipients "
            "recipients *"
        ),
        "regret": ("urban_yuan rural_yuan urban_dibao_ratio rural_dibao_ratio mean_regret p90_regret max_regret *"),
        "policies": "policy unbeaten *",
        "box_limits": "name low high",
        "box_steps": "density coverage mass",
        "causes": "measure cause amount low high",
        "need": "year town grade persons persons_low persons_high",
        "projection": "year indicator expected low_95 low_80 low_50 median high_50 high_80 high_95 *",
        "chances": "year target probability",
        "works": "home_id year action beds cost_yuan",
        "homes": (
            "home_id home home_en town beds_before beds_after nursing_before nursing_after converted built closed "
            "cost_yuan status"
        ),
        "plan_years": "year cost_yuan beds closed budget_yuan capacity_beds",
        "best_targets": "name wanted reached proved",
        "budget_frontier": "budget_yuan status cost_yuan converted built closed *",
        "plan_frontier": "confidence status cost_yuan converted built closed chance_both chance_both_out_of_sample",
        "bed_ladder": "more_beds cost_yuan placed_persons unmet_persons chance_both chance_shortage",
        "waiting": (
            "year town arrivals_per_year stay_years places chance_of_wait mean_wait_days "
            "mean_wait_days_of_those_who_wait waiting_persons chance_of_giving_up"
        ),
        "cost_of_care": "grade setting item yuan_per_year",
        "care_costs": "year item payer cost_yuan_per_year",
        "years_totals": "year town residence programme households persons cost_yuan_per_year real_cost_yuan_per_year",
        "years_payers": "year programme layer payer cost_yuan_per_year real_cost_yuan_per_year",
        "years_standards": (
            "year residence standard_yuan_per_month real_standard_yuan_per_month consumption_yuan_per_year status "
            "standard_rule ratio_in_force in_corridor"
        ),
        "years_assumptions": ("path zh en year path_level unit growth growth_low growth_high status source"),
        "years_amounts": "year name zh en follows value unit status source",
        "years_changes": (
            "year programme persons persons_other persons_change cost_yuan_per_year cost_other_yuan_per_year "
            "cost_change_yuan_per_year real_cost_change_yuan_per_year"
        ),
        "years_causes": "cause cost_yuan_per_year persons",
        "years_flows": "year residence flow cause households persons",
        "years_spells": "began left_truncated duration_years ended households",
        "years_budget": "programme payer *",
        "years_bands": "policy quantity year low middle high level futures",
        "years_difference": "quantity year low middle high level futures",
        "years_chances": "policy year budget_yuan_per_year chance",
        "years_inputs": "policy future *",
        "years_goal": (
            "year urban_dibao_ratio rural_dibao_ratio budget_yuan_per_year cost_yuan_per_year high_yuan_per_year "
            "persons chance short_yuan_per_year kept"
        ),
        "years_futures_flows": "policy future year flow cause households persons",
        "margins": "margin group target got difference tolerance ok status source unit use",
    }.items()
}
# Columns that hold words in one frame and numbers in the others: an assumption's value is written with its unit, the
# target of a chance is named by its indicator, a policy of years by its scenario.
_WORDS = {
    ("assumptions", "value"),
    ("parameters", "value"),
    ("chances", "target"),
    *((name, "policy") for name in ("years_bands", "years_chances", "years_inputs", "years_futures_flows")),
}


def checked(frame: pl.DataFrame, name: str, also: Mapping[str, str] | None = None) -> pl.DataFrame:
    """Return a result frame unchanged if it has the columns of its schema, each with values of its kind.

    Only names and types are looked at. Where the schema ends with "*" further columns may follow that are named after
    rules, parameters, inputs or programmes of the law, or stand in `also` (name -> unit), such as those of a
    scenario's own rules. Raises UnknownNameError for a column that is missing, too many or renamed, with the nearest
    name; InputError for values of another kind.
    """
    declared, more = FRAMES[name], also or {}
    for one in declared:
        if one not in (*frame.columns, "*"):
            spare = nearest(one, [given for given in frame.columns if given not in declared])
            remedy = f"rename {spare!r} to it" if spare else f"it has {', '.join(frame.columns)}"
            raise UnknownNameError(f"the frame {name!r} lacks the column {one!r}; {remedy}")
    for one, kind in frame.schema.items():
        known = column(one)
        unit = TEXT if (name, one) in _WORDS else more.get(one) or (known.unit if known else None)
        if unit is None or (one not in declared and "*" not in declared):
            names = declared if "*" not in declared else {*declared, *more, *declared_columns(), *law_columns()}
            near = nearest(one, names)
            remedy = f"did you mean {near!r}?" if near else f"its columns are {', '.join(declared)}"
            raise UnknownNameError(f"the frame {name!r} has the unknown column {one!r}; {remedy}")
        if not fits(unit, kind):
            raise InputError(f"the frame {name!r}: column {one!r} is {kind}; {values_of(unit)} are accepted")
    return frame


def column_table(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per column of a result frame: column, type, unit, zh, en, meaning.

    Raises UnknownNameError with the nearest name for a column that no result has.
    """
    rows = []
    for name, kind in frame.schema.items():
        known = column(name)
        if known is None:
            raise unknown("column", name, declared_columns())
        rows.append((name, str(kind), known.unit, known.zh, known.en, known.meaning))
    return pl.DataFrame(rows, schema=["column", "type", "unit", "zh", "en", "meaning"], orient="row")
