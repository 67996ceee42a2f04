"""Watching a sweep, and looking at what an earlier one left behind."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.recording import look, watch
from tests.recording.traces import by_name


def leaf(value, name=None):
    return gv.tensor(value, requires_grad=True, name=name)


def gradients(output):
    recording = look(output)
    return by_name(recording, recording.frame().gradients)


@pytest.fixture
def chain():
    x = leaf(2.0, "x")
    z = (x**2).named("z")
    return x, z, (z * 3).named("y")


def test_watching_leaves_no_grad_and_frees_nothing(chain):
    """Design, section 5: `record` sweeps aside."""
    x, _, y = chain
    assert watch(y).gradient("x") == watch(y).gradient("x") == 12.0
    assert x.grad is None and gradients(y) == {"x": None, "z": None, "y": None}
    y.backward()
    assert x.grad.item() == 12.0
    held = x.grad
    assert watch(x * 5).gradient("x") == 5.0 and x.grad is held and held.item() == 12.0


def test_looking_before_any_pass_shows_values_and_no_gradient(chain):
    """Never 0: karpathy/nn-zero-to-hero pull request 80."""
    recording = look(chain[2])
    assert recording.frame().values == [2.0, 4.0, 12.0]
    assert set(recording.frame().gradients) == set(recording.frame().locals) == {None}


def test_looking_after_one_and_two_passes(chain):
    """R77, R78: inner gradients fresh, the leaf's added up."""
    _, _, y = chain
    y.backward(retain_graph=True)
    assert gradients(y) == {"x": 12.0, "z": 3.0, "y": 1.0}
    assert look(y).frame().locals == [4.0, 3.0]
    y.backward()
    assert gradients(y) == {"x": 24.0, "z": 3.0, "y": 1.0}


def test_looking_works_after_the_values_were_freed(chain):
    """Structure and values stay drawable, and a pass may be watched aside; "freed" forbids only the second pass."""
    x, _, y = chain
    y.backward()
    assert look(y).frame().locals == [4.0, 3.0] and look(y).frame().values == [2.0, 4.0, 12.0]
    assert watch(y).gradient("x") == 12.0 and x.grad.item() == 12.0
    with pytest.raises(RuntimeError, match="retain_graph"):
        y.backward()


def test_looking_after_zeroing(chain):
    x, _, y = chain
    y.backward()
    x.grad.zero_()
    assert gradients(y) == {"x": 0.0, "z": 3.0, "y": 1.0}


def test_looking_after_a_change_in_place_shows_no_local_gradient_of_what_is_gone():
    w, x = leaf(3.0, "w"), leaf(2.0, "x")
    y = ((w * x).named("z") + 1).named("y")
    y.backward()
    with gv.no_grad():
        w -= 1
    frame = look(y).frame()
    assert frame.values == [2.0, 2.0, 6.0, 7.0] and frame.locals == [None, None, 1.0]
    assert gradients(y) == {"w": 2.0, "x": 3.0, "z": 1.0, "y": 1.0}


def test_looking_with_a_given_upstream_gradient():
    t = leaf([1.0, 2.0], "t")
    y = (t * 3).named("y")
    y.backward(gradient=[1.0, 10.0])
    assert {k: v.tolist() for k, v in gradients(y).items()} == {"t": [3.0, 30.0], "y": [1.0, 10.0]}


def test_looking_runs_nothing(chain):
    x, _, y = chain
    look(y)
    assert x.grad is None and y._grad is None


def test_looking_at_a_leaf_and_at_a_constant():
    x = leaf(5.0, "x")
    assert gradients(x) == {"x": None}
    x.backward()
    assert gradients(x) == {"x": 1.0} and gradients(gv.tensor(2.0, name="c")) == {"c": None}


def test_watching_a_leaf(chain):
    recording = watch(chain[0])
    assert (len(recording), recording.graph.edges, recording.gradient("x")) == (2, (), 1.0)


def test_arrays_are_recorded_with_their_shapes():
    recording = gv.record(lambda a, b: ((a + b) ** 2).sum(), a=np.ones((2, 3)), b=np.array([1.0, 2.0, 3.0]))
    frame = recording.frame()
    assert [np.shape(v) for v in frame.values] == [(2, 3), (3,), (2, 3), (2, 3), ()]
    assert [np.shape(g) for g in frame.gradients] == [(2, 3), (3,), (2, 3), (2, 3), ()]
    assert recording.gradient("b").tolist() == [8.0, 12.0, 16.0]
    assert frame.locals[-1] is None  # a sum is not elementwise


def test_a_retained_gradient_is_looked_at_too(chain):
    x, z, y = chain
    z.retain_grad()
    y.backward(create_graph=True)
    assert z.grad.item() == 3.0 and gradients(y) == {"x": 12.0, "z": 3.0, "y": 1.0}


def test_a_later_pass_from_elsewhere_is_not_mixed_into_the_picture():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    z = (x * 3).named("z")
    first, second = z * 2, z * 5
    first.backward(retain_graph=True)
    second.backward()
    frame = look(first).frame()
    assert frame.gradients == [21.0, 2.0, 1.0] and frame.downstreams == [None, 2.0]


def test_a_forgotten_gradient_is_not_computed_again():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    y = x * x
    y.backward()
    x.grad = None
    assert look(y).frame().gradients == [None, 1.0]
