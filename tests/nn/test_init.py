import math

import numpy as np
import pytest

import gradviz as gv
import gradviz.nn as nn
from gradviz.nn import init


@pytest.fixture
def weight():
    gv.manual_seed(5)
    return nn.Parameter(gv.zeros(300, 200))


def spread(t):
    values = t.detach().numpy()
    return np.mean(values), np.std(values), np.max(np.abs(values))


@pytest.mark.parametrize(
    ("fill", "deviation", "largest"),
    [
        (lambda w: init.uniform_(w, -0.5, 0.5), 0.5 / math.sqrt(3), 0.5),
        (lambda w: init.normal_(w, 0.0, 0.3), 0.3, None),
        (lambda w: init.xavier_uniform_(w, 2.0), 2 * math.sqrt(2 / 500), 2 * math.sqrt(6 / 500)),
        (lambda w: init.xavier_normal_(w), math.sqrt(2 / 500), None),
        (lambda w: init.kaiming_uniform_(w, nonlinearity="relu"), math.sqrt(2 / 200), math.sqrt(6 / 200)),
        (lambda w: init.kaiming_normal_(w, mode="fan_out", nonlinearity="relu"), math.sqrt(2 / 300), None),
        (lambda w: init.kaiming_uniform_(w, a=math.sqrt(5)), 1 / math.sqrt(600), 1 / math.sqrt(200)),
    ],
)
def test_spread(weight, fill, deviation, largest):
    assert fill(weight) is weight and isinstance(weight, nn.Parameter) and weight.requires_grad
    mean, std, top = spread(weight)
    assert abs(mean) < 0.02 * deviation * 3 and std == pytest.approx(deviation, rel=0.02)
    if largest is not None:
        assert 0.99 * largest < top <= largest


def test_constants():
    b = nn.Parameter(gv.zeros(3))
    assert init.constant_(b, 0.5).tolist() == [0.5] * 3
    assert init.ones_(b).tolist() == [1.0] * 3 and init.zeros_(b).tolist() == [0.0] * 3
    assert init.uniform_(nn.Parameter(0.0), 2.0, 3.0).item() > 2.0


def test_gains_and_what_is_refused(weight):
    assert init.calculate_gain("leaky_relu", 1.0) == 1.0 and init.calculate_gain("tanh") == 5 / 3
    with pytest.raises(ValueError, match="no gain is known for 'swish'"):
        init.calculate_gain("swish")
    with pytest.raises(ValueError, match="mode='fan'"):
        init.kaiming_normal_(weight, mode="fan")
    with pytest.raises(ValueError, match=r"xavier_uniform_ got shape \(3,\).*matrix"):
        init.xavier_uniform_(gv.zeros(3))


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 4)])
def test_orthogonal_rows_or_columns(shape):
    gv.manual_seed(0)
    w = init.orthogonal_(nn.Parameter(gv.empty(*shape)), gain=2.0).detach().numpy()
    small = w @ w.T if shape[0] <= shape[1] else w.T @ w
    np.testing.assert_allclose(small, 4.0 * np.eye(min(shape)), atol=1e-12)
    assert not np.allclose(w, init.orthogonal_(gv.empty(*shape), gain=2.0).numpy())
    with pytest.raises(ValueError, match="orthogonal_ got shape"):
        init.orthogonal_(gv.empty(3))


def test_ones_on_the_diagonal():
    assert init.eye_(gv.empty(2, 3)).tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
