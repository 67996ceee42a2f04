"""The panel stays true when inputs move: its formulas are written once per structure and read at other numbers."""

import pytest

import gradviz as gv
from tests.lab.test_summary import rows
from tests.recording.test_symbolic import evaluate

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


@pytest.mark.parametrize(("text", "start", "then"), [
    ("L = x**n", {"x": 0, "n": 2}, {"x": 2}), ("L = x**n", {"x": 2, "n": 0}, {"n": 3}),
    ("L = relu(x)*n", {"x": -1, "n": 2}, {"x": 2}), ("L = maximum(x, n)*x", {"x": 1, "n": 2}, {"x": 3}),
])  # fmt: skip
def test_a_formula_written_at_one_place_is_true_at_another(text, start, then):
    figure = gv.explore(text, **start)
    for name, value in then.items():
        figure.controls[name].value = value
    now = {name: control.value for name, control in figure.controls.items()}
    for name in now:
        formula, number, _ = rows(figure)[f"∂L/∂{name}"]
        assert evaluate(formula.removeprefix("= "), now | {"L": figure.recording.value("L")}) == pytest.approx(
            figure.recording.gradient(name)
        ), (name, formula, number)


def test_nameless_leaves_are_called_in_the_panel_as_in_the_picture():
    figure = gv.explore(lambda x: x * gv.tensor(3.0) * gv.tensor(4.0, requires_grad=True), x=2)
    table = rows(figure)
    assert table["output"][0] == "= x·n1·n3" and table["∂output/∂x"][0] == "= n3·n1"
    assert table["∂output/∂n3"][0] == "= x·n1"


def test_leaves_of_one_name_have_each_their_own_formula():
    def f(x):
        return x * gv.tensor(5.0, requires_grad=True, name="x")

    shown = gv.explore(f, x=2).diagram.panel
    assert "x#0·x#1" in shown and "= x#1" in shown and "= x#0" in shown
