"""R1 to R19 and R41 to R50, as far as the record and the pictures carry them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures import leaf_gradients
from gradviz.recording import tape_rows
from gradviz.recording.events import Computed, Contributed, Leaf, Seeded

FIGURE = "z = w*x; y = z + b; d = y - t; L = d**2"
SEED = {"x": 2.0, "w": 3.0, "b": 1.0, "t": 5.0}


def figure():
    return gv.record(FIGURE, **SEED)


def of_name(recording, values):
    return {node.name: value for node, value in zip(recording.graph.nodes, values, strict=True)}


def random_graph(data):
    """A random expression of sums, differences and products, each node used at least once."""
    leaves = data.draw(st.lists(st.integers(-3, 3), min_size=1, max_size=4))
    values = [gv.tensor(value + 0.5, requires_grad=True) for value in leaves]
    for _ in range(data.draw(st.integers(1, 12))):
        a, b = (values[data.draw(st.integers(0, len(values) - 1))] for _ in range(2))
        values.append(data.draw(st.sampled_from([gv.add, gv.subtract, gv.multiply]))(a, b))
    return sum(values[1:], values[0])


def test_r1_a_formula_is_an_acyclic_graph_of_8_nodes_and_7_edges():
    graph = gv.record("(w*x+b-t)**2", **SEED).graph
    assert (len(graph.nodes), sum(node.is_leaf for node in graph.nodes), len(graph.edges)) == (8, 4, 7)
    assert all(edge.source < edge.target for edge in graph.edges)


def test_r2_both_conventions_are_drawn_from_one_graph():
    recording = figure()
    operations, values = gv.draw(recording), gv.draw(recording, style="values")
    assert operations.source.count("shape=circle") + operations.source.count("shape=ellipse") == 0
    assert values.source.count("shape=circle") + values.source.count("shape=ellipse") == 4
    assert operations.graph == values.graph


def test_r3_r4_kinds_differ_in_shape_and_in_words():
    picture = gv.draw(figure())
    assert "rounded" in picture.source and "peripheries=2" in picture.source
    assert [node.name for node in picture.graph.nodes if node.is_leaf] == ["x", "w", "b", "t"]
    assert not [edge for edge in picture.graph.edges if edge.source == picture.graph.output]


def test_r5_an_edge_carries_a_value_forward_and_a_local_gradient_backward():
    recording = figure()
    edge = next(i for i, e in enumerate(recording.graph.edges) if recording.graph.nodes[e.source].name == "w")
    assert recording.frame().values[recording.graph.edges[edge].source] == 3.0 and recording.frame().locals[edge] == 2.0


def test_r6_a_formula_falls_into_elementary_steps():
    assert [row.operation for row in tape_rows(gv.record("(w*x+b-y)**2", w=3, x=2, b=1, y=5))] == [
        "multiply", "add", "subtract", "power",
    ]  # fmt: skip


def test_r7_an_operation_of_ones_own_needs_nothing_else():
    @gv.tensor_op
    class halve(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return a / 2

        @staticmethod
        def backward(ctx, grad_output):
            return grad_output / 2

    assert gv.record(lambda x: halve(x * x), x=3.0).gradient("x") == 3.0


def test_r8_one_path_is_a_product_of_local_gradients():
    frame = gv.record("sin(x**2)", x=1.0).frame()
    assert math.prod(frame.locals) == pytest.approx(2 * math.cos(1.0)) == frame.gradients[0]


def test_r9_several_paths_are_a_sum_of_products():
    frame = gv.record("x**2 + x**3", x=2.0).frame()
    assert frame.gradients[0] == 16.0 and sorted(frame.downstreams) == [1.0, 1.0, 4.0, 12.0]


def test_r10_an_edge_shows_the_local_gradient_or_what_it_contributes():
    recording = figure()
    local, whole = gv.draw(recording), gv.draw(recording, edges="contribution")
    assert "×4" in local.svg and "×4" not in whole.svg and "→" in whole.svg


@given(st.data())
def test_r11_parents_come_before_children(data):
    recording = gv.record(random_graph(data))
    seen = set()
    for event in recording.events:
        if isinstance(event, (Leaf, Computed)):
            assert {e.source for e in recording.graph.edges if e.target == event.node} <= seen
            seen.add(event.node)


@given(st.data())
def test_r12_the_seed_is_1_and_each_node_is_handled_once_after_all_its_uses(data):
    recording = gv.record(random_graph(data))
    back = recording.events[len(recording.graph.nodes) :]
    assert back[0] == Seeded(recording.graph.output, 1.0)
    targets = [recording.graph.edges[event.edge].target for event in back[1:]]
    assert targets == sorted(targets, reverse=True)


def test_r13_the_output_is_one_number_or_an_upstream_gradient_is_given():
    x = gv.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="belongs to one number"):
        (x * x).backward()
    (x * x).backward(gradient=gv.tensor([1.0, 10.0]))
    assert x.grad.tolist() == [2.0, 40.0]


@given(st.data())
def test_r14_every_edge_is_visited_once(data):
    recording = gv.record(random_graph(data))
    visited = [event.edge for event in recording.events if isinstance(event, Contributed)]
    assert sorted(visited) == list(range(len(recording.graph.edges)))


@pytest.mark.parametrize("doublings", [10, 20])
def test_r15_edges_grow_and_paths_explode(doublings):
    y = gv.tensor(1.0, requires_grad=True)
    for _ in range(doublings):
        y = y + y
    recording = gv.record(y)
    assert len(recording.graph.edges) == 2 * doublings and recording.frame().gradients[0] == 2.0**doublings


def test_r16_a_gradient_comes_out_for_every_node():
    recording = figure()
    assert of_name(recording, recording.frame().gradients) == {
        "x": 12, "w": 8, "b": 4, "t": -4, "z": 4, "y": 4, "d": 4, "L": 1,
    }  # fmt: skip


def test_r17_a_graph_has_one_x_where_the_tree_has_two():
    recording = gv.record("p = x**2; q = 3*x; f = p*q", x=2)
    graph, tree = gv.draw(recording).graph, gv.draw(recording, tree=True).graph
    assert [sum(node.name == "x" for node in each.nodes) for each in (graph, tree)] == [1, 2]


def test_r18_r120_what_is_saved_is_drawn():
    product, total, exponential = (gv.record(text, inputs=dict.fromkeys("ab", 2.0) if "b" in text else {"a": 2.0})
                                   for text in ("a*b", "a+b", "exp(a)"))  # fmt: skip
    assert [each.graph.nodes[-1].saves for each in (product, total, exponential)] == [(1, 2), (), (0,)]
    kept = "kept for the backward pass: "
    assert kept + "2 values, 16 B" in gv.draw(product, saved=True).text
    assert kept + "nothing" in gv.draw(total, saved=True).text
    assert kept + "1 value, 8 B" in gv.draw(exponential, saved=True).text


def test_r19_nodes_that_may_run_at_once_are_marked():
    recording = gv.record("s = a + b; t = c + d; y = s*t", a=1, b=2, c=3, d=4)
    assert gv.draw(recording, parallel=True).svg.count("∥") >= 2 and "∥" not in gv.draw(recording).svg


def test_r41_a_row_holds_five_things():
    (row, *_) = tape_rows(gv.record("t1 = x*w; t2 = t1 + b; y = t2**2", x=2, w=3, b=1))
    assert row[1:] == ("multiply", (0, 1), 6.0, "MulBackward0", {0: 2.0, 1: 3.0})


def test_r42_r43_the_slides_example_frame_by_frame():
    recording = gv.record("c = a*x; d = c + b; e = d**2", a=3, x=1, b=2)
    frames = [of_name(recording, recording.frame(i).values) for i in range(3, 6)]
    assert [frame[name] for frame, name in zip(frames, "cde", strict=True)] == [3, 5, 25]
    assert of_name(recording, recording.frame().gradients) == {"a": 10, "x": 30, "b": 10, "c": 10, "d": 10, "e": 1}


def test_r44_a_node_has_in_out_upstream_local_and_downstream():
    recording = figure()
    frame, graph = recording.frame(), recording.graph
    edges = [i for i, edge in enumerate(graph.edges) if graph.nodes[edge.target].name == "z"]
    assert [(frame.upstreams[i], frame.locals[i], frame.downstreams[i]) for i in edges] == [(4, 2, 8), (4, 3, 12)]


def test_r45_r46_two_uses_join_at_the_merge():
    recording = gv.record("f = x**2; g = 3*x; L = f + g", x=2.0)
    edges = recording.graph.edges
    arrivals = [e.total for e in recording.events if isinstance(e, Contributed) and edges[e.edge].source == 0]
    assert arrivals == [3.0, 7.0]  # the newest use reports first


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(-5, 5))
def test_r50_the_symbolic_gradient_is_the_numeric_one(a, x, b):
    """2(ax+b)x, 2(ax+b)a and 2(ax+b), for any numbers."""
    recording = gv.record("c = a*x; d = c + b; e = d**2", a=a, x=x, b=b)
    found = leaf_gradients(recording)
    assert [found[name].value for name in "axb"] == [2 * (a * x + b) * x, 2 * (a * x + b) * a, 2 * (a * x + b)]
    assert [found[name].text.split(" = ")[1] for name in "axb"] == ["2·(c + b)·x", "2·(c + b)·a", "2·(c + b)"]


def test_r143_a_real_pytorch_function_is_the_same_recording():
    torch = pytest.importorskip("torch")
    ours = gv.record(lambda w, x, b, t: (w * x + b - t) ** 2, **SEED)
    theirs = gv.from_torch(lambda w, x, b, t: (w * x + b - t) ** 2, **SEED)
    assert torch and [node.op for node in theirs.graph.nodes] == [node.op for node in ours.graph.nodes]
    assert theirs.graph.edges == ours.graph.edges and theirs.frame() == ours.frame()


def test_r144_memory_rises_and_falls():
    live = [moment.live for moment in gv.record("exp(x) * x", x=1.0).memory]
    assert live == [8, 16, 8, 0]  # the result of exp, which the product keeps too; x; then each is let go


def test_r145_a_picture_is_read_in_order_by_a_screen_reader():
    picture = gv.draw(figure())
    places = [picture.description.index(said) for said in ("x: ", "w: ", "z (", "y (", "d (", "L (")]
    assert places == sorted(places) and "not computed" not in picture.description
    assert "not computed" in gv.draw(figure(), index=5).description


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_r146_nothing_is_said_by_colour_alone(theme):
    svg = gv.draw(figure(), theme=theme, edges="both").svg
    rules = svg[svg.index("<style>") : svg.index("</style>")]
    assert "font-weight: 700" in rules and "font-style: italic" in rules  # values bold, gradients slanted
    assert all(sign in svg for sign in ("∂ ", "×", "→"))  # and each kind of number has a sign of its own
