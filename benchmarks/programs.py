"""The programs that are measured, each as a Python function and as text, with exactly so many nodes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradviz as gv


@dataclass(frozen=True)
class Program:
    """A formula, its inputs with a start value each, and the input that moves."""

    name: str
    nodes: int
    statements: tuple[str, ...]
    inputs: dict[str, float]
    moves: str

    @property
    def text(self) -> str:
        return "; ".join(self.statements)

    def function(self) -> Callable[..., Any]:
        """The same statements as a learner would write them in a Python function."""
        last = self.statements[-1].partition(" = ")[0]
        lines = [f"def f({', '.join(self.inputs)}):", *self.statements, f"return {last}"]
        space: dict[str, Any] = {"tanh": gv.tanh, "sin": gv.sin}
        exec(compile("\n    ".join(lines), "<learner>", "exec"), space)
        made: Callable[..., Any] = space["f"]
        return made

    def forms(self) -> dict[str, Callable[..., Any]]:
        return {"function": self.function(), "text": gv.recording.Formula(self.text)}


# on the step grid of the sliders that explore makes of them: the page moves other numbers to it
START = {"w": 0.7, "x": 0.4, "u": 0.3, "b": 0.1, "t": 0.9}
LAYERS = {  # one layer of a chain: its formula, its nodes, its own inputs, the inputs that all layers share
    "own": ("{bend}(w{i}*{h} + b{i})", 5, ("w", "b"), ("x", "t")),
    "shared": ("{bend}(w*{h} + u*x + b)", 5, (), ("w", "x", "u", "b", "t")),
    "numbers": ("{bend}(0.9*{h} + 0.2)", 3, (), ("x", "t")),
}


def chain(nodes: int, weights: str = "own", bend: str = "tanh") -> Program:
    """As many layers as fit, then a squared distance; layers have weights of their own, shared ones, or numbers."""
    if nodes == 8:
        book = ("z = w*x", "y = z + b", "d = y - t", "L = d**2")
        return Program("book", 8, book, {name: START[name] for name in "wxbt"}, "w")
    layer, size, own, shared = LAYERS[weights]
    layers, rest = divmod(nodes - len(shared) - 2, size)
    inputs = {name: START[name] for name in shared}
    statements, last = [], "x"
    for i in range(layers):
        inputs |= {f"{name}{i}": START[name] for name in own}
        statements.append(f"h{i} = {layer.format(bend=bend, i=i, h=last)}")
        last = f"h{i}"
    for i in range(rest):
        statements.append(f"p{i} = sin({last})")
        last = f"p{i}"
    statements += [f"d = {last} - t", "L = d**2"]
    return Program(f"chain, {weights}", nodes, tuple(statements), inputs, "w" if "w" in inputs else "x")


def network(hidden: int = 4) -> Program:
    """A 2-4-1 network with every weight an input: 48 nodes, 19 of them leaves with a slider each; or a wider one."""
    units = range(1, hidden + 1)
    statements = [f"h{i} = tanh(w{i}*x1 + v{i}*x2 + b{i})" for i in units]
    statements += ["y = " + " + ".join(f"a{i}*h{i}" for i in units), "d = y - t", "L = d**2"]
    names = ["x1", "x2", "t"] + [f"{letter}{i}" for letter in "wvba" for i in units]
    dice = random.Random(1)
    inputs = {name: dice.uniform(-1, 1) for name in names}
    return Program("network", 11 * hidden + 4, tuple(statements), inputs, "x1")


def programs() -> list[Program]:
    return [chain(8), chain(20), chain(48), chain(48, "shared"), network(), chain(300)]


def check(program: Program) -> None:
    """Two forms, one graph, and exactly as many nodes as the table says."""
    recordings = [gv.record(form, **program.inputs) for form in program.forms().values()]
    counts = [len(recording.graph.nodes) for recording in recordings]
    if counts != [program.nodes] * 2 or recordings[0].graph != recordings[1].graph:
        raise AssertionError(f"{program.name} {program.nodes}: {counts} nodes")
