"""README.md: each of its pieces of Python is one notebook cell, run in order, and shows what it promises."""

import ast
import re
from pathlib import Path

import pytest

import gradviz as gv
from gradviz.lab import Explore, Quiz, Stepper

CELLS = re.findall(r"```python\n(.*?)```", (Path(__file__).parents[1] / "README.md").read_text("utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def shown():
    """The value of every bare expression, cell by cell, in one namespace."""
    names = {}
    return [[_value(statement, names) for statement in ast.parse(cell).body] for cell in CELLS]


def _value(statement, names):
    if isinstance(statement, ast.Expr):
        return eval(compile(ast.Expression(statement.value), "README", "eval"), names)
    exec(compile(ast.Module([statement], []), "README", "exec"), names)
    return None


def test_a_figure_is_the_last_value_of_its_cell(shown):
    """A notebook shows no other, so a figure further up would never be seen."""
    assert [type(values[-1]) for values in shown] == [Explore, *[gv.Picture] * 3, Stepper, Quiz, gv.Picture]
    assert all(value is None for values in shown for value in values[:-1])


def test_the_numbers_in_the_text_are_those_of_the_picture(shown):
    recording = gv.record("z = w*x; y = z + b; d = y - t; L = d**2", w=3, x=2, b=1, t=5)
    assert [recording.gradient(name) for name in "dwx"] == [4, 8, 12]


def test_what_is_printed_stands_in_the_comment(capsys):
    names = {}
    exec(CELLS[-1], names)
    assert capsys.readouterr().out.strip() == re.search(r"# (tensor\(.*\))", CELLS[-1])[1]
