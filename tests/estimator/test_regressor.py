"""``EEGRegressor``: real numbers from trials, in the user's unit."""

import copy
import json
import pickle
import zipfile

import keras
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, cross_val_score

from eegmodels import EEGClassifier, EEGRegressor
from eegmodels.data import Preset
from eegmodels.estimator import load_estimator
from eegmodels.estimator._split import split_last
from eegmodels.models import ARCHITECTURES, Network, load_network

SMALL = {"F1": 2, "D": 1, "kernel_length": 8}


def make(**params):
    small = {"model_params": dict(SMALL), "n_epochs": 2, "random_state": 0}
    return EEGRegressor(**{**small, **params})


@pytest.fixture(scope="module")
def values():
    """One value for each of the 20 trials of ``data``, such as milliseconds."""
    return 300 + 40 * np.random.default_rng(1).standard_normal(20)


@pytest.fixture(scope="module")
def reg(data, values):
    """Fitted on the array; tests leave it as it is."""
    return make().fit(data[0], values)


@pytest.fixture(scope="module")
def reg_epochs(make_epochs, values):
    """Fitted on the Epochs; tests leave it as it is."""
    return make().fit(make_epochs(), values)


def planted(n, seed=0):
    """Trials whose value is the amplitude of 16 Hz at channel 1, in microvolts."""
    rng = np.random.default_rng(seed)
    amplitude = rng.uniform(0, 4, n)
    phase = rng.uniform(0, 2 * np.pi, (n, 1))
    X = rng.standard_normal((n, 3, 64))
    wave = np.sin(2 * np.pi * 16 * np.arange(64) / 128 + phase)
    X[:, 1] += amplitude[:, None] * wave
    return 1e-6 * X, amplitude


def test_a_planted_amplitude_is_predicted_on_held_out_trials():
    X, y = planted(120)
    params = {"F1": 2, "D": 2, "kernel_length": 16, "dropout_rate": 0.1}
    reg = make(model_params=params, n_epochs=60, learning_rate=0.01)
    scores = cross_val_score(reg, X, y, cv=KFold(2))
    assert scores.min() > 0.6
    # Shuffled values cannot be predicted: the score is no artefact.
    shuffled = np.random.default_rng(0).permutation(y)
    assert cross_val_score(reg, X, shuffled, cv=KFold(2)).max() < 0.2


def test_fit_returns_itself_and_sets_what_the_docstring_names(reg, values):
    assert reg.fit.__self__ is reg
    assert reg.n_trials_ == 20
    assert (reg.ch_names_, reg.bads_, reg.info_) == (["0", "1", "2"], [], None)
    assert (reg.sfreq_, reg.n_times_, reg.target_ndim_) == (128.0, 32, 1)
    assert reg.model_.output_shape == (None, 1)
    assert reg.model_.layers[-1].name == "dense"
    assert len(reg.history_.loss) == len(reg.history_.val_loss) == 2
    assert reg.history_.accuracy == reg.history_.val_accuracy == []
    assert not hasattr(reg, "classes_")
    assert not hasattr(reg, "predict_proba")
    assert not hasattr(reg, "class_weight")


def test_targets_are_standardised_by_the_training_part_alone(data, values):
    y = values.copy()
    y[-4:] += 1e4  # those that validate
    reg = make().fit(data[0], y)
    assert reg.target_mean_ == pytest.approx([values[:16].mean()])
    assert reg.target_scale_ == pytest.approx([values[:16].std()])


def test_the_kept_loss_is_that_of_the_last_trials(data, values):
    """Against the mean squared error of predictions, worked out anew."""
    reg = make(n_epochs=5, learning_rate=0.1).fit(data[0], values)
    history = reg.history_
    assert history.best_epoch == int(np.argmin(history.val_loss))
    errors = (reg.predict(data[0]) - values)[-4:] / values[:16].std()
    assert np.mean(errors**2) == pytest.approx(min(history.val_loss), rel=1e-4)


@pytest.mark.parametrize(("n", "fraction"), [(20, 0.2), (7, 0.5), (9, 0.39), (2, 0.5)])
def test_the_last_trials_validate(n, fraction):
    training, validation = split_last(n, fraction)
    n_held = int(np.floor(fraction * n + 0.5))
    assert validation.tolist() == list(range(n))[n - n_held :]
    assert training.tolist() == list(range(n))[: n - n_held]
    assert [part.tolist() for part in split_last(n, None)] == [list(range(n)), []]


def test_predictions_are_outputs_of_the_network_in_the_unit_of_y(reg, data, values):
    outputs = reg.model_(reg.transform_input(data[0]), training=False)
    outputs = keras.ops.convert_to_numpy(outputs)
    expected = values[:16].mean() + values[:16].std() * outputs[:, 0].astype(float)
    found = reg.predict(data[0])
    assert found.shape == (20,)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert reg.score(data[0], values) == pytest.approx(r2_score(values, found))
    weight = np.arange(20)
    expected = r2_score(values, found, sample_weight=weight)
    assert reg.score(data[0], values, weight) == pytest.approx(expected)


def test_an_affine_change_of_y_changes_predictions_alike(reg, data, values):
    other = make().fit(data[0], 10 * values + 3)
    found, expected = other.predict(data[0]), 10 * reg.predict(data[0]) + 3
    assert np.abs(found - expected).max() < 1e-4
    assert other.history_.loss == pytest.approx(reg.history_.loss, rel=1e-5)


def test_several_targets_are_predicted_together(data, values):
    X, _ = data
    y = np.column_stack([values, -1e-3 * values**2])
    reg = make().fit(X, y)
    assert reg.model_.output_shape == (None, 2)
    assert reg.target_scale_ == pytest.approx(y[:16].std(axis=0))
    found = reg.predict(X)
    assert found.shape == (20, 2)
    assert reg.score(X, y) == pytest.approx(r2_score(y, found))
    column = make().fit(X, values[:, None])
    assert column.predict(X).shape == (20, 1)


def test_the_unit_of_the_data_does_not_matter(reg, data, values):
    again = make().fit(1e6 * data[0][..., None], values)
    np.testing.assert_array_equal(again.predict(1e6 * data[0]), reg.predict(data[0]))


def test_epochs_their_array_and_single_epochs_give_the_same(
    reg, reg_epochs, make_epochs, data, values
):
    expected = reg.predict(data[0])
    np.testing.assert_array_equal(reg_epochs.predict(make_epochs()), expected)
    parts = [make_epochs()[k] for k in range(20)]
    np.testing.assert_array_equal(reg_epochs.predict(parts), expected)
    np.testing.assert_array_equal(make().fit(parts, values).predict(parts), expected)
    assert reg_epochs.ch_names_ == ["C3", "Cz", "C4"]
    assert reg_epochs.check_input(make_epochs()).labels is None


def test_a_preset_prepares_epochs_and_holds_arrays_to_its_length(make_epochs, values):
    preset = Preset(tmin=0.0, tmax=0.2421875, sfreq=128)
    reg = make(preset=preset, model_params={**SMALL, "second_pool": 2})
    reg.fit(make_epochs(), values)
    assert reg.n_times_ == 31
    assert reg.predict(make_epochs()).shape == (20,)
    with pytest.raises(ValueError, match=r"X has 32 samples .* has 31"):
        reg.fit(np.zeros((20, 3, 32)), values)


@pytest.mark.parametrize(
    ("y", "match"),
    [
        (None, r"ndarray without values.*requires y to be passed.*one number for each"),
        ("constant", r"y is 7 in all 16 training trials; there is nothing to learn"),
        ("column", r"y\[:, 1\] is 2 in all 16 training trials"),
        ("nan", r"Input y contains NaN or infinity in 2 of 20 trials, .* is trial 3\."),
        ("text", r"y holds text, such as 'a'; .* take an EEGClassifier for classes"),
        ("object", r"y holds text"),
        ("complex", r"y holds values of type complex128"),
        ("dates", r"y holds values of type datetime64"),
        ("single", r"X leaves 1 trial to train on \(n_samples=1\); .* at least 2"),
        ("none", r"y holds values that are no real numbers"),
        (
            "short",
            r"y has 19 values and X has 20 trials; they must match\. Epochs that",
        ),
        ("scalar", r"y has shape \(\); expected one number for each trial, .*\(20,\)"),
        ("cube", r"y has shape \(20, 1, 1\); expected one number"),
        ("ragged", r"y is no array of numbers"),
    ],
)
def test_values_that_cannot_be_learned_are_refused(data, values, y, match):
    nan = values.copy()
    nan[[3, 8]] = np.nan, np.inf
    given = {
        None: None,
        "constant": np.full(20, 7),
        "column": np.column_stack([values, np.full(20, 2)]),
        "nan": nan,
        "text": ["a", "b"] * 10,
        "object": np.array(["1", 2.0] * 10, dtype=object),
        "complex": values + 1j,
        "dates": np.arange(20).astype("datetime64[s]"),
        "none": [None, {}] * 10,
        "single": values[:1],
        "short": values[:-1],
        "scalar": 3.0,
        "cube": values[:, None, None],
        "ragged": [[1.0], [1.0, 2.0]] * 10,
    }[y]
    n_trials = 1 if y == "single" else 20
    with pytest.raises(ValueError, match=match):
        make(validation_fraction=0.2 * (n_trials > 1)).fit(data[0][:n_trials], given)


def test_epochs_have_no_values_of_their_own(reg_epochs, make_epochs, values):
    match = r"X is Epochs, whose events are marks .*requires y.*epochs\.metadata"
    with pytest.raises(ValueError, match=match):
        make().fit(make_epochs())
    with pytest.raises(ValueError, match=match):
        make().fit([make_epochs()[:10], make_epochs()[10:]])
    with pytest.raises(ValueError, match=match):
        reg_epochs.score(make_epochs())
    expected = r2_score(values, reg_epochs.predict(make_epochs()))
    assert reg_epochs.score(make_epochs(), values) == pytest.approx(expected)


def test_scores_need_as_many_targets_as_in_training(reg, data, values):
    with pytest.raises(ValueError, match=r"\(20, 2\), that is 2 targets; .* on 1\."):
        reg.score(data[0], np.column_stack([values, values]))
    with pytest.raises(ValueError, match="y has 3 values and X has 20 trials"):
        reg.score(data[0], values[:3])


def test_a_value_that_differs_only_among_validation_trials_is_refused(data):
    y = np.r_[np.ones(16), np.arange(4)]
    with pytest.raises(ValueError, match=r"y is 1 in all 16 .*do not validate"):
        make().fit(data[0], y)


def test_too_few_trials_to_validate_say_so(data, values):
    with pytest.raises(ValueError, match=r"X has 2 trials, too few .* that makes 0"):
        make().fit(data[0][:2], values[:2])
    with pytest.raises(ValueError, match=r"validation_fraction=1\.5 is outside"):
        make(validation_fraction=1.5).fit(data[0], values)


def test_the_end_of_the_network_follows_from_the_estimator(data, values):
    X, y = data
    ending = {**SMALL, "output_activation": "softmax"}
    with pytest.raises(ValueError, match=r"='softmax'; .* EEGRegressor ends in 'lin"):
        make(model_params=ending).fit(X, values)
    ending = {**SMALL, "output_activation": "linear"}
    with pytest.raises(ValueError, match=r"='linear'; .* EEGClassifier ends in 'soft"):
        EEGClassifier(model_params=ending).fit(X, y)
    assert make(model_params=ending, n_epochs=1).fit(X, values).n_trials_ == 20
    with pytest.raises(TypeError, match=r"\{'F9': 1\}: EEGNet has no such argument"):
        make(model_params={"F9": 1}).fit(X, values)


def test_before_fit_prediction_says_so(data, tmp_path):
    with pytest.raises(NotFittedError, match="not fitted yet"):
        make().predict(data[0])
    with pytest.raises(NotFittedError, match="not fitted yet"):
        make().save(tmp_path / "reg.keras")


def test_a_loaded_regressor_is_the_saved_one(reg_epochs, make_epochs, tmp_path):
    path = tmp_path / "reg.keras"
    reg_epochs.save(path)
    for again in (EEGRegressor.load(path), load_estimator(path)):
        assert type(again) is EEGRegressor
        assert again.get_params() == reg_epochs.get_params()
        assert again.history_ == reg_epochs.history_
        assert again.data_spec_ == reg_epochs.data_spec_
        assert again.target_ndim_ == 1
        assert isinstance(again.model_, Network)
        expected = reg_epochs.predict(make_epochs())
        np.testing.assert_array_equal(again.predict(make_epochs()), expected)
    with zipfile.ZipFile(path) as archive:
        section = json.loads(archive.read("eegmodels.json"))["regressor"]
    targets = {"mean": again.target_mean_.tolist(), "ndim": 1}
    assert section["targets"] == {**targets, "scale": again.target_scale_.tolist()}
    assert "classes" not in section
    assert "class_weight" not in section["params"]


def test_keras_opens_the_network_of_a_file(reg, data, tmp_path):
    """It gives standardised values: what the JSON section says leads back."""
    reg.save(tmp_path / "reg.keras")
    plain = keras.saving.load_model(tmp_path / "reg.keras", safe_mode=True)
    assert type(plain) is not Network
    x = reg.transform_input(data[0])[..., None]
    outputs = plain.predict(x, verbose=0)[:, 0].astype(float)
    found = reg.target_mean_ + reg.target_scale_ * outputs
    np.testing.assert_allclose(found, reg.predict(data[0]), rtol=1e-5)


def test_each_kind_of_estimator_opens_its_own_files(reg, fitted, tmp_path):
    reg.save(tmp_path / "reg.keras")
    fitted.save(tmp_path / "clf.keras")
    with pytest.raises(ValueError, match=r"an EEGRegressor; open it with EEGRegressor"):
        EEGClassifier.load(tmp_path / "reg.keras")
    with pytest.raises(ValueError, match=r"an EEGClassifier; open it with EEGClassif"):
        EEGRegressor.load(tmp_path / "clf.keras")
    assert type(load_estimator(tmp_path / "clf.keras")) is EEGClassifier
    load_network(tmp_path / "reg.keras").save(tmp_path / "net.keras")
    for load in (EEGRegressor.load, load_estimator):
        with pytest.raises(ValueError, match=r"network but no estimator: EEGClassifie"):
            load(tmp_path / "net.keras")


def test_parameters_clones_and_copies(reg, data):
    twin = clone(reg)
    assert twin.get_params() == reg.get_params()
    assert not hasattr(twin, "model_")
    assert twin.set_params(model__F1=5).model_params["F1"] == 5
    assert reg.model_params["F1"] == 2
    assert "class_weight" not in reg.get_params()
    assert repr(EEGRegressor(n_epochs=3)) == "EEGRegressor(n_epochs=3)"
    with pytest.raises(TypeError, match="class_weight"):
        EEGRegressor(class_weight="balanced")
    for copied in (copy.deepcopy(reg), pickle.loads(pickle.dumps(reg))):
        np.testing.assert_array_equal(copied.predict(data[0]), reg.predict(data[0]))


def test_cross_validation_gives_the_same_on_arrays_and_epochs(
    make_epochs, data, values
):
    X, _ = data
    expected = cross_val_score(make(n_epochs=1), X, values, cv=KFold(2))
    found = cross_val_score(make(n_epochs=1), make_epochs(), values, cv=KFold(2))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("model", [name for name in ARCHITECTURES if name != "EEGNet"])
def test_every_other_network_regresses(model):
    X = np.random.default_rng(0).standard_normal((12, 2, 84))
    y = np.arange(12.0) % 5
    small = {"EEGNetSSVEP": {"F1": 2, "F2": 2, "kernel_length": 8}}
    reg = make(model=model, model_params=small.get(model, {}), n_epochs=1).fit(X, y)
    assert reg.model_.output_shape == (None, 1)
    assert np.isfinite(reg.predict(X)).all()
