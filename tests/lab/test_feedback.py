"""What is said under an answer in a quiz, and what stands out then."""

import gradviz as gv
from gradviz.questions.grading import correct_text
from tests.questions.test_message_form import faults

TWO = "y = x**2 + x**3"


def test_feedback_is_two_sentences_at_most_and_new_numbers_are_offered_by_their_button():
    """figures.md: what your number did, where to look. After a wrong rule the button stands out."""
    figure = gv.ask(TWO, wrt="x", attempts="")
    wrong = 2 * float(correct_text(figure.question))
    for given, style in ((wrong, "info"), ("4711", ""), (wrong, "info")):
        verdict = figure.answer(given)
        assert not faults(figure.diagram.texts[-1]), figure.diagram.texts[-1]
        assert figure.buttons["new"].button_style == style and figure.diagram.texts[-1] == verdict.message
    figure.new_numbers()
    assert figure.buttons["new"].button_style == ""


def test_the_seed_is_told_for_what_it_is():
    """R12: no local gradient arrives at the output, so nothing is said of any."""
    for answer in (gv.ask("L = (w*x - t)**2", wrt="L", w=2, x=4, t=5, attempts="").answer("1"),
                   gv.diagnose("L = (w*x - t)**2", wrt="L", answer=1, w=2, x=4, t=5)):  # fmt: skip
        assert answer.message.startswith("1 is right: so much does the output change with itself")
    assert "each local gradient" in gv.diagnose("L = (w*x - t)**2", wrt="w", answer=24, w=2, x=4, t=5).message
