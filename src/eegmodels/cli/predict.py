"""``eegmodels predict``: what a saved model says of the trials of a recording."""

import csv
from typing import Any

import click

from eegmodels.cli import _load, _output
from eegmodels.cli._options import AS_JSON, RECORDINGS, options


@click.command("predict")
@click.argument("model", type=click.Path())
@options(RECORDINGS)
@click.option(
    "-o", "--output", type=click.Path(), help="Write the table to this CSV file."
)
@AS_JSON
def command(model: str, output: str | None, as_json: bool, **values: Any) -> None:
    """Predict the trials of a recording with a saved MODEL.

    The recording is prepared as the model's training data were. Its events need not
    be the model's classes; where they are (name them with --event), the accuracy is
    given too.
    """
    from eegmodels import EEGClassifier
    from eegmodels._files import check_writable

    if output is not None:
        check_writable(output)
    classifier = EEGClassifier.load(model)
    epochs = _load.load_for_model(values, classifier)
    probabilities = classifier.predict_proba(epochs)
    names = [str(label) for label in classifier.classes_]
    events = {code: name for name, code in epochs.event_id.items()}
    marks = [events[code] for code in epochs.events[:, 2]]
    predicted = [names[k] for k in probabilities.argmax(axis=1)]
    columns = ["trial", "event", "predicted", *(f"p({name})" for name in names)]
    rows = [
        [k, mark, label, *(f"{p:.4f}" for p in row)]
        for k, (mark, label, row) in enumerate(
            zip(marks, predicted, probabilities, strict=True)
        )
    ]
    if output is not None:
        _write_csv(output, columns, rows)
    accuracy = None
    if set(marks) <= set(names):
        hits = [a == b for a, b in zip(marks, predicted, strict=True)]
        accuracy = sum(hits) / len(hits)
    if as_json:
        facts = {
            "model": model,
            "n_trials": len(rows),
            "classes": names,
            "events": marks,
            "predicted": predicted,
            "probabilities": probabilities.tolist(),
            "accuracy": accuracy,
        }
        _output.print_json(facts)
        return
    click.echo(_output.table(rows, columns))
    if accuracy is not None:
        click.echo(f"accuracy {accuracy:.2f} on {len(rows)} trials")


def _write_csv(path: str, columns: list[str], rows: list[list[Any]]) -> None:
    from eegmodels._files import replacing

    with (
        replacing(path) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as file,
    ):
        csv.writer(file).writerows([columns, *rows])
