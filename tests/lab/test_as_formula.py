"""The formula that build shows of a function: whoever builds the graph of that text is right."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gradviz as gv
from gradviz.lab.building.as_formula import formula
from gradviz.recording import record
from gradviz.recording.formula_errors import FormulaError
from gradviz.recording.isomorphism import isomorphism


def squared(x):
    a = x * 2
    a = a + x
    return a * a


@pytest.mark.parametrize(("f", "text"), [
    (lambda x: x + x, "n1 = x + x"), (lambda x: (x * 2 + x) * (x * 2 + x), "n5 = (x*2 + x)*(x*2 + x)"),
    (squared, "a = x*2 + x; n3 = a*a"), (lambda x: (x * x) * x, "n2 = x*x*x"), (lambda x: x * (x * x), "n2 = x*(x*x)"),
    (lambda x: gv.negative(-x), "n2 = -(-x)"), (lambda x: (x**2) ** 3, "n2 = (x**2)**3"),
    (lambda x: x ** (-x), "n2 = x**(-x)"),
    (lambda x: -(x**2), "n2 = -x**2"), (lambda x: (-x) ** 2, "n2 = (-x)**2"),
    (lambda x: x - (2 - x), "n2 = x - (2 - x)"),
    (lambda x: x * -2, "n1 = x*-2"), (lambda x: x**-2, "n1 = x**(-2)"), (lambda x: 6 / (x / 3), "n2 = 6/(x/3)"),
    (lambda x, y: gv.maximum(gv.exp(x + y), y), "n4 = maximum(exp(x + y), y)"), (lambda x: x, "x"),
])  # fmt: skip
def test_it_is_written_as_it_was_computed(f, text):
    made = gv.build(f)
    assert made.formula == text and f">{text}</strong>" in made.diagram.panel


TREES = st.recursive(
    st.sampled_from(["x", "w", "0.5", "(-2)"]),
    lambda part: st.one_of(
        st.builds("({}){}({})".format, part, st.sampled_from(["+", "-", "*", "/"]), part),
        st.builds("-({})".format, part), st.builds("exp({})".format, part), st.builds("({})**2".format, part),
        st.builds("maximum({}, {})".format, part, part),
    ), max_leaves=8,
)  # fmt: skip


@given(TREES)
@settings(max_examples=150)
def test_its_graph_is_the_one_it_was_read_from(text):
    """Read as a formula it gives the same graph up to isomorphism."""
    try:
        graph = record(f"L = ({text}) + x*w", x=1.5, w=0.5).graph
    except FormulaError as error:
        assume("this number cannot be computed" not in str(error))
        raise
    again = record(formula(graph), x=1.5, w=0.5).graph
    assert isomorphism(graph, again) is not None, formula(graph)
