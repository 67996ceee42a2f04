"""Each mistake of a beginner gets an error or a warning that says what, why and what to try; none a wrong number."""

import re

import numpy as np
import pytest

import gradviz as gv
import gradviz.nn.functional as F
from gradviz.core.advice.anomaly import AnomalyWarning


def leaf(value, name=None, **kwargs):
    return gv.tensor(value, requires_grad=True, name=name, **kwargs)


def refused(error, *words):
    """The call must raise, with these words in this order."""
    return pytest.raises(error, match="(?s)" + ".*".join(map(re.escape, words)))


def warned(category, *words):
    return pytest.warns(category, match="(?s)" + ".*".join(map(re.escape, words)))


class Foreign:
    """What a PyTorch tensor looks like from outside, for machines without PyTorch."""

    __module__ = "torch"
    shape, requires_grad = (2,), True

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no array while gradients are asked for")


Foreign.__name__ = "Tensor"


# --- the backward pass ---


def test_backward_on_what_is_not_one_number():
    x = leaf([1.0, 2.0], "x")
    with refused(RuntimeError, "the result of multiply", "shape (2,)", "one number", "loss.sum().backward()"):
        (x * x).backward()
    assert x.grad is None
    (x * x).backward(gradient=[1.0, 1.0])
    assert x.grad.tolist() == [2.0, 4.0]


def test_backward_with_an_upstream_gradient_that_does_not_fit():
    x = leaf([1.0, 2.0])
    for wrong in ([1.0, 2.0, 3.0], 1.0, [[1.0, 1.0]]):
        with refused(RuntimeError, "backward(gradient=...) got shape", "of shape (2,)", "one number for each element"):
            (x * x).backward(gradient=wrong)
    for wrong in ("ones", 1j, [[1.0], [1.0, 2.0]]):
        with refused(TypeError, "backward(gradient=...) got", "a Tensor, an array or a number", "shape (2,)"):
            (x * x).backward(gradient=wrong)
    assert x.grad is None


def test_backward_where_nothing_requires_grad():
    x = gv.tensor(3.0)
    with refused(RuntimeError, "needs no gradient", "requires_grad=True", "gv.tensor(3.0, requires_grad=True)"):
        (x * x).backward()
    for computed in ((x * x).named("y"), leaf(3.0).detach(), gv.tensor([1.0]).sum()):
        with refused(RuntimeError, "of shape () that needs no gradient and has no history", "or detached") as caught:
            computed.backward()
        assert "leaf," not in str(caught.value) and ("named 'y'" in str(caught.value)) == (computed.name == "y")
    w = leaf(3.0)
    with gv.no_grad():
        w = w - 0.5  # the name w now stands for a constant
    with refused(RuntimeError, "needs no gradient", "w -= step", "w = w - step under no_grad"):
        w.backward()


def test_a_second_backward_without_retain_graph():
    x = leaf(3.0)
    y = (x * x).named("y")
    y.backward()
    with refused(RuntimeError, "second backward pass", "named 'y'", "(a, b)", "backward(retain_graph=True)"):
        y.backward()
    assert x.grad.item() == 6.0


def test_two_losses_that_share_a_part():
    x = leaf(3.0)
    shared = x * x
    first, second = shared * 2, shared * 3
    first.backward()
    with refused(RuntimeError, "second backward pass", "two losses share a part", "add them and call backward() once"):
        second.backward()
    assert x.grad.item() == 12.0


def test_a_value_changed_after_the_forward_pass():
    w, x = leaf(3.0, "w"), leaf(2.0, "x")
    y = (w * x).named("y")
    with gv.no_grad():
        w -= 1
    with refused(RuntimeError, "'w' was changed in place after", "'y' had used it", "Run the forward pass again"):
        y.backward()
    assert w.grad is None and x.grad is None


def test_a_nan_gradient():
    x = leaf(0.0, "x")
    with warned(AnomalyWarning, "gradient became nan", "result of sqrt", "to x", "0 · inf", "Try: "):
        (gv.sqrt(x) * 0.0).backward()


def test_the_gradient_of_an_inner_tensor():
    x = leaf(3.0)
    y = (x * x).named("y")
    y.backward()
    with warned(UserWarning, ".grad of an inner Tensor ('y') is not kept", "retain_grad()"):
        assert y.grad is None


def test_a_step_that_makes_the_leaf_an_inner_tensor():
    w = leaf(3.0)
    (w * w).backward()
    w = w - 0.1 * w.grad
    (w * w).backward()
    with warned(UserWarning, "inner Tensor", "A leaf becomes an inner Tensor by w = w - step", "w -= step"):
        gradient = w.grad
    with refused(TypeError, "multiply got None", ".grad is None before backward()", "w = w - step makes a new Tensor"):
        0.1 * leaf(1.0) * gradient


# --- shapes ---


@pytest.mark.parametrize("loss", [
    lambda p, y: ((p - y) ** 2).mean(), lambda p, y: ((y - p) ** 2).sum(), lambda p, y: gv.abs(p - y).mean() * 2,
    lambda p, y: gv.mean(0.5 * (p - y) * (p - y)), lambda p, y: -(y * gv.log(gv.sigmoid(p))).mean(),
    lambda p, y: gv.clamp(1 - p * y, min=0).mean(), lambda p, y: ((p - y) ** 2).sum(0).mean(),
    lambda p, y: ((p - y) ** 2).flatten().mean(), lambda p, y: gv.where(p > y, p - y, 2 * (y - p)).mean(),
    lambda p, y: gv.relu(p - y).mean(1).sum(), lambda p, y: gv.norm(p - y), lambda p, y: (p - y).abs().max(),
    lambda p, y: (p == y).float().mean(), lambda p, y: (p == y).sum(), lambda p, y: ((p > y) * 1.0).mean(),
])  # fmt: skip
@pytest.mark.parametrize("recorded", [True, False])
def test_shapes_that_broadcast_by_accident_in_a_loss(loss, recorded):
    """Also in a validation loss, where nothing is recorded."""
    prediction, target = gv.tensor([[1.0], [2.0], [3.0]]) @ leaf([[1.0]]), gv.tensor([1.0, 2.0, 3.0])
    words = "which broadcast to (3, 3)", "squeeze(-1) or", "If all pairs are meant"
    with gv.set_grad_enabled(recorded), warned(UserWarning, *words) as caught:
        for _ in range(2):
            loss(prediction, target)
    assert len(caught) == 1 and caught[0].filename == __file__


@pytest.mark.parametrize("loss", [F.mse_loss, F.l1_loss])
def test_shapes_that_broadcast_by_accident_in_a_loss_of_gradviz(loss):
    prediction, target = gv.tensor([[1.0], [2.0], [3.0]]) @ leaf([[1.0]]), gv.tensor([1.0, 2.0, 3.0])
    with warned(UserWarning, "(3, 1)", "(3,)", "(3, 3)", "do not belong together") as caught:
        loss(prediction, target)
    assert len(caught) == 1


@pytest.mark.filterwarnings("error")
def test_broadcasting_that_is_meant_is_no_mistake():
    x, y, rows = leaf([1.0, 2.0, 3.0]), gv.tensor([1.0, 2.0, 4.0]), leaf([[1.0], [2.0], [3.0]])
    ((x[:, None] - y[None, :]) ** 2).mean()  # all pairs, said so
    ((x[:, None] - x) ** 2).sum()  # all pairs of one Tensor
    ((rows.squeeze(-1) - y) ** 2).mean()
    ((rows - y.reshape(3, 1)) ** 2).mean()
    (rows - gv.tensor([1.0, 2.0])).sum()  # (3, 1) and (2,)
    (leaf([[1.0]]) - gv.tensor([1.0])).sum()
    (gv.ones(3, 3) @ (rows * gv.ones(3, 3)) + y).sum()  # a bias
    (rows - y).sum(1)  # not one number
    (rows - y)[0, 1]  # nor a sum
    with gv.no_grad():
        ((x[:, None] - x) ** 2).sum(), ((x[:, None] - y[None, :]) ** 2).mean(), ((rows.squeeze(-1) - y) ** 2).mean()
        (rows == y).any(1), (rows.squeeze(-1) == y).float().mean(), (gv.ones(3, 3) @ rows + 1.0).sum()
        gv.softmax(rows - y, 1).sum(), ((rows - y) @ gv.ones(3, 3)).sum()  # a matrix is wanted


def test_shapes_of_matrices_that_do_not_fit():
    a, b = leaf([[1.0, 2.0, 3.0]] * 2), leaf([[1.0, 2.0, 3.0]] * 4)
    with refused(ValueError, "matmul got shapes (2, 3) and (4, 3)", "last size of a", "b.transpose(-1, -2)"):
        a @ b
    assert (a @ b.transpose(-1, -2)).shape == (2, 4)


def test_shapes_that_do_not_broadcast():
    with refused(ValueError, "add got shapes (2,) and (3,)", "do not fit together", "one of them 1", "reshape"):
        leaf([1.0, 2.0]) + leaf([1.0, 2.0, 3.0])


# --- numbers ---


def test_the_logarithm_of_a_negative_number():
    with warned(AnomalyWarning, "log made nan", "x = -1", "no real logarithm", "test_mistakes.py, line", "Try: "):
        x = leaf(-1.0, "x")
        gv.log(x)


def test_one_divided_by_zero():
    with warned(AnomalyWarning, "divide made inf", "division by zero", "Try: look why the divisor is 0"):
        1 / leaf(0.0)


def test_exp_of_a_thousand():
    with warned(AnomalyWarning, "exp made inf", "= 1000", "709.78", "Try: subtract the largest input"):
        gv.exp(leaf(1000.0))


@pytest.mark.filterwarnings("error")
def test_numbers_at_the_edge_are_no_mistake():
    gv.log(leaf(5e-324)), gv.exp(leaf(709.78)), 1 / leaf(1e-300), gv.sqrt(leaf(0.0)), leaf(0.0) ** 0, leaf(-8.0) ** 3


@pytest.mark.parametrize("whole", [3, [1, 2], True])
def test_integer_parameters(whole):
    with refused(TypeError, "this one holds 3."):
        gv.tensor(np.int32(3), requires_grad=True)
    with refused(TypeError, "only floating point Tensors can require gradients", "write 3.0 instead of 3"):
        gv.tensor(whole, requires_grad=True)
    with refused(TypeError, "only floating point Tensors"):
        gv.tensor(whole).requires_grad_()


def test_the_truth_of_a_vector():
    with refused(RuntimeError, "several elements", "shape (2,)", "(t > 0).numpy().all()"):
        if leaf([1.0, 2.0]):
            pass
    assert leaf([1.0]) and not leaf(0.0)


# --- changes in place ---


def test_assigning_to_data():
    w = leaf(3.0)
    with refused(AttributeError, "assigning to .data", "silently be wrong", "w.copy_(new_value)"):
        w.data = gv.tensor(1.0)
    with gv.no_grad(), refused(RuntimeError, "a change through .data", "would reach a copy only", "w -= step"):
        w.data.sub_(1.0)
    for start in (lambda: w.data.normal_(0.0, 0.02), lambda: w.data.fill_(0.0)):  # as DCGAN's listing does
        with refused(RuntimeError, "no_grad(): w.normal_(0, 0.02), w.fill_(0.0)", "nn.init.normal_(w)"):
            start()
    assert w.item() == 3.0


@pytest.mark.parametrize("name", ["w", None])
def test_a_leaf_changed_in_place_outside_no_grad(name):
    """It is called by its own name, or by that of the variable."""
    w = leaf(3.0, name)
    with refused(RuntimeError, "a leaf named 'w'", "changed in place while operations", "no_grad(): w -= lr * w.grad"):
        w -= 0.5
    assert w.item() == 3.0
    with gv.no_grad():
        w -= 0.5
    assert w.item() == 2.5


# --- PyTorch's tensors ---


@pytest.mark.parametrize("mix", [
    lambda x, t: x * t, lambda x, t: t * x, lambda x, t: x @ t, lambda x, t: gv.cat([x, t]), lambda x, t: gv.exp(t),
    lambda x, t: gv.where(x > 1, x, t), lambda x, t: F.mse_loss(x, t), lambda x, t: gv.sum(t),
    lambda x, t: x == t, lambda x, t: x < t, lambda x, t: (x * 2).backward(t), lambda x, t: gv.ones_like(t),
    lambda x, t: gv.max(x, t), lambda x, t: gv.no_grad()(x.__isub__)(t), lambda x, t: gv.zeros(2).copy_(t),
    lambda x, t: gv.zeros(2).add_(t), lambda x, t: gv.zeros(2).__setitem__(0, t), lambda x, t: gv.allclose(x, t),
    lambda x, t: gv.isnan(t), lambda x, t: gv.argmax(t), lambda x, t: gv.tensor(t), lambda x, t: t in x,
])  # fmt: skip
def test_a_torch_tensor_by_mistake(mix):
    with refused(TypeError, "got", "torch.Tensor", "a gradient cannot flow from one library", "t.detach().numpy()"):
        mix(leaf([1.0, 2.0]), Foreign())


def test_a_torch_tensor_as_data_or_parameter():
    with refused(TypeError, "tensor() got"):
        gv.tensor(Foreign())
    with refused(TypeError, "SGD was given", "(torch.Tensor) as parameter 0", "gradviz Tensors"):
        gv.optim.SGD([Foreign()])
    w = leaf([1.0, 2.0])
    with refused(TypeError, ".grad was given", "shape (2,)"):
        w.grad = Foreign()


def test_numbers_and_arrays_may_be_mixed_in():
    assert (leaf([1.0, 2.0]) * np.float32(2.0) + np.array([1.0, 2.0]) + 1).tolist() == [4.0, 7.0]
