"""Same seed, same county: on processors with and without wide registers, and under every supported Python.

The digests below are of the recipe, its statistics and its assumptions as they stand. Whoever changes one of these on
purpose prints the new digests with `python -m tests.population.test_portability` and writes them here.
"""

import pytest

from tests.population.less_processor import printed_with_less
from workbench.population import synthesize

SMALL = 20_000
DIGESTS = {
    (20210602, None, "fujian"): "a70be60598e2d0ae39939f4c19793140c39e7ef2362185077ab10f455297d1fc",
    (1, SMALL, "fujian"): "a7519f1832387bede5e69f134c64d8712fb16a2a432a3e516fc380367c9ed47f",
    (2, SMALL, "fujian"): "221aa179d481188d53b0d19c719254ec7bb5ee7cd9d589122825eedf47bb00cc",
    (3, SMALL, "fujian"): "528c723bb05048c1828140d19b4928cf9fb9eab0da5aca457efef06f96464bd5",
    (4, SMALL, "fujian"): "daf984b77fda6d6f33d5c5b90afb8a7aff735e965893afacc20551c73c740513",
    (5, SMALL, "fujian"): "9ea2e13c6bf4ddeb912da6e6dda474f5f08258946bd5649919d33da955c6ae93",
    (20210602, SMALL, "national"): "caaa14e1b9f2cc6d6a030bafbda95780c350a8619ea8726645180a9f6ad9cdc7",
}
# no AVX-512; neither AVX-512 nor AVX2 and fused multiplication
LESS = (("X86_V4", "AVX512"), ("X86_V4", "AVX512", "X86_V3", "AVX2", "FMA3"))


def digests(cases):
    """Return the digest of each county."""
    return {(seed, size, tail): synthesize(seed, size, tail).content_digest() for seed, size, tail in cases}


def test_the_county_is_the_recorded_one():
    assert digests(DIGESTS) == DIGESTS


@pytest.mark.parametrize("features", LESS, ids=["without AVX-512", "without AVX2"])
def test_another_processor_makes_the_same_county(features):
    told = printed_with_less("tests.population.test_portability", features)
    assert told == [f"{case}: {digest}" for case, digest in DIGESTS.items()]


if __name__ == "__main__":
    for _case, _digest in digests(DIGESTS).items():
        print(f"{_case}: {_digest}")
