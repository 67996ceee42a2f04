import subprocess
import sys

from gradviz.questions.seeds import Seed, shuffled, whole


def test_a_seed_is_the_same_in_every_process_whatever_its_hash_seed():
    program = "from gradviz.questions.seeds import Seed; print(Seed('é', 'b', 'c', 2).dice('numbers').random())"
    runs = [[sys.executable, "-c", program] for _ in range(2)]
    found = {subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip() for run in runs}
    assert found == {str(Seed("é", "b", "c", 2).dice("numbers").random())} == {KNOWN}


KNOWN = "0.9633430196685329"


def test_words_do_not_run_into_each_other():
    assert Seed("ab", "c").dice("x").random() != Seed("a", "bc").dice("x").random()
    assert Seed("a", "1").dice("x").random() != Seed("a", '1", "').dice("x").random()


def test_an_attempt_draws_anew_only_where_it_should():
    first, second = Seed("a", "b", "c"), Seed("a", "b", "c").next()
    assert second.attempt == 1
    assert first.dice("x").random() != second.dice("x").random()
    assert first.dice("x", of_attempt=False).random() == second.dice("x", of_attempt=False).random()


def test_a_shuffle_keeps_everything_and_every_place_is_reached():
    dice = Seed().dice("shuffle")
    rows = [shuffled(dice, [1, 2, 3, 4]) for _ in range(200)]
    assert all(sorted(row) == [1, 2, 3, 4] for row in rows)
    assert {row[0] for row in rows} == {row[3] for row in rows} == {1, 2, 3, 4}
    assert {whole(dice, 3) for _ in range(100)} == {0, 1, 2}


def test_a_student_may_be_a_number_and_a_course_none():
    """`gradviz.options.student = 3` has the numbers that `gradviz key --student 3` prints."""
    assert Seed(None, 3, "A17") == Seed("", "3", "A17")
    assert Seed(None, 3).dice("x").random() == Seed("", "3").dice("x").random()
