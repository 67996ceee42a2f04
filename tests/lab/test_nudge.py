"""A little push: ghosts beside every node, the table, the sentence, the curves."""

import base64
import re

import numpy as np
import pytest

import gradviz as gv
from gradviz.lab.closeup.nudge_panel import COLUMNS, ghosts_in
from gradviz.pictures.labels import names
from gradviz.pictures.layout import layout
from tests.recording.traces import FIGURE

NUMBERS = {"w": 3.0, "x": 2.0, "b": 1.0, "t": 5.0}


def figure_1(**more):
    return gv.nudge(FIGURE, **{"wrt": "w", **NUMBERS, **more})


def ghosts(figure):
    """For every node: (predicted, true, slope, off by)."""
    graph = figure.found.recording.graph
    first = figure.extra_slot(0)
    texts = figure.diagram.texts[first:-1]
    assert len(texts) == COLUMNS * len(graph.nodes)
    return {name: tuple(texts[COLUMNS * k : COLUMNS * (k + 1)]) for k, name in enumerate(names(graph))}


@pytest.mark.parametrize(
    ("h", "predicted", "true"), [(0.1, "≈+0.8", "Δ+0.84"), (1.0, "≈+8", "Δ+12"), (-1.0, "≈−8", "Δ−4")]
)
def test_the_output_of_figure_1_leaves_its_tangent(h, predicted, true):
    """R139: predicted 8h, true 8h + 4h²."""
    assert ghosts(figure_1(h=h))["L"][:2] == (predicted, true)


def test_every_node_has_both_numbers():
    """R139."""
    found = ghosts(figure_1(h=0.1))
    assert {name: row[:2] for name, row in found.items()} == {
        "w": ("≈+0.1", "Δ+0.1"), "x": ("≈0", "Δ0"), "b": ("≈0", "Δ0"), "t": ("≈0", "Δ0"), "z": ("≈+0.2", "Δ+0.2"),
        "y": ("≈+0.2", "Δ+0.2"), "d": ("≈+0.2", "Δ+0.2"), "L": ("≈+0.8", "Δ+0.84"),
    }  # fmt: skip
    assert found["z"][2:] == ("2", "+0.2", "+0.2", "0") and found["x"][2:] == ("0", "0", "0", "0")
    assert found["L"][2:] == ("8", "+0.8", "+0.84", "+0.04")


@pytest.mark.parametrize("h", [1e-15, 3e-14, 1e-9, 1e-5, 0.1])
def test_a_prediction_that_is_off_by_nothing_is_written_as_the_truth_is(h):
    for predicted, true, slope, one, other, off in ghosts(figure_1(h=h)).values():
        assert slope and (one == other) == (off == "0")
        assert off != "0" or (predicted, true) == (f"≈{one}", f"Δ{other}")


@pytest.mark.parametrize(("h", "one", "other", "off"), [
    (0.1, "+0.8", "+0.84", "+0.04"), (1e-3, "+0.008", "+0.008004", "+4e−6"), (1e-5, "+8e−5", "+8.00004e−5", "+4.0e−10"),
])  # fmt: skip
def test_the_table_has_the_digits_in_which_the_two_changes_differ(h, one, other, off):
    """R139: a picture has room for 8e−5 and 8.00e−5, which tells nothing of 4e−10."""
    figure = figure_1(h=h)
    assert ghosts(figure)["L"][3:] == (one, other, off)
    assert f"= {one[1:]}. True: {other[1:]}." in figure.diagram.texts[-1]

def test_the_picture_has_a_place_for_both_under_every_node():
    figure = figure_1()
    slots = sorted(int(k) for k in re.findall(r'gv-ghost" data-slot="(\d+)"', figure.diagram.svg))
    first = figure.extra_slot(0)
    assert slots == [first + COLUMNS * k + j for k in range(8) for j in (0, 1)]
    assert ghosts_in("", 3) == ""


def test_the_sentence_has_formula_and_numbers():
    figure = figure_1(h=1)
    assert figure.diagram.texts[-1] == (
        "Push w up by 1. Predicted: ∂L/∂w · h = 8 × 1 = 8. True: 12. The straight line is off by 4."
    )
    figure.pressed("s")
    assert figure.diagram.texts[-1].startswith("Push w down by 1. Predicted: ∂L/∂w · h = 8 × (−1) = −8. True: −4.")


def test_keys_and_controls_change_the_push():
    figure = figure_1(h=0.1)
    figure.pressed("ArrowRight")
    assert figure.h == pytest.approx(10**-0.9)
    for _ in range(400):
        figure.pressed("ArrowLeft")
    assert figure.h == pytest.approx(1e-15)
    figure.pushed.value = dict(figure.pushed.options)["x"]
    figure.size.value = 0.01
    assert ghosts(figure)["L"][0] == "≈+0.12"
    figure.reset()
    assert figure.h == 0.1 and ghosts(figure)["L"][0] == "≈+0.8"


def test_another_branch_is_said_and_only_the_output_is_compared():
    def f(x):
        return x * x if x.item() > 0 else x * 3

    figure = gv.nudge(f, x=0.05, h=-0.1)
    assert "another branch" in figure.diagram.texts[-1]
    found = ghosts(figure)
    assert found["x"][1] == "Δ—" and found["n1"][1].startswith("Δ−0.15")
    figure.way.value = 1.0
    assert "another branch" not in figure.diagram.texts[-1]


def test_the_line_is_the_tangent_of_the_curve():
    figure = figure_1(h=1)
    tangent, curve = figure.curves.line.series["the tangent"], figure.curves.line.series["the output"]
    assert (tangent.ys[1] - tangent.ys[0]) / (tangent.xs[1] - tangent.xs[0]) == pytest.approx(8)
    assert all(y == pytest.approx((2 * w - 4) ** 2, abs=1e-9) for w, y in zip(curve.xs, curve.ys, strict=True))
    assert figure.curves.line.series["true"].ys == [16.0] and figure.curves.line.series["predicted"].ys == [12.0]


def test_the_errors_of_differences_make_a_v():
    """R150."""
    figure = gv.nudge("y = exp(sin(w))", w=3)
    errors = figure.curves.errors.series["central difference"]
    central = dict(zip(errors.xs, errors.ys, strict=True))
    assert central[1e-5] < central[1e-3] < central[1e-1] and central[1e-5] < central[1e-8] < central[1e-14]
    assert figure.curves.errors.upright[0] == pytest.approx(0.1)


def test_the_errors_are_measured_again_only_when_the_inputs_move():
    runs = []

    def f(x):
        runs.append(1)
        return x * x

    figure = gv.nudge(f, x=1.0)
    runs.clear()
    figure.size.value = 0.5
    few = len(runs)
    figure.controls["x"].value = 2.0
    assert few < 50 < len(runs) - few
    assert figure.curves.errors.series["forward difference"].ys[0] == pytest.approx(1.0)


def test_a_slow_function_is_not_run_a_hundred_times():
    import time

    runs = []

    def slow(x):
        runs.append(time.sleep(0.6))
        return x * x

    figure = gv.nudge(slow, x=1.0)
    assert len(runs) <= 5 and figure.curves.line.layout.display == "none" and "left out" in figure.curves.note.value


def test_a_point_of_the_curve_that_fails_is_left_out_and_no_error():
    def f(x):
        if x.item() > 1.1:
            raise ValueError("over the edge")
        return x * x

    figure = gv.nudge(f, x=1.0, h=0.08)
    assert figure.diagram.error == "" and max(figure.curves.line.series["the output"].xs) <= 1.1
    assert min(figure.curves.errors.series["forward difference"].ys) < 1e-6


def test_elements_of_arrays_are_pushed():
    figure = gv.nudge(lambda a: (a * a).sum(), a=[1.0, 2.0, 3.0], wrt="a[1]", h=0.1)
    assert ghosts(figure)["n2"][:2] == ("≈+0.4", "Δ+0.41")
    assert [label for label, _ in figure.pushed.options] == ["a[0]", "a[1]", "a[2]"]
    assert gv.nudge(lambda a: a.sum(), a=np.ones(3), wrt="a").pushed.value.element == (0,)


def test_what_cannot_be_done_is_refused_with_a_reason():
    with pytest.raises(KeyError, match="wrt='q'.*can be pushed"):
        figure_1(wrt="q")
    for h in (0, float("nan"), 1e9, "much"):
        with pytest.raises(ValueError, match="a push is a number"):
            figure_1(h=h)
    with pytest.raises(KeyError, match="no number to push"):
        gv.nudge(lambda: gv.tensor(1.0, requires_grad=True) * 2)
    with pytest.raises(TypeError, match="h is an option of nudge and an input"):
        gv.nudge(lambda h: h * 2, h=3)


def test_a_function_that_fails_after_the_push_is_told_and_the_figure_lives_on():
    def f(x):
        if x.item() > 2:
            raise ValueError("over the edge")
        return x * x

    figure = gv.nudge(f, x=1.0, h=0.1)
    figure.size.value = 5.0
    assert "over the edge" in figure.diagram.texts[-1] and ghosts(figure)["n1"][1] == "Δ—"
    figure.size.value = 0.1
    assert figure.diagram.error == "" and "over the edge" not in figure.diagram.texts[-1]


def test_inf_and_nan_are_said():
    figure = gv.nudge("y = log(x)", x=1.0, h=-2)
    assert figure.diagram.error == "" and "not both finite" in figure.diagram.texts[-1]


def test_the_text_twin_has_both_changes():
    text = figure_1().fallback_text()
    assert re.search(r"^L +8 +\+0.8 +\+0.84 +\+0.04$", text, re.MULTILINE) and "Predicted" in text


def test_a_large_array_is_told_and_names_are_never_markup():
    figure = gv.nudge(lambda x: (x * 2).named("<b>") * 3, x=1.0)
    assert "<b>" not in figure.diagram.panel and "&lt;b&gt;" in figure.diagram.panel


PLACES = (r'viewBox="\S+ \S+ \S+ ([-\d.]+)', r' height="([-\d.]+)pt', r'</g>\s*<g transform="translate\(\S+ ([-\d.]+)',
          r'class="note"[^>]* y="([-\d.]+)')  # fmt: skip


def test_the_legend_makes_room_for_the_last_row_of_ghosts():
    figure = figure_1()
    plain, haunted = layout(figure.recording.graph).svg, figure.diagram.svg
    for place in PLACES:
        assert float(re.findall(place, haunted)[-1]) - float(re.findall(place, plain)[-1]) == 12.0, place


def test_the_line_of_code_makes_the_same_figure():
    figure = figure_1(h=-1)
    figure.controls["x"].value = 4.0
    again = eval(figure.code)
    assert again.h == -1.0 and again.diagram.texts == figure.diagram.texts


def test_the_image_that_stands_in_has_the_ghosts_too():
    html = figure_1().fallback_html()
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()
    assert svg.count("gv-ghost") == 16 and "≈+0.8<" in svg and "Δ+0.84<" in svg
    box = re.search(r'viewBox="\S+ \S+ \S+ ([\d.]+)"', svg)[1]
    assert re.search(r'<rect [^>]*height="([\d.]+)" fill', svg)[1] == box


def test_a_push_out_of_the_domain_leaves_the_run_drawn_and_says_so():
    def f(x):
        if x.item() > 3:
            raise ValueError("x is too large.")
        return x * x

    figure = gv.nudge(f, x=2.95, h=0.1)
    assert figure.diagram.svg and not figure.diagram.error
    caption = figure.diagram.texts[-1]
    assert "left the domain" in caption and "x + 0.1 it fails, ValueError: x is too large." in caption
    assert "Predicted: " in caption and "True" not in caption
    assert figure.found.after is None and isinstance(figure.found.failure, ValueError)
    figure.size.value = 0.01
    assert "True: 0.0591" in figure.diagram.texts[-1] and figure.found.failure is None
