r"""`gv.latex`: the chain rule of a recording, written out."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures import leaf_gradients
from gradviz.recording import look
from tests.common import examples
from tests.pictures.formula_reader import evaluate
from tests.pictures.latex_check import complaints
from tests.pictures.test_chain import recorded
from tests.recording.test_symbolic import ATOMS, VARIABLES, compound
from tests.recording.traces import figure_1

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def test_the_summary_of_figure_1():
    """R27: symbolic beside numeric."""
    recording = figure_1()
    assert {name: made.text for name, made in leaf_gradients(recording).items()} == {
        "w": "∂L/∂w = 2·(y − t)·x = 8", "x": "∂L/∂x = 2·(y − t)·w = 12", "b": "∂L/∂b = 2·(y − t) = 4",
        "t": "∂L/∂t = −2·(y − t) = −4",
    }  # fmt: skip
    assert leaf_gradients(recording)["w"].latex == r"\frac{\partial L}{\partial w} = 2\,(y - t)\,x = 8"
    assert gv.latex(recording).value == {"x": 12.0, "w": 8.0, "b": 4.0, "t": -4.0}
    assert gv.latex(recording).latex.count(r"\\") == 3


def test_the_derivative_of_a_square_three_ways():
    """R50: 2(ax+b)x, 2(ax+b)a, 2(ax+b); R43's numbers."""
    made = leaf_gradients(gv.record("c = a*x; d = c + b; e = d**2", a=3, x=1, b=2))
    assert {name: m.text for name, m in made.items()} == {
        "a": "∂e/∂a = 2·(c + b)·x = 10", "x": "∂e/∂x = 2·(c + b)·a = 30", "b": "∂e/∂b = 2·(c + b) = 10",
    }  # fmt: skip
    assert [made.text for made in leaf_gradients(gv.record("(a*x + b)**2", a=3, x=1, b=2)).values()] == [
        "∂n5/∂a = 2·(a·x + b)·x = 10", "∂n5/∂x = 2·(a·x + b)·a = 30", "∂n5/∂b = 2·(a·x + b) = 10",
    ]  # fmt: skip


def test_an_edge_and_a_path_of_figure_1():
    """R8: the product of the locals along one path."""
    recording = figure_1()
    assert str(gv.latex(recording, edge=("d", "L"))) == r"\frac{\partial L}{\partial d} = 2\,d = 2 \cdot 2 = 4"
    assert gv.latex(recording, edge=("w", "z")).text == "∂z/∂w = x = 2"
    whole = gv.latex(recording, path=["w", "z", "y", "d", "L"])
    slopes = r" \cdot ".join(rf"\frac{{\partial {a}}}{{\partial {b}}}" for a, b in ("Ld", "dy", "yz", "zw"))
    assert str(whole) == (
        rf"\frac{{\partial L}}{{\partial w}} = {slopes} = 2\,d \cdot 1 \cdot 1 \cdot x = 4 \cdot 1 \cdot 1 \cdot 2 = 8"
    )
    assert whole.value == 8.0 and gv.latex(recording, wrt="w").value == 8.0
    assert gv.latex(recording, path=["z", "y", "d"]).text == "∂d/∂z = ∂d/∂y·∂y/∂z = 1·1 = 1"


def test_the_sum_over_two_paths():
    """R35: 24 and 12, total 36; a path that is not the only one is not called the derivative."""
    recording = gv.record("f = x**2; g = 3*x; L = f*g", x=2)
    made = gv.latex(recording, wrt="x")
    assert made.text.splitlines() == [
        "∂L/∂x = ∂L/∂f·∂f/∂x + ∂L/∂g·∂g/∂x", "  = g·2·x + f·3", "  = 9·x²", "  = 6·4 + 4·3", "  = 24 + 12", "  = 36",
    ]  # fmt: skip
    one = gv.latex(recording, path=["x", "f", "L"])
    assert one.text == "x → f → L:  ∂L/∂f·∂f/∂x = g·2·x = 6·4 = 24" and "∂L/∂x" not in one.text


@pytest.mark.parametrize("f, told", [
    (lambda x: x * gv.tensor(6.0), "∂n2/∂x = 6"), (lambda x: x * gv.tensor(6.0) + x * x, "∂n4/∂x = 10"),
])  # fmt: skip
def test_a_number_worked_out_of_nameless_constants_leaves_no_gap(f, told):
    assert gv.latex(gv.record(f, x=2.0)).text == told


def test_both_edges_of_a_square_made_by_multiplying():
    recording = gv.record("L = x*x", x=3)
    assert gv.latex(recording, edge=("x", "L", 1)).text == "∂L/∂x₍₁₎ = x = 3"
    assert gv.latex(recording, wrt="x").text.split("\n")[0] == "∂L/∂x = ∂L/∂x₍₀₎ + ∂L/∂x₍₁₎"
    with pytest.raises(ValueError, match="argument 0 and 1"):
        gv.latex(recording, edge=("x", "L"))


def test_many_paths_are_counted_not_written():
    """R15."""
    recording = gv.record("; ".join(f"a{k + 1} = a{k} + a{k}" for k in range(60)), a0=1)
    made = gv.latex(recording, wrt="a0")
    assert f"{2**60} paths" in made.text and made.value == 2.0**60 and len(made.text) < 200
    assert complaints(made.latex) == []


def test_the_output_and_a_leaf_alone():
    x = gv.tensor(3.0, requires_grad=True, name="x")
    assert gv.latex(gv.record(x), wrt="x").text == gv.latex(gv.record(x)).text == "∂x/∂x = 1"
    assert gv.latex(figure_1(), wrt="L").text == "∂L/∂L = 1"


def test_a_node_without_a_gradient_has_none():
    recording = gv.record(gv.tensor(2.0, requires_grad=True, name="x") * gv.tensor(5.0, name="t"))
    with pytest.raises(ValueError, match="no gradient flows to t: .*requires_grad=True.*Leaves that have one: x"):
        gv.latex(recording, wrt="t")
    assert gv.latex(recording, edge=("t", "n2")).text == "∂n2/∂t = x (not computed)"
    constant = gv.tensor(2.0, name="c")
    with pytest.raises(ValueError, match="no leaf of this recording needs a gradient"):
        gv.latex(look(constant))


def test_before_the_backward_pass_nothing_is_a_number():
    """Not computed is never 0."""
    x = gv.tensor(2.0, requires_grad=True, name="x")
    y = (x**2).named("y")
    made = gv.latex(look(y))
    assert made.text == "∂y/∂x = 2·x (not computed)" and made.value == {"x": None}
    assert gv.latex(look(y), edge=("x", "y")).text == "∂y/∂x = 2·x (not computed)"
    assert gv.latex(look(y), path=["x", "y"]).text == "∂y/∂x = 2·x (not computed)"
    assert gv.latex(look(y), wrt="x").text == "∂y/∂x = 2·x (not computed)"
    assert gv.latex(gv.record(y), edge=("x", "y"), index=1).value is None


def test_what_is_held_after_two_passes_is_not_called_the_derivative():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    y = (x**2).named("y")
    y.backward(retain_graph=True)
    y.backward()
    made = gv.latex(look(y), wrt="x")
    assert made.value == 4.0 and "of one pass" in made.text


@pytest.fixture
def arrays():
    def f(W, x):
        h = W @ x
        r = gv.relu(h)
        return (r * 2).sum()

    return gv.record(f, W=[[1.0, 2.0], [3.0, 4.0]], x=[1.0, -1.0])


def test_edges_between_arrays(arrays):
    """Elementwise as a formula; else the vector-Jacobian product as declared, with what its letters stand for."""
    assert gv.latex(arrays, edge=("h", "r")).text == "∂r/∂h = [h > 0] (elementwise)"
    made = gv.latex(arrays, edge=("W", "h"))
    assert made.text == "downstream = G·Bᵀ, G = ∂n5/∂h, B = x" and made.value.shape == (2, 2)
    assert gv.latex(arrays, edge=("n4", "n5")).text == "downstream = g, g = ∂n5/∂n5"


def test_chains_of_arrays_are_jacobians(arrays):
    made = gv.latex(arrays, path=["W", "h", "r", "n4", "n5"])
    assert made.text.endswith("(of arrays: a product of Jacobians)") and made.value is None
    whole = gv.latex(arrays, wrt="W")
    assert whole.text.endswith("∂h/∂W = shape 2 × 2") and whole.value.shape == (2, 2)
    assert gv.latex(arrays).text == "∂n5/∂W = shape 2 × 2\n∂n5/∂x = shape 2"
    for equation in (made, whole, gv.latex(arrays), gv.latex(arrays, edge=("x", "h"))):
        assert complaints(equation.latex) == []


@pytest.mark.parametrize("options, error, words", [
    ({"edge": ("w", "z"), "wrt": "w"}, TypeError, "more than one of"),
    ({"wrt": "q"}, KeyError, "no node is called 'q'"),
    ({"path": ["w", "L"]}, ValueError, "no edge from w to L"), ({"edge": ("w", "L")}, ValueError, "w feeds z"),
])  # fmt: skip
def test_what_cannot_be_asked(options, error, words):
    with pytest.raises(error, match=words):
        gv.latex(figure_1(), **options)


def test_something_else_than_a_recording():
    with pytest.raises(TypeError, match=r"tensor\(2.*read off a Recording.*gv.record"):
        gv.latex(gv.tensor(2.0))


@examples(150)
@given(st.recursive(ATOMS, compound, max_leaves=6))
def test_on_random_formulas_the_symbolic_gradient_is_the_number(text):
    """R27, R50: the formula beside the number, read back; a number in it is written with four digits."""
    recording = recorded(text)
    for name, made in leaf_gradients(recording).items():
        assert complaints(made.latex) == [] and made.value == recording.gradient(name)
        formula = made.text.split(" = ", 1)[1].rsplit(" = ", 1)[0]  # the number itself where there is no formula
        found = evaluate(formula, **VARIABLES)
        assert math.isclose(found, made.value, rel_tol=5e-3, abs_tol=1e-4), (made.text, found)


@examples(80)
@given(st.recursive(ATOMS, compound, max_leaves=5))
def test_on_random_formulas_every_equation_is_sound_latex(text):
    recording = recorded(text)
    graph = recording.graph
    equations = [gv.latex(recording), *(gv.latex(recording, wrt=name) for name in leaf_gradients(recording))]
    for e in graph.edges:
        ends = [graph.nodes[n].name or f"n{n}" for n in (e.source, e.target)]
        equations.append(gv.latex(recording, edge=(*ends, e.argument)))
    assert [complaints(equation.latex) for equation in equations] == [[]] * len(equations)


@pytest.mark.parametrize("name", ["a_b%", "\\frac{", "x^2", "50$", "重 é", "#&~", "}{", "theta"])
def test_no_name_breaks_an_equation(name):
    x = gv.tensor(2.0, requires_grad=True, name=name)
    recording = gv.record((x * x + x).named("L"))
    for made in (gv.latex(recording), gv.latex(recording, wrt=name)):
        assert complaints(made.latex) == [] and made.text.startswith(f"∂L/∂{name} = ")


def test_inf_and_nan_are_numbers_too():
    made = gv.latex(gv.record("x**0.5", x=0), wrt="x")
    assert r"\infty" in made.latex and made.value == math.inf and complaints(made.latex) == []
    born = gv.latex(gv.record("log(x)*x", x=-1), wrt="x")
    assert math.isnan(born.value) and r"\mathrm{nan}" in born.latex and complaints(born.latex) == []


def test_a_gradient_that_is_not_computed_has_no_equals_sign():
    """Else the line would end in nothing."""
    made = gv.latex(gv.record("z = w*x; L = z**2", w=3, x=2), index=1)
    assert "=" not in made.latex and made.text.endswith("(not computed)")


def test_a_long_path_is_one_product_and_found_at_once():
    """Issue 4: 5,000 steps, each looked up once; written out nobody would read them."""
    y = gv.tensor(1.0, requires_grad=True, name="x")
    for _ in range(4999):
        y = gv.sin(y)
    recording = gv.record(y)
    path = ["x", *(f"n{k}" for k in range(1, 5000))]
    start = time.process_time()
    written, lit = gv.latex(recording, path=path), gv.draw(recording, highlight=path).lit
    assert time.process_time() - start < 2 and len(lit.edges) == 4999
    assert str(written).startswith(r"\frac{\partial n_{4999}}{\partial x} = \prod_{\text{4999 edges}} \text{local} = ")
    assert len(str(written)) < 200 and written.value == pytest.approx(recording.gradient("x"), rel=1e-12)


def test_a_long_path_beside_others_names_its_ends():
    y = gv.tensor(0.5, requires_grad=True, name="x")
    x = y
    for _ in range(30):
        y = gv.sin(y)
    path = ["x", *(f"n{k}" for k in range(1, 31)), "L"]
    assert gv.latex(gv.record((y * x).named("L")), path=path).text.startswith("x → n1 → … → n30 → L: ")


def test_a_formula_with_its_inputs_is_answered_with_the_way_to_record_it():
    for call in (gv.latex, gv.draw):
        with pytest.raises(TypeError, match=r"gv.record\("):
            call("y = x**2", x=2)
    with pytest.raises(TypeError, match="no option x="):
        gv.latex(gv.record("y = x**2", x=2), x=3)
