"""Printing: results on stdout, all else on stderr."""

import json
from typing import Any

import click


def print_json(values: dict[str, Any]) -> None:
    """Print one JSON object."""
    click.echo(json.dumps(values, indent=1, allow_nan=False))


def show_progress(text: str, done: int, total: int) -> None:
    """Print one step of a long work on stderr."""
    click.echo(f"[{done}/{total}] {text}", err=True)


def table(rows: list[list[Any]], header: list[str]) -> str:
    """Lay out rows in columns of equal width."""
    cells = [header, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[k]) for row in cells) for k in range(len(header))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]
    return "\n".join(line.rstrip() for line in lines)
