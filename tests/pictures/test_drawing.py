"""`draw`: a Tensor as things stand, or a recording's last frame; it never runs anything."""

import pytest

import gradviz as gv
from gradviz.pictures import Picture
from tests.recording.traces import figure_1


def test_a_recording_is_drawn_at_its_end():
    picture = gv.draw(figure_1())
    assert (
        isinstance(picture, Picture)
        and picture.theme == "light"
        and picture.frame is figure_1().frame()
        or picture.frame.values[-1] == 4
    )
    assert gv.draw(figure_1(), theme="dark").theme == "dark"


def test_a_tensor_is_drawn_as_things_stand():
    """Nothing is swept; not computed is not 0."""
    x = gv.tensor(3.0, requires_grad=True, name="x")
    y = x * x
    assert gv.draw(y).frame.gradients == [None, None] and x.grad is None
    y.backward()
    assert gv.draw(y).frame.gradients == [6.0, 1.0]
    x.grad.zero_()
    assert gv.draw(y).frame.gradients == [0.0, 1.0]


@pytest.mark.parametrize("wrong", [3.0, "x*x", lambda x: x, None, [1]])
def test_anything_else_is_refused(wrong):
    with pytest.raises(
        TypeError, match=r"it draws a Tensor or a Recording\. For a function or formula write gv\.draw\(gv\.record"
    ):
        gv.draw(wrong)


@pytest.mark.parametrize("options, message", [
    ({"edges": "global"}, "edges='global' is no way to draw; there are: edges='local' or 'contribution' or 'both'"),
    ({"edges": None}, "edges=None is no way to draw"), ({"edges": ["local"]}, "there are: edges='local'"),
    ({"style": "nodes"}, "style='nodes' is no way to draw; there are: style='operations' or 'values'"),
    ({"parallel": 1}, "parallel=1 is neither on nor off; write parallel=True or parallel=False"),
    ({"saved": "yes"}, "saved='yes' is neither on nor off"),
    ({"theme": "pink"}, "the themes are: light, dark, contrast"), ({"highlight": 8}, "no node at position 8"),
])  # fmt: skip
def test_an_option_without_such_a_value_is_refused(options, message):
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        gv.draw(figure_1(), **options)


def test_a_moment_is_chosen_by_its_index():
    recording = figure_1()
    assert gv.draw(recording, index=4).frame == recording.frame(4)
    assert gv.draw(recording, index=-2).text == gv.draw(recording, index=len(recording) - 2).text
    for index in (len(recording), -len(recording) - 1):
        with pytest.raises(IndexError, match=f"no event {index}: .* numbered from 0 to {len(recording) - 1}"):
            gv.draw(recording, index=index)


@pytest.mark.parametrize("options", [
    {"edges": "contribution"}, {"edges": "both"}, {"style": "values"}, {"parallel": True}, {"saved": True},
    {"highlight": ["x", "p", "f"]}, {"index": 3},
], ids=str)  # fmt: skip
def test_an_option_holds_for_every_form_of_a_picture(options):
    """What the eye gets, the file, the table and the voice get too."""
    recording = gv.record("p = x**2; q = 3*x; f = p*q", x=2)
    plain, other = gv.draw(recording), gv.draw(recording, **options)
    for form in ("svg", "source", "text", "description"):
        assert getattr(plain, form) != getattr(other, form), form


def test_options_hold_for_a_tensor():
    x = gv.tensor(3.0, requires_grad=True, name="x")
    y = (x * x).named("y")
    assert "→" not in gv.draw(y, edges="contribution").source.replace("->", "")
    y.backward()
    picture = gv.draw(y, edges="contribution", saved=True, highlight=("x", "y"))
    assert picture.source.count("→ 3") == 2 and "8 B for y" in picture.text


def test_a_moment_of_a_block_is_drawn_with_the_graph_of_its_pass():
    x = gv.tensor(3.0, requires_grad=True, name="x")
    with gv.record() as recording:
        (x * x).backward()
        (x * x * x).sin().backward()
    assert [len(gv.draw(recording, index=index).graph.nodes) for index in (2, -1)] == [2, 4]
    event = recording.events[4]
    assert gv.draw(recording, index=4, highlight=event).lit.state == "active"
