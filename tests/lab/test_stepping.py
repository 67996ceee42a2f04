"""The stepper's steps: what its traits say at every one of them, whatever leads there."""

import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures.labels import slot_texts
from gradviz.pictures.look import Look
from gradviz.recording.events import Computed, Contributed
from tests.common import examples
from tests.lab.stepped import active, caption, figure_1, rows, shown, steps
from tests.recording.test_stages import formulas, numbers
from tests.recording.traces import FIGURE

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
R42 = "c = a*x; d = c + b; e = d**2"


def test_the_first_step_shows_the_inputs_and_nothing_else():
    """R25."""
    nodes, edges = shown(figure_1())
    assert nodes == {"x": ("2", "—"), "w": ("3", "—"), "b": ("1", "—"), "t": ("5", "—"),
                     "z": ("—", "—"), "y": ("—", "—"), "d": ("—", "—"), "L": ("—", "—")}  # fmt: skip
    assert set(edges.values()) == {""}
    assert caption(figure_1()) == "The inputs: x = 2, w = 3, b = 1, t = 5."


def test_the_ten_steps_of_figure_1():
    """R25, R26: what each step adds, its title and its sentence."""
    figure, before, added = figure_1(), {}, []
    for _ in steps(figure):
        nodes, _ = shown(figure)
        now = {f"∂{n}" if k else n: text for n, pair in nodes.items() for k, text in enumerate(pair) if text != "—"}
        added.append({key: text for key, text in now.items() if key not in before})
        before = now
    assert added == [
        {"x": "2", "w": "3", "b": "1", "t": "5"}, {"z": "6"}, {"y": "7"}, {"d": "2"}, {"L": "4"},
        {"∂L": "1"}, {"∂d": "4"}, {"∂t": "−4", "∂y": "4"}, {"∂b": "4", "∂z": "4"}, {"∂x": "12", "∂w": "8"},
    ]  # fmt: skip
    assert caption(figure) == ("z = w×x sends ∂L/∂z · x = 4 × 2 = 8 to w. z = w×x sends ∂L/∂z · w = 4 × 3 = 12 to x.")
    assert active(figure) == (["x", "w"], ["w→z", "x→z"])
    assert rows(figure)[9] == ("10. From z back to w and x", "current")
    assert [state for _, state in rows(figure)][:9] == ["done"] * 9


def test_ax_plus_b_squared_forward_and_backward():
    """R42 and R43, with the rule of each gradient beside its node."""
    figure = gv.stepper(R42, a=3, x=1, b=2)
    figure.to_half("backward")
    figure.pressed("ArrowLeft")
    assert shown(figure)[0]["e"] == ("25", "—") and shown(figure)[0]["c"] == ("3", "—")
    figure.pressed("End")
    gradients = {name: gradient for name, (_, gradient) in shown(figure)[0].items()}
    assert gradients == {"e": "1", "d": "10", "c": "10", "b": "10", "a": "10", "x": "30"}
    rules = [
        "∂e/∂e = 1",
        "∂e/∂d = ∂e/∂e·2·d",
        "∂e/∂c = ∂e/∂d·1",
        "∂e/∂b = ∂e/∂d·1",
        "∂e/∂a = ∂e/∂c·x",
        "∂e/∂x = ∂e/∂c·a",
    ]
    assert [rule for rule in rules if rule not in figure.diagram.panel] == []


def test_two_uses_meet_with_the_sum_written_out():
    """R46."""
    figure = gv.stepper("f = x**2; g = 3*x; L = f*g", x=2)
    figure.pressed("End")
    assert "x has now received 12 + 24 = 36: all its uses have reported." in caption(figure)
    figure.pressed("ArrowLeft")
    assert "x has received 12 and waits for one more use." in caption(figure)
    assert "∂L/∂x = ∂L/∂f·2·x + ∂L/∂g·3" in figure.diagram.panel


@examples(30)
@given(formulas, numbers, st.booleans())
def test_step_k_shows_exactly_what_has_happened_until_then(formula, given_numbers, single):
    """R25 for any formula: every text is the frame's, and that has the results of the first k steps alone."""
    inputs = dict(zip(gv.recording.Formula(formula).inputs, given_numbers, strict=False))
    figure = gv.stepper(formula, inputs=inputs, single=single)
    recording, graph = figure.recording, figure.recording.graph
    for step in steps(figure):
        last = figure.story.stages[step].last
        frame = recording.frame(last)
        texts = slot_texts(graph, frame)
        count = 2 * len(graph.nodes) + len(graph.edges)
        assert figure.diagram.texts[:count] == texts[:count]
        valued = {k for k, text in enumerate(texts[: len(graph.nodes)]) if text != "—"}
        assert valued == {e.node for e in recording.events[: last + 1] if hasattr(e, "value")}
        walked = {k for k, local in enumerate(frame.upstreams) if local is not None}
        assert walked == {e.edge for e in recording.events[: last + 1] if isinstance(e, Contributed)}
    assert figure.index == len(recording) - 1


def test_one_edge_at_a_time_steps_through_every_event():
    figure = figure_1()
    figure.pressed("End")
    figure.pressed("ArrowLeft")
    figure.single.value = True
    assert figure.scrubber.count == len(figure.recording) == 16 and figure.index == 13
    assert figure.scrubber.label.value == "event 14 of 16"
    figure.pressed("ArrowRight")
    assert caption(figure) == "z = w×x sends ∂L/∂z · x = 4 × 2 = 8 to w."
    assert active(figure) == (["w"], ["w→z"])
    figure.single.value = False
    assert figure.index == 15 and figure.scrubber.label.value == "step 10 of 10"


def test_the_half_switch_and_its_keys():
    figure = figure_1()
    figure.pressed("b")
    assert caption(figure) == "The backward pass starts at L: ∂L/∂L = 1." and figure.half.value == "backward"
    figure.pressed("ArrowLeft")
    assert figure.half.value == "forward" and figure.scrubber.index == 4
    figure.half.value = "backward"
    assert figure.scrubber.index == 5
    figure.pressed("f")
    assert figure.scrubber.index == 0


def test_a_recording_without_a_backward_pass_says_so():
    c = gv.tensor(2.0, name="c")
    figure = gv.stepper((c * c).named("y"))
    figure.pressed("b")
    assert caption(figure) == "There is nothing of that half in this pass."
    figure.pressed("Home")
    assert figure.recording is not None


def test_l_goes_round_what_stands_on_the_edges():
    figure = figure_1()
    figure.pressed("End")
    for edges in ("contribution", "both", "local"):
        figure.pressed("l")
        assert figure.edges.value == edges and figure.look == Look(edges=edges, ids=True)
        graph, texts = figure.recording.graph, figure.diagram.texts
        assert texts[: len(slot_texts(graph, figure.recording.frame(), figure.look))] == slot_texts(
            graph, figure.recording.frame(), figure.look, figure.lit
        )
        assert rows(figure)[9][1] == "current"


def test_a_node_leads_to_its_value_and_once_more_to_its_gradient():
    figure = figure_1()
    z = figure.recording.position("z")
    figure.diagram.picked = z
    assert figure.recording[figure.index] == Computed(z, 6.0)
    figure.did("again", str(z))
    assert figure.scrubber.index == 8 and shown(figure)[0]["z"] == ("6", "4") and shown(figure)[0]["w"] == ("3", "—")
    figure.did("again", str(z))
    assert figure.recording[figure.index] == Computed(z, 6.0)
    figure.diagram.picked = -1
    figure.diagram.picked = figure.recording.position("L")
    figure.did("again", str(figure.recording.position("L")))
    assert figure.scrubber.index == 5


def test_a_click_in_the_list_goes_there():
    figure = figure_1()
    figure.did("row", "6")
    assert figure.scrubber.index == 6 and caption(figure).startswith("L = d² sends")
    for bad in (("row", "-1"), ("row", "x"), ("row", "99999"), ("again", "99"), ("other", "1")):
        figure.did(*bad)
    assert figure.diagram.error == "" and 0 <= figure.scrubber.index < 10


def test_any_key_stops_what_plays():
    """R29."""
    figure = figure_1()
    figure.pressed(" ")
    assert figure.scrubber.playing
    figure.scrubber.clock.value = 1
    assert shown(figure)[0]["z"] == ("6", "—")
    figure.pressed("x")
    assert not figure.scrubber.playing


def test_index_is_a_trait_to_set_observe_and_link():
    one, other, seen = figure_1(), figure_1(single=True), []
    one.observe(lambda change: seen.append(change["new"]), "index")
    traitlets.link((one, "index"), (other, "index"))
    one.index = 10  # inside of a step: its last event
    assert one.index == other.index == 11 and seen == [11]
    other.index = 500
    assert one.index == other.index == 15
    one.index = -7
    assert one.index == other.index == 3


def test_a_moved_input_shows_the_same_step_of_the_new_run():
    figure = gv.stepper(FIGURE, x=2, w=(0, 6), b=1, t=5)
    figure.pressed("End")
    figure.controls["w"].value = 2.0
    assert figure.scrubber.index == 9 and {g for n, (_, g) in shown(figure)[0].items() if n != "L"} == {"0"}
    figure.scrubber.index = 2
    figure.controls["w"].value = 3.0
    assert figure.scrubber.index == 2 and shown(figure)[0]["y"] == ("7", "—") and shown(figure)[0]["d"] == ("—", "—")


def test_another_structure_under_the_slider_stays_near_the_same_step():
    def branch(x):
        return x * x * x if x > 0 else -x

    figure = gv.stepper(branch, x=1)
    figure.pressed("End")
    longer = figure.scrubber.count
    figure.controls["x"].value = -1.0
    assert figure.scrubber.count < longer and figure.index == len(figure.recording) - 1
    assert rows(figure)[-1][1] == "current"


def test_reset_brings_back_what_the_cell_had():
    """R29: the state after Reset is that of the start."""
    figure = figure_1(fade=2)
    start = (figure.diagram.texts, figure.diagram.panel, figure.index, figure.scrubber.count)
    figure.show_rest()
    figure.pressed("End")
    figure.single.value, figure.edges.value, figure.controls["w"].value = True, "both", 1.0
    figure.again.click()
    assert (figure.diagram.texts, figure.diagram.panel, figure.index, figure.scrubber.count) == start


@pytest.mark.parametrize(("fade", "last"), [(0, 10), (1, 9), (2, 8), (3, 6), (4, 5)])
@pytest.mark.parametrize("single", [False, True])
def test_fading_closes_the_last_steps_until_they_are_asked_for(fade, last, single):
    figure = figure_1(fade=fade, single=single)
    figure.pressed("End")
    assert (
        figure.index
        == figure.story.stages[figure.scrubber.count - 1].last
        == [3, 4, 5, 6, 7, 8, 9, 11, 13, 15][last - 1]
    )
    figure.index = 15
    figure.did("row", "11")
    assert (shown(figure)[0]["w"][1] == "8") == (fade == 0)
    assert ("yours" in caption(figure)) == bool(fade) and (figure.reveal.layout.display == "") == bool(fade)
    assert figure.reveal.description.startswith("Show the rest") == bool(fade)
    assert ("∂L/∂z·x" in figure.diagram.panel) == (fade == 0)
    assert [state for _, state in rows(figure)].count("closed") == sum("(yours)" in text for text, _ in rows(figure))
    if not single:
        assert (("6. Start at L (yours)", "closed") in rows(figure)) == (fade == 4)
    figure.reveal.click()
    assert figure.reveal.description == "All is shown"
    figure.pressed("End")
    assert shown(figure)[0]["w"][1] == "8" and "∂L/∂z·x" in figure.diagram.panel
