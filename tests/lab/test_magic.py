"""The cell magic, in a real IPython shell."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

import gradviz as gv


@pytest.fixture
def shell():
    made = InteractiveShell.instance()
    made.run_line_magic("reload_ext", "gradviz")
    yield made
    InteractiveShell.clear_instance()


CELL = "t1 = x * w\ny = t1 ** 2\ny.backward()\nprint(x.grad)\n"


def test_the_cell_runs_line_by_line(shell):
    """R37."""
    figure = shell.run_cell(f"%%tape x=2, w=3\n{CELL}").result
    same = gv.tape(CELL, x=2, w=3)
    assert type(figure) is type(same) and figure.printed == same.printed == "tensor(36.)\n"
    assert figure.fallback_text() == same.fallback_text()


def test_the_cell_sees_the_notebooks_names_and_keeps_its_own(shell):
    shell.run_cell("import gradviz\nx = gradviz.tensor(2.0, requires_grad=True)\nw = 3.0\nscale = 2")
    figure = shell.run_cell("%%tape w=1 + scale\n" + CELL).result
    assert not figure.story.run.error and figure.printed == "tensor(36.)\n"
    assert "t1" not in shell.user_ns and shell.user_ns["w"] == 3.0


def test_an_error_is_told_with_its_line_and_the_shell_lives(shell):
    figure = shell.run_cell("%%tape\nx = gv.tensor(2.0)\nx / nothing\n").result
    assert "nothing" in figure.story.run.error and figure.story.run.wrong == 2
    assert shell.run_cell("1 + 1").result == 2


@pytest.mark.parametrize("line", ["w 3", "w=", "3", "w=nobody"])
def test_inputs_that_cannot_be_read_are_refused_in_words(shell, line, capsys):
    found = shell.run_cell(f"%%tape {line}\ny = w * 2")
    assert isinstance(found.error_in_exec, ValueError) and "Write them as in a call" in str(found.error_in_exec)


@pytest.mark.parametrize(("line", "why"), [
    ("3", "3 has no name, so it is not known which input it is"), ("w", "w has no name"), ("w=1, 2", "this is no list"),
    ("w 3", "because this is no list of names with values"), ("w=3), (2", "because this is no list"),
    ("w=nobody", "cannot be computed (NameError: name 'nobody' is not defined). Use numbers"), ("w=1, w=2", "repeated"),
    ("**3", "cannot be computed (TypeError"), ("w=1/0", "ZeroDivisionError"),
])  # fmt: skip
def test_why_the_inputs_cannot_be_read_is_said_in_the_learners_words(shell, line, why):
    found = str(shell.run_cell(f"%%tape {line}\ny = w * 2").error_in_exec)
    assert found.startswith(f"%%tape {line}: ") and why in found and found.endswith("the code begins on the next line.")
