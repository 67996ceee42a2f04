"""The five gates that the figure `gates` shows: their graphs, their numbers to begin with, and what each says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ...core import FUNCTIONS, Tensor
from ...language import mark, say
from ...pictures.numbers import short
from ...pictures.wording import bracketed

Told = Callable[[Mapping[str, float], Mapping[str, float], Mapping[str, float]], str]


class GateLab(NamedTuple):
    """One gate.

    Attributes:
        title: the gate's name and what it does, in two words.
        rule: one sentence.
        inputs: the numbers to begin with.
        upstreams: for each output the gradient that arrives there.
        run: computes the outputs, in the order of `upstreams`.
        told: says what came of it, from the inputs, the upstream gradients and the gradients of the inputs.
    """

    title: str
    rule: str
    inputs: Mapping[str, float]
    upstreams: Mapping[str, float]
    run: Callable[..., Sequence[Tensor]]
    told: Told


def _times(one: float, other: float) -> str:
    return f"{short(one)} × {bracketed(short(other))}"


def _add(inputs: Mapping[str, float], upstreams: Mapping[str, float], gradients: Mapping[str, float]) -> str:
    return say("z = x + y: {up} arrives, x gets {x} and y gets {y}, whatever x and y are.", up=short(upstreams["z"]),
               x=short(gradients["x"]), y=short(gradients["y"]))  # fmt: skip


def _multiply(inputs: Mapping[str, float], upstreams: Mapping[str, float], gradients: Mapping[str, float]) -> str:
    up = upstreams["z"]
    return say(
        "z = x × y: x gets upstream × y = {to_x} = {x}, y gets upstream × x = {to_y} = {y}.",
        to_x=_times(up, inputs["y"]), x=short(gradients["x"]), to_y=_times(up, inputs["x"]), y=short(gradients["y"]),
    )  # fmt: skip


def _max(inputs: Mapping[str, float], upstreams: Mapping[str, float], gradients: Mapping[str, float]) -> str:
    got = {"x": short(gradients["x"]), "y": short(gradients["y"]), "up": short(upstreams["z"])}
    if inputs["x"] == inputs["y"]:
        return say("x and y are equal, a tie: each gets half of {up}: {x} and {y}. So does PyTorch.", **got)
    win, lose = ("x", "y") if inputs["x"] > inputs["y"] else ("y", "x")
    return say(
        "z = max(x, y): {win} wins and gets all of {up}; {lose} gets 0, and moving it a little changes nothing.",
        win=win, lose=lose, up=got["up"],
    )  # fmt: skip


def _copy(inputs: Mapping[str, float], upstreams: Mapping[str, float], gradients: Mapping[str, float]) -> str:
    one, other = upstreams["z1"], upstreams["z2"]
    return say("x is used twice: what its two uses send back is added up: {one} + {other} = {x}.", one=short(one),
               other=bracketed(short(other)), x=short(gradients["x"]))  # fmt: skip


def _relu(inputs: Mapping[str, float], upstreams: Mapping[str, float], gradients: Mapping[str, float]) -> str:
    got = {"up": short(upstreams["z"]), "x": short(gradients["x"]), "at": short(inputs["x"])}
    if inputs["x"] > 0:
        return say("x = {at} is positive: the gate is open, and all of {up} passes.", **got)
    if inputs["x"] == 0:
        return say("x is 0, the kink: there is no slope, and it is taken as 0. Nothing of {up} passes.", **got)
    return say("x = {at} is negative: the gate is shut, and x gets 0 of {up}.", **got)


GATES: dict[str, GateLab] = {
    "add": GateLab(
        mark("add distributes"), mark("Every input gets the upstream gradient, unchanged."),
        {"x": 3.0, "y": -4.0}, {"z": 2.0}, lambda x, y: [x + y], _add,
    ),
    "multiply": GateLab(
        mark("multiply swaps"), mark("Every input gets the upstream gradient times the other input."),
        {"x": 3.0, "y": -4.0}, {"z": 2.0}, lambda x, y: [x * y], _multiply,
    ),
    "max": GateLab(
        mark("max routes"), mark("The larger input gets the whole upstream gradient; a tie is halved."),
        {"x": 3.0, "y": 1.0}, {"z": 2.0}, lambda x, y: [FUNCTIONS["maximum"](x, y)], _max,
    ),
    "copy": GateLab(
        mark("copy accumulates"), mark("A value that is used more than once gets the sum of what its uses send back."),
        {"x": 2.0}, {"z1": 3.0, "z2": 5.0}, lambda x: [x.clone(), x.clone()], _copy,
    ),
    "relu": GateLab(
        mark("ReLU gates"), mark("The upstream gradient passes where the input is positive, and else nothing does."),
        {"x": -1.0}, {"z": 3.0}, lambda x: [FUNCTIONS["relu"](x)], _relu,
    ),
}  # fmt: skip
"""The five gates, in the order of their tabs."""
