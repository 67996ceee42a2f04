"""Every frame of a recording as a picture: its texts against numbers and a formatting that know nothing of gradviz.

The programs use whole numbers, sums, differences and products, so that Python's own integers are exact and `str` writes
what a picture must show.
"""

from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures.labels import labels
from gradviz.pictures.look import Look
from tests.common import examples
from tests.pictures.gallery import edges_of, nodes_of, parsed, texts_of
from tests.recording.traces import figure_1

SLOPES = {"+": lambda a, b: (1, 1), "-": lambda a, b: (1, -1), "*": lambda a, b: (b, a)}
VALUES = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}


@st.composite
def programs(draw):
    """Three whole inputs and some steps (sign, left, right), the last of which uses all that nobody has used yet."""
    steps, unused = [], [0, 1, 2]
    for _ in range(draw(st.integers(0, 5))):
        left, right = (draw(st.integers(0, 2 + len(steps))) for _ in range(2))
        unused = [k for k in unused if k not in (left, right)] + [3 + len(steps)]
        steps.append((draw(st.sampled_from("+-*")), left, right))
    while len(unused) > 1:
        left, right, *unused = unused
        unused.append(3 + len(steps))
        steps.append((draw(st.sampled_from("+-*")), left, right))
    return [draw(st.integers(-4, 4)) for _ in range(3)], steps


def run(inputs, steps):
    """The values of all nodes, and the edges (source, target) with their slopes, on integers."""
    values, edges = list(inputs), []
    for sign, left, right in steps:
        slopes = SLOPES[sign](values[left], values[right])
        edges += [(left, len(values), slopes[0]), (right, len(values), slopes[1])]
        values.append(VALUES[sign](values[left], values[right]))
    return values, edges


def total_slopes(values, edges):
    """The derivative of the last value for every node, as a sum over all paths: slow, and needs no order."""

    def from_here(node):
        last = len(values) - 1
        return int(node == last) + sum(slope * from_here(target) for source, target, slope in edges if source == node)

    return [from_here(node) for node in range(len(values))]


def text(number):
    return str(number).replace("-", "\u2212")


def recorded(inputs, steps):
    tensors = [gv.tensor(float(x), requires_grad=True, name=f"v{k}") for k, x in enumerate(inputs)]
    for sign, left, right in steps:
        made = VALUES[sign](tensors[left], tensors[right])
        tensors.append(made.named(f"v{len(tensors)}"))
    return gv.record(tensors[-1])


@examples(150)
@given(programs())
def test_every_text_of_every_frame_is_the_right_one(program):
    """R10, R25, R26: values appear in tape order; each contribution when it is made; a gradient is the sum so far."""
    values, edges = run(*program)
    slopes, recording = total_slopes(values, edges), recorded(*program)
    if max(map(abs, [*values, *slopes, *(slopes[t] * s for _, t, s in edges)])) > 999_999:
        return
    for index in range(len(recording)):
        made = labels(recording.graph, recording.frame(index), Look("both"))
        arrived = {event.edge for event in recording.events[: index + 1] if hasattr(event, "edge")}
        sent = {e: slopes[edges[e][1]] * edges[e][2] for e in arrived}
        assert made.edges == [f"×{text(s)} → {text(sent[e])}" if e in sent else "" for e, (_, _, s) in enumerate(edges)]
        for k, lines in enumerate(made.nodes):
            got = [sent[e] for e in arrived if edges[e][0] == k] + [1] * (k == len(values) - 1 and index >= len(values))
            assert lines[1:] == (text(values[k]) if k <= index else "—", f"∂ {text(sum(got)) if got else '—'}")
    assert [lines[2] for lines in made.nodes] == [f"∂ {text(slope)}" for slope in slopes]


@examples(60)
@given(programs())
def test_contributions_of_a_node_add_up_to_its_gradient(program):
    """R9, R46: the multivariable rule, read off the texts of the picture."""
    values, edges = run(*program)
    slopes = total_slopes(values, edges)
    if max(map(abs, [*values, *slopes, *(slopes[t] * s for _, t, s in edges)])) > 999_999:
        return
    recording = recorded(*program)
    made = labels(recording.graph, recording.frame(), Look("contribution"))
    sums = [0] * len(values)
    for edge, shown in zip(recording.graph.edges, made.edges, strict=True):
        sums[edge.source] += int(shown.removeprefix("→ ").replace("\u2212", "-"))
    shown = [int(lines[-1].removeprefix("∂ ").replace("\u2212", "-")) for lines in made.nodes]
    assert sums[:-1] == shown[:-1] and shown[-1] == 1


def test_every_frame_of_figure_1_is_drawn_as_it_stands():
    """R25, R26, in the SVG: nothing that is not computed yet shows a number, and at w = 2 what is 0 shows 0."""
    for recording in (figure_1(), figure_1(w=2)):
        for index in range(len(recording)):
            picture = gv.draw(recording, index=index, edges="both")
            root, frame = parsed(picture.svg), recording.frame(index)
            for k, node in nodes_of(root).items():
                _, value, gradient = texts_of(node)
                assert (value == "—") == (frame.values[k] is None)
                assert (gradient == "∂ —") == (frame.gradients[k] is None)
            for k, edge in edges_of(root).items():
                assert (texts_of(edge)[0].strip() == "") == (frame.downstreams[k] is None)
            missing = [*frame.values, *frame.gradients].count(None)
            assert picture.text.count("not computed") == missing
            assert picture.description.count("not computed") == missing + 2 * frame.downstreams.count(None)
