"""Sliders hold the number they are put to: the page would bring it to a whole step, and send that back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.lab.frame.sliders import Follower, Slider
from tests.common import examples


def page_sends_back(slider):
    """What the page makes of a slider's number as soon as it is shown: the nearest step from the lower end."""
    steps = round((slider.value - slider.min) / slider.step)
    sent = min(slider.min + steps * slider.step, slider.max)
    slider.set_state({"value": sent})
    return slider.value


@pytest.mark.parametrize(("value", "step"), [(1.25, 0.01), (1.2345, 0.0001), (2.0, 0.1), (0.0, 0.1), (5.0, 0.1)])
def test_the_steps_are_as_fine_as_the_number_needs(value, step):
    slider = Slider(2.5, min=0, max=5, step=0.1).put(value)
    assert (slider.value, slider.step) == (value, pytest.approx(step))
    assert page_sends_back(slider) == pytest.approx(value, abs=1e-12)


def test_they_are_their_own_again_for_a_number_that_they_reach():
    figure = gv.explore("L = x**2", x=(0, 5)).at(x=1.25)
    assert figure.controls["x"].step == 0.01
    figure.reset()
    assert (figure.values, figure.controls["x"].step) == ({"x": 2.5}, 0.1)


@examples(200)
@given(st.floats(0, 5))
def test_whatever_it_is_put_to_the_page_keeps_all_digits_that_are_shown(value):
    slider = Slider(2.5, min=0, max=5, step=0.1).put(value)
    assert slider.value == value
    assert page_sends_back(slider) == pytest.approx(value, abs=1e-7)


@pytest.mark.parametrize(("figure", "name", "value"), [
    (lambda: gv.explore("L = x**2", x=(0, 5)).at(x=1.2345), "x", 1.2345),
    (lambda: gv.flow(scale=0.37), "scale", 0.37),
    (lambda: gv.jacobian([0.123, 1, 2]), "x0", 0.123),
    (lambda: gv.gates().at(add_x=1.375), "add_x", 1.375),
])  # fmt: skip
def test_a_figure_shows_the_number_that_it_was_given_on_the_page_too(figure, name, value):
    made = figure()
    assert page_sends_back(made.controls[name]) == pytest.approx(value, abs=1e-9)


@examples(100)
@given(st.floats(-15, 1).map(lambda power: 10**power))
def test_a_push_of_any_size_is_a_whole_number_of_steps_away(h):
    slider = gv.nudge("y = x**2", x=1, h=h).size
    power = round(math.log10(h), 12)
    steps = (power - slider.min) / slider.step
    assert abs(steps - round(steps)) < 1e-6 and -15 - 1e-9 <= slider.min <= power + 1e-9


def test_linked_sliders_of_other_steps_stand_at_the_same_number():
    """Else the coarse one, rounded on the page, would pull the fine one back."""
    fine, coarse = gv.explore("y = x*x", x=(0, 1, 0.01)), gv.explore("y = x + 1", x=(0, 5))
    fine.link(coarse)
    fine.controls["x"].value = 0.37
    assert coarse.values["x"] == 0.37
    page_sends_back(coarse.controls["x"])
    assert fine.values["x"] == pytest.approx(0.37) == coarse.values["x"]


def follower():
    slider = Follower(0.0, min=-10, max=10, step=0.1)
    heard = []
    slider.observe(lambda change: heard.append(change["new"]), "value")
    return slider, heard


def test_what_the_page_sends_back_of_a_number_that_is_followed_is_nobodys_wish():
    slider, heard = follower()
    slider.follow(3.14159)
    slider.follow(2.71828)
    slider.set_state({"value": 3.1000000000000014})  # late, and off in the last digit
    slider.set_state({"value": 2.7})
    assert heard == [3.1, 2.7] and slider.value == 2.7


def test_what_the_hand_chooses_is_even_where_the_number_has_just_been():
    slider, heard = follower()
    slider.follow(3.1)
    slider.follow(3.2)
    slider.in_hand = True
    slider.set_state({"value": 3.1})
    assert heard[-1] == slider.value == 3.1
    slider.follow(4)
    slider.set_state({"value": 3.1})
    assert slider.value == 4, "the hand has gone"


def test_a_number_from_elsewhere_is_taken_without_word_of_a_hand():
    """As from a view of the slider alone, beside which no figure stands."""
    slider, heard = follower()
    slider.follow(3.1)
    slider.set_state({"value": 5.5})
    assert heard[-1] == slider.value == 5.5


def test_zoom_takes_no_rounding_of_the_page_for_an_upstream_set_by_hand():
    """R44: nobody has set it, so the caption must not say so."""
    figure = gv.zoom("z = w*x; L = sin(z)", node="z", w=2.5, x=2.5)
    page_sends_back(figure.upstream)
    assert not figure.by_hand and figure.diagram.texts[-1].startswith("z: 0.9994 arrives from above.")
    figure.diagram._handle_custom_msg({"hand": True}, [])
    figure.upstream.set_state({"value": 1.1})
    assert figure.by_hand
    assert figure.diagram.texts[-1].startswith("You set the upstream gradient to 1.1; recorded is 0.9994.")
