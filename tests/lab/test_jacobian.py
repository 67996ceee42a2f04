"""The Jacobian figure: the numbers of softmax, the pair, other functions, and what goes wrong."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.lab.gauging.jacobian import _signed
from gradviz.pictures.numbers import MINUS
from tests.common import examples


def rows(figure):
    """The panel's rows as the reader of text gets them."""
    lines = [line.split(" | ") for line in figure.fallback_text().replace("−", "-").splitlines() if " | " in line]
    return {line[0]: line[1:] for line in lines}


def test_softmax_at_1_2_3_has_the_numbers_of_the_book():
    """R89."""
    figure = gv.jacobian()
    p = np.array([0.090031, 0.244728, 0.665241])
    assert np.allclose(figure.matrix.diagonal(), [0.081925, 0.184836, 0.222695], atol=1e-6)
    above = figure.matrix[np.triu_indices(3, 1)]
    assert np.allclose(above, [-0.022033, -0.059892, -0.162803], atol=1e-6)
    assert np.allclose(figure.matrix, np.diag(p) - np.outer(p, p), atol=1e-6)
    assert rows(figure)["p₂"] == ["-0.02203", "+0.1848", "-0.1628", "0.2447", "0"]


def test_the_pair_has_the_gradient_p_minus_y():
    """R90."""
    figure = gv.jacobian()
    assert figure.recording.frame().values[-1] == pytest.approx(0.407606, abs=1e-6)
    assert np.allclose(figure.recording.gradient("z"), [0.090031, 0.244728, -0.334759], atol=1e-6)
    assert rows(figure)["∂L/∂z = p - y"] == ["+0.09003", "+0.2447", "-0.3348"]
    figure.controls["target"].value = 0
    assert rows(figure)["y"] == ["1", "0", "0"]
    assert rows(figure)["∂L/∂z = p - y"] == ["-0.9100", "+0.2447", "+0.6652"]


@examples(60)
@given(st.lists(st.floats(-8, 8), min_size=1, max_size=6))
def test_every_row_of_softmax_sums_to_0_and_every_cell_says_its_sign(logits):
    """R89."""
    figure = gv.jacobian(None, logits)
    assert np.allclose(figure.matrix.sum(axis=1), 0, atol=1e-12)
    table = rows(figure)
    for k in range(len(logits)):
        cells = [table[f"p{chr(0x2081 + k)}"][j] for j in range(len(logits))]
        signs = ["+" if n > 0 else "-" if n < 0 else "0" for n in figure.matrix[k]]
        assert [cell[0] for cell in cells] == signs


def test_raising_a_logit_is_told_as_pulling_the_others_down():
    figure = gv.jacobian()
    figure.controls["x1"].value = 2.5
    said = figure.diagram.texts[-1]
    assert said.startswith("Raising one logit pulls the others down: for each bit of z₂, p₂ +") and "p₁ −" in said


def test_the_colours_are_of_the_sign_and_the_size():
    figure = gv.jacobian()
    states = [text for text in figure.diagram.texts if text.startswith(("up", "down"))][:9]
    assert states[0].startswith("up") and states[1].startswith("down") and states[8] == "up10"


def test_logits_alone_are_softmax():
    assert np.allclose(gv.jacobian([1.0, 2.0, 3.0]).matrix, gv.jacobian().matrix)
    assert gv.jacobian(gv.tensor([0.0, 0.0])).matrix.tolist() == [[0.25, -0.25], [-0.25, 0.25]]


def test_values_are_read_set_and_linked_with_another_figure():
    one, other = gv.jacobian([1.0, 2.0]), gv.jacobian([3.0, 4.0, 5.0])
    unlink = one.link(other, "x0")
    assert one.values == {"x0": 3.0, "x1": 2.0, "target": 1}
    one.controls["x0"].value = -1
    assert other.values["x0"] == -1 and other.recording.value("z")[0] == -1
    unlink()
    one.values = {"x1": 0.5}
    assert one.values == {"x0": -1.0, "x1": 0.5, "target": 1}
    with pytest.raises(ValueError, match="q: this figure has no such control"):
        one.at(q=1)


def test_any_function_of_a_vector_is_shown():
    figure = gv.jacobian(lambda x: gv.stack([x[0] * x[1], x[0] + x[1], gv.sin(x[0])]), [2.0, 3.0])
    assert np.allclose(figure.matrix, [[3, 2], [1, 1], [math.cos(2), 0]])
    figure.controls["x1"].value = 4
    assert figure.matrix[0].tolist() == [4, 2]
    assert figure.diagram.texts[-1] == "Raise x₂ a little, and for each bit of it: y₁ +2, y₂ +1, y₃ 0."


def test_a_function_that_changes_its_shape_gets_another_table():
    figure = gv.jacobian(lambda x: x * 2 if x[0].item() > 0 else x[0], [1.0, 3.0])
    assert figure.matrix.shape == (2, 2)
    figure.controls["x0"].value = -1
    assert figure.matrix.shape == (1, 2) and len([name for name in rows(figure) if name.startswith("y")]) == 1


@pytest.mark.parametrize(
    "f", [lambda x: 3, lambda x: x.nonsense, lambda x: gv.outer(x, x), lambda x: 1 / 0, lambda x: x[:0]]
)
def test_what_goes_wrong_is_said_and_the_figure_lives(f):
    figure = gv.jacobian(lambda x: f(x) if x[0].item() > 1.5 else x, [1.0, 3.0])
    before = figure.diagram.panel
    figure.controls["x0"].value = 2
    assert figure.diagram.error and figure.diagram.panel == before
    figure.controls["x0"].value = 1
    assert not figure.diagram.error and figure.matrix.tolist() == [[1, 0], [0, 1]]


def test_slopes_that_are_not_finite_stand_as_they_are():
    figure = gv.jacobian(lambda x: gv.log(x), [0.0, 1.0])
    assert rows(figure)["y₁"][0] == "+inf"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gv.jacobian(None, []), "1 to 12"),
        (lambda: gv.jacobian(None, [[1.0]]), "1 to 12"),
        (lambda: gv.jacobian(None, [math.nan]), "finite"),
        (lambda: gv.jacobian(None, [1.0, 2.0], target=2), "from 0 to 1"),
        (lambda: gv.jacobian([1.0], [2.0]), "function before the vector"),
        (lambda: gv.jacobian([1.0, 2.0], target="1"), "no class.*from 0 to 1"),
        (lambda: gv.jacobian([1.0, 2.0], target=True), "no class.*from 0 to 1"),
        (lambda: gv.jacobian(gv.exp, [1.0], target=0), "belongs to softmax"),
        (lambda: gv.jacobian([1.0] * 13), "1 to 12"),
        (lambda: gv.jacobian(["1", "2"]), "1 to 12 finite numbers, got"),
        (lambda: gv.jacobian([1j]), "1 to 12 finite numbers, got"),
        (lambda: gv.jacobian(gv.exp), "the place where it is looked at"),
        (lambda: gv.jacobian("x*x"), "the place where it is looked at"),
    ],
)
def test_bad_input_is_refused_in_words(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()


def test_reset_and_what_stands_in_without_widgets():
    figure = gv.jacobian()
    figure.at(x0=3.0, target=0)
    figure.reset()
    assert figure.values == {"x0": 1.0, "x1": 2.0, "x2": 3.0, "target": 2}
    bundle = figure._repr_mimebundle_()
    assert "+0.1848" in bundle["text/plain"] and 'data-slot="4"></span>' not in bundle["text/html"]


@given(st.floats(1e-12, 1e12))
@examples(100)
def test_both_signs_show_the_same_digits(number):
    assert _signed(number)[1:] == _signed(-number)[1:]
    assert (_signed(number)[0], _signed(-number)[0], _signed(0.0)) == ("+", MINUS, "0")


def test_the_matrix_is_that_of_the_run_that_was_recorded():
    """R89: a function with a state runs once for a move, and its slopes are those of that run."""
    factors = []

    def f(x):
        factors.append(len(factors) + 2.0)
        return x * factors[-1]

    figure = gv.jacobian(f, [1.0, 2.0])
    assert factors == [2.0] and figure.matrix.tolist() == [[2.0, 0.0], [0.0, 2.0]]
    figure.controls["x0"].value = 1.5
    assert factors == [2.0, 3.0] and figure.matrix.tolist() == [[3.0, 0.0], [0.0, 3.0]]
    assert rows(figure)["y\u2081"][2] == "4.5"


def test_a_number_the_input_itself_and_what_does_not_depend_on_it_have_a_matrix():
    assert gv.jacobian(lambda x: (x * x).sum(), [1.0, 3.0]).matrix.tolist() == [[2.0, 6.0]]
    assert gv.jacobian(lambda x: x, [1.0, 3.0]).matrix.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_a_formula_is_a_function_too():
    """Issue 5: each figure is on any formula or function."""
    figure = gv.jacobian("s = t**2; y = s*sum(t)", [1.0, 2.0])
    np.testing.assert_allclose(figure.matrix, [[2 * 3 + 1, 1], [4, 4 * 3 + 4]])
    assert figure.controls["x0"].description == "t₁" and "∂t₂" in figure.diagram.panel
    figure.at(x0=3)
    assert figure.code == "gv.jacobian('s = t**2; y = s*sum(t)', [1.0, 2.0]).at(x0=3.0)"
    again = eval(figure.code, {"gv": gv})
    assert again.diagram.texts == figure.diagram.texts
    np.testing.assert_allclose(gv.jacobian("softmax(z, dim=0)", [1, 2, 3]).matrix, gv.jacobian().matrix)


@pytest.mark.parametrize(("text", "said"), [
    ("w*x", "are w, x"), ("2", "is a constant"), ("softmax", "is a function"), ("x*", "(?i)formula|expected|ends"),
])  # fmt: skip
def test_a_formula_of_one_vector_is_needed(text, said):
    with pytest.raises((TypeError, gv.FormulaError), match=said):
        gv.jacobian(text, [1.0, 2.0])
    with pytest.raises(TypeError, match="needs the place"):
        gv.jacobian("x**2")
