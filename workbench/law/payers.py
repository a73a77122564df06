"""§9: who pays for each programme, as declared in payers.yaml, and which funds can run out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.arguments import check_kinds
from workbench.errors import ParameterError, unknown
from workbench.language import word, written
from workbench.law.programmes import NAMES, programme
from workbench.parameter.book import Status
from workbench.parameter.yaml_reader import check_model, read_yaml
from workbench.paths import package_file
from workbench.view import Cells, View, Viewed

Payer = Literal["central", "province", "city", "county", "insurance", "charity"]
PAYERS: tuple[Payer, ...] = ("central", "province", "city", "county", "insurance", "charity")
_Share = Annotated[float, Field(ge=0, le=1, strict=True)]


class Shares(BaseModel):
    """The parts of one programme's cost by payer; they add up to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    central: _Share = 0.0
    province: _Share = 0.0
    city: _Share = 0.0
    county: _Share = 0.0
    insurance: _Share = 0.0
    charity: _Share = 0.0
    status: Status
    source: Annotated[str, Field(min_length=2)]

    @model_validator(mode="after")
    def _whole(self) -> Shares:
        total = sum(self.of(payer) for payer in PAYERS)
        if abs(total - 1.0) > 1e-9:
            raise ValueError(f"the shares add up to {total:g}, not to 1")
        return self

    def of(self, payer: Payer) -> float:
        """Return one payer's share."""
        return float(getattr(self, payer))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    shares: dict[str, Shares]
    budgets: dict[str, str] = {}


@dataclass(frozen=True, repr=False)
class PayerTable(Viewed):
    """Shares by programme, and the parameter that holds the yearly budget of those that can run out."""

    shares: Mapping[str, Shares]
    budgets: Mapping[str, str]

    def with_shares(self, changes: Mapping[str, Shares]) -> PayerTable:
        """Return the table with some programmes' shares replaced."""
        return PayerTable({**self.shares, **changes}, self.budgets)

    def _line(self) -> str:
        return f"PayerTable({len(self.shares)} programmes, {len(self.budgets)} funds with a yearly budget)"

    def _view(self) -> View:
        rows = tuple(
            (
                programme(name).label,
                *(written(one.of(payer), "share") if one.of(payer) else "–" for payer in PAYERS),
                word(f"common.{one.status}"),
            )
            for name, one in self.shares.items()
        )
        headings = (
            word("views.programme"),
            *(word(f"programmes.payer_{payer}") for payer in PAYERS),
            word("views.status"),
        )
        return View(word("views.payer_table"), (), (Cells(headings, rows),))


@cache
def payer_table() -> PayerTable:
    """Return the law's own table of payers."""
    return load_payers(package_file("law", "payers.yaml"))


@check_kinds
def load_payers(path: Path) -> PayerTable:
    """Read a table of payers; raises ParameterError naming file and line.

    >>> load_payers(package_file("law", "payers.yaml"))

    Refused are unknown programmes and payers, programmes left out, and shares that don't add up to 1.
    """
    document = read_yaml(path, ParameterError)
    parsed = check_model(_File, document, (), ParameterError)
    for section, names in (("shares", parsed.shares), ("budgets", parsed.budgets)):
        for name in names:
            if name not in NAMES:
                raise ParameterError(str(unknown("programme", name, NAMES, document.where((section, name)))))
    missing = [name for name in NAMES if name not in parsed.shares]
    if missing:
        raise ParameterError(f"{document.where(('shares',))}: who pays is not said for {', '.join(missing)}")
    return PayerTable(parsed.shares, parsed.budgets)
