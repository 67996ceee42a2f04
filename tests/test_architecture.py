"""The house's rules, read from the source: who imports whom, how long, how deep, and one meaning per name.

Each checker is a function from source text to a list of complaints, and is itself tried on bad source below.
"""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gradviz"
SOURCES = sorted(PACKAGE.rglob("*.py"))
BUDGETED = SOURCES + sorted((ROOT / "benchmarks").rglob("*.py"))
LINES_OF_A_FILE, LINES_OF_A_FUNCTION, LEVELS = 300, 30, 3

# What each room may import besides itself; "*" is everything. `import gradviz` imports the front door.
ALLOWED = {
    "options": set(),
    "language": {"options"},
    "processes": set(),
    "core": set(),
    "autograd": {"core"},
    "nn": {"core"},
    "optim": {"core"},
    "utils": {"core"},
    "recording": {"core"},
    "pictures": {"recording", "options", "language", "processes"},
    "questions": {"core", "recording", "options", "language", "processes"},
    "lab": {"*"},
    "cli": {"*"},
    "launch": {"*"},
    "doctor": {"*"},
    "teaching": {"*"},
    "__init__": {"*"},
    "__main__": {"cli"},
}


def module_of(path):
    """gradviz/core/ops/__init__.py -> ["gradviz", "core", "ops", "__init__"]."""
    return list(path.relative_to(ROOT).with_suffix("").parts)


def ours_imported(source, module):
    """Every (line, dotted name below gradviz) that the source imports, relative imports resolved."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = module[: len(module) - node.level] if node.level else []
            base = base + (node.module.split(".") if node.module else [])
            names = [[*base, alias.name] for alias in node.names]
        else:
            continue
        yield from ((node.lineno, name[1:]) for name in names if name[0] == "gradviz")


def import_complaints(source, module):
    room = module[1]
    if room not in ALLOWED:
        return [f"{room} is a new room: say in ALLOWED what it may import"]
    allowed = ALLOWED[room] | {room}
    return [
        f"line {line}: {room} may import {sorted(allowed)}, not gradviz.{'.'.join(name)}"
        for line, name in ours_imported(source, module)
        if "*" not in allowed and (name[0] if name else "gradviz") not in allowed
    ]


def code_lines(function, text):
    """The lines of code of a function: no decorators, docstring, blank lines or lines of comment alone."""
    skipped = set()
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        skipped = set(range(first.lineno, first.end_lineno + 1))
    lines = range(function.lineno, function.end_lineno + 1)
    return sum(n not in skipped and bool(text[n - 1].split("#")[0].strip()) for n in lines)


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)


def depth(node):
    """How many blocks stand inside each other; an elif is as deep as its if, inner functions start anew."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        is_elif = is_elif and len(node.orelse) == 1
        deepest = max(deepest, depth(child) + (isinstance(child, BLOCKS) and not is_elif))
    return deepest


def size_complaints(source):
    text = source.splitlines()
    found = []
    if len(text) > LINES_OF_A_FILE:
        found.append(f"{len(text)} lines; a file has at most {LINES_OF_A_FILE}")
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, FUNCTIONS):
            continue
        if (lines := code_lines(node, text)) > LINES_OF_A_FUNCTION:
            found.append(f"line {node.lineno}: {node.name} has {lines} lines of code")
        if (levels := depth(node)) > LEVELS:
            found.append(f"line {node.lineno}: {node.name} is {levels} levels deep")
    return found


def ask_python(program):
    """Run a program in a fresh interpreter and read the JSON it prints."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


IMPORT_ALL = """
import importlib, json, pkgutil
import gradviz
before = {name: getattr(gradviz, name) for name in gradviz.__all__} if %s else {}
found = pkgutil.walk_packages(gradviz.__path__, 'gradviz.')
modules = [m.name for m in found if not m.name.endswith('__main__')]
for module in modules:
    importlib.import_module(module)
"""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path):
    assert import_complaints(path.read_text("utf-8"), module_of(path)) == []


@pytest.mark.parametrize("path", BUDGETED, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_keep_the_budget(path):
    assert size_complaints(path.read_text("utf-8")) == []


def test_every_script_and_test_keeps_the_budget_of_a_file():
    others = [*PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.css"), *(ROOT / "tests").rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in others}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FILE} == {}


def test_every_submodule_can_be_imported():
    modules = ask_python(IMPORT_ALL % "False" + "print(json.dumps(modules))")
    files = {".".join(module_of(p)).removesuffix(".__init__") for p in SOURCES if p.stem != "__main__"}
    assert set(modules) == files - {"gradviz"}


def test_no_module_shadows_a_public_name():
    changed = "[n for n in gradviz.__all__ if getattr(gradviz, n) is not before[n]]"
    assert ask_python(IMPORT_ALL % "True" + f"print(json.dumps({changed}))") == []


def test_a_public_name_means_the_same_whatever_was_imported_first():
    show = 'print(json.dumps({n: f\'{type(v).__name__} {getattr(v, "__module__", "")} '
    show += '{getattr(v, "__qualname__", "")}\' for n in gradviz.__all__ for v in [getattr(gradviz, n)]}))'
    assert ask_python("import json, gradviz\n" + show) == ask_python(IMPORT_ALL % "False" + show)


def test_importing_gradviz_is_light():
    heavy = ["numpy", "ipywidgets", "IPython", "anywidget", "graphviz", "torch"]
    loaded = f"json.dumps([m for m in {heavy} if m in sys.modules])"
    assert ask_python(f"import sys, json, gradviz; print({loaded})") == []


# --- the checkers themselves ---


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("from ..lab import diagram", "core.tensor"),
        ("from .. import recording", "core.tensor"),
        ("import gradviz.core.tensor", "pictures.dot"),
        ("import gradviz", "pictures.dot"),
        ("from gradviz import draw", "questions.quiz"),
        ("def f():\n    from ...pictures.dot import to_dot", "core.ops.basic"),
        ("from .core import tensor", "attic"),
    ],
)
def test_an_import_against_the_direction_is_seen(source, module):
    assert len(import_complaints(source, ["gradviz", *module.split(".")])) == 1


def test_an_import_along_the_direction_is_not():
    source = "import numpy\nfrom ..recording import graph\nfrom .engines import run\nfrom . import theme"
    assert import_complaints(source, ["gradviz", "pictures", "dot"]) == []
    source = "from . import ops\nfrom .ops import table"
    assert import_complaints(source, ["gradviz", "core", "__init__"]) == []


def test_a_long_file_is_seen():
    assert size_complaints("x = 1\n" * 300) == []
    assert len(size_complaints("x = 1\n" * 301)) == 1


def test_a_long_function_is_seen_and_its_words_are_not_counted():
    words = '    """Says what.\n\n    Much.\n    """\n    # a comment\n\n'
    assert size_complaints("@d\ndef f():\n" + words + "    x = 1\n" * 29) == []
    assert len(size_complaints("def f():\n" + words + "    x = 1\n" * 30)) == 1


def nested(blocks):
    lines = ["    " * level + block for level, block in enumerate(["def f():", *blocks, "pass"])]
    return "\n".join(lines)


def test_a_deep_function_is_seen():
    assert size_complaints(nested(["for a in b:", "if a:", "with a:"])) == []
    assert len(size_complaints(nested(["for a in b:", "if a:", "with a:", "while a:"]))) == 1
    assert len(size_complaints(nested(["async def g():", "for a in b:", "if a:", "with a:", "if a:"]))) == 1


def test_a_chain_of_elif_is_one_level():
    chain = "def f(a):\n    if a:\n        pass\n" + "    elif a:\n        pass\n" * 5
    assert size_complaints(chain) == []
