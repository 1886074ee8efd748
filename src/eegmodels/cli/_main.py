"""The program ``eegmodels``: its commands, and how errors end it."""

import os
import signal
import sys
from importlib import import_module
from typing import Any

import click

from eegmodels import __version__

COMMANDS = ("report", "train", "predict", "explain", "demo", "info")
# What a user can cause; anything else is a defect of ours and shows its traceback.
EXPECTED = (ValueError, TypeError, OSError)


class LazyGroup(click.Group):
    """Import a command's module only when it is asked for, and word its errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        return import_module(f"eegmodels.cli.{cmd_name}").command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an expected error is one message and exit code 1."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _leave()
        except EXPECTED as error:
            raise click.ClickException(str(error)) from error


def _leave() -> None:
    """End after an interrupt; what was half-written is cleaned up already.

    At once, without taking the interpreter down: XLA's threads may still compile,
    and then that ends in a crash.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    click.echo("\nAborted!", err=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version")
def main() -> None:
    """Train compact networks on EEG, score them, and see what they use.

    Exit codes: 0 done, 1 the data or the files do not allow it, 2 the command line is
    wrong.
    """
