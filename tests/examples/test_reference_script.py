"""The old script of a user of the reference, and the three approaches on its model."""

import importlib.util
from pathlib import Path

import keras
import numpy as np
import pytest

from eegmodels.data import epochs_from_recording, load_physionet, simulate_recording

pytestmark = pytest.mark.usefixtures("quick_compilation")

SCRIPT = Path(__file__).parents[2] / "examples" / "reference_script.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("reference_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def simulated():
    """Trials of the simulation, as an old script held them."""
    truth = simulate_recording(n_trials=60, planted_hz=20, random_state=0)
    epochs = epochs_from_recording(
        truth.raw, preset="motor-imagery", tmin=0, tmax=2, l_freq=4, h_freq=40
    )
    y = (epochs.events[:, 2] == epochs.event_id[truth.planted_class]).astype(int)
    return truth, epochs, epochs.get_data(units="uV") / 10, y


def test_session_on_simulated_data(script, simulated, capsys):
    truth, epochs, X, y = simulated
    model = script.old_script(X, y, n_passes=60)
    assert isinstance(model, keras.Model)
    before = [weight.copy() for weight in model.get_weights()]
    temporal, spatial = script.first_layers(model, epochs.ch_names)
    assert "electrode c, temporal filter f, spatial filter d" in capsys.readouterr().out
    signals, kernels, filters, ablation, relevance = script.three_approaches(
        model, X, y, epochs.info
    )
    part = keras.Model(model.inputs, model.layers[3].output)
    direct = part.predict(X[..., None].astype("float32"), verbose=0)[:, 0]
    np.testing.assert_allclose(
        signals.data.transpose(0, 2, 1), direct, atol=1e-6 * np.abs(direct).max()
    )
    np.testing.assert_allclose(kernels.kernels, temporal[0, :, 0].T, rtol=1e-6)
    np.testing.assert_allclose(
        filters.filters, spatial[:, 0].transpose(1, 2, 0), rtol=1e-6
    )
    assert filters.ch_names == relevance.ch_names == epochs.ch_names
    assert relevance.largest_residual < 1e-5
    best = filters.patterns[ablation.ranking[0]]
    cosine = best @ truth.topography
    cosine /= np.linalg.norm(best) * np.linalg.norm(truth.topography)
    assert abs(cosine) > 0.95
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_session_on_a_real_recording(script, recordings, capsys):
    epochs = load_physionet(1, "fists-feet", preset="motor-imagery")
    X = epochs.get_data(units="uV") / 10
    y = (epochs.events[:, 2] == epochs.event_id["feet"]).astype(int)
    model = script.old_script(X, y, n_passes=3)
    script.three_approaches(model, X, y, epochs.info)
    assert "approach 3: (45, 64, 384)" in capsys.readouterr().out
