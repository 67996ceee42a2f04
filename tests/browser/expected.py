"""The right numbers of L = (wx + b − t)², worked out by hand from the sliders, without gradviz."""

from __future__ import annotations

import math

from .figure import Seen

LESSON = 'import gradviz as gv\ngv.explore("z = w*x; y = z + b; d = y - t; L = d**2", w=3, x=2, b=1, t=5)'
START = {"w": 3.0, "x": 2.0, "b": 1.0, "t": 5.0}


def close(shown: str, right: float) -> bool:
    """Whether a number as it is shown, in at most four digits, is the right one."""
    return math.isclose(float(shown), right, rel_tol=5.1e-4, abs_tol=1e-12)


def numbers(w: float, x: float, b: float, t: float) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
    """Value and gradient of every node, and the local gradient of every edge."""
    z = w * x
    y = z + b
    d = round(y - t, 9)  # the sliders stand on tenths: what is left of 0 is rounding
    slope = 2 * d
    nodes = {
        "w": (w, slope * x), "x": (x, slope * w), "b": (b, slope), "t": (t, -slope),
        "z": (z, slope), "y": (y, slope), "d": (d, slope), "L": (d * d, 1.0),
    }  # fmt: skip
    edges = {"w→z": x, "x→z": w, "z→y": 1.0, "b→y": 1.0, "y→d": 1.0, "t→d": -1.0, "d→L": slope}
    return nodes, edges


FORMULAS = {
    "z": "w·x", "y": "z + b", "d": "y - t", "L": "d²",
    "∂L/∂w": "2·(y - t)·x", "∂L/∂x": "2·(y - t)·w", "∂L/∂b": "2·(y - t)", "∂L/∂t": "-2·(y - t)",
}  # fmt: skip


def check(seen: Seen, moved: str | None, **sliders: float) -> None:
    """Hold every number of the figure against the right one: nodes, edges, panel, description and caption."""
    given = sliders or seen.values
    nodes, edges = numbers(**given)
    for name, (now, readout) in seen.sliders.items():
        assert math.isclose(now, given[name]) and math.isclose(readout, given[name]), f"slider {name}: {now}, {readout}"
    for where, pairs in (("picture", seen.nodes), ("description", seen.described)):
        assert sorted(pairs) == sorted(nodes), f"{where} has {sorted(pairs)}"
        wrong = {n: p for n, p in pairs.items() if not all(map(close, p, nodes[n]))}
        assert not wrong, f"{where} at {given}: {wrong}, not { ({n: nodes[n] for n in wrong}) }"
    assert sorted(seen.locals) == sorted(edges)
    wrong = {e: text for e, text in seen.locals.items() if not close(text, edges[e])}
    assert not wrong, f"local gradients at {given}: {wrong}, not { ({e: edges[e] for e in wrong}) }"
    assert not any(seen.states.values()) and not seen.note and not seen.error and not seen.dimmed
    check_panel(seen, nodes)
    check_caption(seen, nodes, moved)


def check_panel(seen: Seen, nodes: dict[str, tuple[float, float]]) -> None:
    """The summary: every formula, and the number beside it."""
    assert {what: formula for what, (formula, _) in seen.rows.items()} == FORMULAS
    for what, (_, number) in seen.rows.items():
        right = nodes[what[-1]][1] if "∂" in what else nodes[what][0]
        assert close(number, right), f"panel: {what} = {number}, not {right}"


def check_caption(seen: Seen, nodes: dict[str, tuple[float, float]], moved: str | None) -> None:
    """The sentence: the loss now, and the slope of what was moved last."""
    loss, rest = seen.caption.removeprefix("L = ").split(". ", 1)
    assert close(loss, nodes["L"][0]), seen.caption
    if moved is None:
        assert rest == "Move an input: values and gradients follow."
        return
    slope = nodes[moved][1]
    assert rest.startswith(f"∂L/∂{moved} = "), seen.caption
    assert close(rest.split(" = ")[1].split(": ")[0], slope), seen.caption
    if slope:
        way, size = ("up" if slope > 0 else "down"), rest.split(" ")[-4]
        assert f"L goes {way} " in rest and close(size, abs(slope)), seen.caption
    else:
        assert "does not change L" in rest
