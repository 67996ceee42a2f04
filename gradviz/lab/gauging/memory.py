"""`memory`: what is saved for the backward pass over time, with and without checkpoints, and in inference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from numbers import Integral
from typing import Any

import ipywidgets as widgets
import numpy as np

from ...core import FUNCTIONS, Tensor, tensor
from ...core.advice.anomaly import unsaid
from ...language import mark, say
from ...pictures.numbers import short
from ...recording import Recording, record
from ...recording.running import merged, program, run, without_name
from ..frame.controls import control
from ..frame.inputs import check_inputs, refuse_clash
from ..plotting.chart import Chart, slot, wide
from ..plotting.plots import Plot
from .runs import Run, inference, through, training

LONGEST = 100
BATCHES = tuple(2**k for k in range(11))
Makers = tuple[Callable[[], Tensor], Callable[[], Tensor] | None]


def memory(
    f: Any = None,
    /,
    *unnamed: Any,
    n: int | None = None,
    segments: int | None = None,
    batch: int | None = None,
    inputs: Mapping[str, Any] | None = None,
    **variables: Any,
) -> Memory:
    """Show how many bytes are saved for the backward pass, moment by moment.

    Three runs in one plot: training as it is, training with checkpoints (all segments but the last keep their ends
    alone and are computed again), and inference under `no_grad`, which saves nothing. With k segments of n layers about
    k + n/k values are saved; almost one more forward pass is computed, which is 1/3 more of all work at most, for the
    backward pass costs about twice the forward one. Everything is measured; the formula stands beside it.

    Args:
        f: layers, a list of functions or an nn.Sequential; or a function or formula of your own, which is then
            shown without checkpoints; None for a row of tanh layers.
        *unnamed: nothing: every input is given by its name, `x=3`.
        n: how many tanh layers, 1 to 100; 16 if nothing else is said.
        segments: in how many segments the layers are cut, 1 for no checkpoints; 4 if nothing else is said.
        batch: how many examples go through at once, a power of two up to 1024; 1 if nothing else is said.
        inputs: inputs by name, for names that cannot be keywords here.
        **variables: inputs by name: those of a function; for layers `x`, one example.

    Returns:
        A widget; Jupyter shows it. `.runs` holds what was measured: "training", "checkpoints" and "inference".

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if an option or an input does not fit.

    Example:
        >>> import gradviz as gv
        >>> runs = gv.memory(n=16, segments=4).runs
        >>> runs["training"].peak_saved, runs["checkpoints"].peak_saved, runs["inference"].peak_saved
        (16, 8, 0)
        >>> runs["training"].calls, runs["checkpoints"].calls, runs["checkpoints"].work / runs["training"].work
        (16, 28, 1.25)
    """
    if unnamed:
        raise without_name("memory", f, unnamed)
    values = merged(inputs, variables)
    options = {name: value for name, value in (("n", n), ("segments", segments), ("batch", batch)) if value is not None}
    if f is None or _is_layers(f):
        layers = None if f is None else list(f)
        checked = _checked(layers, {"n": 16, "segments": 4, "batch": 1} | options)
        example, controls = _example(values, tanh=layers is None), _controls(layers, checked)
        return Memory(controls, lambda now: _through(layers, example, now))
    function = program(f)
    refuse_clash("memory", function, options, inputs or {})
    if options:
        raise TypeError(
            f"memory(f, {next(iter(options))}=...): that is for layers, and you gave one function. Give a list of "
            "layers, or leave it out."
        )
    check_inputs(function, values)
    controls = {name: control(name, value) for name, value in values.items()}
    return Memory(controls, lambda now: (lambda: run(function, now), None), function)


class Memory(Chart):
    """The figure that `memory` returns.

    Attributes:
        controls: the controls by name.
        runs: what was measured, by "training", "checkpoints" and "inference".
        plot: saved bytes over time.
    """

    title = mark("Memory")
    idea = mark(
        "The forward pass saves values, the backward pass uses them up; checkpoints save fewer and compute more."
    )

    def __init__(
        self, controls: Mapping[str, widgets.Widget], make: Callable[[dict[str, Any]], Makers], function: Any = None
    ) -> None:
        self.runs: dict[str, Run] = {}
        self._make, self.function = make, function
        self.plot = Plot(
            say("Saved bytes, operation by operation"), say("operations computed"), say("bytes"), height=280
        )
        super().__init__("memory", controls, beside=[self.plot])
        self.tick()

    def tick(self, moved: str | None = None) -> None:
        """Run training, checkpoints and inference, and show what was measured."""
        before = self.runs
        done = self.attempt(lambda: self._measure(self.now()), self.function)
        if done is None:
            return
        self.runs, recording = done
        self._draw()
        texts, panel = self._table()
        self.tell(recording, texts, self._caption(before if moved == "batch" else {}), panel)

    def _measure(self, now: dict[str, Any]) -> tuple[dict[str, Run], Recording]:
        plain, checkpointed = self._make(now)
        with unsaid():
            with record() as recording:
                runs = {"training": training(plain)}
            if checkpointed is not None:
                runs["checkpoints"] = training(checkpointed)
            runs["inference"] = inference(plain)
        return runs, recording

    def _draw(self) -> None:
        names = {
            "training": say("training"), "checkpoints": say("with checkpoints"),
            "inference": say("inference (no_grad)"),
        }  # fmt: skip
        lines = {names[key]: (range(len(r.live) + 1), [0, *r.live]) for key, r in self.runs.items()}
        self.plot.lines(lines, steps=True)
        peaks = {key: r for key, r in self.runs.items() if key != "inference"}
        self.plot.points({say("peaks"): ([r.peak_at for r in peaks.values()], [r.peak for r in peaks.values()])})
        self.plot.marker(self.runs["training"].forward, say("the backward pass begins"))

    def _table(self) -> tuple[list[str], str]:
        """A row for each run; and below it the two ratios, with the formula."""
        texts: list[str] = []
        rows = []
        names = {"training": say("training"), "checkpoints": say("with checkpoints"), "inference": say("inference")}
        for key, r in self.runs.items():
            numbers = (r.nodes, r.peak_saved, r.peak, r.calls, r.backward, r.work)
            cells = "".join(slot(len(texts) + k) for k in range(len(numbers)))
            texts += [short(number) for number in numbers]
            rows.append(f'<tr><th scope="row">{escape(names[key])}</th>{cells}</tr>')
        heads = (
            say("run"), say("nodes recorded"), say("values at the peak"), say("bytes at the peak"),
            say("forward calls"), say("backward steps"), say("work"),
        )  # fmt: skip
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
        words = [say("Work counts 1 for an operation forward and 2 for one backward.")]
        if "checkpoints" in self.runs:
            words = [*self._ratios(), *words, say(KEPT)]
        said = "".join(f'<p><span data-slot="{len(texts) + k}"></span></p>' for k in range(len(words)))
        body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
        return [*texts, *words], wide(say("What was measured"), body) + said

    def _ratios(self) -> list[str]:
        """What checkpoints cost, as measured, and what the formula says."""
        plain, checked, now = self.runs["training"], self.runs["checkpoints"], self.now()
        k, n = now["segments"], now.get("n")
        words = [say(
            "Measured: {again} of {calls} operations are computed a second time: {forward} times the forward work, and "
            "{total} times all the work.",
            again=checked.calls - plain.calls, calls=plain.calls, forward=short(checked.calls / plain.calls),
            total=short(checked.work / plain.work),
        )]  # fmt: skip
        if n is not None and k > 1:
            words.append(say(
                "Formula: about k + n/k = {k} + {n}/{k} = {values} values are saved at the peak instead of n = {n}; "
                "√n = {best} segments save least.", k=k, n=n, values=short(k + n / k), best=short(n**0.5),
            ))  # fmt: skip
        return words

    def _caption(self, before: dict[str, Run]) -> str:
        """The peaks in words; after the batch was moved, beside what they were."""
        plain = self.runs["training"]
        if before and before["training"].peak and before["training"].nodes == plain.nodes:
            return say(
                "The batch changes the saved bytes from {old} to {new} at the peak, {times} times as many; the nodes "
                "stay {nodes}.", old=before["training"].peak, new=plain.peak,
                times=short(plain.peak / before["training"].peak), nodes=plain.nodes,
            )  # fmt: skip
        words = say(
            "Training saves {bytes} bytes at its peak, after operation {at}.", bytes=plain.peak, at=plain.peak_at
        )
        checked = self.runs.get("checkpoints")
        if checked is not None:
            words += " " + say(
                "With checkpoints the peak is {bytes} bytes, for {extra} more forward calls.",
                bytes=checked.peak, extra=checked.calls - plain.calls,
            )  # fmt: skip
        return words + " " + say("Inference saves {bytes} bytes.", bytes=self.runs["inference"].peak)


KEPT = mark(
    "A checkpoint keeps its own result too, to hold the second computation against it: the result of one segment is "
    "the input of the next, so that only the last checkpoint's result is one value more than must be kept."
)


def _is_layers(f: Any) -> bool:
    """Whether these are layers: several functions in a row."""
    return not isinstance(f, str) and isinstance(f, Iterable) and all(callable(layer) for layer in f)


def _example(values: dict[str, Any], *, tanh: bool) -> Any:
    """What goes into the layers: one example.

    Raises:
        TypeError: if layers were given no x, or something else was.
    """
    wanted = set() if tanh else {"x"}
    if set(values) - {"x"} or wanted - set(values):
        got = ", ".join(values) or "nothing"
        raise TypeError(f"memory() of layers takes one example by the name x, got {got}. Write x=[1.0, 2.0].")
    example = values.get("x", 0.5)
    try:
        return np.asarray(example.detach().numpy() if isinstance(example, Tensor) else example, dtype=float)
    except (TypeError, ValueError):
        raise TypeError(
            f"memory(x={example!r:.40}): x is one example that goes into the layers, and this is not a number or an "
            "array of numbers. Write x=0.5 or x=[1.0, 2.0]."
        ) from None


def _through(layers: list[Any] | None, example: Any, now: dict[str, Any]) -> Makers:
    """The two ways through the layers: plain, and in segments."""
    row = [FUNCTIONS["tanh"]] * now["n"] if layers is None else layers
    batch = np.repeat(example[None], now["batch"], axis=0)
    ways = [lambda k=k: through(row, tensor(batch, requires_grad=True, name="x"), k) for k in (1, now["segments"])]
    return ways[0], ways[1]


def _checked(layers: list[Any] | None, options: dict[str, int]) -> dict[str, int]:
    """The options for layers.

    Raises:
        ValueError: if one does not fit.
    """
    for name, number in options.items():
        if isinstance(number, bool) or not isinstance(number, Integral):
            raise ValueError(
                f"{name}={number!r:.40}: it is counted, so it must be a whole number, and this is of type "
                f"{type(number).__name__}. Write {name}=4."
            )
    if layers == []:
        raise ValueError("memory([]): a row of no layers saves nothing. Give at least one, as in [gv.tanh].")
    if layers is not None:
        options = options | {"n": len(layers), "segments": min(options["segments"], len(layers))}
    if options["n"] not in range(1, LONGEST + 1):
        raise ValueError(f"n={options['n']!r}: choose a number of layers from 1 to {LONGEST}.")
    if options["segments"] not in range(1, options["n"] + 1):
        raise ValueError(f"segments={options['segments']!r}: choose from 1 to n = {options['n']}.")
    if options["batch"] not in BATCHES:
        raise ValueError(f"batch={options['batch']!r}: choose a power of two from 1 to {BATCHES[-1]}.")
    return options


def _controls(layers: list[Any] | None, options: dict[str, int]) -> dict[str, widgets.Widget]:
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
