"""The layers that `memory` measures: what can be given for them, the two ways through them, and their controls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from numbers import Integral
from typing import Any

import ipywidgets as widgets
import numpy as np

from ...core import FUNCTIONS, Tensor, tensor
from ...language import say
from ...nn import Module
from .gauges import as_floats
from .runs import through

LONGEST = 100
BATCHES = tuple(2**k for k in range(11))
Makers = tuple[Callable[[], Tensor], Callable[[], Tensor] | None]


def layers_in(f: Any) -> list[Any] | None:
    """Layers, which are several functions in a row, or one that is a Module; None if these are none."""
    if isinstance(f, Module) and not isinstance(f, Iterable):
        return [f]
    if isinstance(f, str) or not isinstance(f, Iterable):
        return None
    layers = list(f)
    return layers if all(map(callable, layers)) else None


def example_in(values: dict[str, Any], *, tanh: bool) -> Any:
    """What goes into the layers: one example.

    Raises:
        TypeError: if layers were given no x, or something else was.
    """
    wanted = set() if tanh else {"x"}
    if set(values) - {"x"} or wanted - set(values):
        got = ", ".join(values) or "nothing"
        raise TypeError(f"memory() of layers takes one example by the name x, got {got}. Write x=[1.0, 2.0].")
    example = values.get("x", 0.5)
    found = as_floats(example)
    if found is None:
        raise TypeError(
            f"memory(x={example!r:.40}): x is one example that goes into the layers, and this is not a number or an "
            "array of numbers. Write x=0.5 or x=[1.0, 2.0]."
        )
    return found


def ways(layers: list[Any] | None, example: Any, now: dict[str, Any]) -> Makers:
    """The two ways through the layers: plain, and in segments."""
    row = [FUNCTIONS["tanh"]] * now["n"] if layers is None else layers
    batch = np.repeat(example[None], now["batch"], axis=0)
    ways = [lambda k=k: through(row, tensor(batch, requires_grad=True, name="x"), k) for k in (1, now["segments"])]
    return ways[0], ways[1]


def checked(layers: list[Any] | None, given: dict[str, int]) -> dict[str, int]:
    """All options for layers: those that were given, and the usual ones.

    Raises:
        TypeError: if a number of layers was given beside the layers.
        ValueError: if an option does not fit.
    """
    for name, number in given.items():
        if isinstance(number, bool) or not isinstance(number, Integral):
            raise ValueError(
                f"{name}={number!r:.40}: it is counted, so it must be a whole number, and this is of type "
                f"{type(number).__name__}. Write {name}=4."
            )
    if layers == []:
        raise ValueError("memory([]): a row of no layers saves nothing. Give at least one, as in [gv.tanh].")
    for number, layer in enumerate(layers or []):
        if isinstance(layer, type):
            raise TypeError(
                f"memory(): layer {number} is the class {layer.__name__}, and not a layer made of it. "
                f"Write {layer.__name__}()."
            )
    if layers is not None and "n" in given:
        raise TypeError(f"memory(layers, n={given['n']}): you gave {len(layers)} layers, so that is n. Leave n out.")
    n = len(layers) if layers is not None else int(given.get("n", 16))
    options = {"n": n, "segments": min(4, n), "batch": 1} | {name: int(number) for name, number in given.items()}
    if n not in range(1, LONGEST + 1):
        raise ValueError(f"n={n!r}: choose a number of layers from 1 to {LONGEST}.")
    if options["segments"] not in range(1, n + 1):
        raise ValueError(f"segments={options['segments']!r}: choose from 1 to n = {n}.")
    if options["batch"] not in BATCHES:
        raise ValueError(f"batch={options['batch']!r}: choose a power of two from 1 to {BATCHES[-1]}.")
    return options


def layer_controls(layers: list[Any] | None, options: dict[str, int]) -> dict[str, widgets.Widget]:
    """The controls for layers; how many there are can be chosen only for those of the figure's own."""
    wide: dict[str, Any] = {"layout": {"width": "100%", "min_width": "220px"}, "style": {"description_width": "5.5em"}}
    n, segments = options["n"], options["segments"]
    chosen = {
        "segments": widgets.IntSlider(value=segments, min=1, max=n, description=say("segments"), **wide),
        "batch": widgets.SelectionSlider(options=BATCHES, value=options["batch"], description=say("batch"), **wide),
    }
    if layers is not None:
        return chosen
    layers_ = widgets.IntSlider(value=n, min=1, max=LONGEST, description=say("layers"), **wide)
    layers_.observe(lambda change: setattr(chosen["segments"], "max", change["new"]), "value")
    return {"n": layers_, **chosen}
