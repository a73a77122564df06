"""Futures of assumptions and chance, ensembles of counties, sensitivity, legal choices, the price of information."""

from workbench.uncertainty.county_documents import CountyDocument, county_documents
from workbench.uncertainty.drawn_futures import Draws
from workbench.uncertainty.ensembles import CountyEnsemble, county_ensemble, open_ensemble
from workbench.uncertainty.futures import draw, kinds_apart
from workbench.uncertainty.legal_forks import LegalForks, forks
from workbench.uncertainty.limits import interval_limits
from workbench.uncertainty.policy_futures import PolicyDraws, draw_policies
from workbench.uncertainty.price_of_information import InformationValue, information_value
from workbench.uncertainty.screening import Screening, screen
from workbench.uncertainty.sensitivity_analysis import Sensitivity, sensitivity

__all__ = [
    "CountyDocument",
    "CountyEnsemble",
    "Draws",
    "InformationValue",
    "LegalForks",
    "PolicyDraws",
    "Screening",
    "Sensitivity",
    "county_documents",
    "county_ensemble",
    "draw",
    "draw_policies",
    "forks",
    "information_value",
    "interval_limits",
    "kinds_apart",
    "open_ensemble",
    "screen",
    "sensitivity",
]
