"""What each tool's picture shows: counted in the SVG and in the bundle that the tool makes, no answer is an opinion.

Where a tool has several ways to draw, the best count over all of them is taken.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .peers_tools import CHAIN, TOOLS, Computed, Tool

VALUES = (3.25, 2.5, -1.75, 4.5, 8.125, 6.375, 1.875, 3.515625)
GRADIENTS = (9.375, 12.1875, 3.75, -3.75)
"""∂L/∂w, ∂L/∂x, ∂L/∂b and ∂L/∂y; the inner ones are 3.75 too."""
LOCALS = (2.5, 3.25, -1.0, 3.75)
"""∂z/∂w, ∂z/∂x, ∂d/∂y and ∂L/∂d: what a local gradient is, where it is not 1."""

_NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:\.(\d+))?(?!\w|\.\d)")


@dataclass
class Seen:
    """The texts of every node and of every edge of an SVG, and where each edge ends."""

    nodes: list[str]
    edges: list[str]
    heads: list[str]


def seen(svg: bytes) -> Seen:
    """Read an SVG of Graphviz's, or gradviz's own, which names an edge e(target).(argument)."""
    found = Seen([], [], [])
    for group in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}g"):
        kinds = group.get("class", "").split()
        title = group.findtext("{http://www.w3.org/2000/svg}title") or ""
        texts = " | ".join("".join(t.itertext()) for t in group.iter("{http://www.w3.org/2000/svg}text"))
        if "node" in kinds:
            found.nodes.append(texts)
        elif "edge" in kinds:
            found.edges.append(texts)
            found.heads.append(title.split("->")[1] if "->" in title else group.get("id", "").split(".")[0])
    return found


def shown(wanted: Iterable[float], texts: Iterable[str]) -> int:
    """How many of the numbers stand in the texts, rounded to the digits shown (whole ones must be exact)."""
    numbers = []
    for match in _NUMBER.finditer("\n".join(texts)):
        decimals = len(match[1] or "")
        numbers.append((float(match[0].replace("−", "-")), 0.501 * 10.0**-decimals if decimals > 1 else 1e-12))
    return sum(any(abs(value - number) <= slack for number, slack in numbers) for value in wanted)


@lru_cache(maxsize=100)
def pictures(name: str, program: str, backward: bool) -> dict[str, Seen]:
    """One program, drawn in every way that a tool has."""
    tool = TOOLS[name]
    computed = tool.compute(program, backward=backward)
    return {way: seen(tool.svg(draw(computed))) for way, draw in tool.ways.items()}


def both(tool: Tool, program: str) -> list[Seen]:
    """All pictures of a program, of before and after its backward pass."""
    return [one for after in (False, True) for one in pictures(tool.name, program, after).values()]


def values(tool: Tool) -> str:
    return f"{max(shown(VALUES, one.nodes) for one in both(tool, 'formula'))} of {len(VALUES)}"


def gradients(tool: Tool) -> str:
    return f"{max(shown(GRADIENTS, one.nodes) for one in both(tool, 'formula'))} of {len(GRADIENTS)}"


def local_gradients(tool: Tool) -> str:
    return f"{max(shown(LOCALS, one.edges) for one in both(tool, 'formula'))} of {len(LOCALS)}"


def before_backward(tool: Tool) -> str:
    """What stands for a gradient that nobody has computed: zeros that are gone after the backward pass, or words."""
    before, after = (next(iter(pictures(tool.name, "formula", done).values())) for done in (False, True))
    zeros = sum(shown([0.0], [text]) for text in before.nodes) - sum(shown([0.0], [text]) for text in after.nodes)
    marks = sum("—" in text or "not computed" in text for text in before.nodes)
    if zeros > 0:
        return f"0, on {zeros} nodes"
    return f"“—”, on {marks} nodes" if marks else "has no gradients"


def after_backward(tool: Tool) -> str:
    before, after = (len(next(iter(pictures(tool.name, "formula", done).values())).nodes) for done in (False, True))
    return f"yes, {after} nodes" if after == before else f"no: {after} of {before} nodes are left"


def edges_of_a_square(tool: Tool) -> str:
    """How many edges reach the multiplication: the most that end in one node, way by way."""
    counts = {way: max(Counter(one.heads).values()) for way, one in pictures(tool.name, "square", False).items()}
    default, best = next(iter(counts.values())), max(counts, key=lambda way: counts[way])
    return str(default) if counts[best] == default else f"{default} ({counts[best]}: {best})"


def moments(tool: Tool) -> str:
    """Different pictures of one run, by the moment asked for; who cannot be asked draws things as they stand."""
    if tool.name != "gradviz":
        words = [word for name in tool.parameters() for word in name.split("_")]
        assert not {"index", "event", "step", "frame", "moment"} & set(words), f"{tool.name} can be asked: {words}"
        return "1"
    import gradviz as gv

    recording = gv.record(tool.compute("formula").result)
    return str(len({gv.Picture(recording, index=k).svg for k in range(len(recording))}))


def shapes(tool: Tool) -> str:
    """Whether the 4 by 2 weights, or their layer's (1, 2) to (1, 4), can be read in the network's picture."""
    pair = re.compile(r"\b4\s*[,×x]\s*2\b|\(1, 4\)")
    found = any(pair.search(text) for one in both(tool, "mlp") for text in one.nodes)
    return "yes" if found else "no"


def folded(tool: Tool) -> str:
    """A network's groups as one node each: nodes of the folded picture, and of the whole one."""
    whole = max(len(one.nodes) for one in both(tool, "mlp"))
    if tool.name == "torchview":
        return f"yes: {len(seen(tool.svg(tool.folded(tool.compute('mlp')))).nodes)} of {whole} nodes"
    if tool.name != "gradviz":
        return f"no: all {whole} nodes"
    import gradviz as gv

    from .folding import WIDTHS, network

    loss = network(WIDTHS[500], grouped=True)
    drawn, recorded = len(seen(gv.draw(loss).svg.encode()).nodes), len(gv.get_graph_above(loss).nodes)
    return f"yes: {drawn} of {recorded} nodes" if drawn < recorded else f"no: all {recorded} nodes"


def same_twice(tool: Tool) -> str:
    """Whether the same program gives the same DOT again."""
    kept = [tool.compute("formula") for _ in range(2)]
    first, again = (next(iter(tool.ways.values()))(one).source for one in kept)
    return "yes" if first == again else "no: addresses"


def reads_aloud(tool: Tool) -> str:
    """How many of the formula's values and gradients a screen reader gets: plain text, alt text, description."""
    computed = tool.compute("formula", backward=tool.name != "mygrad")
    drawn = next(iter(tool.ways.values()))(computed)
    mimes = bundle(drawn)
    said = [mimes.get("text/plain", ""), *re.findall(r'alt="([^"]*)"', mimes.get("text/html", ""))]
    said += re.findall(rb"<desc[^>]*>([^<]*)", tool.svg(drawn))
    texts = [text.decode() if isinstance(text, bytes) else text for text in said]
    return f"{shown(VALUES + GRADIENTS, texts)} of {len(VALUES + GRADIENTS)} numbers"


def bundle(drawn: Any) -> dict[str, str]:
    """What a notebook stores of a picture."""
    mimes: dict[str, str] = dict(drawn._repr_mimebundle_())
    mimes.setdefault("text/plain", repr(drawn))
    return mimes


def stored(tool: Tool) -> str:
    """The forms in a notebook, and what in them would be fetched from another computer."""
    computed = tool.compute("formula")
    mimes = bundle(next(iter(tool.ways.values()))(computed))
    text = "".join(mimes.values())
    outside = re.findall(r"""(?:src|href|url\()\s*=?\s*["']?https?://""", text)
    return ", ".join(sorted(mimes)) + (f"; fetches {len(outside)}" if outside else "")


def without_dot(tool: Tool) -> str:
    """Draw in a process whose PATH has no `dot`."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.peers", "--svg", tool.name]
    done = subprocess.run(command, env={**os.environ, "PATH": ""}, capture_output=True, text=True, timeout=120)
    if done.returncode == 0 and "<svg" in done.stdout:
        return "yes"
    return "no: " + done.stderr.strip().splitlines()[-1].split(":")[0].split(".")[-1]


def long_chain(tool: Tool) -> str:
    """The DOT text of a chain; torchview in the way that shows operations, of micrograd its own backward pass."""
    if tool.name == "micrograd":
        return attempt(lambda: tool.compute("chain", backward=True)) or "yes"
    way = list(tool.ways.values())[-1 if tool.name == "torchview" else 0]
    made: list[str] = []
    failed = attempt(lambda: made.append(way(tool.compute("chain")).source))
    return failed or f"yes, {made[0].count('->'):,} edges"


def real_torch(tool: Tool) -> str:
    """Whether the tool draws what PyTorch has computed."""
    computed = TOOLS["torchviz"].compute("mlp")
    if tool.name == "gradviz":
        return attempt(lambda: _from_torch(computed)) or "yes"
    return attempt(lambda: tool.draw(computed)) or "yes"


def _from_torch(computed: Computed) -> bytes:
    import gradviz as gv

    return gv.draw(gv.from_torch(computed.result)).svg.encode()  # type: ignore[no-any-return]


def attempt(what: Callable[[], object]) -> str:
    """What went wrong, or nothing."""
    try:
        what()
    except (Exception, RecursionError) as error:
        return f"no: {type(error).__name__}"
    return ""


FACTS: dict[str, Callable[[Tool], str]] = {
    "values in the nodes": values,
    "gradients in the nodes": gradients,
    "local gradients on the edges": local_gradients,
    "a gradient before the backward pass": before_backward,
    "can be drawn after the backward pass": after_backward,
    "moments of one run, forward and back": moments,
    "edges of x into x*x": edges_of_a_square,
    "shapes of arrays": shapes,
    "groups folded": folded,
    "without a `dot` on PATH": without_dot,
    "what a notebook stores": stored,
    "text for screen readers": reads_aloud,
    "same DOT from the same program": same_twice,
    f"a chain of {2 * CHAIN:,} operations": long_chain,
    "draws what PyTorch computed": real_torch,
}


def facts(jupyter: str | None) -> dict[str, list[str]]:
    """Every fact, tool by tool; notebooks are looked at with the Python that has JupyterLab, if one is given."""
    found = {label: [check(tool) for tool in TOOLS.values()] for label, check in FACTS.items()}
    if jupyter:
        command = [jupyter, "-m", "benchmarks.peers_seen"]
        done = subprocess.run(command, input=bundles(), stdout=subprocess.PIPE, text=True, check=True, timeout=300)
        for trust, seen_there in json.loads(done.stdout).items():
            label = f"stored in a notebook and opened {trust}, offline"
            found[label] = [seen_there[name] for name in TOOLS]
    return found


def bundles() -> str:
    """The formula's picture as every tool stores it in a notebook, as JSON."""
    made = {}
    for tool in TOOLS.values():
        computed = tool.compute("formula", backward=tool.name != "mygrad")
        made[tool.name] = bundle(next(iter(tool.ways.values()))(computed))
    return json.dumps(made)
