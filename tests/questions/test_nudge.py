import pytest

from gradviz.questions.nudge import Proof, prove, pushed
from tests.questions.graphs import case


def test_a_nudge_shows_which_number_foretells_the_change():
    """R110: h = .01 changes x² + x³ at 3 by ≈ .3310; sum 33 foretells .33, product 1.62."""
    run = pushed(case("x**2 + x**3", x=3), 0)
    proof = prove("x", run, 162.0, 33.0)
    assert proof == Proof("x", 0.01, pytest.approx(0.331, abs=5e-4), pytest.approx(1.62), pytest.approx(0.33))
    assert proof.said() == "Raise x by 0.01: the output changes by 0.331. Your number says 1.62."


def test_the_nearer_the_numbers_the_smaller_the_nudge():
    run = pushed(case("x**2 + x**3", x=3), 0)
    assert prove("x", run, 34.0, 33.0).h < prove("x", run, 162.0, 33.0).h


def test_an_inner_node_is_pushed_on_its_own():
    found = case("z = w*x; L = z**2", w=2, x=3)
    run = pushed(found, found.position("z"))
    assert run(0.0) == 36 and run(1.0) == 49


def test_at_a_kink_nothing_is_proved():
    run = pushed(case("maximum(x, y)", x=2, y=2), 0)
    assert prove("x", run, 1.0, 0.5) is None
