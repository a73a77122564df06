"""The page of the meeting room: state, answers, view, and the widget that shows them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.dashboard.app import Dashboard as Dashboard
    from workbench.dashboard.app import open_dashboard as open_dashboard
    from workbench.dashboard.results import Results as Results
    from workbench.dashboard.state import State as State
    from workbench.dashboard.view import page_view as page_view

# Loaded when first used: the server, which starts in another process than the page, needs none of them.
_OFFERED = {
    "Dashboard": "workbench.dashboard.app",
    "Results": "workbench.dashboard.results",
    "State": "workbench.dashboard.state",
    "open_dashboard": "workbench.dashboard.app",
    "page_view": "workbench.dashboard.view",
}
__all__ = ["Dashboard", "Results", "State", "open_dashboard", "page_view"]


def __getattr__(name: str) -> Any:
    """Load an offered name on its first use (PEP 562)."""
    if name not in _OFFERED:
        raise AttributeError(f"workbench.dashboard offers no {name!r}")
    value = globals()[name] = getattr(import_module(_OFFERED[name]), name)
    return value
