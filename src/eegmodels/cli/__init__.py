"""The command line. Commands import what they need when they run, not before."""

from eegmodels.cli._main import main

__all__ = ["main"]
