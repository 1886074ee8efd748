"""The tables in docs/ are what the code makes now, and say what the paper says."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.usefixtures("shapes_only")


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("tables", ROOT / "scripts/tables.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def rows(text):
    """Cells of all rows of the tables in a text."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("name", ["networks.md", "sampling-rates.md"])
def test_the_committed_page_is_what_the_code_makes_now(script, name):
    assert name in script.PAGES
    text = page(name)
    assert script.renewed(text) == text, "run `make tables` and look at the change"


def test_a_number_that_has_changed_is_put_right(script):
    """Without this the test above could pass on pages that hold no tables."""
    text = page("networks.md")
    opening = "<!-- table overview -->"
    table = opening + text.split(opening)[1].split("<!-- end -->")[0] + "<!-- end -->"
    stale = table.replace("| 256 |", "| 255 |")
    assert stale != table
    assert script.renewed(f"before\n{stale}\nafter\n") == f"before\n{table}\nafter\n"


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("networks.md", 2 + 5), ("sampling-rates.md", 5 + 2)],
)
def test_every_place_has_its_table(script, name, kinds):
    text = page(name)
    assert len(script.PLACE.findall(text)) == kinds
    assert text.count("<!-- ") == 2 * kinds
    for line in text.splitlines():
        if line.startswith("|"):
            shown = re.sub(r"\(http[^)]*\)", "", line)
            assert len(shown) <= 145, line


# Lawhern et al. 2018, table 3, and what holds for the data of its table 1.
TABLE_3 = {
    ("DeepConvNet", "P300"): 174_127,
    ("DeepConvNet", "ERN"): 169_927,
    ("DeepConvNet", "MRCP"): 175_727,
    ("ShallowConvNet", "P300"): 104_002,
    ("ShallowConvNet", "ERN"): 91_602,
    ("ShallowConvNet", "MRCP"): 104_722,
    ("ShallowConvNet", "SMR"): 40_644,
    ("EEGNet-4,2", "P300"): 1_066,
    ("EEGNet-4,2", "MRCP"): 1_098,
    ("EEGNet-4,2", "SMR"): 796,
    ("EEGNet-8,2", "P300"): 2_258,
    ("EEGNet-8,2", "MRCP"): 2_322,
    ("EEGNet-8,2", "SMR"): 1_716,
}
SLIPS = {
    ("DeepConvNet", "SMR"): (155_879, 152_219, "cannot be so, see below"),
    ("EEGNet-4,2", "ERN"): (1_018, 1_082, "the paper counted 64 channels"),
    ("EEGNet-8,2", "ERN"): (2_162, 2_290, "the paper counted 64 channels"),
}


def test_counts_equal_those_of_the_paper_where_they_should():
    numbers = page("networks.md").split("<!-- table parameters -->")[1]
    found = {
        (row[0], row[1]): (
            int(row[3].replace(",", "")),
            int(row[4].replace(",", "")),
            row[5],
        )
        for row in rows(numbers.split("<!-- end -->")[0])[2:]
    }
    equal = {key: (count, count, "equal") for key, count in TABLE_3.items()}
    assert found == {**equal, **SLIPS}


def test_the_slips_are_explained(script):
    assert script.count("EEGNet-4,2", 64, 160, 2, 64) == 1_082
    assert script.count("EEGNet-8,2", 64, 160, 2, 64) == 2_290


@pytest.mark.parametrize("shape", [(22, 256, 4), (22, 250, 4), (3, 90, 2), (1, 99, 7)])
def test_deepconvnet_counts_leave_the_number_of_classes(script, shape):
    """Divided by 25; the paper's number for four classes leaves 19."""
    net = script.ARCHITECTURES["DeepConvNet"].build(*shape)
    assert script.trainable(net) % 25 == shape[2]
    assert script.PAPER["DeepConvNet"][3] % 25 == 19


def test_lengths_stand_in_samples_and_milliseconds():
    """Of EEGNet at 250 Hz, worked out by hand."""
    text = page("sampling-rates.md").split("<!-- table lengths EEGNet -->")[1]
    found = {row[0]: row[3] for row in rows(text.split("<!-- end -->")[0])}
    assert found == {
        "": "250 Hz",
        "---": "---:",
        "`temporal` kernel": "125 (500)",
        "`temporal` lowest frequency": "2 Hz",
        "`spatial_pool` pool": "8 (32)",  # 8 / 250
        "rate behind `spatial_pool`": "31.25 Hz",
        "`separable` kernel": "16 (512)",
        "`separable` lowest frequency": "1.95 Hz",  # 31.25 / 16
        "`separable_pool` pool": "8 (256)",
        "rate behind `separable_pool`": "3.906 Hz",
        # 125 + 7 + 15 * 8 + 7 * 8 samples, and 8 * 8.
        "receptive field": "308 (1232)",
        "fewest samples": "64 (256)",
    }
