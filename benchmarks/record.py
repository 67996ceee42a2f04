"""Recordings: what events cost beside the plain passes, and how long it takes to go to any moment of many."""

from __future__ import annotations

import gc
import random
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import gradviz as gv
from gradviz.pictures.labels import slot_texts
from gradviz.recording import Recording

from .measure import Job, beside, cpu_ratio, in_turn, ratio, span, table, target
from .programs import Program, chain, check, network
from .tick import walk

EVENTS_NODES = 5_000  # a chain of so many has 10,000 events
JUMPS = 1_000
TOLD = ("whole", "block", "loss")
WAYS = (*TOLD, "untold")


def tables(quick: bool) -> Iterator[str]:
    yield recording(15 if quick else 150)
    yield scrubbing(30 if quick else 400)


def recording(rounds: int) -> str:
    rows, worst = [], dict.fromkeys(TOLD, 0.0)
    for program in (chain(500), chain(500, "shared"), network(45)):
        check(program)
        for name, form in program.forms().items():
            jobs = jobs_of(program, form)
            in_turn(list(jobs.values()), rounds, warm_up=5)
            plain = jobs["plain"]
            ratios = [both for each in WAYS for both in _both(jobs[each], plain)]
            spans = [span(jobs[each].cpu, 1e6) for each in (*WAYS, "plain")]
            rows.append([f"{program.name} {program.nodes} {name}", *ratios, *spans])
            worst = {each: max(worst[each], *beside(jobs[each], plain)) for each in TOLD}
    heads = ["program", *(head for each in WAYS for head in (f"{each} / plain", "in CPU")),
             *(f"{each} CPU µs" for each in (*WAYS, "plain"))]  # fmt: skip
    notes = [
        "plain = fresh leaves, forward, backward; whole = gv.record(function or text, inputs), every event told",
        "block = the plain passes within gv.record(), every event told",
        "the collector on as by default; what one has left is collected before the next one's turn",
        "loss = gv.record(loss) of a loss that is computed, every event told; untold = the same, no event asked for",
    ]
    for each, times in worst.items():
        text = f"{each}: recording with events <= 3x forward and backward at 500 nodes, wall and CPU"
        notes.append(target(f"{text} (most: {times:.2f}x)", times <= 3))
    return table("Recording with events", heads, rows, notes)


def _both(job: Job, plain: Job) -> list[str]:
    return [ratio(job.middle, plain.middle), cpu_ratio(job, plain)]


def jobs_of(program: Program, form: Callable[..., Any]) -> dict[str, Job]:
    values, steps = dict(program.inputs), walk(program)
    held: list[Any] = [None]

    def move() -> None:
        values[program.moves] = next(steps)
        gc.collect()

    def forward() -> Any:
        return form(**{name: gv.tensor(value, requires_grad=True) for name, value in values.items()})

    def compute() -> None:
        move()
        held[0] = forward()

    def block() -> None:
        with gv.record() as recording:
            forward().backward()
        list(recording.events)

    return {
        "plain": Job("plain", lambda: forward().backward(), move),
        "whole": Job("whole", lambda: list(gv.record(form, **values).events), move),
        "block": Job("block", block, move),
        "loss": Job("loss", lambda: list(gv.record(held[0]).events), compute),
        "untold": Job("untold", lambda: gv.record(held[0]), compute),
    }


def scrubbing(rounds: int) -> str:
    """Random moments of a long recording: never looked at before, and looked at before."""
    program = chain(EVENTS_NODES)
    long = gv.record(program.function(), **program.inputs)
    jobs = jumps(long)
    in_turn(jobs, rounds, warm_up=3)
    rows = [[job.name, span(job.seconds, 1e3, 2), span(job.cpu, 1e3, 2), f"{_ninety(job):.2f}"] for job in jobs]
    slowest = max(_ninety(job) for job in jobs[:3])
    notes = [
        f"{len(long):,} events; after {JUMPS:,} jumps a recording has grown by {kept(long):.0f} MB",
        target("any frame of 10,000 events <= 5 ms (CPU, 90 of 100 jumps)", slowest <= 5),
    ]
    return table("Scrubbing", ["jump to a moment", "wall ms", "CPU ms", "90 of 100 below, CPU ms"], rows, notes)


def jumps(long: Recording) -> list[Job]:
    """Cold in a recording that nobody has asked anything; warm among 50 moments that were looked at."""
    dice, count = random.Random(3), len(long)
    held: dict[str, Any] = {}
    seen, looked_at = Recording(long.graph, long.events), [dice.randrange(count) for _ in range(50)]
    for index in looked_at:
        seen.frame(index)

    def untouched() -> None:
        held["index"], held["fresh"] = dice.randrange(count), Recording(long.graph, long.events)

    def back() -> None:
        held["index"] = dice.choice(looked_at)

    def step() -> None:
        held["index"] = (held["index"] + 1) % count

    return [
        Job("cold: the first look at a recording, anywhere", lambda: held["fresh"].frame(held["index"]), untouched),
        Job("warm: one that was looked at before", lambda: seen.frame(held["index"]), back),
        Job("the same, one event on", lambda: seen.frame(held["index"]), step),
        Job("cold, and the texts of its picture", lambda: _texts(held["fresh"], held["index"]), untouched),
    ]


def _texts(recording: Recording, index: int) -> list[str]:
    return slot_texts(recording.graph, recording.frame(index))


def _ninety(job: Job) -> float:
    return sorted(job.cpu)[int(len(job.cpu) * 0.9)] * 1e3


def kept(long: Recording) -> float:
    """Megabytes that a recording holds after many looks."""
    events, dice = long.events, random.Random(5)
    looked = Recording(long.graph, events)
    tracemalloc.start()
    for _ in range(JUMPS):
        looked.frame(dice.randrange(len(events)))
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return size
