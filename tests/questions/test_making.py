"""R99, R104, R141: questions made from any graph, again with new numbers, with no key in them."""

import time
from collections import Counter

import pytest

import gradviz as gv
from benchmarks.students import LARGEST
from gradviz.questions.grading import correct_text, grade
from gradviz.questions.making import again, make
from gradviz.questions.numbers import NoNumbers
from gradviz.questions.question import QuestionError
from gradviz.questions.question_reading import from_data
from gradviz.questions.seeds import Seed
from gradviz.questions.typed import read_number
from tests.questions.graphs import CHAIN

ADA = Seed("ML", "ada", "A17")


def test_a_question_is_drawn_again_from_its_seed_alone():
    for kind, asks in (("number", "gradient"), ("choice", "gradient"), ("order", "backward"), ("choices", "waits")):
        made = make("z = w*x; y = z + b; L = (y - x)**2", wrt="x", kind=kind, asks=asks, seed=ADA)
        assert again(made) == made
        assert again(made, 1).inputs != made.inputs and again(made, 1).seed.attempt == 1


def test_signs_that_were_asked_for_stay_when_it_is_drawn_again():
    made = make(CHAIN, wrt="w", seed=ADA, signs=None)
    assert again(made) == made and again(made, 3).signs is None


def test_the_options_are_the_right_number_and_the_likeliest_wrong_ones():
    made = make("x**2 + x**3", wrt="x", kind="choice", inputs={"x": 3})
    assert {option.text for option in made.options} == {"33", "6", "27", "−33", "162"}
    rules = {option.text: grade(made, option.text).rule for option in made.options}
    assert rules == {"33": "right", "6": "M1", "27": "M1", "−33": "M13", "162": "M2"}


def test_the_right_option_stands_in_every_place():
    places = set()
    for k in range(40):
        made = make("x**2 + x**3", wrt="x", kind="choice", seed=Seed("ML", str(k)))
        places.add([option.text for option in made.options].index(correct_text(made)))
    assert places == {0, 1, 2, 3, 4}


def test_a_function_a_formula_and_a_recording_can_be_asked_about():
    def loss(w, x):
        z = w * x
        return z * z + x

    from_function = make(loss, wrt="z", seed=ADA)
    assert again(from_function) == from_function
    from_recording = make(gv.record(loss, w=2, x=3), wrt="w")
    assert from_recording.inputs == {"w": 2, "x": 3} and grade(from_recording, 2 * 6 * 3).correct
    assert make(gv.record(loss, w=2, x=3), wrt="w", seed=ADA).seed == ADA
    assert grade(make("z = w*x; L = z*z + x", wrt="w", inputs={"w": 2, "x": 3}), "36").correct


def test_a_function_that_branches_on_its_numbers_is_not_asked_with_the_other_branch():
    def f(x):
        return x * 2 if x.item() == 1.0 else x * x

    with pytest.raises(NoNumbers, match="another branch"):
        make(f, wrt="x", seed=ADA)
    assert grade(make(f, wrt="x", inputs={"x": 5}), 10).correct


def test_numbers_that_hide_a_rule_are_said_in_the_question():
    assert make(CHAIN, wrt="w", inputs={"x": 2, "w": 3, "b": 1, "t": 5}).hides == ("M4",)
    assert make(CHAIN, wrt="w", seed=ADA).hides == ()
    assert make("maximum(x, y)", wrt="x", seed=ADA).hides != ()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"wrt": "q"}, KeyError, "no node 'q'"), ({"wrt": "x", "kind": "riddle"}, QuestionError, "riddle"),
        ({"wrt": "x", "kind": "text"}, QuestionError, "text"), ({"asks": "local"}, QuestionError, "no such edge"),
        ({"kind": "order"}, QuestionError, "forward"), ({"wrt": "x", "kind": "choices"}, QuestionError, "waits"),
        ({"wrt": "q", "kind": "shape"}, KeyError, "no input 'q'"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(options, error, message):
    with pytest.raises(error, match=message):
        make("y = x*x + 1", **options)


def test_a_question_without_a_seed_cannot_be_drawn_again():
    with pytest.raises(QuestionError, match="no seed"):
        again(make("x*x", wrt="x", inputs={"x": 3}))


def test_a_learners_own_operation_is_refused_because_its_key_could_not_be_worked_out_again():
    @gv.tensor_op
    class Cube(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return a * a * a

        @staticmethod
        def backward(ctx, grad_output):
            return grad_output

    with pytest.raises(QuestionError, match="not in the table"):
        make(lambda x: Cube(x) * x, wrt="x", inputs={"x": 2.0})


def test_every_option_that_is_shown_is_read_back():
    made = make("log(sigmoid(w*x + b))", wrt="w", kind="choice", seed=ADA)
    assert all(isinstance(read_number(option.text), float) for option in made.options)
    assert [grade(made, option.text).correct for option in made.options].count(True) == 1


def test_making_a_question_takes_at_most_50_milliseconds_at_12_operations():
    make(LARGEST, wrt="w", kind="choice", seed=ADA)
    start = time.process_time()
    for k in range(10):
        make(LARGEST, wrt="w", kind="choice", seed=Seed("ML", str(k)))
    assert (time.process_time() - start) / 10 < 0.05


@pytest.mark.parametrize(
    "options, message",
    [
        ({"wrt": "x", "asks": "gradeint"}, "asks='gradeint'.*gradient, value"),
        ({"kind": "faded", "fade": 9}, "fade=9.*0 to 4"),
        ({}, "which node.*wrt=.*x, y"),
        ({"wrt": "x", "inputs": {"x": [1, 2]}}, r"x = \[1, 2\] is not a single number"),
        ({"wrt": "x", "inputs": {"x": (0, 4)}}, "not a single number"),
    ],
)  # fmt: skip
def test_a_teachers_slip_in_a_call_is_met_with_a_sentence(options, message):
    with pytest.raises(QuestionError, match=message):
        make("y = x*x + 1", **options)


def test_a_local_gradient_is_asked_for_by_the_node_where_one_edge_leaves_it():
    made = make("u = x*y; L = u**2", wrt="x", asks="local", inputs={"x": 3, "y": 5})
    assert "local gradient of u for x" in made.prompt and grade(made, "5").correct
    with pytest.raises(QuestionError, match="several edges"):
        make("L = x*x", wrt="x", asks="local", inputs={"x": 3})


def test_the_shape_of_rows_that_are_typed_as_lists_is_theirs():
    rows = {"X": [[1, 2], [3, 4], [5, 6]], "w": [1, 2]}
    made = make("L = sum(X@w)", wrt="X", kind="shape", inputs=rows)
    assert made.shapes == {"X": (3, 2), "w": (2,)} and grade(made, "3 × 2").correct
    with pytest.raises(QuestionError, match="one length"):
        make("L = sum(X)", wrt="X", kind="shape", inputs={"X": [[1, 2], [3]]})


def spread(places, count):
    """How often each place held the right answer: each within five standard deviations of its share."""
    share, found = len(places) / count, Counter(places)
    off = 5 * (share * (1 - 1 / count)) ** 0.5
    assert all(abs(found[place] - share) < off for place in range(count)), found


def test_where_the_key_stands_among_the_options_tells_nothing_for_four_hundred_students():
    made = [make("x**2 + x**3", wrt="x", kind="choice", seed=Seed("ML", str(k), "q", k % 3)) for k in range(400)]
    assert {len(question.options) for question in made} == {5}
    spread([[option.text for option in question.options].index(correct_text(question)) for question in made], 5)


def test_where_the_key_stands_tells_nothing_in_a_file_of_items_without_a_seed():
    made = [
        from_data({"kind": "choice", "program": f"y = {k}*x**2 + x**3", "wrt": "x", "inputs": {"x": 3}})
        for k in range(2, 402)
    ]
    made = [question for question in made if len(question.options) == 5]
    assert len(made) > 300
    spread([[option.text for option in question.options].index(correct_text(question)) for question in made], 5)


def test_the_key_is_neither_the_largest_nor_the_smallest_option_more_often_than_others():
    """A student who always takes the largest or the one in the middle must not do well."""
    made = [make("L = (w*x + b - t)**2", wrt="w", kind="choice", seed=Seed("ML", str(k), "q")) for k in range(100)]
    ranks = Counter()
    for question in made:
        numbers = sorted(read_number(option.text) for option in question.options)
        ranks[numbers.index(read_number(correct_text(question)))] += 1
    assert max(ranks.values()) < 80, ranks


def test_where_what_is_right_stands_among_several_choices_tells_nothing():
    made = [make("a = x**2; b = a*3; c = b + x; y = c*2", wrt="x", kind="choices", asks="waits", seed=Seed("c", str(k)))
            for k in range(400)]  # fmt: skip
    right = {"a", "c"}
    spread([k for question in made for k, option in enumerate(question.options) if option.text in right], 4)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"asks": "local", "edge": 3}, r"edge=3: there is no such edge.*choose from: \('x', 'z', 0\)"),
     ({"kind": "sign", "asks": "local", "edge": ("x", "z")}, "edge=.* asks for the number of a local gradient"),
     ({"kind": "choice", "asks": "local", "edge": ("x", "z")}, "edge=.* asks for the number of a local gradient"),
     ({"asks": "value", "wrt": "x", "edge": ("x", "z")}, "asks='value' asks for something else"),
     ({"asks": "local", "wrt": "y", "edge": ("x", "z")}, "begins at 'x', and wrt='y' is another node")],
)  # fmt: skip
def test_an_edge_that_cannot_be_asked_for_so_is_refused_in_words(options, message):
    with pytest.raises(QuestionError, match=message):
        make("z = x*y; L = z + x", inputs={"x": 2, "y": 5}, **options)


def test_two_edges_of_one_graph_have_numbers_of_their_own():
    """Asked one after the other, each is a question of its own; whoever asks again gets the same."""
    edges = [("x", "z"), ("w", "z"), ("z", "L")]
    asked = [make("z = w*x; L = z**2", asks="local", edge=edge, seed=ADA) for edge in edges]
    assert len({tuple(question.inputs.values()) for question in asked}) == 3
    assert [again(question) == question and question.seed == ADA for question in asked] == [True] * 3


@pytest.mark.parametrize(("text", "edge"), [
    ("z = w*x; L = z**2", ("w", "z")), ("y = w/x; L = y*y", ("x", "y")), ("y = w/x; L = y*y", ("w", "y")),
    ("y = x**w; L = y*x", ("x", "y")), ("y = sqrt(x); L = y*w", ("x", "y")), ("y = log(x); L = y*w", ("x", "y")),
    ("y = w*x; L = y*t", ("x", "y")),
])  # fmt: skip
def test_numbers_for_a_local_gradient_tell_its_rules_apart(text, edge):
    """With w = x who gives each factor its own value is right; and a root of −3 has no slope."""
    for student in range(12):
        question = make(text, asks="local", edge=edge, seed=Seed("c", str(student)))
        assert question.hides == () and again(question) == question
        whole = correct_text(make(text, asks="contribution", edge=edge, inputs=question.inputs))
        assert not grade(question, whole).correct, question.prompt


@pytest.mark.parametrize("text", ["y = log(x); L = y*w", "y = sqrt(x) / w; L = y**2", "y = w - x; L = y*x"])
def test_numbers_for_a_value_give_one_that_is_not_the_gradient_there(text):
    for student in range(12):
        question = make(text, wrt="y", asks="value", seed=Seed("c", str(student)))
        gradient = correct_text(question.with_(asks="gradient"))
        assert correct_text(question) not in ("0", "nan", gradient) and again(question) == question


def test_no_question_is_drawn_with_a_value_that_is_no_number():
    text = "a = log(x); b = maximum(a, w); L = b*w + x"
    for student in range(12):
        for kind, asks in (("order", "forward"), ("choices", "waits"), ("pick", "merge"), ("number", "gradient")):
            drawn = make(text, kind=kind, asks=asks, wrt="w", seed=Seed("c", str(student)))
            assert drawn.inputs["x"] > 0
