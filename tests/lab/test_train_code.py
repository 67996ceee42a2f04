"""The train figure as a teacher sets it: controls locked and hidden, and the line of code that makes it as it is."""

import numpy as np
import pytest

import gradviz as gv


def test_an_exact_rate_is_trained_with_and_a_place_of_the_slider_as_it_reads():
    figure = gv.train("L = (w - 3)**2", w=0.0, steps=1).at(lr=0.0123456)
    assert figure.run.settings.lr == 0.0123456
    figure.loop.lr.value = 10**-0.92
    assert figure.run.settings.lr == 0.12
    again = eval(figure.code, {"gv": gv})
    assert again.run.settings == figure.run.settings and again.run.losses == figure.run.losses


def test_the_line_of_code_tells_the_moment_and_what_was_trained():
    figure = gv.train(lr=0.5).to(3)
    assert figure.code == "gv.train(lr=0.5).to(3)"
    assert eval(figure.code, {"gv": gv}).diagram.texts == figure.diagram.texts
    assert gv.train("xor", steps=1, zero_grad=False).code == "gv.train('xor', steps=1, zero_grad=False)"
    X, y = [[0.0, 1.0], [1.0, 0.0]], [0, 1]
    assert gv.train((X, y), steps=1, hidden=0).code == "gv.train((X, y), steps=1, hidden=0)"
    figure = gv.train(lambda w, x: (w - x) ** 2, learn="w", data={"x": 2}, w=1, steps=1)
    assert figure.code == "gv.train(f, w=1, learn='w', data={'x': 2}, steps=1)"


def test_keys_and_buttons_move_no_locked_setting():
    """Issue 5: a teacher fixes the learning rate, or hides the optimizer."""
    figure = gv.train(lock=["zero_grad", "steps"], hide="optimizer")
    before = figure.values
    for key in "zn":
        figure.pressed(key)
    assert figure.values == before and figure.loop.more.disabled and figure.loop.zeroing.disabled
    assert figure.loop.optimizer not in figure.loop.children and figure.loop.lr in figure.loop.children
    assert figure.code == "gv.train(lock=['steps', 'zero_grad'], hide=['optimizer'])"


def test_a_parameter_called_like_a_setting_has_a_control_of_its_own():
    figure = gv.train("L = (lr - 3)**2", inputs={"lr": 1.0}, learn="lr", steps=1).at(**{"start lr": 2.0})
    assert figure.run.states[0] == {"lr": 2.0} and figure.run.settings.lr == 0.1


@pytest.mark.parametrize(("names", "said"), [
    (["scrubber"], r"^train\(\.\.\., lock=\['scrubber'\]\): it cannot be locked or hidden, for .* that can are"),
    ("learning_rate", "there is no such control.*The controls are: lr, optimizer, zero_grad, steps, θ, grain"),
    ("optimiser", "Did you mean 'optimizer'"), (["batch_size"], "there is no such control"),
])  # fmt: skip
def test_what_cannot_be_locked_is_said(names, said):
    with pytest.raises(ValueError, match=said):
        gv.train(lock=names)


def test_an_option_that_is_an_input_too_is_asked_back():
    with pytest.raises(TypeError, match="lock is an option of train and an input of your function"):
        gv.train("y = w*lock", w=1, lock=3.0)
    assert gv.train("y = w*lock", inputs={"w": 1, "lock": 3.0}, steps=1).run.losses[0] == 3.0


@pytest.mark.parametrize(("loss", "told"), [
    (gv.nn.functional.mse_loss, "gv.nn.functional.mse_loss"), (gv.nn.MSELoss(), "gv.nn.MSELoss()"),
    (gv.nn.HuberLoss(delta=0.5, reduction="sum"), "gv.nn.HuberLoss(reduction='sum', delta=0.5)"),
    (gv.nn.BCEWithLogitsLoss(pos_weight=gv.tensor(2.0)), "loss"),
    (lambda output, target: (output - target).sum(), "loss"),
])  # fmt: skip
def test_a_loss_of_gradviz_is_pasted_back_and_any_other_has_a_name(loss, told):
    X, y, model = [[0.0, 1.0], [1.0, 0.0]], [0, 1], gv.nn.Linear(2, 1)
    figure = gv.train(model, data=(X, y), loss=loss, steps=1)
    assert figure.code == f"gv.train(model, data=(X, y), loss={told}, steps=1)"
    names = {"gv": gv, "model": model, "X": X, "y": y} | ({"loss": loss} if told == "loss" else {})
    assert eval(figure.code, names).run.losses == figure.run.losses


def test_numbers_of_numpy_and_tensors_are_numbers_of_train():
    """They have start values to move, and the sentences of single numbers."""
    given = {"lr": np.float32(0.25), "steps": np.int64(2)}
    for w in (np.float32(1), np.int64(1), np.array(1.0), gv.tensor(1.0)):
        figure = gv.train("L = (w - x)**2", data={"x": np.float64(3)}, w=w, **given)
        assert figure.controls["w"].value == 1 and figure.diagram.texts[-1].startswith("Epoch 2: step sets w to 2 −")
        assert eval(figure.code, {"gv": gv}).values == figure.values


def test_inf_and_nan_are_pasted_back():
    figure = gv.train("L = w*c*sum(d)", w=1.0, c=np.nan, d=[-np.inf], steps=1)
    assert figure.code == "gv.train('L = w*c*sum(d)', w=1.0, c=float('nan'), d=[float('-inf')], steps=1)"
    assert eval(figure.code, {"gv": gv}).code == figure.code


def test_one_epoch_is_one():
    assert "1 epoch. The loss" in gv.train("L = w**2", w=1.0, steps=1).loop.said.value
    assert "inf after 1 epoch, so" in gv.train("L = w**2", w=1.0, lr=1e200, steps=5).loop.said.value
    assert "1 epoch of 2 batches." in gv.train("xor", steps=1, batch_size=2).loop.said.value
