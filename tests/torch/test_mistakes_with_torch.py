"""A real PyTorch tensor mixed in by mistake: an error in words, never a number without its gradient."""

import operator

import pytest

torch = pytest.importorskip("torch")

import gradviz as gv  # noqa: E402  (only where PyTorch is)

pytestmark = pytest.mark.torch

WORDS = r"(?s)torch\.Tensor.*a gradient cannot flow from one library.*t\.detach\(\)\.numpy\(\)"


def pair(requires_grad):
    ours = gv.tensor([1.0, 2.0], requires_grad=True)
    return ours, torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=requires_grad)


@pytest.mark.parametrize("requires_grad", [False, True])
@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv", "pow", "matmul"])
def test_operators_refuse_on_both_sides(name, requires_grad):
    op, (ours, theirs) = getattr(operator, name), pair(requires_grad)
    with pytest.raises(TypeError, match=WORDS):
        op(ours, theirs)
    with pytest.raises(TypeError):
        op(theirs, ours)


@pytest.mark.parametrize("requires_grad", [False, True])
@pytest.mark.parametrize("call", [
    lambda a, t: gv.exp(t), lambda a, t: gv.sum(t), lambda a, t: gv.cat([a, t]), lambda a, t: gv.where(a > 1, a, t),
    lambda a, t: gv.nn.functional.mse_loss(a, t), lambda a, t: gv.maximum(a, t), lambda a, t: gv.add(t, 1.0),
    lambda a, t: a == t, lambda a, t: a < t, lambda a, t: (a * 2).backward(t), lambda a, t: gv.ones_like(t),
    lambda a, t: gv.max(a, t), lambda a, t: gv.no_grad()(a.__isub__)(t), lambda a, t: gv.zeros(2).copy_(t),
    lambda a, t: gv.zeros(2).add_(t), lambda a, t: gv.zeros(2).__setitem__(0, t), lambda a, t: gv.allclose(a, t),
])  # fmt: skip
def test_functions_refuse(call, requires_grad):
    with pytest.raises(TypeError, match=WORDS):
        call(*pair(requires_grad))


def test_values_may_be_taken_over():
    ours, theirs = pair(True)
    with pytest.raises(TypeError, match=r"tensor\(\) got"):
        gv.tensor(theirs)
    assert gv.tensor(theirs.detach()).tolist() == gv.tensor(theirs.detach().numpy()).tolist() == [1.0, 2.0]


def test_gradients_and_parameters_refuse():
    ours, theirs = pair(True)
    with pytest.raises(TypeError, match=r"SGD was given .*torch.*as parameter 0"):
        gv.optim.SGD([theirs])
    with pytest.raises(TypeError, match=r"\.grad was given"):
        ours.grad = theirs
