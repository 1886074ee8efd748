"""House style that a linter does not see: sizes of files, functions, signatures."""

import ast
from pathlib import Path

import eegmodels

SRC = Path(eegmodels.__file__).parents[1]
FILES = sorted([*SRC.glob("eegmodels/**/*.py"), SRC / "EEGModels.py"])
LINES_OF_A_FILE = 400
LINES_OF_A_BODY = 60
POSITIONAL = 8

# Name of the function, and why it takes more arguments by position.
MANY_ARGUMENTS = {
    "EEGModels.EEGNet": "drop-in: the signature of the reference, for old calls",
    "EEGModels.EEGNet_SSVEP": "drop-in: the signature of the reference, for old calls",
}


def name_of(file):
    return ".".join(file.relative_to(SRC).with_suffix("").parts)


TREES = {name_of(f): ast.parse(f.read_text(encoding="utf-8")) for f in FILES}


def functions():
    """Pairs of qualified name and node of all functions and methods."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (f"{name}.{node.name}", node)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, kinds)
    ]


def body_length(function):
    """Lines from the first statement to the last, the docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def n_positional(function):
    return len(function.args.posonlyargs) + len(function.args.args)


def test_the_files_are_found():
    assert len(FILES) > 40
    assert {"EEGModels", "eegmodels.fast._blocks"} <= set(TREES)


def test_files_are_short():
    lines = {name_of(f): f.read_text(encoding="utf-8").count("\n") for f in FILES}
    assert {n: k for n, k in lines.items() if k > LINES_OF_A_FILE} == {}


def test_bodies_are_short():
    lengths = {name: body_length(function) for name, function in functions()}
    assert {n: k for n, k in lengths.items() if k > LINES_OF_A_BODY} == {}


def test_few_arguments_go_by_position():
    """Each exception is named with its reason, and still needed."""
    counts = {name: n_positional(function) for name, function in functions()}
    many = {name for name, count in counts.items() if count > POSITIONAL}
    assert many == set(MANY_ARGUMENTS)


def public_names(tree):
    """Names that stand in ``__all__``."""
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and target.id == "__all__":
            nodes = ast.walk(node.value)
            return {n.value for n in nodes if isinstance(n, ast.Constant)}
    return set()


def test_public_functions_and_classes_have_docstrings():
    public = set().union(*(public_names(tree) for tree in TREES.values()))
    defined = [
        (f"{name}.{node.name}", node)
        for name, tree in TREES.items()
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in public
    ]
    assert len(defined) > 20
    assert [name for name, node in defined if not ast.get_docstring(node)] == []


def test_modules_say_what_they_hold():
    silent = [name for name, tree in TREES.items() if not ast.get_docstring(tree)]
    assert [name for name in silent if not name.endswith("__main__")] == []
