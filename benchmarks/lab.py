"""The lab in one real JupyterLab: opening figures, a long drag, ten figures on a page; and memory over many ticks."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

import gradviz as gv
from gradviz.pictures.numbers import short

from .comms import writing_comms
from .jupyter import browser, idle, lab, notebook
from .latency import METER
from .measure import span, table, target

FORMULA = "z = w*x; y = z + b; d = y - t; L = d**2"
INPUTS = {"w": 3.0, "x": 2.0, "b": 1.0, "t": 5.0}
GIVEN = ", ".join(f"{name}={value:g}" for name, value in INPUTS.items())
FIGURES = {  # what a teacher writes, and where its picture, plot or table is
    "explore": f"gv.explore({FORMULA!r}, {GIVEN})",
    "stepper": f"gv.stepper({FORMULA!r}, {GIVEN})",
    "paths": f"gv.paths({FORMULA!r}, wrt='w', {GIVEN})",
    "zoom": f"gv.zoom({FORMULA!r}, {GIVEN})",
    "gates": "gv.gates()",
    "nudge": f"gv.nudge({FORMULA!r}, wrt='w', {GIVEN})",
    "tape": "gv.tape('x = gv.tensor(2.0, requires_grad=True)\\ny = x * x\\ny.backward()')",
    "train": "gv.train()",
    "flow": "gv.flow()",
    "jacobian": "gv.jacobian([1.0, 2.0, 3.0])",
    "memory": "gv.memory()",
    "hunt": "gv.hunt()",
    "ask": "gv.ask('y = x**2 + x**3', wrt='x', x=3, attempts='')",
    "quiz": "gv.quiz(['A17', 'A35', 'A4'], attempts='')",
    "predict": "gv.predict('y = x**2 + x**3', x=3, attempts='')",
    "build": "gv.build('L = log(sigmoid(w*x + b))')",
}
FIRST = "import gradviz as gv, bqplot"
SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
TICKS = 10_000


def tables(quick: bool) -> Iterator[str]:
    with lab() as (address, folder), browser() as chromium:
        yield _opening(chromium, address, folder, 2 if quick else 5)
        yield _long_drag(chromium, address, folder, 2 if quick else 10)
        yield _ten(chromium, address, folder, 5 if quick else 40)
    yield _memory(TICKS // 10 if quick else TICKS)


# --- opening ---


def _opening(chromium: Browser, address: str, folder: Path, rounds: int) -> str:
    """From the end of a cell's run to its figure on the page, and from the key that ran it."""
    rows, middles = [], {}
    for name, code in FIGURES.items():
        with notebook(chromium, address, folder, [FIRST, f"{code}.add_class('bench-opened')"], 1200) as page:
            page.wait_for_selector(".bench-opened .gv-root", timeout=120_000)
            page.evaluate(SCRIPT)
            page.locator(".jp-Notebook .jp-CodeCell").nth(1).locator(".cm-content").click()
            found = []
            for _ in range(1 + rounds):
                idle(page)
                page.wait_for_timeout(200)
                found.append(page.evaluate("() => lab.open()"))
        after, whole = [both[1] for both in found[1:]], [both[0] for both in found[1:]]
        rows.append([name, span(after, 1), span(whole, 1)])
        middles[name] = median(whole)
    worst = max(middles, key=lambda name: middles[name])
    notes = [
        "the cell has run before (imports, the plotting library's too); a new figure each time, settled = drawn",
        "after = from the end of the cell's run, as the page hears of it, to the last change of the figure",
        target(f"opened <= 300 ms from the key on (slowest: {worst})", middles[worst] <= 300),
    ]
    heads = ["figure", "after the run ms", "from the key ms"]
    return table("Opening a figure, JupyterLab in Chromium", heads, rows, notes)


# --- many events ---

TEXTS = "root => [...document.querySelectorAll(root + ' .gv-picture [data-slot]')].map((place) => place.textContent)"


def _long_drag(chromium: Browser, address: str, folder: Path, seconds: int) -> str:
    count = 100 * seconds
    cell = f"import gradviz as gv\ngv.explore({FORMULA!r}, {GIVEN}).add_class('bench-drag')"
    with notebook(chromium, address, folder, [cell], 1200) as page:
        page.wait_for_selector(".bench-drag .gv-picture svg", timeout=90_000)
        idle(page)
        page.evaluate(SCRIPT)
        sent = page.evaluate("given => lab.drag(...given)", [".bench-drag .noUi-handle", count, seconds])
        page.wait_for_timeout(300)
        idle(page)
        stale = _stale(page)
    rows = [[f"{count} events", f"{sent / 1000:.1f}", "yes" if stale else "no"]]
    notes = [target("the last value everywhere, none stale", not stale)]
    return table("A long drag, JupyterLab in Chromium", ["what", "seconds", "stale"], rows, notes)


def _stale(page: Page) -> set[str]:
    """The texts that should stand in the picture for what the slider says, and do not."""
    now = float(page.locator(".bench-drag .noUi-handle").first.get_attribute("aria-valuenow") or "nan")
    frame = gv.record(FORMULA, inputs={**INPUTS, "w": now}).frame()
    wanted = {short(value) for value in frame.values} | {short(slope) for slope in frame.gradients}
    return wanted - set(page.evaluate(TEXTS, ".bench-drag"))


# --- ten on a page ---


def _ten(chromium: Browser, address: str, folder: Path, rounds: int) -> str:
    """A tick in one of ten figures: what it costs beside a figure alone, and whether another one changes."""
    one = f"gv.explore({FORMULA!r}, {GIVEN}).add_class('bench-{{}}')"
    alone = ["import gradviz as gv\n" + one.format(0)]
    many = ["import gradviz as gv\n" + one.format(0), *(one.format(number) for number in range(1, 10))]
    spans, others = {}, 0
    for name, cells in (("one figure", alone), ("ten figures", many)):
        with notebook(chromium, address, folder, cells, 6000) as page:
            page.wait_for_selector(f".bench-{len(cells) - 1} .gv-picture svg", timeout=90_000)
            idle(page)
            page.wait_for_timeout(1000)
            page.evaluate(METER)
            page.evaluate(SCRIPT)
            page.evaluate("() => lab.countOthers()")
            way = {"name": name, "handle": ".bench-0 .noUi-handle", "root": ".bench-0 .gv-root"}
            spans[name] = [page.evaluate("way => bench.press(way)", way)["last"] for _ in range(rounds)]
            others += page.evaluate("() => lab.others")
    rows = [[name, span(times, 1, 1)] for name, times in spans.items()]
    notes = [f"changes in the other nine: {others}", target("a tick in one does not touch the others", not others)]
    return table("Ten figures on a page", ["page", "event to last change ms"], rows, notes)


# --- memory ---


def _memory(ticks: int) -> str:
    """A figure moved again and again in this process, its messages written: what the process holds at the end."""
    with writing_comms():
        figure = gv.explore(FORMULA, **INPUTS)
    control, start = figure.controls["w"], time.perf_counter()

    def move(count: int) -> None:
        for number in range(count):
            control.value = -5 + (number % 977) / 100

    move(1000)  # caches of texts fill up
    gc.collect()
    before = _held()
    move(ticks)
    gc.collect()
    grown = (_held() - before) / 1e6
    rows = [[f"{ticks:,} ticks", f"{grown:+.2f}", f"{(time.perf_counter() - start):.1f}"]]
    return table("Memory", ["what", "MB more", "seconds"], rows, [target("flat within 5 MB", abs(grown) <= 5)])


def _held() -> float:
    """Bytes of this process in memory."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
