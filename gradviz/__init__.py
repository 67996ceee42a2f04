"""gradviz turns a formula into a picture that a student can touch.

Computational graphs and backpropagation for teaching: a small autograd engine that records what happened,
Graphviz pictures of the record, and figures whose sliders rerun the forward and the backward pass.

How to read the package, in the order in which data flows through it:

1. `core` computes: Tensors, the table of operations, the backward sweep.
   `nn`, `optim` and `utils` are compositions of it under PyTorch's names.
2. `recording` records: a Graph (structure) and events (what happened), from one observed sweep.
3. `pictures` shows: numbers as text, DOT, layouts, Pictures and their text twins.
4. `questions` asks: wrong rules, numbers that tell them apart, diagnosis, exercises, attempts.
5. `lab` lets you touch: the live diagram in its frame, the figures, the quiz.

Imports go one way only, from the bottom of this list to the top. Names are loaded when they are first used,
so that `import gradviz` is quick and a scalar lesson never waits for numpy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import nn as nn
    from . import optim as optim
    from . import options as options
    from . import utils as utils
    from .core import Tensor as Tensor
    from .core import enable_grad as enable_grad
    from .core import no_grad as no_grad
    from .core import tensor as tensor
    from .core.advice.anomaly import AnomalyWarning as AnomalyWarning
    from .core.custom import Operation as Operation
    from .core.custom import tensor_op as tensor_op
    from .core.grad_of import grad as grad
    from .core.gradcheck import gradcheck as gradcheck
    from .core.gradcheck import step_sizes as step_sizes
    from .core.groups import group as group
    from .core.meter import Meter as Meter
    from .lab import ask as ask
    from .lab import ask_about as ask_about
    from .lab import build as build
    from .lab import explore as explore
    from .lab import flow as flow
    from .lab import gates as gates
    from .lab import hunt as hunt
    from .lab import jacobian as jacobian
    from .lab import memory as memory
    from .lab import nudge as nudge
    from .lab import operation_table as operation_table
    from .lab import paths as paths
    from .lab import predict as predict
    from .lab import quiz as quiz
    from .lab import stepper as stepper
    from .lab import tape as tape
    from .lab import train as train
    from .lab import zoom as zoom
    from .pictures import Picture as Picture
    from .pictures import draw as draw
    from .pictures import latex as latex
    from .questions import Diagnosis as Diagnosis
    from .questions import check as check
    from .questions import diagnose as diagnose
    from .questions import hint as hint
    from .recording import FormulaError as FormulaError
    from .recording import Recording as Recording
    from .recording import record as record
    from .recording.nodes.drawing import from_nodes as from_nodes
    from .recording.pytorch.running import from_torch as from_torch
    from .recording.replay import freeze as freeze
    from .recording.walk import get_graph_above as get_graph_above

__version__ = "0.1.0"

_HOMES = {
    "tensor": "core", "Tensor": "core", "no_grad": "core", "enable_grad": "core",
    "grad": "core.grad_of", "gradcheck": "core.gradcheck", "step_sizes": "core.gradcheck",
    "tensor_op": "core.custom", "Operation": "core.custom", "Meter": "core.meter",
    "group": "core.groups", "AnomalyWarning": "core.advice.anomaly",
    "record": "recording", "from_torch": "recording.pytorch.running", "from_nodes": "recording.nodes.drawing",
    "Recording": "recording", "FormulaError": "recording",
    "get_graph_above": "recording.walk", "freeze": "recording.replay",
    "draw": "pictures", "caption": "pictures", "Picture": "pictures", "latex": "pictures",
    "explore": "lab", "stepper": "lab", "zoom": "lab", "gates": "lab", "nudge": "lab", "tape": "lab",
    "operation_table": "lab",
    "paths": "lab", "build": "lab", "train": "lab", "hunt": "lab",
    "flow": "lab", "jacobian": "lab", "memory": "lab",
    "quiz": "lab", "ask": "lab", "predict": "lab", "ask_about": "lab",
    "diagnose": "questions", "Diagnosis": "questions", "check": "questions", "hint": "questions",
}  # fmt: skip
"""Where each public name lives, in teaching order."""

_MODULES = ("autograd", "nn", "optim", "utils", "options")
"""Public names that are modules."""


def __getattr__(name: str) -> Any:
    """Load a public name, an operation's function, or the list of both when it is first asked for."""
    if name in _HOMES:
        value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    elif name in _MODULES:
        value = importlib.import_module(f".{name}", __name__)
    elif name.startswith("_") and name != "__all__":
        raise AttributeError(f"module 'gradviz' has no attribute {name!r}")
    else:
        functions = importlib.import_module(".core", __name__).PUBLIC
        public = [*_HOMES, *functions, *_MODULES]
        if name not in functions and name != "__all__":
            from .core.words.missing import message

            home = next((f"{room}.{name}" for room in ("nn", "optim") if name in _names_in(room)), None)
            text = message("gradviz", name, public, f"It is at gradviz.{home}." if home else "")
            raise AttributeError(text, name=name)  # with a name Python adds no guess of its own
        value = public if name == "__all__" else functions[name]
    globals()[name] = value
    return value


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext gradviz` brings `%%tape`, the cell magic that does with its cell what `gv.tape` does with text."""
    importlib.import_module(".lab.taping.magic", __name__).load(shell)


def _names_in(room: str) -> list[str]:
    return importlib.import_module(f".{room}", __name__).__all__  # type: ignore[no-any-return]


def __dir__() -> list[str]:
    return sorted({*globals(), *__getattr__("__all__")})
