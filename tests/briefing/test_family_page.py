"""The page of one household, in both languages and on one sheet of paper."""

import re
import subprocess
from pathlib import Path

import pytest

import workbench as wb
from tests.programs import program
from workbench.briefing import save_family_page
from workbench.errors import InputError
from workbench.household import Family
from workbench.language import LANGUAGES, using_language

MEMBERS = [
    {"age": 44, "sex": "male", "wage_income": 1100.0},
    {
        "age": 41,
        "disability_type": "physical",
        "disability_grade": 2,
        "serious_illness": True,
        "medical_out_of_pocket_per_year": 30_000.0,
        "inpatient_cost_per_year": 24_000.0,
    },
    {"age": 12, "student_stage": "primary", "education_cost_per_year": 2_500.0},
]


@pytest.fixture(scope="module")
def someone() -> Family:
    return wb.family(MEMBERS, town="悦庄镇")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_family(someone: Family, language: str, tmp_path: Path) -> None:
    scenario = wb.load_scenario("baseline-2021")
    with using_language(language):
        path = save_family_page(someone, tmp_path / "family.html", scenario=scenario)
    text = path.read_text(encoding="utf-8")
    aid = someone.explain(scenario).result["household_all_aid"]
    assert f"{aid:,.2f}" in re.search("<h1>(.*?)</h1>", text).group(1)
    assert not re.search(r"https?://|src=|url\(", text)
    # Wage 1,100 × .9 = 990 a month. Medical aid pays .7 × 24,000 = 16,800 of the 30,000 a year; 13,200 are left, 1,100
    # a month, of which .2 × 990 = 198 aren't deducted: 990 − 902 = 88 are income. Dibao 3 × 422 − 88 = 1,178, and two
    # top-ups of 63.30.
    assert "1,304.60" in text
    assert ("一户一案" in text) == (language == "zh")
    assert "○" in text  # what is assumed is said


def test_every_figure_has_its_unit_and_no_code_is_shown(someone: Family, tmp_path: Path) -> None:
    """§3: the rural standard is 40 % of 12,660 ÷ 12 = 422 a month; top-ups of two persons 2 × 63.30 = 126.60."""
    texts = {}
    for language in LANGUAGES:
        with using_language(language):
            path = save_family_page(someone, tmp_path / "family.html", scenario=wb.load_scenario("baseline-2021"))
        body = path.read_text(encoding="utf-8").partition("<body>")[2]
        texts[language] = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
    assert "适用低保标准 422元/月" in texts["zh"]
    assert "农村低保标准占上年度人均消费支出比例 40%；" in texts["zh"]
    assert "救助身份 低保" in texts["zh"]
    assert "年龄 12岁" in texts["zh"]
    assert not re.search(r"\b(rural|primary|dibao|True|False)\b|（选项）|（等级）", texts["zh"])
    assert "¥422/month" in texts["en"]
    assert "¥126.60/month" in texts["en"]
    assert "last year's rural consumption per head 40%;" in texts["en"].replace("&#x27;", "'")


def test_the_page_of_a_household_of_the_county(tmp_path: Path) -> None:
    county = wb.synthesize(seed=20210602, size=5_000)
    run = wb.simulate(county, wb.load_scenario("baseline-2021"))
    number = run.households.filter(run.households["dibao_household"])["household_id"][0]
    path = save_family_page(run, tmp_path / "family.html", household_id=number)
    assert "合成的" in path.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="needs household_id"):
        save_family_page(run, tmp_path / "other.html")
    with pytest.raises(InputError, match="no household -1"):
        save_family_page(run, tmp_path / "other.html", household_id=-1)
    assert not (tmp_path / "other.html").exists()


def test_what_a_page_needs(someone: Family, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs scenario="):
        save_family_page(someone, tmp_path / "family.html")
    with pytest.raises(InputError, match=r"ends in \.html"):
        save_family_page(someone, tmp_path / "family.docx", scenario=wb.load_scenario("baseline-2021"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_prints_on_one_sheet(someone: Family, language: str, tmp_path: Path) -> None:
    browser = program("chromium", "chromium-browser", "google-chrome", what_for="it prints the page")
    with using_language(language):
        page = save_family_page(someone, tmp_path / "family.html", scenario=wb.load_scenario("baseline-2021"))
    pdf = tmp_path / "family.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={tmp_path}/u"]
    subprocess.run(
        [browser, *flags, f"--print-to-pdf={pdf}", page.as_uri()], check=True, capture_output=True, timeout=120
    )
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf.read_bytes())) == 1
