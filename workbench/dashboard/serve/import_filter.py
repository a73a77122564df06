"""Leaves out what takes a second to load and what neither the page nor its server uses."""

from __future__ import annotations

import sys

# Builds a grammar of international addresses when loaded; jsonschema takes it where it finds it, and does without.
_GRAMMAR = "rfc3987_syntax"


def load_lightly() -> None:
    """From now on, load jsonschema (which Jupyter's events and Altair need) without its grammar of addresses."""
    sys.modules.setdefault(_GRAMMAR, None)  # type: ignore[arg-type]  # None is how Python says: not to be loaded
