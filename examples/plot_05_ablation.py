"""
Which filters can the network do without?
=========================================

Filters are silenced, one at a time and in pairs, and the network is scored again
without being trained again (Table 4 of the paper). A filter that costs nothing may be
of no use, or another one may say the same.
"""

from eegmodels import EEGClassifier, data, explain

truth = data.simulate_recording(n_trials=160, montage="biosemi32", random_state=0)
epochs = data.epochs_from_recording(
    truth.raw, preset="motor-imagery", l_freq=4, h_freq=40, tmin=0, tmax=2
)
clf = EEGClassifier(
    model_params={"F1": 3, "D": 2}, n_epochs=60, random_state=0, verbose=False
).fit(epochs[:100])
held_out = epochs[100:]

# %%
# One at a time
# -------------
# Accuracy falls by steps: a filter may matter and no trial change sides. So the mean
# log-likelihood of the true classes stands beside it, and decides among equal losses.
ablation = explain.ablation(clf, held_out)
print(ablation)
single_figure, _ = ablation.plot()

# %%
# One source tells these classes apart, and one filter carries most of it. In the EEG of
# people it is rarely so clear.
#
# Pairs
# -----
# ``max_size=2`` leaves out all pairs too. Any scorer of scikit-learn will do; the log
# loss shows differences where accuracy has none.
subsets = explain.ablation(
    clf, held_out, max_size=2, scoring="neg_log_loss", random_state=0
).subsets
pairs_figure, _ = subsets.plot(most=10)

# %%
# Lines are bootstrap intervals over trials; a cross says what the two would cost if
# their losses added up. Two filters that cost more together than that stand in for one
# another.
#
# The same as rows, which ``pandas.DataFrame`` takes:
for row in subsets.table()[:4]:
    print(
        f"without {row['without']}: {row['score']:.2f}, loss {row['drop']:+.2f} "
        f"[{row['low']:+.2f}, {row['high']:+.2f}]"
    )

# %%
# **What one may not conclude.** An interval holds for a subset named in advance; the
# costliest of many is partly so by luck. It says how much other trials would change the
# loss, not another training. And a network that was trained without the filter might
# do as well as before.
