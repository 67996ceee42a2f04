"""The sides of the chain rule: every way to write a derivative ends in the number that the engine computed."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures import chain
from gradviz.pictures.equation import plain
from gradviz.pictures.labels import names
from gradviz.recording import Formula, Frame
from gradviz.recording.paths import find_paths
from tests.common import examples
from tests.recording.test_symbolic import ATOMS, VARIABLES, compound
from tests.recording.traces import figure_1

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def recorded(text):
    """A recording of a random formula, or an assumption that fails where it has no finite numbers."""
    try:
        recording = gv.record(text, inputs={name: VARIABLES[name] for name in Formula(text).inputs})
    except (gv.FormulaError, TypeError):
        assume(False)
    frame = recording.frame()
    assume(all(math.isfinite(x) for x in (*frame.values, *frame.gradients, *frame.locals) if x is not None))
    return recording


@examples(150)
@given(st.recursive(ATOMS, compound, max_leaves=6))
def test_the_products_of_all_paths_add_up_to_the_gradient(text):
    """R9, R35: the sum over paths is what the sweep computes by visiting every edge once."""
    graph, frame = (recording := recorded(text)).graph, recording.frame()
    for node in range(len(graph.nodes)):
        if graph.nodes[node].needs_gradient and node != graph.output:
            sides = chain.total([chain.of_path(graph, frame, p) for p in find_paths(graph, node, graph.output, 500)])
            assert math.isclose(sides.value, frame.gradients[node], rel_tol=1e-9, abs_tol=1e-12)


@examples(100)
@given(st.recursive(ATOMS, compound, max_leaves=6))
def test_derivatives_from_the_local_gradients_are_those_of_the_sweep_to_the_last_bit(text):
    recording = recorded(text)
    assert chain.derivatives(recording.graph, recording.frame()) == recording.frame().gradients


def test_an_edge_in_five_ways():
    recording = figure_1()
    sides = chain.of_edge(recording.graph, recording.frame(), 6)
    d, big = map(chr, (0xF0006, 0xF0007))
    assert sides == (rf"\frac{{\partial {big}}}{{\partial {d}}}", rf"2\,{d}", r"2 \cdot 2", "4", 4.0)


def test_without_numbers_the_formulas_stay():
    graph = figure_1().graph
    sides = chain.of_path(graph, Frame.empty(graph), find_paths(graph, 1, 7, 1)[0])
    assert sides.names is not None and sides[2:] == (None, None, None)
    assert chain.derivatives(graph, Frame.empty(graph))[:7] == [None] * 7


def test_a_number_spread_over_an_array_is_no_factor():
    """∂(a + x)/∂x is 1 in each element, and the gradient is their sum: 3, not 1."""
    recording = gv.record(lambda a, x: (a + x).sum(), a=[1.0, 2.0, 3.0], x=5)
    graph, frame = recording.graph, recording.frame()
    assert chain.factor(graph, frame, 1) is None and chain.derivatives(graph, frame)[1] is None
    assert frame.gradients[1] == 3.0


@pytest.mark.parametrize("text, written", [
    ("f = x**2 * (3*x)", ["3·x·2·x", "x²·3"]), ("p = x**2; q = 3*x; f = p*q", ["q·2·x", "p·3"]),
    ("f = sin(x**2)", ["cos(x²)·2·x"]),
])  # fmt: skip
def test_the_product_along_a_path_is_written_in_names_or_in_what_a_nameless_node_computes(text, written):
    """R32, R35: for x²·3x the two paths read 3x·2x and x²·3."""
    recording = gv.record(text, x=2)
    graph, frame = recording.graph, recording.frame()
    found = chain.unfolded(graph, frame, find_paths(graph, 0, graph.output, 9))
    assert [plain(latex, names(graph)) for latex in found] == written


def test_no_product_is_written_where_an_array_or_a_mixing_operation_takes_part():
    recording = gv.record("L = sum(x*w)", x=[1.0, 2.0], w=3.0)
    graph = recording.graph
    paths = find_paths(graph, 0, graph.output, 9) + find_paths(graph, 1, graph.output, 9)
    assert chain.unfolded(graph, recording.frame(), paths) == [None, None]
