"""How self-care and life change from year to year: published matrices, smoothed, rescaled, recalibrated."""
