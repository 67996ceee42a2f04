"""Captions: for every kind of event a sentence that is true, with the event's own numbers."""

import math
import re
from typing import NamedTuple, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures import caption, phases
from gradviz.pictures.captions import PHASES, SENTENCES
from gradviz.pictures.numbers import short
from gradviz.pictures.wording import MOST
from gradviz.recording import Recording, events, look
from gradviz.recording.events import Computed, Contributed, Leaf, Seeded
from tests.common import examples
from tests.core.oracle import CASES, apply, ids, leaves_of, sample
from tests.pictures.test_chain import recorded
from tests.recording.test_symbolic import ATOMS, compound
from tests.recording.traces import figure_1

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def captions(recording):
    return [caption(recording, index) for index in range(len(recording))]


def test_figure_1_event_by_event():
    """R25 and R26: every forward and backward step has its sentence, formula first, numbers second."""
    assert captions(figure_1()) == [
        "x is an input: 2.", "w is an input: 3.", "b is an input: 1.", "t is an input: 5.",
        "z = w × x = 3 × 2 = 6.", "y = z + b = 6 + 1 = 7.", "d = y − t = 7 − 5 = 2.", "L = d² = 2² = 4.",
        "The backward pass starts at L: ∂L/∂L = 1.",
        "L = d² sends ∂L/∂L · 2·d = 1 × 4 = 4 to d.",
        "d = y−t sends ∂L/∂d · 1 = 4 × 1 = 4 to y.",
        "d = y−t sends ∂L/∂d · (−1) = 4 × (−1) = −4 to t.",
        "y = z+b sends ∂L/∂y · 1 = 4 × 1 = 4 to z.", "y = z+b sends ∂L/∂y · 1 = 4 × 1 = 4 to b.",
        "z = w×x sends ∂L/∂z · x = 4 × 2 = 8 to w.", "z = w×x sends ∂L/∂z · w = 4 × 3 = 12 to x.",
    ]  # fmt: skip


def test_two_uses_meet():
    """R12, R46: the first waits, the last one brings the sum."""
    told = captions(gv.record("f = x**2; g = 3*x; L = f*g", x=2))
    assert told[-2:] == [
        "g = 3×x sends ∂L/∂g · 3 = 4 × 3 = 12 to x. x has received 12 and waits for one more use.",
        "f = x² sends ∂L/∂f · 2·x = 6 × 4 = 24 to x. x has now received 12 + 24 = 36: all its uses have reported.",
    ]


def test_both_edges_of_a_square_made_by_multiplying():
    assert captions(gv.record("L = x*x", x=3))[-2:] == [
        "L = x×x sends ∂L/∂L · x = 1 × 3 = 3 to x (argument 0). x has received 3 and waits for one more use.",
        "L = x×x sends ∂L/∂L · x = 1 × 3 = 3 to x (argument 1). "
        "x has now received 3 + 3 = 6: all its uses have reported.",
    ]


def test_the_slides_square_backwards():
    """R43: (ax+b)² at a=3, x=1, b=2."""
    told = captions(gv.record("c = a*x; d = c + b; e = d**2", a=3, x=1, b=2))
    assert told[6:8] == ["The backward pass starts at e: ∂e/∂e = 1.", "e = d² sends ∂e/∂e · 2·d = 1 × 10 = 10 to d."]
    assert told[-1] == "c = a×x sends ∂e/∂c · a = 10 × 3 = 30 to x."


@examples(120)
@given(st.recursive(ATOMS, compound, max_leaves=6))
def test_on_random_formulas_captions_are_true_and_short(text):
    """The event's number stands in its caption; the last contribution to a node, and no other, completes it."""
    recording = recorded(text)
    arrived = {}
    uses = [len(edges) for edges in recording.graph.outgoing()]
    for index, event in enumerate(recording.events):
        told = caption(recording, index)
        assert len(told) <= MOST and told.endswith(".") and "\n" not in told
        number = event[1] if isinstance(event, (Leaf, Computed, Seeded)) else event.downstream
        assert short(float(number)) in told, (told, number)
        if isinstance(event, Contributed):
            node = recording.graph.edges[event.edge].source
            arrived[node] = arrived.get(node, 0) + 1
            if uses[node] > 1:
                assert short(event.total) in told
                assert ("all its uses have reported" in told) == (arrived[node] == uses[node]), told
                assert ("waits for" in told) == (arrived[node] < uses[node]), told
            else:
                assert "waits" not in told and "reported" not in told


@examples(60)
@given(st.recursive(ATOMS, compound, max_leaves=4))
def test_a_product_in_a_caption_is_the_product(text):
    recording = recorded(text)
    assume(all(x == 0 or 1e-2 < abs(x) < 1e4 for e in recording.events if isinstance(e, Contributed) for x in e[1:4]))
    number = r"\(?(−?[\d.e−]+)\)?"
    for index in range(len(recording)):
        match = re.search(rf" = {number} × {number} = {number} to ", caption(recording, index))
        if match:
            up, local, down = (float(part.rstrip(".").replace("−", "-")) for part in match.groups())
            assert math.isclose(up * local, down, rel_tol=5e-3, abs_tol=1e-3), caption(recording, index)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_every_operation_is_told(case):
    """Whatever the operation, its inputs, result and contributions are named, and told by number or shape."""
    inputs, options = sample(*case)
    out = apply(case[0], leaves_of(inputs), options)
    recording = gv.record(out if out.numel() == 1 else out.sum())
    for index, event in enumerate(recording.events):
        told = caption(recording, index)
        assert "array(" not in told and told.endswith("."), told
        node = event.node if hasattr(event, "node") else recording.graph.edges[event.edge].source
        assert (recording.graph.nodes[node].name or f"n{node}") in told
        if isinstance(event, Contributed) and recording.graph.nodes[node].shape:
            assert "shape " + "×".join(map(str, recording.graph.nodes[node].shape)) in told


def test_arrays_are_told_by_shape():
    recording = gv.record(lambda W, x: (gv.relu(W @ x) + x.sum()).mean(), W=[[1.0, 2.0], [3.0, 4.0]], x=[1.0, -1.0])
    told = captions(recording)
    assert told[:4] == [
        "W is an input, of shape 2×2.", "x is an input, of shape 2.",
        "n2 = W @ x: shape 2×2 and shape 2 give shape 2.", "n3 = relu(n2): shape 2 gives shape 2.",
    ]  # fmt: skip
    assert "n4 = Σ(x): shape 2 gives 0." in told
    assert "n6 = mean(n5) sends a gradient of shape 2 to n5, worked out from ∂n6/∂n6 = 1." in told
    assert "n3 = relu(n2) sends ∂n6/∂n3 · [n2 > 0], of shape 2, to n2." in told
    assert "n5 = n3+n4 sends ∂n6/∂n5 · 1, summed over what was repeated, in all 1, to n4." in told
    assert told[-1].endswith("x has now received 2 of 2 contributions: all its uses have reported.")


def test_inf_and_nan_are_said_where_they_are_born():
    told = captions(gv.record("a = log(x); L = a*2 + y", x=-1, y=1))
    assert "a = log(x) = log(−1) = nan. Here nan is born: its inputs are finite." in told
    assert "n3 = a × 2 = nan × 2 = nan. The nan comes from its inputs." in told
    back = captions(gv.record("a = x**0.5; L = a*y", x=0, y=3))
    assert any(t.endswith("= 3 × inf = inf to x. With it inf enters the backward pass.") for t in back)
    assert "x is an input: nan, which is not a finite number." in captions(gv.record("x*2", x=math.nan))
    array = gv.record(lambda a: a.sum(), a=[1.0, math.inf])
    assert caption(array, 0) == "a is an input, of shape 2. Not all its numbers are finite."


def test_constants_and_hooks_and_held_gradients():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    y = (x * gv.tensor(3.0, name="c")).named("y")
    y.register_hook(lambda gradient: gradient * 5)
    told = captions(gv.record((y * 3).named("z")))
    assert "c is an input that needs no gradient: 3." in told
    assert "A hook puts 15 in the place of 3 as the gradient of y." in told
    w = gv.tensor(2.0, requires_grad=True, name="w")
    z = (w**2).named("z")
    assert captions(look(z))[-1] == "w.grad is None: no gradient was computed for w, or it was forgotten."
    z.backward(retain_graph=True)
    z.backward()
    assert captions(look(z))[-1] == "w.grad holds 8: all backward passes added up."
    v = gv.tensor([1.0, 2.0], requires_grad=True, name="v")
    v.sum().backward()
    assert captions(look(v * 1))[-1] == "v.grad holds an array of shape 2: all backward passes added up."


def test_a_training_loop_is_told():
    """Several passes, zeroing and steps in one recording (R40)."""
    w = gv.tensor(3.0, requires_grad=True, name="w")
    optimizer = gv.optim.SGD([w], lr=0.1)
    with gv.record() as recording:
        for _ in range(2):
            optimizer.zero_grad()
            loss = (w**2).named("loss")
            loss.backward()
            optimizer.step()
    told = captions(recording)
    assert told[:7] == [
        "Pass 1 begins: its graph has 2 nodes and 1 edge.", "w is an input: 3.", "loss = w² = 3² = 9.",
        "The backward pass starts at loss: ∂loss/∂loss = 1.", "loss = w² sends ∂loss/∂loss · 2·w = 1 × 6 = 6 to w.",
        "w.grad holds 6: all backward passes added up.", "w is changed in place: 3 becomes 2.4.",
    ]  # fmt: skip
    assert "w.grad is set to None, so that the next pass starts afresh." in told
    assert any(t.startswith("Pass 2 begins") for t in told) and told[-1] == "w is changed in place: 2.4 becomes 1.92."


def test_gradients_filled_with_zeros_and_arrays_changed_in_place():
    w = gv.tensor([3.0, 4.0], requires_grad=True, name="w")
    optimizer = gv.optim.SGD([w], lr=0.1)
    with gv.record() as recording:
        for _ in range(2):
            optimizer.zero_grad(set_to_none=False)
            (w * w).sum().backward()
            optimizer.step()
    told = captions(recording)
    assert "w.grad is filled with zeros, so that the next pass starts afresh." in told
    assert "w is changed in place: it has new values, of shape 2." in told


def test_passes_that_add_up_are_counted_each_for_itself():
    """A forgotten zero_grad: what arrives is fresh in each pass, what is held adds up."""
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with gv.record() as recording:
        for _ in range(2):
            ((x * 3).named("a") + (x * 5).named("b")).named("y").backward()
    told = captions(recording)
    assert [t.split(". ")[1] for t in told if "has now received" in t] == [
        "x has now received 5 + 3 = 8: all its uses have reported."
    ] * 2
    assert [t for t in told if "holds" in t] == [
        f"x.grad holds {held}: all backward passes added up." for held in (8, 8, 16)
    ]


def test_an_upstream_gradient_that_was_given():
    t = gv.tensor(2.0, requires_grad=True, name="t")
    y = (t * 3).named("y")
    y.backward(gradient=2.0)
    told = captions(look(y))
    assert "The backward pass starts at y with the upstream gradient 2." in told
    assert "y = t×3 sends upstream · 3 = 2 × 3 = 6 to t." in told


def test_a_pass_that_starts_further_up_counts_the_uses_below_it_only():
    """Several passes may be in one recording: a use above the seed does not report."""
    graph, moments = (r := gv.record("u = x*2; v = x*3; L = u*v", x=1)).graph, r.events
    seeded = [*moments[:4], Seeded(1, 1.0), Contributed(0, 1.0, 2.0, 2.0, 2.0)]
    assert captions(Recording(graph, seeded))[-1] == "u = x×2 sends ∂u/∂u · 2 = 1 × 2 = 2 to x."


def test_long_names_are_cut_and_formulas_left_out():
    x, y = (gv.tensor(-1.2345678, requires_grad=True, name=name * 30) for name in ("long", "name"))
    recording = gv.record(gv.gelu((x * y).named("product" * 9)) * x + x * y)
    assert all(len(told) <= MOST for told in captions(recording))


def test_every_kind_of_event_has_a_sentence_or_at_least_a_true_one():
    assert set(get_args(events.Event)) == set(SENTENCES)

    class StepTaken(NamedTuple):
        node: int

    class PassOver(NamedTuple):
        pass

    graph = figure_1().graph
    assert captions(Recording(graph, [StepTaken(1), PassOver()])) == ["w: step taken.", "Pass over."]


@pytest.mark.parametrize("index", [16, -17])
def test_an_event_that_is_not_there(index):
    with pytest.raises(IndexError, match=f"no event {index}: this recording has 16, from 0 to 15.*len\\(recording\\)"):
        caption(figure_1(), index)


def test_phases():
    """R40: the graph is built while the forward pass runs."""
    recording = figure_1()
    found = [phases(recording, index) for index in range(len(recording))]
    assert found == [("Forward pass", "Graph building")] * 8 + [("Backward pass",)] * 8
    assert {name for names in found for name in names} == set(PHASES)


def test_there_is_no_caption_of_nothing():
    with pytest.raises(IndexError, match="this recording has none"):
        caption(Recording(figure_1().graph, ()))
