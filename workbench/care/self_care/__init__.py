"""Self-care of a scenario's residents: its factors, their fit to published shares, and the smoothing told."""
