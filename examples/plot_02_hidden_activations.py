"""
Signals of the hidden units
===========================

The first of the three ways to look inside, and the figure of the paper that is asked
for most (6B): what comes out of each spatial filter, averaged by class, and its power
in time and frequency.
"""

from eegmodels import EEGClassifier, data, explain

truth = data.simulate_recording(n_trials=100, montage="biosemi32", random_state=1)
epochs = data.epochs_from_recording(
    truth.raw, preset="motor-imagery", l_freq=4, h_freq=40, tmin=0, tmax=2
)
clf = EEGClassifier(
    model_params={"F1": 4, "D": 2}, n_epochs=60, random_state=0, verbose=False
).fit(epochs[:60])
held_out = epochs[60:]
print(f"held-out accuracy {clf.score(held_out):.2f}")

# %%
# One row for each filter
# -----------------------
# Only the filters without which the network loses most are drawn: the others may show
# much that the layers behind them do not use.
ablation = explain.ablation(clf, held_out)
signals = explain.activations(clf, held_out)
best = [signals.names.index(ablation.name_of(*at)) for at in ablation.ranking[:2]]
figure, numbers = signals.plot(rows=best)

# %%
# Left, the mean signal of each class with its 95 % band. The bursts have another phase
# in each trial, so an average of 20 keeps only what they happen to share. In the middle
# the difference of mean power between the classes: 11 Hz from 0.8 to 1.4 s, as was
# planted. Beside it the map of the filter and its pattern.
#
# **What one may not conclude.** The size and the sign of a filter's signal are
# arbitrary: the layers behind undo them, so two filters cannot be compared by their
# amplitude. The band holds for each time by itself, and a look at many times will find
# one where it leaves zero out.
#
# Later stages
# ------------
# Any stage can be looked at. Behind the pooling a sample stands for a stretch of time,
# and its time is the middle of that stretch.
pooled = explain.activations(clf, held_out, stage="spatial_pool")
print(f"{pooled.stage}: {pooled.data.shape}, {pooled.sfreq:g} Hz")
print(f"first samples at {pooled.times[:3].round(3)} s")

# %%
# On to MNE
# ---------
# Averages are ``mne.Evoked`` objects with a channel for each filter.
evokeds = signals.average().to_evoked()
for name, evoked in evokeds.items():
    print(name, evoked.data.shape, f"nave={evoked.nave}")
