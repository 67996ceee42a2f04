"""`from_nodes`: a learner's own graph as a Recording like any other."""

import math
import random
import time
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.recording.events import Replaced
from gradviz.recording.paths import find_paths

from .engines import Lesson, Ordered, Value, loss


def test_the_same_formula_gives_the_same_record_as_gradviz_itself():
    L = loss(Ordered, w=3, x=2, b=1)
    L.backward()
    theirs, ours = gv.from_nodes(L), gv.record("L = (w*x + b)**2", w=3, x=2, b=1)
    for name in "wxbL":
        assert (theirs.value(name), theirs.gradient(name)) == (ours.value(name), ours.gradient(name))
    assert sorted(theirs.frame().locals) == sorted(ours.frame().locals)
    assert sorted(node.symbol for node in theirs.graph.nodes) == sorted(node.symbol for node in ours.graph.nodes)
    assert gv.Recording.from_json(theirs.to_json()).frame() == theirs.frame()
    assert len(theirs) == len(ours) + 3, "beside the same story, what stands in the three leaves"


def test_before_the_pass_nothing_is_computed_and_never_0():
    recording = gv.from_nodes(loss(Value, w=3, x=2, b=1))
    assert recording.frame().gradients == [None] * 6 and "not computed" in gv.draw(recording).text
    assert recording.frame().locals == [2, 3, 1, 1, 14] or sorted(recording.frame().locals) == [1, 1, 2, 3, 14]


def test_the_paths_of_a_learners_own_graph_are_walked():
    x = Ordered(2.0, label="x")
    f = x**2 * (x * Ordered(3.0, label="three"))
    f.backward()
    recording = gv.from_nodes(f)
    graph, slopes = recording.graph, recording.frame().locals
    paths = find_paths(graph, recording.position("x"), graph.output, 9)
    assert sorted(math.prod(slopes[edge] for edge in path) for path in paths) == [12, 24]
    assert "∂" in gv.latex(recording, wrt="x").text and recording.gradient("x") == 36


def test_wrong_gradients_are_shown_as_they_stand():
    """An engine that overwrites: what it says is drawn, not what would be right."""
    x = Ordered(3.0, label="x")
    y = x * x + x
    y.backward()
    x.grad = 1.0
    recording = gv.from_nodes(y)
    assert recording.gradient("x") == 1.0
    again = gv.Recording.from_json(recording.to_json())
    assert again.gradient("x") == 1.0 and again.frame().values == recording.frame().values


def test_an_inner_gradient_that_no_edge_explains_is_kept_in_the_story():
    x = Ordered(3.0, label="x")
    y = (x * x) ** 2
    y.backward()
    y._prev[0].grad = 99.0
    recording = gv.from_nodes(y)
    assert gv.Recording.from_json(recording.to_json()).frame().gradients[1] == 99.0


def test_a_set_loses_an_edge_and_a_tuple_does_not():
    """R95: micrograd keeps its inputs in a set."""
    x = Value(3.0, label="x")
    with pytest.warns(UserWarning, match=r"x\*x.*put back"):
        recording = gv.from_nodes(x * x)
    assert [tuple(edge) for edge in recording.graph.edges] == [(0, 1, 0), (0, 1, 1)]
    assert recording.frame().locals == [3, 3]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x = Ordered(3.0, label="x")
        assert len(gv.from_nodes(x * x).graph.edges) == 2


def test_a_lost_edge_that_no_number_brings_back_is_told_too():
    x = Value(3.0)
    y = x * x
    y.data = 7.0
    with pytest.warns(UserWarning, match="may be missing"):
        assert len(gv.from_nodes(y).graph.edges) == 1


def test_the_class_of_the_lesson_is_found_without_being_told():
    """Its edges keep functions: what they send for 1 is the local gradient. Inner nodes keep no gradient."""
    a, b = Lesson(2.0), Lesson(3.0)
    a.name = "a"
    y = a * b + a
    a.grad, b.grad = 4.0, 2.0
    recording = gv.from_nodes(y)
    assert [node.symbol for node in recording.graph.nodes] == ["", "", "ƒ", "+"]
    assert [node.name for node in recording.graph.nodes] == ["a", None, None, None]
    assert sorted(recording.frame().locals) == [1, 1, 2, 3] and recording.frame().gradients == [4, 2, None, None]


def test_a_number_that_needs_no_gradient_says_so():
    y = Lesson(2.0) * Lesson(3.0, requires_grad=False)
    assert [node.needs_gradient for node in gv.from_nodes(y).graph.nodes] == [True, False, True]


@given(st.lists(st.sampled_from(["+", "*", "**"]), min_size=1, max_size=12), st.integers(-3, 3).filter(bool))
def test_any_program_gives_the_gradients_of_its_engine_and_of_gradviz(steps, start):
    def run(kind):
        x = kind(float(start))
        y = x
        for step in steps:
            y = y + x if step == "+" else y * x if step == "*" else y**2
            if abs(y.data if isinstance(y, Value) else y.item()) > 1e6:
                break
        return x, y

    x, y = run(Ordered)
    y.backward()
    recording = gv.from_nodes(y)
    right, out = run(lambda number: gv.tensor(number, requires_grad=True))
    out.backward()
    frame = recording.frame()
    assert frame.gradients[0] == x.grad and x.grad == pytest.approx(float(right.grad.item()))
    assert None not in frame.locals and len(recording.graph.edges) == len(gv.record(out).graph.edges)


def test_ten_thousand_objects_in_a_row_are_read():
    y = Ordered(0.0)
    for _ in range(5000):
        y = y + Ordered(1.0)
    start = time.perf_counter()
    assert len(gv.from_nodes(y).graph.nodes) == 10_001
    assert time.perf_counter() - start < 10


def test_arrays_are_values_too():
    class Matrix(Lesson):
        def __matmul__(self, other):
            return Matrix(self.value @ other.value, True, ((self, None), (other, None)), "@")

    X, W = Matrix(np.ones((2, 3))), Matrix(np.ones((3, 4)))
    W.grad = np.full((3, 4), 2.0)
    recording = gv.from_nodes(X @ W)
    assert recording.graph.nodes[-1].shape == (2, 4) and recording.graph.nodes[-1].symbol == "@"
    assert recording.frame().gradients[1].shape == (3, 4) and recording.frame().locals == [None, None]
    W.grad[:] = 7
    assert recording.frame().gradients[1][0, 0] == 2, "a later change is not in the record"


def test_what_has_a_door_of_its_own_is_sent_there():
    with pytest.raises(TypeError, match=r"gv\.draw"):
        gv.from_nodes(gv.tensor(3.0))


@pytest.mark.parametrize("thing", [None, 3, 3.0, "x", [1], (), {}, {1}, True, np.ones(2), np.float64(3), Value])
def test_what_is_no_object_of_an_engine_is_refused(thing):
    with pytest.raises(TypeError, match="no inputs to go back to"):
        gv.from_nodes(thing)


def test_a_single_object_is_a_graph_of_one_node():
    assert gv.from_nodes(Value(3.0, label="x")).value("x") == 3.0


def test_what_an_engine_says_is_text_and_never_markup():
    x = Ordered(2.0, label="<script>planted</script>")
    y = x + x
    y._op = "<img src=x>"
    picture = gv.draw(gv.from_nodes(y))
    assert "<script" not in picture.svg and "<img" not in picture.svg


def test_functions_beside_the_inputs_that_add_to_gradients_leave_them_as_they_were():
    class Number:
        def __init__(self, value, inputs=()):
            self.value, self.inputs, self.grad = value, inputs, np.zeros(())

    x, y = Number(2.0), Number(5.0)

    def to_x(upstream):
        x.grad += 5.0 * upstream

    def to_y(upstream):
        y.grad = y.grad + 2.0 * upstream

    z = Number(10.0, [(x, to_x), (y, to_y)])
    loss = Number(10.0, [(z, 1.0)])
    loss.grad = z.grad = 1.0
    to_x(1.0), to_y(1.0)
    found = gv.from_nodes(loss).frame().gradients
    assert (found, float(x.grad), float(y.grad)) == ([5.0, 2.0, 1.0, 1.0], 5.0, 2.0)


@pytest.mark.parametrize("kind", [Value, Ordered])
def test_an_engine_that_adds_up_in_its_own_order_has_replaced_nothing(kind):
    draw = random.Random(0)
    for _ in range(60):
        pool = [kind(draw.uniform(-2, 2), label=f"x{k}") for k in range(3)]
        for _ in range(8):
            a, b = draw.choice(pool), draw.choice(pool)
            pool.append(draw.choice([lambda a, b: a + b, lambda a, b: a * b, lambda a, b: a**2])(a, b))
        L = pool[-1]
        for node in pool[3:-1]:
            L = L + node * 0.3
        L.backward()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of edges that a set has lost and that are put back
            recording = gv.from_nodes(L)
        assert not any(isinstance(event, Replaced) for event in recording.events)
        assert "replaced" not in str(gv.latex(recording))
    L._prev = tuple(L._prev)
    next(iter(L._prev)).grad *= 1.001
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert any(isinstance(event, Replaced) for event in gv.from_nodes(L).events), "one that is another is told"
