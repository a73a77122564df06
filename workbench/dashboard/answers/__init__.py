"""Runs and answers that take longer than a slider may wait, kept by what they depend on."""
