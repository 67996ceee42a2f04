"""R63 to R75: the code of the book and of the slides, and what it prints."""

import numpy as np
import pytest

import gradviz as gv


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def tape():
    """The book's three lines: z = wx, y = z + b, loss = y²."""
    x, w, b = leaf(2.0), leaf(3.0), leaf(1.0)
    z = w * x
    y = z + b
    return x, w, b, z, y, y**2


def test_r63_the_forward_pass_prints_6_7_and_49(capsys):
    *_, z, y, loss = tape()
    for t in (z, y, loss):
        print(t.item())
    assert capsys.readouterr().out.split() == ["6.0", "7.0", "49.0"]


def test_r64_grad_fn_has_pytorchs_names_and_no_address():
    *_, z, y, loss = tape()
    assert [t.grad_fn.name() for t in (loss, z, y)] == ["PowBackward0", "MulBackward0", "AddBackward0"]
    assert [repr(t.grad_fn) for t in (loss, z, y)] == ["<PowBackward0>", "<MulBackward0>", "<AddBackward0>"]


def test_r65_next_functions_lead_from_the_power_to_the_leaves():
    x, w, b, *_, loss = tape()
    ((add, place),) = loss.grad_fn.next_functions
    assert (add.name(), place) == ("AddBackward0", 0)
    (multiply, _), (of_b, _) = add.next_functions
    assert (multiply.name(), of_b.name()) == ("MulBackward0", "AccumulateGrad")
    leaves = [function for function, _ in multiply.next_functions]
    assert [f.name() for f in leaves] == ["AccumulateGrad"] * 2
    assert [f.variable for f in (*leaves, of_b)] == [w, x, b] and leaves[0].next_functions == ()


def test_r66_after_backward_the_gradients_are_28_14_and_42():
    x, w, b, *_, loss = tape()
    loss.backward()
    assert [str(t.grad) for t in (w, b, x)] == ["tensor(28.)", "tensor(14.)", "tensor(42.)"]
    assert [f"{t.grad}" for t in (w, b, x)] == ["28.0", "14.0", "42.0"]


def test_r67_gradients_add_up_until_they_are_zeroed():
    x, seen = leaf(3.0), []
    for power, zero in ((2, False), (3, False), (2, True)):
        if zero:
            x.grad.zero_()
        (x**power).backward()
        seen.append(x.grad.item())
    assert seen == [6.0, 33.0, 6.0]


@pytest.mark.parametrize("set_to_none", [True, False])
def test_r68_zero_and_zero_grad_both_forget_and_differ_in_what_is_left(set_to_none):
    x = leaf(3.0)
    optimizer = gv.optim.SGD([x], lr=0.1)
    (x**3).backward()
    optimizer.zero_grad(set_to_none=set_to_none)
    assert x.grad is None if set_to_none else x.grad.item() == 0.0
    (x**2).backward()
    assert x.grad.item() == 6.0
    x.grad.zero_()
    assert x.grad.item() == 0.0


def test_r69_a_training_loop_over_a_loader_for_two_epochs(capsys):
    x = np.array([[1.0], [2.0], [3.0], [4.0]])
    data = gv.utils.data.TensorDataset(gv.tensor(x), gv.tensor(3 * x - 1))
    loader = gv.utils.data.DataLoader(data, batch_size=2)
    model = gv.nn.Linear(1, 1)
    with gv.no_grad():
        model.weight.fill_(0.0)
        model.bias.fill_(0.0)
    optimizer = gv.optim.SGD(model.parameters(), lr=0.02)
    for epoch in range(2):
        running_loss = 0.0
        for inputs, target in loader:
            optimizer.zero_grad()
            loss = gv.nn.functional.mse_loss(model(inputs), target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        print(f"{epoch} {running_loss:.6f}")
    assert capsys.readouterr().out == by_hand(x[:, 0])


def by_hand(x):
    """The same loop with numpy and the gradient written out."""
    w, b, lines = 0.0, 0.0, []
    for epoch in range(2):
        running = 0.0
        for batch in (x[:2], x[2:]):
            error = w * batch + b - (3 * batch - 1)
            running += np.mean(error**2)
            w, b = w - 0.02 * np.mean(2 * error * batch), b - 0.02 * np.mean(2 * error)
        lines.append((epoch, running))
    assert lines[1][1] < lines[0][1], "the loss falls"
    return "".join(f"{epoch} {loss:.6f}\n" for epoch, loss in lines)


def test_r70_under_no_grad_there_is_no_grad_fn():
    x = leaf([1.0, 2.0])
    with gv.no_grad():
        output = (x * 2).exp()
    assert output.grad_fn is None and output.requires_grad is False
    assert (x * 2).grad_fn is not None and (x * 2).requires_grad is True


def test_r71_a_checkpoint_gives_equal_numbers_with_fewer_saved_values_and_more_forward_calls():
    from gradviz.utils.checkpoint import checkpoint

    def layer(x):
        for _ in range(6):
            x = gv.tanh(x)
        return x

    found = []
    for run in (layer, lambda x: checkpoint(layer, x)):
        x = leaf(np.array([0.2, -0.7]))
        with gv.Meter() as meter:
            y = run(x)
            saved = meter.saved
            y.sum().backward()
        found.append((y.detach().numpy(), x.grad.numpy(), saved, meter.forward_calls))
    (y, slope, saved, calls), (again, same, fewer, more) = found
    np.testing.assert_allclose(again, y, rtol=1e-12, atol=0)
    np.testing.assert_allclose(same, slope, rtol=1e-12, atol=0)
    assert (saved, fewer) == (6, 2), "a checkpoint keeps its input and its result"
    assert more == calls + 6


@pytest.mark.parametrize("form", [float, np.float64, np.array, lambda v: [v], lambda v: [[v]]])
def test_r72_backward_starts_from_one_number_in_any_form(form):
    x = leaf(form(3.0))
    y = x * x
    y.backward()
    assert x.grad.item() == 6.0 and x.grad.shape == x.shape
    y = x * x
    y.backward(gradient=form(2.0))
    assert x.grad.item() == 6.0 + 12.0


def test_r72_backward_from_two_numbers_is_refused_with_advice():
    with pytest.raises(RuntimeError, match=r"shape \(2,\): a gradient belongs to one number.*sum\(\).*gradient="):
        (leaf([1.0, 2.0]) * 2).backward()


@gv.tensor_op
class Add(gv.Operation):
    """c = a + b."""

    @staticmethod
    def forward(ctx, a, b):
        return a + b

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output, grad_output


@gv.tensor_op
class Rectify(gv.Operation):
    """c = max(0, a)."""

    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return np.maximum(a, 0)

    @staticmethod
    def backward(ctx, grad_output):
        (a,) = ctx.saved_tensors
        return [grad_output * (a > 0)]


def test_r73_add_and_relu_in_the_slides_form_register_and_pass_the_gradient_check():
    a, b = leaf([1.0, -2.0, 3.0]), leaf([0.5, 1.0, -4.0])
    y = Rectify(Add(a, b))
    assert y.grad_fn.name() == "RectifyBackward"
    assert [node.op for node in gv.record(y.sum()).graph.nodes] == [None, None, "Add", "Rectify", "sum"]
    y.sum().backward()
    assert y.tolist() == [1.5, 0.0, 0.0] and a.grad.tolist() == b.grad.tolist() == [1.0, 0.0, 0.0]
    assert gv.gradcheck(lambda a, b: Rectify(Add(a, b)), (a, b))


@pytest.mark.parametrize(
    ("function", "slope"),
    [(lambda x: x + x, 2), (lambda x: x * x, 4), (lambda x: x**2 + x**3, 16), (lambda x: x**2 * (3 * x), 36),
     (lambda x: gv.exp(x * 0) + x + gv.sin(x) * 0 + x, 2), (lambda x: gv.stack([x] * 5, 0), 5)],
)  # fmt: skip
@pytest.mark.parametrize("form", [float, lambda v: [v], lambda v: np.full((2, 2), v)])
def test_r74_several_uses_of_one_value_add_up(function, slope, form):
    """With `=` in the place of `+=` every line here gives the gradient of one use."""
    x = leaf(form(2.0))
    function(x).sum().backward()
    assert np.all(x.grad.numpy() == slope)


def test_r74_leaves_add_up_over_two_graphs():
    x = leaf([2.0])
    for _ in range(2):
        (x * x).backward()
    assert x.grad.tolist() == [8.0]


def elementwise(torch):
    """The book's style of code, word for word the same on both."""
    x = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
    w = torch.tensor([1.5, 0.25, -0.75], requires_grad=True)
    z = torch.tanh(w * x) + torch.exp(-x * x) / 2
    loss = ((z - 1.0) ** 2).mean() + torch.relu(w).sum()
    loss.backward()
    return [loss.item(), *x.grad.tolist(), *w.grad.tolist()]


def test_r75_the_same_code_with_plain_numpy():
    x, w = np.array([0.5, -1.0, 2.0]), np.array([1.5, 0.25, -0.75])
    t, e = np.tanh(w * x), np.exp(-x * x) / 2
    up = 2 * (t + e - 1) / 3
    expected = [
        np.mean((t + e - 1) ** 2) + 1.75,
        *(up * ((1 - t * t) * w - 2 * x * e)),
        *(up * (1 - t * t) * x + (w > 0)),
    ]
    assert elementwise(gv) == pytest.approx(expected, rel=1e-14)


@pytest.mark.torch
def test_r75_the_same_code_on_torch():
    torch = pytest.importorskip("torch")
    assert elementwise(gv) == pytest.approx(elementwise(torch), rel=1e-5), "torch computes in float32"
