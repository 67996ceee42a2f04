"""Measuring in turn, and tables that give ratios first."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]


def alone(command: tuple[str, ...], dot: str) -> Callable[[], object]:
    """A layout engine's own run, with nothing of gradviz around it and no time limit (waiting with one costs 1 ms)."""
    given = dot.encode()
    return lambda: subprocess.run([*command, "-Tsvg"], input=given, capture_output=True, check=True)


@dataclass
class Job:
    """One thing to measure: `prepare` is not timed, `work` is.

    `every` = 10 lets a slow job take part in every tenth round only; it is still measured between the others.
    """

    name: str
    work: Callable[[], object]
    prepare: Callable[[], object] = lambda: None
    every: int = 1
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def once(self, *, kept: bool) -> None:
        self.prepare()
        before, start = cpu_now(), time.perf_counter()
        self.work()
        spent = time.perf_counter() - start
        if kept:
            self.seconds.append(spent)
            self.cpu.append(cpu_now() - before)

    @property
    def middle(self) -> float:
        return median(self.seconds)


def cpu_now() -> float:
    """Seconds of CPU that this process and its ended children have used: what a busy machine does not change."""
    if resource is None:
        return time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def in_turn(jobs: list[Job], rounds: int, warm_up: int) -> None:
    """A B C A B C ..., so that a busy moment of the machine falls on all of them."""
    for job in jobs:
        for _ in range(min(warm_up, max(2, rounds // job.every))):
            job.once(kept=False)
    for number in range(rounds):
        for job in jobs:
            if number % job.every == 0:
                job.once(kept=True)


def cpu_ratio(above: Job, below: Job) -> str:
    """The same ratio in CPU seconds; there is none where the system does not count a child's."""
    return "-" if resource is None else ratio(median(above.cpu), median(below.cpu))


def beside(above: Job, below: Job) -> tuple[float, ...]:
    """The ratio in wall time and, where there is one, in CPU time: on a busy machine they differ."""
    wall = above.middle / below.middle
    return (wall,) if resource is None else (wall, median(above.cpu) / median(below.cpu))


def ratio(above: float, below: float) -> str:
    value = above / below
    return f"{value:.0f}x" if value >= 100 else f"{value:.1f}x" if value >= 10 else f"{value:.2f}x"


def span(seconds: list[float], scale: float, digits: int = 0) -> str:
    """The median, and the least and the most beside it."""
    low, middle, high = (f"{number * scale:.{digits}f}" for number in (min(seconds), median(seconds), max(seconds)))
    return f"{middle} ({low}..{high})"


def table(title: str, heads: list[str], rows: list[list[str]], notes: list[str] | None = None) -> str:
    """Columns as wide as they need to be; the first stands to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    lines = [title, _line(heads, widths), "  ".join("-" * width for width in widths)]
    lines += [_line(row, widths) for row in rows]
    return "\n".join(lines + [f"  {note}" for note in notes or []]) + "\n"


def _line(cells: list[str], widths: list[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]).rstrip()


def target(text: str, reached: bool) -> str:
    return f"target {text}: {'reached' if reached else 'MISSED'}"
