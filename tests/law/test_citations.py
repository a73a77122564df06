"""Every clause can be followed: rules, parameters, programmes, the stacking table and cases cite known sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.law.test_cases import CASES
from tests.places import SHIPPED
from workbench.engine.rule import for_household
from workbench.errors import ParameterError, RuleError
from workbench.law import PROGRAMMES, cited, law, load_stacking
from workbench.law.citations import citations, load_citations
from workbench.parameter.parameter_file import load_parameters

PACKAGE = Path(law.__code__.co_filename).parents[1]
WRITTEN = {".py", ".yaml", ".toml", ".js"}
# Names of working papers, and codes that nobody outside can look up.
UNKNOWN_TO_READERS = re.compile(r"\b(GK|R[1-9]\d?b?|DOMAIN|POLICY\.md|ANCHORS|dossier|prototype)\b")


def test_no_working_paper_is_cited_anywhere() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*"))
        if path.suffix in WRITTEN
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNKNOWN_TO_READERS.search(line.replace(".prototype.", "")) and path.suffix != ".js"
    ]
    assert not found, "\n".join(found)


def test_every_clause_is_known() -> None:
    clauses = [(one.name, one.clause) for one in (*law().rules.values(), *PROGRAMMES)]
    clauses += [(one.name, one.clause) for one in law().parameters.values() if one.clause]
    clauses += [(found.place, found.case.clause) for found in CASES]
    problems = [(name, citations().problem(clause)) for name, clause in clauses if citations().problem(clause)]
    assert not problems, problems


def test_a_clause_is_written_in_full_in_both_languages() -> None:
    clause = "民发〔2021〕57号 art. 8; §3"
    zh, en = (citations().written(clause, language) for language in ("zh", "en"))
    assert zh.startswith("《最低生活保障审核确认办法》（民发〔2021〕57号）第8条；《沂源县")
    assert "guarantee (民发〔2021〕57号, in force from 2021-07-01), art. 8; " in en
    assert en.endswith("§3 (basic living assistance)")
    assert cited(clause) in (zh, en)


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("民发〔2021〕75号", "unknown source '民发〔2021〕75号'; did you mean '民发〔2021〕57号'"),
        ("民发〔2021〕57号 art. 88", "art. 88 isn't among what sources.yaml cites of 民发〔2021〕57号"),
        ("§3; §12", "unknown source '§12'"),
    ],
)
def test_a_rule_with_an_unknown_clause_is_refused(clause: str, message: str) -> None:
    @for_household(clause=clause, unit="yuan/month", zh="低保金")
    def dibao_amount(dibao_standard: float) -> float:
        """The full standard."""
        return dibao_standard

    with pytest.raises(RuleError, match=r"test_citations.py:\d+: rule 'dibao_amount': clause") as caught:
        law().with_rules([dibao_amount])
    assert message in str(caught.value)


def test_a_parameter_with_an_unknown_clause_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (PACKAGE / "law" / "parameters" / "margin.yaml").read_text(encoding="utf-8")
    assert "clause: 关于改革完善社会救助制度的意见" in text
    (tmp_path / "margin.yaml").write_text(text.replace("clause: 关于", "clause: 关干", 1), encoding="utf-8")
    with pytest.raises(ParameterError, match=r"margin.yaml:\d+:\d+: .*did you mean '关于改革完善社会救助制度的意见'"):
        load_parameters(tmp_path, citations().problem, SHIPPED.file("law.yaml"))


def test_a_relation_with_an_unknown_clause_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stacking.yaml"
    row = "{aid: tekun, to: dibao, effect: excludes, clause: R30, status: assumed, source: none}"
    path.write_text(f"relations:\n  - {row}\n", encoding="utf-8")
    with pytest.raises(ParameterError, match=r"stacking.yaml:2:\d+: clause 'R30': unknown source 'R30'"):
        load_stacking(path)


def test_a_document_without_a_title_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("documents:\n  某号:\n    zh: 某办法\n    status: published\n", encoding="utf-8")
    with pytest.raises(ParameterError, match=r"sources.yaml:2:3: 'documents.某号.en' is missing"):
        load_citations(path)


def test_a_corridor_that_excludes_its_own_value_is_refused(tmp_path: Path) -> None:
    text = SHIPPED.file("law.yaml").read_text(encoding="utf-8")
    assert "low: 0.25, high: 0.35" in text
    place = tmp_path / "law.yaml"
    place.write_text(text.replace("low: 0.25, high: 0.35", "low: 0.31, high: 0.35"), "utf-8")
    with pytest.raises(ParameterError, match=r"law.yaml:\d+:\d+: .*the value 0.3 of .* own corridor, 0.31 to 0.35"):
        load_parameters(PACKAGE / "law" / "parameters", local=place)
