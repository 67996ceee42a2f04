r"""Formulas as LaTeX: brackets where they are needed, numbers that do not run together, names that are no commands."""

import pytest

import gradviz as gv
from gradviz.pictures import tex
from gradviz.pictures.expression import definitions
from gradviz.recording import Formula
from tests.pictures.latex_check import complaints


@pytest.mark.parametrize("value, latex", [
    (2.0, "2"), (-1.5, "-1.5"), (0.000123456, r"1.23 \times 10^{-4}"), (1e20, r"1 \times 10^{20}"),
    (float("inf"), r"\infty"), (float("-inf"), r"-\infty"), (float("nan"), r"\mathrm{nan}"),
    (-1e-9, r"-1 \times 10^{-9}"),
])  # fmt: skip
def test_numbers(value, latex):
    assert tex.number(value) == latex and complaints(latex) == []


@pytest.mark.parametrize("latex, level", [
    ("x", tex.ATOM), ("12.5", tex.ATOM), ("(x + y)", tex.ATOM), ("[x > 0]", tex.ATOM), ("x_{1}", tex.ATOM),
    ("|x|", tex.ATOM),
    ("x + y", tex.SUM), ("x - y", tex.SUM), ("-x", tex.NEGATIVE), ("-x - y", tex.SUM), ("-(x - y)", tex.NEGATIVE),
    (r"2\,x", tex.PRODUCT), (r"\frac{1}{x - y}", tex.PRODUCT), ("x^{2 - y}", tex.PRODUCT),
    (r"\sigma(x + 1)", tex.PRODUCT),
    (r"a \text{ if } q \text{ else } b", tex.SUM), ("(x)(y)", tex.PRODUCT), ("|x| + 1", tex.SUM),
])  # fmt: skip
def test_how_tightly_a_piece_holds_together(latex, level):
    assert tex.level(latex) == level


@pytest.mark.parametrize("template, meant, latex", [
    ("b", {"b": "x + y"}, "x + y"), (r"b\,a", {"a": "x + y", "b": "2"}, r"2\,(x + y)"),
    (r"b\,a", {"a": "3", "b": "2"}, r"2 \cdot 3"),
    (r"b\,a", {"a": "-3", "b": "-2"}, r"(-2) \cdot (-3)"), ("2a", {"a": "-3"}, r"2 \cdot (-3)"),
    ("2a", {"a": "x"}, r"2\,x"),
    ("-c^2", {"c": "-3"}, "-(-3)^2"), ("-c", {"c": "x - y"}, "-(x - y)"),
    ("1 - c^2", {"c": r"\frac{1}{2}"}, r"1 - (\frac{1}{2})^2"),
    (r"\ln a", {"a": "x"}, r"\ln(x)"), (r"\ln a", {"a": "-2"}, r"\ln(-2)"),
    (r"c\,\ln a", {"a": "x", "c": "8"}, r"8\,\ln(x)"),
    (r"\frac{c}{b}", {"b": "x + 1", "c": "-2"}, r"\frac{-2}{x + 1}"), ("e^{a}", {"a": "x + 1"}, "e^{x + 1}"),
    ("a^{b}", {"a": "-2", "b": "-1"}, "(-2)^{-1}"), ("a^{b}", {"a": r"2\,x", "b": "2"}, r"(2\,x)^{2}"),
    ("|a|", {"a": "-2"}, "|-2|"),
    ("[a > b]", {"a": "-2", "b": "x + 1"}, "[-2 > x + 1]"),
    (r"\max(a, b)", {"a": "x + 1", "b": "-2"}, r"\max(x + 1, -2)"),
    (r"\operatorname{sign}(a)", {"a": "x", "s": "WRONG"}, r"\operatorname{sign}(x)"),
    (r"\lfloor a \rfloor", {"a": "-x"}, r"\lfloor -x \rfloor"),
    (r"a \text{ if } q \text{ else } b", {"a": "x", "q": "p", "b": "y"}, r"x \text{ if } p \text{ else } y"),
    (r"b\,a^{b-1}", {"a": "x", "b": "2"}, r"2\,x"), (r"b\,a^{b-1}", {"a": "x", "b": "-2"}, r"(-2)\,x^{-3}"),
    (r"b\,a^{b-1}", {"a": "x", "b": "y"}, r"y\,x^{y-1}"), ("1 + a - c", {"a": "-x", "c": "-y"}, "1 + (-x) - (-y)"),
])  # fmt: skip
def test_letters_are_replaced_with_the_brackets_their_place_asks_for(template, meant, latex):
    assert tex.fill(template, meant) == latex and complaints(latex) == []


def test_what_is_put_in_is_not_read_again():
    """A name that is itself a declared letter stays what it is."""
    assert tex.fill("a + b", {"a": "b", "b": "a"}) == "b + a"


@pytest.mark.parametrize("text, latex", [
    ("2*(x - y)*x", r"2\,(x - y)\,x"), ("-x", "-x"), ("x - y", "x - y"), ("x - (y - x)", "x - (y - x)"),
    ("1/x", r"\frac{1}{x}"),
    ("x/(y*2)", r"\frac{0.5\,x}{y}"), ("(2*x)**2", r"(2\,x)^{2}"), ("(x + y)**2", "(x + y)^{2}"), ("2**x", "2^{x}"),
    ("x**0.5", "x^{0.5}"),
    ("exp(x + y)", "e^{x + y}"), ("log(x)*2", r"2\,\ln(x)"), ("sin(x)**2", r"(\sin(x))^{2}"), ("x*3 - 2", r"3\,x - 2"),
    ("sqrt(x - y)", r"\sqrt{x - y}"), ("expm1(x)*y", "(e^{x} - 1)\\,y"), ("abs(x - y)", "|x - y|"),
    ("x*0", r"0\,x"), ("x - x", "0"),
    ("maximum(x, 2)", r"\max(x, 2)"), ("leaky_relu(x)", r"\max(x, 0.01\,x)"), ("sigmoid(-x)", r"\sigma(-x)"),
    ("x/0", r"\frac{x}{0}"),
    ("square(x)*x", "x^{3}"), ("x*0.00001", r"1 \times 10^{-5}\,x"), ("sum(x)", r"\operatorname{sum}(x)"),
])  # fmt: skip
@pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
def test_formulas_of_a_graph(text, latex):
    """R27, R50."""
    inputs = dict.fromkeys(Formula(text).inputs, 2.0)
    graph = gv.record(text, inputs=inputs).graph
    assert tex.product(definitions(graph)[-1]) == latex and complaints(latex) == []


def test_the_letters_of_a_formula_leave_out_words_and_commands():
    assert tex.letters(r"\frac{g}{n}\,(\operatorname{softmax}(a) - t) \text{ if } q") == {"g", "n", "a", "t", "q"}
