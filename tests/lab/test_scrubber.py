"""The scrubber: every way to move, always at one moment, never outside."""

import traitlets
from hypothesis import given
from hypothesis import strategies as st

from gradviz.lab.frame.scrubber import PACE, Scrubber
from tests.common import examples


def shown(scrubber):
    """What its parts say, which must be one thing."""
    assert scrubber.slider.value == scrubber.clock.value == scrubber.index
    return scrubber.index, scrubber.label.value


def test_buttons_go_first_back_on_and_last():
    """R29."""
    scrubber = Scrubber(5)
    first, back, on, last = scrubber.buttons
    seen = []
    for button in (on, on, back, last, on, first, back):
        button.click()
        seen.append(shown(scrubber))
    assert [index for index, _ in seen] == [1, 2, 1, 4, 4, 0, 0]
    assert seen[1][1] == "event 3 of 5"


def test_keys_do_what_the_buttons_do():
    scrubber, seen = Scrubber(5), []
    for key in ("ArrowRight", "End", "ArrowLeft", "Home", "ArrowLeft"):
        assert scrubber.press(key)
        seen.append(shown(scrubber)[0])
    assert seen == [1, 4, 3, 0, 0] and not scrubber.press("x")


def test_the_slider_moves_it_and_follows_it():
    scrubber = Scrubber(9)
    scrubber.slider.value = 7
    assert shown(scrubber)[0] == 7
    scrubber.index = 3
    assert shown(scrubber)[0] == 3


def test_playing_is_slow_and_the_clock_moves_it():
    scrubber = Scrubber(4)
    assert scrubber.clock.interval == PACE == 800 and not scrubber.clock.repeat
    scrubber.play.value = True
    assert scrubber.playing and scrubber.clock.playing and scrubber.play.tooltip == "Pause"
    scrubber.clock.value = 1
    assert shown(scrubber)[0] == 1 and scrubber.playing
    scrubber.clock.playing = False  # as the page says at the last moment
    assert not scrubber.playing and scrubber.play.tooltip == "Play" and not scrubber.play.value


def test_any_key_any_button_and_the_slider_stop_what_plays():
    stops = [
        lambda s: s.press("x"), lambda s: s.press(" "), lambda s: s.press("ArrowLeft"), lambda s: s.buttons[0].click(),
        lambda s: setattr(s.slider, "value", 3), lambda s: setattr(s.play, "value", False),
    ]  # fmt: skip
    for stop in stops:
        scrubber = Scrubber(6)
        scrubber.press(" ")
        assert scrubber.playing
        scrubber.clock.value = 1
        stop(scrubber)
        assert not scrubber.playing and not scrubber.clock.playing


def test_space_plays_and_stops():
    scrubber = Scrubber(3)
    assert [scrubber.press(" ") and scrubber.playing for _ in range(3)] == [True, False, True]


def test_a_late_tick_of_the_clock_moves_nothing_after_the_stop():
    scrubber = Scrubber(9)
    scrubber.press(" ")
    scrubber.press("ArrowRight")
    scrubber.clock.value = 5
    assert scrubber.index == 1


def test_a_single_moment_can_be_shown():
    scrubber = Scrubber(1)
    assert scrubber.slider.disabled and scrubber.slider.max > scrubber.slider.min
    for key in ("ArrowRight", "End", "ArrowLeft"):
        scrubber.press(key)
        assert scrubber.index == 0
    scrubber.count = 0
    assert scrubber.count == 1


def test_its_words_are_whoever_uses_its():
    scrubber = Scrubber(3, told=lambda index, count: f"epoch {index} until {count}", name="epoch")
    scrubber.index = 2
    assert scrubber.label.value == "epoch 2 until 3" and scrubber.slider.description == "epoch"


def test_it_links_with_others():
    one, other = Scrubber(5), Scrubber(9)
    traitlets.link((one, "index"), (other, "index"))
    one.press("ArrowRight")
    assert other.index == 1 and shown(other)


def test_every_control_has_a_name():
    scrubber = Scrubber(3)
    assert all(button.tooltip for button in (*scrubber.buttons, scrubber.play)) and scrubber.slider.description


moves = st.one_of(
    st.tuples(st.just("count"), st.integers(-2, 30)), st.tuples(st.just("index"), st.integers(-40, 40)),
    st.tuples(st.just("press"), st.sampled_from(["ArrowLeft", "ArrowRight", "Home", "End", " ", "q"])),
)  # fmt: skip


@examples(100)
@given(st.lists(moves, max_size=12))
def test_whatever_is_done_it_is_at_one_moment_within(those):
    scrubber = Scrubber(4)
    for what, value in those:
        if what == "press":
            scrubber.press(value)
        else:
            setattr(scrubber, what, value)
        assert 0 <= shown(scrubber)[0] < scrubber.count
        assert scrubber.slider.max == max(1, scrubber.count - 1)
