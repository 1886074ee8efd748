"""
Did the network find what CSP computes?
=======================================

Figure 8 of the paper puts filters of EEGNet beside those of filter-bank common spatial
patterns that look like them. Picked by eye, there is always one that does. Here all
pairs are correlated, assigned as a whole, and held against chance.
"""

from eegmodels import EEGClassifier, data, explain

truth = data.simulate_recording(n_trials=160, montage="biosemi16", random_state=0)
epochs = data.epochs_from_recording(
    truth.raw, preset="motor-imagery", l_freq=4, h_freq=40, tmin=0, tmax=2
)
clf = EEGClassifier(
    model_params={"F1": 2, "D": 2}, n_epochs=80, random_state=0, verbose=False
).fit(epochs[:80])
held_out = epochs[80:]

# %%
# Filters
# -------
# The matrix holds the absolute correlation of each filter with each CSP component; the
# frames are the pairs whose correlations add up to most.
comparison = explain.compare_fbcsp(clf, held_out, band=(9, 13), n_permutations=99)
filters_figure, _ = comparison.plot(most=3)
print(comparison)

# %%
# There are two chance levels, and a p value is the larger of both: CSP of shuffled
# labels (are these the filters of *this* task?), and a network of random weights (did
# training matter?).
#
# Patterns
# --------
# Filters hang on the noise that they suppress, and a network and CSP may solve that
# differently. Patterns are maps of what is picked up. They are smooth, and smooth maps
# resemble one another, so correlations are larger, and so is what chance gives.
patterns = explain.compare_fbcsp(
    clf, held_out, band=(9, 13), of="patterns", n_permutations=99
)
patterns_figure, _ = patterns.plot(most=3)
print(patterns.reading)

# %%
# **What one may not conclude.** A filter that resembles no CSP component is not wrong:
# CSP knows power in one band and nothing else. Nor is likeness a proof: on trials that
# both were trained on they may have learned the same accidents, which is why the
# comparison uses held-out ones. The smallest p value hangs on the number of shuffles:
# 99 of them give 0.01.
