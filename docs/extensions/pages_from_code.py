"""Parts of the documentation that the code itself knows, written before a build.

Lists of names from ``__all__``, methods and baselines from their registries, the help
of the commands: nothing of it is typed a second time. Written to docs/generated.
"""

import inspect
import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

MODULES = {
    "eegmodels": "Package",
    "eegmodels.models": "Networks",
    "eegmodels.estimator": "Estimators",
    "eegmodels.data": "Data",
    "eegmodels.evaluate": "Evaluation",
    "eegmodels.baselines": "Classical methods",
    "eegmodels.explain": "Explanations",
    "eegmodels.results": "Results",
    "eegmodels.viz": "Figures",
    "eegmodels.report": "Pages",
    "eegmodels.fast": "Fast execution",
    "EEGModels": "Drop-in for old scripts",
}
# Names of files must differ in more than capitals, for some systems.
FILES = {"EEGModels": "drop-in"}
KINDS = ("class", "function", "exception")


def file_of(module_name: str) -> str:
    """Name the page of a module, without its ending."""
    return FILES.get(module_name, module_name)


def kind_of(value: Any) -> str:
    """Say what a public name stands for."""
    if inspect.isclass(value):
        return "exception" if issubclass(value, Exception) else "class"
    if inspect.ismodule(value):
        return "module"
    return "function" if callable(value) else "data"


def api_page(module_name: str) -> str:
    """List the public names of a module, in reStructuredText.

    Classes and functions get a page each. What a shorter address has is pointed to.
    """
    module = import_module(module_name)
    title = f"{MODULES[module_name]}: {module_name}"
    lines = [title, "=" * len(title), "", f".. module:: {module_name}", ""]
    lines += [inspect.getdoc(module) or "", ""]
    own, elsewhere, rest = sorted_names(module)
    headings = {"class": "Classes", "function": "Functions", "exception": "Errors"}
    for kind in KINDS:
        if own[kind]:
            lines += [f".. rubric:: {headings[kind]}", "", ".. autosummary::"]
            lines += ["   :toctree: .", "   :nosignatures:", ""]
            lines += [f"   {name}" for name in own[kind]]
            lines += [""]
    if elsewhere:
        lines += [".. rubric:: Also here", ""]
        lines += [f"- :py:obj:`eegmodels.{name}`" for name in elsewhere] + [""]
    packages = [name for name in rest if inspect.ismodule(getattr(module, name))]
    if packages:
        lines += [".. rubric:: Packages", ""]
        for name in packages:
            package = getattr(module, name)
            lines += [f"- :py:mod:`{package.__name__}`: {summary(package)}"]
        lines += [""]
    constants = [name for name in rest if name not in packages]
    if constants:
        lines += [".. rubric:: Tables and constants", ""]
        for name in constants:
            lines += [f".. py:data:: {name}", "", f"   {said_of(module, name)}", ""]
    return "\n".join(lines)


def sorted_names(
    module: ModuleType,
) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """Sort the names of ``__all__``: own by kind, with a shorter address, the rest."""
    own: dict[str, list[str]] = {kind: [] for kind in KINDS}
    elsewhere, rest = [], []
    shorter = set(import_module("eegmodels").__all__)
    for name in module.__all__:
        kind = kind_of(getattr(module, name))
        if kind not in KINDS:
            rest.append(name)
        elif module.__name__ == "eegmodels.estimator" and name in shorter:
            elsewhere.append(name)
        else:
            own[kind].append(name)
    return own, elsewhere, rest


def said_of(module: ModuleType, name: str) -> str:
    """Describe a table or a constant in a line."""
    value = getattr(module, name)
    if isinstance(value, dict):
        kind = type(next(iter(value.values()))).__name__
        keys = ", ".join(f'``"{key}"``' for key in value)
        return f"{len(value)} records of type ``{kind}`` by name: {keys}."
    if isinstance(value, str):
        return f"“{value}”"
    return f"``{value!r}``"


def summary(documented: Any) -> str:
    """Give the first paragraph of a docstring in one line."""
    return " ".join((inspect.getdoc(documented) or "").split("\n\n")[0].split())


def meaning(function: Any) -> tuple[str, str]:
    """Give summary, and the paragraphs up to the parameters."""
    first, *others = (inspect.getdoc(function) or "").split("\n\n")
    said: list[str] = []
    for paragraph in others:
        if "\n---" in paragraph:
            break
        said.append(" ".join(paragraph.split()))
    return " ".join(first.split()), "\n\n".join(said).replace("``", "`")


def approaches_part() -> str:
    """Say what each function of ``eegmodels.explain`` gives and when it misleads."""
    explain = import_module("eegmodels.explain")
    lines = []
    for name in explain.__all__:
        value = getattr(explain, name)
        if kind_of(value) == "function" and name != "register_rule":
            first, more = meaning(value)
            link = f"{{py:obj}}`explain.{name} <eegmodels.explain.{name}>`"
            lines += [f"### {name.replace('_', ' ')}", "", f"{link}: {first}", ""]
            lines += [more, ""]
    return "\n".join(lines)


def methods_part() -> str:
    """Describe the methods of relevance, in Markdown."""
    against = {
        "any": "of your choice",
        "zero": "zero, which is part of the method",
        "none": "none: it is a slope, in logits per unit of the data",
    }
    parts = []
    for method in import_module("eegmodels.explain").METHODS.values():
        adds_up = "yes" if method.complete else "no"
        lines = [
            f"### `{method.name}`",
            f"A relevance is the {method.summary}.",
            f"- Misleads {method.misleads}.",
            f"- Adds up to the logit's difference: {adds_up}.",
            f"- Baseline: {against[method.baseline]}.",
        ]
        if method.options:
            lines.append(f"- Options: {options(method.options)}.")
        lines.append(f"- Source: {linked(method.reference)}.")
        parts.append("\n\n".join(lines[:2]) + "\n\n" + "\n".join(lines[2:]))
    return "\n\n".join(parts)


def baselines_part() -> str:
    """Describe the named baselines, in Markdown."""
    parts = []
    for known in import_module("eegmodels.explain").BASELINES.values():
        said = f"{known.summary}. Misleads {known.misleads}."
        more = f" Options: {options(known.options)}." if known.options else ""
        parts.append(f"- **`{known.name}`**: {said}{more}")
    return "\n".join(parts)


def checks_part() -> str:
    """Describe the checks of relevances, in Markdown."""
    parts = []
    for known in import_module("eegmodels.explain").CHECKS.values():
        lines = [
            f"### `{known.name}`",
            "",
            known.asks,
            "",
            f"- Passes: {known.expected}.",
            f"- What a pass leaves open: {known.cannot_show}",
            f"- Source: {linked(known.reference)}.",
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def linked(reference: str) -> str:
    """Turn the numbers of a reference into links."""
    sites = {"doi": "https://doi.org/", "arXiv": "https://arxiv.org/abs/"}

    def link(found: re.Match) -> str:
        return f"[{found[0]}]({sites[found[1]]}{found[2]})"

    return re.sub(r"\b(doi|arXiv):([^\s;,]+[^\s;,.])", link, reference)


def options(known: dict[str, Any]) -> str:
    """Write options with their defaults."""
    return ", ".join(f"`{name}={value!r}`" for name, value in known.items())


def results_part() -> str:
    """List what each result can become."""
    results = import_module("eegmodels.results")
    rows = []
    for name in results.__all__:
        record = getattr(results, name)
        if kind_of(record) != "class":
            continue
        forms = [each for each in dir(record) if each.startswith("to_")]
        figures = [each for each in dir(record) if each.startswith("plot")]
        kept = ["save", "read"] if hasattr(record, "save") else []
        tables = ["table"] if hasattr(record, "table") else []
        if forms or figures or kept or tables:
            link = f"{{py:obj}}`{name} <eegmodels.results.{name}>`"
            rows.append((link, *map(codes, (forms, tables, figures, kept))))
    return table(("result", "MNE, pandas", "rows", "figures", "file"), rows)


def codes(names: Iterable[str]) -> str:
    """Write names as code."""
    return ", ".join(f"`{name}`" for name in names)


def presets_part() -> str:
    """List the presets of preprocessing as a Markdown table."""
    data = import_module("eegmodels.data")
    rows = []
    for preset in data.PRESETS.values():
        edges = [
            f"{edge:g}" if edge else "–" for edge in (preset.l_freq, preset.h_freq)
        ]
        window = f"{preset.tmin:g} to {preset.tmax:g}"
        rows.append(
            (f"`{preset.name}`", " to ".join(edges), f"{preset.sfreq:g}", window)
        )
    return table(("preset", "band, Hz", "rate, Hz", "window, s"), rows)


def commands_part() -> str:
    """Give the help of the program and of each command."""
    import click

    main = import_module("eegmodels.cli").main
    context = click.Context(main, info_name="eegmodels", max_content_width=78)
    parts = [f"```text\n{main.get_help(context)}\n```"]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        inner = click.Context(
            command, info_name=name, parent=context, max_content_width=78
        )
        parts.append(f"## {name}\n\n```text\n{command.get_help(inner)}\n```")
    return "\n\n".join(parts)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |"
        for line in lines
    )


PARTS = {
    "approaches": approaches_part,
    "methods": methods_part,
    "baselines": baselines_part,
    "checks": checks_part,
    "results": results_part,
    "presets": presets_part,
    "commands": commands_part,
}


def write_all(folder: Path) -> list[Path]:
    """Write all generated parts into a folder; files that stay the same are kept.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of Path
    """
    texts = {f"parts/{name}.md": make() for name, make in PARTS.items()}
    texts |= {f"api/{file_of(name)}.rst": api_page(name) for name in MODULES}
    files = []
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_text(encoding="utf-8") != text + "\n":
            file.write_text(text + "\n", encoding="utf-8")
        files.append(file)
    return files


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx: before autosummary looks for lists of names."""
    app.connect(
        "config-inited", lambda app, _: write_all(Path(app.srcdir, "generated"))
    )
    return {"parallel_read_safe": True}
