"""What stands in a field is told before the Enter or the click that it is meant for."""

import gc

import ipywidgets as widgets
import pytest

import gradviz as gv
from gradviz.lab.frame.fields import in_time, on_enter, take_over


def name_of(field):
    return next(name for name in field._dom_classes if name.startswith("gv-field-"))


def told(figure, **content):
    figure._told(None, content, [])


def test_what_the_page_tells_is_what_a_click_meets():
    """A click overtook the letters: 1 of 162 was graded."""
    quiz = gv.ask("y = x**2 + x**3", wrt="x", x=3, attempts="")
    field = quiz.place.children[0]
    field.value = "1"
    told(quiz, fields={name_of(field): "162"})
    assert quiz.check().rule == "M2"


def test_nothing_goes_back_to_the_page():
    field = in_time(widgets.Text())
    sent = []
    field.send_state = lambda *given: sent.append(given)
    take_over({name_of(field): "half"})
    assert field.value == "half" and sent == []


def test_what_was_chosen_is_told_too():
    """An option that was chosen just before the click, on a busy kernel; none is told as −1."""
    quiz = gv.ask("y = x**2 + x**3", wrt="x", kind="choice", x=3, attempts="")
    radio = quiz.place.children[0]
    texts = [text for text, _ in radio.options]
    for number, chosen in ((-1, None), (texts.index("162"), "162"), (99, "162"), (True, "162"), ("1", "162")):
        told(quiz, fields={name_of(radio): number})
        assert (None if radio.index is None else texts[radio.index]) == chosen
    assert quiz.check().rule == "M2"
    figure = gv.hunt()
    told(figure, fields={name_of(figure.suspicion): 2})
    assert figure.suspicion.value == "M2"
    box = in_time(widgets.Checkbox())
    take_over({name_of(box): True})
    assert box.value is True
    take_over({name_of(box): "no"})
    assert box.value is True


def test_a_field_out_of_use_and_one_that_is_gone_are_left_alone():
    field = in_time(widgets.Text(value="8", disabled=True))
    name = name_of(field)
    take_over({name: "9"})
    assert field.value == "8"
    field.close()
    del field
    gc.collect()
    take_over({name: "9"})


@pytest.mark.parametrize("bad", [None, 3, [], {"gv-field-1": 3}, {3: "x"}, {"gv-field-999999": "x"}, {"": None}])
def test_a_message_may_hold_anything(bad):
    figure = gv.hunt()
    told(figure, fields=bad)
    assert figure.formula.value == "y = a*b + a"


def test_every_field_of_a_question_and_of_the_hunt_is_told():
    figures = [
        gv.ask("z = w*x; y = z**2", kind="pass", w=3, x=2, attempts=""), gv.quiz(["A1"], attempts=""), gv.hunt(),
        gv.predict("y = x**2", x=3, attempts=""), gv.build("L = log(x)"),
    ]  # fmt: skip
    for figure in figures:
        fields = [each for each in walk(figure) if isinstance(each, (widgets.Text, widgets.Textarea))
                  and "gv-code" not in each._dom_classes]  # that is the line which the figure writes itself
        assert fields and all(name_of(each) for each in fields)


def walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def test_enter_calls_what_is_sent():
    field, calls = widgets.Text(), []
    on_enter(field, lambda: calls.append(field.value))
    take_over({name_of(field): "12"})
    field._handle_string_msg(field, {"event": "submit"}, [])
    assert calls == ["12"]
