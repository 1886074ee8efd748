"""The figure of checks: what is drawn is what the record holds."""

import io

import numpy as np
import pytest
from matplotlib.figure import Figure

from eegmodels.explain import CHECKS
from eegmodels.results import Check, Checks
from eegmodels.viz import plot_checks
from eegmodels.viz._checks import DRAWINGS, PANELS

LAYERS = ["dense", "spatial_$x$"]


@pytest.fixture
def numbers():
    fractions = np.linspace(0, 1, 11)
    curve = {
        "fractions": fractions,
        "curve": 1 - fractions,
        "reverse": 1 + fractions,
        "random": np.array([1 - fractions**2, 1 - fractions**3]),
    }
    matrix = np.array([[1.0, 0.8, np.nan], [0.8, 1.0, np.nan], [np.nan] * 3])
    return {
        "deletion": curve,
        "insertion": curve,
        "cascade": {
            "layers": LAYERS,
            "signed": np.array([0.4, -0.7]),
            "absolute": np.array([0.6, 0.5]),
            "limit": 0.5,
        },
        "sensitivity": {
            "window_sizes": np.array([0.1, 0.5]),
            "windows": np.array([0.9, 0.7]),
            "control": np.array([0.05, -0.4]),
        },
        "agreement": {
            "methods": ["deeplift", "gradient_x_input", "saliency"],
            "signed": matrix,
            "absolute": np.where(np.isfinite(matrix), 0.5, 0.25),
            "limit": 0.5,
        },
    }


@pytest.fixture
def make(numbers):
    def checks(*names, passed=True):
        made = [
            Check(name, CHECKS[name].about, "?", "e", passed, "W.", "c", kept)
            for name in names
            for kept in [numbers.get(name, {})]
        ]
        return Checks(made, "deeplift", "zero", 9, {"explains": "output"})

    return checks


def panel(figure, name):
    return figure.axes[PANELS.index(name)]


def lines_of(ax):
    return {line.get_label(): line for line in ax.lines}


def test_each_panel_holds_its_numbers(make, numbers):
    figure, drawn = make(*CHECKS).plot()
    assert drawn["panels"] == list(PANELS)
    assert list(drawn["drawn"]) == list(DRAWINGS) == list(PANELS[1:])
    for name in ("deletion", "insertion"):
        lines = lines_of(panel(figure, name))
        for label, key in (
            ("most relevant first", "curve"),
            ("least relevant first", "reverse"),
        ):
            assert np.array_equal(lines[label].get_ydata(), numbers[name][key])
        random = numbers[name]["random"]
        assert np.array_equal(lines["random orders"].get_ydata(), random.mean(axis=0))
        assert lines["random orders"].get_xdata()[-1] == 100
        band = panel(figure, name).collections[0].get_paths()[0].vertices[:, 1]
        assert band.min() == 0
        assert len({line.get_linestyle() for line in lines.values()}) == 3
        assert panel(figure, name).get_ylabel() == "Mean output of the target"
    lines = lines_of(panel(figure, "cascade"))
    assert lines["with sign"].get_ydata().tolist() == [1.0, 0.4, -0.7]
    assert lines["by size alone"].get_ydata().tolist() == [1.0, 0.6, 0.5]
    names = [text.get_text() for text in panel(figure, "cascade").get_xticklabels()]
    assert names == ["none", "dense", r"spatial_\$x\$"]
    assert panel(figure, "cascade").get_ylim()[0] < -0.7
    lines = lines_of(panel(figure, "sensitivity"))
    assert lines["relevance"].get_xdata().tolist() == [10.0, 50.0]
    assert lines["moved elsewhere"].get_ydata().tolist() == [0.05, -0.4]
    assert panel(figure, "sensitivity").get_ylim()[0] < -0.4


def test_the_matrix_has_signs_below_and_sizes_above(make):
    figure, _ = make("agreement").plot()
    ax = panel(figure, "agreement")
    shown = np.asarray(ax.images[0].get_array().filled(np.nan))
    assert (shown[1, 0], shown[0, 1], shown[0, 2]) == (0.8, 0.5, 0.25)
    assert np.isnan(np.diag(shown)).all()
    assert np.isnan(shown[2, :2]).all()
    assert sorted(text.get_text() for text in ax.texts) == ["0.25"] * 2 + [
        "0.50",
        "0.80",
    ]


@pytest.mark.parametrize(
    ("passed", "mark", "weight"),
    [(True, "✓", "normal"), (False, "✗", "bold"), (None, "–", "normal")],
)
def test_marks_and_verdict(make, passed, mark, weight):
    checks = make("deletion", "untouched", passed=passed)
    figure, drawn = checks.plot()
    assert drawn["marks"] == {"deletion": mark, "untouched": mark}
    assert drawn["verdict"] == checks.verdict.splitlines()[0]
    shown = " ".join(figure.get_suptitle().split())
    assert shown == drawn["verdict"]
    written = {text.get_text(): text for text in panel(figure, "list").texts}
    assert written["untouched"].get_weight() == weight
    assert panel(figure, "deletion").get_title(loc="left") == f"{mark} deletion"


def test_checks_that_were_not_run_say_so(make, numbers):
    numbers.pop("sensitivity")
    figure, drawn = make("sensitivity").plot()
    texts = {
        name: [text.get_text() for text in panel(figure, name).texts]
        for name in ("sensitivity", "cascade")
    }
    assert texts == {"sensitivity": ["cannot be judged"], "cascade": ["not run"]}
    assert drawn["drawn"] == {}
    figure.savefig(io.BytesIO(), format="png")


def test_given_axes(make):
    axes = Figure().subplots(2, 3)
    figure, _ = plot_checks(make("cascade"), axes=axes)
    assert figure is axes[0, 0].figure
    with pytest.raises(ValueError, match="axes has 3 axes; this figure needs 6"):
        plot_checks(make("cascade"), axes=axes[0])
