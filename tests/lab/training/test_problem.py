"""Which inputs are parameters, and which data sets there are."""

import numpy as np
import pytest

from gradviz.lab.training.asked import known, of_arrays
from gradviz.lab.training.data import DATA, own
from gradviz.lab.training.problem import of_formula, secret_number


def test_parameters_are_told_by_their_usual_names():
    made = of_formula("(w*x + b - t)**2", {"w": 3, "x": 2, "b": 1, "t": 5}, None)
    assert list(made.parameters) == ["w", "b"] and list(made.data) == ["x", "t"]
    assert made.code == "loss = (w*x + b - t)**2"
    assert list(of_formula("c**2", {"c": 3}, None).parameters) == ["c"]
    assert list(of_formula("w1*w_2 + beta", {"w1": 1, "w_2": 1, "beta": 1}, None).parameters) == ["w1", "w_2"]


def test_learn_and_data_have_the_last_word():
    values = {"w": 3, "x": 2, "b": 1, "t": 5}
    assert list(of_formula("(w*x + b - t)**2", values, ["x"]).parameters) == ["x"]
    assert list(of_formula("(w*x + b - t)**2", values, "x").parameters) == ["x"]
    assert list(of_formula("(w*x + b - t)**2", values, None, data=["b"]).parameters) == ["w"]


def test_what_is_left_out_without_a_word_of_the_teacher_is_said():
    values = {"m": 1, "x": 2, "b": 0, "t": 5}
    assert of_formula("(m*x + b - t)**2", values, None).notes == [
        "Not learned: m. Where that is not meant, write learn=['b', 'm']."
    ]
    for learn, data in [(["b"], ()), (None, ["m"])]:
        assert of_formula("(m*x + b - t)**2", values, learn, data).notes == []
    assert of_formula("(w*x1 - y)**2", {"w": 1, "x1": 2, "y": 0}, None).notes == []


@pytest.mark.parametrize("learn, said", [(None, "which of p, q are parameters"), (["z"], "names z"), ([], "nothing")])
def test_what_cannot_be_learned_is_refused_with_the_names_there_are(learn, said):
    with pytest.raises(ValueError, match=said) as error:
        of_formula("p*q", {"p": 1, "q": 2}, learn)
    assert "p" in str(error.value) and "q" in str(error.value)


@pytest.mark.parametrize("name", sorted(DATA))
def test_a_data_set_is_the_same_each_time_and_fits_its_net(name):
    one, two = DATA[name](), DATA[name]()
    assert np.array_equal(one.X, two.X) and np.array_equal(one.t, two.t)
    several = len(one.classes) > 2
    assert one.t.shape == ((len(one.X),) if several else (len(one.X), 1))
    made = known(name, None)
    assert made.predict(one.X, made.parameters).shape == (len(one.X), len(one.classes) if several else 1)
    assert known("three moons", None) is None


def test_no_straight_line_separates_the_corners_of_xor():
    points = DATA["xor"]()
    directions = np.array([[np.cos(a), np.sin(a)] for a in np.linspace(0, 2 * np.pi, 100)])
    sides = points.X @ directions.T
    zero, one = sides[points.t[:, 0] == 0], sides[points.t[:, 0] == 1]
    assert not (zero.max(0) < one.min(0) - 1e-9).any()


def test_three_classes_take_one_output_each_and_keep_their_names():
    draw = np.random.default_rng(0)
    made = of_arrays((draw.standard_normal((6, 2)), ["b", "a", "c", "a", "b", "c"]), 4)
    assert made.points.classes == ("a", "b", "c") and made.points.t.tolist() == [1, 0, 2, 0, 1, 2]
    assert made.parameters["W2"].shape == (4, 3) and made.code.startswith("L = cross_entropy(")
    assert np.array_equal(made.points.of_class(2), made.points.X[[2, 5]])


def test_own_arrays_are_taken():
    made = of_arrays(([[0, 0], [1, 1], [2, 2]], ["no", "yes", "yes"]), 3)
    assert made.points.classes == ("no", "yes") and made.points.t.tolist() == [[0], [1], [1]]
    assert made.parameters["W1"].shape == (2, 3)
    line = of_arrays(([1, 2, 3], [2.0, 4.0, 6.0]), None)
    assert list(line.parameters) == ["w", "b"] and line.points.X.shape == (3, 1)
    assert of_arrays((np.ones((4, 5)), [0, 1, 0, 1]), 0).parameters["W"].shape == (5, 1)


@pytest.mark.parametrize(
    "X, y, said",
    [
        ([[1, 2], [3]], [0, 1], "rows of equal length"),
        ([[1, 2], [3, 4]], [0, 1, 1], "2 points and y has shape"),
        ([[1, 2], [3, 4]], [0, 0], "1 different target, and"),
        ([[1, 2], [3, np.nan]], [0, 1], "inf or nan"),
        ([], [], "shape"),
        ([1.0, 2.0], ["a", "b"], "y cannot be read"),
    ],
)
def test_own_arrays_that_do_not_fit_are_refused(X, y, said):
    with pytest.raises((ValueError, TypeError), match=said):
        own(X, y)


def test_the_secret_number_game_takes_other_numbers():
    made = secret_number({"y": 9, "theta": 2})
    assert made.parameters == {"θ": 2} and made.data == {"x": 4, "y": 9}


def test_the_forward_line_is_the_formula_or_a_call():
    def miss(w, x):
        return (w - x) ** 2

    values = {"w": 1.0, "x": 2.0}
    assert of_formula(miss, values, ["w"]).code == "loss = miss(w, x)"
    assert of_formula(lambda w, x: w - x, values, ["w"]).code == "loss = f(w, x)"
    assert of_formula("d = w - x; L = d**2", values, ["w"]).code == "L = f(w, x)"
    assert of_formula("L = (w - x)**2", values, ["w"]).code == "L = (w - x)**2"
    assert of_formula("(w - x)**2" + " + 0*x" * 20, values, ["w"]).code == "loss = f(w, x)"
