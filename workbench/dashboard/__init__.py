"""The page of the meeting room: state, answers, view, and the widget that shows them."""

from workbench.dashboard.app import Dashboard, open_dashboard
from workbench.dashboard.results import Results
from workbench.dashboard.state import State
from workbench.dashboard.view import page_view

__all__ = ["Dashboard", "Results", "State", "open_dashboard", "page_view"]
