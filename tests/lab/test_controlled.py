"""What every figure with controls by name shares: moved at once, put back, locked, hidden, told as a line of code."""

import numpy as np
import pytest
import traitlets

import gradviz as gv

MAKERS = {
    "flow": lambda **more: gv.flow(depth=3, activation="relu", **more),
    "flow of a function": lambda **more: gv.flow("tanh(w*x)", w=2, x=(0, 1), **more),
    "jacobian": lambda **more: gv.jacobian([1.0, 2.0, 4.0], target=0, **more),
    "memory": lambda **more: gv.memory(n=8, batch=2, **more),
    "memory of layers": lambda **more: gv.memory([gv.tanh, gv.sin, gv.exp], x=[0.5, 1.0], segments=2, **more),
    "memory of a function": lambda **more: gv.memory("L = (w*x - t)**2", w=3, x=2, t=(0, 10), **more),
    "explore": lambda **more: gv.explore("L = (w*x - t)**2", w=3, x=2, t=(0, 10), **more),
    "gates": lambda **more: gv.gates("multiply", **more),
    "paths": lambda **more: gv.paths(**more),
    "paths of a formula": lambda **more: gv.paths("z = w*x; L = z**2", w=3, x=(0, 4), wrt="x", **more),
    "build": lambda **more: gv.build("L = log(sigmoid(w*x + b))", w=0.5, x=2, b=-1, **more),
    "train": lambda **more: gv.train("L = (w*x - t)**2", w=1, x=2, t=6, lr=0.03, steps=3, **more),
    "train of points": lambda **more: gv.train("circles", hidden=2, steps=2, batch_size=40, **more),
}
MOVES = {
    "flow": {"depth": 5, "activation": "tanh", "scale": 2.5, "bias": -0.5, "seed": 3},
    "flow of a function": {"w": -1.0},
    "jacobian": {"x1": 0.5, "target": 2},
    "memory": {"n": 30, "segments": 20, "batch": 4},
    "memory of layers": {"segments": 3, "batch": 8},
    "memory of a function": {"t": 1.0},
    "explore": {"w": 4.0},
    "gates": {"gate": "max", "max_y": 5.0, "copy_upstream_of_z1": -2.0},
    "paths": {"structure": "layer", "doublings": 4, "wrt": "b", "mode": "race", "w": 0.7, "x": -1.0},
    "paths of a formula": {"formula": "y = x*p + exp(x)", "x": 3.0, "p": 5.0, "wrt": "p"},
    "build": {"nodes": [("x", "input", "x"), ("z", "multiply", "x", 3.0)], "check": True},
    "train": {"lr": 0.0123456, "optimizer": "Adam", "zero_grad": False, "steps": 4, "w": -2.5, "grain": "event"},
    "train of points": {"batch_size": 60, "optimizer": "momentum"},
}
every = pytest.mark.parametrize("name", MAKERS)


def remade(figure, **names):
    """What the figure's line makes; evaluated where there is nothing but gradviz and the learner's own functions."""
    return eval(figure.code, {"gv": gv, **names})


def column(figure):
    """The controls in the left column, and those in its boxes."""
    return [*inside(figure.children[1].children[0])]


def inside(box):
    for each in box.children:
        yield each
        yield from inside(each) if hasattr(each, "children") else ()


@every
def test_the_line_of_code_makes_the_figure_as_it_is(name):
    figure = MAKERS[name]()
    assert figure.at(**MOVES[name]) is figure and figure.values.items() >= MOVES[name].items()
    again = remade(figure)
    assert (again.code, again.values) == (figure.code, figure.values)
    assert again.diagram.panel == figure.diagram.panel and again.diagram.texts[:-1] == figure.diagram.texts[:-1]
    again.controls.reset()
    assert again.values == MAKERS[name]().values and ".at(" not in again.code


@every
def test_the_button_and_the_key_copy_the_line(name):
    figure = MAKERS[name]().at(**MOVES[name])
    button = next(each for each in column(figure) if getattr(each, "description", "") == "Copy state")
    assert figure.line.layout.display == "none"
    button.click()
    assert figure.line.value == figure.diagram.copied == figure.code and figure.line.layout.display == "flex"
    figure.reset()
    figure.copy() if name == "build" else figure.pressed("c")  # where C checks
    assert figure.line.value == figure.code == remade(figure).code


@every
def test_controls_are_locked_and_hidden_and_the_line_says_so(name):
    first, last = list(MOVES[name])[0], list(MAKERS[name]().controls)[-1]
    figure = MAKERS[name](lock=first, hide=[last])
    assert figure.controls[first].disabled and figure.controls[last] not in column(figure)
    assert f"lock=['{first}'], hide=['{last}']" in figure.code
    again = remade(figure)
    assert again.controls[first].disabled and again.controls[last] not in column(again)
    nobody = MAKERS[name](hide=list(figure.controls))
    assert not any(getattr(each, "description", "") == "Reset" for each in column(nobody))


@every
@pytest.mark.parametrize("option", ["lock", "hide"])
def test_what_is_not_there_cannot_be_locked_or_hidden(name, option):
    caller = name.split()[0]
    said = rf"^{caller}\(\.\.\., {option}=\['q'\]\): there is no such control\. The controls are: "
    with pytest.raises(ValueError, match=said):
        MAKERS[name](**{option: "q"})


@every
def test_several_controls_move_in_one_run(name):
    figure, runs = MAKERS[name](), []
    tick = figure.tick
    figure.tick = lambda moved=None: (runs.append(moved), tick(moved))
    figure.at(**MOVES[name])
    figure.controls.reset()
    assert set(runs) == {None} and (len(runs) == 2 or "paths" in name)  # of another structure inputs come later


@every
def test_where_one_cannot_take_its_value_none_moves(name):
    figure = MAKERS[name]()
    before, first, wrong = figure.values, *list(figure.controls)[-1:], object()
    for bad in ({**MOVES[name], first: wrong}, {**MOVES[name], "q": 1}):
        with pytest.raises(ValueError, match="^cannot move "):
            figure.at(**bad)
        with pytest.raises(ValueError, match="^cannot move "):
            figure.values = bad
        assert figure.values == figure.controls.now == before
    figure.at(**MOVES[name])
    assert figure.values != before and not figure.diagram.error


OUTSIDE = [
    ("flow", "depth", 200, "only 30"), ("flow", "depth", 2.5, "only 2"), ("flow", "scale", np.nan, "not finite"),
    ("flow", "activation", "step", "Invalid selection"), ("jacobian", "x0", np.inf, "not finite"),
    ("memory", "segments", 9, "only 8"), ("memory", "batch", 3, "Invalid selection"), ("explore", "t", 11, "only 10.0"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "control", "value", "words"), OUTSIDE)
def test_a_control_is_not_moved_to_another_value_than_was_asked_for(name, control, value, words):
    figure = MAKERS[name]()
    before = figure.values
    with pytest.raises(ValueError, match=rf"^cannot move {control} to .* its control cannot hold that.*{words}"):
        figure.at(**{control: value})
    assert figure.values == figure.controls.now == before and figure.at(**MOVES[name]).values != before


def test_a_figure_that_is_linked_by_its_values_goes_as_far_as_it_reaches():
    one, other = gv.explore("x*x", x=(0, 10)), gv.explore("x*x", x=(0, 4))
    traitlets.link((one, "values"), (other, "values"))
    one.controls["x"].value = 8
    assert (one.values, other.values) == ({"x": 8.0}, {"x": 4.0}) and other.recording.value("x") == 4
    with pytest.raises(ValueError, match="not finite"):
        one.values = {"x": np.nan}
    assert one.values == one.controls.now == {"x": 8.0}


def test_arrays_and_numbers_of_numpy_are_values_too():
    figure = gv.explore("sum(a*s)", a=[1.0, 2.0], s=2).at(a=np.array([3, 4]), s=gv.tensor(5.0))
    assert figure.values == {"a": [3, 4], "s": 5.0} and figure.recording.value("a").tolist() == [3, 4]
    assert remade(figure).values == figure.values


@every
def test_what_is_locked_is_named(name):
    caller = name.split()[0]
    for wrong in (3, [["w"]]):
        with pytest.raises(TypeError, match=rf"^{caller}\(\.\.\., lock=.*it takes names of controls.*Write lock="):
            MAKERS[name](lock=wrong)


def test_a_line_has_the_own_functions_of_gradviz_by_their_full_names():
    def halved(x):
        return x * 0.5

    assert gv.explore(gv.sin, a=1).code == "gv.explore(gv.sin, a=1)"
    figure = gv.memory([gv.tanh, halved], x=np.array([1, 2]), segments=np.int64(1))
    assert figure.code == "gv.memory([gv.tanh, halved], x=[1, 2], segments=1)"
    assert remade(figure, halved=halved).values == figure.values
    layers = gv.nn.Sequential(gv.nn.Linear(2, 2), gv.nn.Tanh())
    assert gv.memory(layers, x=[1.0, 2.0], segments=1).code == "gv.memory(layers, x=[1.0, 2.0], segments=1)"
    assert gv.jacobian(lambda x: x * x, [1, 2]).at(x1=3).code == "gv.jacobian(f, [1.0, 2.0]).at(x1=3.0)"


def test_options_that_are_inputs_too_are_asked_back():
    with pytest.raises(TypeError, match="lock is an option of flow and an input"):
        gv.flow("tanh(lock*x)", lock=1, x=2)
    assert remade(gv.flow("tanh(lock*x)", inputs={"lock": 1}, x=2)).values == {"lock": 1.0, "x": 2.0}
    with pytest.raises(TypeError, match="Did you mean lock="):
        gv.flow(locks="depth")
