import pytest

import gradviz as gv
from gradviz.optim import SGD
from gradviz.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LambdaLR, MultiStepLR, StepLR


def optimizer_at(*rates):
    return SGD([{"params": [gv.tensor(1.0, requires_grad=True)], "lr": rate} for rate in rates])


def rates_of(scheduler, epochs):
    rates = []
    for _ in range(epochs):
        rates.append(scheduler.get_last_lr()[0])
        scheduler.step()
    return rates


def test_stairs():
    assert rates_of(StepLR(optimizer_at(1.0), step_size=2, gamma=0.5), 6) == [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]


def test_each_group_starts_from_its_own_rate():
    scheduler = StepLR(optimizer := optimizer_at(1.0, 0.2), step_size=1)
    scheduler.step()
    assert scheduler.get_last_lr() == pytest.approx([0.1, 0.02])
    assert [g["lr"] for g in optimizer.param_groups] == scheduler.get_last_lr()


def test_other_shapes():
    assert rates_of(ExponentialLR(optimizer_at(1.0), 0.5), 4) == [1.0, 0.5, 0.25, 0.125]
    assert rates_of(CosineAnnealingLR(optimizer_at(2.0), T_max=4), 5) == pytest.approx(
        [2.0, 1.70710678, 1.0, 0.29289322, 0.0]
    )
    assert rates_of(LambdaLR(optimizer_at(3.0), lambda epoch: 1 / (1 + epoch)), 3) == [3.0, 1.5, 1.0]


def test_rates_fall_at_milestones():
    scheduler = MultiStepLR(SGD([gv.tensor(1.0, requires_grad=True)], lr=1.0), milestones=[3, 1], gamma=0.5)
    rates = [scheduler.get_last_lr()[0]]
    for _ in range(4):
        scheduler.step()
        rates += scheduler.get_last_lr()
    assert rates == [1.0, 0.5, 0.5, 0.25, 0.25]
