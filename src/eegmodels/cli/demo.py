"""``eegmodels demo``: the whole path on simulated data with a known truth."""

import click

from eegmodels.cli import _output
from eegmodels.cli._options import AS_JSON


@click.command("demo")
@click.option("--n-trials", default=100, show_default=True, help="Trials; even.")
@click.option("--n-epochs", default=100, show_default=True, help="Passes.")
@click.option("--n-folds", default=5, show_default=True, help="Blockwise folds.")
@click.option(
    "--snr",
    "snr_db",
    default=0.0,
    show_default=True,
    help="Power of the planted source over all other power, in dB.",
)
@click.option("--seed", default=0, show_default=True, help="Random seed.")
@click.option(
    "-o",
    "--output",
    default="eegmodels-demo",
    show_default=True,
    type=click.Path(),
    help="Folder for report.html, model.keras and scores.json.",
)
@AS_JSON
def command(
    n_trials: int,
    n_epochs: int,
    n_folds: int,
    snr_db: float,
    seed: int,
    output: str,
    as_json: bool,
) -> None:
    """Simulate a recording with a planted source, and see what is found of it.

    In one of two classes a source beneath C3 emits bursts of 20 Hz; all else is the
    same in both. Needs no recording and no network connection. The last line is the
    path of the page.
    """
    from eegmodels.report import run_demo

    result = run_demo(
        output=output,
        n_trials=n_trials,
        n_epochs=n_epochs,
        n_folds=n_folds,
        snr_db=snr_db,
        random_state=seed,
        progress=_output.show_progress,
    )
    found = result.to_json()
    if as_json:
        _output.print_json(found)
        return
    click.echo(
        f"accuracy {found['accuracy']:.2f}; planted {found['planted_hz']:g} Hz, found "
        f"{found['found_hz']:.1f} Hz; cosine with the planted topography "
        f"{found['pattern_cosine']:.3f} (pattern), {found['filter_cosine']:.3f} "
        f"(filter); {100 * found['relevance_in_window']:.0f} % of the relevance in the "
        f"window, which is {100 * found['window_share']:.0f} % of the epoch"
    )
    click.echo(found["report"])
