"""EEGNet against the recorded behaviour of the reference."""

from pathlib import Path

import keras
import numpy as np
import pytest

from eegmodels.models import EEGNet

FIXTURES = Path(__file__).parents[1] / "fixtures"
RECORDS = ("eegnet_p300", "eegnet_smr", "eegnet_42_odd", "eegnet_41")


def build(arguments):
    return EEGNet(
        n_chans=arguments["Chans"],
        n_times=arguments["Samples"],
        n_outputs=arguments["nb_classes"],
        kernel_length=arguments["kernLength"],
        F1=arguments["F1"],
        D=arguments["D"],
        F2=arguments["F2"],
        dropout_rate=0.0,
    )


@pytest.fixture(scope="module", params=RECORDS)
def replay(request, index):
    """Build the network of a record, predict, train as recorded, predict again."""
    entry = index[request.param]
    record = dict(np.load(FIXTURES / f"{request.param}.npz"))
    net = build(entry["arguments"])
    net.set_weights([record[f"w_init_{k:02d}"] for k in range(len(net.weights))])
    found = {"probs": net.predict(record["x"], verbose=0)}
    net.compile(keras.optimizers.Adam(1e-3), "categorical_crossentropy")
    y = np.eye(net.output_shape[-1], dtype=np.float32)[record["y"]]
    found["losses"], found["norms"] = [], []
    for step in range(12):
        part = slice(0, 16) if step % 2 == 0 else slice(16, 32)
        loss = net.train_on_batch(record["x"][part], y[part])
        found["losses"].append(float(loss))
        found["norms"].append(norms(net))
    found["probs_after"] = net.predict(record["x"], verbose=0)
    return net, entry, record, found


def norms(net):
    """Largest norm along axis 0 of the two constrained kernels."""
    layers = (net.get_layer("spatial"), net.get_layer("dense"))
    return [float(np.linalg.norm(w.get_weights()[0], axis=0).max()) for w in layers]


def test_layers_are_those_of_the_reference(replay):
    net, entry, _, _ = replay
    assert [type(layer).__name__ for layer in net.layers] == entry["layers"]
    assert [list(w.shape) for w in net.get_weights()] == entry["weights"]


def test_parameter_counts_equal_the_reference(replay):
    net, entry, _, _ = replay
    assert net.count_params() == entry["n_params"]
    trainable = sum(int(np.prod(w.shape)) for w in net.trainable_weights)
    assert trainable == entry["n_trainable"]


def test_outputs_equal_the_reference(replay):
    _, _, record, found = replay
    np.testing.assert_allclose(found["probs"], record["probs"], rtol=0, atol=1e-6)


def test_twelve_steps_follow_the_reference(replay):
    _, _, record, found = replay
    np.testing.assert_allclose(found["losses"], record["losses"], rtol=0, atol=1e-5)


def test_outputs_after_training_equal_the_reference(replay):
    _, _, record, found = replay
    after = record["probs_after"]
    np.testing.assert_allclose(found["probs_after"], after, rtol=0, atol=1e-4)


def test_norms_stay_below_their_bounds_after_each_step(replay):
    _, _, _, found = replay
    spatial, dense = np.max(found["norms"], axis=0)
    assert spatial <= 1.0 + 1e-6
    assert dense <= 0.25 + 1e-6


def test_logits_equal_the_reference(replay):
    """The layer before the softmax holds the recorded logits."""
    net, _, record, _ = replay
    fresh = build(replay[1]["arguments"])
    fresh.set_weights([record[f"w_init_{k:02d}"] for k in range(len(net.weights))])
    logits = keras.Model(fresh.inputs, fresh.get_layer("dense").output)
    np.testing.assert_allclose(
        logits.predict(record["x"], verbose=0), record["logits"], rtol=0, atol=1e-5
    )


def test_max_norm_binds_when_weights_are_large(small, trials):
    """One step brings kernels that exceed their bounds back to them."""
    net = small(norm_rate=0.1)
    net.set_weights([w * 50 if w.ndim > 1 else w for w in net.get_weights()])
    net.train_on_batch(*trials)
    spatial, dense = norms(net)
    assert spatial == pytest.approx(1.0, abs=1e-4)
    assert dense == pytest.approx(0.1, abs=1e-4)


def test_published_weights_load_and_give_the_published_outputs():
    """To the precision of the record: logits reach 600, where float32 steps by 6e-5.

    The recorded probabilities themselves are 1.0e-5 off those in float64.
    """
    net = EEGNet(n_chans=60, n_times=151, n_outputs=4, kernel_length=32)
    net.load_weights(FIXTURES / "EEGNet-8-2-weights.h5")
    record = np.load(FIXTURES / "published_erp_weights_io.npz")
    outputs = net.predict(record["x"], verbose=0)
    np.testing.assert_allclose(outputs, record["probs"], rtol=0, atol=2e-5)
    clear = record["probs"].max(axis=1) > 0.9
    assert clear.sum() >= 14
    np.testing.assert_allclose(
        outputs[clear], record["probs"][clear], rtol=0, atol=1e-6
    )
