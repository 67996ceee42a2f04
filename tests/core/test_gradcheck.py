"""Gradient checks (R112, R142, R150), and a check of the checker."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.core.gradcheck import GradcheckError

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def scaled(factor):
    """y = 2a with the local gradient `factor`."""
    body = {"forward": staticmethod(lambda ctx, a: 2 * a), "backward": staticmethod(lambda ctx, g: factor * g)}
    return gv.tensor_op(type("twice", (gv.Operation,), body))


@pytest.mark.parametrize(("x", "y", "slope"), [(0.0, 1.0, 2.0), (1.0, 6.0, 8.0), (2.0, 17.0, 14.0)])
def test_r112_a_polynomial(x, y, slope):
    def f(x):
        return 3 * x**2 + 2 * x + 1

    at = leaf(x)
    assert f(at).item() == y and gv.grad(f(at), at)[0].item() == slope
    assert gv.gradcheck(f, x)


def test_the_right_local_gradient_passes_and_2001_for_2_does_not():
    assert gv.gradcheck(scaled(2.0), 3.0)
    for wrong in (2.001, 1.999, -2.0, 0.0, 4.0, float("nan"), float("inf")):
        assert gv.gradcheck(scaled(wrong), 3.0, raise_exception=False) is False
        assert gv.gradcheck(scaled(wrong), [leaf([1.0, 2.0])], raise_exception=False) is False


def test_r142_the_message_says_which_input_which_element_and_both_numbers():
    bad = scaled(2.001)

    def f(a, w):
        return gv.cat([a, bad(w[1:])], 0)

    with pytest.raises(GradcheckError) as caught:
        gv.gradcheck(f, (leaf([1.0]), leaf([1.0, 5.0, 6.0], name="w")))
    text = str(caught.value)
    assert "gradient of element 1 for input 1 (w), element (1,): backward gives 2.001, the central difference 2" in text
    assert "so a local gradient on the way is wrong. Check each operation alone." in text


def test_every_output_is_checked():
    bad = scaled(2.5)
    with pytest.raises(GradcheckError, match="element 0 of output 1 for input 0: backward gives 2.5"):
        gv.gradcheck(lambda x: (x * 2, bad(x)), 1.0)
    assert gv.gradcheck(lambda x: (x * 2, x * gv.tensor([1.0, 2.0])), 1.0)


def test_a_kink_is_called_one():
    with pytest.raises(GradcheckError, match="From the left the slope is 0 and from the right 1: a kink"):
        gv.gradcheck(gv.relu, leaf([1.0, 0.0]))
    assert gv.gradcheck(gv.relu, leaf([1.0, 1e-3]))


def test_chance_is_refused():
    with pytest.raises(GradcheckError, match="two different results for the same inputs"):
        gv.gradcheck(lambda x: x * gv.rand(2), leaf([1.0, 2.0]))


def test_what_is_checked():
    assert gv.gradcheck(lambda x, n, m: x**n * m, (2.0, 3, gv.tensor([1.0, 2.0])))
    assert gv.gradcheck(lambda x: x * 3, gv.tensor(2.0, requires_grad=True, dtype=gv.float32.name))
    assert gv.gradcheck(lambda x: gv.tensor(3.0), 2.0), "a constant has slope 0"
    with pytest.raises(ValueError, match="found no input that needs a gradient"):
        gv.gradcheck(lambda n: n, gv.tensor([1.0]))
    with pytest.raises(TypeError, match=r"returned 4.0 \(float\), not a Tensor"):
        gv.gradcheck(lambda x: x.item() ** 2, 2.0)


def test_a_check_leaves_gradients_and_the_inputs_alone():
    x = leaf([1.0, 2.0])
    gv.gradcheck(lambda x: x * x, x)
    assert x.grad is None and x.tolist() == [1.0, 2.0]


def test_second_derivatives_are_checked_too():
    assert gv.autograd.gradgradcheck(lambda a, b: gv.tanh(a @ b), (leaf([[0.1, 0.2]]), leaf([[0.3], [0.4]])))
    assert gv.autograd.gradgradcheck(lambda x: (x**3, gv.exp(x)), 0.5)

    class Cube(gv.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            return g * 3 * ctx.saved_tensors[0].detach() * ctx.saved_tensors[0]

    assert gv.gradcheck(Cube.apply, 2.0)
    with pytest.raises(GradcheckError, match="backward gives 6, the central difference 12"):
        gv.autograd.gradgradcheck(Cube.apply, 2.0)


def test_r150_the_v_curve_of_step_sizes():
    rows = {row.h: row for row in gv.step_sizes(lambda w: gv.exp(gv.sin(w)), 3)}
    assert list(rows) == [float(f"1e-{k}") for k in range(1, 16)]
    assert rows[1e-3].central_error == pytest.approx(8.4e-8, rel=0.01)
    assert rows[1e-5].central_error < 2e-11
    assert rows[1e-8].central_error == pytest.approx(4e-9, rel=0.1)
    assert 5e-3 < rows[1e-14].central_error < 0.1
    assert rows[1e-3].forward_error == pytest.approx(4.8e-4, rel=0.01)
    errors = [row.central_error for row in rows.values()]
    best = int(np.argmin(errors))
    assert list(rows)[best] == 1e-5 and errors[0] > errors[1] > errors[2] > errors[best] < errors[7] < errors[12]
    with pytest.raises(ValueError, match=r"returns shape \(2,\)"):
        gv.step_sizes(lambda w: w * gv.tensor([1.0, 2.0]), 1.0)
