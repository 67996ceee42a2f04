"""Every exercise: the right answer passes, wrong ones are told which rule they follow, odd ones get a clear message."""

import math
import re

import pytest

import gradviz as gv
from gradviz.questions.exercise_gates import RELU, TANH
from gradviz.questions.exercises import EXERCISES, check, exercise, hint


def built(b_first=False, op=lambda u: gv.log(gv.sigmoid(u))):
    w, x, b = (gv.tensor(v, requires_grad=True, name=n) for v, n in ((0.5, "w"), (2.0, "x"), (-1.0, "b")))
    return op(b + x * w if b_first else w * x + b)


LOCALS = {"log": 2, "sigmoid": 0.25, "u": 0.5, "w": 1, "b": 0.5, "x": 0.25}


def walk(result):
    found = [result.grad_fn]
    for node in found:
        found += [following for following, _ in node.next_functions if following not in (None, *found)]
    return [node.name() for node in found]


@gv.tensor_op
class my_relu(gv.Operation):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return max(x, 0.0)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * float(x > 0)


@gv.tensor_op
class my_tanh(gv.Operation):
    @staticmethod
    def forward(ctx, x):
        y = math.tanh(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, grad_output):
        (y,) = ctx.saved_tensors
        return grad_output * (1 - y * y)


RIGHT = {
    "log-sigmoid": [built(), built(b_first=True), gv.record("log(sigmoid(w*x+b))", w=1, x=1, b=1)],
    "locals": [LOCALS],
    "why-sum": ["Both branches move the output, and small moves add up."],
    "dead-relu": [(0, "dead"), (0.0, " Dead ")],
    "slope": [lambda x: 6 * x + 2],
    "walk": [walk],
    "relu": [my_relu, gv.relu],
    "tanh": [my_tanh, gv.tanh],
    "memory": [(0, 16000, 0), ["0", 16000.0, 0]],
    "secret-number": [(0.25, 5), [0.5, 1], (0.7, 4)],
    "micro-batches": [[0.25, 0.25, 0.5], (1 / 4, 1 / 4, 2 / 4)],
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_pass(name):
    for answer in RIGHT[name]:
        report = check(name, answer)
        assert report.passed and bool(report) and report.rule is None, report


def test_every_exercise_has_a_right_answer_here_or_in_the_challenges_tests():
    assert set(EXERCISES) == {*RIGHT, "autograd"}


@pytest.mark.parametrize("op, said", [
    (lambda u: gv.sigmoid(u), "Missing: log"), (lambda u: gv.log(gv.tanh(u)), "Missing: sigmoid. Too much: tanh"),
    (lambda u: gv.sigmoid(gv.log(u)), "another order"),
])  # fmt: skip
def test_a_wrong_graph_is_told_what_is_missing(op, said):
    w, x, b = (gv.tensor(v, requires_grad=True, name=n) for v, n in ((0.5, "w"), (2.0, "x"), (1.0, "b")))
    assert said in check("log-sigmoid", op(w * x + b)).message


@pytest.mark.parametrize("name, number, rule", [
    ("sigmoid", 0, "M22"), ("w", 2, "M5"), ("w", 0.25, "M6"), ("x", 1, "M6"), ("u", 2.25, "M4"), ("b", -0.5, "M13"),
    ("u", 7, None), ("w", "text", None),
])  # fmt: skip
def test_a_wrong_local_gradient_is_traced(name, number, rule):
    report = check("locals", {**LOCALS, name: number})
    assert (report.passed, report.rule, report.where) == (False, rule, name)


@pytest.mark.parametrize("answer, rule, said", [
    (lambda x: 3 * x + 2, "M9", "brought down"), (lambda x: 6 * x**2 + 2, "M9", "stays"),
    (lambda x: 3 * x**2 + 2 * x + 1, "M11", "y itself"), (lambda x: -6 * x - 2, "M13", "sign"),
    (lambda x: 6 * x, None, "2x has a slope"), (lambda x: 6 * x + 1, None, "off by -1"),
    (lambda x: 6 * x + 2.3, None, "step 0.1"), (lambda x: None, None, "number"),
    (lambda x: 1 / 0, None, "ZeroDivisionError"), (7, None, "function"), (lambda x: x**9, None, "At x = "),
])  # fmt: skip
def test_a_wrong_slope_is_traced(answer, rule, said):
    report = check("slope", answer)
    assert not report.passed and report.rule == rule and said in report.message, report


def test_a_difference_quotient_is_told_by_its_error():
    def y(x):
        return 3 * x**2 + 2 * x + 1

    report = check("slope", lambda x: (y(x + 0.1) - y(x)) / 0.1)
    assert not report.passed and "step 0.1" in report.message
    assert check("slope", lambda x: (y(x + 1e-5) - y(x - 1e-5)) / 2e-5).passed


@pytest.mark.parametrize("answer, said", [
    (lambda r: ["SumBackward0"], "gives"), (lambda r: 3, "TypeError"),
])  # fmt: skip
def test_a_wrong_walk_is_told(answer, said):
    assert said in check("walk", answer).message


def test_walks_that_stop_early_or_repeat():
    def first(result):
        node, found = result.grad_fn, []
        while node is not None:
            found.append(node.name())
            node = node.next_functions[0][0] if node.next_functions else None
        return found

    def again(result):
        def visit(node):
            return [node.name()] + [n for f, _ in node.next_functions if f is not None for n in visit(f)]

        return visit(result.grad_fn)

    assert "first" in check("walk", first).message
    assert not check("walk", again).passed


@pytest.mark.parametrize("backward, rule", [
    (lambda ctx, g: g, "M24"), (lambda ctx, g: float(ctx.saved_tensors[0] > 0), "M5"),
    (lambda ctx, g: g * float(ctx.saved_tensors[0] >= 0), None),
])  # fmt: skip
def test_a_wrong_gate_is_told(backward, rule):
    parts = {"forward": staticmethod(my_relu_forward), "backward": staticmethod(backward)}
    made = type("wrong", (gv.Operation,), parts)
    report = check("relu", gv.tensor_op(made))
    assert not report.passed and report.rule == rule


@pytest.mark.parametrize("place", range(len(TANH.wrongs)))
def test_each_wrong_rule_of_tanh_is_told_from_the_others(place):
    """R118: the program is the wrong rule itself, and its own sentence comes back."""
    rule, fault, sent = TANH.wrongs[place]

    def forward(ctx, x):
        ctx.save_for_backward(x)
        return math.tanh(x)

    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return sent(float(x), math.tanh(float(x)), float(g))

    parts = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    report = check("tanh", gv.tensor_op(type("wrong", (gv.Operation,), parts)))
    assert not report.passed and (report.rule or "") == rule and fault in report.message and report.where == "backward"


@pytest.mark.parametrize("operation", [RELU, TANH])
def test_wrong_rules_of_an_operation_differ_from_each_other_and_from_the_truth(operation):
    both = [(x, operation.forward(x)) for x in operation.points]
    rows = [tuple(round(wrong.sent(x, y, 3.0), 9) for x, y in both) for wrong in operation.wrongs]
    rows.append(tuple(round(3.0 * operation.slope(x, y), 9) for x, y in both))
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("answer, rule, said", [
    ((8000, 16000, 0), None, "requires_grad alone"), ((0, 24000, 0), None, "not its input"),
    ((0, 8000, 0), None, "each its own result"), ((0, 16000, 16000), "M16", "freed"), ((0, 2000, 0), None, "8 bytes"),
    ((0, 7, 0), None, "not what is measured after the forward pass"), ((0, 0), None, "three numbers"),
    (("a", 1, 2), None, "three numbers"), ((float("nan"), 0, 0), None, "three numbers"), (None, None, "three numbers"),
])  # fmt: skip
def test_what_is_kept_in_memory_is_measured(answer, rule, said):
    """R114, repaired."""
    report = check("memory", answer)
    assert (report.passed, report.rule) == (False, rule) and said in report.message


def my_relu_forward(ctx, x):
    ctx.save_for_backward(x)
    return max(x, 0.0)


def test_saturated_is_another_thing():
    """M23."""
    assert check("dead-relu", (0, "vanishing")).rule == "M23"
    assert check("dead-relu", (0.1, "dead")).where == "gradient"


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("answer", [None, 3, "text", [], {}, object(), float("nan"), "<script>planted</script>"])
def test_any_answer_gets_a_message(name, answer):
    report = check(name, answer)
    assert report.message and "Traceback" not in report.message
    assert "<script>" not in report._repr_mimebundle_()["text/html"]


def test_hints_come_one_after_the_other_and_the_third_stays():
    """R117."""
    seen = [hint("walk") for _ in range(4)]
    assert [text.split(":")[0] for text in seen] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3"]
    assert repr(seen[0]) == str(seen[0])  # a notebook shows it without quotation marks


def test_a_text_of_ones_own_is_compared_and_not_called_solved():
    """R110: nobody judges it."""
    report = check("why-sum", "They are averaged over both of the branches, I believe.")
    assert report.passed and not report.graded and str(report).startswith("Compare yours")


def test_who_gives_what_comes_from_above_is_told_so():
    right = {"log": 2, "sigmoid": 0.25, "u": 0.5, "w": 1, "b": 0.5, "x": 0.25}
    for name, number in (("u", 2), ("w", 0.5)):
        report = check("locals", right | {name: number})
        assert report.where == name and report.rule is None and "from above alone" in report.message


def test_an_unknown_exercise_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="autograd"):
        exercise("autogard")


@pytest.mark.parametrize("answer, rule, said", [
    ((-0.25, 5), "M13", "along the gradient"), ((1, 5), None, "no less than"), ((1.1, 5), None, "too far"),
    ((0.05, 5), None, "not below"), ((0.05, 100), None, "more than 5"), ((0.25, 0), None, "Give"),
    ((0.25, 2.5), None, "Give"), ((0.25, float("inf")), None, "Give"),
    (0.25, None, "Give"), (("a", 5), None, "Give"),
    ((float("nan"), 5), None, "not below"),
])  # fmt: skip
def test_a_lost_game_is_told_why(answer, rule, said):
    report = check("secret-number", answer)
    assert (report.passed, report.rule) == (False, rule) and said in report.message


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.4, 0.6, 0.9])
@pytest.mark.parametrize("steps", [1, 3, 5])
def test_the_game_is_the_one_that_the_optimizer_plays(rate, steps):
    theta = gv.tensor(1.0, requires_grad=True)
    optimizer = gv.optim.SGD([theta], lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        ((4 + theta - 7) ** 2).backward()
        optimizer.step()
    assert check("secret-number", (rate, steps)).passed == (((4 + theta - 7) ** 2).item() < 0.01)


@pytest.mark.parametrize("answer, rule", [
    ([1, 1, 1], "M15"), ([1 / 3] * 3, "M3"), ([1, 1, 2], None), ([1, 1, 0.5], None), ([0, 0, 0], None), ([1, 1], None),
    ("text", None), (None, None), ([None] * 3, None),
])  # fmt: skip
def test_wrong_factors_of_parts_are_traced(answer, rule):
    report = check("micro-batches", answer)
    assert (report.passed, report.rule) == (False, rule) and report.message


def test_local_gradients_that_are_none_are_not_there_yet():
    assert "Not there yet: w, b" in check("locals", {**LOCALS, "w": None, "b": None}).message


def test_a_check_is_kept_among_the_attempts_with_its_hints(tmp_path, monkeypatch):
    """R117."""
    from gradviz.questions.attempts import read

    monkeypatch.setattr(gv.options, "attempts", str(tmp_path / "mine.jsonl"))
    hint("dead-relu")
    check("dead-relu", (0, "saturated"))
    (kept,), problems = read(tmp_path / "mine.jsonl")
    assert (kept.question["exercise"], kept.correct, kept.rule, problems) == ("dead-relu", False, "M23", [])
    assert kept.hints >= 1


def test_a_forgotten_term_is_no_difference_quotient():
    """Both are off by the same number everywhere; the commonest fault is named first."""
    for answer, said in ((lambda x: 6 * x, "2x has a slope"), (lambda x: 6 * x + 3, "constant does not move")):
        message = check("slope", answer).message
        assert said in message and "step" not in message


@pytest.mark.parametrize("answer", [(8000, 16000, 0), (0, 8000, 0), (0, 16000, 16000)])
def test_no_sentence_about_memory_begins_with_a_small_letter(answer):
    text = str(check("memory", answer))
    assert re.search(r"[a-z]: [a-z]", text) and not re.search(r"[.!?] [a-z]", text), text
