"""`with gv.record() as rec:`: passes, zeroing and steps in one Recording (R96, R140)."""

import numpy as np
import pytest

import gradviz as gv
from gradviz import nn, optim
from gradviz.recording.events import Accumulated, Contributed, Resumed, Seeded, Started, Updated, Zeroed

SECRET = {"θ": [1.0, 2.0, 2.5, 2.75], "L": [4.0, 1.0, 0.25, 0.0625], "∂": [-4.0, -2.0, -1.0, -0.5]}


def secret_number(steps, zeroing=True, optimizer=True):
    """R81: (x + θ − y)² at x = 4, y = 7 with learning rate 1/4."""
    theta = gv.tensor(1.0, requires_grad=True, name="θ")
    opt = optim.SGD([theta], lr=0.25)
    with gv.record() as rec:
        for _ in range(steps):
            if zeroing:
                opt.zero_grad()
            L = (4.0 + theta - 7.0) ** 2
            L.backward()
            if optimizer:
                opt.step()
            else:
                with gv.no_grad():
                    theta -= 0.25 * theta.grad
    return rec, theta


def of_kind(rec, kind):
    return [event for event in rec.events if isinstance(event, kind)]


@pytest.mark.parametrize("optimizer", [True, False])
def test_a_training_loop_is_one_recording(optimizer):
    """R81, R140: θ 1, 2, 2.5, 2.75, 2.875; L 1/4 of the one before each time."""
    rec, theta = secret_number(4, optimizer=optimizer)
    assert theta.item() == 2.875 and len(rec.graphs) == 1 and len(rec.starts) == 4
    position, output = rec.position("θ"), rec.graph.output
    before_backward = [i for i, event in enumerate(rec.events) if isinstance(event, Seeded)]
    assert [rec.frame(i).values[position] for i in before_backward] == SECRET["θ"]
    assert [rec.frame(i).values[output] for i in before_backward] == SECRET["L"]
    steps = [i for i, event in enumerate(rec.events) if isinstance(event, Updated)]
    assert [rec.frame(i).values[position] for i in steps] == [2.0, 2.5, 2.75, 2.875]
    assert [rec.frame(i).gradients[position] for i in steps] == SECRET["∂"]  # a step changes no gradient
    assert [rec.frame(i - 1).values[position] for i in steps] == SECRET["θ"]  # and nothing else moves the weight (M12)


def test_the_order_of_events_is_the_loops():
    rec, _ = secret_number(2)
    kinds = [type(event).__name__ for event in rec.events]
    one = ["Started", "Leaf", "Computed", "Computed", "Computed", "Seeded"] + ["Contributed"] * 3
    assert kinds == [*one, "Accumulated", "Updated", "Zeroed", *one, "Accumulated", "Updated"]
    assert of_kind(rec, Zeroed) == [Zeroed(0, None)]


def test_without_zeroing_the_leftover_is_there_before_the_next_pass():
    """M14: θ goes 1, 2, 3.5, 4.75, 5.125."""
    with pytest.warns(UserWarning, match="zero_grad"):
        rec, theta = secret_number(4, zeroing=False)
    assert theta.item() == 5.125 and not of_kind(rec, Zeroed)
    assert [event.value for event in of_kind(rec, Updated)] == [2.0, 3.5, 4.75, 5.125]
    second = rec.starts[1]
    assert rec.events[second + 1] == Accumulated(0, -4.0)
    assert [event.gradient for event in of_kind(rec, Accumulated)] == [-4.0, -4.0, -6.0, -6.0, -5.0, -5.0, -1.5]


def test_a_gradient_filled_with_zeros_is_zero_and_a_forgotten_one_is_not_computed():
    """R68."""
    x = gv.tensor(3.0, requires_grad=True, name="x")
    with gv.record() as rec:
        (x * x).backward()
        x.grad.zero_()
        (x * x).backward()
        x.grad = None
    assert [event.gradient for event in of_kind(rec, Zeroed)] == [0.0, None]
    assert rec.frame().gradients[rec.position("x")] is None
    assert rec.frame(rec.starts[1] - 1).gradients[rec.position("x")] == 0.0


def test_two_passes_over_one_graph_are_told_without_a_second_forward_pass():
    """R77: 12, then 24; inner gradients are fresh."""
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with gv.record() as rec:
        y = x**2 * 3
        y.backward(retain_graph=True)
        y.backward()
    assert len(of_kind(rec, Started)) == 1 and len(of_kind(rec, Seeded)) == 2
    assert [event.gradient for event in of_kind(rec, Accumulated)] == [12.0, 24.0]
    second = max(i for i, event in enumerate(rec.events) if isinstance(event, Seeded))
    assert rec.frame(second).gradients == [12.0, None, 1.0]  # the leaf keeps what it has, the rest is not computed yet
    assert rec.frame().gradients == [24.0, 3.0, 1.0]


def test_graphs_that_differ_are_both_kept():
    """R59: the same Python `if` gives two graphs."""
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with gv.record() as rec:
        for sign in (1, -1, 1):
            y = x * x if sign > 0 else gv.exp(x)
            y.backward()
    assert [event.graph for event in of_kind(rec, Started)] == [0, 1, 0] and len(rec.graphs) == 2
    assert [rec.graph_at(i).nodes[-1].op for i in rec.starts] == ["multiply", "exp", "multiply"]
    assert rec.graph is rec.graphs[0]


def test_a_block_without_a_backward_pass_tells_the_newest_result():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with gv.record() as rec:
        y = x * x
        z = y + 1
    assert rec.frame().values == [2.0, 4.0, 5.0] and set(rec.frame().gradients) == {None}
    assert [node.name for node in rec.graph.nodes] == ["x", "y", "z"] and z.requires_grad


def test_variables_name_the_nodes():
    """R94."""
    w = gv.tensor(3.0, requires_grad=True)
    with gv.record() as rec:
        z = w * 2
        loss = z + 1
        loss.backward()
    assert [node.name for node in rec.graph.nodes] == ["w", "z", "loss"]


def test_a_network_with_an_optimizer_and_a_vector():
    gv.manual_seed(0)
    net, data = nn.Linear(2, 1), gv.tensor([[1.0, 2.0], [3.0, 4.0]])
    opt = optim.Adam(net.parameters(), lr=0.1)
    with gv.record() as rec:
        for _ in range(2):
            loss = (net(data) ** 2).mean()
            opt.zero_grad()
            loss.backward()
            opt.step()
    names = [node.name for node in rec.graph.nodes]
    assert {"weight", "bias", "loss"} <= set(names)
    updated = {names[event.node] for event in of_kind(rec, Updated)}
    assert updated == {"weight", "bias"}
    assert np.array_equal(rec.frame().values[names.index("weight")], net.weight.detach().numpy())


def test_a_pass_that_fails_leaves_nothing_and_the_next_is_told():
    x = gv.tensor(2.0, requires_grad=True, name="x")

    def refuse(_gradient):
        raise LookupError("no")

    with gv.record() as rec:
        y = x * x
        handle = y.register_hook(refuse)
        with pytest.raises(LookupError):
            y.backward()
        handle.remove()
        (x + 1).backward()
    assert [node.op for node in rec.graph.nodes] == [None, "add"] and len(rec.starts) == 1


def test_an_error_in_the_block_comes_out_and_what_happened_stays():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with pytest.raises(KeyError), gv.record() as rec:
        (x * x).backward()
        raise KeyError
    assert rec.gradient("x") == 4.0


def test_gradients_as_results_and_checkpoints_inside():
    x = gv.tensor(0.5, requires_grad=True, name="x")
    with gv.record() as rec:
        gv.grad(x * x, x)
        gv.utils.checkpoint.checkpoint(lambda t: gv.exp(t * t), x).backward()
    assert len(rec.starts) == 2 and not [e for e in of_kind(rec, Accumulated) if e.gradient is None]
    assert rec.frame(rec.starts[1] - 1).gradients[0] == 1.0 and x.grad is not None


def test_second_derivatives_are_recorded_as_numbers():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with gv.record() as rec:
        (slope,) = gv.grad(x**3, [x], create_graph=True)
        slope.backward()
    assert all(not isinstance(part, gv.Tensor) for event in rec.events for part in event)
    assert rec.gradient("x") == 12.0


def test_numbers_in_and_around_a_block_are_as_without_it():
    rec, theta = secret_number(3)
    other = gv.tensor(1.0, requires_grad=True)
    opt = optim.SGD([other], lr=0.25)
    for _ in range(3):
        opt.zero_grad()
        ((4.0 + other - 7.0) ** 2).backward()
        opt.step()
    assert other.item() == theta.item()
    assert not gv.core.grad_mode.mode.watchers and len(rec.events) == len(rec)


def test_memory_is_what_a_meter_counts():
    """R121, R123: it falls to nothing as the backward pass goes."""
    x = gv.tensor(np.linspace(0.1, 1.0, 50), requires_grad=True, name="x")
    with gv.record() as rec, gv.Meter() as meter:
        y = gv.exp(x * x).sum()
        y.backward()
    assert max(moment.live for moment in rec.memory) == meter.peak_bytes == 800
    assert rec.memory[-1].live == 0
    kinds = [type(rec.events[moment.event]).__name__ for moment in rec.memory]
    assert kinds == ["Computed"] * 2 + ["Contributed"] * 2


def test_a_kept_graph_stays_in_memory():
    """R130."""
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with gv.record() as rec:
        gv.exp(x * x).backward(retain_graph=True)
    assert rec.memory[-1].live == 16


def test_every_frame_of_a_loop_is_right():
    """Each frame's gradients are those of the contributions so far, added up by hand."""
    rec, _ = secret_number(3)
    for i in range(len(rec)):
        frame, start = rec.frame(i), max(s for s in rec.starts if s <= i)
        seen = [event for event in rec.events[start : i + 1] if isinstance(event, Contributed)]
        for event in seen:
            assert frame.downstreams[event.edge] == event.upstream * event.local
        forward = sum(type(event).__name__ in ("Leaf", "Computed") for event in rec.events[start : i + 1])
        assert sum(value is not None for value in frame.values) == forward


def test_a_block_is_used_once_and_says_what_it_is():
    block = gv.record()
    assert "with gv.record()" in repr(block)
    with block, pytest.raises(RuntimeError, match="one of its own"), block:
        pass
    with pytest.raises(TypeError, match="no function"):
        gv.record(x=3)
    with gv.record() as rec:
        pass
    assert repr(rec) == "<Recording of nothing>" and len(rec) == 0
    with pytest.raises(ValueError, match="empty"):
        rec.frame()


def test_a_step_moves_leaves_of_earlier_passes_too():
    """As in a network of two parts that are trained in turn: one optimizer, two losses."""
    w, v = (gv.tensor(value, requires_grad=True, name=name) for name, value in (("w", 2.0), ("v", 3.0)))
    optimizer = optim.SGD([w, v], lr=0.1)
    with gv.record() as rec:
        (w**2).backward()
        (v**2 + v).backward()
        optimizer.step()
        optimizer.zero_grad()
    told = [(rec.graph_at(i).nodes[e.node].name, e[1]) for i, e in enumerate(rec) if isinstance(e, (Updated, Zeroed))]
    assert told == [("w", 1.6), ("v", 2.3), ("w", None), ("v", None)]
    resumed = [i for i, event in enumerate(rec) if isinstance(event, Resumed)]
    assert [rec[i] for i in resumed] == [Resumed(0, 0), Resumed(1, rec.starts[1])] * 2
    first = rec.frame(resumed[0] + 1)
    assert first.values == [1.6, 4.0] and first.gradients == [4.0, 1.0] and first.newer == (0,)
    assert rec.frame(resumed[2]).values == [1.6, 4.0]  # as it was left
    assert rec.frame().gradients[0] is None and rec.frame().values[0] == 2.3
    assert gv.Recording.from_json(rec.to_json()).frame(resumed[0] + 1) == first
    assert [gv.caption(rec, i) for i in resumed[:2]] == ["Back to pass 1, as it stood.", "Back to pass 2, as it stood."]


def test_memory_of_passes_that_are_kept_adds_up():
    x = gv.tensor(2.0, requires_grad=True)
    with gv.record() as rec:
        for _ in range(5):
            gv.exp(x).backward(retain_graph=True)
    assert [moment.live for moment in rec.memory] == [8, 16, 24, 32, 40]


def test_an_empty_recording_has_no_memory_and_no_text():
    with gv.record() as rec:
        pass
    assert rec.memory == () and list(rec) == []
    with pytest.raises(ValueError, match="empty"):
        rec.to_json()


def test_a_second_sweep_is_of_its_own_pass_also_after_a_word_about_another():
    """A gradient of the first pass is cleared before the second pass is swept once more."""
    with gv.record() as rec:
        one, two = (gv.tensor(x, requires_grad=True, name=name) for x, name in ((2.0, "one"), (3.0, "two")))
        (one * one).backward()
        cube = two * two * two
        cube.backward(retain_graph=True)
        one.grad = None
        cube.backward()
    assert [type(event).__name__ for event in rec].count("Resumed") == 2
    assert rec.gradient("two") == 54.0 and gv.Recording.from_json(rec.to_json()).gradient("two") == 54.0
