"""The first picture of a structure never seen before, beside the layout engine's own run on the same DOT."""

from __future__ import annotations

import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from statistics import median
from typing import Any

import gradviz as gv
from gradviz import options
from gradviz.pictures import Picture
from gradviz.pictures import layout as layouts
from gradviz.pictures.dot import to_dot
from gradviz.pictures.engines import Engine, embedded, on_path

from .measure import Job, alone, beside, cpu_ratio, in_turn, ratio, span, table, target
from .parts import Clock
from .programs import Program, chain, network

HEADS = ["program, engine", "picture / engine", "the same in CPU", "explore / engine", "picture ms",
         "explore ms", "engine alone ms"]  # fmt: skip


def ten() -> Program:
    """(w*x + b - t)**2 through a tanh and a sine: 10 nodes."""
    text = ("z = w*x", "y = tanh(z + b)", "d = y - t", "L = sin(d**2)")
    return Program("book and two more", 10, text, {"w": 0.7, "x": 0.4, "b": 0.1, "t": 0.9}, "w")


def forget() -> None:
    """Empty every cache that a structure's first picture could find something in."""
    rooms = ("gradviz.pictures.", "gradviz.recording.")
    found = [module for name, module in sys.modules.items() if name.startswith(rooms)]
    for thing in (thing for module in found for thing in vars(module).values()):
        if hasattr(thing, "cache_clear") and thing.__module__ not in OF_THE_SESSION:  # others import it too
            thing.cache_clear()


OF_THE_SESSION = ("gradviz.pictures.engines", "gradviz.pictures.themes", "gradviz.pictures.legend")
"""What these remember is the same for every structure: where the engine is, the style sheet, the legend."""


def tables(quick: bool) -> Iterator[str]:
    rounds = 8 if quick else 60
    rows, notes, parts = [], [], {}
    for engine in filter(None, (embedded(), on_path())):
        options.engine = engine.name
        for program in (ten(), chain(48), chain(48, "shared"), network()):
            jobs = jobs_of(program, engine)
            in_turn(list(jobs.values()), rounds, warm_up=3)
            first, own = jobs["first"], jobs["engine"]
            label = f"{program.name} {program.nodes}, {engine.name}"
            rows.append([label, *_row(jobs)])
            parts[label] = _parts(jobs["recording"].work(), rounds)
            near = max(beside(first, own))
            notes.append(target(f"{label}: <= 1.3x the engine, wall and CPU ({near:.2f}x)", near <= 1.3))
            if program.nodes == 10:
                notes.append(target(f"{label}: <= 60 ms", first.middle <= 0.06))
    options.engine = None
    title = "First picture: every cache empty, gv.draw(recording).svg; and gv.explore(...) whole"
    yield table(title, HEADS, rows, notes)
    yield _breakdown(parts)


def _row(jobs: dict[str, Job]) -> list[str]:
    first, live, own = jobs["first"], jobs["live"], jobs["engine"]
    ratios = [ratio(first.middle, own.middle), cpu_ratio(first, own), ratio(live.middle, own.middle)]
    return ratios + [span(job.seconds, 1e3, 1) for job in (first, live, own)]


def jobs_of(program: Program, engine: Engine) -> dict[str, Job]:
    recording = gv.record(program.text, **program.inputs)
    laid_out = to_dot(recording.graph)
    return {
        "first": Job("first", lambda: gv.draw(recording).svg, forget),
        "engine": Job("engine", alone(engine.command, laid_out)),
        "live": Job("live", lambda: gv.explore(program.text, **program.inputs), forget, every=2),
        "recording": Job("recording", lambda: recording),
    }


STEPS = (  # what is not there any more is left out
    ("DOT text", layouts, "to_dot"),
    ("engine (process and all)", layouts, "lay_out"),
    ("read the SVG", ET, "fromstring"),
    ("open places", layouts._Builder, "layout"),
    ("write the SVG", layouts, "_plain_svg"),
)


def _parts(recording: Any, rounds: int) -> dict[str, float]:
    """The parts of a first picture in seconds (medians)."""
    clock, found = Clock(), []
    before = [(label, owner, name, getattr(owner, name)) for label, owner, name in STEPS if hasattr(owner, name)]
    for label, owner, name, original in before:
        setattr(owner, name, clock.wrap(label, original))
    try:
        for _ in range(rounds):
            forget()
            clock.own.clear()
            clock.inside[:] = [0.0]
            start = time.perf_counter()
            _ = Picture(recording).svg
            whole = time.perf_counter() - start
            found.append({**clock.own, "texts, paint, style": whole - clock.inside[0], "whole": whole})
    finally:
        for _, owner, name, original in before:
            setattr(owner, name, original)
    return {label: median(one.get(label, 0.0) for one in found) for label in found[0]}


def _breakdown(parts: dict[str, dict[str, float]]) -> str:
    """One row a program, one column a part."""
    labels = list(next(iter(parts.values())))
    rows = []
    for program, times in parts.items():
        rows.append([program, *(f"{times[label] * 1e3:.2f} ({times[label] / times['whole']:.0%})" for label in labels)])
    return table("First picture: where the time goes, ms", ["program, engine", *labels], rows)
