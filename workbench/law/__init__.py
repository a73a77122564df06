"""What the policy says: one module per programme, each rule one sentence of law; the book of them all."""

from functools import cache
from pathlib import Path

from workbench.engine.graph import RuleBook
from workbench.engine.parameters import load_parameters
from workbench.engine.rule import rules_in
from workbench.law import dibao, means, standards, tekun
from workbench.law.inputs import DRAWS, INPUTS
from workbench.law.programmes import PROGRAMMES, Programme

__all__ = ["DRAWS", "INPUTS", "PROGRAMMES", "Programme", "law"]


@cache
def law() -> RuleBook:
    """Return the law of the county: every rule, input and parameter, checked."""
    rules = [rule for module in (standards, means, tekun, dibao) for rule in rules_in(module)]
    return RuleBook.of(rules, INPUTS, load_parameters(Path(__file__).parent / "parameters"))
