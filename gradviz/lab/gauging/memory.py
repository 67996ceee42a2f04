"""`memory`: what is saved for the backward pass over time, with and without checkpoints, and in inference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from ...core.advice.anomaly import unsaid
from ...language import mark, say
from ...pictures.numbers import short
from ...recording import Recording
from ...recording.running import merged, program, run, without_name
from ..frame.as_code import called
from ..frame.inputs import refuse_beside, refuse_misspelt
from ..plotting.chart import Chart, slot, wide
from ..plotting.plots import Plot
from .layers import Makers, checked, example_in, layer_controls, layers_in, ways
from .runs import Run, checkpointed, inference, training

_OF_LAYERS = ("for layers", "Give a list of layers, or leave it out.")


def memory(
    f: Any = None,
    /,
    *unnamed: Any,
    n: int | None = None,
    segments: int | None = None,
    batch: int | None = None,
    inputs: Mapping[str, Any] | None = None,
    lock: Iterable[str] = (),
    hide: Iterable[str] = (),
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
        lock: the names of controls that are shown and cannot be moved: "n", "segments", "batch", inputs of a function.
        hide: the names of controls that are not shown.
        **variables: inputs by name: those of a function; for layers `x`, one example.

    Returns:
        A widget; Jupyter shows it. `.runs` holds what was measured: "training", "checkpoints" and "inference",
        `.at(segments=8)` moves controls, `.code` is the line that makes the figure as it is.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if an option or an input does not fit.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.memory(n=16, segments=4)
        >>> runs = figure.runs
        >>> runs["training"].peak_saved, runs["checkpoints"].peak_saved, runs["inference"].peak_saved
        (16, 8, 0)
        >>> runs["training"].calls, runs["checkpoints"].calls, runs["checkpoints"].work / runs["training"].work
        (16, 28, 1.25)
        >>> figure.at(segments=8).code
        'gv.memory(n=16, segments=4).at(segments=8)'
    """
    if unnamed:
        raise without_name("memory", f, unnamed)
    values = merged(inputs, variables)
    options = {name: value for name, value in (("n", n), ("segments", segments), ("batch", batch)) if value is not None}
    figure = {"lock": lock, "hide": hide}
    layers = layers_in(f)
    if f is None:
        refuse_misspelt("memory", None, values)
    if f is None or layers is not None:
        controls, example = layer_controls(layers, checked(layers, options)), example_in(values, tanh=f is None)
        return Memory(
            lambda now: ways(layers, example, now), given=values, layers=layers, chosen=options, controls=controls,
            **figure,
        )  # fmt: skip
    function = program(f)
    chosen = [name for name in figure if figure[name]]
    refuse_beside("memory", function, options, chosen, inputs or {}, _OF_LAYERS)
    return Memory(lambda now: (lambda: run(function, now), None), function=function, given=values, **figure)


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
        self,
        make: Callable[[dict[str, Any]], Makers],
        *,
        function: Callable[..., Any] | None = None,
        given: Mapping[str, Any],
        layers: list[Any] | None = None,
        chosen: Mapping[str, int] | None = None,
        **options: Any,
    ) -> None:
        """Make it. `make` tells from the controls what runs; `chosen` are the options that were chosen for layers."""
        self.runs: dict[str, Run] = {}
        self._make, self._layers, self._chosen = make, layers, dict(chosen or {})
        self.plot = Plot(
            say("Saved bytes, operation by operation"), say("operations computed"), say("bytes"), height=280
        )
        super().__init__("memory", function, given, beside=[self.plot], **options)
        self.tick()

    def first(self) -> list[str]:
        """The function, or the layers: each by its name, or all together where one has none."""
        if self._layers is None:
            return super().first()
        names = [called(layer, "") for layer in self._layers]
        return [f"[{', '.join(names)}]" if all(names) else "layers"]

    def chosen(self) -> dict[str, Any]:
        """The options that were chosen for layers, for the line of code that makes this figure."""
        return self._chosen

    def tick(self, moved: str | None = None) -> None:
        """Run training, checkpoints and inference, and show what was measured."""
        before = self.runs
        done = self.attempt(lambda: self._measure(self.controls.now), self.function)
        if done is None:
            return
        self.runs, recording = done
        self._draw()
        texts, panel = self._table()
        self.tell(recording, texts, self._caption(before if moved == "batch" else {}), panel)

    def _measure(self, now: dict[str, Any]) -> tuple[dict[str, Run], Recording]:
        plain, in_segments = self._make(now)
        with unsaid():
            run, recording = training(plain)
            runs = {"training": run}
            if in_segments is not None:
                runs["checkpoints"] = checkpointed(in_segments)
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
        if "checkpoints" in self.runs and self.runs["training"].calls:
            words = [*self._ratios(), *words, say(KEPT)]
        if not self.runs["inference"].nodes:
            words.append(say("Under no_grad no node is recorded: nothing is saved, and no gradients can be computed."))
        said = "".join(f'<p><span data-slot="{len(texts) + k}"></span></p>' for k in range(len(words)))
        body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
        return [*texts, *words], wide(say("What was measured"), body) + said

    def _ratios(self) -> list[str]:
        """What checkpoints cost, as measured, and what the formula says."""
        plain, checked, now = self.runs["training"], self.runs["checkpoints"], self.controls.now
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
        words = say("Training saves nothing: no operation here needs a value for its backward pass.")
        if plain.peak:
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
