"""README.md: each of its pieces of Python is one notebook cell, run in order, and shows what it promises."""

import ast
import re
from pathlib import Path

import pytest

import gradviz as gv
from gradviz import cli
from gradviz.lab import Explore, Quiz, Stepper

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
CELLS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


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


def test_a_teacher_writes_a_file_and_grades_and_exports_what_is_answered(tmp_path, monkeypatch, capsys):
    """The file of questions, the options of a choice, and the three commands are taken from the text as they stand."""
    monkeypatch.chdir(tmp_path)
    (five,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert len(five.splitlines()) == 5
    chosen = re.search(r"options = \[\{.*?\]", README)[0]
    Path("week3.toml").write_text(f'{five}[[questions]]\nkind = "choice"\nprompt = "?"\n{chosen}\n', encoding="utf-8")
    Path("attempts").mkdir()
    monkeypatch.setattr(gv.options, "course", "ML")
    monkeypatch.setattr(gv.options, "student", "ada")
    quiz = gv.quiz("week3.toml", attempts="attempts/ada.jsonl")
    x = int(quiz.question.inputs["x"])
    quiz.answer(str(2 * x + 3 * x**2))
    quiz.next()
    quiz.answer("4")
    assert quiz.score() == 1
    commands = re.findall(r"^    gradviz ((?:key|grade|export) .*?) +#", README, re.MULTILINE)
    assert [cli.main(command.split()) for command in commands] == [0, 0, 0]
    assert str(2 * x + 3 * x**2) in capsys.readouterr().out
    assert [len(Path(name).read_text("utf-8")) > 100 for name in ("class.csv", "class.json")] == [True, True]


def test_every_line_of_a_table_runs_as_it_stands_in_a_cell_below_the_text_before_it(tmp_path, monkeypatch):
    """But for those about a model, data or a class of the reader's own, which no text can know."""
    monkeypatch.chdir(tmp_path)
    names, ran = {}, 0
    for cell, row in re.findall(r"```python\n(.*?)```|^\| (`gv\..*?`) \|", README, re.DOTALL | re.MULTILINE):
        exec(cell, names)
        for line in re.findall(r"`(gv\..*?)`", row):
            if not re.search(r"\b(model|Variable)\b", line):
                exec(line, names)
                ran += 1
    assert ran >= 25
