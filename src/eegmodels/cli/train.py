"""``eegmodels train``: a recording becomes a model file."""

from typing import Any

import click

from eegmodels.cli import _load, _output
from eegmodels.cli._options import AS_JSON, PROCESSING, RECORDINGS, TRAINING, options


@click.command("train")
@options(RECORDINGS, PROCESSING, TRAINING)
@click.option(
    "-o",
    "--output",
    default="model.keras",
    show_default=True,
    type=click.Path(),
    help="Where to write the model.",
)
@click.option(
    "--start",
    type=click.Path(),
    help="Start from this model: other classes, a subset of its channels by name, or "
    "another window.",
)
@click.option(
    "--freeze",
    multiple=True,
    metavar="STAGE",
    help="Stage of --start that is not trained, e.g. temporal; once for each.",
)
@AS_JSON
@click.pass_context
def command(
    context: click.Context,
    output: str,
    start: str | None,
    freeze: tuple[str, ...],
    as_json: bool,
    **values: Any,
) -> None:
    """Train a network on all trials of a recording and save it.

    Give RECORDING files (any kind that MNE reads; several are joined), or --subject
    and --task of the PhysioNet motor imagery set.
    """
    from eegmodels import EEGClassifier
    from eegmodels._files import check_writable

    if not output.endswith(".keras"):
        raise click.BadParameter(
            f"{output!r} does not end in .keras.", param_hint="--output"
        )
    check_writable(output)
    if start is not None and _is_default(context, "model"):
        values["model"] = _kind_of(start) or values["model"]
    preset, picks = _load.chosen_preset(values), _load.chosen_picks(values)
    _, epochs = _load.load_trials(values, preset, picks=picks)
    click.echo(f"Training {values['model']} on {len(epochs)} trials", err=True)
    classifier = EEGClassifier(
        values["model"],
        preset=preset,
        scaling=values["scaling"] or preset.scaling,
        n_epochs=values["n_epochs"],
        batch_size=values["batch_size"],
        learning_rate=values["learning_rate"],
        random_state=values["seed"],
    ).fit(epochs, picks=picks, start=start, freeze=freeze)
    classifier.save(output)
    history = classifier.history_
    facts = {
        "model": output,
        "n_trials": len(epochs),
        "classes": classifier.classes_.tolist(),
        "best_epoch": history.best_epoch,
        "val_loss": history.val_loss[history.best_epoch],
        "val_accuracy": history.val_accuracy[history.best_epoch],
        "transfer": None,
    }
    if classifier.transfer_ is not None:
        facts["transfer"] = classifier.transfer_.to_dict()
        click.echo(str(classifier.transfer_), err=True)
    if as_json:
        _output.print_json(facts)
        return
    click.echo(
        f"Kept the weights of pass {history.best_epoch + 1} of {len(history.loss)}: "
        f"validation loss {facts['val_loss']:.3f}. `eegmodels report` scores a network "
        "on trials that it has not seen."
    )
    click.echo(output)


def _is_default(context: click.Context, name: str) -> bool:
    default = click.core.ParameterSource.DEFAULT
    return context.get_parameter_source(name) == default


def _kind_of(path: str) -> str | None:
    """Name the network in a model file."""
    from eegmodels.models import load_network

    return load_network(path).design.get("model")
