"""
Predict a number
================

A reaction time, a rating, the strength of a stimulus: ``EEGRegressor`` is EEGNet with
one output for each number, and all that looks inside works on it, in the unit of that
number.
"""

import mne
import numpy as np
from matplotlib.figure import Figure

from eegmodels import EEGRegressor, data, explain

# %%
# Trials with a number each
# -------------------------
# The bursts beneath C3 get another strength in each trial, and a reaction time that
# falls with it, plus what nothing can predict.
rng = np.random.default_rng(0)
truth = data.simulate_recording(
    n_trials=320, montage="biosemi16", trial_seconds=1.5, random_state=0
)
sfreq = truth.raw.info["sfreq"]
is_planted = truth.raw.annotations.description == truth.planted_class
cues = np.round(truth.raw.annotations.onset[is_planted] * sfreq).astype(int)
strength = rng.uniform(0, 2, len(cues))
gain = np.zeros(len(truth.source))
for cue, value in zip(cues, strength, strict=True):
    gain[cue : cue + int(1.5 * sfreq)] = value
signals = truth.raw.get_data() + np.outer(truth.topography, truth.source * (gain - 1))
raw = mne.io.RawArray(signals, truth.raw.info, verbose="error")
raw.set_annotations(truth.raw.annotations)
epochs = data.epochs_from_recording(
    raw, preset="motor-imagery", l_freq=4, h_freq=40, tmin=0, tmax=1.5
)[truth.planted_class]
reaction = 0.6 - 0.1 * strength + rng.normal(0, 0.02, len(strength))

# %%
# Train, and predict trials that were held out
# --------------------------------------------
reg = EEGRegressor(
    model_params={"F1": 2, "D": 2, "norm_rate": 1.0},
    n_epochs=150,
    random_state=0,
    verbose=False,
).fit(epochs[:110], reaction[:110])
held_out, times = epochs[110:], reaction[110:]
predicted = reg.predict(held_out)
print(f"R2 on {len(times)} held-out trials: {reg.score(held_out, times):.2f}")

figure = Figure(figsize=(4.6, 4.2), layout="constrained")
ax = figure.subplots()
ax.plot(times, predicted, "o", markersize=4)
limits = [0.35, 0.65]
ax.plot(limits, limits, "--", color="0.5", linewidth=1)
ax.set(xlabel="reaction time (s)", ylabel="predicted (s)", aspect="equal")

# %%
# R2 is 0 for a prediction that is always the mean. Trials without a burst and with a
# strong one differ by 0.2 s here.
#
# Look inside
# -----------
# Relevances are seconds now: how much each sample moved the prediction away from that
# for a trial of zeros.
relevance = explain.relevance(reg, held_out)
strongest = int(times.argmin())
relevance_figure, _ = relevance.plot(strongest)
print(f"unit: {relevance.unit}; predicted {relevance.logit[strongest]:.3f} s")

# %%
# **What one may not conclude.** A network may predict reaction times from eye movements
# or from the order of the trials as well as from a rhythm. And the relevance of a fast
# trial tells what made the *prediction* small, not what made the person fast.
