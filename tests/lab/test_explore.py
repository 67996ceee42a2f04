"""The figure: what its traits say after every move, and that nothing in it goes stale."""

import warnings

import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures import engines
from gradviz.pictures.labels import gradient_slot, local_slot, value_slot
from tests.common import examples
from tests.recording.traces import FIGURE, edge_names


def figure_1(**numbers):
    return gv.explore(FIGURE, **{"x": 2, "w": 3, "b": 1, "t": 5, **numbers})


def shown(figure):
    """What the diagram shows: name → (value, gradient), and source→target → local gradient."""
    graph, texts = figure.recording.graph, figure.diagram.texts
    nodes = {n.name: (texts[value_slot(k)], texts[gradient_slot(graph, k)]) for k, n in enumerate(graph.nodes)}
    return nodes, {name: texts[local_slot(graph, k)] for k, name in enumerate(edge_names(figure.recording))}


def move(figure, **values):
    for name, value in values.items():
        figure.controls[name].value = value


def test_the_first_picture_is_the_books():
    """R23, R24, R26, R28 without a browser."""
    nodes, edges = shown(figure_1())
    assert nodes == {
        "x": ("2", "12"),
        "w": ("3", "8"),
        "b": ("1", "4"),
        "t": ("5", "−4"),
        "z": ("6", "4"),
        "y": ("7", "4"),
        "d": ("2", "4"),
        "L": ("4", "1"),
    }
    assert edges == {"w→z": "×2", "x→z": "×3", "z→y": "×1", "b→y": "×1", "y→d": "×1", "t→d": "×−1", "d→L": "×4"}


def test_moving_w_to_2_makes_every_gradient_zero():
    """R28."""
    figure = figure_1()
    move(figure, w=2)
    nodes, edges = shown(figure)
    assert nodes == {
        "x": ("2", "0"),
        "w": ("2", "0"),
        "b": ("1", "0"),
        "t": ("5", "0"),
        "z": ("4", "0"),
        "y": ("5", "0"),
        "d": ("0", "0"),
        "L": ("0", "1"),
    }
    assert edges["d→L"] == "×0" and edges["x→z"] == "×2"
    assert figure.diagram.texts[-1] == "L = 0. ∂L/∂w = 0: a little change of w does not change L."


@examples(40)
@given(st.lists(st.tuples(st.sampled_from("xwbt"), st.integers(-50, 50).map(lambda n: n / 5)), min_size=1, max_size=6))
def test_after_any_moves_everything_is_as_by_hand(moves):
    """Values, gradients and locals of L = (wx+b−t)² by its formulas; nothing is stale."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figure = figure_1()
        now = {"x": 2.0, "w": 3.0, "b": 1.0, "t": 5.0}
        for name, value in moves:
            move(figure, **{name: value})
            now[name] = value
            check_by_hand(figure, **now)


def check_by_hand(figure, x, w, b, t):
    d = w * x + b - t
    write = gv.pictures.numbers.short
    by_hand = {
        "x": (x, 2 * d * w),
        "w": (w, 2 * d * x),
        "b": (b, 2 * d),
        "t": (t, -2 * d),
        "z": (w * x, 2 * d),
        "y": (w * x + b, 2 * d),
        "d": (d, 2 * d),
        "L": (d * d, 1.0),
    }
    nodes, edges = shown(figure)
    near = {
        name: tuple(
            abs(read(text) - value) <= 2e-3 * max(1, abs(value)) for text, value in zip(nodes[name], pair, strict=True)
        )
        for name, pair in by_hand.items()
    }
    assert set(near.values()) == {(True, True)}, (nodes, by_hand)
    assert edges["w→z"] == "×" + write(x) and edges["x→z"] == "×" + write(w)
    assert figure.recording.frame().values[-1] == pytest.approx(d * d)


def read(text):
    return float(text.replace("\u2212", "-"))


def test_the_caption_says_what_the_move_means():
    figure = figure_1()
    assert figure.diagram.texts[-1] == "L = 4. Move an input: values and gradients follow."
    move(figure, w=4)
    assert figure.diagram.texts[-1] == "L = 16. ∂L/∂w = 16: move w up a little, and L goes up 16 times as much."
    move(figure, t=6)
    assert "∂L/∂t = −6: move t up a little, and L goes down 6 times as much." in figure.diagram.texts[-1]


def test_a_tick_sends_texts_only():
    """Design, section 7: the drawing travels once per structure."""
    figure, sent = figure_1(), []
    figure.diagram.observe(lambda change: sent.append(change["name"]))
    move(figure, w=4)
    assert set(sent) == {"texts"}


def test_reset_ticks_once_and_restores():
    """R29."""
    figure = figure_1()
    first = list(figure.diagram.texts)
    move(figure, w=4, x=-1, b=3)
    ticks = []
    figure.diagram.observe(lambda change: ticks.append(change), "texts")
    figure.reset()
    assert figure.diagram.texts == first and len(ticks) == 1
    assert {name: c.value for name, c in figure.controls.items()} == {"x": 2, "w": 3, "b": 1, "t": 5}


def test_the_reset_button_resets():
    figure = figure_1()
    move(figure, w=4)
    controls = figure.children[1].children[0].children
    (button,) = (w for w in controls if isinstance(w, widgets.Button) and w.description == "Reset")
    button.click()
    assert figure.controls["w"].value == 3


def test_another_structure_brings_another_drawing():
    """R59: an `if` in the learner's function really changes the picture."""

    def f(x):
        y = x * 2 if x.item() > 0 else x**2 + 1
        return y

    figure = gv.explore(f, x=1)
    drawing, panel, words = figure.diagram.svg, figure.diagram.panel, figure.diagram.words
    move(figure, x=-3)
    assert figure.diagram.svg != drawing and figure.diagram.panel != panel and figure.diagram.words != words
    assert "x²" in figure.diagram.panel and figure.recording.gradient("x") == -6.0
    assert len(figure.diagram.texts) == 3 * 3 + 2 * 2 + 1 + 1
    move(figure, x=1)
    assert (figure.diagram.svg, figure.diagram.panel, figure.diagram.words) == (drawing, panel, words)


def test_an_error_keeps_the_last_picture_and_the_next_good_value_recovers():
    """Issue 2: shown in the picture's place with its line; the sliders stay alive."""

    def f(x):
        if x.item() > 5:
            raise ValueError("too fast")
        return x * x

    figure = gv.explore(f, x=2)
    before = (figure.diagram.svg, figure.diagram.texts, figure.recording)
    move(figure, x=6)
    assert (
        "ValueError: too fast" in figure.diagram.error
        and "line " in figure.diagram.error
        and 'raise ValueError("too fast")' in figure.diagram.error
    )
    assert (figure.diagram.svg, figure.diagram.texts, figure.recording) == before
    assert figure.picture.frame.values == [2.0, 4.0]
    move(figure, x=3)
    assert figure.diagram.error == "" and figure.diagram.texts[:4] == ["3", "9", "6", "1"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, RecursionError, AssertionError, StopIteration])
def test_whatever_is_raised_is_survived(error):
    def f(x):
        if x.item() > 5:
            raise error
        return x * x

    figure = gv.explore(f, x=2)
    move(figure, x=6)
    assert figure.diagram.error and figure.diagram.texts[0] == "2"
    move(figure, x=3)
    assert figure.diagram.error == "" and figure.diagram.texts[0] == "3"


def test_an_error_from_the_start_recovers_too():
    figure = gv.explore(lambda x: x * x if x.item() > 0 else 1 / 0, x=-1)
    assert "ZeroDivisionError" in figure.diagram.error and figure.recording is None and figure.diagram.svg == ""
    with pytest.raises(RuntimeError, match="(?s)no picture yet: .*ZeroDivisionError"):
        _ = figure.picture
    assert "ZeroDivisionError" in figure._repr_mimebundle_()["text/plain"]
    move(figure, x=2)
    assert figure.diagram.error == "" and figure.diagram.svg and figure.picture.svg


@pytest.mark.parametrize("f, said", [
    (lambda x: 3.0, "returned 3.0 (float), not a Tensor"), (lambda x: None, "returned None"),
    (lambda x: x * np.ones(2), "gradients belong to one number"),
    (lambda x: x.detach(), "needs no gradient"), (lambda x: [x], "not a Tensor"),
])  # fmt: skip
def test_results_that_cannot_be_explored(f, said):
    assert said in gv.explore(f, x=1).diagram.error


def test_without_an_engine_the_twin_follows(monkeypatch):
    """R98: text twin and one line on what to install."""
    monkeypatch.setattr(engines, "embedded", lambda: None)
    monkeypatch.setattr(engines, "on_path", lambda: None)
    gv.pictures.layout._cached.cache_clear()
    figure = gv.explore("L = x*x*x*x", x=2)
    assert figure.diagram.svg == "" and figure.diagram.error == ""
    assert (
        figure.diagram.twin.startswith(figure.picture.text)
        and "pip install graphviz-pure" in figure.diagram.twin.splitlines()[-1]
    )
    move(figure, x=3)
    assert figure.diagram.twin.startswith(figure.picture.text) and "81" in figure.diagram.twin
    bundle = figure._repr_mimebundle_()
    assert "text/html" not in bundle and bundle["text/plain"] == figure.diagram.twin


def test_what_jupyter_shows():
    """Design, section 7: the widget view, and what survives without a kernel."""
    figure = figure_1()
    move(figure, w=4)
    bundle = figure._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert (
        bundle["text/html"] == figure.picture._repr_mimebundle_()["text/html"]
        and bundle["text/plain"] == figure.picture.text
    )
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == figure.model_id


def test_own_controls_drive_the_figure():
    slider = widgets.IntSlider(value=3, min=0, max=9)
    figure = gv.explore("x*x", x=slider)
    slider.value = 4
    assert figure.recording.gradient("x") == 8.0 and figure.controls["x"] is slider


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("x", [-1.0, 0.0])
def test_nan_and_inf_are_said_without_a_slope_made_of_them(x):
    figure = gv.explore("L = log(x)", x=3)
    move(figure, x=x)
    assert "was born in L" in figure.diagram.texts[-2] and "times as much" not in figure.diagram.texts[-1]


def test_two_figures_do_not_share_anything():
    one, two = figure_1(), figure_1()
    move(one, w=7)
    assert two.diagram.texts[1] == "3" and two.controls["w"].value == 3


@pytest.mark.parametrize("slope, way", [(-0.5, "down 0.5"), (0.5, "up 0.5"), (-1.5e-9, "down 1.5e−9")])
def test_the_caption_says_the_right_way_also_for_gentle_slopes(slope, way):
    figure = gv.explore(lambda x: x * slope, x=3)
    move(figure, x=4)
    assert f"goes {way} times" in figure.diagram.texts[-1]


def test_a_caption_names_odd_inputs_on_one_line():
    figure = gv.explore(lambda **k: k["a\nb"] * 2, inputs={"a\nb": 1.0})
    move(figure, **{"a\nb": 2.0})
    assert figure.diagram.texts[-1].startswith("output = 4. ∂output/∂a b = 2")
