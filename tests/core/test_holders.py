"""Changes in place: warned of where somebody else holds the Tensor that changes, or what it was taken from."""

import warnings

import numpy as np
import pytest

import gradviz as gv
import gradviz.nn as nn

x = gv.tensor(2.0, requires_grad=True)
shared = x * 2
vector, matrix = gv.tensor([1.0, 2.0, 3.0, 4.0]), gv.tensor([[1.0, 2.0], [3.0, 4.0]])
weights = gv.tensor([1.0, 2.0, 3.0], requires_grad=True)


class Net:
    h = None


class AddsOne(nn.Module):
    def forward(self, t):
        t += 1
        return t


def halved(t):
    t *= 0.5
    return t


def heard(run):
    """The texts of all warnings of a run."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run()
    assert all(w.filename == __file__ for w in caught)
    return [str(w.message) for w in caught]


def another_name():
    y = x * 2
    z = y
    y += 1
    return z, y


def elements_in_a_loop():
    ts = [x * 2, x * 3]
    for t in ts:
        t *= 0.5


def an_argument():
    y = x * 2
    halved(y)


def the_input_of_a_module():
    y = x * 2
    AddsOne()(y)


def an_attribute_and_a_name():
    net = Net()
    net.h = x * 2
    h = net.h
    net.h += x
    return h


def a_state_that_was_kept():
    states, h = [], x * 1
    for _ in range(3):
        h = h * 2
        states.append(h)
        h += x


def a_constant_that_gets_a_history():
    total = gv.tensor(0.0)
    other = total
    total += x
    return other


@pytest.mark.parametrize("run", [
    another_name, elements_in_a_loop, an_argument, the_input_of_a_module, an_attribute_and_a_name,
    a_state_that_was_kept, a_constant_that_gets_a_history,
])  # fmt: skip
def test_a_second_holder_of_what_an_operator_replaces_is_named_once(run):
    (text,) = heard(run)
    assert "replaced the computed Tensor" in text and "keeps the old value" in text and "* 0.5" in text


def names_and_numbers():
    global shared
    y = x * 2
    y += 1
    later = y * 3
    y += x
    shared += 1
    other = shared * y * later
    shared *= 2
    return other


def places():
    net, items, table = Net(), [x * 2, x * 3], {"a": x * 2}
    net.h = x * 2
    for _ in range(2):
        net.h += x
        items[0] *= 0.5
        table["a"] -= net.h * items[0]
    return net, items, table


def totals():
    total = gv.tensor(0.0)
    for i, t in enumerate(x * k for k in range(3)):
        t += total
        total += t * i
    for a, t in zip([1, 2], (x * k for k in range(2)), strict=True):
        t *= a


def results_on_their_way():
    halved(x * 2)
    AddsOne()(x * 2)
    stacked = gv.stack([x * 1, x * 2])
    stacked += 1


def several_uses():
    y = x * 2
    stacked = gv.stack([y, y])
    y += 1

    def inner():
        nonlocal y
        y += 1
        later = y * 2
        y += later

    inner()
    y += stacked.sum()


def recorded():
    def f(x):
        y = x * 2
        y += 1
        z = y * 3
        y += 1
        return y * z

    gv.record(f, x=3.0)


@pytest.mark.parametrize("run", [names_and_numbers, places, totals, results_on_their_way, several_uses, recorded])
def test_no_alarm_where_one_name_or_place_alone_holds_it(run):
    assert heard(run) == []


def test_what_a_notebook_has_printed_is_no_second_holder():
    space = {"x": x, "_oh": {}}
    exec("y = x * 2; _oh[1] = _ = _1 = y; z = y * 2", space)
    assert heard(lambda: exec(compile("y += 1", __file__, "exec"), space)) == []


def changed(t):
    t += 1


def part_of_a_result():
    y = weights * 2
    changed(y[0])


@pytest.mark.parametrize("run", [
    lambda: vector[0].add_(1), lambda: changed(vector[0]), lambda: changed(matrix[0]), lambda: changed(vector[1:]),
    lambda: [changed(row) for row in matrix], lambda: [changed(number) for number in vector],
    lambda: changed(vector.view(4)), lambda: vector.view(4).mul_(2), lambda: matrix[0, 0].fill_(5.0),
    lambda: matrix.diagonal().fill_(1.0), lambda: matrix.T.zero_(), lambda: changed(vector.detach()),
    lambda: matrix.unbind()[0].clamp_(min=0), lambda: matrix.select(0, 1).zero_(), lambda: changed(x.detach()),
    lambda: changed(weights[0]), lambda: changed(weights[1:]), lambda: changed(weights.detach()), part_of_a_result,
])  # fmt: skip
def test_changes_of_what_pytorch_lets_reach_another_tensor_say_that_they_do_not(run):
    before = [np.array(t.value) for t in (vector, matrix, weights)]
    (text,) = heard(run)
    assert "values are not shared" in text and "x[0, 1] = 5 for x[0][1] = 5" in text
    for old, t in zip(before, (vector, matrix, weights), strict=True):
        np.testing.assert_array_equal(old, t.value)


def own_values():
    for make in (
        lambda: vector.clone(), lambda: vector * 2, lambda: vector.detach().clone(), lambda: (vector * 2)[0],
        lambda: (vector * 2).detach(), lambda: vector[[0, 1]], lambda: vector.clone().view(2, 2),
        lambda: gv.arange(6.0).reshape(2, 3), lambda: (x * 3).detach(), lambda: matrix.diag(),
        lambda: (weights * 2)[0], lambda: (weights * 2)[:2], lambda: weights[[0, 1]], lambda: weights.clone(),
    ):  # fmt: skip
        changed(make())


def places_themselves():
    numbers = gv.zeros(2, 2)
    numbers[0] += 1
    numbers[0, 1] += 1
    numbers.diagonal().sum()
    row = numbers[0]
    numbers.add_(1)
    return row


def gradients():
    w = gv.tensor([[1.0, 2.0]], requires_grad=True)
    (w.T * 2).sum().backward()
    w.grad.zero_()
    w.grad += 1
    with gv.no_grad():
        w -= w.grad
        w.sub_(w.grad)


@pytest.mark.parametrize("run", [own_values, places_themselves, gradients])
def test_no_alarm_where_nothing_else_is_meant(run):
    assert heard(run) == []
