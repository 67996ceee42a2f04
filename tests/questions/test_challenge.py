"""The challenge: right programs pass, each planted rule is named, and what misbehaves is said."""

import numpy as np
import pytest

from gradviz.questions.challenge import grade
from gradviz.questions.mini import PLANTS, Variable
from gradviz.questions.probes import PROBES, answer


def newest_first(root):
    """Every node above one, each after all that use it, as a student's recursion finds them."""
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order[::-1]


class Solution:
    """A learner's whole answer, written as a lesson would have it."""

    def __init__(self, value, requires_grad=True, parents=()):
        self.value, self.requires_grad, self.parents = np.asarray(value, float), requires_grad, parents
        self.grad = None

    @staticmethod
    def wrap(other):
        return other if isinstance(other, Solution) else Solution(other, requires_grad=False)

    def __add__(self, other):
        other = Solution.wrap(other)
        return Solution(self.value + other.value, True, ((self, lambda g: g), (other, lambda g: g)))

    def __mul__(self, other):
        other = Solution.wrap(other)
        a, b = self.value, other.value
        return Solution(a * b, True, ((self, lambda g: g * b), (other, lambda g: g * a)))

    __radd__, __rmul__ = __add__, __mul__

    def __pow__(self, n):
        a = self.value
        return Solution(a**n, True, ((self, lambda g: g * n * a ** (n - 1)),))

    def __matmul__(self, other):
        a, b = self.value, other.value
        return Solution(a @ b, True, ((self, lambda g: g @ b.T), (other, lambda g: a.T @ g)))

    def sum(self):
        a = self.value
        return Solution(a.sum(), True, ((self, lambda g: g * np.ones_like(a)),))

    def fit(self, g):
        while g.ndim > self.value.ndim:
            g = g.sum(0)
        return g

    def backward(self):
        fresh = {id(self): np.ones_like(self.value)}
        for node in newest_first(self):
            g = node.fit(fresh[id(node)])
            for parent, back in node.parents:
                fresh[id(parent)] = fresh.get(id(parent), 0.0) + parent.fit(back(g))
            if not node.parents and node.requires_grad:
                node.grad = g if node.grad is None else node.grad + g


def test_a_right_program_reaches_stage_3():
    report = grade(Solution)
    assert report.passed and report.stage == 3 and report.rule is None, report


def test_the_right_small_engine_reaches_stage_2():
    report = grade(Variable)
    assert report.passed and report.stage == 2 and report.where.startswith("matrices")


UNASKED = ("no minus", "slope of the input", "both")  # the challenge asks for no difference, sigmoid or maximum
TOLD = [name for name in PLANTS if name not in UNASKED]


@pytest.mark.parametrize("name", TOLD)
def test_every_planted_rule_is_named(name):
    """R118."""
    report = grade(PLANTS[name].engine)
    assert not report.passed and report.rule == PLANTS[name].rule
    assert PLANTS[name].fault in report.message


def test_a_rule_is_named_even_where_something_else_is_missing():
    class Half(PLANTS["overwritten"].engine):
        __radd__ = __rmul__ = None

    assert grade(Half).rule == "M1"


class OneSided(Solution):
    def __radd__(self, other):
        return NotImplemented

    __rmul__ = __radd__


class Unasked(Solution):
    def __init__(self, value, parents=()):
        super().__init__(value, True, parents)


@pytest.mark.parametrize("kind, said", [(OneSided, "__radd__"), (Unasked, "requires_grad")])
def test_what_is_missing_is_said_plainly(kind, said):
    report = grade(kind)
    assert not report.passed and said in report.message.splitlines()[-1]


def test_a_program_for_numbers_alone_has_passed_and_is_told_what_comes_next():
    report = grade(Variable)
    assert report.passed and "Next: matrices" in report.message and "__matmul__" in report.message


def test_a_bias_that_is_not_summed_is_named():
    report = grade(type("V", (Solution,), {"fit": lambda self, g: g}))
    assert report.rule == "M20" and "summed" in report.message


def test_an_error_in_the_program_is_shown_with_the_probe():
    class Broken:
        def __init__(self, value):
            self.value = value

    report = grade(Broken)
    assert not report.passed and "a sum" in report.message and "TypeError" in report.message


@pytest.mark.parametrize("body", ["while True: pass", "import os; os._exit(1)", "[0] * 10**10", "print('x' * 10**7)"])
def test_a_program_that_misbehaves_is_stopped_and_said(body):
    namespace = {"__name__": "__main__"}
    exec(f"class Bad:\n    def __init__(self, *a, **k):\n        {body}\n", namespace)
    report = grade(namespace["Bad"])
    assert not report.passed and report.message


def test_what_is_no_class_is_said():
    assert "Variable" in grade(Variable(3.0)).message


def test_every_probe_can_fail():
    class Nothing(Variable):
        def backward(self):
            pass

    wrong = {probe.name for probe in PROBES if answer(probe, Nothing)["got"] != probe.wanted}
    assert wrong == {probe.name for probe in PROBES}


def test_a_program_that_assigns_its_gradients_is_told_whatever_else_it_lacks():
    """As beginners write it: no power, no plain numbers, and `.grad` is written over, in this pass and the next."""

    class Variable:
        def __init__(self, value, requires_grad=True, parents=()):
            self.value, self.requires_grad, self.parents, self.grad = value, requires_grad, parents, None

        def __add__(self, other):
            return Variable(self.value + other.value, True, ((self, 1.0), (other, 1.0)))

        def __mul__(self, other):
            return Variable(self.value * other.value, True, ((self, other.value), (other, self.value)))

        def backward(self):
            self.grad = 1.0
            for node in newest_first(self):
                for parent, slope in node.parents:
                    parent.grad = node.grad * slope

    report = grade(Variable)
    assert report.rule == "M1" and "the last use of a value wins" in report.message
    assert "Powers need __pow__." in report.message and "plain number" not in report.message
