"""The template of translations, collected from the sources: `make texts` writes it, and a test holds it to them."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from gradviz.core import PUBLIC
from gradviz.core.operation import OPS, Gate

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "gradviz" / "locale"
TEMPLATE = HOME / "gradviz.pot"
FUNCTIONS = ("say", "mark")


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls of `say` and `mark`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            yield node


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The literal texts of one file, each with its line."""
    for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
        text = call.args[0]
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.lineno, text.value


def catalogue() -> Catalog:
    """All texts of the package, in the order of files and lines."""
    found = Catalog(project="gradviz", fuzzy=False, charset="utf-8")
    for path in sorted((ROOT / "gradviz").rglob("*.py")):
        for line, text in sorted(texts(path)):
            found.add(text, locations=[(path.relative_to(ROOT).as_posix(), line)])
    for text in declared():
        found.add(text, locations=[("gradviz/core/operation.py", 0)])
    return found


def declared() -> Iterator[str]:
    """What operations say of themselves: `core` imports nothing, so they are collected from the table."""
    for gate in Gate:
        yield from (gate.name.lower(), gate.value.partition(": ")[2])
    assert PUBLIC  # all families are loaded
    for op in OPS.values():
        yield op.doc.splitlines()[0]


def template() -> str:
    """The template as text. Lines are left out: they would change with every edit, and the file says where to look."""
    written = BytesIO()
    write_po(written, catalogue(), width=100, omit_header=True, include_lineno=False, sort_output=False)
    head = (
        "# Every text that a student sees, in English. A translation is one file: see CONTRIBUTING.md.\n"
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return head + written.getvalue().decode("utf-8").rstrip("\n") + "\n"


def places(text: str) -> list[str]:
    """The names in braces."""
    return re.findall(r"\{(\w*)[^}]*\}", text)


if __name__ == "__main__":
    HOME.mkdir(exist_ok=True)
    TEMPLATE.write_text(template(), encoding="utf-8")
    sys.stdout.write(f"{TEMPLATE.relative_to(ROOT)}: {len(catalogue())} texts\n")
