"""What can be chosen for the network of `flow`: its options, held against what they can be, and their controls."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

import ipywidgets as widgets
import numpy as np

from ...language import say
from ..frame.sliders import Slider

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu")
DEEPEST = 30
LARGEST = 1000.0
"""Weights and biases that start larger are no lesson: nothing but inf and nan comes of them."""

OPTIONS = {"depth": 10, "activation": "sigmoid", "scale": 1.0, "bias": 0.0, "seed": 0, "width": 8}
REACH = {
    "depth": (1, DEEPEST),
    "width": (1, 64),
    "seed": (0, 100_000),
    "scale": (0.0, LARGEST),
    "bias": (-LARGEST, LARGEST),
}
"""From where to where an option goes; what is counted has whole numbers here."""


def checked(given: dict[str, Any]) -> dict[str, Any]:
    """The options of the network that were given, as plain numbers.

    Raises:
        ValueError: if one does not fit.
    """
    plain = {name: value.item() if isinstance(value, np.generic) else value for name, value in given.items()}
    for name, value in plain.items():
        if name == "activation":
            if not isinstance(value, str) or value not in ACTIVATIONS:
                raise ValueError(f"activation={value!r:.40}: choose one of {', '.join(ACTIVATIONS)}.")
            continue
        least, most = REACH[name]
        counted = isinstance(least, int)
        fits = isinstance(value, Integral if counted else Real) and not isinstance(value, bool)
        if not fits or not least <= value <= most:
            kind = "whole number" if counted else "number"
            raise ValueError(f"{name}={value!r:.40}: choose a {kind} from {least:g} to {most:g}.")
    return plain


def network_controls(options: Mapping[str, Any]) -> dict[str, widgets.Widget]:
    """The controls of the network: all that Network takes but the width."""
    wide: dict[str, Any] = {"layout": {"width": "100%", "min_width": "220px"}, "style": {"description_width": "5.5em"}}
    reach = {
        "scale": (0.0, max(4.0, float(options["scale"]))),
        "bias": (-max(4.0, abs(float(options["bias"]))), max(4.0, abs(float(options["bias"])))),
    }
    return {
        "depth": widgets.IntSlider(value=options["depth"], min=1, max=DEEPEST, description=say("depth"), **wide),
        "activation": widgets.Dropdown(
            options=ACTIVATIONS, value=options["activation"], description=say("activation"),
            layout={"width": "auto"}, style=wide["style"],
        ),
        **{
            name: Slider(options[name], min=low, max=high, step=0.1, description=text, **wide).put(options[name])
            for (name, (low, high)), text in zip(reach.items(), (say("weights"), say("bias")), strict=True)
        },
        "seed": widgets.IntSlider(
            value=options["seed"], min=0, max=max(20, options["seed"]), description=say("seed"), **wide
        ),
    }  # fmt: skip
