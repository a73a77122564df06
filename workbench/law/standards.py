"""§3: the dibao standards as a share of last year's consumption, and the tekun basic standards above them."""

from workbench.categories import Residence
from workbench.engine.rule import for_county, for_household
from workbench.money import monthly_of, to_whole_yuan, up_to_whole_yuan


@for_county(clause="§3", unit="yuan/month", zh="城市低保标准")
def urban_dibao_standard(
    urban_dibao_ratio: float,
    urban_consumption_per_head_previous_year: float,
    urban_dibao_standard_published: float,
) -> float:
    """The urban standard is a share (25–35 %) of last year's urban consumption per head, by the month.

    A published standard, when given, stands in its place.
    """
    if urban_dibao_standard_published > 0.0:
        return urban_dibao_standard_published
    return to_whole_yuan(monthly_of(urban_dibao_ratio * urban_consumption_per_head_previous_year))


@for_county(clause="§3", unit="yuan/month", zh="农村低保标准")
def rural_dibao_standard(
    rural_dibao_ratio: float,
    rural_consumption_per_head_previous_year: float,
    rural_dibao_standard_published: float,
) -> float:
    """The rural standard is a share (35–45 %) of last year's rural consumption per head, by the month.

    A published standard, when given, stands in its place.
    """
    if rural_dibao_standard_published > 0.0:
        return rural_dibao_standard_published
    return to_whole_yuan(monthly_of(rural_dibao_ratio * rural_consumption_per_head_previous_year))


@for_county(clause="§3", unit="yuan/month", zh="城市特困人员基本生活标准")
def urban_tekun_basic_standard(urban_dibao_standard: float, urban_tekun_multiple: float) -> float:
    """The urban tekun basic standard is at least 1.5 times the urban dibao standard."""
    return up_to_whole_yuan(urban_tekun_multiple * urban_dibao_standard)


@for_county(clause="§3", unit="yuan/month", zh="农村特困人员基本生活标准")
def rural_tekun_basic_standard(rural_dibao_standard: float, rural_tekun_multiple: float) -> float:
    """The rural tekun basic standard is at least 1.3 times the rural dibao standard."""
    return up_to_whole_yuan(rural_tekun_multiple * rural_dibao_standard)


@for_household(clause="§3", unit="yuan/month", zh="适用低保标准")
def dibao_standard(residence: int, urban_dibao_standard: float, rural_dibao_standard: float) -> float:
    """A household is measured by the standard of its residence."""
    return rural_dibao_standard if residence == Residence.RURAL else urban_dibao_standard


@for_household(clause="§3", unit="yuan/month", zh="适用特困基本生活标准")
def tekun_basic_standard(residence: int, urban_tekun_basic_standard: float, rural_tekun_basic_standard: float) -> float:
    """A tekun person is paid by the basic standard of the household's residence."""
    return rural_tekun_basic_standard if residence == Residence.RURAL else urban_tekun_basic_standard
