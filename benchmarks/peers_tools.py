"""The drawing tools that are compared: each computes the same programs in its own engine and draws them its own way.

torchviz and torchview draw PyTorch, mygrad has `build_graph`. micrograd's drawing is in a notebook of its repository
and not in its package, so one is written here that shows what a `Value` holds: `data`, `grad`, `_op`, `_prev`.
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

CHAIN = 2_000
NUMBERS = {"w": 3.25, "x": 2.5, "b": -1.75, "y": 4.5}
"""No number of the formula's picture stands for two things: values, gradients and local gradients all differ."""


def formula(w: Any, x: Any, b: Any, y: Any) -> Any:
    return (w * x + b - y) ** 2


def square(x: Any) -> Any:
    return x * x


def chain(x: Any) -> Any:
    for _ in range(CHAIN):
        x = x + x
        x = x * 0.5
    return x


FUNCTIONS: dict[str, tuple[Callable[..., Any], dict[str, float]]] = {
    "formula": (formula, NUMBERS), "square": (square, {"x": 3.0}), "chain": (chain, {"x": 1.5}),
}  # fmt: skip


@dataclass
class Computed:
    """A result with its names; `module` and `inputs` are what torchview asks for instead."""

    result: Any
    names: dict[str, Any]
    module: Any = None
    inputs: list[Any] = field(default_factory=list)


class Tool:
    """A tool and its ways to draw: the first is the one that is timed, the others are its options."""

    name: ClassVar[str]
    packages: ClassVar[tuple[str, ...]]
    ways: ClassVar[dict[str, Callable[[Computed], Any]]]

    def compute(self, program: str, *, backward: bool = False) -> Computed:
        """One of FUNCTIONS, or "mlp": a 2-4-1 network with ReLU, its squared distance from 1."""
        if program == "mlp":
            made = self.mlp()
        else:
            function, numbers = FUNCTIONS[program]
            leaves = {name: self.leaf(number) for name, number in numbers.items()}
            made = Computed(function(*leaves.values()), leaves, function, list(leaves.values()))
        if backward:
            self.sweep(made.result)
        return made

    def sweep(self, result: Any) -> None:
        result.backward()

    def leaf(self, number: float) -> Any:
        raise NotImplementedError

    def mlp(self) -> Computed:
        raise NotImplementedError

    def parameters(self) -> list[str]:
        """What its drawing function can be asked for."""
        return list(inspect.signature(self.function()).parameters)

    def function(self) -> Callable[..., Any]:
        raise NotImplementedError

    def svg(self, drawn: Any) -> bytes:
        """The picture as its maker turns it into SVG: the `graphviz` package runs `dot`."""
        found: bytes = drawn.pipe(format="svg")
        return found

    def draw(self, computed: Computed) -> bytes:
        """From a computed result to SVG, the first way."""
        return self.svg(next(iter(self.ways.values()))(computed))


class Torch(Tool):
    def sweep(self, result: Any) -> None:
        result.backward(retain_graph=True)  # torchviz reads what the operations have saved

    def leaf(self, number: float) -> Any:
        import torch

        return torch.tensor(number, requires_grad=True)

    def mlp(self) -> Computed:
        import torch

        torch.manual_seed(1)
        net = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
        x = torch.tensor([[1.0, -2.0]])
        result = (net(x) - 1.0).square().sum()
        return Computed(result, dict(net.named_parameters()), net, [x])


def _torchviz(**options: Any) -> Callable[[Computed], Any]:
    def draw(computed: Computed) -> Any:
        from torchviz import make_dot

        return make_dot(computed.result, params=computed.names, **options)

    return draw


def _torchview(**options: Any) -> Callable[[Computed], Any]:
    def draw(computed: Computed) -> Any:
        import torch
        from torchview import draw_graph

        class Net(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.net = computed.module

            def forward(self, *inputs: Any) -> Any:
                out = self.net(*inputs)
                return (out - 1.0).square().sum() if isinstance(self.net, torch.nn.Module) else out

        return draw_graph(Net(), input_data=computed.inputs, device="cpu", **options).visual_graph

    return draw


class Torchviz(Torch):
    name, packages = "torchviz", ("torchviz", "torch")
    ways: ClassVar = {"default": _torchviz(), "saved, attrs": _torchviz(show_saved=True, show_attrs=True)}

    def function(self) -> Callable[..., Any]:
        from torchviz import make_dot

        return make_dot


class Torchview(Torch):
    name, packages = "torchview", ("torchview", "torch")
    functions: ClassVar = {"hide_module_functions": False, "hide_inner_tensors": False, "strict": False}
    ways: ClassVar = {
        "default": _torchview(), "not strict": _torchview(strict=False), "functions, tensors": _torchview(**functions),
    }  # fmt: skip
    folded = staticmethod(_torchview(depth=1))

    def function(self) -> Callable[..., Any]:
        from torchview import draw_graph

        return draw_graph


class Micrograd(Tool):
    name, packages = "micrograd", ("micrograd",)

    def leaf(self, number: float) -> Any:
        from micrograd.engine import Value

        return Value(number)

    def mlp(self) -> Computed:
        from micrograd.nn import MLP

        random.seed(1)
        net = MLP(2, [4, 1])
        result = (net([1.0, -2.0]) - 1.0) ** 2
        return Computed(result, {f"p{k}": value for k, value in enumerate(net.parameters())})

    @staticmethod
    def values(computed: Computed) -> Any:
        """A box for every Value with its data and its gradient, a small node for every operation."""
        import graphviz

        names = {id(value): f"{name} | " for name, value in computed.names.items()}
        dot = graphviz.Digraph("micrograd", graph_attr={"rankdir": "LR"})
        waiting, met = [computed.result], {computed.result}
        for value in waiting:
            me, title = str(id(value)), names.get(id(value), "")
            dot.node(me, f"{{ {title}data {value.data:.4f} | grad {value.grad:.4f} }}", shape="record")
            if value._op:
                dot.node(f"{me}op", value._op)
                dot.edge(f"{me}op", me)
            for source in value._prev:
                dot.edge(str(id(source)), f"{me}op")
            waiting += value._prev - met
            met |= value._prev
        return dot

    ways: ClassVar = {"default": values}

    def function(self) -> Callable[..., Any]:
        return self.values


def _build_graph(named: bool, **options: Any) -> Callable[[Computed], Any]:
    def draw(computed: Computed) -> Any:
        from mygrad.computational_graph import build_graph

        return build_graph(computed.result, names=computed.names if named else None, **options)

    return draw


class Mygrad(Tool):
    name, packages = "mygrad", ("mygrad",)
    ways: ClassVar = {
        "default": _build_graph(True), "without names": _build_graph(False), "dims": _build_graph(True, dims=True),
    }  # fmt: skip

    def function(self) -> Callable[..., Any]:
        from mygrad.computational_graph import build_graph

        return build_graph

    def leaf(self, number: float) -> Any:
        import mygrad

        return mygrad.tensor(number)

    def mlp(self) -> Computed:
        import mygrad
        import numpy as np
        from mygrad.nnet.activations import relu

        dice = np.random.default_rng(1)
        shapes = {"W1": (4, 2), "b1": (4,), "W2": (1, 4), "b2": (1,)}
        names = {name: mygrad.tensor(dice.uniform(-0.7, 0.7, shape)) for name, shape in shapes.items()}
        x = mygrad.tensor([[1.0, -2.0]], constant=True)
        hidden = relu(x @ names["W1"].T + names["b1"])
        result = mygrad.square(hidden @ names["W2"].T + names["b2"] - 1.0).sum()
        return Computed(result, {**names, "x": x})


def _picture(computed: Computed) -> Any:
    import gradviz as gv

    return gv.draw(computed.result)


class Gradviz(Tool):
    name, packages = "gradviz", ("gradviz", "graphviz-pure")
    ways: ClassVar = {"default": _picture}

    def function(self) -> Callable[..., Any]:
        import gradviz as gv

        return gv.draw

    def compute(self, program: str, *, backward: bool = False) -> Computed:
        made = super().compute(program, backward=backward)
        for name, leaf in made.names.items():
            leaf.named(name)
        return made

    def leaf(self, number: float) -> Any:
        import gradviz as gv

        return gv.tensor(number, requires_grad=True)

    def mlp(self) -> Computed:
        import gradviz as gv

        gv.manual_seed(1)
        net = gv.nn.Sequential(gv.nn.Linear(2, 4), gv.nn.ReLU(), gv.nn.Linear(4, 1))
        result = (net(gv.tensor([[1.0, -2.0]])) - 1.0).square().sum()
        return Computed(result, dict(net.named_parameters()))

    def svg(self, drawn: Any) -> bytes:
        found: bytes = drawn.svg.encode()
        return found


TOOLS: dict[str, Tool] = {tool.name: tool for tool in (Gradviz(), Torchviz(), Torchview(), Micrograd(), Mygrad())}
