"""
Train a network and score it
============================

How well does EEGNet tell two classes apart, on trials that it did not see, and is that
better than chance and than a classical method? Nothing that a network shows of its
inside is worth looking at before this is answered.
"""

from eegmodels import EEGClassifier, baselines, data, evaluate
from eegmodels.viz import plot_confusion, plot_learning_curves, plot_scores

# %%
# Trials
# ------
# The recording is simulated: in the trials of one class a source beneath C3 emits a
# burst of 11 Hz, 12 dB weaker than all the rest of the signal. With a recording of your
# own, ``data.read_recording`` and the same call of ``epochs_from_recording`` do it.
truth = data.simulate_recording(
    n_trials=100, montage="biosemi16", snr_db=-12, random_state=0
)
epochs = data.epochs_from_recording(
    truth.raw, preset="motor-imagery", l_freq=4, h_freq=40, tmin=0, tmax=2
)
print(epochs)

# %%
# Folds
# -----
# Each trial is predicted by a network that was trained without it. Folds are blocks of
# time: trials that follow one another share drifts and drowsiness, and a network that
# has seen a trial's neighbours would look better than it is.
clf = EEGClassifier(
    model_params={"F1": 4, "D": 2}, n_epochs=120, random_state=0, verbose=False
)
network = evaluate.cross_validate(clf, epochs, cv=4)
classical = evaluate.cross_validate(baselines.csp_lda(), epochs, cv=4)
for score in (network, classical):
    print(f"{score.method}: accuracy {score.accuracy}, AUC {score.auc}")

# %%
# The lines say what a guess would reach on average, and what 95 of 100 guesses stay
# below with so few trials. The bars are 95 % intervals of each accuracy.
chance = evaluate.chance_level(network.y_true)
bound = evaluate.chance_bound(len(network.y_true), chance)
scores_figure, _ = plot_scores([network, classical], chance=chance, bound=bound)

# %%
# EEGNet is ahead here. With the 32 electrodes of ``montage="biosemi32"`` CSP + LDA is:
# one recording ranks no methods.
#
# **What one may not conclude.** Two intervals that overlap do not make two methods
# equal, and the interval of one training says nothing of another seed. The trials are
# those of one recording: how the network does on another day is another question.
#
# Where it errs
# -------------
confusion_figure, _ = plot_confusion([network, classical])

# %%
# Did the training go well?
# -------------------------
# A fifth of the training trials, the last ones, choose the pass whose weights are kept.
# If the two losses part early, there are too few trials for so many passes; if both
# still fall at the end, there were too few passes.
curves_figure, _ = plot_learning_curves(network)
