"""The gradient as a formula equals the gradient as a number (R27, R50), on formulas at random."""

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures.expression import definitions
from gradviz.pictures.labels import names
from gradviz.recording import Graph, gradient_graphs
from gradviz.recording.formula import Formula
from gradviz.recording.symbolic import MOST_NODES, gradient_formulas
from gradviz.recording.tape import structure, tape
from tests.common import examples

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
FUNCTIONS = {
    "exp": math.exp, "sin": math.sin, "cos": math.cos, "tanh": math.tanh, "log": math.log, "max": max,
    "σ": lambda x: 1 / (1 + math.exp(-x)), "relu": lambda x: max(x, 0.0),
    "wins": lambda a, b: 0.5 if a == b else float(a > b), "positive": lambda x: float(x > 0),
}  # fmt: skip


def to_python(text):
    """A formula as gradviz writes it, as Python."""
    text = re.sub(f"([{RAISED}]+)", lambda m: "**" + m[1].translate(str.maketrans(RAISED, "0123456789-")), text)
    text = text.replace("\u2212", "-").replace("·", "*").replace("^", "**").replace("×", "*").replace("÷", "/")
    while "[" in text:  # innermost first
        text = re.sub(r"\[([^][]*) ≥ ([^][]*)\]", r"wins(\1, \2)", text)
        text = re.sub(r"\[([^][]*) > 0\]", r"positive(\1)", text)
    return text


def evaluate(text, numbers):
    return eval(to_python(text), {"__builtins__": {}}, {**FUNCTIONS, **numbers})


def leaves(numbers):
    return {name: gv.tensor(float(value), requires_grad=True, name=name) for name, value in numbers.items()}


def written_slopes(text, numbers):
    """For each input: the formula of its gradient as text, or None where it is too long or constant."""
    output = Formula(text)(**leaves(numbers))
    found = {}
    graph = structure(tape(output))
    for position, gradient in gradient_graphs(output, names(graph)).items():
        made = definitions(gradient, unfold=True)[-1] if isinstance(gradient, Graph) else None
        found[graph.nodes[position].name] = made.text() if made else None
    return found


@pytest.mark.parametrize("text, expected", [
    ("z = w*x; y = z + b; d = y - t; L = d**2",
    {"w": "2·(y − t)·x", "b": "2·(y − t)", "x": "2·(y − t)·w", "t": "−2·(y − t)"}),
    ("c = a*x; d = c + b; e = d**2", {"a": "2·(c + b)·x", "x": "2·(c + b)·a", "b": "2·(c + b)"}),
    ("x**2 + x**3", {"x": "3·x² + 2·x"}), ("x*x", {"x": "2·x"}), ("sin(x**2)", {"x": "2·cos(x²)·x"}),
    ("a/b", {"a": "1/b", "b": "−a/b²"}), ("exp(x)", {"x": "exp(x)"}),
])  # fmt: skip
def test_worked_formulas(text, expected):
    """R27, R50: what a student would write."""
    found = written_slopes(text, dict.fromkeys(Formula(text).inputs, 2))
    numbers = {"w": 3.0, "x": 2.0, "b": 1.5, "t": 5.0, "a": -2.0, "y": 7.5, "c": -4.0, "d": -2.5}
    for name, formula in expected.items():
        assert sorted(re.findall(r"\w+|\S", found[name])) == sorted(re.findall(r"\w+|\S", formula)), found
        assert math.isclose(evaluate(found[name], numbers), evaluate(formula, numbers))


@pytest.mark.parametrize("text, numbers", [
    ("(x**2)**0.5", {"x": -3.0}), ("(x**y)**2", {"x": 2.0, "y": 3.0}), ("maximum(x, 2)*x", {"x": 1.0}),
    ("(x - y)**2 - (y - x)*x", {"x": 3.0, "y": 5.0}), ("x**(y**2)", {"x": 1.5, "y": 2.0}),
    ("((x**2)**0.5)*x", {"x": -3.0}), ("(x**0.5)**4", {"x": 3.0}), ("(2*x)**2/(x*y)", {"x": 3.0, "y": 2.0}),
    ("-x**2", {"x": 3.0}),
    ("(-x)**3", {"x": 3.0}), ("x - (y - x)", {"x": 3.0, "y": 5.0}), ("x/(y/x)", {"x": 3.0, "y": 5.0}),
    ("1/(1/x)", {"x": 3.0}),
    ("(x + y)*(x - y)", {"x": 3.0, "y": 5.0}), ("((x + y)**2)**0.5", {"x": -3.0, "y": 1.0}),
    ("x/(x + y)**2", {"x": 3.0, "y": 5.0}),
    ("maximum(x, y)**2", {"x": 3.0, "y": 5.0}), ("relu(x - 1)*x", {"x": 3.0}), ("2**x", {"x": 3.0}),
    ("(2**x)**2", {"x": 1.0}), ("(x**-1)**y", {"x": 2.0, "y": 3.0}),
])  # fmt: skip
def test_formulas_that_are_easily_written_wrong(text, numbers):
    check(text, numbers)


def check(text, numbers):
    """The value's formula and every gradient's, read back by Python, against the numbers.

    A number in a formula is written with four digits, so they agree to three.
    """
    recording = gv.record(text, inputs=numbers)
    given_back = definitions(structure(tape(Formula(text)(**leaves(numbers)))))[-1]
    if given_back is not None:
        assert math.isclose(
            evaluate(given_back.text(), numbers), recording.frame().values[-1], rel_tol=2e-3, abs_tol=1e-6
        ), given_back.text()
    for name, formula in written_slopes(text, numbers).items():
        if formula is not None:
            found, expected = evaluate(formula, numbers), recording.gradient(name)
            assert math.isclose(found, expected, rel_tol=2e-3, abs_tol=1e-6), (name, formula, found, expected)


VARIABLES = {"x": 1.25, "y": -0.75, "u": 2.5, "v": -1.5}
ATOMS = st.sampled_from([*VARIABLES, *VARIABLES, "2", "3", "0.5"])


def compound(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, st.sampled_from(["2", "3", "0.5", "-1", "1.5", "-2"])).map(lambda p: f"({p[0]})**({p[1]})"),
        st.tuples(st.sampled_from(["sin", "cos", "tanh", "sigmoid", "exp", "relu"]),
        inner).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"maximum({p[0]}, {p[1]})"), inner.map(lambda p: f"(-{p})"),
    )  # fmt: skip


@examples(300)
@given(st.recursive(ATOMS, compound, max_leaves=6))
def test_random_formulas_and_their_gradients_read_as_they_compute(text):
    """R50: the written formula, evaluated, is the number that the engine computed."""
    try:
        needed = Formula(text).inputs
    except gv.FormulaError:
        assume(False)
    numbers = {name: VARIABLES[name] for name in needed}
    try:
        recording = gv.record(text, inputs=numbers)
    except TypeError as error:  # a power of numbers alone, (-sin(2))**0.5, is computed by Python
        assume("complex" not in str(error))
        raise
    everything = [*recording.frame().values, *recording.frame().gradients]
    assume(all(math.isfinite(x) and abs(x) < 1e6 for x in everything))
    assume(all(x == 0 or abs(x) > 1e-3 for x in recording.frame().values))
    check(text, numbers)


def from_record(recording):
    """The gradients as text, read from the record alone."""
    graph, frame = recording.graph, recording.frame()
    found = gradient_formulas(graph, frame, names(graph))
    written = {}
    for position, gradient in found.items():
        made = definitions(gradient, unfold=True)[-1] if isinstance(gradient, Graph) else None
        written[graph.nodes[position].name] = made.text() if made else None
    return written


@pytest.mark.parametrize("text", [
    "z = w*x; y = z + b; d = y - t; L = d**2", "x**2 + x**3", "maximum(x, 2)*x", "leaky_relu(x)*x",
    "clamp(x, max=3)*sin(x)", "sum(x)*mean(x)", "x*x - 3/x",
])  # fmt: skip
def test_a_record_alone_gives_the_same_formulas(text):
    """The Tensors may be long gone, as in a record that was read from a file."""
    numbers = {name: 1.5 + k for k, name in enumerate(Formula(text).inputs)}
    assert from_record(gv.record(text, inputs=numbers)) == written_slopes(text, numbers) != {}


def test_where_the_record_does_not_say_it_nothing_is_found():
    assert from_record(gv.record(lambda a: a.sum(), a=[1.0, 2.0])) == {}
    x = gv.tensor(2.0, requires_grad=True, name="x")
    recording = gv.record(x * 3)
    assert gradient_formulas(recording.graph, recording.frame(0), names(recording.graph)) == {}
    long = "; ".join(f"v{k + 1} = v{k} + 1" for k in range(MOST_NODES))
    assert from_record(gv.record(long, v0=1)) == {} and from_record(gv.record("v0 + 1", v0=1)) == {"v0": None}
    assert gradient_formulas(gv.record(x).graph, gv.record(x).frame(), ["x"]) == {0: 1.0}


def test_another_operation_under_a_declared_name_is_seen_by_its_value():
    @gv.tensor_op
    class relu(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return a + 1

        @staticmethod
        def backward(ctx, grad_output):
            return grad_output

    assert from_record(gv.record(relu(gv.tensor(2.0, requires_grad=True, name="x")) * 3)) == {}


def test_running_it_once_more_is_not_seen(recwarn):
    """No count, no warning, no gradient: the learner's computation is over."""
    recording = gv.record("x**0.5", x=0)
    recwarn.clear()
    with gv.no_grad(), gv.Meter() as meter:
        assert from_record(recording) != {}
    assert meter.forward_calls == 0 and len(recwarn) == 0
