"""The documentation: complete lists, code that runs, links and files that exist."""

import ast
import importlib.util
import re
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from eegmodels.cli import main
from eegmodels.explain import BASELINES, METHODS

pytestmark = pytest.mark.usefixtures("quick_compilation")

ROOT = Path(__file__).parents[1]
DOCS, EXAMPLES = ROOT / "docs", ROOT / "examples"
PAGES = sorted(DOCS.glob("*.md"))
SCRIPTS = sorted(EXAMPLES.glob("plot_*.py"))


def extension(name):
    file = DOCS / "extensions" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """What the code writes for the documentation, by name."""
    folder = tmp_path_factory.mktemp("generated")
    files = extension("pages_from_code").write_all(folder)
    return {
        str(file.relative_to(folder)): file.read_text(encoding="utf-8")
        for file in files
    }


def test_every_public_package_is_listed():
    """A package without __all__ or with a private name is none."""
    packages = {
        f"eegmodels.{folder.name}"
        for folder in (ROOT / "src" / "eegmodels").iterdir()
        if (folder / "__init__.py").is_file() and folder.name != "cli"
    }
    modules = extension("pages_from_code").MODULES
    assert set(modules) == packages | {"eegmodels", "EEGModels"}


@pytest.mark.parametrize("module", extension("pages_from_code").MODULES)
def test_every_public_name_is_listed(generated, module):
    tool = extension("pages_from_code")
    page = generated[f"api/{tool.file_of(module)}.rst"]
    entries = re.findall(
        r"^   (\w+)$|py:data:: (\w+)|^- :py:\w+:`eegmodels\.(\w+)`", page, re.M
    )
    listed = [name for entry in entries for name in entry if name]
    assert sorted(listed) == sorted(import_module(module).__all__)
    assert f"generated/api/{tool.file_of(module)}\n" in text_of(DOCS / "api.md")


def text_of(file):
    return file.read_text(encoding="utf-8")


def test_methods_and_baselines_are_told_in_full(generated):
    for part, records in (("methods", METHODS), ("baselines", BASELINES)):
        text = generated[f"parts/{part}.md"]
        for record in records.values():
            assert f"`{record.name}`" in text
            assert record.summary in text
            assert f"Misleads {record.misleads}." in text
            for name, default in record.options.items():
                assert f"`{name}={default!r}`" in text


def test_numbers_of_references_become_links():
    linked = extension("pages_from_code").linked
    assert linked("A 2017, arXiv:1704.02685; B, doi:10.1371/x.y.") == (
        "A 2017, [arXiv:1704.02685](https://arxiv.org/abs/1704.02685); B, "
        "[doi:10.1371/x.y](https://doi.org/10.1371/x.y)."
    )


def test_help_of_each_command_is_what_the_program_prints(generated):
    text = " ".join(generated["parts/commands.md"].split())
    for name in main.list_commands(None):
        printed = CliRunner().invoke(main, [name, "--help"], terminal_width=80).output
        told = printed[printed.index("Options:") :].split("--help")[0]
        assert f"## {name} " in text
        assert " ".join(told.split()) in text


def test_functions_of_explain_have_their_meaning_told(generated):
    explain = import_module("eegmodels.explain")
    for name in explain.__all__:
        value = getattr(explain, name)
        if callable(value) and not isinstance(value, type) and name != "register_rule":
            assert f"<eegmodels.explain.{name}>" in generated["parts/approaches.md"]
    assert "a filter weights electrodes" in generated["parts/approaches.md"].lower()
    assert "Parameters" not in generated["parts/approaches.md"]


def test_parts_that_pages_include_are_generated(generated):
    included = set()
    for page in PAGES:
        included |= set(re.findall(r"\{include\} generated/(\S+)", text_of(page)))
    assert included == {name for name in generated if name.startswith("parts/")}


QUESTIONS = (
    "Which layer holds the spatially filtered signals?",
    "Which weight belongs to which electrode?",
    "What is averaged over what?",
    "Why has a filter map no time stamp?",
    "How are the kernels drawn?",
    "How do the filters compare with FBCSP?",
)


def test_every_question_is_answered_with_code():
    sections = text_of(DOCS / "inside.md").split("\n## ")[1:]
    answers = dict(section.split("\n", 1) for section in sections)
    assert set(QUESTIONS) <= set(answers)
    for question in QUESTIONS:
        assert ">>> " in answers[question], question


def test_the_answers_are_what_the_code_prints(tmp_path):
    """On other backends too: what is printed hangs on no last digit."""
    page = DOCS / "inside.md"
    assert extension("worked_page").run_page(page, tmp_path) == []
    shown = set(re.findall(r"\(generated/inside/(\S+?)\)", text_of(page)))
    assert shown == {file.name for file in tmp_path.iterdir()}
    assert min(file.stat().st_size for file in tmp_path.iterdir()) > 10_000


def test_a_wrong_answer_is_found(tmp_path):
    """Without this the test above could pass on a page whose code is not found."""
    page = tmp_path / "page.md"
    page.write_text(
        "```python\n>>> x = 2\n\n```\nwords\n```python\n>>> x + 1\n4\n\n```\n"
    )
    (failure,) = extension("worked_page").run_page(page, tmp_path)
    assert "Expected:\n    4\nGot:\n    3\n" in failure
    assert "line 7" in failure


def test_every_python_block_of_the_worked_page_is_run():
    text = text_of(DOCS / "inside.md")
    found = extension("worked_page").BLOCK.findall(text)
    assert len(found) == text.count("```python\n") > 6


def test_gallery_scripts_are_there():
    assert [script.stem.split("_")[1] for script in SCRIPTS] == sorted(
        {script.stem.split("_")[1] for script in SCRIPTS}
    )
    assert len(SCRIPTS) >= 8


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_gallery_script_has_prose_and_names_that_exist(script):
    text = text_of(script)
    tree = ast.parse(text, script.name)
    assert re.match(r"[^\n]+\n=+\n\n\w", ast.get_docstring(tree))
    assert "one may not conclude" in text
    assert "simulate_recording" in text
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("eegmodels"):
            module = import_module(node.module)
            assert [a.name for a in node.names if not hasattr(module, a.name)] == []
    for package, name in re.findall(r"\b(data|evaluate|explain)\.(\w+)\(", text):
        assert name in import_module(f"eegmodels.{package}").__all__, name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_no_file_that_does_not_exist(page):
    text = text_of(page)
    targets = re.findall(r"\]\((?!http)([^)#\s]+)", text)
    targets += re.findall(r"\{(?:include|literalinclude)\} (\S+)", text)
    for target in targets:
        if target.startswith("gallery/"):  # made of examples/
            name = Path(target).stem
            there = name == "index" or (EXAMPLES / f"{name}.py").exists()
        else:
            there = target.startswith("generated/") or (DOCS / target).exists()
        assert there, target
    for name in re.findall(r"`((?:examples|scripts|docs)/[\w./-]+)`", text):
        assert (ROOT / name).exists(), name


def test_every_page_can_be_reached():
    listed = re.findall(r"```\{toctree\}.*?```", text_of(DOCS / "index.md"), re.DOTALL)
    names = {line for block in listed for line in block.splitlines()}
    for page in PAGES:
        assert page.stem in {"index", *names}, page.name


def test_the_python_of_the_pages_can_be_read_and_names_what_exists():
    for page in PAGES:
        for block in re.findall(r"^```python\n(.*?)^```", text_of(page), re.S | re.M):
            if ">>> " not in block:
                ast.parse(block)
        for package, name in re.findall(
            r"(?<![.\w])(data|evaluate|explain)\.([a-z_]\w*)", text_of(page)
        ):
            assert hasattr(import_module(f"eegmodels.{package}"), name), name


def test_the_ten_lines_have_one_source():
    """The start page takes them from the README, whose test runs them."""
    assert "{literalinclude} ../README.md" in text_of(DOCS / "start.md")
    assert text_of(ROOT / "README.md").count("```python") == 1


def test_sections_of_the_readme_that_are_included_exist():
    for page in PAGES:
        included = re.findall(
            r"\{include\} ../README.md\n(.*?)^:::", text_of(page), re.S | re.M
        )
        for options in included:
            for mark in re.findall(r'"(.*?)"', options):
                assert text_of(ROOT / "README.md").count(mark) == 1, mark


def test_broken_links_are_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<h1 id="top-a">A</h1><a href="b.html#here">b</a><a href="b.html#gone">b</a>'
        '<img src="no.png"><a href="https://example.org/x">away</a>'
        '<a href="#top-a">up</a><a href="#nowhere">up</a>'
    )
    (tmp_path / "b.html").write_text('<p id="here"><a href="a.html">a</a></p>')
    assert extension("links").broken_links(tmp_path) == [
        "a.html: #nowhere",
        "a.html: b.html#gone",
        "a.html: no.png",
    ]


def test_figures_of_a_script_are_found_once():
    from matplotlib.figure import Figure

    one, two = Figure(), Figure()
    values = [3, one, "text", (two, {"numbers": 1}), None]
    assert list(extension("gallery_figures").figures_in(values)) == [one, two]


def test_the_settings_ask_nothing_of_the_network():
    text = text_of(DOCS / "conf.py")
    loaded = ast.literal_eval(re.search(r"extensions = (\[.*?\])", text, re.S)[1])
    assert "sphinx.ext.intersphinx" not in loaded
    assert "nitpicky = True" in text
    assert "-W --keep-going" in text_of(ROOT / "Makefile")


def test_what_is_made_is_not_kept():
    ignored = text_of(ROOT / ".gitignore").splitlines()
    made = {"/docs/_build/", "/docs/generated/", "/docs/gallery/", ".venv-docs/"}
    assert made <= set(ignored)
