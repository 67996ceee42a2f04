"""A call written out, as it was called."""

import pytest

import gradviz as gv
from gradviz.core.operation import OPS
from gradviz.pictures.expression import combine, symbol, takes
from gradviz.pictures.labels import operation_text
from gradviz.pictures.operations import call_text
from gradviz.recording import Node


@pytest.mark.parametrize("text, inputs, written", [
    ("x*3", ["x"], "x × 3"), ("3*x", ["x"], "3 × x"), ("x*x", ["x", "x"], "x × x"), ("x - -1", ["x"], "x − (−1)"),
    ("-x", ["−2"], "−(−2)"),
    ("x**2", ["−3"], "(−3)²"), ("x**0.5", ["x"], "x^0.5"), ("2**x", ["−1"], "2^(−1)"), ("x/4", ["x"], "x ÷ 4"),
    ("exp(x)", ["x"], "exp(x)"),
    ("square(x)", ["x"], "x²"), ("reciprocal(x)", ["−2"], "1/(−2)"), ("abs(x)", ["−2"], "|−2|"),
    ("maximum(x, 2)", ["x"], "max(x, 2)"),
    ("is_positive(x)", ["x"], "[x > 0]"), ("sigmoid(x)", ["x"], "σ(x)"),
    ("leaky_relu(x)", ["x"], "leaky relu(x, negative_slope=0.01)"),
])  # fmt: skip
def test_calls(text, inputs, written):
    assert call_text(gv.record(text, x=2).graph.nodes[-1], inputs) == written


def test_a_small_gap():
    assert call_text(gv.record("x*y", x=2, y=3).graph.nodes[-1], ["x", "y"], "") == "x×y"


def test_calls_on_arrays():
    graph = gv.record(lambda a: (a @ a)[0].sum(dim=0), a=[[1.0, 2.0], [3.0, 4.0]]).graph
    written = [call_text(node, ["u", "v"][: len(node.numbers)]) for node in graph.nodes[1:]]
    assert written == ["u @ v", "u[0]", "Σ(u, dim=0)"]


@pytest.mark.parametrize("sign, written", [("^", "^(x)"), ("×", "×(x)"), ("@", "@(x)"), ("−", "−x")])
def test_a_sign_of_two_with_one_input_is_a_function(sign, written):
    """A student's own operation may have any sign."""
    node = Node(None, "own", sign, (None,), (), (), True)
    assert call_text(node, ["x"]) == written and operation_text(node) == sign


@pytest.mark.parametrize("name", OPS)
def test_every_operation_can_be_written(name):
    op = OPS[name]
    count = len(op.inputs)
    written = call_text(Node("c", name, op.symbol, (None,) * count, (), (), True), [f"v{i}" for i in range(count)])
    assert all(f"v{i}" in written for i in range(count))


def test_a_symbol_with_a_place_for_the_base_is_written_around_it():
    node = Node("c", "cube", "( )³", (None,), (), (), True)
    assert call_text(node, ["x"]) == "x³" and call_text(node, ["−2"]) == "(−2)³"
    assert combine(node, [symbol("x")]).text() == "(x)³"


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize("sign", ["+", "−", "×", "÷", "^", "@", "1/", "( )²", "[ ]", "|·|", "·<·"])
def test_a_sign_with_another_number_of_inputs_is_the_name_of_a_function(sign, count):
    """An operation of PyTorch's, or a student's, may have a sign of ours and other inputs."""
    node = Node(None, "theirs", sign, (None,) * count, (), (), True)
    texts = list("abc"[:count])
    text, formula = call_text(node, texts), combine(node, [symbol(x) for x in texts]).text()
    assert all(x in text for x in texts) and (not count or all(x in formula for x in texts))
    assert operation_text(node) and operation_text(node._replace(numbers=(2.0,) * count))
    if not takes(sign, count):
        assert text == f"{sign}({', '.join(texts)})"
