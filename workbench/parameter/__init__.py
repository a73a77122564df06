"""Dated parameters with source, status, range and corridor; distributions; the strict YAML reader."""
