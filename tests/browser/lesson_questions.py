"""The lessons' question cells: answered by a wrong rule, whose message and lit edge are read, and answered right.

Each lesson's own file of tests has them for its page.
"""

from .asking import Asked
from .axe import serious
from .looks import photograph

EDGE, NODE = "edge", "node"

# cell; then for each question of it: part of its prompt, wrong answer, what is said, what is lit, right answer
NUMBERS = {
    "01": [
        ("last_step = ", [("Fill in", ["-24"], "this wrong rule gives", EDGE, ["12"])]),
        ("leave = ", [("∂L/∂b", ["-24"], "-24 ", "", ["24"])]),
    ],
    "02": [
        ("last_step = ", [("Fill in", ["-150"], "own value", EDGE, ["90"])]),
        ("sigmoid_check = ", [("sigmoid", ["0.2"], "1 − σ alone", "", ["0.16"])]),
        ("leave = ", [("nudged", ["0.08"], "value of x³", "", ["0.12"]), ("z = x/y", ["2"], "2 ", "", ["-2"])]),
    ],
    "03": [
        ("warm_up = ", [
            ("value of d", ["9"], "9 is the value of L", NODE, ["-3"]),
            ("z = x*y", ["5"], "A product hands each input its own value", EDGE, ["-3"]),
            ("z = x - y", ["1"], "1 ", EDGE, ["-1"]),
        ]),
        ("two_steps = ", [("Fill in", ["24", "8"], "this wrong rule gives", EDGE, ["8", "24"])]),
        ("all_but_seed = ", [("Fill in", ["14", "14", "14", "56", "42"], "14", EDGE, ["28", "28", "28", "112", "84"])]),
        ("checks = ", [
            ("∂L/∂L", ["9"], "9 ", "", ["1"]), ("(3*x + 1)", ["12"], "12 ", EDGE, ["24"]),
            ("sin(x", ["-1.3073"], "", EDGE, ["-2.6146"]),
        ]),
        ("own = ", [("∂L/∂t", ["-14"], "-14 ", EDGE, ["14"])]),
        ("whole_pass = ", [
            ("every node", ["1", "-6", "-6", "-6", "-24", "12"], "-24", EDGE, ["1", "-6", "-6", "-6", "12", "-24"]),
        ]),
        ("leave = ", [("∂f/∂x", ["50"], "50 ", EDGE, ["150"])]),
    ],
    "04": [
        ("warm_up = ", [("z = x*y", ["-15"], "-15 ", "", ["-3"]), ("(3*x + 1)", ["3"], "3 ", EDGE, ["24"]),
                        ("∂L/∂L", ["9"], "9 ", "", ["1"])]),
        ("two_branches = ", [("x**2 + x**3", ["162"], "162 ", EDGE, ["33"])]),
        ("half = ", [("Fill in", ["15", "75"], "75 ", EDGE, ["15", "225"])]),
        ("checks = ", [("x**2 * (3*x)", ["72"], "72 ", EDGE, ["144"]), ("(x + y)", ["6"], "6 ", EDGE, ["21"])]),
        ("leave = ", [("x is used twice", ["1.5"], "Nothing is averaged", "", ["3"]),
                      ("300 edges", ["1e10"], "Those are the paths", "", ["300"])]),
    ],
    "08": [
        ("first_guess = ", [("∂L/∂θ", ["4"], "4 ", "", ["-4"])]),
        ("pass_of_epoch = ", [("Fill in", ["-16", "-8"], "-16 ", EDGE, ["-8", "-16"])]),
        ("step = ", [("the next θ", ["0"], "goes against the gradient", "", ["2"])]),
        ("kept = ", [("after the second", ["2.5"], "-4 of the first pass is still there", "", ["3.5"])]),
    ],
}  # fmt: skip

# cell; part of the prompt; a wrong option and what is said to it; the right ones
CHOICES = {
    "01": [
        ("forward_checks = ", "no order", "z, y, d, L", "comes after all", ["y, z, d, L"]),
    ],
    "02": [("warm_up = ", "no order", "z, y, d, L", "comes after all", ["y, z, d, L"])],
    "03": [("one_step = ", "∂L/∂z", "1", "local gradient alone", ["2(y − t)"])],
    "04": [
        ("waiting = ", "wait", "q", "", ["p"]),
        ("how_many = ", "Five doublings", "10 edges, 10 paths", "the numbers multiply", ["10 edges, 32 paths"]),
        ("direction = ", "up or down", "up", "The other way", ["down"]),
    ],
    "08": [
        ("halves = ", "half batches", "add them as they are", "half the sum of the two means",
         ["add the gradients, each loss divided by 2"]),
        ("leave = ", "What is missing?", "a second loss.backward()", "same gradient again",
         ["optimizer.zero_grad(), between a step and the next backward"]),
    ],
}  # fmt: skip
FEW = {  # several questions in one cell: (cell, [(prompt, wrong option or number, what is said, right)])
    "01": [("graph_checks = ", [
        ("operation nodes", "8", "the leaves too", "4"),
        ("x²·3x", "2 in both", "is one node", "1 in the graph, 2 in the tree"),
        ("stand for", "an operation alone", "would be no nodes",
         "a value, with the operation that made it, if there is one"),
    ])],
    "02": [("gate_checks = ", [
        ("A sum of two", "−1, −1", "not shared out", "−2, −2"),
        ("z = x*y", "5", "A product hands each input its own value", "-3"),
        ("max(3, 7)", "5, 5", "the result stays", "0, 5"), ("A tie", "1 and 1", "by 2h", "½ and ½"),
        ("used twice", "-4", "added, not multiplied", "3"), ("relu(x)", "4", "the gate is shut", "0"),
        ("z = x - y", "1", "1 ", "-1"),
    ])],
    "03": [],
    "04": [],
    "08": [("checks = ", [
        ("Which line", "loss.backward()", "leaves the weights alone", "optimizer.step()"),
        ("both once more", "6", "does not replace it", "12"), ("three times", "216", "not multiplied", "18"),
    ])],
}  # fmt: skip
WHY = {"01": "just as much as itself", "02": "multiplied by", "03": "upstream gradient", "04": "0.165", "08": "zeroed"}


class LessonQuestions:
    """The tests of one lesson's question cells, on the page of the fixture `lesson`."""

    number = ""

    def test_a_number_by_a_wrong_rule_is_understood_and_the_right_one_is_taken(self, lesson):
        """R99, R100, R42, R43: the message names the rule, the edge it went wrong at is lit."""
        for cell, questions in NUMBERS[self.number]:
            asked = Asked(lesson, cell)
            for place, (prompt, wrong, said, lit, right) in enumerate(questions):
                if place:
                    asked.next(prompt)
                asked.asks(prompt)
                asked.type(*wrong)
                asked.says(said.replace("\u2212", "-"))
                if lit:
                    asked.lights(lit)
                asked.type(*right)
                asked.says("right")

    def test_a_wrong_option_says_why_and_the_right_one_is_taken(self, lesson):
        for cell, prompt, wrong, said, right in CHOICES[self.number]:
            asked = Asked(lesson, cell)
            asked.asks(prompt)
            asked.choose(wrong)
            asked.says(said)
            asked.choose(*right)
            asked.solved()
        for cell, questions in FEW[self.number]:
            asked = Asked(lesson, cell)
            for place, (prompt, wrong, said, right) in enumerate(questions):
                if place:
                    asked.next(prompt)
                asked.asks(prompt)
                asked.answer(wrong)
                asked.says(said)
                asked.answer(right)
                asked.solved_of(place)

    def test_a_text_is_compared_with_a_model_answer(self, lesson):
        asked = Asked(lesson, "why = ")
        asked.type("")
        asked.says("Write your answer first")
        asked.type("Because of what comes from above.")
        asked.says("Compare with a model answer", WHY[self.number])

    def test_nobody_is_kept_out_of_the_questions(self, lesson, screenshots):
        assert serious(lesson, ".gv-quiz") == []
        for cell in [cell for cell, _ in NUMBERS[self.number]] + [row[0] for row in CHOICES[self.number]]:
            photograph(Asked(lesson, cell).root, screenshots / f"lesson{self.number}-{cell.split()[0]}.png")
