"""Pictures that several tests look at, and how they are read."""

import re
import warnings
import xml.etree.ElementTree as ET

import numpy as np

import gradviz as gv
from gradviz.pictures.engines import embedded, on_path
from tests.recording.traces import figure_1

SVG = "{http://www.w3.org/2000/svg}"
ENGINES = [pytest_id for pytest_id, engine in (("embedded", embedded()), ("dot", on_path())) if engine is not None]


def broken():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", gv.AnomalyWarning)
        return gv.record("a = log(x); L = a*y", x=-1, y=2)


def arrays():
    def loss(X, w, t):
        y = X @ w
        L = ((y - t) ** 2).mean()
        return L

    return gv.record(
        loss, X=np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), w=np.array([0.5, -1.0]), t=np.array([1.0, 0.0, 2.0])
    )


def not_computed():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    return gv.draw(x * 0 + gv.tensor(1.0, name="c"))


def forked(**options):
    """Two operations that do not wait for each other: p and q."""
    return gv.draw(gv.record("p = x**2; q = 3*x; f = p*q", x=2), **options)


def event(index):
    """Figure 1 at one moment, with what happened then."""
    recording = figure_1()
    return gv.draw(recording, index=index, highlight=recording.events[index])


def grouped():
    """Two groups, one in the other's input; the first gives two values."""
    x, w = gv.tensor(2.0, requires_grad=True, name="x"), gv.tensor(3.0, requires_grad=True, name="w")
    with gv.group("hidden"):
        a, b = gv.tanh(w * x), w * x * x
    with gv.group("output"):
        y = (a + b) * w
    return gv.record(((y - 1) ** 2).named("L"))


PICTURES = {
    "figure_1": lambda: gv.draw(figure_1()), "square": lambda: gv.draw(gv.record("x*x", x=3)),
    "nan": lambda: gv.draw(broken()),
    "arrays": lambda: gv.draw(arrays()), "not_computed": not_computed,
    "leaf": lambda: gv.draw(gv.tensor(5.0, name="x")),
    "contributions": lambda: gv.draw(figure_1(), edges="contribution"),
    "both": lambda: forked(edges="both", parallel=True, highlight=["x", "p", "f"]),
    "values": lambda: forked(style="values", saved=True, parallel=True),
    "values_of_arrays": lambda: gv.draw(arrays(), style="values", edges="both", saved=True),
    "forward_only": lambda: event(5), "mid_backward": lambda: event(10),
    "folded": lambda: gv.draw(grouped(), fold=True), "tree": lambda: gv.draw(gv.record("x**2 * (3*x)", x=2), tree=True),
}  # fmt: skip


def parsed(svg):
    return ET.fromstring(svg.encode())


def texts_of(element):
    """The texts of a node or an edge, line by line; marks stand on a node, not in it."""
    return ["".join(text.itertext()) for text in element if text.tag == f"{SVG}text"]


def marks_of(node):
    """The texts of a node's marks, by kind."""
    return {g.get("class").split()[1]: "".join(g.itertext()) for g in node.iter(f"{SVG}g") if g is not node}


def nodes_of(root):
    return {int(g.get("data-node")): g for g in root.iter() if g.get("data-node") is not None}


def edges_of(root):
    return {int(g.get("data-edge")): g for g in root.iter() if g.get("data-edge") is not None}


def slots_of(root, attribute="data-slot"):
    return [int(element.get(attribute)) for element in root.iter() if element.get(attribute) is not None]


def digits(text):
    return re.findall(r"[0-9]", text)
