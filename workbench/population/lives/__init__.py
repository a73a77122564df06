"""Lives: the same people from year to year, without any law: births, deaths, households, states, incomes."""

from workbench.population.lives.backcast import lives_backcast
from workbench.population.lives.comparison import lives_comparison
from workbench.population.lives.county_lives import Lives, lives

__all__ = ["Lives", "lives", "lives_backcast", "lives_comparison"]
