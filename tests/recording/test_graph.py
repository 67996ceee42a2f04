"""Structure without numbers: nodes, edges, and equality, which is what a layout is remembered by."""

import pickle

import pytest

import gradviz as gv
from gradviz.recording import Edge, Graph
from gradviz.recording.tape import structure, tape
from tests.recording.traces import edge_names, figure_1


def test_figure_1_has_8_nodes_and_7_edges():
    """R1, R23: four leaves, four operations; the 2 of the square is part of it."""
    graph = figure_1().graph
    assert (len(graph.nodes), len(graph.edges)) == (8, 7)
    assert [node.name for node in graph.nodes if node.is_leaf] == ["x", "w", "b", "t"]
    assert [node.op for node in graph.nodes if node.op] == ["multiply", "add", "subtract", "power"]
    assert graph.nodes[-1].numbers == (None, 2) and graph.output == 7 and graph.nodes[graph.output].name == "L"


def test_edges_point_forward():
    """R1: acyclic, for every edge leads to a later node; R24: each of the seven is there."""
    recording = figure_1()
    assert all(edge.source < edge.target for edge in recording.graph.edges)
    assert edge_names(recording) == ["w→z", "x→z", "z→y", "b→y", "y→d", "t→d", "d→L"]


def test_a_square_as_a_product_has_two_edges():
    """R95."""
    assert gv.record("x*x", x=3).graph.edges == (Edge(0, 1, 0), Edge(0, 1, 1))


@pytest.mark.parametrize("text, numbers", [
    ("3*x", (3, None)), ("x*3", (None, 3)), ("x/2", (None, 2)), ("2**x", (2, None)), ("-x", (None,)),
    ("x*y", (None, None)),
])  # fmt: skip
def test_numbers_are_part_of_the_operation(text, numbers):
    inputs = {"x": 2, "y": 3} if "y" in text else {"x": 2}
    assert gv.record(text, inputs=inputs).graph.nodes[-1].numbers == numbers


def test_equal_programs_give_the_same_graph_whatever_the_numbers():
    """So a slider moves numbers and never lays out again."""
    one, two = figure_1().graph, figure_1(-2, 4, 7, 2).graph
    assert one == two and hash(one) == hash(two) and one is two


@pytest.mark.parametrize("other", [
    "z = w*x; y = z + b; d = y - t; L = d**3", "z = w*x; y = z + b; d = y - t; loss = d**2",
    "z = x*w; y = z + b; d = y - t; L = d**2",
    "z = w*x; y = z - b; d = y - t; L = d**2", "z = w*x; y = z + b; d = y - t; L = d*d",
])  # fmt: skip
def test_other_programs_give_other_graphs(other):
    assert gv.record(other, x=2, w=3, b=1, t=5).graph != figure_1().graph


def test_shapes_options_and_the_need_of_a_gradient_belong_to_the_structure():
    def total(array, dim, needs=True):
        return structure(tape(gv.tensor(array, requires_grad=needs, name="a").sum(dim)))

    base = total([[1.0, 2.0]], 0)
    assert base == total([[3.0, 4.0]], 0) and base.nodes[1].options == (("dim", "0"),)
    assert base != total([[1.0], [2.0]], 0) and base != total([[1.0, 2.0]], 1)
    x, y = gv.tensor(1.0, requires_grad=True), gv.tensor(1.0)
    assert structure(tape(x * y)) != structure(tape(x * x.detach().requires_grad_()))


def test_an_if_in_the_program_gives_another_graph():
    """R59: define-by-run is honest."""

    def f(x):
        return x * 2 if x.item() > 0 else x**2

    assert gv.record(f, x=1).graph != gv.record(f, x=-1).graph


def test_incoming_and_outgoing():
    graph = gv.record("(x*x)*(3*x)", x=2).graph
    assert graph.incoming() == [[], [0, 1], [2], [3, 4]] and graph.outgoing() == [[0, 1, 2], [3], [4], []]


def test_graphs_are_remembered_by_what_is_cheap_and_told_apart_by_all_of_it():
    """As many nodes and edges and the same output: one place to look, and still two graphs."""
    x, y = gv.tensor(2.0, requires_grad=True), gv.tensor(1.0, requires_grad=True)
    one, other = structure(tape(x * 3.0 + y)), structure(tape(x + y * 3.0))
    assert hash(one) == hash(other) and one != other and len({one: 1, other: 2}) == 2
    again = one._replace(nodes=tuple(node._replace() for node in one.nodes))
    assert again is not one and again == one and hash(again) == hash(one)
    assert hash(Graph((), ())) == hash(Graph((), ()))


def test_two_passes_with_other_numbers_in_their_formula_are_remembered_apart():
    """The passes of a training loop are many: were they one place to look, each would be held against all others."""
    x = gv.tensor(2.0, requires_grad=True)
    graphs = [structure(tape((x * float(number) + 1.0) ** 2)) for number in range(20)]
    assert len({hash(graph) for graph in graphs}) == 20


def test_a_graph_travels_to_another_process_without_its_hash():
    """Texts have another one there, and equal graphs would no longer be found."""
    graph = figure_1().graph
    hash(graph)
    copied = pickle.loads(pickle.dumps(graph))
    assert type(copied) is Graph and copied == graph and not vars(copied) and hash(copied) == hash(graph)
