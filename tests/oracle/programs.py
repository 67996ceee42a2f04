"""Random programs over the table of operations, as data: any engine can run one, and a failing one shrinks.

A program is a list of leaves and a list of steps; each step names an operation, its operands and its options.
Values are numbered, leaves first: `v3` is the fourth.
"""

from dataclasses import dataclass

import numpy as np

from gradviz.core import OPS


@dataclass(frozen=True)
class V:
    """The value at a place of a program."""

    place: int

    def __repr__(self):
        return f"v{self.place}"


@dataclass(frozen=True)
class Step:
    """One call: `operands` are values, Python numbers or numpy arrays; `options` follow them."""

    name: str
    operands: tuple
    options: tuple = ()

    def __repr__(self):
        given = [list(self.operands)] if OPS[self.name].variadic else self.operands
        return f"{self.name}({', '.join(map(repr, (*given, *self.options)))})"


class Program:
    """Leaves, which of them need a gradient, and the steps; `values` are the oracle's, `root` is differentiated."""

    def __init__(self, leaves, needs):
        self.leaves, self.needs, self.steps, self.values, self.root = leaves, needs, [], list(leaves), 0

    def __repr__(self):
        kinds = ["leaf" if needs else "constant" for needs in self.needs]
        made = [f"{kind}({x!r})" for kind, x in zip(kinds, self.leaves, strict=True)] + list(map(repr, self.steps))
        return "\n".join(["", *(f"v{place} = {text}" for place, text in enumerate(made)), f"root v{self.root}"])

    @property
    def learned(self):
        """The places of the leaves that need a gradient."""
        return [place for place, needs in enumerate(self.needs) if needs]

    def depends(self):
        """For each value whether it needs a gradient, because a leaf above it does."""
        found = list(self.needs)
        for step in self.steps:
            found.append(any(found[x.place] for x in step.operands if isinstance(x, V)))
        return found

    @property
    def other_root(self):
        """A second value to differentiate, about halfway; none in float32, whose gradients are rounded to it."""
        usable = [i for i, yes in enumerate(self.depends()) if yes and self.values[i].dtype == np.float64]
        return usable[len(usable) // 2]


def run(program, leaves, functions, constant=lambda array: array, nudge=lambda value, place: value):
    """All values of a program that starts from `leaves`, computed by the functions of one engine."""
    values = [nudge(value, place) for place, value in enumerate(leaves)]
    for step in program.steps:
        given = [values[x.place] if isinstance(x, V) else x for x in step.operands]
        given = [constant(x) if isinstance(x, np.ndarray) else x for x in given]
        out = functions[step.name](*([given] if OPS[step.name].variadic else given), *step.options)
        values.append(nudge(out, len(values)))
    return values
