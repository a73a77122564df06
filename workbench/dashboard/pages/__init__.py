"""The pages of the dashboard, one module each, and the registry of them all."""

from workbench.dashboard.pages import afford, assumptions, care, cost, family, helped, overview, years
from workbench.dashboard.view.page import Page

REGISTRY: dict[str, Page] = {
    module.PAGE.name: module.PAGE for module in (overview, helped, cost, years, care, afford, family, assumptions)
}

__all__ = ["REGISTRY", "Page"]
