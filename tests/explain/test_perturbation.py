"""Perturbed amplitudes: a planted sensitivity, and a naive loop in float64."""

from dataclasses import fields

import keras
import numpy as np
import pytest

from eegmodels import EEGRegressor, explain
from eegmodels.estimator import _base
from eegmodels.results import History, PerturbationCorrelation
from power_reader import (
    BANDS,
    CHANNEL,
    HZ,
    N_CHANS,
    N_TIMES,
    SFREQ,
    build,
    info,
    trials,
)


@pytest.fixture(scope="module")
def found():
    return explain.perturbation_correlation(
        build(), trials(), n_perturbations=40, bands=BANDS, untrained=2, info=info()
    )


def test_the_rhythm_and_electrode_that_are_read_stand_out(found):
    assert found.outputs == [0, 1]
    at = np.unravel_index(found.correlation[1].argmax(), found.correlation[1].shape)
    assert at[0] == CHANNEL
    assert abs(found.freqs[at[1]] - HZ) < 4
    assert found.by_band.shape == (2, 3, N_CHANS)
    own = found.by_band[1, 1]
    assert own.argmax() == CHANNEL
    others = np.delete(found.correlation[1], CHANNEL, axis=0)
    assert np.abs(others).max() < 5 * found.chance
    assert own[CHANNEL] > 5 * found.chance
    # What speaks for one class speaks against the other.
    np.testing.assert_allclose(found.correlation[0], -found.correlation[1], atol=1e-3)
    row = found.table()[4]
    assert (row["output"], row["band"], row["electrode"]) == (1, "own", "Cz")
    assert row["size"] > 3 * row["chance"]


def test_chance_is_what_no_influence_gives(found):
    others = np.delete(found.correlation[1], CHANNEL, axis=0)
    assert others.std() == pytest.approx(found.chance, rel=0.1)
    assert found.chance == pytest.approx(1 / np.sqrt(20 * 40))


def test_predictions_stay_nearly_as_they_were(found):
    assert found.agreement > 0.95
    assert (found.moved < 0.2).all()
    assert f"{100 * found.agreement:.1f} % of predictions stayed" in found.reading


def naive(network, x, noise, n_perturbations, seed):
    """One trial, electrode and frequency after another, in lists."""
    spectra = np.array([[np.fft.rfft(course) for course in trial] for trial in x])
    size = noise * np.abs(spectra).std(axis=0)
    rng = np.random.default_rng(seed)
    weights, bias = network.get_layer("dense").get_weights()
    before_dense = keras.Model(network.inputs[0], network.get_layer("flatten").output)

    def logits(trial):
        flat = keras.ops.convert_to_numpy(before_dense(trial[None, ..., None]))
        return flat[0].astype(float) @ weights + bias

    start = [logits(trial) for trial in x]
    changes, answers = [], []
    for _ in range(n_perturbations):
        draw = rng.standard_normal(spectra.shape, dtype=np.float32)
        for k, trial in enumerate(spectra):
            amplitude = np.abs(trial)
            changed = np.maximum(amplitude + size * draw[k], 0)
            other = np.fft.irfft(changed * np.exp(1j * np.angle(trial)), N_TIMES)
            changes.append(changed - amplitude)
            answers.append(logits(other.astype(np.float32)) - start[k])
    changes, answers = np.array(changes), np.array(answers)
    return np.array(
        [
            [
                [np.corrcoef(changes[:, c, f], answers[:, k])[0, 1] for f in range(49)]
                for c in range(N_CHANS)
            ]
            for k in range(2)
        ]
    )


def test_it_is_the_naive_loop():
    network, x = build(), trials(5)
    found = explain.perturbation_correlation(
        network, x, n_perturbations=6, noise=0.7, random_state=3, info=info()
    )
    expected = naive(network, x, 0.7, 6, 3)
    np.testing.assert_allclose(found.correlation, expected, atol=2e-3)


def test_more_trials_than_a_batch_change_nothing_else():
    """Running sums over three batches are those of one correlation."""
    x = trials(130)
    found = explain.perturbation_correlation(
        build(), x, n_perturbations=6, bands=BANDS, info=info()
    )
    assert found.by_band[1, 1].argmax() == CHANNEL
    assert found.chance == pytest.approx(1 / np.sqrt(130 * 6))
    others = np.delete(found.correlation[1], CHANNEL, axis=0)
    assert others.std() == pytest.approx(found.chance, rel=0.1)


def test_untrained_networks_stand_beside(found):
    assert found.untrained.shape == (2, 2, N_CHANS, N_TIMES // 2 + 1)
    assert not np.array_equal(found.untrained[0], found.untrained[1])
    assert found.untrained_by_band.shape == (2, 2, 3, N_CHANS)
    network = build()
    same = explain.perturbation_correlation(
        network, trials(5), n_perturbations=3, untrained=network, info=info()
    )
    np.testing.assert_array_equal(same.untrained[0], same.correlation)


def test_the_seed_decides_and_the_unit_of_a_bare_network_does_not():
    network, x = build(), trials(5)

    def run(data, seed):
        return explain.perturbation_correlation(
            network, data, n_perturbations=3, random_state=seed, info=info()
        ).correlation

    one = run(x, 0)
    np.testing.assert_array_equal(run(x, 0), one)
    assert np.abs(run(x, 1) - one).max() > 0.1
    # A square of twice the signal is four times the square.
    np.testing.assert_allclose(run(2 * x, 0), one, atol=2e-3)


def test_one_sigmoid_unit_speaks_for_class_1_and_against_class_0():
    found = explain.perturbation_correlation(
        build(end="sigmoid"), trials(5), n_perturbations=10, bands=BANDS, info=info()
    )
    assert found.outputs == [0, 1]
    np.testing.assert_array_equal(found.correlation[0], -found.correlation[1])
    assert found.by_band[1, 1].argmax() == CHANNEL
    assert found.moved.shape == (2,)


def test_another_order_of_axes_gives_the_same():
    x = trials(5)
    plain = explain.perturbation_correlation(build(), x, n_perturbations=3, info=info())
    other = explain.perturbation_correlation(
        build(layout="time,channel"),
        x,
        n_perturbations=3,
        info=info(),
        layout="time,channel",
    )
    np.testing.assert_allclose(other.correlation, plain.correlation, atol=2e-3)


def test_a_regressor_has_outputs_and_no_agreement():
    rng = np.random.default_rng(0)
    X, y = 1e-5 * rng.standard_normal((8, 3, 84)), rng.standard_normal((8, 2))
    params = {"F1": 2, "kernel_length": 9}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_base, "fit_many", lambda *a, **k: [History([1.0], [])])
        reg = EEGRegressor("EEGNet", model_params=params, random_state=0).fit(X, y)
    found = explain.perturbation_correlation(reg, X, n_perturbations=2)
    assert found.outputs == [0, 1]
    assert np.isnan(found.agreement)
    assert found.correlation.shape == (2, 3, 43)
    assert "predictions stayed" not in found.reading
    figure, _ = found.plot()
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert "more of: output 1" in titles


def test_bands_of_the_paper_that_the_data_hold(found):
    usual = explain.perturbation_correlation(
        build(), trials(3), n_perturbations=1, info=info()
    )
    assert usual.band_names == ["alpha", "beta"]
    assert usual.bands == [(7, 13), (13, 31)]
    assert usual.settings["left_out_bands"] == {"gamma": (71, 91)}
    one = explain.perturbation_correlation(
        build(), trials(3), n_perturbations=1, bands=(8, 12), info=info()
    )
    assert one.band_names == ["8-12 Hz"]


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"bands": {"x": (40, 70)}}, r"bands has 'x', 40 to 70 Hz, and .* below 64 Hz"),
        ({"bands": {"x": (8.1, 8.9)}}, r"their frequencies are 1\.33 Hz apart"),
        ({"bands": {"x": 8}}, r"bands\['x'\]=8 is no pair of edges"),
        ({"bands": [8, 12, 14]}, r"bands=\[8, 12, 14\] are no pairs of edges"),
        ({"bands": (12, 8)}, r"high edge=8 is outside"),
        ({"bands": {}}, r"bands is empty"),
        ({"noise": 0}, r"noise=0 is outside"),
        ({"n_perturbations": 0}, r"n_perturbations=0 is too small"),
        ({"untrained": 0}, r"untrained=0 is too small"),
        ({"random_state": -1}, r"random_state=-1 is too small"),
    ],
)
def test_bad_requests_are_refused(given, match):
    with pytest.raises(ValueError, match=match):
        explain.perturbation_correlation(build(), trials(3), info=info(), **given)


def test_what_the_data_cannot_give_is_refused():
    with pytest.raises(ValueError, match="epochs has 1 trials; amplitudes vary over"):
        explain.perturbation_correlation(build(), trials(1), info=info())
    filtered = info()
    with filtered._unlock():
        filtered["highpass"], filtered["lowpass"] = 8.0, 30.0
    with pytest.raises(ValueError, match=r"data's own filter passed 8 to 30 Hz"):
        explain.perturbation_correlation(
            build(), trials(3), bands=(35, 45), info=filtered
        )


def test_every_field_comes_back(found, tmp_path):
    found.save(tmp_path / "p.npz")
    back = PerturbationCorrelation.read(tmp_path / "p.npz")
    for field in fields(PerturbationCorrelation):
        if field.name != "info":
            one, other = (getattr(record, field.name) for record in (found, back))
            np.testing.assert_equal(one, other)
    assert back.info["ch_names"] == found.info["ch_names"]
    assert SFREQ == back.info["sfreq"]
    assert str(back) == str(found)
