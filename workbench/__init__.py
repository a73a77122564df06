"""The social-assistance workbench: the names a notebook needs, each loaded when it is first used."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from workbench.categories import AidStatus as AidStatus
from workbench.categories import DibaoMethod as DibaoMethod
from workbench.categories import DisabilityType as DisabilityType
from workbench.categories import Housing as Housing
from workbench.categories import Residence as Residence
from workbench.categories import SelfCare as SelfCare
from workbench.categories import Sex as Sex
from workbench.categories import SinglePersonRule as SinglePersonRule
from workbench.categories import StudentStage as StudentStage
from workbench.categories import Switch as Switch
from workbench.version import __version__ as __version__

# name -> the module that offers it. Loading late keeps `import workbench` fast: the compiler, the charts and the
# widgets come in only when somebody asks for them.
_OFFERED = {
    "Population": "workbench.population",
    "synthesize": "workbench.population",
    "county": "workbench.population",
    "Lives": "workbench.population.lives",
    "lives": "workbench.population.lives",
    "lives_backcast": "workbench.population.lives",
    "margins_met": "workbench.population",
    "fit_income": "workbench.population",
    "open_partitions": "workbench.population",
    "write_partitions": "workbench.population",
    "Spread": "workbench.parameter.distributions",
    "Scenario": "workbench.scenario",
    "load_scenario": "workbench.scenario_folder",
    "list_scenarios": "workbench.scenario_folder",
    "scenario_schema": "workbench.scenario_schema",
    "save_scenario_schema": "workbench.scenario_schema",
    "Run": "workbench.simulation",
    "Override": "workbench.parameter.book",
    "Parameter": "workbench.parameter.book",
    "define_parameter": "workbench.reform",
    "simulate": "workbench.simulation",
    "sweep": "workbench.simulation",
    "latin_hypercube": "workbench.simulation",
    "sampling_error": "workbench.simulation",
    "sobol_points": "workbench.simulation",
    "compare": "workbench.simulation",
    "calibrate": "workbench.calibration",
    "caseload_trend": "workbench.calibration",
    "fit_take_up_rate": "workbench.calibration",
    "take_up_rates": "workbench.calibration",
    "explain": "workbench.household",
    "compare_explanations": "workbench.household",
    "family": "workbench.household",
    "ladder": "workbench.household",
    "who_pays": "workbench.simulation",
    "programme_costs": "workbench.simulation",
    "types_by_town": "workbench.simulation",
    "draw": "workbench.uncertainty",
    "draw_policies": "workbench.uncertainty",
    "sensitivity": "workbench.uncertainty",
    "county_ensemble": "workbench.uncertainty",
    "forks": "workbench.uncertainty",
    "information_value": "workbench.uncertainty",
    "interval_limits": "workbench.uncertainty",
    "screen": "workbench.uncertainty",
    "fit_posterior": "workbench.calibration",
    "goal_seek": "workbench.decisions",
    "decompose": "workbench.decisions",
    "years": "workbench.yearly",
    "caseload_comparison": "workbench.yearly",
    "ReceiptMemory": "workbench.yearly",
    "MemoryAssumptions": "workbench.yearly",
    "fit_entry": "workbench.yearly",
    "income_growth": "workbench.yearly",
    "compare_years": "workbench.yearly",
    "decompose_years": "workbench.yearly",
    "draw_years": "workbench.yearly",
    "goal_years": "workbench.decisions.path_goal",
    "budget_table": "workbench.yearly",
    "for_county": "workbench.engine.rule",
    "for_household": "workbench.engine.rule",
    "for_person": "workbench.engine.rule",
    "sum_over_members": "workbench.engine.rule",
    "set_place": "workbench.place",
    "using_place": "workbench.place",
    "current_place": "workbench.place",
    "check_place": "workbench.place_check",
    "set_language": "workbench.language",
    "current_language": "workbench.language",
    "brief": "workbench.briefing",
    "record": "workbench.briefing",
    "verify": "workbench.briefing",
    "open_dashboard": "workbench.dashboard",
    "parameters": "workbench.results",
    "table": "workbench.charts",
    "WorkbenchError": "workbench.errors",
}
_ROOMS = (
    "briefing",
    "calibration",
    "care",
    "charts",
    "decisions",
    "household",
    "law",
    "measures",
    "population",
    "uncertainty",
    "yearly",
)
__all__ = [*_OFFERED, *_ROOMS]  # noqa: PLE0604 - names of the two tables above

# The categories that rules compare with are here at once: a rule of a notebook reads them from this module.
_CATEGORIES = (
    "AidStatus",
    "DibaoMethod",
    "DisabilityType",
    "Housing",
    "Residence",
    "SelfCare",
    "Sex",
    "SinglePersonRule",
    "StudentStage",
    "Switch",
)
__all__ = sorted([*_OFFERED, *_ROOMS, *_CATEGORIES, "__version__"])  # noqa: PLE0605 - the list is made above

if TYPE_CHECKING:
    from workbench import briefing as briefing
    from workbench import care as care
    from workbench import charts as charts
    from workbench import decisions as decisions
    from workbench import law as law
    from workbench import measures as measures
    from workbench import yearly as yearly
    from workbench.briefing import brief as brief
    from workbench.briefing import record as record
    from workbench.briefing import verify as verify
    from workbench.calibration import calibrate as calibrate
    from workbench.calibration import caseload_trend as caseload_trend
    from workbench.calibration import fit_posterior as fit_posterior
    from workbench.calibration import fit_take_up_rate as fit_take_up_rate
    from workbench.calibration import take_up_rates as take_up_rates
    from workbench.charts import table as table
    from workbench.dashboard import open_dashboard as open_dashboard
    from workbench.decisions import decompose as decompose
    from workbench.decisions import goal_seek as goal_seek
    from workbench.decisions.path_goal import goal_years as goal_years
    from workbench.engine.rule import for_county as for_county
    from workbench.engine.rule import for_household as for_household
    from workbench.engine.rule import for_person as for_person
    from workbench.engine.rule import sum_over_members as sum_over_members
    from workbench.errors import WorkbenchError as WorkbenchError
    from workbench.household import compare_explanations as compare_explanations
    from workbench.household import explain as explain
    from workbench.household import family as family
    from workbench.household import ladder as ladder
    from workbench.language import current_language as current_language
    from workbench.language import set_language as set_language
    from workbench.parameter.book import Override as Override
    from workbench.parameter.book import Parameter as Parameter
    from workbench.parameter.distributions import Spread as Spread
    from workbench.place import current_place as current_place
    from workbench.place import set_place as set_place
    from workbench.place import using_place as using_place
    from workbench.place_check import check_place as check_place
    from workbench.population import Population as Population
    from workbench.population import county as county
    from workbench.population import fit_income as fit_income
    from workbench.population import margins_met as margins_met
    from workbench.population import open_partitions as open_partitions
    from workbench.population import synthesize as synthesize
    from workbench.population import write_partitions as write_partitions
    from workbench.population.lives import Lives as Lives
    from workbench.population.lives import lives as lives
    from workbench.population.lives import lives_backcast as lives_backcast
    from workbench.reform import define_parameter as define_parameter
    from workbench.results import parameters as parameters
    from workbench.scenario import Scenario as Scenario
    from workbench.scenario_folder import list_scenarios as list_scenarios
    from workbench.scenario_folder import load_scenario as load_scenario
    from workbench.scenario_schema import save_scenario_schema as save_scenario_schema
    from workbench.scenario_schema import scenario_schema as scenario_schema
    from workbench.simulation import Run as Run
    from workbench.simulation import compare as compare
    from workbench.simulation import latin_hypercube as latin_hypercube
    from workbench.simulation import programme_costs as programme_costs
    from workbench.simulation import sampling_error as sampling_error
    from workbench.simulation import simulate as simulate
    from workbench.simulation import sobol_points as sobol_points
    from workbench.simulation import sweep as sweep
    from workbench.simulation import types_by_town as types_by_town
    from workbench.simulation import who_pays as who_pays
    from workbench.uncertainty import draw as draw
    from workbench.uncertainty import draw_policies as draw_policies
    from workbench.uncertainty import forks as forks
    from workbench.uncertainty import information_value as information_value
    from workbench.uncertainty import interval_limits as interval_limits
    from workbench.uncertainty import screen as screen
    from workbench.uncertainty import sensitivity as sensitivity
    from workbench.uncertainty.ensembles import county_ensemble as county_ensemble
    from workbench.yearly import MemoryAssumptions as MemoryAssumptions
    from workbench.yearly import ReceiptMemory as ReceiptMemory
    from workbench.yearly import budget_table as budget_table
    from workbench.yearly import caseload_comparison as caseload_comparison
    from workbench.yearly import compare_years as compare_years
    from workbench.yearly import decompose_years as decompose_years
    from workbench.yearly import draw_years as draw_years
    from workbench.yearly import fit_entry as fit_entry
    from workbench.yearly import income_growth as income_growth
    from workbench.yearly import years as years


def __getattr__(name: str) -> Any:
    """Load an offered name on its first use (PEP 562); a misspelt one gets the nearest known name."""
    if name in _OFFERED:
        value = getattr(import_module(_OFFERED[name]), name)
    elif name in _ROOMS:
        value = import_module(f"workbench.{name}")
    else:
        from workbench.errors import nearest

        guess = nearest(name, __all__)
        hint = f"; did you mean {guess!r}?" if guess else ""
        raise AttributeError(f"workbench offers no {name!r}{hint}")
    globals()[name] = value
    return value


def _in_notebook() -> None:
    """Let the shell that imports the workbench complete its names; see `workbench.notebook`."""
    if "IPython" in sys.modules:
        import_module("workbench.notebook").set_up()


def __dir__() -> list[str]:
    return sorted([*globals(), *_OFFERED, *_ROOMS])


_in_notebook()
