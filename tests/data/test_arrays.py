import numpy as np
import pytest

from eegmodels.data import as_trials, epochs_from_array

NAMES = ["C3", "Cz", "C4"]


@pytest.fixture
def X():
    return 1e-5 * np.random.default_rng(0).standard_normal((6, 3, 50))


def test_round_trip_with_text_labels(X):
    y = ["right", "left", "left", "right", "left", "right"]
    before = X.copy()
    epochs = epochs_from_array(X, y, sfreq=100, ch_names=NAMES, tmin=-0.1)
    trials = as_trials(epochs)
    np.testing.assert_array_equal(trials.data, before)
    assert trials.labels.tolist() == y
    assert trials.ch_names == NAMES
    assert (trials.sfreq, trials.tmin) == (100, -0.1)
    assert epochs.event_id == {"left": 1, "right": 2}
    assert np.isfinite([ch["loc"][:3] for ch in epochs.info["chs"]]).all()


@pytest.mark.parametrize(
    ("y", "names"),
    [
        ([10, 9, 10, 9, 10, 9], ["9", "10"]),
        ([True, False] * 3, ["False", "True"]),
        (np.array([0.5, 1.5] * 3), ["0.5", "1.5"]),
        (["b", "a"] * 3, ["a", "b"]),
    ],
)
def test_any_labels_become_names(X, y, names):
    epochs = epochs_from_array(X, y, sfreq=100, ch_names=NAMES)
    assert list(epochs.event_id) == names
    assert as_trials(epochs).labels.tolist() == [str(label) for label in y]


def test_positions_and_types_can_be_had_otherwise(X):
    kinds = ["eeg", "eeg", "eog"]
    epochs = epochs_from_array(
        X, [0, 1] * 3, sfreq=100, ch_names=["A", "Cz", "E"], ch_types=kinds
    )
    assert epochs.get_channel_types() == kinds
    assert np.isnan(epochs.info["chs"][0]["loc"][:3]).all()
    bare = epochs_from_array(X, [0, 1] * 3, sfreq=100, ch_names=NAMES, montage=None)
    assert bare.get_montage() is None


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, 1], r"y has shape \(2,\) and X 6 trials"),
        (np.zeros((6, 2)), r"y has shape \(6, 2\)"),
        ([0, 1, 0, 1, 0, np.nan], "y has missing labels"),
        (np.array([0, 1, 0, 1, 0, None]), "y has missing labels"),
        (np.array([1, "1"] * 3, dtype=object), "written alike, such as 1 and '1'"),
    ],
)
def test_labels_that_do_not_fit(X, y, message):
    with pytest.raises(ValueError, match=message):
        epochs_from_array(X, y, sfreq=100, ch_names=NAMES)


def test_names_that_do_not_fit(X):
    y = [0, 1] * 3
    with pytest.raises(ValueError, match="ch_names has 2 names and X 3 channels"):
        epochs_from_array(X, y, sfreq=100, ch_names=["C3", "C4"])
    with pytest.raises(ValueError, match="come more than once: C3"):
        epochs_from_array(X, y, sfreq=100, ch_names=["C3", "C3", "C4"])
    with pytest.raises(TypeError, match="ch_names='abc' is one text"):
        epochs_from_array(X, y, sfreq=100, ch_names="abc")


def test_data_that_do_not_fit(X):
    y = [0, 1] * 3
    holed = X.copy()
    holed[2, 1, 5] = np.nan
    with pytest.raises(ValueError, match=r"X contains NaN.* trial 2\), channels Cz"):
        epochs_from_array(holed, y, sfreq=100, ch_names=NAMES)
    with pytest.raises(ValueError, match=r"X has shape \(6, 150\); expected"):
        epochs_from_array(X.reshape(6, 150), y, sfreq=100, ch_names=NAMES)
    with pytest.raises(ValueError, match=r"X has shape \(0, 3, 50\)"):
        epochs_from_array(X[:0], [], sfreq=100, ch_names=NAMES)
    with pytest.raises(ValueError, match="X holds complex128 values"):
        epochs_from_array(X * 1j, y, sfreq=100, ch_names=NAMES)
    with pytest.raises(ValueError, match="sfreq=0 is outside"):
        epochs_from_array(X, y, sfreq=0, ch_names=NAMES)
    with pytest.raises(ValueError, match="montage='cap' is not a template"):
        epochs_from_array(X, y, sfreq=100, ch_names=NAMES, montage="cap")
