"""The engine's benchmark compares like with like: everybody finds the same numbers, and the counts are right."""

import math

import pytest

from benchmarks import engine_mlp, engine_programs, engine_scale
from benchmarks.measure import ratio, span, target

PROGRAMS = engine_programs.programs(quick=True)


@pytest.mark.parametrize("program", PROGRAMS, ids=[program.name for program in PROGRAMS])
def test_all_engines_find_the_same_value_and_gradients(program):
    missing = {*program.peers} - {each.name for each in program.taking_part()}
    if missing:
        pytest.skip(f"not installed: {', '.join(sorted(missing))}; `make bench` installs them")
    engine_programs.check(program)


def test_different_numbers_are_found_out():
    numbers = iter((1.0, 2.0))
    differs = engine_programs.ScalarProgram("differs", lambda c: lambda x: x * next(numbers), (3.0,), ("autograd",), 1)
    pytest.importorskip("autograd")
    with pytest.raises(AssertionError, match="gradviz and autograd find different numbers"):
        engine_programs.check(differs)


def test_the_scalar_programs_by_hand():
    found = {program.name: program.results()["gradviz"] for program in PROGRAMS}
    assert found["chain of 500 adds"] == (1.25 * 501, [501.0])
    assert found["(w*x + b - y)**2"] == (4.0, [8.0, 12.0, 4.0, -4.0])


def test_the_network_of_the_demo():
    weights, points = engine_programs.demo_weights(), engine_programs.moons(20)
    assert len(weights) == (2 + 1) * 16 + (16 + 1) * 16 + (16 + 1) == 337
    assert [side for _, _, side in points].count(1) == 10
    size, start, values = 2, 0, [*points[0][:2]]
    for width in (16, 16, 1):
        rows = [weights[start + k * (size + 1) : start + (k + 1) * (size + 1)] for k in range(width)]
        totals = [math.fsum([*(w * v for w, v in zip(row, values, strict=False)), row[-1]]) for row in rows]
        values = [max(0.0, t) for t in totals] if width > 1 else totals
        start, size = start + width * (size + 1), width
    leaves = [engine_programs.contenders()[0].leaf(w) for w in weights]
    assert engine_programs.network(leaves, points[0][:2]).item() == pytest.approx(values[0], rel=1e-12)


def test_the_steps_of_the_mlp_agree():
    engine_mlp.check(engine_mlp.steps())


def test_a_wrong_step_of_the_mlp_is_found_out():
    hand = engine_mlp.by_hand()

    def wrong():
        loss, gradients = hand()
        return loss, [gradients[0] * 1.0001, *gradients[1:]]

    with pytest.raises(AssertionError, match="wrong finds other numbers"):
        engine_mlp.check({"numpy by hand": hand, "wrong": wrong})


def test_edges_doublings_and_long_chains():
    assert [engine_scale.edges_visited(n) for n in (1, 30, 60)] == [2, 60, 120]
    engine_scale.doublings(60)
    engine_scale.there_and_back(2_000)


def test_a_recorded_scalar_operation_takes_at_most_200_bytes():
    forward, both = engine_scale.bytes_of_an_operation(20_000)
    assert 50 < forward <= both + 1 <= 201, "a node and a float are more than 50"


def test_ratios_and_targets_say_what_they_mean():
    assert [ratio(3.0, 2.0), ratio(30.0, 2.0), ratio(300.0, 2.0)] == ["1.50x", "15.0x", "150x"]
    assert span([0.001, 0.003, 0.002], 1e3, 1) == "2.0 (1.0..3.0)"
    assert target("a", True).endswith("reached") and target("a", False).endswith("MISSED")
