"""What the train figure says: its loop as code, the table of parameters, a sentence for every stop."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ...language import say
from ...pictures import caption
from ...pictures.cutting import cut, plain
from ...pictures.numbers import long, short, value_text
from ...pictures.wording import bracketed
from ...recording import Frame, Graph, Recording
from ...recording.events import Started
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
    return [
        f"for epoch in range({run.settings.steps}):", zero, f"    {run.problem.code}", f"    {loss}.backward()",
        "    optimizer.step()",
    ]  # fmt: skip


def made(run: Run) -> str:
    """The line that makes the optimizer."""
    names = ", ".join(run.problem.parameters)
    return "optimizer = gv.optim." + MADE[run.settings.optimizer].format(names, f"{run.settings.lr:.6g}")


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
    return (
        f'<p style="overflow-wrap: anywhere"><code>{cell(made(run))}</code></p>'
        f'<ol class="gv-loop" style="list-style: none; padding: 0; margin: 4px" aria-label="{cell(say("the loop"))}">'
        f"{lines}</ol>{table(say('parameters'), heads, rows)}{more}{parts(run)}"
    )


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
    """The texts of the panel's places: which line runs, then for each parameter before, gradient and after."""
    lit = ["current" if line == stop.line else "" for line in range(5)]
    if not run.settings.zeroing:
        lit[ZERO] = "dim"
    graph, frame = moment(recording, stop)
    for name in shown(run):
        found = gradient(graph, frame, name)
        now = NOT_YET if found is None else written(found)
        lit += [written(run.states[stop.epoch][name]), now, after(run, stop, graph, frame, name)]
    return lit


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
    number = {"number": stop.epoch + 1}
    if stop.event is None:
        lost = run.losses[stop.state] if stop.state < len(run.losses) else math.nan
        return say("After epoch {number}: the loss is {loss}.", loss=short(lost), **number)
    event = recording.events[stop.event]
    first_zero = stop.line == ZERO and isinstance(event, Started)
    if grain == "event" and not first_zero:
        told = caption(recording, stop.event)
        return say("Epoch {number}, {line}: {told}", line=LINES[stop.line], told=told, **number)
    return SENTENCES[stop.line](run, stop, recording, first_zero)


def _zero(run: Run, stop: Stop, recording: Recording, first: bool) -> str:
    number = stop.epoch + 1
    if first:
        return say("Epoch {number}: zero_grad finds no gradients yet that it could forget.", number=number)
    return say("Epoch {number}: zero_grad forgets the gradients of the last epoch. No parameter moves.", number=number)


def _forward(run: Run, stop: Stop, recording: Recording, first: bool) -> str:
    given = {"number": stop.epoch + 1, "loss": short(run.losses[stop.epoch])}
    return say("Epoch {number}: forward computes the loss, {loss}. No parameter moves.", **given)


def _backward(run: Run, stop: Stop, recording: Recording, first: bool) -> str:
    graph, frame = moment(recording, stop)
    name = shown(run)[0]
    found, value = gradient(graph, frame, name), run.states[stop.epoch][name]
    given = {"number": stop.epoch + 1, "name": name}
    if not isinstance(found, float) or not isinstance(value, float):
        return say("Epoch {number}: backward computes the gradients. No parameter moves.", **given)
    given |= {"gradient": short(found), "value": short(value)}
    if run.settings.zeroing or not stop.epoch:
        return say("Epoch {number}: backward puts {gradient} into {name}.grad. {name} is still {value}.", **given)
    own = sum(recording.events[i].downstream for i in _sent(recording, graph, stop, name))
    return say(
        "Epoch {number}: backward adds {own} to the {left} that nobody zeroed: {name}.grad is {gradient}. {name} is "
        "still {value}.", own=short(own), left=short(found - own), **given,
    )  # fmt: skip


def _sent(recording: Recording, graph: Graph, stop: Stop, name: str) -> list[int]:
    """The events of this epoch's pass that sent something to a parameter."""
    assert stop.event is not None
    edges = {k for k, edge in enumerate(graph.edges) if edge.source == place(graph, name)}
    begun = recording.starts[stop.epoch]
    return [i for i in range(begun, stop.event + 1) if getattr(recording.events[i], "edge", None) in edges]


def _step(run: Run, stop: Stop, recording: Recording, first: bool) -> str:
    graph, frame = moment(recording, stop)
    name = shown(run)[0]
    before, now = run.states[stop.epoch][name], run.states[stop.epoch + 1][name]
    found = gradient(graph, frame, name)
    given = {"number": stop.epoch + 1, "name": name}
    if not isinstance(before, float):
        lost = run.losses[stop.state] if stop.state < len(run.losses) else math.nan
        return say("Epoch {number}: step moves the parameters. The loss is {loss} there.", loss=short(lost), **given)
    given |= {"before": short(before), "now": short(now), "lr": short(run.settings.lr)}
    if run.settings.optimizer != "SGD" or not isinstance(found, float):
        return say("Epoch {number}: step moves {name} from {before} to {now}.", **given)
    given["gradient"] = bracketed(short(found))
    return say("Epoch {number}: step sets {name} to {before} − {lr} × {gradient} = {now}.", **given)


SENTENCES = {ZERO: _zero, FORWARD: _forward, BACKWARD: _backward, STEP: _step}
"""What is said at the end of a line."""


def status(run: Run) -> str:
    """How the run as a whole went."""
    done, all_of_it = run.epochs, run.settings.steps
    told = []
    if (at := run.diverged) is not None:
        told.append(say("The loss is {loss} after {count} epochs, so training stopped: the steps are too long. "
                        "Try a smaller learning rate.", loss=short(run.losses[at]), count=at))  # fmt: skip
    elif done < all_of_it:
        told.append(say("Stopped after {done} of {count} epochs.", done=done, count=all_of_it))
    else:
        told.append(say("{count} epochs. The loss is {loss}.", count=done, loss=short(run.losses[-1])))
    if run.kept < done:
        told.append(say("To save memory, single events are kept of the first {kept} epochs; later epochs are shown one "
                        "by one.", kept=run.kept))  # fmt: skip
    return " ".join(told)


def epochs(run: Run, most: int = 24) -> list[list[str]]:
    """The run as rows: epoch, loss, parameters; of a long one the first and the last."""
    rows = [[say("epoch"), say("loss"), *shown(run)]]
    for k, state in enumerate(run.states):
        lost = long(run.losses[k]) if k < len(run.losses) else NOT_YET
        values = [state[name] for name in shown(run)]
        rows.append([str(k), lost, *(long(value) if isinstance(value, float) else written(value) for value in values)])
    if len(rows) > most + 2:
        rows = [*rows[: most // 2 + 1], ["…"] * len(rows[0]), *rows[-(most // 2) :]]
    return rows


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows with their columns in line."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(text.ljust(w) for text, w in zip(row, widths, strict=True)).rstrip() for row in rows)
