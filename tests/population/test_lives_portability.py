"""Same seed, same lives: on processors with and without wide registers.

Whoever changes the recipe, the rates or the assumptions on purpose prints the new digests with
`python -m tests.population.test_lives_portability` and writes them here.
"""

from tests.population.less_processor import printed_with_less
from workbench.population import synthesize
from workbench.population.lives import lives

DIGESTS = {
    2022: "5e5fd48d189ce66a96911ba24059f42a1cd7a8c4b6a0bd8a5f1616b920c4a90c",
    2026: "43c8a42597032a79d846f7f168748b2f1b15b165e962ec9276bf3c4ee3405681",
}
# neither AVX-512 nor AVX2 and fused multiplication: for NumPy, and for what is compiled
LESS = ("X86_V4", "AVX512", "X86_V3", "AVX2", "FMA3")


def digests():
    """Return the digest of some years of a small county."""
    one = lives(synthesize(1, 6_000), last_year=2026)
    return {year: one.population(year).content_digest() for year in DIGESTS}


def test_the_lives_are_the_recorded_ones():
    assert digests() == DIGESTS


def test_another_processor_makes_the_same_lives(tmp_path):
    told = printed_with_less(
        "tests.population.test_lives_portability",
        LESS,
        NUMBA_CPU_NAME="nehalem",
        NUMBA_CPU_FEATURES="",
        NUMBA_CACHE_DIR=str(tmp_path),
    )
    assert told == [f"{year}: {digest}" for year, digest in DIGESTS.items()]


if __name__ == "__main__":
    for _year, _digest in digests().items():
        print(f"{_year}: {_digest}")
