"""What the table says of an edge: which letter is which, and that the formula is the derivative that is computed."""

import math

import pytest

import gradviz as gv
from gradviz.core.operation import LOCAL, OPS, PASS, VJP
from gradviz.pictures import tex
from gradviz.pictures.tex_text import as_text
from gradviz.recording import Graph, declared
from tests.pictures.formula_reader import evaluate
from tests.pictures.latex_check import complaints

ELEMENTWISE = [name for name, op in OPS.items() if {p.kind for p in op.partials} <= {LOCAL, PASS}]
NUMBERS = [-1.5, -0.25, 0.0, 0.3, 0.5, 2.0]


def graphs(name, *numbers, **options):
    leaves = [gv.tensor(x, requires_grad=True) for x in numbers]
    return gv.record(getattr(gv, name)(*leaves, **options))


def read(name, numbers, options):
    """Every edge's local gradient, as recorded, beside the declared formula evaluated at the same numbers."""
    recording = graphs(name, *numbers, **options)
    graph, frame = recording.graph, recording.frame()
    for number, edge in enumerate(graph.edges):
        rule = declared.rule_on(graph, frame, number)
        filled = tex.with_names(rule, {0: "c", 1: "a", 2: "b"})
        yield as_text(filled), frame.locals[number], dict(zip("ab", numbers, strict=False)) | {"c": frame.values[-1]}
        assert rule.elementwise and edge.argument in (0, 1)


@pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_declared_formula_is_the_derivative_that_is_computed(name):
    """R60: the LaTeX of every elementwise operation, read back, is the number that its code gives, kinks included."""
    op = OPS[name]
    options = {"clamp": {"min": -0.25, "max": 0.5}, "within": {"min": 0.3}}.get(name, {})
    seconds = NUMBERS if len(op.inputs) == 2 else [None]
    compared = 0
    for pair in [(a,) if b is None else (a, b) for a in NUMBERS for b in seconds]:
        for text, recorded, numbers in read(name, pair, options):
            if math.isfinite(recorded) and math.isfinite(numbers["c"]) and not (name == "power" and pair[0] <= 0):
                assert math.isclose(evaluate(text, **numbers), recorded, rel_tol=1e-9, abs_tol=1e-12), (text, numbers)
                compared += 1
    assert compared >= 3


@pytest.mark.parametrize("name", OPS)
def test_every_declared_formula_is_sound_latex(name):
    op = OPS[name]
    assert complaints(op.latex) == [] and op.latex.count(" = ") >= 1
    assert [complaints(partial.latex) for partial in op.partials] == [[]] * len(op.partials)


@pytest.mark.parametrize("name", [n for n, op in OPS.items() if VJP in {p.kind for p in op.partials}])
def test_the_letters_of_a_vector_jacobian_product_are_known(name):
    """They are the upstream gradient, the result, an input, or what the forward formula sums over."""
    op = OPS[name]
    inputs = {declared._LETTERS.get(name, name) for name in op.inputs}
    meant = inputs | {letter.upper() for letter in inputs}
    bound = {"i", "j", "k", "n", "e"}
    for partial in op.partials:
        assert tex.letters(partial.latex) <= meant | bound | {"c", "C", "g", "G"}, partial.latex


@pytest.mark.parametrize("text, expected", [
    ("x**1", "1"), ("x**0", "0"), ("x**3", r"3\,x^{2}"), ("x**-1", r"(-1)\,x^{-2}"), ("x*3", "3"),
    ("2/x", r"-\frac{c}{x}"), ("x/2", r"\frac{1}{2}"), ("x**0.5", r"0.5\,x^{-0.5}"), ("x**1.5", r"1.5\,x^{0.5}"),
])  # fmt: skip
def test_numbers_of_an_operation_stand_in_its_formula(text, expected):
    recording = gv.record(text, x=2)
    rule = declared.rule_on(recording.graph, recording.frame(), 0)
    assert tex.with_names(rule, {0: "c", 1: "x", 2: "x"}) == expected


def test_a_students_operation_with_a_declared_name_gets_no_formula_that_is_not_its_own():
    """Nothing is drawn that was not recorded: this square has a wrong backward pass."""

    @gv.tensor_op
    class exp(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return a * a

        @staticmethod
        def backward(ctx, grad_output):
            return 5 * grad_output

    recording = gv.record(exp(gv.tensor(3.0, requires_grad=True, name="x")))
    assert declared.rule_on(recording.graph, recording.frame(), 0) is None
    assert gv.latex(recording, edge=("x", "n1")).text == "∂n1/∂x = 5"
    assert gv.latex(recording).text == "∂n1/∂x = 5"


def test_an_operation_that_is_not_in_the_table_has_no_rule():
    @gv.tensor_op
    class twice(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return 2 * a

        @staticmethod
        def backward(ctx, grad_output):
            return 2 * grad_output

    node = gv.record(twice(gv.tensor(3.0, requires_grad=True))).graph.nodes[-1]
    assert declared.forward_rule(node) is None and declared.backward_rule(node, 0) is None


@pytest.mark.parametrize(
    "text, value", [("2", 2), ("-inf", -math.inf), ("(0, 1)", (0, 1)), ("'sum'", "sum"), ("slice(None)", None)]
)
def test_options_are_read_back(text, value):
    assert declared.read_option(text) == value


def test_a_rule_is_found_in_a_graph_without_any_number():
    """The structure alone says the formula; numbers may come later."""
    recording = gv.record("exp(x)", x=1)
    empty = type(recording.frame()).empty(recording.graph)
    assert isinstance(recording.graph, Graph) and declared.rule_on(recording.graph, empty, 0).latex == "c"


def test_looking_a_rule_up_is_not_seen(recwarn):
    """No count and no warning, where the slope is inf too."""
    recording = gv.record("log(x)**0.5", x=1)
    recwarn.clear()
    with gv.Meter() as meter:
        assert all(declared.rule_on(recording.graph, recording.frame(), edge) for edge in (0, 1))
    assert meter.forward_calls == 0 and len(recwarn) == 0
