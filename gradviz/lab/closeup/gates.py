"""`gates`: five operations alone, each with its own way to hand a gradient on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import NamedTuple

import ipywidgets as widgets

from ...core import FUNCTIONS, Tensor
from ...language import mark, say
from ...pictures.look import looked
from ...pictures.numbers import short
from ...pictures.wording import bracketed
from ...recording import Recording
from ...recording.running import as_leaf
from ...recording.upstream import watch_from
from ..frame.controls import Controls, control, reset_button
from ..frame.figure import Figure
from .card import card_html

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


def gates(gate: str = "add") -> Gates:
    """Five gates to play with: add distributes, multiply swaps, max routes, copy accumulates, ReLU gates (R53-R58).

    Each is a graph of its own with sliders for the inputs and for the gradient that arrives from above. Every number
    is recorded: the operation runs, and a backward pass starts with that upstream gradient.

    Args:
        gate: which one is shown first: "add", "multiply", "max", "copy" or "relu".

    Returns:
        A widget; Jupyter shows it. `.recording` is what its picture shows now.

    Raises:
        ValueError: if there is no such gate; the message lists them.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.gates("multiply")
        >>> figure.recording.gradient("x"), figure.recording.gradient("y")
        (-8.0, 6.0)
    """
    if gate not in GATES:
        raise ValueError(
            f"gates({gate!r:.40}): there is no such gate, so there is nothing to show first. "
            f"The gates are: {', '.join(GATES)}."
        )
    return Gates(gate)


class Gates(Figure):
    """The figure that `gates` returns.

    Attributes:
        chooser: the tabs.
        inputs: the sliders of the gate that is shown, by name; those of its upstream gradients too.
    """

    title = mark("Five gates")
    idea = mark("Every operation hands the gradient that arrives on in its own way, and needs to know nothing else.")
    own_keys = (
        ("← →", mark("the gate before, the gate after")),
        (mark("Home End"), mark("the first gate, the last")),
    )

    def __init__(self, gate: str) -> None:
        self._sliders = {key: Controls(_sliders(lab), lambda _: self.tick()) for key, lab in GATES.items()}
        self.chooser = widgets.ToggleButtons(
            options=[(say(lab.title), key) for key, lab in GATES.items()], value=gate, style={"button_width": "auto"},
            tooltips=[say(lab.rule) for lab in GATES.values()],
        )  # fmt: skip
        self.chooser.add_class("gv-tabs")
        self._boxes = {key: widgets.VBox(list(sliders.values())) for key, sliders in self._sliders.items()}
        reset = reset_button(self.reset, say("All numbers of this gate back to where they started"))
        super().__init__("gates", [self.chooser, *self._boxes.values(), reset], look=looked(edges="both"))
        self.chooser.observe(lambda _: self._turn(), "value")
        self._turn()

    @property
    def gate(self) -> str:
        """The gate that is shown."""
        return str(self.chooser.value)

    @property
    def inputs(self) -> Controls:
        """The sliders of the gate that is shown."""
        return self._sliders[self.gate]

    def _turn(self) -> None:
        for key, box in self._boxes.items():
            box.layout.display = "" if key == self.gate else "none"
        self.tick()

    def pressed(self, key: str) -> None:
        """Left and Right turn to the next gate."""
        keys = list(GATES)
        here = keys.index(self.gate)
        there = {"ArrowLeft": here - 1, "ArrowRight": here + 1, "Home": 0, "End": len(keys) - 1}.get(key, here)
        self.chooser.value = keys[min(max(there, 0), len(keys) - 1)]

    def reset(self) -> None:
        """The numbers of this gate as they were at the start."""
        self.inputs.reset()

    def tick(self) -> None:
        """Run the operation forward, and backward from the upstream gradients, and show what happened."""
        lab, now = GATES[self.gate], self.inputs.now
        done = self.attempt(lambda: record_gate(self.gate, now))
        if done is None:
            return
        inputs, upstreams = _split(lab, now)
        gradients = {name: float(done.gradient(name)) for name in inputs}
        self.show(done, caption=lab.told(inputs, upstreams, gradients), panel=_panel(lab, done))

    def fallback_text(self) -> str:
        """The picture's table, the gate's sentence and what came of it."""
        lab = GATES[self.gate]
        said = "" if self.recording is None else self.diagram.texts[-1]
        return f"{say(lab.title)}: {say(lab.rule)}\n{super().fallback_text()}\n{said}"


def record_gate(gate: str, numbers: Mapping[str, float]) -> Recording:
    """A real pass through one gate.

    Args:
        gate: which one.
        numbers: its inputs, and its upstream gradients under "upstream" or "upstream of z1".
    """
    lab = GATES[gate]
    inputs, upstreams = _split(lab, numbers)
    leaves = {name: as_leaf(value, name) for name, value in inputs.items()}
    outputs = [out.named(name) for out, name in zip(lab.run(**leaves), upstreams, strict=True)]
    return watch_from(outputs, list(upstreams.values()))


def _label(lab: GateLab, output: str) -> str:
    """What the slider of an upstream gradient is called."""
    return "upstream" if len(lab.upstreams) == 1 else f"upstream of {output}"


def _start(lab: GateLab) -> dict[str, float]:
    return {**lab.inputs, **{_label(lab, name): value for name, value in lab.upstreams.items()}}


def _split(lab: GateLab, numbers: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """The inputs by name, and the upstream gradients by the name of the output."""
    inputs = {name: float(numbers[name]) for name in lab.inputs}
    return inputs, {name: float(numbers[_label(lab, name)]) for name in lab.upstreams}


def _sliders(lab: GateLab) -> dict[str, widgets.FloatSlider]:
    found = {}
    for name, value in _start(lab).items():
        found[name] = slider = control(name, (-10, 10, 0.1))
        slider.value = value
        slider.style.description_width = "8em" if name not in lab.inputs else "3em"
    return found


def _panel(lab: GateLab, recording: Recording) -> str:
    """The gate's name, its sentence, and the card of its operation."""
    node = recording.graph.nodes[-1]
    head = f"<p><strong>{escape(say(lab.title))}.</strong> {escape(say(lab.rule))}</p>"
    return head + card_html(str(node.op), node.symbol)


# --- what each gate says ---


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
