"""The safe formula parser: what it reads, what it refuses and where, and that nothing else ever happens."""

import ast
import builtins
import doctest
import math
import operator
import pickle
import re
import timeit
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.core import Tensor, tensor
from gradviz.recording import Formula, FormulaError, formula
from gradviz.recording.formula_text import MAX_CHARACTERS, MAX_DEPTH, MAX_OPERATIONS

TABLE = {name: getattr(math, name) for name in ("exp", "log", "sin", "cos", "tanh")}
TABLE |= {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "maximum": max, "power": operator.pow}
TABLE["total"] = lambda *values, **options: (values, options)
SIGNS = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "**": "pow", "@": "matmul"}


class Node:
    """A tensor as far as a formula knows one: a name, and operators that keep what was done."""

    def __init__(self, done, name=None):
        self.done, self.name = done, name

    def named(self, name):
        self.name = name
        return self


Node.__neg__ = lambda a: Node(("neg", a))
for _word in SIGNS.values():
    setattr(Node, f"__{_word}__", lambda a, b, word=_word: Node((word, a, b)))
    setattr(Node, f"__r{_word}__", lambda b, a, word=_word: Node((word, a, b)))


def run(text, **inputs):
    made = Formula(text, TABLE)
    return made(**{name: value for name, value in inputs.items() if name in made.inputs})


def refusal(text, inputs=None):
    """The error for a text, or for inputs; looked at: its three parts, and the caret at its position."""
    with warnings.catch_warnings(), pytest.raises(FormulaError) as caught:
        warnings.simplefilter("error")
        made = Formula(text, TABLE)
        made(**(inputs or {}))
    message, position = str(caught.value), caught.value.position
    assert caught.value.text == text
    assert message.index("^") < message.index("\nWhy: ") < message.index("\nTry: ") < len(message) < 700
    quote, carets = message.splitlines()[2:4]
    assert text[position:][:1] in (quote[carets.index("^") :][:1], "\0", "\ud800")
    return caught.value, carets.count("^")


# --- what is read ---


def test_statements_give_inputs_assigned_output_and_value():
    made = Formula("z = w*x; y = z + b; d = y - t; L = d**2", TABLE)
    assert (made.inputs, made.assigned, made.output) == (("w", "x", "b", "t"), ("z", "y", "d", "L"), "L")
    assert made(w=2, x=3, b=1, t=5.5) == 2.25
    made = Formula("(w*x+b-t)**2", TABLE)
    assert (made.inputs, made.assigned, made.output) == (("w", "x", "b", "t"), (), None)
    assert made(t=5.5, b=1, x=3, w=2) == 2.25
    assert repr(made) == "Formula('(w*x+b-t)**2')"


VALUES = [
    ("x", 3.0), ("-x**2", -9.0), ("2**-x", 0.125), ("x**2**3", 6561.0), ("x - y - 1", -2.0),
    ("a = x; a", 3.0), ("x / y / 2", 0.375), ("+x - -y", 7.0), ("-−x × y ÷ 2 · 1", 6.0), ("exp(x - 3)", 1.0),
    ("x*1_000 + .5 + 1.e1 + 2E−1", 3010.7), ("maximum(x, y) - maximum(x, 9)", -5.0), ("pi = 3; pi*x", 9.0),
    ("cos(2*pi*x)", 1.0), ("π*x", 3 * math.pi), ("(x +\n y)\r\n", 7.0), ("  x\t+\u00a0y", 7.0),
    ("b = x*y; x", 3.0), ("007*x", 21.0), ("\n\n a = x*y # the product\n\n; ;a + 1;", 13.0),
    ("12345678901234567890*x", 3 * 12345678901234567890.0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_values(text, value):
    assert run(text, x=3, y=4.0) == pytest.approx(value)


def test_pi_may_be_given_and_names_are_compared_as_python_compares_them():
    made = Formula("pi*x", TABLE)
    assert (made.inputs, made(x=2, pi=3), made(x=2)) == (("x",), 6, 2 * math.pi)
    made = Formula("𝐱 + ﬁ + µ + w₁ + x̂", TABLE)
    assert made.inputs == ("x", "fi", "μ", "w1", "x̂")
    assert made(**{"x": 1, "ﬁ": 2, "µ": 3, "w₁": 4, "x̂": 5}) == 15


def test_numbers_alone_are_computed_once_and_stay_whole_where_they_can():
    numbers = {"1+1": 2, "2*3": 6, "2**3": 8, "6/3": 2, "-(3)": -3, "9-7*1": 2}
    numbers |= {"1/2": 0.5, "2**-1": 0.5, "2.0*3": 6.0, "3**40": 3.0**40}
    for text, number in numbers.items():
        sign, _, exponent = run(f"x**({text})", x=Node("x")).done
        assert (sign, exponent, type(exponent)) == ("pow", number, type(number))
    assert run("k = 1 + 1; x**k", x=Node("x")).done[2] == 2


def test_assigned_tensors_are_named_and_inputs_keep_their_names():
    w, x = Node("w", "w"), Node("x", "x")
    result = run("z = w*x; same = w; n = 2*3; y = z + n - same; -y", w=w, x=x)
    y = result.done[1]
    z, n = y.done[1].done[1:]
    assert (result.name, y.name, z.name, n, y.done[2], w.name) == (None, "y", "z", 6, w, "w")


def test_operands_and_arguments_keep_their_order():
    a, b = Node("a"), Node("b")
    for sign, word in SIGNS.items():
        assert run(f"a {sign} b", a=a, b=b).done == (word, a, b)
        assert run(f"2 {sign} b", b=b).done == (word, 2, b)
    assert run("total(x, dim=(0, -1), keep=True)", x=2.0) == ((2.0,), {"dim": (0, -1), "keep": True})
    assert run("total(x, 0, 1.5, dim=[1, 0])", x=2.0) == ((2.0, 0, 1.5), {"dim": [1, 0]})
    assert run("x*0; total()", x=1.0) == ((), {})


# --- what is refused: the place between « and », and words of the message; cases are three spaces apart ---

REFUSED = r"""
«__import__»("os").system("ls") → unknown function   x«.»__class__ → no object   w + «sigmiod»(x) → sigmoid is the nearest
«ln»(x) → log is the nearest   «foo»(x) → known are cos, exp   «x»(w + 1) → write x*(...)   f = x; «f»(2) → unknown function 'f'
«f»(x) = x**2 → write f = x**2   «½»*x → write 0.5   exp «x» → write exp(x)   «tg»(x) → known are cos
«exp» + 1 → write exp(x)   «exp» = x → it is a function   y = x; «y» = w → assigned twice   y = «z»; z = x → before it is assigned
z = «z» + x → on both sides of =   «(»w*x + b → never closed   w*«(»x + b¶y = 2 → never closed   «(»w*x; b) → never closed
w*x«)» + b → closes nothing   (x + b«]» → not match the (   x «^» 2 → ** for a power   x«²» → write **2   x«⁻¹» → write **-1
2«x» → write 2*x   2«(»x+1) → write 2*(...)   w «x» → write w*x   x«[»0] → cannot stand here   «lambda»*x → Python keyword
«lambda» x: x → Python keyword   x + «in» → name: in_   x «if» w else b → Python keyword   x «and» w → Python keyword
[x «for» x in w] → Python keyword   x «==» w → z = w*x   x «<» w → compares nothing   x «+=» 1 → use one =   (y «:=» x) → whole
x «//» 2 → only + - * / **   «|»x| → write abs(x)   x «if» 1 → write relu(x)   x + «'»a' → no text   f«"»{x}" → no text   é«😀» + x → 😀 has no meaning   é + ü * x«.»real → no object
z = é*x¶y = z + «9**9**9» + ü → (line 2)   x + «9**9**9» → too large   x + «1e308*10» → too large   x*(«1/0») → division by zero
x*«(-8)**(1/3)» → not real   x + «2@3» → @ multiplies matrices   k = 9; x**«k**k**k» → too large   x*«1e999» → 1.8e308
«1» + 2*pi → nothing to differentiate   z = x; «3» → nothing to differentiate   x + «True» → only set options   «x, w» → cannot stand
x + «[1, 2]» → cannot stand   total(«*x») → cannot stand   total(x, dim=«w») → cannot be an option   «()» → cannot stand
total(x, dim=«1.5») → cannot be an option   total(x, **«w») → cannot be an option   total(x, dim=1, dim=«2») → given twice
total(dim=1, x«)» → values before options   x «+»  → read here   x * «*» w → read here   é «=»  → read here   x + 1 «=» w → read here
True «=» x → read here   L = x¶ «+» w → brackets round the lines   a = b «=» c → read here   y = x; «𝐲» = w → assigned twice
"""  # noqa: E501


@pytest.mark.parametrize("case", re.split(r" {3,}|\n", REFUSED.strip()))
def test_refused_with_the_caret_in_place(case):
    marked, words = case.replace("¶", "\n").split(" → ")
    before, place, after = re.split("[«»]", marked)
    error, carets = refusal(before + place + after)
    assert (error.position, carets) == (len(before), len(place))
    assert words in str(error)


EXTREME = [
    ("", 0, "empty"), ("  ; \n # nothing", 0, "empty"), ("x\0", 1, "U+0000"), ("x + \ud800", 4, "U+D800"),
    ("(" * 4000 + "x" + ")" * 4000, MAX_DEPTH, "too deep"), ("-" * 10_000, MAX_DEPTH, "too deep"),
    ("(" * 10_000 + "x" + ")" * 10_000, MAX_CHARACTERS, "20,001 characters"), ("9" * 5000, 0, "too large"),
    ("x" + "**x" * 3000, 301, "too deep"), ("x" + "+x" * 4000, 2 * MAX_OPERATIONS + 1, "1,000 operations"),
    ("x" + "+x" * 100_000, MAX_CHARACTERS, "too long"), ("x;" * 5000, 2 * MAX_OPERATIONS + 1, "statements"),
    ("y" * 100_000, MAX_CHARACTERS, "too long"), ("total(a=1," * 99 + "x" + ")" * 99, 991, "before options"),
    ("a + " * 50 + "b ^ 2" + " + c" * 50, 202, "…"), ("q" * 5000 + "(x)", 0, "unknown function"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "position", "words"), EXTREME, ids=range(len(EXTREME)))
def test_extreme_texts_are_refused_at_once(text, position, words):
    error, _ = refusal(text)
    assert (error.position, words in str(error)) == (position, True)


def test_long_chains_and_deep_brackets_within_the_limits():
    assert run("x" + "+x" * MAX_OPERATIONS, x=1) == MAX_OPERATIONS + 1
    assert run("x" + "*-maximum(-x, x)" * 200, x=1) == 1
    assert run("(x-" * MAX_DEPTH + "x" + ")" * MAX_DEPTH, x=1) == 1
    assert run("a+x*(" * (MAX_DEPTH // 2) + "-x" + ")" * (MAX_DEPTH // 2), a=0, x=1) == -1


INPUTS = [
    ({"w": 1}, 2, "no value is given for 'x'"), ({"w": 1, "X": 2}, 2, "rename 'X' to x"),
    ({"w": 1, "x": 2, "xx": 3}, 2, "nearest name is x"), ({"w": 1, "x": 2, "theme": 3}, 0, "input 'theme'"),
    ({"w": 1, "x": 2, "L": 3}, 0, "computes L itself"), ({"w": "2", "x": 2}, 0, "'w' is of type str"),
    ({"w": 1, "x": None}, 2, "is of type NoneType"), ({"w": 1, "x": 10**400}, 2, "'x' is too large"),
]  # fmt: skip


@pytest.mark.parametrize(("inputs", "position", "words"), INPUTS)
def test_inputs_that_do_not_fit(inputs, position, words):
    error, _ = refusal("w*x; L = w*2", inputs)
    assert (error.position, words in str(error)) == (position, True)


def test_what_an_operation_raises_carries_the_place():
    with pytest.raises(ValueError, match="math domain") as caught:
        run("y = x; 3*log(y - 2)", x=1)
    assert caught.value.__notes__[0].endswith(f"    y = x; 3*log(y - 2)\n    {' ' * 9}{'^' * 10}")


@pytest.mark.parametrize("nine", ["x", "maximum(9, 9)", "maximum(x*0, 9)", "power(3, 2)"])
def test_ints_cannot_grow_without_end_at_run_time(nine):
    for endless in (f"{nine}**{nine}**{nine}", "power(9, 387420489)"):
        with pytest.raises(OverflowError):
            run(f"{endless} + x", x=9)


def test_an_error_travels_and_text_must_be_text():
    error = pickle.loads(pickle.dumps(refusal("x ^ 2")[0]))
    assert (error.text, error.position, "use **" in str(error)) == ("x ^ 2", 2, True)
    with pytest.raises(TypeError, match="a formula is text, not int"):
        Formula(3)


def test_running_costs_little_more_than_the_operations():
    def seconds(function):
        return min(timeit.repeat(lambda: function(x=1.5, y=2.5), number=300, repeat=9)) / 300

    text = "+".join(["x*y"] * 25)
    # 3 microseconds on a quiet machine; walking the tree costs hundreds
    assert seconds(Formula(text, TABLE)) - seconds(eval("lambda x, y: " + text)) < 50e-6


def test_with_the_functions_of_gradviz():
    made = Formula("z = w*x + b; L = (sigmoid(z) - t)**2 + exp(maximum(w, 1))")
    w, b = tensor(2.0, requires_grad=True, name="w"), tensor(1.0, requires_grad=True, name="b")
    loss, s = made(w=w, x=3.0, b=b, t=0.25), 1 / (1 + math.exp(-7))
    assert (type(loss), loss.name, w.name) == (Tensor, "L", "w")
    assert loss.item() == pytest.approx((s - 0.25) ** 2 + math.exp(2))
    loss.backward()
    assert b.grad.item() == pytest.approx(2 * (s - 0.25) * s * (1 - s))
    assert Formula("sum(a @ v, dim=0)")(a=tensor([[1.0, 2.0]]), v=tensor([3.0, 4.0])).item() == 11.0
    assert doctest.testmod(formula) == (0, 3)


# --- whatever comes ---

leaves = st.sampled_from(["x", "y", "w"]) | st.integers(0, 99) | st.floats(0, 1e3)
calls = st.sampled_from(["-", "sin", "tanh"])
pairs = st.sampled_from(["+", "-", "*", "/", "**", "maximum"])
trees = st.recursive(leaves, lambda t: st.tuples(calls, t) | st.tuples(pairs, t, t), max_leaves=25)


def written(tree):
    if not isinstance(tree, tuple):
        return str(tree)
    sign, *parts = tree[0], *map(written, tree[1:])
    called = len(parts) == 1 or sign in TABLE
    return f"{sign}({', '.join(parts)})" if called else f"({parts[0]}){sign}({parts[1]})"


def computed(tree, values):
    if not isinstance(tree, tuple):
        return values[tree] if isinstance(tree, str) else float(tree)
    numbers = [computed(part, values) for part in tree[1:]]
    word = "neg" if len(numbers) == 1 else SIGNS.get(tree[0])
    result = (TABLE.get(tree[0]) or getattr(operator, word))(*numbers)
    if isinstance(result, complex) or not math.isfinite(result):
        raise ArithmeticError
    return result


@settings(max_examples=400)
@given(trees, st.tuples(*[st.floats(-5, 5)] * 3))
def test_a_tree_written_and_read_computes_the_same(tree, numbers):
    values = dict(zip("xyw", numbers, strict=True))
    try:
        expected = computed(tree, values)
    except ArithmeticError:
        return
    every_bracket = f"({written(tree)}) + x*0"
    assert run(every_bracket, **values) == expected
    assert run(ast.unparse(ast.parse(every_bracket)), **values) == expected  # only the brackets that must be


words = "exp( total( dim= == 2.5 1e999 ** 'a' lambda True __import__( pi 9**9 0x1 1j 1_0 for a=x; ;b="
signs = "xyw12=*+-/@()[],;.²×−é😀_#\\^:~ﬁ𝐱$ \n\r\t\0\ud800"
pieces = st.sampled_from(re.split(" ", words)) | st.sampled_from(signs)
texts = st.text() | st.lists(pieces, max_size=30).map("".join) | st.lists(pieces, max_size=12).map(" ".join)
attempts = st.sampled_from(["x", "planted(x)", "x.planted", "planted.__call__()", "exp(planted())"])


@settings(max_examples=1000)
@given(texts | st.tuples(texts, attempts).map(";".join) | st.tuples(attempts, texts).map("\n".join))
def test_any_text_is_a_formula_or_a_formula_error_and_reaches_nothing_else(text):
    calls = []
    builtins.planted = lambda *args: calls.append(args)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made = Formula(text, TABLE)
        made(**dict.fromkeys(made.inputs, 1.5))
    except FormulaError as error:
        assert 0 <= error.position <= len(text)
    except (ArithmeticError, ValueError, TypeError) as error:
        assert "This happened in the formula" in error.__notes__[0]
    finally:
        del builtins.planted
    assert not calls
