"""Bad input, for each function that explains: an error in words, never a picture."""

import keras
import mne
import numpy as np
import pytest
from keras import layers
from sklearn.exceptions import NotFittedError

from eegmodels import EEGClassifier, EEGRegressor, explain
from eegmodels.models import EEGNet

INFO = mne.create_info(["C3", "Cz", "C4", "Pz"], 128.0, "eeg")
RNG = np.random.default_rng(0)
X = RNG.normal(size=(8, 4, 64))
Y = np.arange(8) % 2

# Each function that takes trials, on (model, trials, labels).
ON_TRIALS = {
    "temporal_kernels": lambda model, x, y, **o: explain.temporal_kernels(
        model, x, **o
    ),
    "spatial_filters": lambda model, x, y, **o: explain.spatial_filters(model, x, **o),
    "activations": explain.activations,
    "relevance": explain.relevance,
    "ablation": lambda *given, **o: explain.ablation(*given, n_bootstrap=0, **o),
    "compare_fbcsp": lambda *given, **o: explain.compare_fbcsp(
        *given, band=(8, 40), n_permutations=1, **o
    ),
    "check": lambda *given, **o: explain.check(*given, checks=["batches"], **o),
    "perturbation_correlation": lambda model, x, y, **o: (
        explain.perturbation_correlation(model, x, n_perturbations=2, **o)
    ),
    "envelope_correlation": lambda model, x, y, **o: explain.envelope_correlation(
        model, x, **o
    ),
}
OF_LABELS = ["activations", "relevance", "ablation", "compare_fbcsp", "check"]
OF_FILTERS = ["temporal_kernels", "spatial_filters", "ablation", "compare_fbcsp"]
every_function = pytest.mark.parametrize("name", ON_TRIALS)


def build():
    return EEGNet(4, 64, 2, F1=2, D=2, kernel_length=15, seed=3)


@pytest.fixture(scope="module")
def net():
    return build()


def spoilt():
    holes = X.copy()
    holes[2, 1, 3] = np.nan
    return {
        "short": (X[..., :60], "have 60 samples; the network expects 64"),
        "swapped": (X.swapaxes(1, 2), r"shape \(8, 64, 4\); .* axes are swapped"),
        "few": (X[:, :3], r"3 channels \(shape \(8, 3, 64\)\); the model expects 4"),
        "one trial": (X[0], r"2 axes \(shape \(4, 64\)\); expected 3"),
        "NaN": (
            holes,
            r"NaN or infinity: 1 samples in 1 of 8 .*trial 2\), channels 1\.",
        ),
        "none": (X[:0], "no trials left; at least one is needed"),
        "complex": (1j * X, "is complex"),
        "flat": (
            X * [[1], [0], [1], [1]],
            r"1 flat channels, constant in all 8 trials: 1\.",
        ),
    }


@every_function
@pytest.mark.parametrize("kind", spoilt())
def test_trials_that_do_not_fit(net, name, kind):
    trials, match = spoilt()[kind]
    labels = Y[: len(trials)]
    with pytest.raises(ValueError, match=match):
        ON_TRIALS[name](net, trials, labels)


@pytest.mark.parametrize("name", [n for n in ON_TRIALS if n != "temporal_kernels"])
def test_no_trials_at_all(net, name):
    with pytest.raises(TypeError, match=r"epochs is None; give the trials, .* 4, 64\)"):
        ON_TRIALS[name](net, None, Y)


@pytest.mark.parametrize("name", OF_LABELS)
@pytest.mark.parametrize(
    ("labels", "match"),
    [
        (Y[:5], r"y has 5 labels and epochs has 8 trials; they must match"),
        (np.eye(2)[Y], r"y has shape \(8, 2\); expected one label .*argmax"),
        (
            np.where(Y, np.nan, 0.0),
            r"Input y contains NaN in 4 of 8 trials .* trial 1\)",
        ),
    ],
)
def test_labels_that_do_not_fit(net, name, labels, match):
    with pytest.raises(ValueError, match=match):
        ON_TRIALS[name](net, X, labels)


@pytest.mark.parametrize("name", ["relevance", "ablation", "check"])
@pytest.mark.parametrize("labels", [Y + 1, Y + 0.5, np.array(["a", "b"])[Y]])
def test_classes_that_do_not_exist(net, name, labels):
    with pytest.raises(ValueError, match=r"no class here|no output indices of the mod"):
        ON_TRIALS[name](net, X, labels)


@every_function
@pytest.mark.parametrize("estimator", [EEGClassifier(), EEGRegressor()])
def test_what_is_no_fitted_model(name, estimator):
    with pytest.raises(NotFittedError, match="not fitted yet"):
        ON_TRIALS[name](estimator, X, Y)
    with pytest.raises(TypeError, match=r"model is a str; give a fitted EEGClass"):
        ON_TRIALS[name]("s01.keras", X, Y)


@every_function
def test_a_network_whose_training_diverged(name):
    """One weight that is NaN: maps of the others would look whole."""
    sick = build()
    bias = sick.get_layer("dense").bias
    bias.assign(np.array([0.0, np.nan], dtype=np.float32))
    with pytest.raises(
        ValueError, match=r"in 1 of 2 weights of 'dense/bias': its trai"
    ):
        ON_TRIALS[name](sick, X, Y)


def two_openings():
    """Two kernels side by side, as of an inception block."""
    start = keras.Input((4, 64, 1))
    short = layers.Conv2D(2, (1, 5), padding="same", use_bias=False, name="short")
    long = layers.Conv2D(2, (1, 9), padding="same", use_bias=False, name="long")
    both = layers.Concatenate()([short(start), long(start)])
    tensor = layers.DepthwiseConv2D((4, 1), use_bias=False)(both)
    return keras.Model(start, layers.Dense(2)(layers.Flatten()(tensor)))


def kernels_used_twice():
    """An opening like that of EEGNet whose kernels go around the filters too."""
    start = keras.Input((4, 64, 1))
    waves = layers.Conv2D(2, (1, 5), padding="same", use_bias=False)(start)
    tensor = layers.BatchNormalization()(waves)
    tensor = layers.DepthwiseConv2D((4, 1), use_bias=False)(tensor)
    power = layers.AveragePooling2D((1, 64), name="around")(waves)
    ends = [layers.Flatten()(tensor), layers.Flatten()(power)]
    return keras.Model(start, layers.Dense(2)(layers.Concatenate()(ends)))


def layer_used_twice():
    start = keras.Input((4, 64, 1))
    same = layers.Conv2D(1, (1, 5), padding="same", use_bias=False, name="again")
    tensor = layers.DepthwiseConv2D((4, 1), use_bias=False)(same(same(start)))
    return keras.Model(start, layers.Dense(2)(layers.Flatten()(tensor)))


def network_inside():
    start = keras.Input((4, 64, 1))
    return keras.Model(start, build()(start))


@pytest.mark.parametrize("name", [n for n in ON_TRIALS if n != "activations"])
@pytest.mark.parametrize(
    ("make", "match"),
    [
        (two_openings, r"no chain of layers: 'long' does not follow"),
        (kernels_used_twice, r"no chain of layers: 'around' does not follow"),
        (layer_used_twice, r"no chain of layers: .* a layer that is used twice"),
        (network_inside, r"holds the network 'EEGNet', whose layers are not its own"),
    ],
)
def test_a_network_whose_layers_are_no_chain(name, make, match):
    with pytest.raises(ValueError, match=match):
        ON_TRIALS[name](make(), X, Y, info=INFO)


def test_layers_that_another_network_uses_too_are_one_chain(net):
    """Called on another input: the layers have two uses, each network one."""
    start = keras.Input((4, 64, 1))
    tensor = start
    for layer in net.layers[1:]:
        tensor = layer(tensor)
    again = keras.Model(start, tensor)
    found = explain.relevance(again, X[:2], info=INFO)
    expected = explain.relevance(net, X[:2])
    np.testing.assert_allclose(found.data, expected.data, rtol=1e-5, atol=1e-7)
    kernels = explain.temporal_kernels(again, info=INFO).kernels
    np.testing.assert_array_equal(kernels, explain.temporal_kernels(net).kernels)


@pytest.mark.parametrize(
    ("ends", "error", "match"),
    [
        (["softmax", "softmax"], explain.UnsupportedLayerError, "activation 'softmax'"),
        (["softmax", "relu"], ValueError, "for which no logit is defined"),
        (["tanh"], ValueError, "with activation 'tanh' and 2 outputs"),
    ],
)
def test_ends_without_a_logit(net, ends, error, match):
    tensor = layers.Dense(2)(net.get_layer("flatten").output)
    for end in ends:
        tensor = layers.Activation(end)(tensor)
    with pytest.raises(error, match=match):
        explain.relevance(keras.Model(net.inputs, tensor), X, info=INFO)


@pytest.mark.parametrize(
    ("baseline", "match"),
    [
        (np.zeros((3, 4, 60)), r"shape \(3, 4, 60\); expected a number, \(4, 64\)"),
        (np.zeros((2, 5, 4, 64)), r"shape \(2, 5, 4, 64\); expected"),
        (np.zeros(64), r"shape \(64,\); expected"),
        (np.full((4, 64), np.nan), "baseline contains NaN or infinity"),
        (None, r"baseline=None is neither a number nor an array"),
        (True, r"baseline=True is neither a number nor an array"),
        ("zeros", r"Did you mean 'zero'"),
    ],
)
def test_baselines_that_do_not_fit(net, baseline, match):
    with pytest.raises(ValueError, match=match):
        explain.relevance(net, X, Y, baseline=baseline)


def dead_path():
    """A path whose weights are whole, and that a ReLU shuts at every sample."""
    start = keras.Input((4, 64, 1))
    tensor = layers.Dense(3, activation="relu", name="shut")(layers.Flatten()(start))
    made = keras.Model(start, layers.Dense(2)(tensor))
    made.get_layer("shut").bias.assign(np.full(3, -1e3, dtype=np.float32))
    return made


def test_a_dead_path_says_so():
    """What a ReLU shuts has a slope of zero; other reasons are held elsewhere."""
    with pytest.warns(
        RuntimeWarning, match="8 of 8 trials is zero .* 'shut' is saturat"
    ):
        found = explain.relevance(dead_path(), X, info=INFO, method="gradient_x_input")
    assert not found.data.any()
