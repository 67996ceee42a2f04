"""What `stepper` takes: functions, formulas, recordings, and much that does not fit."""

import re
import time

import numpy as np
import pytest

import gradviz as gv
from gradviz.lab.stepping.ledger import rows_shown
from gradviz.lab.stepping.steplist import ROWS
from gradviz.pictures.labels import gradient_slot, value_slot
from tests.lab.stepped import caption, figure_1, rows, shown, steps
from tests.recording.test_stages import training_loop

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def test_a_whole_training_loop_forward_backward_and_step():
    """R26 and the optimizer: every pass, what is zeroed and what is updated."""
    figure = gv.stepper(training_loop(3))
    assert figure.scrubber.count == len(figure.story.stages)
    titles = [figure.story.heading(step) for step in steps(figure)]
    assert [t for t in titles if t.startswith("Forward: Pass")] == [f"Forward: Pass {n}: Inputs w" for n in (1, 2, 3)]
    assert titles.count("Update: Change w") == 3 and titles.count("Update: Reset .grad of w") == 2
    step = titles.index("Update: Change w")
    figure.scrubber.index = step
    assert caption(figure) == "w is changed in place: 1 becomes 2.6." and figure.half.value is None
    figure.scrubber.index = step + 2
    assert "2.6" in caption(figure) and shown(figure)[0]["w"][0] == "2.6" and shown(figure)[0]["w"][1] == "—"
    figure.pressed("b")
    assert figure.recording.starts[1] < figure.index < figure.recording.starts[2]


def test_an_output_tensor_is_swept_aside():
    x = gv.tensor(3.0, requires_grad=True, name="x")
    figure = gv.stepper((x * x).named("y"))
    figure.pressed("End")
    assert shown(figure)[0]["x"] == ("3", "6") and x.grad is None


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: gv.stepper("x*x", 3), "without a name"),
        (lambda: gv.stepper("x*x"), "no value"),
        (lambda: gv.stepper("x*x", x=3, y=4), "y"),
        (lambda: gv.stepper("x*x", x=3, fade=7), "fade"),
        (lambda: gv.stepper("x*x", x=3, edges="all"), "edges"),
        (lambda: gv.stepper("fade*x", x=3, fade=1), "inputs="),
        (lambda: gv.stepper(gv.record("x*x", x=3), x=3), "run already"),
        (lambda: gv.stepper(3), "function"),
        (lambda: gv.stepper(gv.recording.Recording((), ())), "nothing"),
    ],
)
def test_what_does_not_fit_is_said_at_once(make, word):
    with pytest.raises((TypeError, ValueError, SyntaxError), match=word):
        make()


def test_its_line_of_code_makes_the_same_figure():
    figure = gv.stepper("L = w*x", w=3, x=(0, 4), fade=2, edges="both", lock="w").at(x=1)
    assert figure.code == "gv.stepper('L = w*x', w=3, x=(0, 4), fade=2, edges='both', lock=['w']).at(x=1.0)"
    again = eval(figure.code)
    assert again.diagram.texts == figure.diagram.texts and again.story.closed == 2
    assert gv.stepper(gv.record("x*x", x=3), single=True).code == "gv.stepper(recording, single=True)"


def test_an_input_may_have_the_name_of_an_option():
    figure = gv.stepper("fade*single", inputs={"fade": 2, "single": 3}, fade=1)
    assert figure.controls["fade"].value == 2 and figure.story.closed == 1


@pytest.mark.parametrize("bad", [lambda x: 1 / 0, lambda x: 3, lambda x: gv.tensor([1.0, 2.0]) * x])
def test_a_function_that_fails_is_told_in_the_pictures_place(bad):
    figure = gv.stepper(bad, x=1)
    assert figure.diagram.error and figure.recording is None
    for key in ("ArrowRight", "End", " ", "b", "l", "x"):
        figure.pressed(key)
    figure.did("row", "2")
    figure.diagram.picked = 2
    figure.reset()
    assert figure.diagram.error in figure.fallback_text()


def test_after_a_failure_the_last_good_picture_is_there_and_goes_on():
    def sometimes(x):
        if x > 2:
            raise ValueError("too large")
        return x * x

    figure = gv.stepper(sometimes, x=1)
    figure.pressed("ArrowRight")
    figure.controls["x"].value = 3.0
    assert "too large" in figure.diagram.error and "if x > 2" not in figure.diagram.error
    figure.controls["x"].value = 2.0
    assert figure.diagram.error == "" and caption(figure).endswith("= 4.")


def test_inf_nan_arrays_and_many_inputs():
    figure = gv.stepper("log(x)*0 + exp(y)", x=0, y=1000)
    for _ in steps(figure):
        assert caption(figure)
    figure = gv.stepper(lambda a: (a * a).sum(), a=np.arange(6.0).reshape(2, 3))
    assert caption(figure) == "a is an input, of shape 2×3."
    for _ in steps(figure):
        assert caption(figure)
    names = [f"x{k}" for k in range(30)]
    figure = gv.stepper(" + ".join(names), **dict.fromkeys(names, 1))
    assert len(figure.controls) == 30 and "and 18 more" in caption(figure)
    assert gv.stepper(lambda: gv.tensor(3.0, requires_grad=True, name="x") * 2).scrubber.count == 4


def test_a_graph_of_one_node():
    figure = gv.stepper(lambda x: x, x=3)
    assert [caption(figure) for _ in steps(figure)] == [
        "x is an input: 3.",
        "The backward pass starts at x: ∂x/∂x = 1.",
    ]


def test_names_are_never_markup():
    nasty = "<img src=x onerror=alert(1)>"
    x = gv.tensor(3.0, requires_grad=True, name=nasty)
    figure = gv.stepper((x * x).named("<b>y</b>"))
    assert "<img" not in figure.diagram.panel and "<b>" not in figure.diagram.panel


def test_a_folded_graph_is_stepped_through_group_by_group():
    def deep(x):
        for layer in range(12):
            with gv.group(f"layer {layer}"):
                for _ in range(3):
                    x = gv.tanh(x * 1.5 + 0.1)
        return x

    figure = gv.stepper(deep, x=0.5)
    assert figure._view is not None
    drawn = figure._view.graph
    for _ in steps(figure):
        assert len(figure.diagram.texts) == figure.extra_slot(0) + figure._list.size + len(rows_shown(drawn)) + 1
        assert "current" in [state for _, state in rows(figure)]
    for node in range(len(drawn.nodes)):
        figure.diagram.picked = node
        assert figure.diagram.error == ""


def test_the_static_form_has_every_step_and_marks_the_current_one():
    figure = figure_1(fade=2)
    figure.pressed("ArrowRight")
    bundle = figure._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "> step 2 of 10: z = w × x = 3 × 2 = 6." in data["text/plain"]
    assert "step 8 of 10" in data["text/plain"] and "step 9 of 10" not in data["text/plain"]
    assert "<img" in data["text/html"] and "active" not in data["text/plain"].splitlines()[0]


def long_loop(events=10_000):
    w, b = (gv.tensor(0.5, requires_grad=True, name=name) for name in "wb")
    optimizer = gv.optim.SGD([w, b], lr=0.01)
    with gv.record() as rec:
        for _ in range(events // 17 + 1):
            optimizer.zero_grad()
            ((w * 2.0 + b - 1.0) ** 2).backward()
            optimizer.step()
    return rec


@pytest.mark.parametrize("single", [False, True])
def test_ten_thousand_events_scrub_within_five_milliseconds_a_frame(single):
    figure = gv.stepper(long_loop(), single=single)
    assert len(figure.recording) >= 10_000
    figure.pressed("End")
    spent = []
    for step in range(0, figure.scrubber.count, figure.scrubber.count // 60):
        begun = time.perf_counter()
        figure.scrubber.index = step
        spent.append(time.perf_counter() - begun)
        assert sum(state == "current" for _, state in rows(figure)) == 1 and len(rows(figure)) == ROWS
    assert sorted(spent)[len(spent) // 2] < 0.005
    assert len(figure.diagram.panel) < 10_000


def test_the_ledger_has_value_and_gradient_in_their_columns_and_marks_what_changed():
    figure = figure_1()
    graph = figure.recording.graph
    for k, node in enumerate(graph.nodes):
        row = re.search(rf'<tr data-node="{k}" data-mark="(\d+)">(.*?)</tr>', figure.diagram.panel)
        slots = [int(n) for n in re.findall(r'data-slot="(\d+)"', row[2])]
        assert slots == [value_slot(k), gradient_slot(graph, k)]
        seen = set()
        for step in steps(figure):
            if figure.diagram.texts[int(row[1])] == "lit":
                seen.add(figure.story.stages[step].half)
        assert seen == {"forward", "backward"}, node.name


def test_its_line_of_code_keeps_the_step_and_what_was_chosen():
    figure = gv.stepper("L = w*x", w=3, x=(0, 4), fade=2).at(x=1)
    figure.single.value, figure.edges.value = True, "both"
    figure.show_rest()
    figure.index = 4
    assert figure.code == "gv.stepper('L = w*x', w=3, x=(0, 4), single=True, edges='both').at(x=1.0).to(4)"
    again = eval(figure.code)
    assert again.index == 4 and again.diagram.texts == figure.diagram.texts
    recording = gv.record("x*x", x=3)
    seen = gv.stepper(recording).to(3)
    assert eval(seen.code).diagram.texts == seen.diagram.texts and ".to(" in seen.code


def test_inputs_are_hidden_and_the_line_says_so():
    """Issue 5: a teacher hides what is not to be moved yet."""
    figure = gv.stepper("L = w*x", w=3, x=(0, 4), hide="w").at(x=1)
    assert list(figure.inputs.children) == [figure.controls["x"]]
    assert figure.code == "gv.stepper('L = w*x', w=3, x=(0, 4), hide=['w']).at(x=1.0)"
    assert eval(figure.code, {"gv": gv}).diagram.texts == figure.diagram.texts
    figure = gv.stepper("L = w*x", w=3, x=2, hide=["w", "x"])
    assert figure.open_inputs.layout.display == "none" and figure.recording.value("L") == 6
    with pytest.raises(ValueError, match=r"stepper\(\.\.\., hide=\['q'\]\): there is no such control"):
        gv.stepper("L = w*x", w=3, x=2, hide=["q"])
    with pytest.raises(TypeError, match="hide is an option of stepper and an input"):
        gv.stepper("L = hide*x", hide=3, x=2)
