"""
Relevance in single trials, and its residual
============================================

The third way to look inside: which sample of which electrode spoke for a class, trial
by trial (Figs 9 and 10 of the paper). The method is DeepLIFT with the Rescale rule. Its
relevances have to add up; whether they do is part of the result.
"""

import numpy as np

from eegmodels import EEGClassifier, data, explain

truth = data.simulate_recording(n_trials=100, montage="biosemi32", random_state=0)
epochs = data.epochs_from_recording(
    truth.raw, preset="motor-imagery", l_freq=4, h_freq=40, tmin=0, tmax=2
)
clf = EEGClassifier(
    model_params={"F1": 4, "D": 2}, n_epochs=60, random_state=0, verbose=False
).fit(epochs[:70])
held_out = epochs[70:]
relevance = explain.relevance(clf, held_out)

# %%
# One trial
# ---------
# Red speaks for the class of this trial, blue against it, in logits. The maps add up 50
# ms each.
trial = int(np.flatnonzero(relevance.labels == truth.planted_class)[0])
trial_figure, _ = relevance.plot_joint(trial)

# %%
# The residual
# ------------
# The sum of all relevances of a trial should be its logit minus that of the baseline,
# here a trial of zeros. What is missing is the residual.
explained = relevance.logit[trial] - relevance.baseline_logit[trial]
print(f"sum of relevances  {relevance.data[trial].sum():+.4f}")
print(f"logit - baseline's {explained:+.4f}")
print(f"residual           {relevance.residual[trial]:+.1e}")
print(f"largest of all trials, of the logits' range: {relevance.largest_residual:.1e}")

# %%
# A method without that promise says so. Gradient times input misses what a saturated
# unit said.
quick = explain.relevance(clf, held_out, method="gradient_x_input")
print(
    f"{quick.method}: complete: {quick.complete}, {quick.largest_residual:.2f} missing"
)

# %%
# All trials of a class
# ---------------------
maps_figure, _ = relevance.plot_topomap(times=[0.4, 0.9, 1.1, 1.3])

# %%
# **What one sees.** The network listens to C3, between 0.8 and 1.4 s, when the source
# was active. In the other class the absence of the rhythm speaks, and absence has no
# place in time where it stands out.
#
# **What one may not conclude.** Relevance says what this network used, not where a
# source is: an electrode that suppresses a disturbance is relevant too. It is told
# against a baseline, and zero means "no signal at all", which no brain gives. Another
# baseline tells another story:
shuffled = explain.relevance(clf, held_out, baseline="phase-shuffled", n_draws=4)
for name, found in (("zero", relevance), ("phase-shuffled", shuffled)):
    mean = found.average()[truth.planted_class]
    at = mean.ch_names[np.abs(mean.by_channel[0]).argmax()]
    print(f"baseline {name}: most at {at}, {mean.by_channel.sum():+.2f} logits in all")
