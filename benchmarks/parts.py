"""Where the time of a tick goes: the parts of it timed from outside, each without the parts inside it."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from statistics import median
from typing import Any

from .measure import table
from .programs import Program

PARTS = (  # what it is called here, the module that calls it, its name there
    ("rerun (leaves, function, names)", "gradviz.lab.frame.live", "run"),
    ("watch: events and the rest", "gradviz.lab.frame.live", "watch"),
    ("  tape and graph", "gradviz.recording.watching", "taped"),
    ("  observed sweep", "gradviz.recording.watching", "sweep"),
    ("  forward events", "gradviz.recording.watching", "forward_events"),
    ("frame", "gradviz.recording.history", "Recording.frame"),
    ("format: slot texts", "gradviz.lab.frame.figure", "slot_texts"),
    ("format: caption", "gradviz.lab.exploring.explore", "caption"),
    ("message: build", "ipywidgets.widgets.widget", "Widget.send_state"),
    ("message: JSON and signature", "benchmarks.comms", "WritingComm.publish_msg"),
)


class Clock:
    """Times nested calls; each part's own time leaves out the parts that it calls."""

    def __init__(self) -> None:
        self.own: dict[str, float] = {}
        self.inside = [0.0]

    def wrap(self, label: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            self.inside.append(0.0)
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent = time.perf_counter() - start
                self.own[label] = self.own.get(label, 0.0) + spent - self.inside.pop()
                self.inside[-1] += spent

        return timed


def breakdown(programs: list[Program], rounds: int) -> str:
    """The parts of a tick of each program, in µs (medians), as text formulas."""
    columns = [_measured(program, rounds) for program in programs]
    rows = []
    for label in [part[0] for part in PARTS] + ["traits and the rest", "whole tick (with the clocks)"]:
        rows.append([label, *(_cell(column, label) for column in columns)])
    heads = ["part of a tick, own µs (share)", *(f"{p.name} {p.nodes}" for p in programs)]
    return table("Tick: where the time goes (text formulas)", heads, rows)


def _cell(column: dict[str, float], label: str) -> str:
    if label not in column:
        return "-"
    return f"{column[label] * 1e6:.0f} ({column[label] / column['whole tick (with the clocks)']:.0%})"


def _measured(program: Program, rounds: int) -> dict[str, float]:
    from .tick import Moving

    moving = Moving(program, program.forms()["text"], writes=True)
    clock, put_back = Clock(), []
    for label, module, name in PARTS:
        put_back += _replace(clock, label, module, name)
    try:
        ticks = [_one(moving, clock) for _ in range(rounds + 20)][20:]
    finally:
        for owner, name, original in put_back:
            setattr(owner, name, original)
    return {label: median(tick.get(label, 0.0) for tick in ticks) for label in ticks[-1]}


def _replace(clock: Clock, label: str, module: str, name: str) -> list[tuple[Any, str, Any]]:
    """Put a clock around one function; a function that is not there any more is left out of the table."""
    owner: Any = import_module(module)
    *path, last = name.split(".")
    for step in path:
        owner = getattr(owner, step, None)
    original = getattr(owner, last, None)
    if original is None:
        return []
    setattr(owner, last, clock.wrap(label, original))
    return [(owner, last, original)]


def _one(moving: Any, clock: Clock) -> dict[str, float]:
    moving.move()
    clock.own.clear()
    clock.inside[:] = [0.0]
    start = time.perf_counter()
    moving.tick()
    whole = time.perf_counter() - start
    rest = whole - clock.inside[0]
    return {**clock.own, "traits and the rest": rest, "whole tick (with the clocks)": whole}
