"""Every module of law/ that holds rules is registered, so that no rule is without effect."""

from __future__ import annotations

import importlib
import pkgutil

import workbench.law
from workbench.engine.rule import rules_in
from workbench.law import law


def test_every_rule_of_every_module_is_in_the_law() -> None:
    known = {rule.function for rule in law().rules.values()}
    for found in pkgutil.iter_modules(workbench.law.__path__):
        module = importlib.import_module(f"workbench.law.{found.name}")
        missing = [rule.name for rule in rules_in(module) if rule.function not in known]
        assert not missing, f"{found.name}: {missing} have no effect: name the module in workbench/law/__init__.py"
