"""New numbers in an old picture: texts formatted, compared, the changed ones written; beside a new layout.

Python formats and compares; the page writes, with the figure's own JavaScript in headless Chromium. A static picture is
painted in Python, as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from typing import Any

import gradviz as gv
from gradviz.lab.frame.diagram import Diagram
from gradviz.pictures import Picture
from gradviz.pictures.dot import to_dot
from gradviz.pictures.engines import embedded, on_path
from gradviz.pictures.labels import slot_texts
from gradviz.pictures.layout import layout
from gradviz.pictures.numbers import Texts

from .folding import WIDTHS
from .folding import network as numbers
from .measure import Job, alone, in_turn, ratio, span, table, target
from .programs import Program, chain, network
from .tick import walk

FRAMES = 60
HEADS = ["program", "dot / all", "embedded / all", "dot / static", "dot / (format and diff)", "format and diff µs",
         "page writes µs", "static SVG µs", "texts changed", "dot ms", "embedded ms"]  # fmt: skip
PAGE = """async ([source, svg, frames]) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const state = { svg, panel: "", texts: frames[0], words: [], twin: "", error: "", help: "", picked: -1, copied: "" };
  const told = {};
  const model = { get: (name) => state[name], on: (event, call) => (told[event] = call), off() {} };
  const el = document.body.appendChild(document.createElement("div"));
  module.default.render({ model, el });
  const write = Object.entries(told).find(([event]) => event.includes("texts"))[1];
  const once = () => {
    const start = performance.now();
    for (const frame of frames) { state.texts = frame; write(); }
    return (performance.now() - start) / frames.length;
  };
  once();
  const spent = Array.from({ length: 9 }, once);
  const last = frames[frames.length - 1].split("\\n");
  const shown = [...el.querySelectorAll("[data-slot]")].every((p) => p.textContent === last[p.dataset.slot]);
  return [spent, shown];
}"""


def tables(quick: bool) -> Iterator[str]:
    rows, reached = [], {}  # the least ratio by size and engine
    chosen = [chain(48), chain(48, "shared"), network(), chain(500), network(45)]
    rounds = 10 if quick else 60
    for name, graph, frames in [*map(_frames, chosen), _network_of_numbers()]:
        jobs, changed = _jobs(graph, frames, rounds)
        in_turn(list(jobs.values()), rounds, warm_up=2)
        written = _page(graph, [slot_texts(graph, frame) for frame in frames])
        cells, least = _row(jobs, written)
        size = len(graph.nodes)
        rows.append([f"{name} {size}", *cells[:7], f"{median(changed):.0f} of {len(slot_texts(graph, frames[0]))}",
                     *cells[7:]])  # fmt: skip
        for engine, times in least.items():
            place = (48 if size < 100 else 500, engine)
            reached[place] = min(times, reached.get(place, times))
    notes = [
        "all = format and diff in Python, the changed texts written by the figure's script in Chromium (no message)",
        "static = format, and the whole static SVG painted in Python, layout remembered",
        "dot, embedded = the engine's own run, edges labelled",
        "a chain of 500 with shared inputs is left out: neither engine lays it out within a minute",
    ]
    for (size, engine), times in sorted(reached.items()):
        notes.append(target(f"all 100x cheaper than {engine} at {size} nodes (least: {times:.0f}x)", times >= 100))
    yield table("New numbers beside a new layout", HEADS, rows, notes)


def _frames(program: Program) -> tuple[str, Any, list[Any]]:
    """One input moved on, again and again."""
    form, values, steps, frames = program.forms()["text"], dict(program.inputs), walk(program), []
    for _ in range(FRAMES):
        values[program.moves] = next(steps)
        recording = gv.record(form, **values)
        frames.append(recording.frame())
    return program.name, recording.graph, frames


def _network_of_numbers() -> tuple[str, Any, list[Any]]:
    recordings = [gv.record(numbers(WIDTHS[500], False, seed)) for seed in range(1, FRAMES + 1)]
    return "network of numbers", recordings[0].graph, [recording.frame() for recording in recordings]


def _jobs(graph: Any, frames: list[Any], rounds: int) -> tuple[dict[str, Job], list[int]]:
    held: dict[str, Any] = {"number": 0, "texts": slot_texts(graph, frames[0]), "known": Texts()}
    changed: list[int] = []

    def move() -> None:
        held["known"] = Texts()  # the numbers of the frame before, and of no other: the next ones are new to it
        slot_texts(graph, frames[held["number"]], known=held["known"])
        held["number"] = (held["number"] + 1) % len(frames)

    def format_and_compare() -> None:
        before, texts = held["texts"], slot_texts(graph, frames[held["number"]], known=held["known"])
        new = [(slot, text) for slot, text in enumerate(texts) if text != before[slot]]
        held["texts"] = texts
        changed.append(len(new))

    picture = Picture(gv.recording.Recording(graph, (), lambda: frames[0]))
    layout(graph)

    def paint() -> None:
        picture.frame = frames[held["number"]]
        _ = picture.svg

    jobs = {"format": Job("format", format_and_compare, move), "static": Job("static", paint, move)}
    for engine in filter(None, (on_path(), embedded())):
        jobs[engine.name] = Job(engine.name, alone(engine.command, with_edge_labels(graph)), every=max(1, rounds // 15))
    return jobs, changed


def with_edge_labels(graph: Any) -> str:
    """The DOT text of a graph with a label on every edge, also where large graphs have theirs put on afterwards."""
    return re.sub(r"(-> n\d+ \[)(?![^\n]*label=)", r'\1label="00000000" ', to_dot(graph))


def _page(graph: Any, texts: list[list[str]]) -> list[float] | None:
    """Seconds in which the page compares and writes one frame's texts; nothing where there is no browser."""
    from .jupyter import browser
    from .versions import chromium

    if chromium() is None:
        return None
    lines = ["\n".join([*frame, "caption"]) for frame in texts]
    with browser() as found:
        spent, shown = found.new_page().evaluate(PAGE, [Diagram._esm, layout(graph).svg, lines])
    if not shown:
        raise AssertionError("the page does not show the last frame's texts")
    return [milliseconds / 1e3 for milliseconds in spent]


def _row(jobs: dict[str, Job], written: list[float] | None) -> tuple[list[str], dict[str, float]]:
    formatted, static = jobs["format"].middle, jobs["static"].middle
    whole = formatted + (median(written) if written else 0.0)
    engines = {name: jobs[name].middle for name in ("dot", "embedded") if name in jobs}

    def over(name: str, below: float) -> str:
        return ratio(engines[name], below) if name in engines else "-"

    cells = [over("dot", whole), over("embedded", whole), over("dot", static), over("dot", formatted),
             span(jobs["format"].seconds, 1e6), span(written, 1e6) if written else "no browser",
             span(jobs["static"].seconds, 1e6)]  # fmt: skip
    cells += [span(jobs[name].seconds, 1e3, 1) if name in engines else "-" for name in ("dot", "embedded")]
    return cells, {name: spent / whole for name, spent in engines.items()}
