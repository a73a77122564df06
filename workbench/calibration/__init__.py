"""Parameters that nobody publishes, fitted to the published caseload or to a surveyed take-up rate."""

from workbench.calibration.caseload import caseload
from workbench.calibration.caseload_history import caseload_trend
from workbench.calibration.fit import CalibrationResult, calibrate
from workbench.calibration.posterior import FittedPosterior, centre_shift, fit_posterior
from workbench.calibration.published_comparison import published_comparison
from workbench.calibration.take_up import fit_take_up_rate, take_up_rates
from workbench.calibration.targets import Target, default_targets

__all__ = [
    "CalibrationResult",
    "FittedPosterior",
    "Target",
    "calibrate",
    "caseload",
    "caseload_trend",
    "centre_shift",
    "default_targets",
    "fit_posterior",
    "fit_take_up_rate",
    "published_comparison",
    "take_up_rates",
]
