"""The small engine is right, and each planted rule is wrong in its own way."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.questions.mini import PLANTS, Variable

NUMBERS = st.integers(-4, 4).map(float)


def program(number, a, b, c):
    """The same expressions for the small engine and for gradviz."""
    return (
        lambda: (a * b + c - 3) ** 2,
        lambda: a * a * b + a,
        lambda: (a + b) * (a * b) + (a + b),
        lambda: 2 * a - b * 3 + (1 - c),
        lambda: ((a + b) + a * b) + (a + b) * (a * b),
    )[number]()


@pytest.mark.parametrize("number", range(5))
@given(a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_the_right_engine_agrees_with_gradviz(number, a, b, c):
    mine = [Variable(x) for x in (a, b, c)]
    ours = [gv.tensor(x, requires_grad=True) for x in (a, b, c)]
    program(number, *mine).backward()
    program(number, *ours).backward()
    for one, other in zip(mine, ours, strict=True):
        assert (one.grad or 0.0) == (0.0 if other.grad is None else other.grad.item())


def test_accumulation_constants_maximum_and_sigmoid():
    x, k = Variable(2.0), Variable(5.0, requires_grad=False)
    y = x * x * 3 + k
    y.backward()
    y.backward()
    assert x.grad == 24 and k.grad is None
    z = Variable(0.5)
    (z.sigmoid()).backward()
    assert z.grad == pytest.approx(math.exp(-0.5) / (1 + math.exp(-0.5)) ** 2)
    tie = Variable(1.0), Variable(1.0)
    tie[0].maximum(tie[1]).backward()
    assert [each.grad for each in tie] == [0.5, 0.5]


@pytest.mark.parametrize("name, number", [
    ("overwritten", 27), ("first use", 6), ("multiplied", 162), ("sign", -33), ("seed", 1188), ("exponent kept", 99),
    ("exponent lost", 12),
])  # fmt: skip
def test_the_signatures_of_teaching(name, number):
    """x² + x³ at 3: right 33."""
    x = PLANTS[name].engine(3.0)
    y = x**2 + x**3
    y.backward()
    assert x.grad == number


def test_stale_inner_gradients_give_36():
    x = PLANTS["stale"].engine(2.0)
    y = x * x * 3
    y.backward()
    assert x.grad == 12
    y.backward()
    assert x.grad == 36


def diamond(kind):
    a, b = kind(2.0), kind(3.0)
    c, d = a + b, a * b
    e, f = c + d, c * d
    (e + f).backward()
    return a.grad, b.grad


def late(kind):
    a, b = kind(2.0), kind(3.0)
    ((a * b + a) * a).backward()  # a is met at once, and its inner uses report later
    return a.grad, b.grad


def test_the_two_wrong_orders():
    """R116: the graph of micrograd's issue 68, and one where breadth is not enough."""
    assert (diamond(Variable), late(Variable)) == ((25, 19), (16, 4))
    assert diamond(PLANTS["recursion"].engine) == (29, 22)
    assert late(PLANTS["order"].engine) != (16, 4)


@pytest.mark.parametrize("name", PLANTS)
def test_every_plant_is_found_by_some_expression(name):
    engine = PLANTS[name].engine

    def grads(kind):
        a, b = kind(3.0), kind(2.0)
        c, d = a + b, a * b
        y = (c + d) + c * d - a**3 + a.maximum(b) + b.sigmoid() + (a * b + a) * a
        y.backward()
        y.backward()
        return a.grad, b.grad

    assert grads(engine) != grads(Variable)
