"""
Start from a trained network
============================

A new recording has few trials and not all the electrodes. Training may start from a
network that was trained on another recording; what was taken over, and what starts
afresh, is told.
"""

from eegmodels import EEGClassifier, data, explain


def trials_of(n_trials, random_state):
    """One recording: the background is another one for each seed."""
    truth = data.simulate_recording(
        n_trials=n_trials, montage="biosemi32", snr_db=-8, random_state=random_state
    )
    return data.epochs_from_recording(
        truth.raw, preset="motor-imagery", l_freq=4, h_freq=40, tmin=0, tmax=2
    )


# %%
# The first recording
# -------------------
# 32 electrodes, 120 trials.
settings = {"model_params": {"F1": 4, "D": 2}, "random_state": 0, "verbose": False}
source = EEGClassifier(n_epochs=80, **settings).fit(trials_of(120, 0))

# %%
# The new one
# -----------
# Ten electrodes, 20 trials to learn from. Electrodes are matched by name.
few = ["F3", "Fz", "F4", "C3", "Cz", "C4", "P3", "Pz", "P4", "Oz"]
new = trials_of(100, 1).pick(few)
learning, held_out = new[:20], new[20:]
started = EEGClassifier(n_epochs=20, **settings).fit(
    learning, start=source, freeze="temporal"
)
print(started.transfer_)

# %%
# Does it help?
# -------------
# The same 20 trials and the same passes, from random weights:
alone = EEGClassifier(n_epochs=20, **settings).fit(learning)
print(f"from random weights:      {alone.score(held_out):.2f}")
print(f"from the trained network: {started.score(held_out):.2f}")

# %%
# What was taken over
# -------------------
# The filters of the costliest kernel, as they are now, after 20 passes on ten
# electrodes; their patterns are found on the new recording. Outside the ten electrodes,
# as at the left edge, a map is extrapolated: nothing was measured there.
filters = explain.spatial_filters(started, held_out)
costliest, _ = explain.ablation(started, held_out).ranking[0]
filters_figure, _ = filters.plot(rows=[costliest])

# %%
# **What one may not conclude.** In both simulated recordings the source lies in the
# same place and has the same frequency. Two people are not so alike, and a start that
# fits badly is worse than none: score both, as here. ``start`` also takes the path of a
# saved ``.keras`` file. A network of other classes keeps its filters and starts its
# last layer afresh.
