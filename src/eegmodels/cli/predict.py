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
    given too. A model of values (EEGRegressor) predicts one or several numbers for
    each trial, in the unit of its training.
    """
    from eegmodels._files import check_writable
    from eegmodels.estimator import EEGClassifier, load_estimator

    if output is not None:
        check_writable(output)
    estimator = load_estimator(model)
    epochs = _load.load_for_model(values, estimator)
    events = {code: name for name, code in epochs.event_id.items()}
    marks = [events[code] for code in epochs.events[:, 2]]
    of_classes = isinstance(estimator, EEGClassifier)
    say = _classes if of_classes else _values
    columns, cells, facts = say(estimator, epochs, marks)
    columns = ["trial", "event", *columns]
    rows = [
        [k, mark, *row] for k, (mark, row) in enumerate(zip(marks, cells, strict=True))
    ]
    if output is not None:
        _write_csv(output, columns, rows)
    if as_json:
        known = {"model": model, "n_trials": len(rows), "events": marks}
        _output.print_json({**known, **facts})
        return
    click.echo(_output.table(rows, columns))
    if facts.get("accuracy") is not None:
        click.echo(f"accuracy {facts['accuracy']:.2f} on {len(rows)} trials")


def _classes(
    classifier: Any, epochs: Any, marks: list[str]
) -> tuple[list[str], list[list[str]], dict[str, Any]]:
    """Give columns, their cells for each trial, and the facts for JSON."""
    probabilities = classifier.predict_proba(epochs)
    names = [str(label) for label in classifier.classes_]
    predicted = [names[k] for k in probabilities.argmax(axis=1)]
    cells = [
        [label, *(f"{p:.4f}" for p in row)]
        for label, row in zip(predicted, probabilities, strict=True)
    ]
    accuracy = None
    if set(marks) <= set(names):
        hits = [a == b for a, b in zip(marks, predicted, strict=True)]
        accuracy = sum(hits) / len(hits)
    facts = {
        "classes": names,
        "predicted": predicted,
        "probabilities": probabilities.tolist(),
        "accuracy": accuracy,
    }
    return ["predicted", *(f"p({name})" for name in names)], cells, facts


def _values(
    regressor: Any, epochs: Any, marks: list[str]
) -> tuple[list[str], list[list[str]], dict[str, Any]]:
    """Give columns, their cells for each trial, and the facts for JSON."""
    del marks  # a recording's events hold no values to compare with
    predicted = regressor.predict(epochs)
    rows = predicted.reshape(len(predicted), -1)
    columns = [f"predicted {k + 1}" for k in range(rows.shape[1])]
    if rows.shape[1] == 1:
        columns = ["predicted"]
    cells = [[f"{value:.6g}" for value in row] for row in rows]
    return columns, cells, {"predicted": predicted.tolist()}


def _write_csv(path: str, columns: list[str], rows: list[list[Any]]) -> None:
    from eegmodels._files import replacing

    with (
        replacing(path) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as file,
    ):
        csv.writer(file).writerows([columns, *rows])
