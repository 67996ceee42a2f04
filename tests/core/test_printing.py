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
    (np.float32(2), "tensor(2., dtype=torch.float32)"), (np.int8([1]), "tensor([1], dtype=torch.int8)"),
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


@pytest.mark.parametrize("data, text", [
    (np.zeros((2, 0)), "tensor([], size=(2, 0))"), (np.zeros(0, dtype=int), "tensor([], dtype=torch.int64)"),
    (np.zeros((2, 1, 2)), "tensor([[[0., 0.]],\n\n        [[0., 0.]]])"),
    ([1e-9, 0.0], "tensor([1.0000e-09, 0.0000e+00])"), ([1.0, 1001.0], "tensor([1.0000e+00, 1.0010e+03])"),
    ([1e9, INF], "tensor([1.0000e+09,        inf])"), ([0.0, -0.0], "tensor([0., -0.])"),
    (np.float16([0.5]), "tensor([0.5000], dtype=torch.float16)"), (np.arange(3, dtype="uint8"),
    "tensor([0, 1, 2], dtype=torch.uint8)"),
])  # fmt: skip
def test_corners_print_as_in_pytorch(data, text):
    """Each text is what PyTorch 2.13 prints (see also tests/listings/printing.py)."""
    assert repr(gv.tensor(data)) == text


def test_long_lines_are_broken_and_what_is_said_after_them_too():
    x = gv.ones(16, requires_grad=True)
    assert (
        repr(x)
        == "tensor([1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1.],\n       requires_grad=True)"
    )
    assert "\n" not in repr(gv.ones(12, requires_grad=True)) and "\n" in repr(gv.ones(13, requires_grad=True))
    assert max(map(len, repr(gv.arange(200) * 12345).splitlines())) <= 80


@pytest.fixture
def printed_as_before():
    yield
    gv.set_printoptions(profile="default")


def test_options_stay_until_they_are_changed(printed_as_before):
    x = gv.tensor([1.23456, 1000.0])
    gv.set_printoptions(precision=2)
    assert repr(x) == "tensor([   1.23, 1000.00])"
    gv.set_printoptions(sci_mode=True)
    assert repr(x) == "tensor([1.23e+00, 1.00e+03])"
    gv.set_printoptions()  # as in PyTorch, sci_mode is what was said last
    assert repr(x) == "tensor([   1.23, 1000.00])"
    gv.set_printoptions(threshold=3, edgeitems=1)
    assert repr(gv.arange(9)) == "tensor([0,  ..., 8])"
    gv.set_printoptions(linewidth=20)
    assert repr(gv.ones(3)) == "tensor([1., 1., 1.])"
    gv.set_printoptions(linewidth=18)
    assert repr(gv.ones(3)) == "tensor([1., 1.,\n        1.])"
    gv.set_printoptions(profile="full")
    assert "..." not in repr(gv.zeros(2000))
    with pytest.raises(ValueError, match="profile='tiny'; it is one of default, short, full"):
        gv.set_printoptions(profile="tiny")


def test_a_summary_looks_at_what_it_prints_alone():
    """The middle is not printed, so it neither widens the columns nor makes them scientific."""
    values = np.ones(5000)
    values[2500] = 1e30
    assert repr(gv.tensor(values)) == "tensor([1., 1., 1.,  ..., 1., 1., 1.])"


def test_a_parameter_says_so():
    w = gv.nn.Parameter(gv.tensor([1.0]))
    assert repr(w) == "Parameter containing:\ntensor([1.], requires_grad=True)"
