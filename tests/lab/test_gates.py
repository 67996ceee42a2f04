"""Five gates: what each hands back, for every number that its sliders can take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.core.operation import OPS
from gradviz.lab.closeup.gate_labs import GATES
from gradviz.lab.closeup.gates import record_gate
from gradviz.pictures.labels import gradient_slot
from tests.common import examples

NUMBERS = st.integers(-100, 100).map(lambda n: n / 10)


def gradients(gate, **numbers):
    recording = record_gate(gate, {name.replace("_", " "): value for name, value in numbers.items()})
    return {node.name: recording.gradient(node.name) for node in recording.graph.nodes}


@given(NUMBERS, NUMBERS, NUMBERS)
@examples(30)
def test_add_hands_the_same_to_both(x, y, upstream):
    """R54."""
    found = gradients("add", x=x, y=y, upstream=upstream)
    assert found == {"x": upstream, "y": upstream, "z": upstream}


def test_multiply_swaps():
    """R55: x = 3, y = −4 and upstream 2 give −8 and 6."""
    assert gradients("multiply", x=3, y=-4, upstream=2) == {"x": -8.0, "y": 6.0, "z": 2.0}


@given(NUMBERS, NUMBERS, NUMBERS)
@examples(30)
def test_max_gives_all_to_the_winner_and_half_at_a_tie(x, y, upstream):
    """R56."""
    found = gradients("max", x=x, y=y, upstream=upstream)
    expected = (upstream / 2, upstream / 2) if x == y else (upstream, 0) if x > y else (0, upstream)
    assert (found["x"], found["y"]) == expected


def test_the_loser_gets_nothing_until_the_inputs_cross():
    """R56, and the rule for a tie is said."""
    figure = gv.gates("max")
    got = []
    for x in (3.0, 1.1, 1.0, 0.9):
        figure.inputs["x"].value = x
        got.append(figure.recording.gradient("y"))
        assert ("tie" in figure.diagram.texts[-1]) == (x == 1.0)
    assert got == [0.0, 0.0, 1.0, 2.0]


def test_copy_adds_up():
    """R57: 3 and 5 give 8; there are three nodes and no more."""
    assert gradients("copy", x=2, upstream_of_z1=3, upstream_of_z2=5) == {"x": 8.0, "z1": 3.0, "z2": 5.0}


@pytest.mark.parametrize(("x", "passed"), [(-1, 0.0), (0, 0.0), (2, 3.0)])
def test_relu_passes_what_is_positive(x, passed):
    """R58."""
    assert gradients("relu", x=x, upstream=3)["x"] == passed


@pytest.mark.parametrize("gate", GATES)
def test_every_gate_starts_with_its_own_numbers_says_its_name_and_has_three_nodes_at_most(gate):
    """R53."""
    figure = gv.gates(gate)
    assert figure.gate == gate and figure.diagram.error == ""
    assert len(figure.recording.graph.nodes) == (2 if gate == "relu" else 3)
    lab = GATES[gate]
    assert lab.title in figure.diagram.panel and lab.rule in figure.diagram.panel
    assert OPS[str(figure.recording.graph.nodes[-1].op)].doc.splitlines()[0][:20] in figure.diagram.panel
    assert lab.title in figure.fallback_text() and figure.diagram.texts[-1] in figure.fallback_text()


@pytest.mark.parametrize("gate", GATES)
def test_a_move_of_any_slider_moves_picture_and_sentence(gate):
    figure = gv.gates(gate)
    for name, slider in figure.inputs.items():
        before = list(figure.diagram.texts)
        slider.value = 7.5
        after = figure.diagram.texts
        assert before != after, name
        graph = figure.recording.graph
        for k, node in enumerate(graph.nodes):
            number = after[gradient_slot(graph, k)].replace("−", "-")
            assert float(number) == pytest.approx(figure.recording.gradient(node.name), abs=0.01)


def test_keys_turn_the_tabs_and_every_tab_keeps_its_numbers():
    figure = gv.gates()
    figure.inputs["x"].value = 9.0
    seen = [figure.gate]
    for _ in range(5):
        figure.pressed("ArrowRight")
        seen.append(figure.gate)
    assert seen == [*GATES, "relu"]
    figure.pressed("Home")
    assert figure.gate == "add" and figure.inputs["x"].value == 9.0
    figure.reset()
    assert figure.inputs["x"].value == 3.0 and figure.recording.value("x") == 3.0
    figure.pressed("End")
    assert figure.gate == "relu"


def test_a_gate_that_is_not_there_is_refused_with_the_list():
    with pytest.raises(ValueError, match="add, multiply, max, copy, relu"):
        gv.gates("xor")


def test_both_copies_are_drawn_as_outputs():
    """R4: an output is a node that nobody uses."""
    figure = gv.gates("copy")
    assert figure.diagram.svg.count('class="node node op out"') == 2


def sentence(gate, **numbers):
    figure = gv.gates(gate)
    for name, value in numbers.items():
        figure.inputs[name.replace("_", " ")].value = value
    return figure.diagram.texts[-1]


def test_the_sentence_of_a_gate_has_the_numbers_of_its_picture():
    assert sentence("add") == "z = x + y: 2 arrives, x gets 2 and y gets 2, whatever x and y are."
    assert sentence("multiply") == (
        "z = x × y: x gets upstream × y = 2 × (−4) = −8, y gets upstream × x = 2 × 3 = 6."
    )
    assert sentence("max").startswith("z = max(x, y): x wins and gets all of 2; y gets 0,")
    assert sentence("max", y=5).startswith("z = max(x, y): y wins and gets all of 2; x gets 0,")
    assert "each gets half of 2: 1 and 1" in sentence("max", y=3)
    assert sentence("copy").endswith("added up: 3 + 5 = 8.")
    assert sentence("relu", x=2) == "x = 2 is positive: the gate is open, and all of 3 passes."


def test_a_number_by_its_short_name_is_that_of_the_gate_that_is_shown():
    figure = gv.gates("max").at(y=5)
    assert figure.code == "gv.gates('max').at(max_y=5.0)" and figure.recording.gradient("y") == 2.0
    figure.at(gate="copy", x=7, upstream_of_z1=1, add_x=-2)
    assert figure.gate == "copy" and figure.recording.gradient("x") == 6.0 and figure.values["add_x"] == -2
    assert figure.code == "gv.gates('max').at(gate='copy', add_x=-2.0, max_y=5.0, copy_x=7.0, copy_upstream_of_z1=1.0)"


def test_a_number_is_locked_in_every_gate_or_in_one():
    figure = gv.gates(lock=["upstream", "max_x"], hide="y")
    locked = {key for key, slider in figure.controls.items() if slider.disabled}
    assert locked == {"add_upstream", "multiply_upstream", "max_upstream", "relu_upstream", "max_x"}
    assert not any(slider.description == "y" for slider in figure.children[1].children[0].children)


@pytest.mark.parametrize("option", ["lock", "hide"])
def test_locked_or_hidden_tabs_are_not_turned_by_keys(option):
    figure = gv.gates("max", **{option: "gate"})
    for key in ("ArrowRight", "Home", "End"):
        figure.pressed(key)
    assert figure.gate == "max"


@pytest.mark.parametrize(("given", "said"), [
    ({"x": 3}, r"^gates\(\.\.\., x=\.\.\.\): gates has no option x, and .* Write gv\.gates\('add'\)\.at\(x=\.\.\.\)"),
    ({"locks": ["x"]}, "Did you mean lock="), ({"hidden": ["x"]}, r"hidden=\.\.\.\)"),
    ({"lock": ["upstrem"]}, "Did you mean '.*upstream'"), ({"hide": ["gats"]}, "Did you mean 'gate'"),
    ({"lock": 3}, "it takes names of controls"),
])  # fmt: skip
def test_what_is_no_option_or_no_control_is_refused_with_the_nearest(given, said):
    with pytest.raises((TypeError, ValueError), match=said):
        gv.gates(**given)


def test_a_misspelt_number_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"^cannot move multiply_z: .* Did you mean 'multiply_[xy]'\?"):
        gv.gates().at(multiply_z=1)
