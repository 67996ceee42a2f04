r"""What the learner calls things, in LaTeX."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures.tex_names import latex_name, latex_names, upright
from tests.common import examples
from tests.pictures.latex_check import complaints


@pytest.mark.parametrize("name, latex", [
    ("w", "w"), ("W", "W"), ("x1", "x_{1}"), ("x_1", "x_{1}"), ("n12", "n_{12}"), ("theta", r"\theta"),
    ("θ", r"\theta"), ("Δ", r"\Delta"),
    ("theta1", r"\theta_{1}"), ("x_hat", r"x_{\mathrm{hat}}"), ("loss", r"\mathrm{loss}"),
    ("a_b_c", r"\mathrm{a\_b\_c}"),
    ("w_theta", r"w_{\theta}"), ("50%", r"\mathrm{50\%}"), ("a&b#c$d", r"\mathrm{a\&b\#c\$d}"),
    ("a{b}", r"\mathrm{a\{b\}}"),
    ("\\frac", r"\mathrm{\backslash{}frac}"), ("a^b~c", r"\mathrm{a\wedge{}b\sim{}c}"),
    ("layer 1", r"\mathrm{layer\ 1}"),
    ("重", r"\text{重}"), ("é1", r"\text{é}_{1}"), ("<b>", r"\mathrm{\lt{}b\gt{}}"), ("x#4", r"\mathrm{x\#4}"),
    ("µ", r"\mu"), ("o'k", "{\\mathrm{o}\\text{'}\\mathrm{k}}"),
])  # fmt: skip
def test_names(name, latex):
    assert latex_name(name) == latex and complaints(latex) == []


@examples(300)
@given(st.text(min_size=1, max_size=12).filter(str.isprintable))
def test_any_name_is_sound_latex(name):
    assert complaints(latex_name(name)) == [] and complaints(upright(name)) == []


def test_two_names_never_look_alike():
    leaves = [gv.tensor(1.0, requires_grad=True, name=name) for name in ("x1", "x_1", "theta", "θ", "y")]
    total = leaves[0]
    for leaf in leaves[1:]:
        total = total + leaf
    graph = gv.record(total).graph
    written = latex_names(graph)
    assert len(set(written)) == len(written)
    assert [w for w, node in zip(written, graph.nodes, strict=True) if node.name] == [
        r"\mathrm{x1}", r"\mathrm{x\_1}", r"\mathrm{theta}", r"\text{θ}", "y",
    ]  # fmt: skip


def test_a_long_name_is_cut():
    x = gv.tensor(1.0, requires_grad=True, name="q" * 500)
    assert len(latex_names(gv.record(x * 2).graph)[0]) < 60
