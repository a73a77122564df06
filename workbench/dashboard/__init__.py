"""The page of the meeting room: state, answers, view, and the widget that shows them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.dashboard.answers.runs import Runs as Runs
    from workbench.dashboard.page_message import page_view as page_view
    from workbench.dashboard.state.page_state import State as State
    from workbench.dashboard.widget import Dashboard as Dashboard
    from workbench.dashboard.widget import open_dashboard as open_dashboard

# Loaded when first used: the server says where it is, and opens the browser, before it loads any of them.
_OFFERED = {
    "Dashboard": "workbench.dashboard.widget",
    "Runs": "workbench.dashboard.answers.runs",
    "State": "workbench.dashboard.state.page_state",
    "open_dashboard": "workbench.dashboard.widget",
    "page_view": "workbench.dashboard.page_message",
}
__all__ = ["Dashboard", "Runs", "State", "open_dashboard", "page_view"]


def __getattr__(name: str) -> Any:
    """Load an offered name on its first use (PEP 562)."""
    if name not in _OFFERED:
        raise AttributeError(f"workbench.dashboard offers no {name!r}")
    value = globals()[name] = getattr(import_module(_OFFERED[name]), name)
    return value
