"""`from_torch` leaves nothing behind, and what it cannot show it explains (R143)."""

import contextlib
import sys
import warnings

import numpy as np
import pytest

import gradviz as gv

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
from torch import nn  # noqa: E402

pytestmark = pytest.mark.torch


def state(model):
    """All that must stay: hooks, gradients, whether they are wanted, values, the grad mode and the profiler."""
    modules = torch.nn.modules.module
    hooks = [len(modules._global_forward_hooks), len(modules._global_forward_pre_hooks)]
    hooks += [len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules()]
    tensors = [(id(p.grad), None if p.grad is None else p.grad.tolist(), p.requires_grad, p.tolist(), p._backward_hooks)
               for p in model.parameters()]  # fmt: skip
    modes = torch.overrides._get_current_function_mode_stack()
    return hooks, tensors, torch.is_grad_enabled(), sys.getprofile(), len(modes)


class Failure(Exception):
    pass


def plainly(model, x):
    return model(x).sum()


def with_a_pass_of_its_own(model, x):
    loss = model(x).sum()
    loss.backward()
    return loss


def with_another_pass(model, x):
    loss = model(x).sum()
    torch.autograd.backward(loss, retain_graph=True)
    model.zero_grad()
    return loss


def raising(model, x):
    with_a_pass_of_its_own(model, x)
    raise Failure


def raising_in_a_module(model, x):
    class Broken(nn.Module):
        def forward(self, x):
            raise Failure

    with contextlib.suppress(Failure):
        Broken()(x)
    return plainly(model, x)


@pytest.mark.parametrize("seen_before", [False, True])
@pytest.mark.parametrize("f", [plainly, with_a_pass_of_its_own, with_another_pass, raising, raising_in_a_module])
def test_the_learners_tensors_are_untouched(f, seen_before):
    torch.manual_seed(0)
    model, x = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1)), torch.ones(2)
    model[2].bias.requires_grad_(False)
    if seen_before:
        model(x).sum().backward()
    before = state(model)
    try:
        recording = gv.from_torch(lambda x: f(model, x), x=x)
    except Failure:
        assert f is raising
    else:
        assert recording.gradient("0.weight") is not None
        assert all(node.groups[:1] in ((), ("Sequential",)) for node in recording.graph.nodes)
    assert state(model) == before
    assert x.grad is None and not x.requires_grad


def test_the_learners_graph_can_be_used_after():
    w = torch.tensor(2.0, requires_grad=True)
    before = w * w
    gv.from_torch(lambda x: before * x, x=3.0)
    assert w.grad is None and before.grad_fn.next_functions[0][0].variable is w
    before.backward()
    assert w.grad == 4


def test_kinds_of_numbers_stay():
    for dtype, kind in ((torch.float64, "float64"), (torch.float32, "float32"), (torch.float16, "float16")):
        recording = gv.from_torch(lambda x: (x * x).sum(), x=torch.ones(2, dtype=dtype) * 3)
        assert recording.value("x").dtype == recording.gradient("x").dtype == kind
    recording = gv.from_torch(lambda x: (x * x).sum(), x=torch.ones(2, dtype=torch.bfloat16) * 3)
    assert recording.gradient("x").tolist() == [6, 6]
    assert gv.from_torch(lambda x: x * 2, x=3).value("x").dtype == torch.tensor(3.0).numpy().dtype
    assert type(gv.from_torch(lambda x: x * 2, x=np.float64(3)).value("x")) is float


def test_whole_numbers_choose_and_get_no_gradient():
    recording = gv.from_torch(lambda x, i: x[i].sum(), x=[1, 2, 3], i=torch.tensor([0, 0, 2]))
    assert recording.gradient("x").tolist() == [2, 0, 1]
    assert recording.graph.nodes[1].options == (("index", "array([0, 0, 2])"),)


def test_a_function_may_return_its_input_and_take_any_name():
    assert gv.from_torch(lambda x: x, x=3.0).gradient("x") == 1
    assert len(gv.from_torch(lambda x: x.contiguous().to(torch.float32) * 2, x=3.0).graph.nodes) == 2
    assert gv.from_torch(lambda what, inputs: what * inputs, inputs={"what": 3.0, "inputs": 2.0}).gradient("what") == 2
    assert gv.from_torch(lambda gradient: gradient * 2, inputs={"gradient": 1.0}).gradient("gradient") == 2


def off(x):
    with torch.no_grad():
        return x * 2


REFUSED = {
    "non-scalar": (lambda x: x * 2, {"x": [1.0, 2.0]}, TypeError, r"shape \(2,\).*one number.*gradient="),
    "gradient's shape": (lambda x: x * 2, {"x": [1.0, 2.0], "gradient": [1.0]}, TypeError, r"shape \(1,\).*\(2,\)"),
    "no_grad": (off, {"x": 1.0}, RuntimeError, "needs no gradient.*no_grad"),
    "number": (lambda x: x.item() * 2, {"x": 1.0}, TypeError, r"returned 2.0 \(float\), not a tensor.*Return one"),
    "pair": (lambda x: (x, x), {"x": 1.0}, TypeError, r"\(tuple\), not a tensor.*the one to look at"),
    "nothing": (lambda x: None, {"x": 1.0}, TypeError, r"None \(NoneType\), not a tensor"),
    "whole": (lambda i: i * 2, {"i": torch.tensor(3)}, RuntimeError, "int64, needs no gradient.*whole numbers"),
    "text": ("x**2", {"x": 1.0}, TypeError, r"'x\*\*2' \(str\).*gv.record"),
    "number in place of a function": (3.0, {}, TypeError, r"3.0 \(float\).*takes a function"),
    "gradviz": (lambda x: gv.tensor(3.0), {"x": 1.0}, TypeError, r"\(Tensor\), not a tensor of PyTorch's"),
    "an input of text": (lambda x: x, {"x": "abc"}, TypeError, "input x is 'abc'.*lambda x: f"),
    "meta": (lambda x: x.sum(), {"x": torch.ones(2, device="meta")}, TypeError, "no numbers.*Compute it on the CPU"),
    "complex": (lambda x: (x * x.conj()).real, {"x": torch.tensor(1 + 2j)}, TypeError, "x is complex.*view_as_real"),
    "changed in place": (
        lambda x: [y := torch.exp(x), y.add_(1)][0], {"x": 1.0}, RuntimeError,
        r"refused.*modified by an inplace operation.*Write y = y \+ 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_shown_is_explained(case):
    f, inputs, error, words = REFUSED[case]
    with pytest.raises(error, match=f"(?s){words}"):
        gv.from_torch(f, **inputs)


def test_a_part_of_the_graph_that_was_freed_before_is_explained():
    before = torch.tensor(2.0, requires_grad=True).exp()
    before.backward()
    with pytest.raises(RuntimeError, match=r"(?s)refused.*second time.*Compute that part inside of the function too"):
        gv.from_torch(lambda x: before * x, x=1.0)


def test_gradients_switched_off_around_it_are_named():
    with torch.no_grad(), pytest.raises(RuntimeError, match="switched off where from_torch"):
        gv.from_torch(lambda x: x * 2, x=1.0)
    assert torch.is_grad_enabled()


def test_an_option_that_is_an_input_too_is_refused():
    with pytest.raises(TypeError, match=r"could mean either.*inputs=\{'gradient'"):
        gv.from_torch(lambda x, gradient: x * gradient, x=1.0, gradient=2.0)
    with pytest.raises(TypeError, match="given both in inputs= and as a keyword"):
        gv.from_torch(lambda x: x, inputs={"x": 1.0}, x=2.0)


@pytest.mark.parametrize("x", [0.0, -1.0, float("inf"), float("nan")])
def test_inf_and_nan_are_recorded_without_numpys_warnings(x):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        recording = gv.from_torch(lambda x: torch.log(x) / x + torch.sqrt(x) ** x, x=np.float64(x))
    leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    (torch.log(leaf) / leaf + torch.sqrt(leaf) ** leaf).backward()
    assert np.array_equal(recording.gradient("x"), leaf.grad.numpy(), equal_nan=True)


def test_empty_arrays_and_no_dimensions_are_drawn():
    assert "Σ" in gv.draw(gv.from_torch(lambda x: x.sum(), x=torch.zeros(0))).text
    assert "out" in gv.draw(gv.from_torch(lambda x: x, x=3.0)).svg
