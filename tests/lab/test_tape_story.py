"""The story of a run: its events, its passes, and the states that can be stepped through."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

import gradviz as gv
from gradviz.lab.taping.tape_run import Run
from gradviz.lab.taping.tape_story import Story
from gradviz.recording.events import Computed, Contributed, Leaf, Seeded, Started, Updated, Zeroed

BOOK = """x = gv.tensor(2.0, requires_grad=True)
w = gv.tensor(3.0, requires_grad=True)
b = gv.tensor(1.0, requires_grad=True)
t1 = x * w
t2 = t1 + b
y = t2 ** 2
y.backward()
print(w.grad, b.grad, x.grad)"""

LOOP = """w = gv.tensor(1.0, requires_grad=True)
for step in range({rounds}):
    x = gv.tensor(2.0)
    loss = (w * x - 6) ** 2
    loss.backward()
    with gv.no_grad():
        w -= 0.05 * w.grad
    w.grad = None"""


LINES = ["v = v * x", "v = v + v", "v = x - v", "v = v ** 2 * 0.1", "v.sum().backward(retain_graph=True)",
         "x.grad = None", "v = v.detach() * x"]  # fmt: skip


def told(text, apart=False):
    story = Story(Run(text, {}))
    return story, story.moments(apart)


def first_lines(story, states):
    return [story.run.code.statements[state.lines[0]].first for state in states]


def kinds(story, state):
    return [type(event) for event in story.recording.events[state.start : state.end]]


@pytest.mark.parametrize("head", ["", "import gradviz as torch\nimport math\n"])
def test_r37_the_books_example_has_six_states(head):
    story, states = told(head + BOOK)
    assert len(states) == 6 and story.run.error == ""
    assert [kinds(story, state)[-1] if state.start < state.end else None for state in states[:4]] == [
        Leaf, Computed, Computed, Computed
    ]  # fmt: skip
    assert Seeded in kinds(story, states[4]) and kinds(story, states[5]) == []
    assert [name for name, _ in states[5].reads] == ["w", "b", "x"]


def test_r39_taken_apart_the_backward_pass_visits_square_add_mul():
    story, moments = told(BOOK, apart=True)
    assert len(moments) == 9
    graph, events = story.recording.graph, story.recording.events
    visited = [{graph.nodes[graph.edges[e.edge].target].name for e in events[m.start : m.end]
                if isinstance(e, Contributed)} for m in moments]  # fmt: skip
    assert visited[4:8] == [set(), {"y"}, {"t2"}, {"t1"}]
    assert [story.recording.gradient(name) for name in "wbx"] == [28.0, 14.0, 42.0]


@pytest.mark.parametrize("rounds", [1, 2, 5])
def test_a_loop_has_a_state_for_each_line_that_runs_and_a_pass_for_each_round(rounds):
    story, states = told(LOOP.format(rounds=rounds))
    assert first_lines(story, states) == [1, *[2, 3, 4, 5, 6, 7, 8] * rounds]
    assert len(story.recording.starts) == rounds
    assert len(story.recording.graphs) == 1  # all rounds compute the same, so the drawing stays
    updates = [e for e in story.recording.events if isinstance(e, Updated)]
    assert len(updates) == rounds and sum(isinstance(e, Zeroed) for e in story.recording.events) == rounds
    w = 1.0
    for update in updates:
        w -= 0.05 * 2 * (2 * w - 6) * 2
        assert update.value == pytest.approx(w)


def test_the_states_follow_each_other_without_a_gap():
    for text in (BOOK, LOOP.format(rounds=3)):
        for apart in (False, True):
            story, states = told(text, apart)
            assert states[0].start == 0 and states[-1].end == len(story.recording.events)
            assert all(a.end == b.start for a, b in zip(states, states[1:], strict=False))


def test_without_tensors_and_without_a_backward_pass_there_are_states_all_the_same():
    story, states = told("a = 1\nprint(a)")
    assert len(states) == 2 and len(story.recording) == 0 and [state.printed for state in states] == [0, 2]
    story, states = told("x = gv.tensor(2.0, requires_grad=True)\ny = x * 3")
    assert story.recording.frame().values == [2.0, 6.0] and story.recording.frame().gradients == [None, None]


def test_a_tensor_on_no_tape_is_in_no_picture_and_one_that_is_used_later_is():
    story, _ = told("a = gv.tensor(2.0)\nc = gv.tensor(5.0)\nx = gv.tensor(1.0, requires_grad=True)\ny = a * x")
    assert [node.name for node in story.recording.graph.nodes] == ["a", "x", "y"]


def test_a_branch_that_the_loss_does_not_use_is_on_the_tape_and_gets_no_gradient():
    story, _ = told("x = gv.tensor(2.0, requires_grad=True)\nseen = x * 10\nL = x * x\nL.backward()")
    frame, graph = story.recording.frame(), story.recording.graph
    assert [node.name for node in graph.nodes] == ["x", "seen", "L"] and frame.gradients == [4.0, None, 1.0]


def test_a_second_pass_over_a_retained_graph_stays_in_the_same_picture():
    story, states = told(
        "x = gv.tensor(2.0, requires_grad=True)\nL = x * x\nL.backward(retain_graph=True)\nL.backward()"
    )
    assert len(story.recording.starts) == 1 and story.recording.gradient("x") == 8.0
    assert states[2].freed == frozenset() and states[3].freed == {1}


def test_a_pass_through_an_older_result_has_it_in_its_graph():
    story, _ = told("""x = gv.tensor(2.0, requires_grad=True)
a = x * x
a.backward(retain_graph=True)
b = x * 3
a.backward()""")
    assert story.run.error == "" and story.recording.gradient("x") == 8.0
    assert {node.name for node in story.recording.graph.nodes} == {"x", "a", "b"}


def test_gradients_of_gradients_are_shown_with_their_values():
    story, _ = told("""x = gv.tensor(3.0, requires_grad=True)
y = x ** 3
g, = gv.grad(y, x, create_graph=True)
h = g * 2
h.backward()""")
    assert story.run.error == "" and None not in story.recording.frame().values
    assert story.recording.gradient("x") == pytest.approx(36.0)


def test_modules_and_optimizers_tell_their_steps():
    story, states = told("""from gradviz import nn, optim
model = nn.Linear(2, 1)
optimizer = optim.SGD(model.parameters(), lr=0.1)
loss = (model(gv.tensor([1.0, 2.0])) ** 2).sum()
loss.backward()
optimizer.step()
optimizer.zero_grad()""")
    assert story.run.error == "" and len(states) == 6  # what is imported belongs to the line that creates
    assert kinds(story, states[0]) == [Started, Leaf, Leaf] and set(kinds(story, states[4])) == {Updated}


def test_what_was_there_before_an_error_stays():
    story, states = told(BOOK.replace("y.backward()", "y.backwards()"))
    assert len(states) == 5 and story.run.wrong == 7 and story.recording.frame().values[-1] == 49.0


@settings(max_examples=40)
@given(st.lists(st.sampled_from(LINES), max_size=8))
def test_the_gradients_of_any_program_are_those_of_the_engine(lines):
    text = "\n".join(["x = gv.tensor(0.5, requires_grad=True)", "v = x * 1", *lines, "print(x.grad)"])
    story = Story(Run(text, {}))
    names = {"gv": gv}
    exec(text.replace("print(x.grad)", ""), names)
    assert story.run.error == ""
    held = names["x"].grad
    frame, graph = story.recording.frame(), story.recording.graph
    place = next(k for k, node in enumerate(graph.nodes) if node.is_leaf and node.name == "x")
    assert frame.gradients[place] == (None if held is None else pytest.approx(held.item()))
