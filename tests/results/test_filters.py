import re

import numpy as np
import pytest

from eegmodels.results import SpatialFilters


def filters(correlation):
    correlation = np.array(correlation, dtype=float)
    shape = (*correlation.shape[:2], 3)
    return SpatialFilters(
        np.ones(shape), np.ones(shape), correlation, list("abc"), None
    )


def pair(r):
    return [[1, r], [r, 1]]


def test_the_pattern_is_the_map():
    spatial = filters([pair(0.2), pair(-0.89)])
    assert spatial.reading == (
        "Only a pattern may be read as a scalp map of a source; a filter weights "
        "electrodes, also to suppress what disturbs."
    )
    assert spatial.settings == {}


@pytest.mark.parametrize(
    ("rs", "said"),
    [
        ([0.2, -0.95], r"same thing in kernel 2 \(.* up to 0\.95\)\.$"),
        ([0.99, 0.1, -0.92], r"same thing in kernels 1 and 3 \(.* up to 0\.99\)\.$"),
        ([0.99, 0.91, -0.92], r"same thing in kernels 1, 2 and 3 \("),
    ],
)
def test_filters_that_say_the_same_are_named(rs, said):
    reading = filters([pair(r) for r in rs]).reading
    assert re.search(said, reading)


def test_a_single_filter_agrees_with_none():
    assert "same thing" not in filters([[[1.0]], [[1.0]]]).reading
