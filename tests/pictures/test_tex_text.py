r"""LaTeX as plain text."""

import pytest

from gradviz.core.operation import OPS
from gradviz.pictures.tex_text import as_text


@pytest.mark.parametrize("latex, text", [
    (r"\frac{\partial L}{\partial d} = 2\,d = 2 \cdot 2", "∂L/∂d = 2·d = 2·2"), (r"\frac{-0.5}{3}", "(−0.5)/3"),
    (r"\frac{1}{a + b}", "1/(a + b)"), (r"\frac{a + b}{2\,c}", "(a + b)/(2·c)"),
    (r"\frac{a}{a(1 - a)}", "a/(a(1 − a))"),
    (r"\sqrt{2\pi}", "√(2π)"), ("x^{2}", "x²"), ("x^2", "x²"), ("x^{-3}", "x⁻³"), ("x^{y-1}", "x^(y−1)"),
    ("x^{0.5}", "x^0.5"),
    (r"G\,B^{\top}", "G·Bᵀ"), (r"\sum_{j \ge i} g_j", "Σ_(j ≥ i) g_j"), (r"a_i - \bar a", "a_i − a\u0304"),
    ("x_{(0)}", "x₍₀₎"),
    (r"1.23 \times 10^{-4}", "1.23e−4"), (r"\text{shape }2 \times 3", "shape 2 × 3"),
    (r"[l \le a \le h]", "[l ≤ a ≤ h]"),
    (r"\operatorname{log\_softmax}(x)", "log_softmax(x)"), (r"\lnot q", "¬q"), (r"x \to y", "x → y"),
    (r"\ln p", "ln p"),
])  # fmt: skip
def test_formulas_without_commands(latex, text):
    assert as_text(latex) == text


@pytest.mark.parametrize("name", OPS)
def test_every_declared_formula_can_be_read_as_text(name):
    for latex in (OPS[name].latex, *(partial.latex for partial in OPS[name].partials)):
        assert not set(as_text(latex)) & set("\\{}"), latex
