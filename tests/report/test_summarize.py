import json
from types import SimpleNamespace

import mne
import numpy as np
import pytest

from eegmodels.data import as_trials, describe_recording
from eegmodels.report import _summarize
from eegmodels.report._verdict import verdict
from eegmodels.results import Interval


def summary_of_data(epochs, labels=None):
    trials = as_trials(epochs, labels)
    task = SimpleNamespace(epochs=epochs, trials=trials, labels=trials.labels)
    return _summarize._data(task)


def test_the_whole_is_plain_json(plain_run):
    summary = plain_run[0].summary
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert list(summary) == [
        "title",
        "data",
        "source",
        "score",
        "training",
        "kernels",
        "filters",
        "ablation",
        "activations",
        "relevance",
        "findings",
        "checks",
        "settings",
        "versions",
        "methods",
    ]


def test_data(plain_run):
    data = plain_run[0].summary["data"]
    assert data["n_trials"] == 30
    assert data["classes"] == [
        {"name": "feet", "n_trials": 15, "share": 0.5},
        {"name": "fists", "n_trials": 15, "share": 0.5},
    ]
    assert data["ch_names"] == ["Fz", "C3", "Cz", "C4", "Pz"]
    assert data["bads"] == ["Oz"]
    assert data["unused"] == []
    assert (data["tmin"], data["tmax"], data["n_times"]) == (0, 1, 128)
    assert (data["sfreq"], data["highpass"], data["lowpass"]) == (128, 0, 64)
    assert data["deviation_uv"] == pytest.approx(12, rel=0.1)
    assert not data["unit_doubtful"]
    assert plain_run[0].summary["source"]["name"] == "a simulation"


def test_score_and_training(plain_run):
    result, _, _ = plain_run
    score = result.summary["score"]
    assert score["network"]["accuracy"] == result.scores["accuracy"]
    assert score["network"]["n_right"] == round(30 * result.scores["accuracy"])
    assert score["reference"]["method"] == "CSP + LDA"
    assert np.sum(score["network"]["confusion"]) == 30
    assert len(score["network"]["fold_accuracy"]) == 2
    training = result.summary["training"]
    assert training["n_epochs"] == 2
    assert len(training["kept_pass"]) == 2
    assert training["n_kept_at_end"] == training["kept_pass"].count(2)


def test_kernels_and_filters(plain_run):
    summary = plain_run[0].summary
    assert summary["kernels"]["n"] == 8
    assert summary["kernels"]["length_s"] == 0.5
    assert summary["kernels"]["resolution_hz"] == 2
    assert len(summary["kernels"]["peak_hz"]) == 8
    filters = summary["filters"]
    assert (filters["n_temporal"], filters["n_spatial"], filters["n_chans"]) == (
        8,
        2,
        5,
    )
    assert {name for row in filters["strongest"] for name in row} <= {
        "Fz",
        "C3",
        "Cz",
        "C4",
        "Pz",
    }
    assert all(0 <= r <= 1.0001 for r in filters["correlation"])


def test_methods_name_what_was_done(plain_run):
    summary = plain_run[0].summary
    text = summary["methods"]
    assert "30 trials (feet: 15, fists: 15) of 5 EEG channels" in text
    assert "from 0 to 1 s" in text
    assert "2 passes" in text
    assert "2-fold cross-validation" in text
    assert f"MNE {summary['versions']['mne']}" in text
    assert "XX" in text  # the reference electrode is not known


def test_dropped_trials_and_their_reasons(make_epochs):
    epochs = make_epochs()
    epochs.drop([0, 1], reason="blink", verbose="ERROR")
    epochs.drop([5], reason="<b>", verbose="ERROR")
    data = summary_of_data(epochs)
    assert data["n_trials"] == 27
    assert data["n_dropped"] == 3
    assert data["dropped"] == [{"reason": "blink", "n": 2}, {"reason": "<b>", "n": 1}]


def test_microvolts_that_claim_to_be_volts_are_doubted(make_epochs):
    epochs = make_epochs()
    epochs._data *= 1e6
    assert summary_of_data(epochs)["unit_doubtful"]


def test_source_of_a_recording(make_epochs):
    raw = mne.io.RawArray(
        np.zeros((2, 100)), mne.create_info(2, 100.0, "eeg"), verbose="ERROR"
    )
    raw.set_annotations(mne.Annotations([0, 0.5], 0, ["T1\u202e", "T2"]))
    source = _summarize._source(describe_recording(raw))
    assert source["name"] is None
    assert source["duration_s"] == 1
    assert source["n_chans"] == {"eeg": 2}
    assert source["annotations"][0] == {"name": r"T1\u202e", "count": 1}
    assert _summarize._source(None) is None
    assert _summarize._source({})["files"] == []


def judged(accuracy, bound, right, reference):
    y_true = np.zeros(len(right))
    return verdict(
        SimpleNamespace(
            chance_bound=bound,
            network=SimpleNamespace(
                method="EEGNet",
                accuracy=Interval(accuracy, 0, 1),
                y_true=y_true,
                y_pred=1.0 - np.array(right),
            ),
            reference=SimpleNamespace(
                method="CSP + LDA", y_true=y_true, y_pred=1.0 - np.array(reference)
            ),
        )
    )


def test_only_beyond_the_bound_is_above_chance():
    assert judged(0.7, 0.65, [1], [1])["above_chance"]
    at = judged(0.65, 0.65, [1], [1])
    assert not at["above_chance"]
    assert at["sentence"].startswith("Not distinguishable from chance: 0.65")


def test_methods_are_compared_trial_by_trial():
    made = judged(0.7, 0.6, [1] * 9 + [0, 0], [0] * 8 + [1, 1, 0])["comparison"]
    assert (made["only_network"], made["only_reference"]) == (8, 1)
    # Of 9 trials that differ, 8 or more to one side: 2 * (1 + 9) / 2**9.
    assert made["p_value"] == pytest.approx(20 / 512)
    assert "are distinguishable" in made["sentence"]
    same = judged(0.7, 0.6, [1, 0], [1, 0])["comparison"]
    assert same["p_value"] == 1
    assert same["sentence"] == "Both methods were right on the same trials."
