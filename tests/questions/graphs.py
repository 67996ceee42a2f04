"""Random graphs of numbers, for the tests of the questions."""

import random

import hypothesis.strategies as st

import gradviz as gv
from benchmarks.student_graphs import NAMES, formula
from gradviz.core.advice.anomaly import unsaid
from gradviz.questions.cases import case_of, plan_of
from gradviz.recording import Formula

CHAIN = "(w*x + b - t)**2"


def case(text, **inputs):
    """A formula with numbers as a case."""
    return case_of(gv.record(text, **inputs))


@st.composite
def recordings(draw):
    """A random formula of 4 to 12 operations with shared values, and what happened in it."""
    text = formula(random.Random(draw(st.integers(0, 10**9))))
    names = [name for name in NAMES if name in Formula(text).inputs]
    sizes = st.sampled_from([-2.0, -1.5, -0.5, 0.25, 0.5, 1.0, 1.5, 2.0])
    with unsaid():
        return gv.record(text, **{name: draw(sizes) for name in names})


def _numbered():
    """Random cases: with all names, and with those of the inputs alone, as an expression in one piece has them."""
    dice = random.Random(8)
    while True:
        text = formula(dice)
        names = [name for name in NAMES if name in Formula(text).inputs]
        with unsaid():
            found = case(text, **{name: dice.choice([-2.0, -1.5, 0.5, 1.5, 3.0]) for name in names})
        if all(abs(value) < 1e6 for value in found.values):
            yield found
            nodes = tuple(node if node.is_leaf else node._replace(name=None) for node in found.graph.nodes)
            bare = found.graph._replace(nodes=nodes)
            yield found._replace(graph=bare, plan=plan_of(bare))


CASES = [found for found, _ in zip(_numbered(), range(14), strict=False)]
"""The same at fixed places: every second one has no names but those of its inputs."""
