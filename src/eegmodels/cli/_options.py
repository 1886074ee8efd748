"""Options that several commands share: where the data come from, how to train."""

from collections.abc import Callable
from typing import Any

import click

NAMES = "`eegmodels info` lists them"

RECORDINGS = [
    click.argument("recordings", nargs=-1, type=click.Path(), metavar="[RECORDING]..."),
    click.option("--subject", type=int, help="Subject of the PhysioNet set, 1-109."),
    click.option("--task", help=f"Task of the PhysioNet set; {NAMES}."),
    click.option(
        "--event",
        "events",
        multiple=True,
        metavar="CLASS=MARK",
        help="A class and its annotation or stim code, e.g. left=T1; once for each. "
        "Without it every annotation is a class.",
    ),
    click.option("--stim-channel", help="Take events from this channel."),
    click.option(
        "--allow-truncated", is_flag=True, help="Accept files that were cut short."
    ),
]

PROCESSING = [
    click.option(
        "--preset",
        default="motor-imagery",
        show_default=True,
        help=f"Preprocessing; {NAMES}.",
    ),
    click.option("--l-freq", type=float, help="Lower edge of the pass band in Hz."),
    click.option("--h-freq", type=float, help="Upper edge of the pass band in Hz."),
    click.option("--resample", "sfreq", type=float, help="Sampling rate in Hz."),
    click.option("--tmin", type=float, help="Start of the window, s after the event."),
    click.option("--tmax", type=float, help="End of the window, s after the event."),
    click.option(
        "--picks", multiple=True, help="Channel or type to use; once for each."
    ),
]

TRAINING = [
    click.option(
        "--model", default="EEGNet", show_default=True, help=f"Network; {NAMES}."
    ),
    click.option("--scaling", help="global or channel; the preset's without it."),
    click.option("--n-epochs", default=300, show_default=True, help="Passes."),
    click.option("--batch-size", default=16, show_default=True),
    click.option("--learning-rate", default=1e-3, show_default=True),
    click.option("--seed", default=0, show_default=True, help="Random seed."),
]

AS_JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object for machines."
)


def options(*groups: list[Callable]) -> Callable[[Callable], Callable]:
    """Add groups of options to a command, in reading order."""

    def add(command: Callable) -> Callable:
        for option in reversed([option for group in groups for option in group]):
            command = option(command)
        return command

    return add


def parse_events(events: tuple[str, ...]) -> dict[str, Any] | None:
    """Turn ``("left=T1", "left=T3", "right=T2")`` into ``{"left": [..], ...}``."""
    classes: dict[str, list[str]] = {}
    for text in events:
        name, equals, mark = text.partition("=")
        if not (name and equals and mark):
            raise click.BadParameter(
                f"{text!r} is not CLASS=MARK; write e.g. --event left=T1.",
                param_hint="--event",
            )
        classes.setdefault(name, []).append(mark)
    return classes or None
