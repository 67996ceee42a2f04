"""The engine beside micrograd, mygrad, HIPS autograd and numpy by hand: CPU time, everything at its defaults."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from statistics import median

from .engine_mlp import THREADS
from .engine_programs import PEERS, Contender, ScalarProgram, check, programs
from .engine_scale import importing, long_chain, many_paths, memory
from .measure import Job, in_turn, ratio, span, table, target

RECURSION = 10_000
"""micrograd sorts its graph by recursion, and Python stops at 1,000."""

TARGETS = {
    "chain": {"micrograd": 2.5, "mygrad": 20.0},
    "(w*x": {"micrograd": 2.0},
    "micrograd's demo": {"micrograd": 1.8},
}
"""At least so many times as fast as the peer, by the beginning of the program's name."""


def tables(quick: bool) -> Iterator[str]:
    sys.setrecursionlimit(max(RECURSION, sys.getrecursionlimit()))
    yield scalars(programs(quick), 4 if quick else 24)
    for environment in (dict.fromkeys(THREADS, "1"), {}):
        yield mlp(10 if quick else 150, environment)
    yield memory()
    yield long_chain(quick)
    yield many_paths(quick)
    yield importing(quick)


def scalars(chosen: list[ScalarProgram], rounds: int) -> str:
    rows, notes = (
        [],
        [
            "leaves, forward and backward; everybody's value and gradients were compared before",
            "CPU time, the collector on as by default; what one has left is collected before the next one's turn",
            "'collector off' leaves out what the collector costs: micrograd's nodes are cycles, gradviz's are not",
            f"micrograd needs sys.setrecursionlimit({RECURSION}) for long chains",
        ],
    )
    for program in chosen:
        check(program)
        both = {True: jobs_of(program, collector=True), False: jobs_of(program, collector=False)}
        in_turn([job for jobs in both.values() for job in jobs.values()], rounds * program.rounds // 100, warm_up=2)
        rows += [_row(program, jobs, "" if on else ", collector off") for on, jobs in both.items()]
        for name, least in _targets(program).items():
            if name in both[True]:
                reached = median(both[True][name].cpu) >= least * median(both[True]["gradviz"].cpu)
                notes.append(target(f"{program.name}: >= {least:g}x {name}", reached))
    heads = ["scalar program", *(f"{name} / gradviz" for name in PEERS), "gradviz µs", *(f"{n} µs" for n in PEERS)]
    return table("Scalars: forward and backward", heads, rows, notes)


def _row(program: ScalarProgram, jobs: dict[str, Job], label: str) -> list[str]:
    ours = median(jobs["gradviz"].cpu)
    times = [ratio(median(jobs[name].cpu), ours) if name in jobs else "-" for name in PEERS]
    spans = [span(jobs[n].cpu, 1e6 / program.repeat, 1) if n in jobs else "-" for n in ("gradviz", *PEERS)]
    return [program.name + label, *times, *spans]


def _targets(program: ScalarProgram) -> dict[str, float]:
    return next(wanted for start, wanted in TARGETS.items() if program.name.startswith(start))


def jobs_of(program: ScalarProgram, *, collector: bool) -> dict[str, Job]:
    """One job for each contender that takes part."""
    return {each.name: Job(each.name, _work(program, each, collector), gc.collect) for each in program.taking_part()}


def _work(program: ScalarProgram, contender: Contender, collector: bool) -> Callable[[], None]:
    function = program.make(contender)

    def work() -> None:
        if not collector:
            gc.disable()
        for _ in range(program.repeat):
            contender.run(function, program.numbers)
        gc.enable()

    return work


def mlp(rounds: int, environment: dict[str, str]) -> str:
    """In a process of its own, as BLAS reads how many threads it may use when it is loaded."""
    given = {name: value for name, value in os.environ.items() if name not in THREADS} | environment
    command = [sys.executable, "-m", "benchmarks.engine_mlp", str(rounds)]
    return subprocess.run(command, env=given, check=True, capture_output=True, text=True).stdout.rstrip("\n") + "\n"
