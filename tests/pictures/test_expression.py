"""Formulas read off a graph, in the words a student would write."""

import pytest

import gradviz as gv
from gradviz.pictures.expression import MOST, Product, TooLong, definitions, number, symbol

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def written(text, *, unfold=False, steps=False, **inputs):
    graph = gv.record(text, inputs=inputs or {"x": 2}).graph
    return [made.text() if made else None for made in definitions(graph, unfold=unfold, steps=steps)]


@pytest.mark.parametrize("text, formula", [
    ("x*x", "x²"), ("x*3", "3·x"), ("3*x*2", "6·x"), ("x/x*x", "x"), ("x**2 * x", "x³"), ("x + x", "2·x"),
    ("x - x", "0"), ("x*0", "0·x"), ("x*1", "x"),
    ("-x", "−x"), ("x - 1", "x − 1"), ("1 - x", "1 − x"), ("-(x - 1)", "−(x − 1)"), ("1/x", "1/x"),
    ("2/(3*x)", "0.6667/x"), ("x**0.5", "x^0.5"), ("x**-1", "1/x"),
    ("(2*x)**2", "(2·x)²"), ("(x + 1)**2", "(x + 1)²"), ("(x + 1)*(x + 1)", "(x + 1)²"), ("x**0", "1"),
    ("(x**2)**3", "x⁶"), ("(x**2)**0.5", "(x²)^0.5"),
    ("exp(x)*2", "2·exp(x)"), ("sin(x)**2", "sin(x)²"), ("maximum(x, 2)", "max(x, 2)"), ("relu(x - 1)", "relu(x − 1)"),
    ("2**x", "2^x"), ("x - (1 - x)", "x − (1 − x)"),
    ("square(x + 1)", "(x + 1)²"), ("square(x)*x", "x³"), ("reciprocal(x*2)", "0.5/x"), ("reciprocal(x - x)", "1/0"),
    ("x/0", "x/0"), ("(x + 1)/0", "(x + 1)/0"), ("(2**x)**2", "(2^x)²"), ("x + -1", "x − 1"), ("x - x*3", "−2·x"),
])  # fmt: skip
def test_formulas(text, formula):
    assert written(text)[-1] == formula


def test_names_stand_for_what_they_name():
    """R6: the steps of (wx+b−t)²."""
    inputs = {"w": 3, "x": 2, "b": 1, "t": 5}
    text = "z = w*x; y = z + b; d = y - t; L = d**2"
    assert written(text, **inputs)[4:] == ["w·x", "z + b", "y − t", "d²"]
    assert written(text.replace("L = ", ""), unfold=True, **inputs)[-1] == "(y − t)²"
    assert written("(w*x + b - t)**2", **inputs)[-1] == "(w·x + b − t)²"


def test_nameless_steps_have_their_ids():
    assert written("(x + 1)*(x - 1)", steps=True) == ["x", "x + 1", "x − 1", "n1·n2"]


def test_matrix_products_and_options():
    graph = gv.record(lambda a, b: (a @ b).sum(dim=0).sum(), a=[[1.0, 2.0]], b=[[1.0], [2.0]]).graph
    assert [made.text() for made in definitions(graph)] == ["a", "b", "a @ b", "Σ(a @ b, dim=0)", "Σ(Σ(a @ b, dim=0))"]


def test_a_formula_without_end_is_not_written():
    """Shared nodes would make it grow for ever: 40 squarings of a sum."""
    graph = gv.record(
        "; ".join(["y0 = x + 1", *(f"y{k} = sin(y{k - 1}) * y{k - 1} + 1" for k in range(1, 30))]), x=1
    ).graph
    assert all(made is not None for made in definitions(graph))
    deep = "x + 1"
    for _ in range(30):
        deep = f"sin({deep})*2 + 1"
    made = definitions(gv.record(deep, x=1).graph)
    assert made[-1] is None and all(m is None or len(m.text()) <= MOST for m in made)


def test_a_name_longer_than_a_formula_is_not_written():
    with pytest.raises(TooLong):
        symbol("x" * (MOST + 1)).text()
    x, y = (gv.tensor(2.0, requires_grad=True, name=letter * (MOST + k)) for k, letter in enumerate("xy"))
    assert [bool(made) for made in definitions(gv.record(x * 2 + y).graph)] == [True, False, False, False]


def test_products_of_products():
    x, y = symbol("x"), symbol("y")
    assert x.times(y, -1.0).times(y).text() == "x" and number(0).times(x).text() == "0·x"
    assert Product(-1.0, (("x", -1.0),)).text() == "−1/x"
    assert Product(2.0, (("x", -1.0), ("y", -2.0))).text() == "2/(x·y²)"


def test_names_with_line_breaks_stay_on_one_line():
    x = gv.tensor(2.0, requires_grad=True, name="a\nb")
    assert all("\n" not in made.text() for made in definitions(gv.record(x * 2).graph))


def test_a_formula_deep_in_functions_is_written_or_given_up_at_once():
    """Each level is written once: twice a level would take 2^n steps, and never end here."""

    def deep(x):
        for _ in range(300):
            x = gv.sin(x)
        return x

    formulas = definitions(gv.record(deep, x=1.0).graph)
    assert formulas[20].text() == "sin(" * 20 + "x" + ")" * 20 and formulas[-1] is None
