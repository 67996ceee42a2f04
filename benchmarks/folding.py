"""Large graphs: a network of scalar nodes with a group for every layer and neuron, and the same without groups."""

from __future__ import annotations

import base64
import contextlib
import random
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import gradviz as gv
from gradviz.pictures import EngineError

from .measure import Job, span, table, target
from .picture import forget

WIDTHS = {500: (8, 8, 8, 1), 5000: (28, 28, 28, 1)}
PATIENCE = 3.0
"""What takes longer than so many seconds is measured once."""


def network(widths: tuple[int, ...], grouped: bool, seed: int = 1) -> Any:
    """The loss of a network of numbers at one point of the plane: every weight, product and sum is a node."""
    dice = random.Random(seed)
    values = [gv.tensor(number, name=name) for name, number in (("x1", 0.3), ("x2", -0.8))]
    wanted = gv.tensor(0.5, name="t")
    for number, width in enumerate(widths, 1):
        last = number == len(widths)
        with _group(f"layer {number}", grouped):
            values = [_neuron(f"neuron {k + 1}", values, dice, grouped, last) for k in range(width)]
    (y,) = values
    return (y.named("y") - wanted) ** 2


def _group(name: str, wanted: bool) -> contextlib.AbstractContextManager[Any]:
    return gv.group(name) if wanted else contextlib.nullcontext()


def _neuron(name: str, inputs: list[Any], dice: random.Random, grouped: bool, last: bool) -> Any:
    with _group(name, grouped):
        total = gv.tensor(dice.uniform(-1, 1), requires_grad=True)
        for value in inputs:
            total = total + gv.tensor(dice.uniform(-1, 1), requires_grad=True) * value
        return total if last else gv.relu(total)


def tables(quick: bool) -> Iterator[str]:
    rows, notes, words = [], [], ""
    for about, grouped, limit in ((500, True, 0.15), (500, False, None), (5000, True, 2.0), (5000, False, 2.0)):
        loss = network(WIDTHS[about], grouped)
        loss.backward()
        nodes = len(gv.get_graph_above(loss).nodes)
        for way in WAYS:
            job, said = measured(WAYS[way], loss, 2 if quick else 20)
            boxes = drawn(said)
            name = f"{nodes:,} nodes, {'groups' if grouped else 'no groups'}: {way}"
            result = f"{boxes} boxes" if boxes else "message"
            rows.append([name, result, str(len(job.seconds)), span(job.seconds, 1e3), span(job.cpu, 1e3)])
            words = words if boxes else said
            fits = 0 < boxes < nodes if grouped else boxes > 0 or "group" in said
            if limit:
                what = "folded" if grouped else "a picture, or a message that says how to group,"
                notes.append(target(f"{name}: {what} <= {limit * 1e3:.0f} ms", fits and job.middle <= limit))
    notes.append(f"every cache empty before each; what takes longer than {PATIENCE:.0f} s is measured once")
    notes.append(f"the last message: {words[:300]!r}")
    yield table("Large graphs", ["what", "result", "rounds", "wall ms", "CPU ms"], rows, notes)


def _bundle(loss: Any) -> str:
    """The SVG that the bundle carries, or its text, which begins with the message."""
    mimes = gv.draw(loss)._repr_mimebundle_()
    data = re.search(r"base64,([^\"]+)", mimes.get("text/html", ""))
    return base64.b64decode(data[1]).decode() if data else mimes["text/plain"]


WAYS: dict[str, Callable[[Any], str]] = {
    "gv.draw(loss).svg": lambda loss: gv.draw(loss).svg,
    "a notebook's bundle": _bundle,
}


def drawn(said: str) -> int:
    """How many boxes an SVG has."""
    return len(re.findall(r'class="node[ "]', said))


def measured(way: Callable[[Any], str], loss: Any, rounds: int) -> tuple[Job, str]:
    """As many rounds as patience allows, and the SVG or the message that came out."""
    said: list[str] = []

    def work() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                said.append(way(loss))
            except EngineError as error:
                said.append(str(error))

    job = Job("large", work, forget)
    job.once(kept=True)
    if job.seconds[0] < PATIENCE:
        job.seconds.clear(), job.cpu.clear()
        for _ in range(rounds):
            job.once(kept=True)
    return job, said[-1]
