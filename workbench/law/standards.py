"""§3: the standards of dibao and tekun, and the limits that are multiples of them; all in whole fen.

A limit that most households are held against is worked out for town and country once, not household by household.
"""

from workbench.categories import Residence, Switch
from workbench.engine.rule import for_county, for_household
from workbench.money import monthly_of, to_fen, to_whole_yuan, up_to_whole_yuan, yearly_of


@for_county(clause="§3", unit="yuan/month", zh="城市低保标准")
def urban_dibao_standard(
    urban_dibao_ratio: float,
    urban_consumption_per_head_previous_year: float,
    urban_consumption_highest_before: float,
    urban_dibao_standard_published: float,
    standard_ratchet: Switch,
) -> float:
    """The urban standard is a share (25–35 %) of last year's urban consumption per head, by the month.

    With the ratchet it never falls below the same share of an earlier year's. A published standard stands in its place.
    """
    if urban_dibao_standard_published > 0.0:
        return to_fen(urban_dibao_standard_published)
    consumption = urban_consumption_per_head_previous_year
    if standard_ratchet == Switch.APPLIED:
        consumption = consumption * max(1.0, urban_consumption_highest_before)
    return to_whole_yuan(monthly_of(urban_dibao_ratio * consumption))


@for_county(clause="§3", unit="yuan/month", zh="农村低保标准")
def rural_dibao_standard(
    rural_dibao_ratio: float,
    rural_consumption_per_head_previous_year: float,
    rural_consumption_highest_before: float,
    rural_dibao_standard_published: float,
    standard_ratchet: Switch,
) -> float:
    """The rural standard is a share (35–45 %) of last year's rural consumption per head, by the month.

    With the ratchet it never falls below the same share of an earlier year's. A published standard stands in its place.
    """
    if rural_dibao_standard_published > 0.0:
        return to_fen(rural_dibao_standard_published)
    consumption = rural_consumption_per_head_previous_year
    if standard_ratchet == Switch.APPLIED:
        consumption = consumption * max(1.0, rural_consumption_highest_before)
    return to_whole_yuan(monthly_of(rural_dibao_ratio * consumption))


@for_county(clause="§3", unit="yuan/month", zh="城市特困人员基本生活标准")
def urban_tekun_basic_standard(urban_dibao_standard: float, urban_tekun_multiple: float) -> float:
    """The urban tekun basic standard is at least 1.5 times the urban dibao standard."""
    return up_to_whole_yuan(urban_tekun_multiple * urban_dibao_standard)


@for_county(clause="§3", unit="yuan/month", zh="农村特困人员基本生活标准")
def rural_tekun_basic_standard(rural_dibao_standard: float, rural_tekun_multiple: float) -> float:
    """The rural tekun basic standard is at least 1.3 times the rural dibao standard."""
    return up_to_whole_yuan(rural_tekun_multiple * rural_dibao_standard)


@for_county(clause="民发〔2021〕57号 art. 8", unit="yuan/month", zh="城市低保边缘收入限额")
def urban_margin_limit(urban_dibao_standard: float, margin_multiple: float) -> float:
    """In town the margin ends at 1.5 urban dibao standards."""
    return to_fen(margin_multiple * urban_dibao_standard)


@for_county(clause="民发〔2021〕57号 art. 8", unit="yuan/month", zh="农村低保边缘收入限额")
def rural_margin_limit(rural_dibao_standard: float, margin_multiple: float) -> float:
    """In the country the margin ends at 1.5 rural dibao standards."""
    return to_fen(margin_multiple * rural_dibao_standard)


@for_county(clause="民发〔2021〕57号 ch. 3", unit="yuan", zh="城市人均金融资产限额")
def urban_property_limit(urban_dibao_standard: float, property_test_annual_standards: float) -> float:
    """In town a member may own k annual urban dibao standards in financial assets."""
    return to_fen(property_test_annual_standards * yearly_of(urban_dibao_standard))


@for_county(clause="民发〔2021〕57号 ch. 3", unit="yuan", zh="农村人均金融资产限额")
def rural_property_limit(rural_dibao_standard: float, property_test_annual_standards: float) -> float:
    """In the country a member may own k annual rural dibao standards in financial assets."""
    return to_fen(property_test_annual_standards * yearly_of(rural_dibao_standard))


@for_county(clause="关于改革完善社会救助制度的意见", unit="yuan/month", zh="城市支出型困难家庭收入限额")
def urban_expenditure_limit(urban_dibao_standard: float, expenditure_multiple: float) -> float:
    """In town necessary spending must leave less than 1.5 urban dibao standards."""
    return to_fen(expenditure_multiple * urban_dibao_standard)


@for_county(clause="关于改革完善社会救助制度的意见", unit="yuan/month", zh="农村支出型困难家庭收入限额")
def rural_expenditure_limit(rural_dibao_standard: float, expenditure_multiple: float) -> float:
    """In the country necessary spending must leave less than 1.5 rural dibao standards."""
    return to_fen(expenditure_multiple * rural_dibao_standard)


@for_household(clause="§3", unit="yuan/month", zh="适用低保标准")
def dibao_standard(residence: Residence, urban_dibao_standard: float, rural_dibao_standard: float) -> float:
    """A household is measured by the standard of its residence."""
    return rural_dibao_standard if residence == Residence.RURAL else urban_dibao_standard


@for_household(clause="民发〔2021〕57号 art. 8", unit="yuan/month", zh="适用低保边缘收入限额")
def margin_limit(residence: Residence, urban_margin_limit: float, rural_margin_limit: float) -> float:
    """A household is held against the margin limit of its residence."""
    return rural_margin_limit if residence == Residence.RURAL else urban_margin_limit


@for_household(clause="关于改革完善社会救助制度的意见", unit="yuan/month", zh="适用支出型困难家庭收入限额")
def expenditure_limit(residence: Residence, urban_expenditure_limit: float, rural_expenditure_limit: float) -> float:
    """What spending leaves is held against the limit of the household's residence."""
    return rural_expenditure_limit if residence == Residence.RURAL else urban_expenditure_limit


@for_household(clause="民发〔2021〕57号 ch. 3", unit="yuan", zh="适用人均金融资产限额")
def property_limit(residence: Residence, urban_property_limit: float, rural_property_limit: float) -> float:
    """A household's financial assets are held against the limit of its residence."""
    return rural_property_limit if residence == Residence.RURAL else urban_property_limit


@for_household(clause="§3", unit="yuan/month", zh="适用特困基本生活标准")
def tekun_basic_standard(
    residence: Residence, urban_tekun_basic_standard: float, rural_tekun_basic_standard: float
) -> float:
    """A tekun person is paid by the basic standard of the household's residence."""
    return rural_tekun_basic_standard if residence == Residence.RURAL else urban_tekun_basic_standard
