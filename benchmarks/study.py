"""A small study in one call: 5 folds x 10 seeds of EEGNet, compile time included.

``make bench-study``: 45 trials of 64 electrodes and 384 samples, 300 passes each.
"""

import time

import numpy as np

N_SEEDS, N_FOLDS, N_EPOCHS = 10, 5, 300
WANTED = 6 * 60  # seconds


def main() -> None:
    """Train fifty networks and print how long it took."""
    start = time.perf_counter()
    from sklearn.model_selection import StratifiedKFold

    from eegmodels import EEGClassifier
    from eegmodels.estimator import fit_together

    rng = np.random.default_rng(0)
    y = np.arange(45) % 2
    x = rng.standard_normal((45, 64, 384)).astype(np.float32)
    x[y == 1, 10] += 3 * np.sin(2 * np.pi * 10 * np.arange(384) / 128)
    estimators, parts, held = [], [], []
    for seed in range(N_SEEDS):
        folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=seed)
        for training, test in folds.split(x, y):
            estimators.append(
                EEGClassifier(n_epochs=N_EPOCHS, random_state=seed, verbose=False)
            )
            parts.append(training)
            held.append(test)
    fit_together(estimators, [x[k] for k in parts], [y[k] for k in parts])
    scores = [
        clf.score(x[test], y[test]) for clf, test in zip(estimators, held, strict=True)
    ]
    seconds = time.perf_counter() - start
    print(
        f"{N_FOLDS} folds x {N_SEEDS} seeds, {N_EPOCHS} passes over 45 trials of "
        f"64 x 384: {seconds:.0f} s with import and compilation (at most {WANTED} s: "
        f"{'pass' if seconds <= WANTED else 'MISS'}); accuracy {np.mean(scores):.2f}"
    )


if __name__ == "__main__":
    main()
