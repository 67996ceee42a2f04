"""How the engine grows: bytes of an operation, a chain of a million, 2^60 paths, and what an import costs."""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from statistics import median
from typing import Any

import gradviz as gv
from gradviz.core import gradients

from .measure import Job, in_turn, ratio, span, table, target

SHORT, LONG = 10_000, 1_000_000
ARRAYLESS = """
import sys, gradviz as gv
x = gv.tensor(2.0, requires_grad=True)
y = x * 3
y.backward()
assert y.item() == 6 and x.grad.item() == 3 and "numpy" not in sys.modules
"""
SNIPPETS = {
    "bare Python": "pass",
    "import gradviz": "import sys, gradviz; assert 'numpy' not in sys.modules",
    "and one scalar gradient": ARRAYLESS,
    "import numpy": "import numpy",
}


def added_up(length: int) -> Any:
    """x, and x added so many times to x."""
    x = gv.tensor(1.25, requires_grad=True)
    y = x
    for _ in range(length):
        y = y + x
    return x, y


def there_and_back(length: int) -> None:
    x, y = added_up(length)
    y.backward()
    if x.grad.item() != length + 1:
        raise AssertionError(f"a chain of {length} has the gradient {x.grad}")


def doubled(times: int) -> Any:
    """x, and x doubled so many times: 2^times paths lead from one to the other."""
    x = gv.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(times):
        y = y + y
    return x, y


def doublings(times: int) -> None:
    x, y = doubled(times)
    y.backward()
    if not x.grad.item() == y.item() == 2**times:
        raise AssertionError(f"{times} doublings have the gradient {x.grad}")


def edges_visited(times: int) -> int:
    """How many contributions the backward pass hands on."""
    seen: list[Any] = []
    gradients(doubled(times)[1], observer=seen.append)
    return len(seen)


def bytes_of_an_operation(length: int = 100_000) -> tuple[float, float]:
    """What the memory grows by for each addition: after the forward pass, and after the backward pass."""
    added_up(100)[1].backward()  # whatever is made once is there
    gc.collect()
    tracemalloc.start()
    x, y = added_up(length)
    forward = tracemalloc.get_traced_memory()[0]
    y.backward()
    gc.collect()
    both = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return forward / length, both / length


def memory() -> str:
    forward, both = bytes_of_an_operation()
    notes = ["tracemalloc over a chain of 100,000 adds that all live: the node and its float, whatever else is kept",
             target("<= 200 bytes", max(forward, both) <= 200)]  # fmt: skip
    rows = [["after the forward pass", f"{forward:.0f}"], ["after the backward pass too", f"{both:.0f}"]]
    return table("Memory of a recorded scalar operation", ["when", "bytes"], rows, notes)


def long_chain(quick: bool) -> str:
    """Forward, backward and letting the graph go, for each operation."""
    jobs = [Job(f"{n:,}", lambda n=n: there_and_back(n), gc.collect) for n in (SHORT, LONG)]
    jobs[0].work = lambda: [there_and_back(SHORT) for _ in range(10)]
    in_turn(jobs, 1 if quick else 5, warm_up=0 if quick else 1)
    each = [[spent / n for spent in job.cpu] for job, n in zip(jobs, (10 * SHORT, LONG), strict=True)]
    times = median(each[1]) / median(each[0])
    rows = [
        [job.name, ratio(median(cpu), median(each[0])), span(cpu, 1e6, 2)] for job, cpu in zip(jobs, each, strict=True)
    ]
    notes = ["forward, backward, gradient read, graph let go; the collector is on",
             target(f"an operation among {LONG:,} <= 2.5x one among {SHORT:,}", times <= 2.5)]  # fmt: skip
    return table("A long chain", ["adds", "per operation", "CPU µs per operation"], rows, notes)


def many_paths(quick: bool) -> str:
    counts, repeat = (30, 60, 1000), {30: 200, 60: 100, 1000: 6}
    jobs = {n: Job(str(n), lambda n=n: [doublings(n) for _ in range(repeat[n])], gc.collect) for n in counts}
    in_turn(list(jobs.values()), 5 if quick else 30, warm_up=2)
    rows, whole = [], {n: [spent / repeat[n] for spent in job.cpu] for n, job in jobs.items()}
    for n in counts:
        per = median(whole[n]) / n / (median(whole[30]) / 30)
        rows.append([str(n), f"{edges_visited(n):,}", f"{per:.2f}x", span(whole[n], 1e6)])
    linear = all(float(row[2][:-1]) <= 1.5 for row in rows) and edges_visited(60) == 120
    notes = ["each run asserts that the gradient is 2^n to the last bit",
             target("60 doublings (2^60 paths) linear and exact", linear)]  # fmt: skip
    heads = ["doublings", "edges visited", "per doubling, beside 30", "CPU µs"]
    return table("Many paths, few edges", heads, rows, notes)


def importing(quick: bool) -> str:
    """New interpreters, in turn."""
    jobs = {name: Job(name, lambda code=code: _python(code)) for name, code in SNIPPETS.items()}
    in_turn(list(jobs.values()), 5 if quick else 30, warm_up=2)
    bare = jobs["bare Python"]
    rows = []
    for name, job in jobs.items():
        over = [f"{(median(a) - median(b)) * 1e3:+.1f}" for a, b in ((job.cpu, bare.cpu), (job.seconds, bare.seconds))]
        rows.append([name, *over, span(job.cpu, 1e3, 1), span(job.seconds, 1e3, 1)])
    above = median(jobs["import gradviz"].cpu) - median(bare.cpu)
    notes = ["the second and third assert that numpy is not in sys.modules",
             target("import gradviz <= 30 ms above bare Python, without numpy", above <= 0.03)]  # fmt: skip
    heads = ["new interpreter", "CPU above bare, ms", "wall above bare, ms", "CPU ms", "wall ms"]
    return table("What an import costs", heads, rows, notes)


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)
