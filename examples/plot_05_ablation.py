"""
Which filters can the network do without?
=========================================

Filters are silenced, one at a time and in pairs, and the network is scored again
without being trained again (Table 4 of the paper). A filter that costs nothing may be
of no use, or another one may say the same.
"""

from eegmodels import EEGClassifier, data, explain

truth = data.simulate_recording(
    n_trials=160, montage="biosemi32", snr_db=-17, random_state=0
)
epochs = data.epochs_from_recording(
    truth.raw, preset="motor-imagery", l_freq=4, h_freq=40, tmin=0, tmax=2
)
clf = EEGClassifier(
    model_params={"F1": 3, "D": 2}, n_epochs=120, random_state=0, verbose=False
).fit(epochs[:100])
held_out = epochs[100:]

# %%
# One at a time
# -------------
# Among filters whose loss of accuracy is the same, the log-likelihood of the true
# classes decides, which also moves when no trial changes sides.
ablation = explain.ablation(clf, held_out, max_size=2)
print(ablation)
single_figure, _ = ablation.plot()

# %%
# Pairs
# -----
# The bars are bootstrap intervals over trials; the markers say what the two would cost
# if their losses added up. A pair that costs more than that are filters that stand in
# for one another.
pairs_figure, _ = ablation.subsets.plot(most=10)

# %%
# The same as rows, which ``pandas.DataFrame`` takes:
for row in ablation.subsets.table()[:4]:
    print(
        f"without {row['without']}: {row['score']:.2f}, loss {row['drop']:+.2f} "
        f"[{row['low']:+.2f}, {row['high']:+.2f}]"
    )

# %%
# **What one may not conclude.** An interval holds for a subset named in advance; the
# costliest of many is partly so by luck. It says how much other trials would change the
# loss, not another training. And a network that was trained without the filter might
# do as well as before.
