"""
Check relevances before they are believed
=========================================

A map of relevance looks plausible whether it is right or not. ``explain.check`` looks
for ways in which it is not: sums that do not add up, maps that stay when the network is
replaced by a random one, samples that matter no more than others.
"""

from eegmodels import EEGClassifier, data, explain

truth = data.simulate_recording(n_trials=100, montage="biosemi16", random_state=0)
epochs = data.epochs_from_recording(
    truth.raw, preset="motor-imagery", l_freq=4, h_freq=40, tmin=0, tmax=2
)
clf = EEGClassifier(
    model_params={"F1": 2, "D": 2}, n_epochs=60, random_state=0, verbose=False
).fit(epochs[:70])
held_out = epochs[70:]

# %%
# All checks but one
# ------------------
# "labels" trains two more networks, one of them on shuffled labels, and is left out
# here to be quick. The verdict says in words what was found.
names = [name for name in explain.CHECKS if name != "labels"]
checks = explain.check(clf, held_out, checks=names, max_trials=20)
print(checks.verdict)

# %%
# One by one, with the question that each of them asks:
for row in checks.table():
    print(f"{row['check']}: {row['passed']}")
    print(f"    {row['asks']}")

# %%
checks_figure, _ = checks.plot()

# %%
# **What one may not conclude.** A check that is passed takes one way to be wrong away,
# and no more; each record says what it leaves open.
for row in checks.table()[:4]:
    print(f"{row['check']}: {row['cannot_show']}")
