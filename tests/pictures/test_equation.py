"""Equations: sides joined, rows aligned, names written in last."""

import numpy as np

import gradviz as gv
from gradviz.pictures import tex
from gradviz.pictures.equation import Equation, equation, plain, shown_value
from tests.pictures.latex_check import complaints

LEAVES = [gv.tensor(2.0, requires_grad=True, name=name) for name in ("theta_1", "a b")]
GRAPH = gv.record(LEAVES[0] * LEAVES[1]).graph
X, Y = tex.mark(0), tex.mark(1)


def test_one_row():
    made = equation(GRAPH, [[X, Y, Y, "2"]], 2.0)
    assert (made.latex, made.text, made.value) == (r"\theta_{1} = \mathrm{a\ b} = 2", "theta_1 = a b = 2", 2.0)
    assert str(made) == made.latex and repr(made) == made.text
    assert made._repr_latex_() == rf"$\displaystyle {made.latex}$"


def test_several_rows_are_aligned():
    made = equation(GRAPH, [[X, "1", "2"], ["", "3"]], 3.0, "a note")
    assert made.latex == r"\begin{aligned} \theta_{1} &= 1 = 2 \\  &= 3 \end{aligned} \quad \text{(a note)}"
    assert made.text == "theta_1 = 1 = 2\n  = 3 (a note)" and complaints(made.latex) == []


def test_a_command_does_not_run_into_what_follows():
    graph = gv.record(gv.tensor(2.0, requires_grad=True, name="pi") * 2).graph
    assert equation(graph, [[X + "b"]], None).latex == r"{\pi}b"


def test_arrays_are_shown_by_their_shape():
    assert shown_value(np.ones((2, 3))) == r"\text{shape }2 \times 3"
    assert shown_value(np.array(2.5)) == shown_value(2.5) == "2.5"


def test_names_are_not_read_as_latex_nor_as_marks():
    assert plain(rf"2\,{X}", ["\\frac{}", "y"]) == "2·\\frac{}" and plain(X, [Y]) == Y
    assert isinstance(equation(GRAPH, [[X]], None), Equation)
