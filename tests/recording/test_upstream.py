"""Backward passes from upstream gradients set by hand: several outputs, and one operation alone."""

import pytest

import gradviz as gv
from gradviz.core.operation import LOCAL, OPS, PASS
from gradviz.recording import record
from gradviz.recording.tape import tape
from gradviz.recording.upstream import alone, repeated, watch_from
from gradviz.recording.watching import watch


def leaf(value, name="x"):
    return gv.tensor(value, requires_grad=True, name=name)


def test_a_pass_starts_with_the_upstream_gradient_that_is_given():
    x, y = leaf(3.0), leaf(-4.0, "y")
    recording = watch(x * y, 2.0)
    assert (recording.gradient("x"), recording.gradient("y")) == (-8.0, 6.0)
    assert x.grad is None


def test_two_uses_add_up_their_upstream_gradients():
    """R57: z1 = z2 = x with 3 and 5 gives 8."""
    x = leaf(2.0)
    recording = watch_from([x.clone().named("z1"), x.clone().named("z2")], [3, 5])
    assert [node.name for node in recording.graph.nodes] == ["x", "z1", "z2"]
    assert (recording.gradient("z1"), recording.gradient("z2"), recording.gradient("x")) == (3.0, 5.0, 8.0)
    assert recording.frame().upstreams == [3.0, 5.0]


def test_the_events_of_several_starts_tell_the_same_as_the_last_frame():
    x = leaf(2.0)
    recording = watch_from([x.clone(), x.clone(), x * 3], [3, 5, -1])
    told = type(recording)(recording.graph, recording.events).frame()
    assert told == recording.frame()
    assert told.gradients == [5.0, 3.0, 5.0, -1.0]


def test_one_operation_alone_needs_only_its_own_slope():
    """R7, R44: taken out of its graph and given what arrives, it hands back what it did in the graph."""

    def f(w, x, b):
        z = w * x
        y = gv.exp(z) + b * z
        return y * y

    values = {"w": 0.3, "x": 2.0, "b": -1.0}
    whole = record(f, inputs=values)
    output = f(**{name: leaf(v, name) for name, v in values.items()})
    frame, tensors = whole.frame(), tape(output)
    for position, node in enumerate(tensors):
        names = [f"a{k}" for k in range(len(whole.graph.incoming()[position]))]
        one = alone(node, frame.gradients[position], [*names, "c"])
        expected = [frame.downstreams[edge] for edge in whole.graph.incoming()[position]]
        assert sorted(d for d in one.frame().downstreams) == pytest.approx(sorted(expected))


def test_an_input_used_twice_is_one_leaf_with_two_edges():
    x = leaf(3.0)
    recording = alone(x * x, 1.0, ["x", "x", "y"])
    assert len(recording.graph.nodes) == 2 and len(recording.graph.edges) == 2
    assert recording.gradient("x") == 6.0


def test_a_leaf_alone_has_its_value_and_what_arrives():
    recording = alone(leaf(3.0), 7.0, ["x"])
    assert (recording.value("x"), recording.gradient("x")) == (3.0, 7.0)


def test_a_students_own_operation_is_taken_out_too():
    @gv.tensor_op
    class cube(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            ctx.a = a
            return a**3

        @staticmethod
        def backward(ctx, grad_output):
            return 3 * ctx.a**2 * grad_output

    recording = alone(cube(leaf(2.0)), 10.0, ["x", "c"])
    assert (recording.value("c"), recording.gradient("x")) == (8.0, 120.0)


@pytest.mark.parametrize("name", [op.name for op in OPS.values() if {p.kind for p in op.partials} <= {LOCAL, PASS}])
def test_every_elementwise_operation_can_be_repeated_with_another_input(name):
    op = OPS[name]
    arguments = next(s for s in op.samples if all(isinstance(v, float) for v in s[: len(op.inputs)]))
    function = getattr(gv, name, None) or gv.core.FUNCTIONS[name]
    node = function(leaf(arguments[0]), *arguments[1:])
    again = repeated(node, {0: arguments[0] + 0.25})
    assert again.item() == function(gv.tensor(arguments[0] + 0.25), *arguments[1:]).item()
    assert repeated(node, {}).item() == node.item()
