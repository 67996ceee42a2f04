"""One whole tick of `explore` beside: the layout engines run again, the bare forward and backward pass."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import gradviz as gv
from gradviz.pictures import Picture
from gradviz.pictures.engines import embedded, on_path

from .comms import without_comm, writing_comms
from .measure import Job, alone, beside, cpu_ratio, in_turn, ratio, span, table, target
from .parts import breakdown
from .programs import Program, check, programs

ENGINE_ROUNDS = 30
RATIOS = ["program", "tick / bare", "no comm / bare", "slide / bare", "dot / tick", "dot / no comm", "embedded / tick",
          "dot / (tick + Python paint)", "CPU: tick / bare", "CPU: dot / tick"]  # fmt: skip
ABSOLUTE = ["program", "tick µs", "no comm µs", "slide µs", "bare µs", "dot ms", "embedded ms", "tick + paint µs"]


_dice = random.Random(7)


def walk(program: Program) -> Iterator[float]:
    """Numbers that no other walk has had: the texts of numbers are remembered, and must not come from a cache."""
    start = program.inputs[program.moves]
    while True:
        yield start + 0.3 * _dice.random()


class Moving:
    """A figure whose input goes on to a number that was never shown before."""

    def __init__(self, program: Program, form: Callable[..., Any], *, writes: bool) -> None:
        with writing_comms():
            self.figure = gv.explore(form, **program.inputs)
        if not writes:
            without_comm(self.figure)
        self.moves = program.moves
        self.walk = walk(program)

    def move(self) -> None:
        """The new value, without the tick that it would start."""
        with self.figure.controls.quiet():
            self.figure.controls[self.moves].value = next(self.walk)

    def tick(self) -> None:
        self.figure.controls.moved(self.moves)

    def slide(self) -> None:
        """The whole way of a slider's message: its value is checked and echoed, and its observer ticks."""
        self.figure.controls[self.moves].value = self.value

    def choose(self) -> None:
        self.value = next(self.walk)


def bare(program: Program, form: Callable[..., Any]) -> tuple[Callable[[], None], Callable[[], None]]:
    """Moving one input, and the forward and backward pass on fresh leaves: what nobody can leave out."""
    values, steps = dict(program.inputs), walk(program)

    def move() -> None:
        values[program.moves] = next(steps)

    def work() -> None:
        form(**{name: gv.tensor(value, requires_grad=True) for name, value in values.items()}).backward()

    return move, work


def jobs_of(program: Program, form: Callable[..., Any], rounds: int) -> dict[str, Job]:
    silent, writing = Moving(program, form, writes=False), Moving(program, form, writes=True)
    drawn = Moving(program, form, writes=False)
    move, work = bare(program, form)

    def repaint() -> None:
        drawn.tick()
        _ = Picture(drawn.figure.recording).svg  # type: ignore[arg-type]

    every = max(1, rounds // ENGINE_ROUNDS)
    jobs = {
        "bare": Job("bare", work, move),
        "silent": Job("tick without a comm", silent.tick, silent.move),
        "tick": Job("tick", writing.tick, writing.move),
        "slide": Job("slider set and tick", writing.slide, writing.choose),
        "painted": Job("tick and Python paint", repaint, drawn.move, every=4),
    }
    source = Picture(writing.figure.recording).source  # type: ignore[arg-type]
    for engine in filter(None, (on_path(), embedded())):
        jobs[engine.name] = Job(engine.name, alone(engine.command, source), every=every)
    return jobs


def tables(quick: bool) -> Iterator[str]:
    chosen = programs()
    rows, exact, reached = [], [], {"dot": True, "bare": True}
    for program in chosen:
        check(program)
        rounds = (60 if quick else 600) // (3 if program.nodes > 100 else 1)
        for form_name, form in program.forms().items():
            jobs = jobs_of(program, form, rounds)
            in_turn(list(jobs.values()), rounds, warm_up=20)
            label = f"{program.name} {program.nodes} {form_name}"
            rows.append([label, *_ratios(jobs)])
            exact.append([label, *_numbers(jobs)])
            if program.nodes == 48:
                reached["bare"] &= max(beside(jobs["tick"], jobs["bare"])) <= 8
                reached["dot"] &= "dot" in jobs and min(beside(jobs["dot"], jobs["tick"])) >= 50
    notes = [
        "tick = Explore.tick: rerun, observed sweep, frame, texts, traits; the message built, encoded and signed",
        "no comm = the same without any message; slide = with the slider's own check and echo of its new value",
        "painting and comparing is JavaScript's in the page; 'Python paint' adds a whole static SVG, layout cached",
        target("dot / tick >= 50x at 48 nodes, wall and CPU", reached["dot"]),
        target("tick / bare <= 8x at 48 nodes, wall and CPU", reached["bare"]),
    ]
    yield table("Tick: ratios", RATIOS, rows, notes)
    yield table("Tick: absolute", ABSOLUTE, exact)
    yield breakdown([p for p in chosen if p.nodes in (20, 48)], 60 if quick else 400)


def _ratios(jobs: dict[str, Job]) -> list[str]:
    found = [ratio(jobs[name].middle, jobs["bare"].middle) for name in ("tick", "silent", "slide")]
    for name, below in (("dot", "tick"), ("dot", "silent"), ("embedded", "tick"), ("dot", "painted")):
        found.append(ratio(jobs[name].middle, jobs[below].middle) if name in jobs else "-")
    found.append(cpu_ratio(jobs["tick"], jobs["bare"]))
    return [*found, cpu_ratio(jobs["dot"], jobs["tick"]) if "dot" in jobs else "-"]


def _numbers(jobs: dict[str, Job]) -> list[str]:
    found = [span(jobs[name].seconds, 1e6) for name in ("tick", "silent", "slide", "bare")]
    found += [span(jobs[name].seconds, 1e3, 1) if name in jobs else "-" for name in ("dot", "embedded")]
    return [*found, span(jobs["painted"].seconds, 1e6)]
