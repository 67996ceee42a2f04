"""`flow`: gradients through the layers of a network, and the three ways in which they get lost."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape
from numbers import Real
from typing import Any

import ipywidgets as widgets

from ...core.advice.anomaly import unsaid
from ...language import mark, say
from ...pictures.numbers import short
from ...recording import Recording, watch
from ...recording.running import Program, merged, program, run, without_name
from ..frame.controls import control
from ..frame.inputs import check_inputs, refuse_clash
from ..plotting.chart import Chart, level, slot, wide
from ..plotting.plots import Plot
from .gauges import Gauge, gauges, products
from .network import STEPS, Network

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu")
DEEPEST = 30
LARGEST = 1000.0
"""Weights and biases that start larger are no lesson: nothing but inf and nan comes of them."""

VANISHING = 1e-3
"""The first layer's gradient below this part of the last one's is called vanishing; above 1/this, exploding."""

OPTIONS = {"depth": 10, "activation": "sigmoid", "scale": 1.0, "bias": 0.0, "seed": 0, "width": 8}


def flow(
    f: Program | None = None,
    /,
    *unnamed: Any,
    depth: int | None = None,
    activation: str | None = None,
    scale: float | None = None,
    bias: float | None = None,
    seed: int | None = None,
    width: int | None = None,
    inputs: Mapping[str, Any] | None = None,
    **variables: Any,
) -> Flow:
    """Show what becomes of gradients on their way back through many layers.

    Three gauges for every layer: *dead* units, whose slope is 0 on every example; *saturated* slopes, below 5 % of
    the largest that the activation function has; and gradients that *vanish*, because slopes below 1 are multiplied
    layer by layer (ten sigmoids: at best 0.25¹⁰ = 9.5e−7). All of it is measured on a recorded run.

    Args:
        f: a function or formula of your own with activation functions in it; None for a network with controls.
        *unnamed: nothing: every input is given by its name, `x=3`.
        depth: how many layers the network has, 1 to 30; 10 if nothing else is said.
        activation: "sigmoid", "tanh", "relu" or "leaky_relu".
        scale: how large the weights start: their standard deviation is scale/√width.
        bias: what every bias starts from; far below 0 it kills units of relu.
        seed: of the random numbers.
        width: how many units each layer has.
        inputs: the inputs of `f` by name, for names that cannot be keywords here.
        **variables: the inputs of `f` by name, as for `explore`.

    Returns:
        A widget; Jupyter shows it. `.layers` are the gauges, `.recording` the run, `.train()` takes 20 steps.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if an option or an input does not fit.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.flow(depth=10, activation="sigmoid")
        >>> len(figure.layers), figure.layers[0].gradient < 1e-6 * figure.layers[-1].gradient
        (10, True)
        >>> gv.flow("relu(w*x)", w=-1, x=2).layers[0].dead
        1.0
    """
    given = {"depth": depth, "activation": activation, "scale": scale, "bias": bias, "seed": seed, "width": width}
    given = {name: value for name, value in given.items() if value is not None}
    if unnamed:
        raise without_name("flow", f, unnamed)
    if f is not None:
        function, values = program(f), merged(inputs, variables)
        refuse_clash("flow", function, given, inputs or {})
        if given:
            raise TypeError(
                f"flow(f, {next(iter(given))}=...): that is an option of flow's own network, and you gave a function. "
                "Leave out one of the two."
            )
        check_inputs(function, values)
        return Flow(function, values, {})
    if inputs or variables:
        raise TypeError(f"flow() got {', '.join(merged(inputs, variables))} and no function. Write flow(f, x=3).")
    return Flow(None, {}, _checked(OPTIONS | given))


def _checked(options: dict[str, Any]) -> dict[str, Any]:
    """The options of the network.

    Raises:
        ValueError: if one does not fit.
    """
    if options["activation"] not in ACTIVATIONS:
        raise ValueError(f"activation={options['activation']!r}: choose one of {', '.join(ACTIVATIONS)}.")
    for name, most in (("depth", DEEPEST), ("width", 64)):
        if options[name] not in range(1, most + 1):
            raise ValueError(f"{name}={options[name]!r}: choose a whole number from 1 to {most}.")
    for name, least in (("scale", 0.0), ("bias", -LARGEST)):
        number = options[name]
        if not isinstance(number, Real) or not least <= float(number) <= LARGEST:
            raise ValueError(f"{name}={number!r:.40}: choose a number from {least:g} to {LARGEST:g}.")
    if not isinstance(options["seed"], int) or options["seed"] < 0:
        raise ValueError(f"seed={options['seed']!r:.40}: choose a whole number from 0.")
    return options


class Flow(Chart):
    """The figure that `flow` returns.

    Attributes:
        controls: the controls by name.
        layers: the gauges of every layer, as measured.
        plot: gradient sizes by layer.
    """

    title = mark("Flow of gradients")
    idea = mark("Dead, saturated and vanishing are three different things: a gauge for each, layer by layer.")

    def __init__(
        self, function: Callable[..., Any] | None, inputs: Mapping[str, Any], options: Mapping[str, Any]
    ) -> None:
        self.function, self.options = function, options
        self.layers: list[Gauge] = []
        self.same: list[Any] = []  # for each layer which units' weights twenty steps left as they were
        self.plot = Plot(
            say("Size of the gradients by layer"), say("layer"), say("size"), log=(False, True), height=280
        )
        more = []
        if function is None:
            train = widgets.Button(
                description=say("Take {steps} steps", steps=STEPS), icon="step-forward",
                tooltip=say("Gradient descent on the network as it starts: whose weights change?"),
            )  # fmt: skip
            train.on_click(lambda _: self.train())
            more.append(train)
        controls = _network_controls(options) if function is None else {k: control(k, v) for k, v in inputs.items()}
        super().__init__("flow", controls, *more, beside=[self.plot])
        self.tick()

    @property
    def network(self) -> Network:
        """The network as the controls have it."""
        return Network(width=self.options["width"], **self.now())

    def tick(self, moved: str | None = None) -> None:
        """Run the network or the function forward and backward, read the gauges, and show them."""
        self.same = []
        recording = self.attempt(self._run, self.function)
        if recording is not None:
            self.layers = gauges(recording)
            self._show(recording, self._verdict())

    def train(self) -> None:
        """Take twenty steps of gradient descent, and say whose weights did not change in a single bit."""
        trained = self.attempt(self._train)
        if trained is None:
            return
        self.same = trained[1]
        count, units = sum(int(same.sum()) for same in self.same), sum(same.size for same in self.same)
        dead = round(sum(layer.dead * layer.units for layer in self.layers))
        words = say(
            "After {steps} steps the weights of {count} of {units} units are unchanged, bit for bit; {dead} were dead "
            "at the start. A unit that gets no gradient on any example never changes, so it stays dead.",
            steps=STEPS, count=count, units=units, dead=dead,
        )  # fmt: skip
        if not count:
            words = say("After {steps} steps the weights of all {units} units have changed.", steps=STEPS, units=units)
        self._show(self.recording, words)

    def _run(self) -> Recording:
        with unsaid():
            return self.network.recording() if self.function is None else watch(run(self.function, self.now()))

    def _train(self) -> Any:
        with unsaid():
            return self.network.trained()

    def _verdict(self) -> str:
        """The three gauges in one sentence each."""
        if not self.layers:
            return say("There is no activation function here: sigmoid, tanh, relu and the like make the layers.")
        units = sum(layer.units for layer in self.layers)
        dead = round(sum(layer.dead * layer.units for layer in self.layers))
        words = [say("Dead: {dead} of {units} units have slope 0 on every example.", dead=dead, units=units)]
        bent = [layer.saturated for layer in self.layers if layer.saturated is not None]
        if bent:
            share = _percent(sum(bent) / len(bent))
            words.append(say("Saturated: {share} of the slopes are below 5 % of the largest.", share=share))
        first, last = self.layers[0].gradient, self.layers[-1].gradient
        if last == 0:
            words.append(say("No gradient comes to the last layer."))
        elif len(self.layers) > 1:
            words.append(_grade(first, last))
        return " ".join(words)

    def _show(self, recording: Recording | None, caption: str) -> None:
        places = list(range(1, len(self.layers) + 1))
        series = {
            say("gradient at the layer's sum"): [layer.gradient for layer in self.layers],
            say("product of mean slopes to the output"): products(self.layers, best=False),
            say("best case: product of largest slopes"): products(self.layers, best=True),
        }
        self.plot.lines({name: (places, sizes) for name, sizes in series.items()})
        texts, panel = self._table(products(self.layers, best=False), products(self.layers, best=True))
        self.tell(recording, texts, caption, panel)

    def _table(self, measured: list[float], best: list[float]) -> tuple[list[str], str]:
        """The gauges: a row for each layer."""
        texts: list[str] = []
        rows = []
        for k, layer in enumerate(self.layers):
            plain = [short(number) for number in (layer.gradient, layer.slope, measured[k], best[k])]
            barred = [(_percent(layer.dead), layer.dead), (_percent(layer.saturated), layer.saturated or 0.0)]
            if self.same:
                barred.append((f"{int(self.same[k].sum())} / {layer.units}", float(self.same[k].mean())))
            cells = "".join(slot(len(texts) + n) for n in range(len(plain)))
            texts += plain
            for text, share in barred:
                cells += slot(len(texts), len(texts) + 1)
                texts += [text, f"bar{level(share)}"]
            name = layer.name if self.function is None else f"{layer.name}: {layer.activation}"
            rows.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
        heads = [
            say("layer"), say("mean |∂L/∂sum|"), say("mean slope"), say("slopes to the output"), say("at best"),
            say("dead units"), say("saturated slopes"), *([say("unchanged units")] if self.same else []),
        ]  # fmt: skip
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
        body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
        return texts, wide(say("Gauges by layer"), body) if rows else "<p></p>"


def _network_controls(options: Mapping[str, Any]) -> dict[str, widgets.Widget]:
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
            name: widgets.FloatSlider(value=options[name], min=low, max=high, step=0.1, description=text, **wide)
            for (name, (low, high)), text in zip(reach.items(), (say("weights"), say("bias")), strict=True)
        },
        "seed": widgets.IntSlider(
            value=options["seed"], min=0, max=max(20, options["seed"]), description=say("seed"), **wide
        ),
    }  # fmt: skip


def _grade(first: float, last: float) -> str:
    """How much is left of the gradient on its way from the last layer to the first."""
    if not (math.isfinite(first) and math.isfinite(last)):
        return say("The gradients are not all finite numbers, so the layers cannot be compared.")
    ratio = first / last
    words = say("the first layer's gradient is {ratio} times the last one's.", ratio=short(ratio))
    if ratio < VANISHING:
        return say("Vanishing: {words}", words=words)
    return say("Exploding: {words}", words=words) if ratio > 1 / VANISHING else say("Flowing: {words}", words=words)


def _percent(share: float | None) -> str:
    """A share in per cent; what is not 0 does not read 0, and what does not apply is a dash."""
    if share is None:
        return "—"
    return "< 1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"
