"""
A filter is not a pattern
=========================

The second way to look inside: temporal kernels and spatial filters. A spatial filter is
drawn as a scalp map in many papers, and read as the map of a source. This script shows
why that goes wrong, first with two electrodes, then in a network.
"""

import numpy as np

from eegmodels import EEGClassifier, data, explain

# %%
# Two electrodes
# --------------
# Electrode A sees the source and a disturbance, electrode B sees the disturbance alone.
# The best filter is A minus B: B has as large a weight as A, and no source at all. It
# is a suppressor. The pattern, covariance times weights over the variance of the
# output, gives B its zero (Haufe et al. 2014).
rng = np.random.default_rng(0)
source, disturbance = rng.standard_normal((2, 10_000))
signals = np.array([source + disturbance, disturbance])
weights = np.array([1.0, -1.0])
output = weights @ signals
pattern = np.cov(signals) @ weights / output.var()
print(f"filter  A {weights[0]:+.2f}  B {weights[1]:+.2f}")
print(f"pattern A {pattern[0]:+.2f}  B {pattern[1]:+.2f}")

# %%
# A network
# ---------
# A source beneath C3, and elsewhere a distractor of the same rhythm, which is active as
# often in one class as in the other: only a filter that suppresses it helps.
truth = data.simulate_recording(
    n_trials=120, montage="biosemi32", distractor=True, random_state=0
)
epochs = data.epochs_from_recording(
    truth.raw, preset="motor-imagery", l_freq=4, h_freq=40, tmin=0, tmax=2
)
clf = EEGClassifier(
    model_params={"F1": 4, "D": 2}, n_epochs=80, random_state=0, verbose=False
).fit(epochs[:80])
held_out = epochs[80:]
print(f"held-out accuracy {clf.score(held_out):.2f}")

# %%
filters = explain.spatial_filters(clf, held_out)
kernels = explain.temporal_kernels(clf, held_out)
ablation = explain.ablation(clf, held_out)
best = ablation.ranking[0]
maps_figure, _ = filters.plot(rows=[best[0]], peak_hz=kernels.peak_hz)
print(filters.reading)


# %%
# Here the source is known, so both readings can be judged: 1 would be its map.
def likeness(a, b):
    """Absolute cosine: signs of filters are arbitrary."""
    return abs(a @ b) / np.linalg.norm(a) / np.linalg.norm(b)


print(f"pattern and source: {likeness(filters.patterns[best], truth.topography):.2f}")
print(f"filter and source:  {likeness(filters.filters[best], truth.topography):.2f}")

# %%
# **What one may not conclude.** A pattern is a map of what the filter picks up, and
# that may be two sources at once. It is found on data: other data, another pattern.
#
# Temporal kernels
# ----------------
# Each kernel in seconds, and in Hz: dashed what it would let pass, orange what of it
# there is in the data. The peak is that of the latter.
kernels_figure, _ = kernels.plot()

# %%
# **What one may not conclude.** The grey band is that of the filter that prepared the
# data. A peak inside may be its work: nothing else got through. A kernel also looks
# rugged, because training had no reason to smooth what the data do not hold.
