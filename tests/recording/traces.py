"""Worked traces of the requirements' Appendix B, as fixtures."""

import gradviz as gv

FIGURE = "z = w*x; y = z + b; d = y - t; L = d**2"


def figure_1(x=2, w=3, b=1, t=5):
    """The book's graph of L = (wx + b - t)²."""
    return gv.record(FIGURE, x=x, w=w, b=b, t=t)


def by_name(recording, values):
    """A list of numbers by node, keyed by the nodes' names."""
    return {node.name: value for node, value in zip(recording.graph.nodes, values, strict=True)}


def edge_names(recording):
    nodes, edges = recording.graph
    return [f"{nodes[e.source].name}→{nodes[e.target].name}" for e in edges]


def by_edge(recording, values):
    return dict(zip(edge_names(recording), values, strict=True))
