"""Every kind of question, answered right and wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.questions import bank
from gradviz.questions.grading import correct_text, grade
from gradviz.questions.making import make
from gradviz.questions.question import Option, Question

NET = "z = w*x; y = z + x; L = y**2"
FOUR = {"a": 1, "b": 2, "c": 3, "e": 4}
NUMBERS = {"w": 4, "x": 2}  # z 8, y 10, L 100; gradients: y 20, z 20, w 40, x 4·20 + 20 = 100


def asked(kind="number", asks="gradient", wrt="x", **fields):
    return make(NET, wrt=wrt, kind=kind, asks=asks, inputs=NUMBERS, **fields)


@pytest.mark.parametrize(
    ("answer", "correct", "rule"),
    [("100", True, "right"), ("200/2", True, "right"), ("20", False, "M1"), ("80", False, "M1"), ("50", False, "M3"),
     ("99", False, "slip"), ("1600", False, "M2"), ("4711", False, "unknown")],
)  # fmt: skip
def test_a_gradient_is_graded_and_its_wrong_answers_are_diagnosed(answer, correct, rule):
    found = grade(asked(), answer)
    assert (found.correct, found.rule, found.score) == (correct, rule, float(correct))
    assert found.diagnosis.rule == rule and found.message


@pytest.mark.parametrize("answer", ["", "ten", "3,5", "1e999", "nan", "1/0", "9" * 10_000, "<b>4</b>", None, [1]])
def test_an_answer_that_cannot_be_read_is_no_attempt(answer):
    found = grade(asked(), answer)
    assert found.correct is None and not found.valid and found.message


def test_the_history_is_handed_on():
    first = grade(asked(), "1600")
    assert grade(asked(), "1600", history=[first]).diagnosis.sure


def test_tolerances_are_the_questions_own():
    third = Question("number", "What is 1/3?", key=1 / 3, rtol=0.2)
    assert grade(third, "0.3").correct and not grade(third.with_(rtol=1e-6), "0.333").correct
    assert grade(third.with_(rtol=0.0, atol=0.05), "0.3").correct
    long = make("sin(x**2)", wrt="x", inputs={"x": 1}, rtol=1e-6)
    found = grade(long, "1.081")
    assert not found.correct and "more digits" in found.message and grade(long, "1.08060461").correct


@pytest.mark.parametrize(
    ("answer", "correct", "words"),
    [("10", True, "right"), ("20", False, "is the gradient"), ("100", False, "of L"), ("7", False, "not the value")],
)  # fmt: skip
def test_a_value_is_graded(answer, correct, words):
    found = grade(asked(asks="value", wrt="y"), answer)
    assert found.correct is correct and words in found.message


@pytest.mark.parametrize(
    ("answer", "correct", "rule"),
    [("4", True, "right"), ("2", False, "M6"), ("80", False, "unknown"), ("8", False, "M11"), ("−4", False, "M13")],
)  # fmt: skip
def test_a_local_gradient_is_graded_by_the_rules_of_its_operation_alone(answer, correct, rule):
    """The edge from x to z = w·x: its local gradient is w = 4; upstream times local is 80."""
    question = asked(asks="local", wrt="", edge=(1, 2, 1))
    found = grade(question, answer)
    assert question.prompt.endswith("What is the local gradient of z for x?")
    assert (found.correct, found.rule) == (correct, rule)
    assert correct or found.edge == (1, 2, 1)


def test_the_two_edges_of_a_square_have_each_their_own_local_gradient():
    question = make("x*x", asks="local", edge=(0, 1, 1), inputs={"x": 3})
    assert grade(question, 3).correct and not grade(question, 6).correct


def test_a_choice_is_given_by_its_place_or_its_text():
    question = asked("choice")
    place = [option.text for option in question.options].index("100")
    assert grade(question, place).correct and grade(question, "100").correct
    assert grade(question, "20").rule == "M1" and not grade(question, 99).valid and not grade(question, "7").valid


def test_an_item_written_by_hand_gives_the_feedback_of_its_options():
    item = Question("choice", "Seed?", options=(Option("1", right=True), Option("L", "L is the value.", "M10", False)))
    assert grade(item, "1").correct and grade(item, 1).message == "L is the value." and grade(item, 1).rule == "M10"


def test_a_check_before_anything_is_chosen_asks_for_a_choice():
    choice = Question(id="c", kind="choice", prompt="?", options=(Option("2", True), Option("3", False)))
    assert grade(choice, None).message == "Choose from the answers first." and not grade(choice, None).valid


def test_several_choices_are_graded_each_on_its_own():
    question = asked("choices", "waits")
    assert grade(question, ["z", "y"]).correct
    part = grade(question, ["z"])
    assert not part.correct and part.score == pytest.approx(2 / 3) and part.rule == "M19"
    assert not grade(question, "z").valid and not grade(question, ["q"]).valid


def test_every_order_that_keeps_what_waits_for_what_is_right():
    question = make("s = a + b; d = c + e; p = s*d", kind="order", asks="backward", inputs=FOUR)
    assert grade(question, ["p", "s", "d"]).correct and grade(question, ["p", "d", "s"]).correct
    wrong = grade(question, ["s", "p", "d"])
    assert wrong.rule == "M19" and wrong.message == "s comes before p, and waits for it." and wrong.edge is not None
    forward = make("s = a + b; d = c + e; p = s*d", kind="order", asks="forward", inputs=FOUR)
    assert grade(forward, ["d", "s", "p"]).correct and not grade(forward, ["d", "p", "s"]).correct
    assert not grade(question, ["p", "s"]).valid and not grade(question, ["p", "s", "s"]).valid


def test_an_order_written_by_hand_holds_its_steps_in_order():
    item = Question("order", "The loop?", options=tuple(map(Option, ("zero", "forward", "backward", "step"))))
    assert grade(item, ["zero", "forward", "backward", "step"]).correct
    assert "Step 3" in grade(item, ["zero", "forward", "step", "backward"]).message


def test_of_an_order_written_by_hand_the_step_that_comes_too_late_is_named_with_its_reason():
    """R69: zero_grad after backward is the fault, and not that the forward pass is first."""
    for order in ("forward loss backward zero_grad step", "loss forward backward step zero_grad"):
        wrong = grade(bank.item("A35"), order.split())
        assert wrong.rule == "M14" and wrong.message.startswith("zero_grad comes too late. What an earlier round")
    late = grade(bank.item("A35"), ["zero_grad", "forward", "backward", "loss", "step"])
    assert late.message == "loss comes too late. backward starts at it."


def test_a_sign_is_counted_along_one_way_and_of_several_ways_the_shares_are_added():
    """y = x² − 5x: one minus sign, and y goes down at x = 2 and up at x = 3."""
    branches = make("a = x**2; b = 5*x; y = a - b", wrt="x", kind="sign", inputs={"x": 2})
    assert "Several ways lead to the output" in grade(branches, "up").message
    chain = make("y = b - 5*x", wrt="x", kind="sign", inputs={"x": 2, "b": 1})
    assert "count them" in grade(chain, "up").message


def test_a_node_or_an_edge_is_picked():
    merge = asked("pick", "merge", wrt="")
    assert grade(merge, 1).correct and grade(merge, "x").correct and grade(merge, 0).correct is False
    assert not grade(merge, "L → y").valid and grade(merge, "z").node == 2
    largest = asked("pick", "local", wrt="")
    assert grade(largest, (3, 4, 0)).correct and grade(largest, (0, 2, 0)).edge == (0, 2, 0)
    assert not grade(largest, (9, 9, 9)).valid
    waits = asked("pick", "waits")
    assert grade(waits, "z").correct and not grade(waits, "L").correct


def test_the_direction_is_predicted():
    question = make("(x - y)**2", wrt="y", kind="sign", inputs={"x": 5, "y": 2})
    assert grade(question, "down").correct and grade(question, "−").correct
    up = grade(question, "up")
    assert up.rule == "M13" or up.rule == "M7"
    assert grade(question, "neither").rule == "unknown" and not grade(question, "sideways").valid


def test_a_shape_is_graded():
    """R84, R86: a gradient has the shape of its own value; the bias's is summed over the batch (M20)."""
    question = make("sum((X@W + b)**2)", wrt="W", kind="shape", inputs={"X": (5, 3), "W": (3, 2), "b": (2,)})
    assert grade(question, "3×2").correct and grade(question, "2×3").rule == "M20"
    bias = question.with_(wrt="b")
    assert grade(bias, "(2,)").correct and grade(bias, "5×2").rule == "M20"
    assert not grade(bias, "wide").valid and correct_text(question) == "3 × 2"


def test_a_free_text_is_answered_with_a_model_and_not_scored():
    item = Question("text", "Why do branches add?", model="Each way brings its own change.")
    found = grade(item, "because")
    assert found.correct is None and found.valid and "Each way brings" in found.message
    assert not grade(item, "  ").valid


def test_a_whole_pass_is_filled_in_by_name_or_place():
    question = asked("pass", wrt="")
    right = {"L": "1", "y": "20", "z": "20", "w": "40", "x": "100"}
    assert grade(question, right).correct
    assert grade(question, {4: 1, 3: 20, 2: 20, 0: 40, "1": 100}).correct
    wrong = grade(question, {**right, "x": "80"})
    assert wrong.rule == "M1" and wrong.score == 0.8 and not wrong.correct
    missing = grade(question, {"L": 1})
    assert missing.message == "Still missing: ∂L/∂y, ∂L/∂z, ∂L/∂x, ∂L/∂w." and not grade(question, "12").valid
    assert "comma" in grade(question, {**right, "x": "1,5"}).message


def test_of_a_faded_example_only_the_blanks_are_filled_in():
    question = asked("faded", wrt="", fade=1)
    assert grade(question, {"w": 40}).correct
    assert grade(question, {"w": 2}).rule == "M5"


def test_a_second_tier_is_kept_beside_the_answer():
    question = asked(reasons=(Option("two uses add", right=True), Option("the last use counts", right=False)))
    assert grade(question, 100, reason="two uses add", confident=3).reason is True
    assert grade(question, 100, reason=1).reason is False and grade(question, 100).reason is None
    assert grade(question, 100, confident=2).confident == 2 and not grade(question, 100, reason="no such").valid


def test_the_right_answer_is_worked_out_for_the_teachers_key():
    texts = {kind: correct_text(asked(kind)) for kind in ("number", "choice", "sign")}
    assert texts == {"number": "100", "choice": "100", "sign": "+"}
    assert correct_text(asked("order", "backward")) == "L; y; z"
    assert correct_text(asked("choices", "waits")) in ("z; y", "y; z")
    assert (
        correct_text(asked("pick", "local", wrt="")) == "y → L" and correct_text(asked("pick", "merge", wrt="")) == "x"
    )
    assert "∂L/∂x = 20 · 4 + 20 · 1 = 100" in correct_text(asked("pass", wrt="")).replace(
        "20 · 1 + 20 · 4", "20 · 4 + 20 · 1"
    )
    assert correct_text(Question("text", "Why?", model="So.")) == "So."


@settings(max_examples=60)
@given(
    st.sampled_from(["number", "choice", "sign", "pass", "faded"]),
    st.text(max_size=20) | st.lists(st.integers()) | st.none(),
)
def test_whatever_is_answered_gives_a_verdict(kind, answer):
    assert grade(asked(kind), answer).message


def test_what_a_cell_shows_of_a_wrong_answer_does_not_hold_the_right_one():
    verdict = grade(make("y = 1.2345*x**2", wrt="x", inputs={"x": 3.7}), "12")  # right: 9.1353
    assert verdict.diagnosis.proof is not None
    for shown in (repr(verdict), repr(verdict.diagnosis)):
        assert "9135" not in shown and "proof" not in shown


@pytest.mark.parametrize(
    ("item", "typed", "said"),
    [("A10", "0.8", "the output itself"), ("A10", "0.2139", "0.8 for the input"), ("A11", "12", "by the nudge"),
     ("A11", "8.12", "the new value"), ("B3", "5", "its sign"), ("B4", "1", "right of 0"),
     ("A34", "144", "not multiplied"), ("A36", "27", "the value of x²"), ("A39", "0.75", "the gradient is left out")],
)  # fmt: skip
def test_the_wrong_numbers_that_come_first_to_mind_are_told_what_they_are(item, typed, said):
    """R99: of an item written by hand, too."""
    found = grade(bank.item(item), typed)
    assert found.correct is False and said in found.message
