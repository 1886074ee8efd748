"""``eegmodels explain``: what a saved model looks at in the trials of a recording."""

from typing import Any

import click

from eegmodels.cli import _load, _output
from eegmodels.cli._options import AS_JSON, RECORDINGS, options

APPROACHES = ("activations", "kernels", "relevance")


class MethodName(click.ParamType):
    """A name from the registry of methods, which is imported when it is needed."""

    name = "method"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Refuse a name that the registry does not have; say which it has."""
        from eegmodels.explain import METHODS

        return str(click.Choice(list(METHODS)).convert(value, param, ctx))


@click.command("explain")
@click.argument("model", type=click.Path())
@options(RECORDINGS)
@click.option(
    "--approach",
    type=click.Choice([*APPROACHES, "all"]),
    default="all",
    show_default=True,
    help="What to compute and draw.",
)
@click.option(
    "--method",
    type=MethodName(),
    default="deeplift",
    show_default=True,
    help="Of relevance; `eegmodels info` lists them.",
)
@click.option(
    "-o",
    "--output",
    default="eegmodels-explanation",
    show_default=True,
    type=click.Path(),
    help="Folder for explanation.html and explanation.json.",
)
@AS_JSON
def command(
    model: str, output: str, approach: str, method: str, as_json: bool, **values: Any
) -> None:
    """Show what a saved MODEL looks at, on the trials of a recording.

    activations: signals behind its spatial filters. kernels: temporal kernels,
    spatial filters and patterns. relevance: which sample of which electrode spoke for
    a class. The recording is prepared as the model's training data were; where its
    events are the model's classes (name them with --event), the true classes are
    explained, else the predicted ones. The last line is the path of the page.
    """
    from eegmodels.estimator import EEGClassifier, load_estimator
    from eegmodels.report import run_explanation

    classifier = load_estimator(model)
    if not isinstance(classifier, EEGClassifier):
        raise click.ClickException(
            f"{model} holds an EEGRegressor, and this page shows classes. In Python: "
            "reg = EEGRegressor.load(...), then explain.relevance(reg, epochs).plot() "
            "and the other calls of eegmodels.explain."
        )
    epochs = _load.load_for_model(values, classifier)
    result = run_explanation(
        classifier,
        epochs,
        output=output,
        approaches=APPROACHES if approach == "all" else (approach,),
        method=method,
        title=_load.source_title(values),
        progress=_output.show_progress,
    )
    if as_json:
        _output.print_json(result.to_json())
        return
    found = result.summary["findings"]
    if found["costliest"] is not None:
        costliest = found["costliest"]
        click.echo(
            f"Costliest filter: {costliest['name']}, pattern "
            f"largest at {costliest['electrode']}. {costliest['peak'] or ''}"
        )
    for row in found["relevance"] or []:
        where = f"largest at {row['electrode']}, and around {row['time']:.2f} s"
        click.echo(f"{row['class']}: relevance {'weak' if row['weak'] else where}")
    click.echo(result.page)
