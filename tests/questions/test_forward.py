"""A wrong value is traced to the one operation that makes it so."""

import math
import random

import pytest

import gradviz as gv
from gradviz.questions.forward import MISTAKES, gone_wrong
from gradviz.questions.grading import grade
from gradviz.questions.making import make
from tests.questions.graphs import CASES, case
from tests.questions.test_message_form import faults

CHAIN, NUMBERS = "z = w*x; y = z + b; d = y - t; L = d**2", {"w": 4, "x": -2, "b": 7, "t": 2}


@pytest.mark.parametrize(("asked", "typed", "node", "rule", "said"), [
    ("L", -6, "L", "unknown", "multiplied by its exponent"), ("L", -9, "L", "unknown", "stays outside of the power"),
    ("d", 1, "d", "M7", "minus sign at d"),
    ("d", -17, "y", "unknown", "a difference"), ("L", 289, "y", "unknown", "it adds"),
    ("y", -56, "y", "unknown", "a product"), ("L", 49, "z", "unknown", "a sum. Look at its sign: it multiplies"),
    ("d", 3, "d", "unknown", "turned round"), ("L", 10, "L", "slip", "one off"),
    ("y", -8, "z", "unknown", "value of z"),
])  # fmt: skip
def test_a_wrong_value_says_which_operation_was_done_wrong(asked, typed, node, rule, said):
    question = make(CHAIN, wrt=asked, asks="value", inputs=NUMBERS)
    found = grade(question, typed)
    names = ["w", "x", "b", "t", "z", "y", "d", "L"]
    assert found.rule == rule and said in found.message and not faults(found.message), found
    assert names[found.node] == node, found


def test_a_lost_minus_is_the_misconception_of_that_name():
    question = make("d = a - c; L = d*k", wrt="L", asks="value", inputs={"a": 8, "c": 5, "k": 3})  # 9
    found = grade(question, "39")
    assert found.rule == "M7" and found.message.startswith("39 comes out if the minus sign at d is lost.")
    assert grade(question, "−9").message.startswith("−9 comes out if the difference at d is turned round.")


def test_a_gate_that_is_left_out_and_the_other_one_of_two():
    question = make("h = relu(z); L = maximum(h*k, m)", wrt="L", asks="value", inputs={"z": -4, "k": 2, "m": -20})
    assert "left out" in grade(question, "-8").message and grade(question, "-8").node == 3
    assert "smaller one is taken" in grade(make("L = maximum(a, c)/k", wrt="L", asks="value",
                                                inputs={"a": 9, "c": 6, "k": 2}), "3").message  # fmt: skip


def again(text, numbers, name, change):
    """The value of a node in Python's own words, one operation done in another way."""
    names = {"relu": lambda x: max(x, 0.0), "maximum": max, "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
             "tanh": math.tanh, "sin": math.sin, "exp": math.exp} | dict(numbers)  # fmt: skip
    for line in text.split("; "):
        left, right = line.split(" = ")
        names[left] = eval(change(right) if left == name else right, {}, names)
    return names[left]


SWAPS = {" - ": " + ", " + ": " * ", " * ": " + "}


@pytest.mark.parametrize("place", range(0, len(CASES), 2))
def test_on_random_graphs_every_sign_done_wrong_is_found(place):
    found = CASES[place]
    operations = [node for node, made in enumerate(found.graph.nodes) if not made.is_leaf]
    text = "; ".join(_line(found, node) for node in operations)
    numbers = {found.graph.nodes[leaf].name: found.values[leaf] for leaf in found.plan.leaves}
    asked, right = found.graph.output, float(found.values[found.graph.output])
    assert again(text, numbers, "", str) == pytest.approx(right)
    for line in text.split("; "):
        for sign, other in SWAPS.items():
            if sign in line:
                wrong = again(text, numbers, line.split(" = ")[0], lambda code, s=sign, o=other: code.replace(s, o))
                if abs(wrong - right) > 1e-2 * abs(right) and abs(wrong) < 1e9:
                    assert gone_wrong(found, asked, wrong) is not None, (text, line)


def _line(found, node):
    spelled = {"add": "{} + {}", "subtract": "{} - {}", "multiply": "{} * {}", "maximum": "maximum({}, {})",
               "power": "{}**{}", "negative": "-{}"}  # fmt: skip
    made = found.graph.nodes[node]
    sources = iter([found.graph.nodes[found.graph.edges[e].source].name for e in found.graph.incoming()[node]])
    given = [next(sources) if number is None else number for number in made.numbers]
    return f"{made.name} = {spelled.get(made.op, made.op + '({})').format(*given)}"


def test_every_mistake_has_a_message_in_form_and_names_an_operation_there_is():
    from gradviz.core.operation import OPS

    for mistake in MISTAKES:
        assert all(op in OPS for op in mistake.ops)
        assert not faults(mistake.words.format(typed="3", name="L")), mistake.words


def test_a_number_that_nothing_gives_and_one_near_the_right_one_are_no_mistake():
    found, dice = case(CHAIN, **NUMBERS), random.Random(3)
    assert sum(gone_wrong(found, 7, dice.uniform(-400, 400)) is not None for _ in range(100)) < 5
    assert gone_wrong(found, 7, 9.0) is None
    assert gone_wrong(case("y = x/k", x=0, k=4), 2, 4711.0) is None  # turned round it has no value


def test_a_prediction_of_a_value_says_it_too():
    """R105, R137: the output is what is asked for where nothing is named."""
    figure = gv.predict("d = w - x; L = d*3", asks="value", w=8, x=5, attempts="")
    verdicts = figure.commit(L=39)
    assert verdicts["L"].rule == "M7" and "minus sign at d is lost" in figure.diagram.texts[-1]
    drawn = gv.predict("d = w - x; L = d*3", asks="value", attempts="")
    assert list(drawn._fields) == ["L"] and drawn.inputs
