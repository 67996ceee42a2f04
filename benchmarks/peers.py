"""gradviz beside the tools that draw computations: `make bench-peers`, in an environment of its own (see the Makefile).

`python -m benchmarks.peers` prints three tables; `--write FILE` puts them between two marks of a Markdown file.
"""

from __future__ import annotations

import argparse
import platform
import sys
import warnings
from importlib import metadata
from pathlib import Path
from statistics import median

import gradviz as gv
from gradviz import options
from gradviz.pictures.engines import on_path

from .folding import network
from .measure import Job, in_turn, ratio, span
from .peers_checks import facts
from .peers_tools import TOOLS, Computed, Tool
from .picture import forget

ROOT = Path(__file__).parents[1]
MARKS = "<!-- printed by make bench-peers: begin -->", "<!-- printed by make bench-peers: end -->"
NETWORK = "2-4-1 network"


def markdown(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def versions() -> str:
    names = dict.fromkeys(name for tool in TOOLS.values() for name in tool.packages)
    dot = on_path()
    said = [f"Python {platform.python_version()}", *(f"{name} {metadata.version(name)}" for name in names)]
    said.append(f"graphviz {metadata.version('graphviz')}")
    said.append(f"dot {dot.version().split('version ')[-1].split()[0]}" if dot else "no dot on PATH")
    return ", ".join(said)


def jobs_of(program: str) -> dict[str, Job]:
    """Each tool, from a computed result to SVG; mygrad before its backward pass, which empties the graph."""
    made: dict[str, Job] = {}
    for tool in TOOLS.values():
        computed = tool.compute(program, backward=tool.name != "mygrad")
        if tool.name == "gradviz":
            made |= _gradviz(tool, computed)
        else:
            made[tool.name] = Job(tool.name, lambda tool=tool, computed=computed: tool.draw(computed))
    return made


def _gradviz(tool: Tool, computed: Computed) -> dict[str, Job]:
    """With the engine that is installed along and with `dot`, nothing remembered; and with the layout remembered."""

    def with_dot() -> None:
        options.engine = "dot"
        tool.draw(computed)
        options.engine = None

    return {
        "gradviz": Job("gradviz", lambda: tool.draw(computed), forget),
        "gradviz, dot": Job("gradviz, dot", with_dot, forget),
        "gradviz, again": Job("gradviz, again", lambda: tool.draw(computed), lambda: tool.draw(computed)),
    }


def scalars() -> dict[str, Job]:
    """The network out of numbers that micrograd draws, by gradviz."""
    loss = network((4, 1), grouped=False)
    loss.backward()
    return {"gradviz, numbers": Job("gradviz, numbers", lambda: gv.draw(loss).svg, forget)}


def times(rounds: int) -> str:
    """The median time from a computed result to SVG, everybody in turn."""
    columns = {"(w*x + b - y)**2": jobs_of("formula"), NETWORK: jobs_of("mlp") | scalars()}
    for jobs in columns.values():
        in_turn(list(jobs.values()), rounds, warm_up=3)
    rows = [[name, *(cell for jobs in columns.values() for cell in _cells(jobs, name))] for name in columns[NETWORK]]
    heads = [f"{program}: {clock} ms" for program in columns for clock in ("wall", "CPU")]
    return markdown(["time to picture: median (least..most), beside gradviz", *heads], rows)


def _cells(jobs: dict[str, Job], name: str) -> list[str]:
    """Wall and CPU time, the engine's process included."""
    if name not in jobs:
        return ["-", "-"]
    ours, theirs = jobs["gradviz"], jobs[name]
    clocks = ((theirs.seconds, ours.seconds), (theirs.cpu, ours.cpu))
    return [f"{span(own, 1e3, 1)} {ratio(median(own), median(base))}" for own, base in clocks]


def report(rounds: int, jupyter: str | None) -> str:
    heads = ["what the picture shows", *TOOLS]
    shown = markdown(heads, [[label, *cells] for label, cells in facts(jupyter).items()])
    return f"{versions()}; one run, {rounds} rounds in turn.\n\n{shown}\n{times(rounds)}"


def write(path: Path, text: str) -> None:
    """Put the report between the marks."""
    before, _, rest = path.read_text("utf-8").partition(MARKS[0])
    _, mark, after = rest.partition(MARKS[1])
    if not mark:
        raise SystemExit(f"{path} has no place for the tables: it needs the lines {MARKS[0]} and {MARKS[1]}")
    path.write_text(f"{before}{MARKS[0]}\n\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--svg", choices=TOOLS, help="only print this tool's picture of the formula")
    parser.add_argument("--write", type=Path, help="the Markdown file that holds the tables")
    parser.add_argument("--jupyter", metavar="PYTHON", help="a Python with JupyterLab and Playwright, to look with")
    given = parser.parse_args()
    warnings.simplefilter("ignore")  # torchviz imports distutils
    if given.svg:
        print(TOOLS[given.svg].draw(TOOLS[given.svg].compute("formula")).decode())
        return 0
    text = report(10 if given.quick else 100, given.jupyter)
    print(text)
    if given.write:
        write(given.write, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
