"""Parameters that nobody publishes, fitted to the published caseload or to a surveyed take-up rate."""

from workbench.calibration.caseload import caseload
from workbench.calibration.fit import CalibrationResult, calibrate
from workbench.calibration.take_up import fit_take_up_rate, take_up_rates
from workbench.calibration.targets import Target, default_targets

__all__ = [
    "CalibrationResult",
    "Target",
    "calibrate",
    "caseload",
    "default_targets",
    "fit_take_up_rate",
    "take_up_rates",
]
