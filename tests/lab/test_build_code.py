"""Build as a teacher sets it: a locked graph, a hidden check, and the line of code of what was built."""

import pytest

import gradviz as gv

WRONG = [("x", "input", "x"), ("v1", "power", "x", 2.0), ("v2", "power", "x", 2.0), ("v3", "add", "v1", "v2")]


def figure(**more):
    return gv.build("s = x**2; y = s + s", x=3, **more)


def test_what_was_built_and_checked_is_in_the_line():
    made = figure()
    assert made.code == "gv.build('s = x**2; y = s + s', x=3)"
    made.add("power", "x", 2)
    made.add("add", "v1", "v1", name="mine")
    for gradient in (None, 12.0):
        again = eval(made.code, {"gv": gv})
        assert again.diagram.texts[:-1] == made.diagram.texts[:-1] and again.diagram.panel == made.diagram.panel
        assert again.code == made.code and again.recording.gradient("x") == gradient
        made.check()
    made.undo()
    assert "check" not in made.code and [node.name for node in made.graph.nodes] == ["x", "v1"]
    made.reset()
    assert ".at(" not in made.code


def test_a_graph_that_is_locked_can_be_checked_and_not_changed():
    """Issue 5: a teacher shows a wrong graph and asks what is wrong with it."""
    made = figure(lock="nodes").at(nodes=WRONG)
    for key in "aud":
        made.diagram.picked = 1
        made.pressed(key)
    made.did("delete", "v1")
    for name in ("add", "undo", "clear"):
        assert made.buttons[name].disabled
    assert made.palette.operation.disabled and made.palette.name.disabled
    assert made.values["nodes"] == WRONG and len(made.graph.nodes) == 4
    made.pressed("c")
    assert made.diagram.texts[-1] == "You computed x² twice. The value may be used more than once."


@pytest.mark.parametrize("option", ["lock", "hide"])
def test_a_check_that_is_locked_or_hidden_is_not_to_be_had_by_its_key(option):
    made = figure(**{option: "check"})
    made.pressed("c")
    assert not made.values["check"] and "gv-findings" not in made.diagram.panel
    assert made.buttons["check"].disabled == (option == "lock")


@pytest.mark.parametrize(("nodes", "said"), [
    ([("v1", "adds", "x", "x")], "there is no operation 'adds'"), ([("v1", "exp", "q")], "no node is called 'q'"),
    (["x"], "is no node"), ([("q", "input", "q")], "no input of the formula"), (3, "expected a list"),
    ([("x", "input", "x"), ("v1", "exp")], "is no node"), ([("x", "input", "x"), ("v1", "add", "x")], "takes 2 inputs"),
])  # fmt: skip
def test_what_are_no_nodes_changes_nothing(nodes, said):
    made = figure()
    before = made.values
    with pytest.raises(ValueError, match=f"^cannot move nodes to .*{said}"):
        made.at(nodes=nodes)
    assert made.values == before and len(made.graph.nodes) == 1


def test_an_input_is_no_control_of_build_and_it_says_so():
    with pytest.raises(ValueError, match=r"lock=\['x'\]\): it cannot be .* an input .* are: nodes, check"):
        figure(lock=["x"])
    with pytest.raises(ValueError, match="Did you mean 'check'"):
        figure(hide="chek")


@pytest.mark.parametrize("option", ["lock", "hide"])
def test_nodes_that_cannot_be_changed_offer_no_deleting_and_are_not_asked_for(option):
    made = figure(**{option: "nodes"}).at(nodes=WRONG)
    assert 'data-do="delete"' not in made.diagram.panel and "v1" in made.diagram.panel
    assert made.diagram.texts[-1] == "Is this the formula's graph? Check says what is missing or too much."
    assert figure(**{option: ["nodes", "check"]}).diagram.texts[-1] == ""
    assert 'data-do="delete"' in figure().diagram.panel and "Choose an operation" in figure().diagram.texts[-1]
