import pytest

import gradviz as gv
from gradviz.questions.making import make
from gradviz.questions.question import ASKS, KINDS, OF_EDGES, OF_GRAPH

TEXT, NUMBERS = "z = w*x; L = (z - x)**2", {"w": 2, "x": -3}
GIVEN = "z = w*x; L = (z - x)**2, with w = 2, x = −3. "


@pytest.mark.parametrize(
    ("kind", "asks", "asked"),
    [
        ("number", "gradient", "What is ∂L/∂x?"), ("number", "value", "What is the value of x?"),
        ("sign", "gradient", "Does L go up or down when x is raised a little?"),
        ("order", "forward", "Put the operations into an order in which the forward pass can run them."),
        ("choices", "waits", "For which nodes does the gradient of x wait?"),
        ("pass", "gradient", "Give the gradient of every node, from L back."),
    ],
)  # fmt: skip
def test_a_prompt_gives_the_formula_then_the_numbers_then_the_question(kind, asks, asked):
    assert make(TEXT, wrt="x", kind=kind, asks=asks, inputs=NUMBERS).prompt == GIVEN + asked


def test_an_output_without_a_name_is_not_called_by_one():
    assert make("x*x", wrt="x", inputs={"x": 3}).prompt == "x*x, with x = 3. What is the gradient of x?"


def test_a_function_is_asked_about_by_its_numbers():
    assert make(lambda x: (x * x).named("y"), wrt="x", inputs={"x": 3}).prompt == "x = 3. What is ∂y/∂x?"


def test_a_prompt_of_ones_own_stays():
    assert make("x*x", wrt="x", inputs={"x": 3}, prompt="How steep?").prompt == "How steep?"


def test_every_pair_of_kind_and_asked_that_can_be_made_has_a_prompt():
    recording = gv.record(TEXT, **NUMBERS)
    made = set()
    for kind in KINDS:
        for asks in ASKS[1:]:
            about = {"edge": (1, 2, 1)} if asks in OF_EDGES and kind != "pick" else {"wrt": "x"}
            try:
                question = make(recording, kind=kind, asks=asks, **about)
            except (ValueError, KeyError):
                continue
            made.add((kind, asks))
            assert question.prompt.endswith((".", "?")) and "{" not in question.prompt, (kind, asks)
    assert made == {(kind, asks) for kind, goes in OF_GRAPH.items() for asks in goes}
