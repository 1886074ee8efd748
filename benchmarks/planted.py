"""What explanations find of a planted source, beside the bounds: ``make planted``.

One EEGNet-8,2 for each seed, on a simulated recording of its own, at 0 dB. Scored are
trials that were held out from training. Prints a Markdown table for each task: bursts
of a fifth of the epoch; longer ones, as only these hold a frequency to 1 Hz (a burst of
0.6 s is 3 Hz wide, and a kernel of 0.5 s may sit on its flanks); and a suppressor
(Haufe et al. 2014), a rhythm that says nothing of the class and covers the source and
another electrode.
"""

import argparse
from dataclasses import dataclass, replace

import mne
import numpy as np
from scipy import stats

from eegmodels import EEGClassifier, explain
from eegmodels.data import (
    Preset,
    SimulatedRecording,
    epochs_from_recording,
    simulate_recording,
)
from eegmodels.estimator import software

HZ, AT, OTHER = 20.0, "C3", "C4"
# A patch of cortex, wider than one dipole, which only three electrodes hear well.
AROUND = ("C1", "C5", "FC1", "FC3", "FC5", "CP1", "CP3", "CP5")
SECONDS = 3.0
SHORT, LONG = (1.0, 1.6), (1.0, 2.2)  # a fifth of the epoch, and two
PRESET = Preset(
    name="planted",
    l_freq=4.0,
    h_freq=40.0,
    sfreq=128.0,
    tmin=0.0,
    tmax=SECONDS,
    reference="the simulation of eegmodels",
)
HELD_OUT = 2  # every second trial
WIDTH = 1.5  # Hz, of the filter that the optimal linear one hears the rhythm through


@dataclass(frozen=True)
class Bound:
    """What a number should be, and how it is written."""

    what: str
    limit: float
    at_least: bool = True

    def holds(self, value: float) -> bool:
        """Whether a number is on the right side."""
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'at least' if self.at_least else 'at most'} {self.limit:g}"


IN_SHORT = {
    "accuracy": Bound("accuracy on held-out trials", 0.9),
    "pattern": Bound("cosine of the pattern with the topography", 0.95),
    "residual": Bound("residual over the range of the logits", 1e-5, False),
    "window, average": Bound("share in the window, class average", 0.8),
    "window, trials": Bound("in the window over its share, single trials", 1.8),
    "electrodes, average": Bound("on its electrodes over optimal, class average", 0.6),
    "electrodes, trials": Bound("on its electrodes over optimal, single trials", 0.6),
    "jointly, trials": Bound("on both over chance, single trials", 4.0),
}
IN_LONG = {
    "peak": Bound("peak of the judged kernel off the rhythm (Hz)", 1.0, False),
    **IN_SHORT,
}
SUPPRESSOR = {
    "accuracy": Bound("accuracy on held-out trials", 0.9),
    "pattern": Bound("cosine of the pattern with the topography", 0.95),
    "filter": Bound("cosine of the filter with the topography", 0.7, False),
}


def main() -> None:
    """Run the seeds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--n-trials", type=int, default=400)
    parser.add_argument("--n-epochs", type=int, default=100)
    given = parser.parse_args()
    print(
        f"{given.seeds} seeds, {given.n_trials} trials, {given.n_epochs} passes, ",
        end="",
    )
    print(f"0 dB, {HZ:g} Hz beneath {AT} in {SECONDS:g} s; {software()}")
    for title, make, window, bounds in (
        ("Bursts of a fifth of the epoch", plain_task, SHORT, IN_SHORT),
        ("Longer bursts", plain_task, LONG, IN_LONG),
        ("Longer bursts and a suppressor", suppressor_task, LONG, SUPPRESSOR),
    ):
        runs = []
        for seed in range(given.seeds):
            truth = make(given.n_trials, seed, window)
            runs.append(measure(truth, n_epochs=given.n_epochs, seed=seed))
        print(f"\n{title}\n\n{table(runs, bounds)}\n\nWithout a bound:", flush=True)
        for name in [name for name in runs[0] if name not in bounds]:
            print(f"- {name}: {interval([run[name] for run in runs])}")


def plain_task(
    n_trials: int, seed: int, window: tuple[float, float]
) -> SimulatedRecording:
    """Simulate one planted source, a patch beneath an electrode, among a background."""
    truth = simulated(n_trials, seed, AT, window)
    others = [simulated(4, seed, name, window).topography for name in AROUND]
    wide = np.mean([truth.topography, *others], axis=0)
    # As strong as the dipole whose place it takes, so the decibels stay.
    wide *= np.linalg.norm(truth.topography) / np.linalg.norm(wide)
    change = np.outer(wide - truth.topography, truth.source)
    return replace(truth, raw=with_added(truth.raw, change), topography=wide)


def suppressor_task(
    n_trials: int, seed: int, window: tuple[float, float]
) -> SimulatedRecording:
    """Add a rhythm of the same frequency over the source and another electrode.

    All the time, in both classes, and as strong as the source in its window. What is
    heard at the other electrode says how much of it is to be taken away.
    """
    truth = plain_task(n_trials, seed, window)
    other = simulated(4, seed, OTHER, window).topography
    own = truth.topography
    shared = own / np.linalg.norm(own) + other / np.linalg.norm(other)
    rng = np.random.default_rng(seed)
    noise = in_band(rng.standard_normal(len(truth.source)), truth.raw.info["sfreq"])
    active = truth.source[truth.source != 0]
    size = active.std() * np.linalg.norm(own) / np.linalg.norm(shared)
    added = np.outer(shared, size * noise / noise.std())
    return replace(truth, raw=with_added(truth.raw, added))


def simulated(
    n_trials: int, seed: int, electrode: str, window: tuple[float, float]
) -> SimulatedRecording:
    """Simulate one dipole beneath an electrode among a background."""
    return simulate_recording(
        n_trials=n_trials,
        planted_hz=HZ,
        window=window,
        trial_seconds=SECONDS,
        planted_at=electrode,
        random_state=seed,
    )


def with_added(raw: mne.io.BaseRaw, volts: np.ndarray) -> mne.io.BaseRaw:
    """Add signals to a copy of a recording."""
    return raw.copy().apply_function(
        lambda data: data + volts, picks="all", channel_wise=False
    )


def measure(truth: SimulatedRecording, *, n_epochs: int, seed: int) -> dict[str, float]:
    """Train on every other trial, explain the rest, hold it to the truth."""
    with mne.use_log_level("WARNING"):
        epochs = epochs_from_recording(truth.raw, preset=PRESET)
        held_out = np.arange(len(epochs)) % HELD_OUT == HELD_OUT - 1
        training, rest = epochs[~held_out], epochs[held_out]
    clf = EEGClassifier(
        preset=PRESET, n_epochs=n_epochs, verbose=False, random_state=seed
    ).fit(training)
    labels = names_of(rest)
    relevance = explain.relevance(clf, rest, labels)
    found = explain.recovery(
        truth,
        kernels=explain.temporal_kernels(clf, training),
        filters=explain.spatial_filters(clf, training),
        ablation=explain.ablation(clf, rest, labels),
        relevance=relevance,
    )
    planted = labels == truth.planted_class
    best = optimal_relevance(truth, training, rest[planted])
    return {
        "accuracy": float(np.mean(clf.predict(rest) == labels)),
        "peak": abs(found.found_hz - found.planted_hz),
        "pattern": found.pattern_cosine,
        "filter": found.filter_cosine,
        "residual": relevance.largest_residual,
        **shares(truth, relevance.data[planted], best, relevance.times),
    }


def shares(
    truth: SimulatedRecording,
    relevance: np.ndarray,
    best: np.ndarray,
    times: np.ndarray,
) -> dict[str, float]:
    """Say where absolute relevance lies, of single trials and of their mean.

    ``relevance`` and ``best`` (of the optimal linear filter) are
    (n_trials, n_chans, n_times), of trials of the planted class.
    """
    inside = (times >= truth.window[0]) & (times < truth.window[1])
    near = np.abs(truth.topography) >= 0.5 * np.abs(truth.topography).max()
    both = near[:, None] & inside

    def share(data: np.ndarray, mask: np.ndarray) -> float:
        size = np.abs(data.astype(np.float64))
        part = (size * mask).sum(axis=(1, 2)) / size.sum(axis=(1, 2))
        return float(part.mean())

    mean, best_mean = (data.mean(axis=0, keepdims=True) for data in (relevance, best))
    few = relevance[:25].mean(axis=0, keepdims=True)
    optimal, optimal_mean = share(best, near[:, None]), share(best_mean, near[:, None])
    return {
        "window, average": share(mean, inside),
        "window, trials": share(relevance, inside) / inside.mean(),
        "electrodes, average": share(mean, near[:, None]) / optimal_mean,
        "electrodes, trials": share(relevance, near[:, None]) / optimal,
        "jointly, trials": share(relevance, both) / both.mean(),
        "window, average of 25 trials": share(few, inside),
        "optimal filter on the electrodes, average": optimal_mean,
        "optimal filter on the electrodes, trials": optimal,
        "number of these electrodes": float(near.sum()),
    }


def optimal_relevance(
    truth: SimulatedRecording, training: mne.Epochs, trials: mne.Epochs
) -> np.ndarray:
    """Gradient times input of the power that the optimal linear filter hears.

    The filter is that of linear discriminant analysis, ``inv(C) a``: ``C`` the
    covariance of what is no signal in the band of the rhythm, ``a`` the topography. It
    is told all that the network had to learn: place, band and window.
    """
    sfreq = training.info["sfreq"]
    noise = training[names_of(training) != truth.planted_class].get_data()
    signals = in_band(noise, sfreq).transpose(1, 0, 2).reshape(noise.shape[1], -1)
    weights = np.linalg.solve(np.cov(signals), truth.topography)
    x = trials.get_data()
    heard = np.einsum("c,nct->nt", weights, in_band(x, sfreq))
    inside = (trials.times >= truth.window[0]) & (trials.times < truth.window[1])
    # The filter over time is symmetric, so it is its own transpose.
    slopes = in_band(2 * heard * inside, sfreq)
    return x * weights[:, None] * slopes[:, None, :]


def in_band(x: np.ndarray, sfreq: float) -> np.ndarray:
    """Keep what is near the planted frequency, along the last axis; zero phase."""
    freqs = np.fft.rfftfreq(x.shape[-1], 1 / sfreq)
    gain = np.exp(-0.5 * ((freqs - HZ) / WIDTH) ** 2)
    return np.fft.irfft(gain * np.fft.rfft(x), x.shape[-1])


def names_of(epochs: mne.Epochs) -> np.ndarray:
    """List the class of each trial."""
    names = {code: name for name, code in epochs.event_id.items()}
    return np.array([names[code] for code in epochs.events[:, 2]])


def table(runs: list[dict[str, float]], bounds: dict[str, Bound]) -> str:
    """Write a Markdown table: each number with its interval, bound and verdict."""
    rows = ["| what | mean [95 %] | bound | of the mean | of seeds |"]
    rows.append("|---|---|---|---|---|")
    for name, bound in bounds.items():
        values = [run[name] for run in runs]
        held = sum(map(bound.holds, values))
        verdict = "pass" if bound.holds(float(np.mean(values))) else "MISS"
        rows.append(
            f"| {bound.what} | {interval(values)} | {bound} | "
            f"{verdict} | {held} of {len(values)} |"
        )
    return "\n".join(rows)


def interval(values: list[float]) -> str:
    """Write a mean with its 95 % interval over seeds (Student's t)."""
    mean = float(np.mean(values))
    if len(values) < 2 or np.ptp(values) == 0:
        return f"{mean:.3g}"
    half = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    return f"{mean:.3g} [{mean - half:.3g}, {mean + half:.3g}]"


if __name__ == "__main__":
    main()
