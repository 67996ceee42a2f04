"""The backward pass on worked examples: numbers of the lessons, gates, fan-out, cost."""

import itertools

import pytest

import gradviz as gv
from gradviz.core import gradients


def leaf(value, name=None):
    return gv.tensor(value, requires_grad=True, name=name)


def slopes(output, *inputs):
    """The gradients of `output`, by a pass aside."""
    found = dict(gradients(output))
    return tuple(found[x] for x in inputs)


def test_a_product_with_itself_has_two_edges():
    """R95: micrograd's set of parents loses one."""
    x = leaf(3.0)
    y = x * x
    steps = []
    gradients(y, observer=steps.append)
    assert [(node is y, argument) for node, argument, *_ in steps] == [(True, 0), (True, 1)]
    y.backward()
    assert x.grad.item() == 6.0


def test_two_passes_give_12_then_24_never_36():
    """R77: inner gradients are fresh in each pass, leaves accumulate."""
    x = leaf(2.0)
    y = x**2 * 3
    y.backward(retain_graph=True)
    assert x.grad.item() == 12.0
    y.backward()
    assert x.grad.item() == 24.0


def test_two_passes_over_a_square_cubed_give_384_never_576():
    """R77, deeper: (x²)³ at 2 has the slope 6·32 = 192."""
    x = leaf(2.0)
    y = (x**2) ** 3
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == 384.0


def test_the_diamond_of_order_trouble():
    """Appendix B: naive recursion that pushes running totals gives 46 and 35."""
    a, b = leaf(2.0), leaf(3.0)
    c, d = a + b, a * b
    e, f = c + d, c * d
    y = e + f
    assert y.item() == 41.0 and slopes(y, a, b) == (25.0, 19.0)


@pytest.mark.parametrize("x, expected", [(2.0, 16.0), (3.0, 33.0)])
def test_two_paths_are_summed(x, expected):
    """R9, R100."""
    t = leaf(x)
    (t**2 + t**3).backward()
    assert t.grad.item() == expected


def test_the_slides_square_times_triple():
    """R17, R106: x²·3x at 2 is 24 with slope 36; 9x² elsewhere; the same as products only."""
    for x in (2.0, -1.5):
        t = leaf(x)
        assert slopes(t**2 * (3 * t), t) == (9 * x * x,)
        assert slopes((t * t) * (3 * t), t) == (9 * x * x,)


@pytest.mark.parametrize(
    "numbers, expected", [((3.0, 1.0, 2.0), (10.0, 30.0, 10.0)), ((-2.0, 4.0, 5.0), (-24.0, 12.0, -6.0))]
)
def test_the_slides_square_of_a_line(numbers, expected):
    """R42, R43, E24."""
    a, x, b = map(leaf, numbers)
    assert slopes((a * x + b) ** 2, a, x, b) == expected


@pytest.mark.parametrize("text, numbers, expected", [
    ("sin(x**2)", {"x": 1.0}, {"x": 1.0806046117362795}),
    ("(x + th - y)**2", {"x": 4, "th": 1, "y": 7}, {"x": -4.0, "th": -4.0, "y": 4.0}),
    ("sigmoid(w*x + b)", {"w": 1, "x": 2, "b": -1}, {"w": 0.39322386648, "x": 0.19661193324, "b": 0.19661193324}),
    ("log(sigmoid(w*x + b))", {"w": 0.5, "x": 2, "b": -1}, {"w": 1.0, "x": 0.25, "b": 0.5}),
    ("3*x**2 + 2*x + 1", {"x": 1}, {"x": 8.0}),
    ("a/b", {"a": 6, "b": 3}, {"a": 1 / 3, "b": -2 / 3}),
    ("tanh(x)", {"x": 0.5}, {"x": 0.786447732966}),
])  # fmt: skip
def test_worked_numbers_of_the_lessons(text, numbers, expected):
    """R8, R47, R48, R60, R109, R112."""
    recording = gv.record(text, inputs=numbers)
    assert {name: recording.gradient(name) for name in expected} == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("text, upstream, inputs, expected", [
    ("a + b", 2.0, {"a": 1.0, "b": 4.0}, (2.0, 2.0)),  # R54
    ("a * b", 2.0, {"a": 3.0, "b": -4.0}, (-8.0, 6.0)),  # R55
    ("maximum(a, b)", 2.0, {"a": 3.0, "b": -4.0}, (2.0, 0.0)),  # R56
    ("maximum(a, b)", 1.0, {"a": 1.0, "b": 1.0}, (0.5, 0.5)),
    ("relu(a)", 3.0, {"a": -1.0}, (0.0,)),  # R58
    ("relu(a)", 3.0, {"a": 0.0}, (0.0,)),
    ("relu(a)", 3.0, {"a": 2.0}, (3.0,)),
])  # fmt: skip
def test_gates(text, upstream, inputs, expected):
    """R53: what each gate does with an upstream gradient."""
    leaves = {name: leaf(value) for name, value in inputs.items()}
    gv.recording.Formula(text)(**leaves).backward(gradient=upstream)
    assert tuple(t.grad.item() for t in leaves.values()) == expected


def test_copies_of_a_value_sum_their_upstreams():
    """R57: upstreams 3 and 5 give 8."""
    x = leaf(7.0)
    (x * 3 + x * 5).backward()
    assert x.grad.item() == 8.0


def test_cost_is_counted_in_edges_not_paths():
    """R14, R15: 20 doublings have 40 edges and 1,048,576 paths."""
    x = leaf(1.0)
    y, steps = x, []
    for _ in range(20):
        y = y + y
    found = gradients(y, observer=steps.append)
    assert found == [(x, 1048576.0)] and len(steps) == 40


def test_sixty_doublings_are_exact():
    x = leaf(1.0)
    for y in itertools.islice(itertools.accumulate(itertools.repeat(x), lambda y, _: y + y), 60, 61):
        y.backward()
    assert x.grad.item() == 2.0**60


def test_uses_by_sums_and_by_elements_are_added_up():
    """Every kind of operation accumulates, whichever comes last in the sweep."""
    t = leaf([1.0, 2.0])
    (t.sum() + (t * t).sum() + t.mean() * 4 + t.exp().sum() * 0).backward()
    assert t.grad.value.tolist() == [1 + 2 + 2, 1 + 4 + 2]
