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
