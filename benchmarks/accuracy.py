"""Accuracies of EEGNet and CSP + LDA on two PhysioNet subjects: ``make accuracy``.

Mean over seeds, blockwise folds, preset motor-imagery. Prints a Markdown table.
"""

import argparse

import numpy as np

from eegmodels import EEGClassifier
from eegmodels.baselines import csp_lda
from eegmodels.data import load_physionet
from eegmodels.estimator import software
from eegmodels.evaluate import chance_bound, chance_level, cross_validate

CASES = ((1, "fists-feet"), (29, "left-right"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--n-epochs", type=int, default=300)
    parser.add_argument("--n-folds", type=int, default=5)
    given = parser.parse_args()
    print(f"{given.seeds} seeds, {given.n_folds} blockwise folds, ", end="")
    print(f"{given.n_epochs} passes; {software()}\n")
    print("| recording | trials | EEGNet, mean of seeds | by seed [95 %] | CSP + LDA |")
    print("|---|---|---|---|---|")
    for subject, task in CASES:
        print(row(subject, task, given), flush=True)


def row(subject: int, task: str, given: argparse.Namespace) -> str:
    epochs = load_physionet(subject, task, preset="motor-imagery")
    labels = epochs.events[:, 2]
    runs = []
    for seed in range(given.seeds):
        classifier = EEGClassifier(
            "EEGNet",
            preset="motor-imagery",
            n_epochs=given.n_epochs,
            random_state=seed,
            verbose=False,
        )
        runs.append(cross_validate(classifier, epochs, cv=given.n_folds))
    classical = cross_validate(csp_lda(), epochs, cv=given.n_folds)
    mean = np.mean([run.accuracy.estimate for run in runs])
    by_seed = "; ".join(str(run.accuracy) for run in runs)
    chance = chance_level(labels)
    bound = chance_bound(len(epochs), chance)
    return (
        f"| subject {subject}, {task} | {len(epochs)} (chance {chance:.2f}, bound "
        f"{bound:.2f}) | {mean:.3f} | {by_seed} | {classical.accuracy} |"
    )


if __name__ == "__main__":
    main()
