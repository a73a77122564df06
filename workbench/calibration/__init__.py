"""Parameters that nobody publishes, fitted to the published caseload: targets, fit, residuals."""

from workbench.calibration.caseload import caseload
from workbench.calibration.fit import CalibrationResult, calibrate
from workbench.calibration.targets import Target, default_targets

__all__ = ["CalibrationResult", "Target", "calibrate", "caseload", "default_targets"]
