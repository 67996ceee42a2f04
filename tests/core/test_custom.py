"""A student's own operations (R72, R73, R83, E20, E21): recorded, drawn and checked like declared ones."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.recording import look

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


@gv.tensor_op
class add_up(gv.Operation):
    """Add, in the form of the slides."""

    symbol = "⊕"

    @staticmethod
    def forward(ctx, a, b):
        return a + b

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output, grad_output


@gv.tensor_op
class rectify(gv.Operation):
    """ReLU in the form of the slides: a list as ctx, a list returned (E20, E21)."""

    @staticmethod
    def forward(ctx, value):
        new_value = np.maximum(0, value)
        ctx.append(new_value)
        return new_value

    @staticmethod
    def backward(ctx, grad_output):
        value = ctx[-1]
        return [(value > 0).astype(float) * grad_output]


class Exp(gv.autograd.Function):
    """PyTorch's own example of a Function."""

    @staticmethod
    def forward(ctx, i):
        result = i.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        (result,) = ctx.saved_tensors
        return grad_output * result


class LegendrePolynomial3(gv.autograd.Function):
    """The other one."""

    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return 0.5 * (5 * input**3 - 3 * input)

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        return grad_output * 1.5 * (5 * input**2 - 1)


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def operation(forward=lambda ctx, a: a, backward=lambda ctx, g: g, base=gv.Operation, **attributes):
    body = {"forward": staticmethod(forward), "backward": staticmethod(backward), **attributes}
    return gv.tensor_op(type("mine", (base,), body))


@pytest.mark.parametrize("value", [2.0, -1.0, [1.0, -2.0, 3.0], [[0.5], [-0.5]]])
def test_r73_the_slides_relu_passes_the_gradient_check(value):
    assert gv.gradcheck(rectify, leaf(value))


@pytest.mark.parametrize("shapes", [((), ()), ((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((3,), ())])
def test_r73_the_slides_add_passes_the_gradient_check_and_broadcasts(shapes):
    assert gv.gradcheck(add_up, tuple(leaf(np.random.default_rng(0).normal(size=s)) for s in shapes))


def test_r73_an_operation_is_recorded_and_drawn_like_a_declared_one():
    x, y = leaf(3.0, name="x"), leaf(-1.0, name="y")
    z = rectify(add_up(x, y)) * 2
    recording = gv.record(z)
    assert [node.op for node in recording.graph.nodes] == [None, None, "add_up", "rectify", "multiply"]
    assert recording.graph.nodes[2].symbol == "⊕"
    assert recording.frame().gradients == [2.0, 2.0, 2.0, 2.0, 1.0]
    assert recording.frame().locals == [1.0, 1.0, 1.0, 2.0]
    assert x.grad is None
    assert "⊕" in gv.draw(z).source and "rectify" in gv.draw(z).text
    assert z.grad_fn.next_functions[0][0].name() == "rectifyBackward"
    assert gv.record(rectify(add_up(x, y)) * 2).graph is recording.graph, "equal programs have one graph"


def test_r73_the_local_gradient_is_shown_where_numbers_go_in_and_out():
    square = operation(lambda ctx, a: ctx.append(a) or a * a, lambda ctx, g: 2 * ctx[0] * g)
    assert gv.record(lambda x: square(x) * 5, x=3.0).frame().locals == [6.0, 5.0]
    assert gv.record(lambda x: gv.sum(square(x)), x=[3.0]).frame().locals[0] is None


def test_a_picture_of_the_past_does_not_run_backward_again():
    runs = []
    counted = operation(lambda ctx, a: ctx.append(a) or a * 2, lambda ctx, g: runs.append(1) or g * 2)
    x = leaf(3.0)
    y = counted(x) * 1
    y.backward()
    before = list(runs)
    assert look(y).frame().gradients == [2.0, 1.0, 1.0]
    assert runs == before == [1]
    z = counted(leaf(3.0)) * gv.tensor(1.0)
    z.backward(5.0, retain_graph=True)
    gv.record(z)  # a pass aside, from 1
    assert look(z).frame().downstreams[0] == 10.0


@pytest.mark.parametrize("function", [Exp, LegendrePolynomial3])
@pytest.mark.parametrize("value", [0.3, [0.5, -1.2]])
def test_r83_pytorchs_examples_run_with_second_and_third_derivatives(function, value):
    x = leaf(value)
    assert gv.gradcheck(function.apply, x) and gv.autograd.gradgradcheck(function.apply, x)
    known = gv.exp if function is Exp else lambda i: 0.5 * (5 * i**3 - 3 * i)
    found = [function.apply(x), known(x)]
    for _ in range(3):
        np.testing.assert_allclose(found[0].value, found[1].value, rtol=1e-12)
        found = [gv.grad(gv.sum(y), x, create_graph=True)[0] for y in found]


def test_r83_pytorchs_newer_form_stores_in_setup_context():
    class Product(gv.autograd.Function):
        @staticmethod
        def forward(x, y):
            return gv.exp(x) * y

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs, output)

        @staticmethod
        def backward(ctx, g):
            x, y, product = ctx.saved_tensors
            return g * product, g * gv.exp(x)

    x, y = leaf([0.5, 0.7]), leaf(2.0)
    assert gv.gradcheck(Product.apply, (x, y)) and gv.autograd.gradgradcheck(gv.tensor_op(Product), (x, y))
    assert Product.apply(x, y)._op.saves == ("c", "x", "y")


def test_r83_a_result_kept_as_an_attribute_has_a_history():
    def forward(ctx, x):
        ctx.result = x.exp()
        return ctx.result

    exp = operation(forward, lambda ctx, g: g * ctx.result, gv.autograd.Function)
    assert gv.autograd.gradgradcheck(exp, leaf([0.3, 0.7]))


def test_r83_a_value_made_on_the_way_has_none_and_says_so():
    def forward(ctx, x):
        ctx.twice = x * 2
        return ctx.twice * x

    twice = operation(forward, lambda ctx, g: g * 2 * ctx.twice, gv.autograd.Function)
    assert gv.gradcheck(twice, leaf(3.0))
    with pytest.raises(RuntimeError, match="operation mine, which stored a value that its forward computed on the way"):
        gv.grad(twice(leaf(3.0)), leaf(3.0), create_graph=True, allow_unused=True)


def test_r83_a_mask_made_on_the_way_is_a_constant_and_fine():
    def forward(ctx, x):
        ctx.mask = x > 0
        ctx.save_for_backward(x)
        return x * x * ctx.mask

    def backward(ctx, g):
        return g * 2 * ctx.saved_tensors[0] * ctx.mask

    assert gv.autograd.gradgradcheck(operation(forward, backward, gv.autograd.Function), leaf([1.0, -2.0]))


def test_r83_numpy_code_refuses_to_be_differentiated_twice():
    with pytest.raises(RuntimeError) as caught:
        gv.grad(rectify(leaf(2.0)), leaf(2.0), create_graph=True, allow_unused=True)
    assert "create_graph=True reached operation rectify" in str(caught.value)
    assert "gv.autograd.Function" in str(caught.value)


def test_r83_what_is_handed_over():
    seen = {}

    def forward(ctx, a, b, power, mode="x"):
        seen["forward"] = [type(v).__name__ for v in (a, b, power, mode)], ctx.needs_input_grad
        return a.sum() * b**power

    def backward(ctx, g):
        seen["backward"] = type(g).__name__
        return None, None, None, None

    x = leaf([1.0, 2.0])
    operation(forward, backward)(x, gv.tensor(3.0), 2, mode="y").backward()
    assert seen["forward"] == (["ndarray", "float64", "int", "str"], (True, False, False, False))
    assert seen["backward"] == "float64"
    assert x.grad is None, "None means not computed"
    operation(forward, backward, gv.autograd.Function)(x, gv.tensor(3.0), 2).backward()
    assert seen["forward"][0] == ["Tensor", "Tensor", "int", "str"] and seen["backward"] == "Tensor"


def test_r83_numbers_are_part_of_the_operation_and_options_are_named():
    scale = operation(lambda ctx, a, factor, mode=None: a * factor, lambda ctx, g: (g, None))
    graph = gv.record(lambda x: scale(x, 3, mode="up"), x=2.0).graph
    assert graph.nodes[-1].numbers == (None, 3) and graph.nodes[-1].options == (("mode", "'up'"),)


def test_r83_raw_values_give_raw_values_and_no_grad_records_nothing():
    assert add_up(2.0, 3.0) == 5.0 and add_up(np.ones(2), 1.0).tolist() == [2.0, 2.0]
    with gv.no_grad():
        assert add_up(leaf(1.0), 2.0).grad_fn is None
    assert add_up(gv.tensor(1.0), 2.0).requires_grad is False
    assert add_up(leaf([1.0]), np.array([2.0])).tolist() == [3.0]


def test_r83_one_argument_used_twice_gets_both_gradients():
    x = leaf(3.0)
    add_up(x, x).backward()
    assert x.grad.item() == 2.0


def test_r130_a_second_pass_needs_the_graph_only_if_something_was_saved():
    z = add_up(leaf(1.0), leaf(2.0))
    z.backward()
    z.backward()
    y = rectify(leaf(2.0))
    y.backward()
    with pytest.raises(RuntimeError, match=r"result of rectify, but the first one freed .* \(c\)"):
        y.backward()


def test_a_saved_input_that_changed_in_place_is_refused():
    x = leaf([1.0, 2.0])
    y = LegendrePolynomial3.apply(x).sum()
    with gv.no_grad():
        x.mul_(2)
    with pytest.raises(RuntimeError, match="changed in place after the result of LegendrePolynomial3 had used it"):
        y.backward()


def test_the_function_keeps_the_classs_name_words_and_parameters():
    import inspect

    assert add_up.__name__ == "add_up" and add_up.__doc__.startswith("Add, in the form")
    assert str(inspect.signature(add_up)) == "(a, b)" and issubclass(add_up.operation, gv.Operation)


def test_a_scalar_that_divides_by_zero_follows_ieee():
    inverse = operation(lambda ctx, a: ctx.append(a) or 1 / a, lambda ctx, g: -g / ctx[0] ** 2)
    x = leaf(0.0)
    y = inverse(x)
    y.backward()
    assert (y.item(), x.grad.item()) == (float("inf"), float("-inf"))


@pytest.mark.parametrize(
    "base, create_graph", [(gv.Operation, False), (gv.autograd.Function, False), (gv.autograd.Function, True)]
)
def test_none_from_backward_is_not_computed_and_never_0(base, create_graph):
    """As in PyTorch: on the leaf itself, and on leaves that are reached through it alone."""
    first = operation(lambda ctx, a, b: a * b, lambda ctx, g: (g, None), base)
    for shape in ((), (2,)):
        x, y, z, w = (gv.ones(*shape).requires_grad_() for _ in range(4))
        out = first(x * z, gv.sin(y * w) * y) + first(z, w)
        out.sum().backward(create_graph=create_graph)
        assert y.grad is None and w.grad is None
        assert np.all(x.grad.detach().numpy() == 1.0) and np.all(z.grad.detach().numpy() == 2.0)
        out = (first(x, y) * y).sum()
        out.backward()
        assert np.all(y.grad.numpy() == 1.0), "another way leads to it"
        w.grad = gv.full(shape, 5.0)
        first(x, w).sum().backward()
        assert np.all(w.grad.numpy() == 5.0), "what was there stays"
        with pytest.raises(RuntimeError, match="do not depend on input 0"):
            gv.grad(first(x, w * 2).sum(), w)
        assert gv.grad(first(x, w * 2).sum(), [w], allow_unused=True) == (None,)


def test_none_from_backward_is_recorded_as_nothing():
    first = operation(lambda ctx, a, b: a * b, lambda ctx, g: (g, None))
    recording = gv.record(lambda x, y: first(x, y), x=2.0, y=3.0)
    assert recording.gradient("x") == 1.0
    assert recording.frame().gradients[1] is None
