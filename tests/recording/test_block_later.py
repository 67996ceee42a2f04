"""`with gv.record() as rec:`: a pass is told when it is asked for, as it was when it happened (R96)."""

import gc
import random

import numpy as np
import pytest

import gradviz as gv
from gradviz import optim
from gradviz.core.tensor import Tensor
from gradviz.recording import tape
from gradviz.recording.events import Updated, Zeroed


def training(steps, count, look=lambda rec: None, make=optim.SGD, hook=False, set_to_none=True):
    """A loop in which the numbers of the formula are others in every pass, and so is the graph."""
    dice = random.Random(3)
    parameters = [gv.tensor(dice.uniform(-1, 1), requires_grad=True, name=f"p{i}") for i in range(count)]
    if hook:
        parameters[0].register_hook(lambda gradient: gradient * 2)
    optimizer = make(parameters, lr=0.1)
    with gv.record() as rec:
        for step in range(steps):
            optimizer.zero_grad(set_to_none=set_to_none)
            loss = gv.tensor(np.array([dice.random(), 1.0])).sum() * parameters[0]
            for parameter in parameters[: 1 + step % count]:
                loss = loss + (parameter * dice.random() - 0.5) ** 2
                look(rec)
            loss.backward()
            look(rec)
            optimizer.step()
            look(rec)
    return rec


def said(rec):
    """All of a recording; arrays as lists, that they can be compared."""
    return rec.to_json(), rec.memory, [rec.frame(i).gradients for i in range(0, len(rec.events), 7)]


@pytest.mark.parametrize("options", [
    {}, {"hook": True}, {"make": optim.Adam}, {"set_to_none": False},
    {"make": lambda parameters, lr: optim.SGD(parameters, lr, momentum=0.9)},
])  # fmt: skip
def test_it_makes_no_difference_when_a_recording_is_looked_at(options):
    looks = [0]

    def look(rec):
        looks[0] += len(rec.events) > 0 and len(rec.frame().values) > 0 and len(rec.graphs) > 0

    later, at_once = training(6, 4, **options), training(6, 4, look, **options)
    assert looks[0] > 20 and len(later.graphs) == 6
    assert said(later) == said(at_once)


def test_while_a_block_runs_no_graph_and_no_pass_is_made():
    """A step of many parameters would cost many times its passes, were its thousands of events made on the way."""
    before = tape._graph.cache_info().misses
    rec = training(5, 30)
    assert tape._graph.cache_info().misses == before
    assert len(rec.graphs) == 5 and tape._graph.cache_info().misses == before + 5


def test_a_pass_lets_its_tensors_go():
    """What is kept of an earlier pass is numbers: its own Tensors live no longer than without a recording."""
    w = gv.tensor(2.0, requires_grad=True, name="w")

    def alive():
        gc.collect()
        return sum(isinstance(each, Tensor) for each in gc.get_objects())

    with gv.record() as rec:
        counts = []
        for _ in range(4):
            sum((w * float(k) for k in range(50)), w).backward()
            counts.append(alive())
    assert counts[0] == counts[-1] > 50 and rec.gradient("w") == 4 * (1 + sum(range(50)))


@pytest.mark.parametrize("set_to_none", [True, False])
def test_every_parameters_change_is_told_once_for_every_step(set_to_none):
    rec = training(4, 5, set_to_none=set_to_none)
    moved = [event for event in rec.events if isinstance(event, Updated)]
    zeroed = [event for event in rec.events if isinstance(event, Zeroed)]
    assert len(moved) == 1 + 2 + 3 + 4  # as many as have had a gradient
    assert len(zeroed) == 1 + 2 + 3 if set_to_none else len(zeroed) >= 6
    assert {event.gradient for event in zeroed} == {None if set_to_none else 0.0}
