"""What a stepper shows, read from the traits of its diagram."""

import gradviz as gv
from gradviz.lab.stepping.steplist import ROWS
from gradviz.pictures.labels import edge_state_slot, gradient_slot, local_slot, state_slot, value_slot
from tests.recording.traces import FIGURE, edge_names


def figure_1(**options):
    return gv.stepper(FIGURE, x=2, w=3, b=1, t=5, **options)


def shown(figure):
    """What the diagram shows: name → (value, gradient), and source→target → local gradient."""
    graph, texts = figure.recording.graph_at(figure.index), figure.diagram.texts
    nodes = {n.name: (texts[value_slot(k)], texts[gradient_slot(graph, k)]) for k, n in enumerate(graph.nodes)}
    return nodes, {name: texts[local_slot(graph, k)] for k, name in enumerate(edge_names(figure.recording))}


def caption(figure):
    return figure.diagram.texts[-1]


def active(figure):
    """The names of the nodes and edges that are marked as what changed."""
    graph, texts = figure.recording.graph_at(figure.index), figure.diagram.texts
    nodes = [n.name for k, n in enumerate(graph.nodes) if "active" in texts[state_slot(graph, k)]]
    edges = [n for k, n in enumerate(edge_names(figure.recording)) if texts[edge_state_slot(graph, k)] == "active"]
    return nodes, edges


def rows(figure):
    """The rows of the list of steps: (text, state)."""
    first = figure.extra_slot(0) + 3
    texts = figure.diagram.texts
    return [(a, b) for a, b in zip(texts[first : first + ROWS], texts[first + ROWS : first + 2 * ROWS], strict=True)
            if b != "gone"]  # fmt: skip


def steps(figure):
    """All steps, one after the other, by the key that goes on."""
    figure.pressed("Home")
    for step in range(figure.scrubber.count):
        assert figure.scrubber.index == step
        yield step
        figure.pressed("ArrowRight")
