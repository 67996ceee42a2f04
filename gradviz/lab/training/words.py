"""What the train figure says: its loop as code, the table of parameters, a sentence for every stop."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ...language import say
from ...pictures import caption
from ...pictures.cutting import cut, plain
from ...pictures.numbers import short, value_text
from ...pictures.wording import bracketed
from ...recording import Frame, Graph, Recording
from ...recording.events import Seeded, Started
from ..frame.figure import cell
from .loop import MADE, Run
from .stops import BACKWARD, FORWARD, LOOP, STEP, ZERO, Stop

NOT_YET = "—"
COLUMNS = 24
MOST_ROWS = 8
"""More parameters than this are not in the table."""

LINES = ("for", "zero_grad", "forward", "backward", "step")


def code(run: Run) -> list[str]:
    """The five lines of the loop, as they ran."""
    zero = "    optimizer.zero_grad()" if run.settings.zeroing else "    # optimizer.zero_grad()"
    loss = plain(run.problem.code.split(" = ")[0])
    loop, body = f"for epoch in range({run.settings.steps}):", [
        zero, f"    {run.problem.code}", f"    {loss}.backward()", "    optimizer.step()",
    ]  # fmt: skip
    if run.batches.count == 1:
        return [loop, *body]
    return [f"{loop}\n    for {data_names(run)} in loader:", *(f"    {line}" for line in body)]


def data_names(run: Run) -> str:
    """What a batch is unpacked into."""
    return ", ".join(run.problem.data)


def made(run: Run) -> list[str]:
    """The lines that make the loader of batches, if there is one, and the optimizer."""
    optimizer = MADE[run.settings.optimizer].format(run.problem.learned, f"{run.settings.lr:.6g}")
    loader = f"loader = DataLoader(TensorDataset({data_names(run)}), batch_size={run.batches.size}, shuffle=True)"
    return [*([loader] if run.batches.count > 1 else []), f"optimizer = gv.optim.{optimizer}"]


def panel(run: Run, slot: Any) -> str:
    """The panel as HTML. `slot(k)` is the number of the place for the k-th of `texts`."""
    style = "white-space: pre-wrap; overflow-wrap: anywhere"
    lines = "".join(
        f'<li data-mark="{slot(k)}"><code style="{style}">{cell(line)}</code></li>' for k, line in enumerate(code(run))
    )
    heads = (say("parameter"), say("before"), say("gradient"), say("after step"))
    rows = "".join(
        f'<tr><th scope="row">{cell(cut(plain(name), COLUMNS))}</th>'
        f'<td class="number v"><span data-slot="{slot(5 + 3 * k)}"></span></td>'
        f'<td class="number g"><span data-slot="{slot(6 + 3 * k)}"></span></td>'
        f'<td class="number v"><span data-slot="{slot(7 + 3 * k)}"></span></td></tr>'
        for k, name in enumerate(shown(run))
    )
    left = len(run.problem.parameters) - len(shown(run))
    more = f"<p>{cell(say('and {count} more parameters', count=left))}</p>" if left else ""
    before = "".join(f'<p style="overflow-wrap: anywhere"><code>{cell(line)}</code></p>' for line in made(run))
    return (
        f"{before}"
        f'<ol class="gv-loop" style="list-style: none; padding: 0; margin: 4px" aria-label="{cell(say("the loop"))}">'
        f"{lines}</ol>{table(say('parameters'), heads, rows)}{more}{kept(run, slot)}{parts(run)}"
    )


def kept(run: Run, slot: Any) -> str:
    """The buffers as a table: forward moves them, and no step does."""
    first = 5 + 3 * len(shown(run))
    rows = "".join(
        f'<tr><th scope="row">{cell(cut(plain(name), COLUMNS))}</th>'
        f'<td class="number v"><span data-slot="{slot(first + 2 * k)}"></span></td>'
        f'<td class="number v"><span data-slot="{slot(first + 2 * k + 1)}"></span></td></tr>'
        for k, name in enumerate(moving(run))
    )
    return rows and table(say("buffers"), (say("buffer"), say("before"), say("after forward")), rows)


def moving(run: Run) -> list[str]:
    """The buffers in the table."""
    return [] if run.problem.model is None else run.problem.model.moving[:MOST_ROWS]


def table(label: str, heads: Sequence[str], rows: str) -> str:
    """A table of the panel."""
    top = "".join(f'<th scope="col">{cell(head)}</th>' for head in heads)
    return f'<table aria-label="{cell(label)}"><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>'


def parts(run: Run) -> str:
    """Who is data, who is a parameter: what gets gradients, and what a step updates (R49)."""
    fixed = run.problem.data
    numbers = [name for name, value in fixed.items() if not getattr(value, "shape", ()) and not isinstance(value, list)]
    arrays = [name for name in fixed if name not in numbers]
    yes, no = say("yes"), say("no")
    found = [
        (say("parameters (outlined)"), list(run.problem.parameters), yes, yes),
        (say("data"), numbers, yes, no),
        (say("data"), arrays, no, no),
        (say("buffers"), moving(run), no, no),
        (say("loss"), [run.problem.code.split(" = ")[0]], yes, no),
    ]
    rows = "".join(
        f'<tr><th scope="row">{cell(part)}</th><td>{cell(cut(", ".join(which), 2 * COLUMNS))}</td>'
        f"<td>{cell(gets)}</td><td>{cell(moves)}</td></tr>"
        for part, which, gets, moves in found
        if which
    )
    return table(say("parts"), (say("part"), say("names"), say("gradient?"), say("moved by step?")), rows)


def shown(run: Run) -> list[str]:
    """The parameters in the table."""
    return list(run.problem.parameters)[:MOST_ROWS]


def texts(run: Run, stop: Stop, recording: Recording) -> list[str]:
    """The texts of the panel's places: which line runs, for each parameter before, gradient and after, and buffers."""
    lit = ["current" if line == stop.line else "" for line in range(5)]
    if not run.settings.zeroing:
        lit[ZERO] = "dim"
    graph, frame = moment(recording, stop)
    for name in shown(run):
        found = gradient(graph, frame, name)
        now = NOT_YET if found is None else written(found)
        lit += [written(run.states[stop.turn][name]), now, after(run, stop, graph, frame, name)]
    forward = stop.after or stop.line > FORWARD or (stop.line == FORWARD and _computed(recording, stop))
    for name in moving(run):
        before, now = (run.buffers[turn][name] for turn in (stop.turn, stop.turn + forward))
        lit += [NOT_YET if before is None else written(getattr(before, "_value", before))]
        lit += [written(getattr(now, "_value", now)) if forward and now is not None else NOT_YET]
    return lit


def _computed(recording: Recording, stop: Stop) -> bool:
    """Whether the forward pass of a stop has come to its end."""
    assert stop.event is not None
    return any(isinstance(event, Seeded) for event in recording.events[stop.event + 1 : stop.event + 2])


def moment(recording: Recording, stop: Stop) -> tuple[Graph, Frame]:
    """The graph and frame of a stop."""
    index = -1 if stop.event is None else stop.event
    return recording.graph_at(index), recording.frame(index)


def place(graph: Graph, name: str) -> int | None:
    """The position of the leaf with this name; None where the loss does not use it."""
    return next((i for i, node in enumerate(graph.nodes) if node.is_leaf and node.name == name), None)


def gradient(graph: Graph, frame: Frame, name: str) -> Any:
    """What the gradient of a parameter is at a moment, or None."""
    position = place(graph, name)
    return None if position is None else frame.gradients[position]


def after(run: Run, stop: Stop, graph: Graph, frame: Frame, name: str) -> str:
    """The parameter after its step, or that it has not moved yet."""
    if stop.after:
        return written(run.states[stop.state][name])
    position = place(graph, name)
    moved = stop.line == STEP and position in frame.newer
    return written(frame.values[position]) if moved and position is not None else NOT_YET


def written(value: Any) -> str:
    """A value of the table."""
    return value_text(value, COLUMNS)


def sentence(run: Run, stop: Stop, recording: Recording, grain: str) -> str:
    """What has just happened."""
    if stop.line == LOOP:
        names = ", ".join(f"{n} = {written(run.states[0][n])}" for n in shown(run)[:3])
        names += ", …" if len(run.problem.parameters) > 3 else ""
        return say("The loop has not begun. The parameters: {names}.", names=names)
    now = when(run, stop.turn)
    if stop.event is None:
        lost = run.losses[stop.state] if stop.state < len(run.losses) else math.nan
        if run.batches.count > 1:
            return say("{when}: after its step the loss of the next batch is {loss}.", when=now, loss=short(lost))
        return say("After epoch {number}: the loss is {loss}.", loss=short(lost), number=stop.turn + 1)
    event = recording.events[stop.event]
    first_zero = stop.line == ZERO and isinstance(event, Started)
    if grain == "event" and not first_zero:
        told = caption(recording, stop.event)
        return say("{when}, {line}: {told}", line=LINES[stop.line], told=told, when=now)
    return SENTENCES[stop.line](run, stop, recording, first_zero)


def when(run: Run, turn: int) -> str:
    """Which turn of the loop it is, as a sentence begins."""
    epoch, batch = divmod(turn, run.batches.count)
    if run.batches.count > 1:
        return say("Epoch {number}, batch {batch}", number=epoch + 1, batch=batch + 1)
    return say("Epoch {number}", number=epoch + 1)


def where(run: Run, stop: Stop, index: int, count: int) -> str:
    """Which line of which turn it is, and how far along, beside the scrubber."""
    epoch, batch = divmod(stop.turn, run.batches.count)
    given = {"epoch": epoch + (stop.line > 0), "line": LINES[stop.line], "index": index + 1, "count": count}
    if run.batches.count > 1 and stop.line > 0:
        return say("epoch {epoch}, batch {batch}, {line} · {index} of {count}", batch=batch + 1, **given)
    return say("epoch {epoch}, {line} · {index} of {count}", **given)


def _zero(run: Run, stop: Stop, recording: Recording, first: bool) -> str:
    now = when(run, stop.turn)
    if first:
        return say("{when}: zero_grad finds no gradients yet that it could forget.", when=now)
    if run.batches.count > 1:
        return say("{when}: zero_grad forgets the gradients of the last batch. No parameter moves.", when=now)
    return say("{when}: zero_grad forgets the gradients of the last epoch. No parameter moves.", when=now)


def _forward(run: Run, stop: Stop, recording: Recording, first: bool) -> str:
    given = {"when": when(run, stop.turn), "loss": short(run.losses[stop.turn])}
    if run.batches.count > 1:
        given["count"] = str(len(run.batches.rows(stop.turn)))
        return say("{when}: forward computes the loss of {count} examples, {loss}. No parameter moves.", **given)
    return say("{when}: forward computes the loss, {loss}. No parameter moves.", **given)


def _backward(run: Run, stop: Stop, recording: Recording, first: bool) -> str:
    graph, frame = moment(recording, stop)
    name = shown(run)[0]
    found, value = gradient(graph, frame, name), run.states[stop.turn][name]
    given = {"when": when(run, stop.turn), "name": name}
    if not isinstance(found, float) or not isinstance(value, float):
        return say("{when}: backward computes the gradients. No parameter moves.", **given)
    given |= {"gradient": short(found), "value": short(value)}
    if run.settings.zeroing or not stop.turn:
        return say("{when}: backward puts {gradient} into {name}.grad. {name} is still {value}.", **given)
    own = sum(recording.events[i].downstream for i in _sent(recording, graph, stop, name))
    return say(
        "{when}: backward adds {own} to the {left} that nobody zeroed: {name}.grad is {gradient}. {name} is "
        "still {value}.", own=short(own), left=short(found - own), **given,
    )  # fmt: skip


def _sent(recording: Recording, graph: Graph, stop: Stop, name: str) -> list[int]:
    """The events of this turn's pass that sent something to a parameter."""
    assert stop.event is not None
    edges = {k for k, edge in enumerate(graph.edges) if edge.source == place(graph, name)}
    begun = recording.starts[stop.turn]
    return [i for i in range(begun, stop.event + 1) if getattr(recording.events[i], "edge", None) in edges]


def _step(run: Run, stop: Stop, recording: Recording, first: bool) -> str:
    graph, frame = moment(recording, stop)
    name = shown(run)[0]
    before, now = run.states[stop.turn][name], run.states[stop.turn + 1][name]
    found = gradient(graph, frame, name)
    given = {"when": when(run, stop.turn), "name": name}
    if not isinstance(before, float) and run.batches.count > 1:
        return say("{when}: step moves the parameters. The next batch comes.", **given)
    if not isinstance(before, float):
        lost = run.losses[stop.state] if stop.state < len(run.losses) else math.nan
        return say("{when}: step moves the parameters. The loss is {loss} there.", loss=short(lost), **given)
    given |= {"before": short(before), "now": short(now), "lr": short(run.settings.lr)}
    if run.settings.optimizer != "SGD" or not isinstance(found, float):
        return say("{when}: step moves {name} from {before} to {now}.", **given)
    given["gradient"] = bracketed(short(found))
    return say("{when}: step sets {name} to {before} − {lr} × {gradient} = {now}.", **given)


SENTENCES = {ZERO: _zero, FORWARD: _forward, BACKWARD: _backward, STEP: _step}
"""What is said at the end of a line."""
