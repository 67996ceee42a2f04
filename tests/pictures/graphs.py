"""Computations that tests of views and benchmarks of them draw: networks of numbers, and graphs at random."""

import random

from hypothesis import strategies as st

import gradviz as gv
from gradviz.recording import Edge, Frame, Graph, Node


def neuron(inputs, rng):
    total = gv.tensor(rng.uniform(-1, 1), requires_grad=True)
    for x in inputs:
        total = total + gv.tensor(rng.uniform(-1, 1), requires_grad=True) * x
    return gv.tanh(total)


def network(*sizes):
    """A multilayer perceptron of scalar nodes, with a group for every layer and every neuron in it, squared."""
    rng = random.Random(1)
    values = [gv.tensor(rng.uniform(-1, 1), requires_grad=True, name=f"x{k}") for k in range(sizes[0])]
    for layer, size in enumerate(sizes[1:], 1):
        found = []
        with gv.group(f"layer {layer}"):
            for k in range(size):
                with gv.group(f"neuron {k + 1}"):
                    found.append(neuron(values, rng))
        values = found
    out = values[0]
    return (out * out).named("L")


def recurrent(steps):
    """One weight used in every step: few nodes, long edges."""
    w = gv.tensor(0.5, requires_grad=True, name="w")
    h = gv.tensor(0.1, requires_grad=True, name="h")
    for _ in range(steps):
        h = gv.tanh(w * h)
    return h


def plain_node(leaf, groups=(), name=None, inputs=2):
    if leaf:
        return Node(name, None, "", (), (), (), True, groups)
    return Node(name, "add", "+", (None,) * inputs, (), (), True, groups)


NAMES = ("a", "b")


@st.composite
def graphs(draw, most=14):
    """A random graph whose nodes all lead to the output, with groups that need not be neighbours, and a frame."""
    count = draw(st.integers(1, most))
    edges = []
    for target in range(1, count):
        sources = draw(st.lists(st.integers(0, target - 1), max_size=3))
        edges += [Edge(source, target, k) for k, source in enumerate(sources)]
    used = {edge.source for edge in edges}
    last = [k for k in range(count - 1) if k not in used]
    own = [edge for edge in edges if edge.target == count - 1]
    edges += [Edge(source, count - 1, len(own) + k) for k, source in enumerate(last)]
    paths = st.one_of(st.just(()), st.lists(st.sampled_from(NAMES), min_size=1, max_size=2).map(tuple))
    inputs = [sum(edge.target == k for edge in edges) for k in range(count)]
    nodes = tuple(plain_node(not inputs[k], draw(paths), inputs=inputs[k]) for k in range(count))
    numbers = st.one_of(st.none(), st.integers(-9, 9).map(float))
    graph = Graph(nodes, tuple(edges))
    frame = Frame(
        *[draw(st.lists(numbers, min_size=size, max_size=size)) for size in (count, count, *[len(edges)] * 3)]
    )
    return graph, frame
