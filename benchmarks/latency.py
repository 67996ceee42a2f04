"""From a key on a slider to the page, in one real JupyterLab: the floor, gradviz, and `interact`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any

from playwright.sync_api import Page

import gradviz as gv
from gradviz.pictures.engines import on_path
from gradviz.pictures.numbers import short

from .jupyter import browser, idle, lab, notebook
from .measure import ratio, span, table, target
from .programs import Program, chain

METER = Path(__file__).with_name("meter.js").read_text(encoding="utf-8")
BURST = 120
BURST_HEADS = ["way", "slider", "shown", "expected", "stale", "changes of the page", "sent in ms",
               "last change after last event ms"]  # fmt: skip
READY = """way => document.querySelector(way.handle)
    && (document.querySelector(way.root)?.textContent || document.querySelector(way.root + ' img'))"""
START = 1.0
SLIDER = f"FloatSlider(value={START}, min=0.0, max=40.0, step=0.1, description='x')"  # the page tells one decimal

FLOOR = """
import ipywidgets as widgets
from ipywidgets import FloatSlider
slider, label = {slider}, widgets.Label("{start}")
slider.observe(lambda change: setattr(label, "value", str(change["new"])), "value")
label.add_class("bench-floor-out")
widgets.VBox([slider, label]).add_class("bench-floor")
"""
GRADVIZ = """
import gradviz as gv
from ipywidgets import FloatSlider
gv.explore({text!r}, inputs={{{name!r}: {slider}, **{fixed!r}}}).add_class({mark!r})
"""
INTERACT = """
import graphviz, gradviz as gv
from ipywidgets import FloatSlider, interactive
from IPython.display import display
def redraw(**moved):  # the graph with its numbers as DOT, laid out again by dot, as in many notebooks on the net
    recording = gv.record({text!r}, inputs={{**{fixed!r}, **moved}})
    display(graphviz.Source(gv.draw(recording).source))
interactive(redraw, **{{{name!r}: {slider}}}).add_class("bench-interact")
"""


@dataclass
class Way:
    """One way from a slider to the page; `moves` counts its events, so that its number is known."""

    name: str
    cell: str
    mark: str
    root: str
    program: Program | None = None
    last: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)

    @property
    def in_page(self) -> dict[str, str]:
        return {"name": self.name, "handle": f".{self.mark} .noUi-handle", "root": self.root}


def ways(nodes: list[int], *, interact: bool) -> list[Way]:
    found = [Way("floor", FLOOR.format(slider=SLIDER, start=START), "bench-floor", ".bench-floor-out")]
    for count in nodes:
        found.append(_gradviz(count))
    if interact:
        program = _program(20)
        cell = INTERACT.format(text=program.text, fixed=_fixed(program), name="x", slider=SLIDER)
        found.append(Way("interact 20", cell, "bench-interact", ".bench-interact .jp-OutputArea", program))
    return found


def _gradviz(count: int) -> Way:
    program, mark = _program(count), f"bench-gradviz-{count}"
    cell = GRADVIZ.format(text=program.text, fixed=_fixed(program), name="x", slider=SLIDER, mark=mark)
    return Way(f"gradviz {count}", cell, mark, f".{mark} .gv-root", program)


def _program(nodes: int) -> Program:
    """Inputs that share few sliders; sines, so that no number stops changing; x comes first."""
    made = chain(nodes, "shared" if nodes < 48 else "numbers", "sin")
    inputs = {"x": START, **{name: value for name, value in made.inputs.items() if name != "x"}}
    return Program(made.name, nodes, made.statements, inputs, "x")


def _fixed(program: Program) -> dict[str, float]:
    return {name: value for name, value in program.inputs.items() if name != "x"}


def tables(quick: bool) -> Iterator[str]:
    rounds, warm_up = (10, 2) if quick else (100, 5)
    dot = on_path() is not None
    with lab() as (address, folder), browser() as chromium:
        three = ways([20], interact=dot)
        with notebook(chromium, address, folder, [way.cell for way in three], 2400) as page:
            measure(page, three, rounds, warm_up)
            bursts = [burst(page, way) for way in three]
        yield _result(three, dot)
        yield table(f"{BURST} events in one second", BURST_HEADS, bursts)
        large = ways([48, 300], interact=False)
        with notebook(chromium, address, folder, [way.cell for way in large], 6000) as page:
            measure(page, large, rounds, warm_up)
        yield _result(large, False)


def measure(page: Page, ways: list[Way], rounds: int, warm_up: int) -> None:
    """One event at a time, every way once a round; each event's numbers are looked at in the page.

    The order within a round is drawn anew: with a fixed one, what a way costs depends on the way before it by
    up to 20 ms (the server's small WebSocket frames wait for the browser's TCP acknowledgement, or do not).
    """
    dice = random.Random(1)
    for way in ways:
        page.wait_for_function(READY, arg=way.in_page, timeout=90_000)
    idle(page)
    page.wait_for_timeout(1500)
    page.evaluate(METER)
    for number in range(warm_up + rounds):
        for way in dice.sample(ways, len(ways)):
            event = page.evaluate("way => bench.press(way)", way.in_page)
            missing = fresh(page, way)[-1]
            if missing:
                raise AssertionError(f"{way.name}: after {event} the page does not show {sorted(missing)}")
            if number >= warm_up:
                way.first.append(event["first"])
                way.last.append(event["last"])


def fresh(page: Page, way: Way) -> tuple[str, str, str, set[str]]:
    """The slider's number; the output shown and expected; what should stand on the page and does not."""
    shown = page.evaluate("way => bench.shown(way)", way.in_page)
    number = float(shown["slider"])
    if way.program is None:
        wrong = abs(float(shown["texts"][0]) - number) > 1e-9
        return shown["slider"], shown["texts"][0], str(number), {str(number)} if wrong else set()
    recording = gv.record(way.program.text, inputs={**way.program.inputs, "x": number})
    texts = set(shown["texts"])
    expected = short(recording.value("L"))
    frame = recording.frame()
    everything = {short(value) for value in frame.values} | {f"∂ {short(slope)}" for slope in frame.gradients}
    everything |= {f"×{short(local)}" for local in frame.locals}
    seen = expected if expected in texts else "something else"
    return shown["slider"], seen, expected, everything - texts


def burst(page: Page, way: Way) -> list[str]:
    """Many events in a second; afterwards every number in the picture must be that of the last one."""
    event: dict[str, Any] = page.evaluate("([way, count]) => bench.burst(way, count)", [way.in_page, BURST])
    slider, shown, expected, missing = fresh(page, way)
    return [way.name, slider, shown, expected, "yes" if missing else "no", str(event["times"]), f"{event['sent']:.0f}",
            f"{event['after']:.0f}"]  # fmt: skip


def _result(ways: list[Way], dot: bool) -> str:
    floor = ways[0]
    rows = []
    for way in ways:
        over = median(way.last) - median(floor.last)
        rows.append([way.name, ratio(median(way.last), median(floor.last)), ratio(mean(way.last), mean(floor.last)),
                     f"{over:+.1f}", span(way.last, 1, 1),
                     span(way.first, 1, 1), str(len(way.last))])  # fmt: skip
    notes = ["each event: nothing else under way, kernel idle, then a key; last change of the page, numbers checked",
             "the order of the ways is drawn anew every round (see measure())",
             "the times come in steps, as the page draws and the network waits: the means vary less than the medians"]
    if len(ways) > 1 and ways[1].name == "gradviz 20":
        notes.append(target("gradviz 20 <= 1.25x the floor", median(ways[1].last) <= 1.25 * median(floor.last)))
        if dot:
            gain = median(ways[2].last) / median(ways[1].last)
            notes.append(f"interact / gradviz: {gain:.2f}x; {target('>= 1.3x', gain >= 1.3)}")
        else:
            notes.append("interact was not measured: there is no dot on PATH")
    heads = ["way", "/ floor", "means", "over floor ms", "last change ms", "first change ms", "events"]
    return table("Slider event to page, JupyterLab in Chromium", heads, rows, notes)
