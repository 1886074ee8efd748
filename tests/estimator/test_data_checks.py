"""Data that do not fit: each message names what differs and the remedy."""

import numpy as np
import pytest

from eegmodels.data import Preset


def test_another_unit_is_refused_with_the_factor(
    fitted, fitted_epochs, make_epochs, data
):
    X, _ = data
    with pytest.raises(ValueError, match=r"times .*another unit\?.* by 1e-06\."):
        fitted.predict(1e6 * X)
    with pytest.raises(ValueError, match=r"times .*MNE gives volts.* by 1e\+06\."):
        fitted.predict(1e-6 * X)
    with pytest.raises(ValueError, match=r"another unit\?"):
        fitted_epochs.predict(make_epochs(1e6 * X))
    fitted.predict(30 * X)  # another amplifier, another subject


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_offset_is_no_other_unit(fitted, data, dtype):
    """A direct current of a thousand deviations says nothing about the unit."""
    X, _ = data
    with_offset = (X + 1e3 * X.std()).astype(dtype)
    fitted.predict(with_offset)
    with pytest.raises(ValueError, match=r"another unit\?.* by 1e-06\."):
        fitted.predict(dtype(1e6) * with_offset)
    # Squares beyond single precision.
    with pytest.raises(ValueError, match=r"another unit\?.* by 1e-28\."):
        fitted.predict((1e28 * X).astype(dtype))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_not_finite_are_located(
    make_classifier, fitted_epochs, make_epochs, data, value
):
    X, y = data
    X = X.copy()
    X[[3, 7], 1, 5] = value
    match = (
        r"NaN or infinity: 2 samples in 2 of 20 trials .*first is trial 3\), .* Cz\."
    )
    with pytest.raises(ValueError, match=match):
        make_classifier().fit(make_epochs(X))
    with pytest.raises(ValueError, match=match):
        fitted_epochs.predict(make_epochs(X))
    with pytest.raises(ValueError, match=r"channels 1\."):
        make_classifier().fit(X, y)


def test_flat_channels_are_named(make_classifier, fitted_epochs, make_epochs, data):
    X, y = data
    X = X.copy()
    X[:, 2] = 4e-6
    match = "1 flat channels, constant in all 20 trials: C4"
    with pytest.raises(ValueError, match=match):
        make_classifier().fit(make_epochs(X))
    with pytest.raises(ValueError, match=match):
        fitted_epochs.predict(make_epochs(X))
    X[-4:, 2] = 1e-5 * np.arange(32)  # alive in the validation trials alone
    with pytest.raises(ValueError, match=r"X \(training part\) has 1 flat channels"):
        make_classifier(scaling="channel").fit(X, y)


@pytest.mark.parametrize("n", [19, 21])
def test_labels_must_match_the_trials(make_classifier, data, n):
    with pytest.raises(ValueError, match=f"y has {n} labels and X has 20 trials"):
        make_classifier().fit(data[0], np.arange(n) % 2)


def test_labels_must_be_there_and_of_two_classes(make_classifier, data):
    X, y = data
    with pytest.raises(ValueError, match=r"y has one class only, \[4\], in 20 trials"):
        make_classifier().fit(X, np.full(20, 4))
    with pytest.raises(ValueError, match=r"ndarray without labels.*requires y to be"):
        make_classifier().fit(X)
    with pytest.raises(ValueError, match="Unknown label type: continuous"):
        make_classifier().fit(X, y + 0.3)
    with pytest.raises(ValueError, match=r"One-hot labels become numbers"):
        make_classifier().fit(X, np.eye(2)[y])


def test_labels_that_the_model_does_not_know_are_named_in_scoring(
    fitted, fitted_epochs, make_epochs, data
):
    """Of them every prediction would count as wrong."""
    X, y = data
    match = r"does not know: 2. Its classes_ are 0 and 1. Give the labels of the train"
    with pytest.raises(ValueError, match=match):
        fitted.score(X, np.where(np.arange(20) < 3, 2, y))
    with pytest.raises(ValueError, match=r"does not know: 0, 1. Its classes_ are 'le"):
        fitted_epochs.score(make_epochs(), y)


def test_missing_channels_are_named(fitted_epochs, make_epochs):
    match = r"lacks 1 of the 3 channels that the model uses: C4. It has C3, Cz, O1"
    with pytest.raises(ValueError, match=match):
        fitted_epochs.predict(make_epochs(names=("C3", "Cz", "O1")))


def test_arrays_are_matched_by_number_of_channels(fitted, data):
    X, _ = data
    with pytest.raises(ValueError, match=r"2 channels .*the model expects 3 \(0, 1, 2"):
        fitted.predict(X[:, :2])
    with pytest.raises(ValueError, match="32 channels"):
        fitted.predict(X.transpose(0, 2, 1))
    with pytest.raises(ValueError, match=r"2 axes .* single trial is X\[np.newaxis\]"):
        fitted.predict(X[0])


def test_every_other_setting_that_differs_is_named(fitted_epochs, make_epochs, data):
    X, _ = data
    cases = {
        r"sampling rate 256 Hz, the model's is 128 Hz \(epochs.resample\(128\)\)": {
            "sfreq": 256.0
        },
        r"window from 0.5 s, the model's is from 0 s \(cut the same": {"tmin": 0.5},
        r"pass band 8-30 Hz, the model's is 0-64 Hz \(filter": {"band": (8.0, 30.0)},
        r"20 samples in a trial, the model's have 32 \(cut": {"signals": X[..., :20]},
    }
    for match, changed in cases.items():
        with pytest.raises(ValueError, match=match):
            fitted_epochs.predict(make_epochs(**changed))
    everything = make_epochs(sfreq=256.0, tmin=0.5, signals=X[..., :20])
    with pytest.raises(ValueError, match=r"rate 256 .*; 20 samples .*; window from"):
        fitted_epochs.predict(everything)


def test_a_bad_channel_in_use_is_refused(fitted_epochs, make_epochs):
    match = r"marks channels as bad that the model uses: Cz\. Interpolate them"
    with pytest.raises(ValueError, match=match):
        fitted_epochs.predict(make_epochs(bads=["Cz"]))


def test_channels_are_matched_by_name(fitted_epochs, make_epochs, data):
    """Another order, and channels that the model does not know, change nothing."""
    X, _ = data
    expected = fitted_epochs.predict_proba(make_epochs())
    more = np.concatenate([X[:, ::-1], 1e3 * X[:, :1]], axis=1)
    shuffled = make_epochs(more, names=("C4", "Cz", "C3", "Oz"))
    np.testing.assert_array_equal(fitted_epochs.predict_proba(shuffled), expected)
    more[:, 3] = 0  # nor does it matter what they hold
    flat = make_epochs(more, names=("C4", "Cz", "C3", "Oz"))
    np.testing.assert_array_equal(fitted_epochs.predict_proba(flat), expected)
    assert fitted_epochs.score(flat) == fitted_epochs.score(make_epochs())


def test_bad_channels_are_left_out_and_listed(make_classifier, make_epochs, data):
    X, _ = data
    clf = make_classifier().fit(make_epochs(bads=["Cz"]))
    assert (clf.ch_names_, clf.bads_) == (["C3", "C4"], ["Cz"])
    assert clf.info_.ch_names == ["C3", "C4"]
    without = make_epochs(X[:, [0, 2]], names=("C3", "C4"))
    np.testing.assert_array_equal(
        clf.predict_proba(make_epochs()), clf.predict_proba(without)
    )


def test_picks_choose_the_channels(make_classifier, make_epochs, data):
    clf = make_classifier().fit(make_epochs(), picks=["C4", "C3"])
    assert sorted(clf.ch_names_) == ["C3", "C4"]
    assert clf.predict(make_epochs()).shape == (20,)
    with pytest.raises(ValueError, match=r"picks=\['C3'\] needs channel names"):
        make_classifier().fit(*data, picks=["C3"])


def test_an_array_of_another_length_than_the_preset_is_refused(make_classifier, data):
    match = r"X has 32 samples .*preset='p300' has 128, 0 to 1 s at 128 Hz. An array"
    with pytest.raises(ValueError, match=match):
        make_classifier(preset="p300").fit(*data)


def test_a_rate_that_contradicts_the_preset_is_refused(make_classifier, data):
    with pytest.raises(ValueError, match=r"sfreq=250 contradicts .* 128 Hz; leave"):
        make_classifier(preset="p300", sfreq=250).fit(*data)


@pytest.mark.parametrize(
    ("params", "sfreq"),
    [
        ({}, 128.0),
        ({"sfreq": 64.0}, 64.0),
        ({"preset": Preset(tmin=0, tmax=0.5, sfreq=64)}, 64.0),
        ({"preset": Preset(tmin=0, tmax=0.5), "sfreq": 64.0}, 64.0),
    ],
)
def test_arrays_have_the_rate_of_sfreq_or_preset_or_paper(
    make_classifier, data, tmp_path, params, sfreq
):
    clf = make_classifier(**params).fit(*data)
    assert clf.sfreq_ == sfreq
    clf.save(tmp_path / "clf.keras")
    again = type(clf).load(tmp_path / "clf.keras")
    assert again.get_params() == clf.get_params()
    np.testing.assert_array_equal(
        again.predict_proba(data[0]), clf.predict_proba(data[0])
    )


def test_epochs_of_another_rate_than_sfreq_are_refused(make_classifier, make_epochs):
    with pytest.raises(ValueError, match=r"sampled at 128 Hz, not at 250 Hz; resample"):
        make_classifier(sfreq=250).fit(make_epochs())


def test_a_preset_brings_epochs_to_its_window(make_classifier, make_epochs):
    """In training and later alike; the window is half-open."""
    window = Preset(tmin=0, tmax=0.25, sfreq=128)
    clf = make_classifier(preset=window).fit(make_epochs())
    assert clf.n_times_ == 32
    with pytest.raises(ValueError, match=r"epochs reach from 0 to 0.25 s"):
        make_classifier(preset=Preset(tmin=0, tmax=0.5)).fit(make_epochs())
    parts = [make_epochs()[k] for k in range(3)]
    np.testing.assert_array_equal(clf.predict(parts), clf.predict(make_epochs())[:3])


@pytest.mark.parametrize(
    ("params", "error", "match"),
    [
        ({"model": "EEGNets"}, ValueError, "model='EEGNets' .*Did you mean 'EEGNet'"),
        ({"scaling": "robust"}, ValueError, "scaling='robust' is not one of 'global'"),
        ({"n_epochs": 0}, ValueError, "n_epochs=0 is too small"),
        ({"batch_size": 1.0}, TypeError, "batch_size=1.0 is of type float"),
        ({"learning_rate": 0}, ValueError, "learning_rate=0 is outside"),
        ({"patience": 0}, ValueError, "patience=0 is too small"),
        (
            {"patience": 5, "validation_fraction": 0},
            ValueError,
            "patience=5 waits for a lower validation loss, and validation_fraction=0",
        ),
        ({"random_state": "x"}, TypeError, "random_state='x' is of type str"),
        ({"model_params": {"n_chans": 3}}, ValueError, "sets n_chans, which follow"),
        ({"model_params": {"F3": 3}}, TypeError, r"'F3': 3.*EEGNet has no such"),
        ({"model_params": {"F1": 0}}, ValueError, "F1=0 is too small"),
        ({"model_params": 3}, TypeError, "model_params=3 is of type int; give a dict"),
        ({"preset": "P300"}, ValueError, "preset='P300'.*Did you mean 'p300'"),
        ({"validation_fraction": 2}, ValueError, "validation_fraction=2 is outside"),
    ],
)
def test_wrong_parameters_are_named_at_fit(make_classifier, data, params, error, match):
    clf = make_classifier(**params)
    with pytest.raises(error, match=match):
        clf.fit(*data)
    assert not hasattr(clf, "model_")


def test_trials_shorter_than_the_pools_say_the_minimum(make_classifier, data):
    X, y = data
    with pytest.raises(ValueError, match=r"n_times=20 is too short .*at least 32"):
        make_classifier().fit(X[..., :20], y)
