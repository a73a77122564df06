"""Chinese and English words and number formats: one catalogue each, Chinese first."""

from workbench.language.catalogue import (
    LANGUAGES,
    Language,
    current_language,
    set_language,
    town_name,
    unit_alone,
    unit_name,
    using_language,
    word,
    words,
)
from workbench.language.numbers import (
    MINUS,
    change_in_points,
    confidence,
    interval,
    money,
    money_change,
    people,
    people_change,
    people_in_prose,
    per_mille,
    per_month,
    share,
    yuan,
)
from workbench.language.sources import source_told
from workbench.language.vega import compact_money_expr

__all__ = [
    "LANGUAGES",
    "MINUS",
    "Language",
    "change_in_points",
    "compact_money_expr",
    "confidence",
    "current_language",
    "interval",
    "money",
    "money_change",
    "people",
    "people_change",
    "people_in_prose",
    "per_mille",
    "per_month",
    "set_language",
    "share",
    "source_told",
    "town_name",
    "unit_alone",
    "unit_name",
    "using_language",
    "word",
    "words",
    "yuan",
]
