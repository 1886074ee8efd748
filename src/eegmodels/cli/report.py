"""``eegmodels report``: from a recording to a page that says how well it decodes."""

from typing import Any

import click

from eegmodels.cli import _load, _output
from eegmodels.cli._options import AS_JSON, PROCESSING, RECORDINGS, TRAINING, options


@click.command("report")
@options(RECORDINGS, PROCESSING, TRAINING)
@click.option(
    "--n-folds", default=5, show_default=True, help="Blockwise folds of the score."
)
@click.option(
    "-o",
    "--output",
    default="eegmodels-report",
    show_default=True,
    type=click.Path(),
    help="Folder for report.html, model.keras and scores.json.",
)
@AS_JSON
def command(output: str, n_folds: int, as_json: bool, **values: Any) -> None:
    """Score a network beside chance and CSP + LDA, and show what it learned.

    Give RECORDING files (any kind that MNE reads; several are joined), or --subject
    and --task of the PhysioNet motor imagery set. Without either, it is subject 1,
    imagined fists against feet. The last line is the path of the page.
    """
    from eegmodels.report import run_report

    preset, picks = _load.chosen_preset(values), _load.chosen_picks(values)
    raw, epochs = _load.load_trials(values, preset, picks=picks)
    result = run_report(
        epochs,
        output=output,
        model=values["model"],
        preset=preset,
        scaling=values["scaling"] or preset.scaling,
        n_epochs=values["n_epochs"],
        batch_size=values["batch_size"],
        learning_rate=values["learning_rate"],
        n_folds=n_folds,
        random_state=values["seed"],
        source=_load.describe_source(values, raw, epochs),
        title=_load.source_title(values),
        picks=picks,
        progress=_output.show_progress,
    )
    scores = result.to_json()
    if as_json:
        _output.print_json(scores)
        return
    low, high = scores["accuracy_interval"]
    click.echo(
        f"{values['model']}: accuracy {scores['accuracy']:.2f} [{low:.2f}, {high:.2f}] "
        f"on {scores['n_trials']} trials; chance {scores['chance']:.2f}, at most "
        f"{scores['chance_bound']:.2f} by luck; CSP + LDA "
        f"{scores['reference_accuracy']:.2f}"
    )
    click.echo(scores["report"])
