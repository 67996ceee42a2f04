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
        TypeError, match=r"it draws a gradviz Tensor or a Recording\." r" For a function or formula write gv\.draw"
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


def loop(steps=2):
    w = gv.tensor(1.0, requires_grad=True, name="w")
    optimizer = gv.optim.SGD([w], lr=0.25)
    with gv.record() as rec:
        for _ in range(steps):
            optimizer.zero_grad()
            L = (w + 4 - 7) ** 2
            L.backward()
            optimizer.step()
    return rec


def test_after_a_step_a_picture_says_that_the_rest_is_from_before():
    """Else a student would read 2 + 4 = 5."""
    rec = loop()
    said = "w has moved on; the other numbers are from before"
    step = next(i for i, event in enumerate(rec) if type(event).__name__ == "Updated")
    assert rec.frame(step).values[:2] == [2.0, 5.0] and rec.frame(step).newer == (0,)
    for picture in (gv.draw(rec, index=step), gv.draw(rec)):
        assert said in picture.svg and said in picture.text and said in picture.description
    assert said not in gv.draw(rec, index=step - 1).svg + gv.draw(rec, index=rec.starts[1] + 3).svg


def test_many_inputs_that_have_moved_on_are_counted_and_views_say_so_too():
    net = gv.nn.Sequential(gv.nn.Linear(2, 2), gv.nn.Linear(2, 1))
    optimizer = gv.optim.SGD(net.parameters(), lr=0.1)
    with gv.record() as rec:
        (net(gv.ones(1, 2)) ** 2).mean().backward()
        optimizer.step()
    assert "4 inputs have moved on" in gv.draw(rec, fold=False).text
    assert "Sequential has moved on" in gv.draw(rec, fold=True).text


def test_an_event_is_lit_in_its_own_frame():
    rec = loop()
    picture = gv.draw(rec, highlight=rec[3])
    assert picture.frame.values == rec.frame(3).values != rec.frame().values


@pytest.mark.parametrize("options, message", [
    ({"edge": "both"}, r"no option edge=\. Did you mean edges=\?"), ({"highlights": "x"}, "mean highlight="),
    ({"colour": "red"}, "The options are theme, edges, style"), ({"index": "3"}, "whole number"),
    ({"index": 3.0}, "whole number"), ({"tree": "x"}, "neither True nor False"),
])  # fmt: skip
def test_a_slip_is_answered_in_words(options, message):
    with pytest.raises(TypeError, match=message):
        gv.draw(figure_1(), **options)


def test_what_is_no_recording_is_answered_with_what_to_draw():
    with pytest.raises(TypeError, match="already: the last line of a cell shows it"):
        gv.draw(gv.draw(figure_1()))
    with pytest.raises(TypeError, match=r"`rec` of `with gv\.record\(\) as rec:`"):
        gv.draw(gv.record())
    with pytest.raises(TypeError, match="A graph has no numbers"):
        gv.draw(figure_1().graph)
    with pytest.raises(ValueError, match=r"gv\.record\(y\), index=3"):
        gv.draw(gv.tensor(1.0), index=2)
