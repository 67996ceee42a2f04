import pytest

import gradviz as gv
from gradviz.nn.utils import clip_grad_norm_, clip_grad_value_, parameters_to_vector, vector_to_parameters


def leaf(value, gradient):
    made = gv.tensor(value, requires_grad=True)
    made.grad = None if gradient is None else gv.tensor(gradient)
    return made


def test_the_whole_is_scaled_and_keeps_its_direction():
    leaves = [leaf([0.0, 0.0], [3.0, 0.0]), leaf(0.0, 4.0), leaf(0.0, None)]
    assert clip_grad_norm_(leaves, 1.0).item() == 5.0
    assert leaves[0].grad.tolist() == pytest.approx([0.6, 0.0], abs=1e-6) and leaves[1].grad.item() == pytest.approx(
        0.8
    )
    assert leaves[2].grad is None


def test_short_gradients_stay():
    w = leaf([0.0, 0.0], [3.0, 4.0])
    clip_grad_norm_(w, 100.0)
    assert w.grad.tolist() == [3.0, 4.0]


def test_each_element_is_moved_inside():
    w, b = leaf([0.0, 0.0], [3.0, -4.0]), leaf(0.0, 0.5)
    clip_grad_value_([w, b], 1.0)
    assert w.grad.tolist() == [1.0, -1.0] and b.grad.item() == 0.5


def test_parameters_as_one_vector_and_back():
    a, b = gv.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True), gv.tensor(5.0, requires_grad=True)
    vector = parameters_to_vector([a, b])
    (vector * gv.tensor([1.0, 2.0, 3.0, 4.0, 5.0])).sum().backward()
    assert vector.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert a.grad.tolist() == [[1.0, 2.0], [3.0, 4.0]] and b.grad.item() == 5.0
    vector_to_parameters(gv.arange(5.0), [a, b])
    assert a.tolist() == [[0.0, 1.0], [2.0, 3.0]] and b.item() == 4.0 and a.is_leaf and a.requires_grad
    with pytest.raises(ValueError, match=r"shape \(4,\) for 5 numbers in 2 parameters"):
        vector_to_parameters(gv.arange(4.0), [a, b])
