"""Drawing random programs with Hypothesis.

While a program is drawn, the oracle computes its values, so that shapes fit, logarithms get positive numbers, and
no value stands on a kink (where engines round differently, one would take the left slope and one the right).
"""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from gradviz.core import OPS
from tests.oracle.hips import FUNCTIONS
from tests.oracle.kinks import DISTANCES
from tests.oracle.programs import Program, Step, V
from tests.oracle.rules import RULES

LARGEST, MOST_ELEMENTS, NEAREST = 4.0, 40, 1e-3


class Builder:
    """A program while it grows: what the rules of the operations draw from.

    Attributes:
        draw: Hypothesis' function that draws an example from a strategy.
        noise: draws the numbers, which need not shrink.
        hidden: places that no later step may read.
    """

    def __init__(self, draw):
        self.draw = draw
        self.noise = np.random.default_rng(draw(st.integers(0, 999)))
        self.sizes = [draw(st.integers(1, 3)) for _ in range(3)]
        leaves = [self.array(self.shape()) for _ in range(draw(st.integers(1, 4)))]
        self.program = Program(leaves, [True, *(self.choose([True, True, True, False]) for _ in leaves[1:])])
        self.hidden: set[int] = set()

    def shape(self):
        """A shape that broadcasts against the other leaves: a tail of the program's sizes, some of them 1."""
        tail = self.sizes[self.choose([1, 2, 3, 0]) :]
        return tuple(1 if self.choose([False, False, True]) else size for size in tail)

    def array(self, shape):
        """Numbers between −2 and 2."""
        return np.float64(self.noise.uniform(-2, 2)) if shape == () else self.noise.uniform(-2, 2, shape)

    def choose(self, options):
        """One of several; the first is the simplest."""
        return self.draw(st.sampled_from(options))

    def value(self, v):
        """The value at a place."""
        return self.program.values[v.place]

    def shape_of(self, x):
        """The shape of an operand of any kind."""
        return np.shape(self.value(x) if isinstance(x, V) else x)

    def pick(self, suits=lambda shape: True, constants=False):
        """A value with a fitting shape, in half of the cases the newest; None where there is none.

        The first operand of a step needs a gradient, so that a chain is never cut; others may be `constants`.
        """
        values, needs = self.program.values, self.program.depends()
        usable = [i for i in range(len(values)) if (constants or needs[i]) and i not in self.hidden]
        newest_first = [i for i in usable[::-1] if suits(np.shape(values[i]))]
        if not newest_first:
            return None
        return V(self.choose(newest_first[:1] * (len(newest_first) - 1) + newest_first))

    def call(self, name, operands, options=()):
        """Add a step and return its value."""
        step = Step(name, tuple(operands), tuple(options))
        given = [self.value(x) if isinstance(x, V) else x for x in step.operands]
        self.program.values.append(FUNCTIONS[name](*([given] if OPS[name].variadic else given), *step.options))
        self.program.steps.append(step)
        return V(len(self.program.values) - 1)

    def positive(self, v):
        """Values between 0.5 and 1.5, or 0.5 and 4.5, made from any."""
        if isinstance(v, V) and np.min(self.value(v)) > 0.4:
            return v
        return self.call("add", [self.call(self.choose(["sigmoid", "square"]), [v]), 0.5])

    def small(self, v):
        """The value, scaled down where it has grown: then later steps read the small one only."""
        size = np.max(np.abs(self.value(v)))
        if size <= LARGEST:
            return v
        self.hidden.add(v.place)
        return self.call("multiply", [v, float(f"{LARGEST / size:.1e}")])

    def off_the_kinks(self, name, operands, options):
        """The operands, moved by some noise where a value stands on a kink; None where that does not help."""
        for _ in range(3):
            given = [self.value(x) if isinstance(x, V) else x for x in operands]
            if DISTANCES.get(name, lambda *_: np.inf)(*given, *options) > NEAREST:
                return operands
            first = next(i for i, x in enumerate(operands) if isinstance(x, V))
            moved = self.call("add", [operands[first], np.asarray(self.array(self.shape_of(operands[first])))])
            operands = [*operands[:first], moved, *operands[first + 1 :]]
        return None

    def step(self, name):
        """Draw one step of an operation and add it; None if nothing here fits the operation."""
        drawn = RULES[name](self)
        operands = drawn and self.off_the_kinks(name, *drawn)
        if not operands:
            return None
        out = self.call(name, operands, drawn[1])
        if name == "cast":  # arithmetic in float32 is not exact to 1e-10, so the way there and back is one step
            self.hidden.add(out.place)
            out = self.call(name, [out], ["float64"])
        return self.small(out)


def fits(value):
    """Whether a value is as small as the programs are meant to be."""
    return np.size(value) <= MOST_ELEMENTS and np.ndim(value) <= 4


@st.composite
def programs(draw, name, before=3, after=3):
    """A program that certainly uses the operation `name`, with up to so many steps before and after it."""
    build = Builder(draw)
    names = [other for other in OPS if other in RULES and other in FUNCTIONS]
    for _ in range(draw(st.integers(0, before))):
        grow(build, build.choose(names))
    target = grow(build, name)
    assume(target is not None)
    for _ in range(draw(st.integers(0, after))):
        grow(build, build.choose(names))
    build.program.root = last_above(build.program, target.place)
    return build.program


def grow(build, name):
    """Add a step of an operation, unless its result would be too large."""
    steps, values = len(build.program.steps), len(build.program.values)
    out = build.step(name)
    if out is not None and not all(fits(x) for x in build.program.values[values:]):
        del build.program.steps[steps:], build.program.values[values:]
        build.hidden -= {place for place in build.hidden if place >= values}
        return None
    return out


def last_above(program, target):
    """The last value that was computed from `target`, so that the root has the operation under test above it."""
    touched = [place == target for place in range(len(program.values))]
    for place, step in enumerate(program.steps, len(program.leaves)):
        touched[place] |= any(touched[x.place] for x in step.operands if isinstance(x, V))
    return max(place for place, yes in enumerate(touched) if yes)
