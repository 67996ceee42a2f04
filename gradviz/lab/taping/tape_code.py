"""A student's code with a mark before every statement, so that what happens can be told line by line.

The marks are put into the syntax tree. A trace function would do the same from outside, and would take the place of
the debugger's, of coverage's or of another figure's: there is one for a thread. It would also be called within a
statement of several lines, and it goes silent where something else sets it. A mark runs like the code around it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import CodeType
from typing import Any, NamedTuple

MOST_LINES = 500
"""Longer code is refused: nobody reads it beside a tape."""

MARK, SHOWN = "__gradviz_at__", "__gradviz_shown__"
"""What the marked code calls: before each statement, and with the value of a last line that is an expression."""

KINDS: dict[type[ast.stmt], str] = {
    ast.Import: "import", ast.ImportFrom: "import", ast.FunctionDef: "define", ast.AsyncFunctionDef: "define",
    ast.ClassDef: "define", ast.For: "loop", ast.While: "loop", ast.AsyncFor: "loop", ast.If: "choice",
    ast.Match: "choice", ast.Return: "return",
}  # fmt: skip

BLOCKS = ("body", "orelse", "finalbody")
WITH_TEXT = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Statement(NamedTuple):
    """One statement, of a compound one its head.

    Attributes:
        first: the number of its first line, from 1.
        last: the number of its last line.
        kind: "import", "define", "loop", "choice", "return" or "" for any other.
        sets: the names that it gives a value.
        reads: the names of variables whose `.grad` it reads.
    """

    first: int
    last: int
    kind: str
    sets: tuple[str, ...]
    reads: tuple[str, ...]


class Code:
    """A text of code, its statements, and the code to run.

    Attributes:
        lines: the text, line by line.
        statements: every statement, in the order of the text.
        runs: the marked code.
    """

    def __init__(self, text: str, filename: str) -> None:
        """Read the text.

        Raises:
            ValueError: if it is too long.
            SyntaxError: if it is not Python.
        """
        self.filename = filename
        self.lines = text.split("\n")
        if len(self.lines) > MOST_LINES:
            raise ValueError(
                f"the code has {len(self.lines)} lines, and beside a tape {MOST_LINES} can be shown. "
                "Give the part that computes the loss and calls backward()."
            )
        tree = ast.parse(text, filename)
        self.statements: list[Statement] = []
        _show_last(tree)
        self._mark(tree)
        self.runs: CodeType = compile(ast.fix_missing_locations(tree), filename, "exec", dont_inherit=True)

    def at(self, line: int, near: int) -> int:
        """The statement at a line: the one `near` where that is on it, for a line may have several."""
        if near >= 0 and self.statements[near].first <= line <= self.statements[near].last:
            return near
        on_it = [k for k, each in enumerate(self.statements) if each.first <= line <= each.last]
        return on_it[-1] if on_it else near

    def _mark(self, parent: ast.AST) -> None:
        """Put a mark before every statement below `parent`."""
        for name in BLOCKS:
            block = getattr(parent, name, None)
            if isinstance(block, list):
                setattr(parent, name, list(self._marked(block, isinstance(parent, WITH_TEXT))))
        for each in (*getattr(parent, "handlers", ()), *getattr(parent, "cases", ())):
            self._mark(each)

    def _marked(self, block: list[ast.stmt], has_text: bool) -> Iterator[ast.stmt]:
        for number, statement in enumerate(block):
            is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            of_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
            if of_future or (has_text and number == 0 and is_text):
                yield statement  # Python wants these first
                continue
            mark = _call(MARK, ast.Constant(len(self.statements)), statement)
            self.statements.append(_statement(statement))
            yield ast.copy_location(ast.Expr(mark), statement)
            self._mark(statement)
            if isinstance(statement, (ast.For, ast.AsyncFor)):  # the head of a loop has its turn before every round
                statement.body.insert(0, ast.copy_location(ast.Expr(mark), statement))
            elif isinstance(statement, ast.While):
                statement.test = ast.copy_location(ast.BoolOp(ast.And(), [mark, statement.test]), statement.test)
            yield statement


def _call(name: str, argument: ast.expr, where: ast.AST) -> ast.expr:
    call = ast.Call(ast.copy_location(ast.Name(name, ast.Load()), where), [argument], [])
    if isinstance(argument, ast.Constant):
        ast.copy_location(argument, where)
    return ast.copy_location(call, where)


def _show_last(tree: ast.Module) -> None:
    """A last line that is an expression shows its value, as the last line of a notebook's cell does."""
    last = tree.body[-1] if tree.body else None
    alone = len(tree.body) == 1  # then a text is the docstring
    if isinstance(last, ast.Expr) and not (alone and isinstance(last.value, ast.Constant)):
        last.value = _call(SHOWN, last.value, last.value)


def _statement(statement: ast.stmt) -> Statement:
    head = list(_head(statement))
    last = max((getattr(n, "end_lineno", 0) or 0 for part in head for n in ast.walk(part)), default=0)
    stores = [n.id for part in head for n in ast.walk(part) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    reads = [
        n.value.id for part in head for n in ast.walk(part)
        if isinstance(n, ast.Attribute) and n.attr == "grad" and isinstance(n.ctx, ast.Load)
        and isinstance(n.value, ast.Name)
    ]  # fmt: skip
    kind = KINDS.get(type(statement), "")
    names = () if kind == "import" else tuple(dict.fromkeys(stores))
    return Statement(statement.lineno, max(statement.lineno, last), kind, names, tuple(dict.fromkeys(reads)))


def _head(statement: ast.stmt) -> Iterator[ast.AST]:
    """The parts of a statement without the blocks below it."""
    if not any(isinstance(getattr(statement, name, None), list) for name in (*BLOCKS, "cases")):
        yield statement
        return
    for name, value in ast.iter_fields(statement):
        if name in (*BLOCKS, "handlers", "cases", "decorator_list"):
            continue
        yield from (each for each in _listed(value) if isinstance(each, ast.AST))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
