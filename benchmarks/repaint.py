"""New numbers in an old picture: texts formatted, compared, the changed ones written; beside a new layout.

As a figure does it: Python formats, looks whether anything is new and joins the texts for the message; the page
compares and writes, with the figure's own JavaScript in headless Chromium. A static picture is painted in Python, as
a whole.
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
HEADS = ["program", "dot / all", "embedded / all", "dot / static", "dot / all, laid out", "format µs", "page writes µs",
         "page writes, laid out µs", "static SVG µs", "texts changed", "dot ms", "embedded ms"]  # fmt: skip
PAGE = """async ([source, state, svg, frames]) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  Object.assign(state, { svg, texts: frames[0] });
  const told = {};
  const model = { get: (name) => state[name], on: (event, call) => (told[event] = call), off() {} };
  const el = document.body.appendChild(document.createElement("div"));
  module.default.render({ model, el });
  const write = Object.entries(told).find(([event]) => event.includes("texts"))[1];
  const once = (laidOut) => {
    let spent = 0;
    const start = performance.now();
    for (const frame of frames) {
      state.texts = frame;
      const before = performance.now();
      write();
      spent += performance.now() - before;
      if (laidOut) el.getBoundingClientRect();
    }
    return (laidOut ? spent : performance.now() - start) / frames.length;
  };
  for (let round = 0; round < 8; round++) once(round % 2);
  const rounds = Array.from({ length: 9 }, () => [once(false), once(true)]);
  const spent = [rounds.map((each) => each[0]), rounds.map((each) => each[1])];
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
        rows.append([f"{name} {size}", *cells[:8], f"{median(changed):.0f} of {len(slot_texts(graph, frames[0]))}",
                     *cells[8:]])  # fmt: skip
        for engine, times in least.items():
            place = (48 if size < 100 else 500, engine)
            reached[place] = min(times, reached.get(place, times))
    notes = [
        "all = format, look for anything new and join in Python; compare and write the changed texts in Chromium with",
        "the figure's script (no message), after 480 frames to warm up",
        "laid out = the same where the page has laid itself out between two frames, which makes a write dearer; that",
        "layout is not counted, as it is not in the engines' times either",
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
    first = slot_texts(graph, frames[0])
    held: dict[str, Any] = {"number": 0, "texts": first, "before": first, "known": Texts()}
    changed: list[int] = []

    def move() -> None:
        held["known"] = Texts()  # the numbers of the frame before, and of no other: the next ones are new to it
        slot_texts(graph, frames[held["number"]], known=held["known"])
        held["number"] = (held["number"] + 1) % len(frames)

    def format_and_join() -> None:
        texts = slot_texts(graph, frames[held["number"]], known=held["known"])
        if texts != held["texts"]:
            held["before"], held["texts"] = held["texts"], texts
            held["lines"] = "\n".join(texts)

    def count() -> None:
        changed.append(sum(map(str.__ne__, held["before"], held["texts"])))
        move()

    picture = Picture(gv.recording.Recording(graph, (), lambda: frames[0]))
    layout(graph)

    def paint() -> None:
        picture.frame = frames[held["number"]]
        _ = picture.svg

    jobs = {"format": Job("format", format_and_join, count), "static": Job("static", paint, move)}
    for engine in filter(None, (on_path(), embedded())):
        jobs[engine.name] = Job(engine.name, alone(engine.command, with_edge_labels(graph)), every=max(1, rounds // 15))
    return jobs, changed


def with_edge_labels(graph: Any) -> str:
    """The DOT text of a graph with a label on every edge, also where large graphs have theirs put on afterwards."""
    return re.sub(r"(-> n\d+ \[)(?![^\n]*label=)", r'\1label="00000000" ', to_dot(graph))


def _page(graph: Any, texts: list[list[str]]) -> list[list[float]]:
    """Seconds in which the page compares and writes one frame's texts, as it comes and laid out; [] without a page."""
    from .jupyter import browser
    from .versions import chromium

    if chromium() is None:
        return []
    lines = ["\n".join([*frame, "caption"]) for frame in texts]
    with browser() as found:
        spent, shown = found.new_page().evaluate(PAGE, [Diagram._esm, _state(), layout(graph).svg, lines])
    if not shown:
        raise AssertionError("the page does not show the last frame's texts")
    return [[milliseconds / 1e3 for milliseconds in each] for each in spent]


def _state() -> dict[str, Any]:
    """What a new diagram tells the page, without what a bare page cannot hold."""
    return {name: value for name, value in Diagram().get_state().items() if isinstance(value, str | int | list)}


def _row(jobs: dict[str, Job], written: list[list[float]]) -> tuple[list[str], dict[str, float]]:
    formatted, static = jobs["format"].middle, jobs["static"].middle
    whole, laid_out = [formatted + median(each) for each in written or ([0.0], [0.0])]
    engines = {name: jobs[name].middle for name in ("dot", "embedded") if name in jobs}

    def over(name: str, below: float) -> str:
        return ratio(engines[name], below) if name in engines else "-"

    cells = [over("dot", whole), over("embedded", whole), over("dot", static), over("dot", laid_out),
             span(jobs["format"].seconds, 1e6), *(span(each, 1e6) for each in written or ()),
             *(["no browser"] * (2 - len(written))), span(jobs["static"].seconds, 1e6)]  # fmt: skip
    cells += [span(jobs[name].seconds, 1e3, 1) if name in engines else "-" for name in ("dot", "embedded")]
    return cells, {name: spent / whole for name, spent in engines.items()}
