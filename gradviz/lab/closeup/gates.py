"""`gates`: five operations alone, each with its own way to hand a gradient on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import ipywidgets as widgets

from ...language import mark, say
from ...pictures.look import looked
from ...recording import Recording
from ...recording.running import as_leaf
from ...recording.upstream import watch_from
from ..frame.controlled import COPY_KEY, Controlled
from ..frame.controls import control
from ..frame.inputs import refuse_misspelt
from .card import card_html
from .gate_labs import GATES, GateLab


def gates(gate: str = "add", *, lock: Iterable[str] = (), hide: Iterable[str] = (), **unknown: Any) -> Gates:
    """Five gates to play with: add distributes, multiply swaps, max routes, copy accumulates, ReLU gates (R53-R58).

    Each is a graph of its own with sliders for the inputs and for the gradient that arrives from above. Every number
    is recorded: the operation runs, and a backward pass starts with that upstream gradient.

    Args:
        gate: which one is shown first: "add", "multiply", "max", "copy" or "relu".
        lock: the names of controls that are shown and cannot be moved: "gate" for the tabs, "max_y" for the y of max,
            "y" for that of every gate.
        hide: the names of controls that are not shown.
        **unknown: nothing: numbers are moved by `.at`.

    Returns:
        A widget; Jupyter shows it. `.recording` is what its picture shows now, `.at(x=2)` moves numbers of the gate
        that is shown (`.at(max_y=2)` of any, `.at(gate="max")` the tab), `.code` is the line that makes the figure as
        it is.

    Raises:
        TypeError: if an option is not there.
        ValueError: if there is no such gate; the message lists them; or no such control to lock or hide.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.gates("multiply")
        >>> figure.recording.gradient("x"), figure.recording.gradient("y")
        (-8.0, 6.0)
        >>> figure.at(x=5).code
        "gv.gates('multiply').at(multiply_x=5.0)"
    """
    if unknown:
        refuse_misspelt("gates", None, unknown)
        name = next(iter(unknown))
        raise TypeError(
            f"gates(..., {name}=...): gates has no option {name}, and its numbers are moved on the figure. Write "
            f"gv.gates({gate!r:.40}).at({name}=...) for a number, or one of the options: gate, lock, hide."
        )
    if gate not in GATES:
        raise ValueError(
            f"gates({gate!r:.40}): there is no such gate, so there is nothing to show first. "
            f"The gates are: {', '.join(GATES)}."
        )
    return Gates(gate, lock, hide)


class Gates(Controlled):
    """The figure that `gates` returns.

    Attributes:
        chooser: the tabs, the control "gate".
        inputs: the sliders of the gate that is shown, by name; those of its upstream gradients too.
    """

    title = mark("Five gates")
    idea = mark("Every operation hands the gradient that arrives on in its own way, and needs to know nothing else.")
    own_keys = (
        ("← →", mark("the gate before, the gate after")),
        (mark("Home End"), mark("the first gate, the last")),
        COPY_KEY,
    )
    copies = True
    back = mark("All numbers of this gate back to where they started")

    def __init__(self, gate: str, lock: Iterable[str], hide: Iterable[str]) -> None:
        self._sliders = {key: _sliders(lab) for key, lab in GATES.items()}
        self.chooser = widgets.ToggleButtons(
            options=[(say(lab.title), key) for key, lab in GATES.items()], value=gate, style={"button_width": "auto"},
            tooltips=[say(lab.rule) for lab in GATES.values()],
        )  # fmt: skip
        self.chooser.add_class("gv-tabs")
        controls = {"gate": self.chooser, **{
            _key(key, name): slider for key, sliders in self._sliders.items() for name, slider in sliders.items()
        }}  # fmt: skip
        super().__init__("gates", None, {}, controls=controls, lock=_every(lock, controls),
                         hide=_every(hide, controls), look=looked(edges="both"))  # fmt: skip
        self._first = gate
        self.tick()

    @property
    def gate(self) -> str:
        """The gate that is shown."""
        return str(self.chooser.value)

    @property
    def inputs(self) -> dict[str, widgets.FloatSlider]:
        """The sliders of the gate that is shown."""
        return self._sliders[self.gate]

    def first(self) -> list[str]:
        """The gate that is shown first."""
        return [repr(self._first)]

    def move(self, values: Mapping[str, Any]) -> None:
        """Put numbers to new values: `x` is that of the gate that is shown then, `max_x` that of max.

        Raises:
            ValueError: if there is no such number, or its slider cannot hold the value.
        """
        gate = values.get("gate", self.gate)
        here = {name: key for name in values if (key := _key(str(gate), name)) in self.controls}
        super().move({here.get(name, name): value for name, value in values.items()})

    def pressed(self, key: str) -> None:
        """Left and Right turn to the next gate."""
        super().pressed(key)
        if not self.is_free("gate"):
            return
        keys = list(GATES)
        here = keys.index(self.gate)
        there = {"ArrowLeft": here - 1, "ArrowRight": here + 1, "Home": 0, "End": len(keys) - 1}.get(key, here)
        self.chooser.value = keys[min(max(there, 0), len(keys) - 1)]

    def reset(self) -> None:
        """The numbers of this gate as they were at the start."""
        self.move({_key(self.gate, name): value for name, value in _start(GATES[self.gate]).items()})

    def tick(self, moved: str | None = None) -> None:
        """Run the operation forward, and backward from the upstream gradients, and show what happened."""
        for gate, sliders in self._sliders.items():
            for slider in sliders.values():
                slider.layout.display = None if gate == self.gate else "none"
        lab, now = GATES[self.gate], {name: slider.value for name, slider in self.inputs.items()}
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


def _key(gate: str, name: str) -> str:
    """What a number of a gate is called among the controls of all: copy_upstream_of_z1."""
    return f"{gate}_{name.replace(' ', '_')}"


def _every(names: Any, controls: Iterable[str]) -> Any:
    """Names of controls, in which that of a number alone stands for it in every gate."""
    if isinstance(names, str):
        names = [names]
    if not isinstance(names, (list, tuple, set, frozenset)):
        return names  # what this is, is said with the other names of controls
    found = [[key for key in controls if key in {_key(gate, str(name)) for gate in GATES}] or [name] for name in names]
    return [each for those in found for each in those]


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
