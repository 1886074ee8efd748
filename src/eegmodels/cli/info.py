"""``eegmodels info``: what is in a model file, in a recording, in this installation."""

from pathlib import Path
from typing import Any

import click

from eegmodels.cli import _output
from eegmodels.cli._options import AS_JSON


@click.command("info")
@click.argument("file", required=False, type=click.Path())
@AS_JSON
def command(file: str | None, as_json: bool) -> None:
    """Describe a model FILE (.keras), a recording, or without FILE the installation.

    Without FILE the names of networks, presets, methods of relevance and PhysioNet
    tasks are listed.
    """
    if file is None:
        facts = describe_installation()
    elif Path(file).suffix == ".keras":
        facts = describe_model(file)
    else:
        facts = describe_file(file)
    if as_json:
        _output.print_json(facts)
    else:
        text = facts.pop("text", None)
        if text is not None:  # it says what these two say for programs
            del facts["layers"], facts["description"]
        _print_nested(facts)
        if text is not None:
            click.echo(f"\n{text}")


def describe_installation() -> dict[str, Any]:
    """Versions, and the names that options take."""
    from eegmodels.data import PHYSIONET_TASKS, PRESETS
    from eegmodels.estimator import software
    from eegmodels.explain import METHODS
    from eegmodels.models import ARCHITECTURES

    return {
        "software": software(),
        "networks": {
            record.name: f"{record.summary} ({record.reference})"
            for record in ARCHITECTURES.values()
        },
        "presets": {
            name: f"{preset.l_freq:g}-{preset.h_freq:g} Hz, {preset.tmin:g} to "
            f"{preset.tmax:g} s, {preset.sfreq:g} Hz ({preset.reference})"
            for name, preset in PRESETS.items()
        },
        "methods": {
            name: f"{method.summary} ({method.reference})"
            for name, method in METHODS.items()
        },
        "tasks": {name: task.summary for name, task in PHYSIONET_TASKS.items()},
    }


def describe_model(path: str) -> dict[str, Any]:
    """Layers, data and training of a model file."""
    from eegmodels.estimator import EEGClassifier, load_estimator
    from eegmodels.models import open_model_file

    network, sections = open_model_file(path)
    described = network.describe()
    facts: dict[str, Any] = {
        "file": path,
        "network": network.design,
        "n_params": network.count_params(),
        "layers": {layer.name: _shapes(layer) for layer in network.layers},
        "description": described.to_dict(),
        "text": str(described),
    }
    kinds = [kind for kind in ("classifier", "regressor") if kind in sections]
    if kinds:
        estimator = load_estimator(path)
        history = estimator.history_
        facts["estimator"] = type(estimator).__name__
        if isinstance(estimator, EEGClassifier):
            facts["classes"] = estimator.classes_.tolist()
        else:
            facts["targets"] = {
                "n_targets": len(estimator.target_mean_),
                "training_mean": estimator.target_mean_.tolist(),
                "training_deviation": estimator.target_scale_.tolist(),
            }
        facts |= {
            "data": estimator.data_spec_.to_dict(),
            "settings": sections[kinds[0]]["params"],
            "training": {
                "n_trials": estimator.n_trials_,
                "passes": len(history.loss),
                "best_pass": history.best_epoch + 1,
            },
            "software": estimator.software_,
        }
    return facts


def describe_file(path: str) -> dict[str, Any]:
    """Channels, length and events of a recording."""
    from eegmodels.data import describe_recording, read_recording

    return describe_recording(read_recording(path, allow_truncated=True))


def _shapes(layer: Any) -> str:
    output = tuple(layer.output.shape[1:])
    weights = " and ".join(str(tuple(w.shape)) for w in layer.weights)
    return f"output {output}" + (f", weights {weights}" if weights else "")


def _print_nested(facts: dict[str, Any], indent: str = "") -> None:
    for key, value in facts.items():
        if isinstance(value, dict):
            click.echo(f"{indent}{key}")
            _print_nested(value, indent + "  ")
        elif isinstance(value, list):
            click.echo(f"{indent}{key}: {', '.join(str(item) for item in value)}")
        else:
            click.echo(f"{indent}{key}: {value}")
