"""gv.grad and gv.autograd (R79, second derivatives, Jacobians and Hessians against HIPS autograd)."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

import gradviz as gv
from gradviz.autograd import functional

RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=(2, 3)), RNG.normal(size=3)


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def ours(x, y):
    return gv.exp(gv.sin(x) @ y)


def hips(x, y):
    return anp.exp(anp.sin(x) @ y)


def ours_number(x, y):
    return gv.sum(ours(x, y)) * gv.prod(y) + gv.sum(x[:, 1:] ** 3)


def hips_number(x, y):
    return anp.sum(hips(x, y)) * anp.prod(y) + anp.sum(x[:, 1:] ** 3)


def near(tensor, expected):
    np.testing.assert_allclose(tensor.numpy(), expected, rtol=1e-10, atol=1e-12)
    assert tensor.shape == np.shape(expected)


def test_grad_touches_no_grad():
    x = leaf(3.0)
    (x * x).backward()
    y = x**3
    h = y * 2
    assert [g.item() for g in gv.grad(h, [x, y], retain_graph=True)] == [54.0, 2.0]
    assert x.grad.item() == 6.0
    h.backward()
    assert x.grad.item() == 60.0


def test_grad_is_the_same_function_under_both_names():
    assert gv.autograd.grad is gv.grad and gv.autograd.gradcheck is gv.gradcheck


def test_grad_of_several_outputs_is_weighted_by_their_upstream_gradients():
    x = leaf([1.0, 2.0])
    a, b = x * x, x.sum()
    (g,) = gv.grad([a, b], x, [gv.tensor([1.0, 10.0]), None])
    assert g.tolist() == [3.0, 41.0]
    with gv.no_grad():
        c, d = gv.enable_grad()(lambda: (x.sum(), x.prod()))()
        (g,) = gv.grad([c, d], x)
    assert g.tolist() == [3.0, 2.0]


def test_grad_frees_the_graph_unless_told():
    x = leaf(2.0)
    y = gv.exp(x)
    gv.grad(y, x, retain_graph=True)
    gv.grad(y, x)
    with pytest.raises(RuntimeError, match="second backward pass"):
        gv.grad(y, x)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_higher_derivatives(order):
    x, expected = leaf(0.7), lambda x: anp.tanh(x) * anp.exp(x)
    y = gv.tanh(x) * gv.exp(x)
    for _ in range(order):
        (y,) = gv.grad(y, x, create_graph=True)
        expected = autograd.grad(expected)
    assert y.item() == pytest.approx(expected(0.7), rel=1e-10)


def test_create_graph_records_inside_no_grad_too():
    x = leaf(2.0)
    y = x**3
    with gv.no_grad():
        (slope,) = gv.grad(y, x, create_graph=True)
    assert gv.grad(slope, x)[0].item() == 12.0


def test_an_unused_input_is_said_or_given_as_none():
    x, y = leaf(2.0), leaf(3.0, name="y")
    with pytest.raises(RuntimeError, match="do not depend on input 1, a leaf named 'y': no path leads") as caught:
        gv.grad(x * x, [x, y])
    assert "allow_unused=True" in str(caught.value)
    assert gv.grad(x * x, [x, y], allow_unused=True)[1] is None


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda x: gv.grad(x * 2, gv.tensor(1.0)), "input 0 of grad() is a leaf, which needs no gradient"),
        (lambda x: gv.grad(x * 2, 3.0), "input 0 of grad() is 3.0"),
        (lambda x: gv.grad(gv.tensor(1.0), x), "needs no gradient"),
        (lambda x: gv.grad(x * gv.tensor([1.0, 2.0]), x), "a gradient belongs to one number"),
        (lambda x: gv.grad(x * 2, x, [None, None]), "got 2 grad_outputs for 1 outputs"),
        (lambda x: gv.grad(x * 2, x, gv.tensor([1.0])), "got shape (1,)"),
    ],
)
def test_what_grad_refuses(call, text):
    x = leaf(2.0)
    with pytest.raises(RuntimeError) as caught:
        call(x)
    assert text in str(caught.value) and x.grad is None


def test_jacobian_against_hips():
    jacobian = functional.jacobian(ours, (gv.tensor(X), gv.tensor(Y)))
    for place in (0, 1):
        near(jacobian[place], autograd.jacobian(hips, place)(X, Y))
    near(functional.jacobian(lambda x: ours(x, gv.tensor(Y)), X), autograd.jacobian(hips, 0)(X, Y))


def test_hessian_against_hips():
    hessian = functional.hessian(ours_number, (gv.tensor(X), gv.tensor(Y)))
    near(hessian[0][0], autograd.hessian(hips_number, 0)(X, Y))
    near(hessian[1][1], autograd.hessian(hips_number, 1)(X, Y))
    near(hessian[0][1], autograd.jacobian(autograd.grad(hips_number, 0), 1)(X, Y))
    near(hessian[1][0], autograd.jacobian(autograd.grad(hips_number, 1), 0)(X, Y))
    near(functional.hessian(lambda x: ours_number(x, gv.tensor(Y)), X), autograd.hessian(hips_number, 0)(X, Y))


def test_vjp_and_jvp_against_the_jacobian():
    jx, jy = autograd.jacobian(hips, 0)(X, Y), autograd.jacobian(hips, 1)(X, Y)
    u, vx, vy = RNG.normal(size=2), RNG.normal(size=(2, 3)), RNG.normal(size=3)
    inputs = gv.tensor(X), gv.tensor(Y)
    value, (left_x, left_y) = functional.vjp(ours, inputs, gv.tensor(u))
    near(value, hips(X, Y))
    near(left_x, np.tensordot(u, jx, 1))
    near(left_y, u @ jy)
    value, right = functional.jvp(ours, inputs, (gv.tensor(vx), gv.tensor(vy)))
    near(value, hips(X, Y))
    near(right, np.tensordot(jx, vx, 2) + jy @ vy)


def test_numbers_constants_and_several_outputs():
    assert functional.jacobian(lambda x: x**2, 3).item() == 6.0
    assert functional.hessian(lambda x: x**3, 2.0).item() == 12.0
    assert functional.hessian(lambda x: x * 3, 2.0).item() == 0.0
    assert functional.jacobian(lambda x: gv.tensor([1.0, 2.0]), 2.0).tolist() == [0.0, 0.0]
    assert functional.jvp(lambda x: x * 3, 2.0)[1].item() == 3.0
    first, second = functional.jacobian(lambda x: (x, x.sum()), gv.tensor([1.0, 2.0]))
    assert first.tolist() == [[1.0, 0.0], [0.0, 1.0]] and second.tolist() == [1.0, 1.0]
    assert functional.jacobian(lambda x: x[:0], gv.tensor([1.0, 2.0])).shape == (0, 2)
    values, rows = functional.jvp(lambda x: (x, x * x), gv.tensor([1.0, 2.0]), gv.tensor([1.0, 1.0]))
    assert [r.tolist() for r in rows] == [[1.0, 1.0], [2.0, 4.0]] and values[0].grad_fn is None


def test_all_of_them_can_be_differentiated_again():
    x = leaf([1.0, 2.0])
    direction = gv.tensor([1.0, 3.0])
    for f in (
        lambda x: functional.jacobian(lambda z: z**3, x, create_graph=True),
        lambda x: functional.hessian(lambda z: (z**3).sum() * z[0], x, create_graph=True),
        lambda x: functional.jvp(lambda z: z**3, x, direction, create_graph=True)[1],
        lambda x: functional.vjp(lambda z: z**3, x, direction, create_graph=True)[1],
    ):
        assert f(x).requires_grad and gv.gradcheck(f, x)
    assert not functional.jacobian(lambda z: z**3, x).requires_grad and x.grad is None


def test_what_they_refuse():
    with pytest.raises(RuntimeError, match=r"hessian\(\) needs a function that returns one number; .* shape \(2,\)"):
        functional.hessian(lambda x: x * 2, gv.tensor([1.0, 2.0]))
    with pytest.raises(TypeError, match=r"the function returned 2.0 \(float\), not a Tensor"):
        functional.jacobian(lambda x: x.item(), 2.0)
    with pytest.raises(RuntimeError, match=r"direction v of shape \(2,\) for this input and got none"):
        functional.jvp(lambda x: x, gv.tensor([1.0, 2.0]))


def test_r79_enable_grad_records_inside_no_grad():
    x = leaf(2.0)

    @gv.enable_grad()
    def square(x):
        return x * x

    with gv.no_grad():
        assert (x * x).requires_grad is False and square(x).requires_grad is True
        assert (x * x).requires_grad is False


def test_an_input_that_was_not_used_has_the_gradient_0_also_where_it_is_inf():
    used, idle = gv.tensor([1.0, 2.0]), gv.tensor([np.inf, np.nan])
    blocks = functional.jacobian(lambda a, b: a * a, (used, idle))
    assert blocks[1].tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert functional.vjp(lambda a, b: a.sum(), (used, idle))[1][1].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("given", [np.array([1.0, 10.0]), [1, 10], gv.tensor([1, 10]), gv.tensor([1.0, 10.0])])
def test_an_upstream_gradient_takes_the_kind_of_numbers_of_its_tensor(given):
    x, seen = leaf([1.0, 2.0], dtype="float32"), []
    y = x * x
    y.register_hook(lambda g: seen.append(g.dtype))
    y.backward(gradient=given)
    assert seen == [gv.float32]
    assert x.grad.dtype == gv.float32 and x.grad.tolist() == [2.0, 40.0]
    half = leaf(3.0, dtype="float16")
    (half * half).backward()
    assert half.grad.dtype == gv.float16 and half.grad.item() == 6.0


def test_an_upstream_gradient_of_another_kind_keeps_its_history():
    x, g = leaf([1.0, 2.0], dtype="float32"), leaf([1.0, 10.0])
    (found,) = gv.grad(x * x, x, g, create_graph=True)
    assert gv.grad(found.sum(), g)[0].tolist() == [2.0, 4.0]


def test_a_vector_times_a_hessian():
    def f(x, y):
        return (x**3 * y).sum() + gv.sin(x[0])

    x, y = gv.tensor([1.0, 2.0]), gv.tensor([3.0, -1.0])
    v = (gv.tensor([1.0, -2.0]), gv.tensor([0.5, 1.0]))
    whole = functional.hessian(f, (x, y))
    expected = [sum(v[i].numpy() @ whole[i][j].numpy() for i in range(2)) for j in range(2)]
    for product in (functional.vhp, functional.hvp):
        value, found = product(f, (x, y), v)
        assert value.item() == f(x, y).item() and not value.requires_grad
        np.testing.assert_allclose([part.numpy() for part in found], expected, rtol=1e-12)
    assert functional.hvp(lambda t: t**3, 2.0)[1].item() == 12.0
    assert functional.vhp(lambda t: 2.0 * t.sum(), x, x)[1].tolist() == [0.0, 0.0]


def test_backward_from_several_and_to_some():
    x, w = gv.tensor(2.0, requires_grad=True), gv.tensor([3.0, 4.0], requires_grad=True)
    shared = x * w
    gv.autograd.backward([shared.sum(), shared], [None, gv.tensor([1.0, 10.0])])
    assert x.grad.item() == 7.0 + 43.0 and w.grad.tolist() == [4.0, 22.0]
    x.grad = w.grad = None
    (x * w).sum().backward(inputs=[x])
    assert x.grad.item() == 7.0 and w.grad is None
    (x * w).sum().backward(inputs=w)
    assert x.grad.item() == 7.0 and w.grad.tolist() == [2.0, 2.0]
    with pytest.raises(RuntimeError, match=r"backward\(\) got 1 grad_tensors for 2 tensors"):
        gv.autograd.backward([x * 1, x * 2], [1.0])


def test_an_unused_input_may_give_zeros():
    x, w = gv.tensor(2.0, requires_grad=True), gv.tensor([3.0, 4.0], requires_grad=True)
    found = gv.autograd.grad(x * x, [x, w], materialize_grads=True)
    assert found[0].item() == 4.0 and found[1].tolist() == [0.0, 0.0]


def test_a_variable_is_a_tensor():
    x = gv.tensor(1.0)
    assert gv.autograd.Variable(x, requires_grad=True) is x and x.requires_grad
    assert gv.autograd.Variable([1.0, 2.0]).tolist() == [1.0, 2.0]
