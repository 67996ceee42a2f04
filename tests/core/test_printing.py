"""What a Tensor prints: PyTorch's own text, as its documentation shows it."""

import numpy as np
import pytest

import gradviz as gv

INF, NAN = float("inf"), float("nan")


@pytest.mark.parametrize("data, text", [
    (28.0, "tensor(28.)"), (0.0, "tensor(0.)"), (-0.0, "tensor(-0.)"), (2.5, "tensor(2.5000)"),
    (1 / 3, "tensor(0.3333)"),
    (-1234.56789, "tensor(-1234.5679)"), (1e-5, "tensor(1.0000e-05)"), (123456789.0, "tensor(1.2346e+08)"),
    (INF, "tensor(inf)"), (-INF, "tensor(-inf)"), (NAN, "tensor(nan)"), (3, "tensor(3)"), (True, "tensor(True)"),
    ([1.0, 2.0], "tensor([1., 2.])"), ([1.0, -2.5], "tensor([ 1.0000, -2.5000])"), ([1, -20], "tensor([  1, -20])"),
    ([True, False], "tensor([ True, False])"), ([], "tensor([])"),
    ([[1.0, -1.0], [1.0, -1.0]], "tensor([[ 1., -1.],\n        [ 1., -1.]])"),
    ([1.0, 10000.0], "tensor([1.0000e+00, 1.0000e+04])"), ([0.5, INF], "tensor([0.5000,    inf])"),
    ([NAN, 1.0], "tensor([nan, 1.])"),
    ([0.1, 200.0], "tensor([1.0000e-01, 2.0000e+02])"), (1e8, "tensor(100000000.)"),
    ([0.0, 0.5], "tensor([0.0000, 0.5000])"),
    (np.float32(2), "tensor(2., dtype=float32)"), (np.int8([1]), "tensor([1], dtype=int8)"),
], ids=repr)  # fmt: skip
def test_values_print_as_in_pytorch(data, text):
    assert repr(gv.tensor(data)) == str(gv.tensor(data)) == text


def test_where_it_came_from_is_printed():
    """R64: the family of names, and no address."""
    x = gv.tensor(2.0, requires_grad=True)
    assert repr(x) == "tensor(2., requires_grad=True)"
    assert repr(x**2) == "tensor(4., grad_fn=<PowBackward0>)"
    assert repr((x * np.array([1.0, 2.0])).sum()) == "tensor(6., grad_fn=<SumBackward0>)"
    assert repr(x.detach()) == "tensor(2.)" and repr(x > 1) == "tensor(True)"


def test_gradients_print_as_the_lessons_show():
    """R66: print(x.grad) is tensor(28.), an f-string 28.0."""
    w, x, b = (gv.tensor(v, requires_grad=True) for v in (3.0, 2.0, 1.0))
    ((w * x + b) ** 2).backward()
    assert [repr(t.grad) for t in (w, b, x)] == ["tensor(28.)", "tensor(14.)", "tensor(42.)"]
    assert [f"{t.grad}" for t in (w, b, x)] == ["28.0", "14.0", "42.0"]
    assert f"{w.grad:.2f}" == "28.00" and f"{gv.tensor([1.0, 2.0])}" == "tensor([1., 2.])"


def test_a_large_array_is_cut_in_the_middle():
    text = repr(gv.tensor(np.arange(100000.0)))
    assert "..." in text and len(text) < 200
