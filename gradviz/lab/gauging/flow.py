"""`flow`: gradients through the layers of a network, and the three ways in which they get lost."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

import ipywidgets as widgets

from ...core.advice.anomaly import unsaid
from ...language import mark, say
from ...pictures.numbers import short
from ...recording import Recording
from ...recording.running import Program, merged, program, without_name
from ..frame.inputs import refuse_beside, refuse_misspelt
from ..frame.live import forward_and_backward
from ..plotting.chart import Chart, level, slot, wide
from ..plotting.plots import Plot
from .gauges import Gauge, gauges, products
from .network import STEPS, Network
from .network_options import ACTIVATIONS, OPTIONS, checked, network_controls

VANISHING = 1e-3
"""The first layer's gradient below this part of the last one's is called vanishing; above 1/this, exploding."""

_OF_THE_NETWORK = ("an option of flow's own network", "Leave out one of the two.")


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
    lock: Iterable[str] = (),
    hide: Iterable[str] = (),
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
        lock: the names of controls that are shown and cannot be moved: inputs of `f`, or "depth", "scale" and so on.
        hide: the names of controls that are not shown.
        **variables: the inputs of `f` by name, as for `explore`.

    Returns:
        A widget; Jupyter shows it. `.layers` are the gauges, `.recording` the run, `.train()` takes 20 steps,
        `.at(depth=3)` moves controls, `.code` is the line that makes the figure as it is.

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
        >>> figure.at(depth=3).code
        "gv.flow(depth=10, activation='sigmoid').at(depth=3)"
    """
    given = {"depth": depth, "activation": activation, "scale": scale, "bias": bias, "seed": seed, "width": width}
    given = {name: value for name, value in given.items() if value is not None}
    figure = {"lock": lock, "hide": hide}
    if unnamed:
        raise without_name("flow", f, unnamed)
    if isinstance(f, str) and f in ACTIVATIONS:
        raise TypeError(f"flow({f!r}): that is an activation. Write flow(activation={f!r}), or a formula: '{f}(w*x)'.")
    if f is not None:
        function, values = program(f), merged(inputs, variables)
        refuse_beside("flow", function, given, [name for name in figure if figure[name]], inputs or {}, _OF_THE_NETWORK)
        return Flow(function, values, {}, **figure)
    if inputs or variables:
        refuse_misspelt("flow", None, merged(inputs, variables))
        raise TypeError(f"flow() got {', '.join(merged(inputs, variables))} and no function. Write flow(f, x=3).")
    return Flow(None, {}, checked(given), **figure)


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
        self,
        function: Callable[..., Any] | None,
        inputs: Mapping[str, Any],
        network: Mapping[str, Any],
        **options: Any,
    ) -> None:
        """Make it. `network` is what was chosen for the network."""
        self._network = network
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
        controls = network_controls(OPTIONS | dict(network)) if function is None else None
        super().__init__("flow", function, inputs, controls=controls, more=more, beside=[self.plot], **options)
        self.tick()

    @property
    def network(self) -> Network:
        """The network as the controls have it."""
        return Network(width=(OPTIONS | dict(self._network))["width"], **self.controls.now)

    def chosen(self) -> dict[str, Any]:
        """What was chosen for the network, for the line of code that makes this figure."""
        return dict(self._network)

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
        if self.function is not None:
            return forward_and_backward(self.function, self.controls.now)[1]
        with unsaid():
            return self.network.recording()

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
