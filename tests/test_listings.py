"""Beginners' PyTorch listings, word for word, on gradviz: they print what PyTorch prints.

tests/listings holds each listing beside what PyTorch 2.13.0 printed for it (in float64, as gradviz computes);
tests/torch/test_listings_on_torch.py compares that with the PyTorch that is installed. Where the numbers can be
worked out by hand or with plain numpy, they are, below.
"""

import re
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parent / "listings"
LISTINGS = sorted(path.stem for path in FOLDER.glob("*.py"))


def as_gradviz(source):
    """The one change to a listing: where it imports from."""
    source = re.sub(r"^import torch$", "import gradviz as torch", source, flags=re.M)
    return re.sub(r"^(import|from) torch\b", r"\1 gradviz", source, flags=re.M)


def printed(name, capsys):
    source = as_gradviz((FOLDER / f"{name}.py").read_text("utf-8"))
    exec(compile(source, f"{name}.py", "exec"), {"__name__": "__main__"})
    return capsys.readouterr().out


@pytest.mark.filterwarnings("error", "ignore::ResourceWarning")  # a socket of an earlier test may be collected here
@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_prints_what_pytorch_prints(name, capsys):
    assert printed(name, capsys) == (FOLDER / f"{name}.txt").read_text("utf-8")


def test_every_listing_imports_torch_and_nothing_of_ours():
    assert len(LISTINGS) >= 40
    for name in LISTINGS:
        source = (FOLDER / f"{name}.py").read_text("utf-8")
        assert "import torch" in source and "gradviz" not in source
        assert "import torch" not in as_gradviz(source).replace("import gradviz as torch", "")


# --- the numbers again, without any library for gradients ---


def test_r63_to_r66_by_hand(capsys):
    # y = 3·2 + 1 = 7, loss 49; 2y = 14 at b, 14·2 = 28 at w, 14·3 = 42 at x
    assert printed("scalar_graph", capsys).splitlines()[0] == "6.0 7.0 49.0"
    assert (FOLDER / "scalar_graph.txt").read_text().splitlines()[-1] == "28.0 14.0 42.0"


def test_r67_by_hand(capsys):
    # 2·3 = 6, then 3·3² = 27 more, then zeroed and 6 again
    assert printed("accumulation", capsys).splitlines()[:3] == ["6.0", "33.0", "6.0"]


def test_r69_with_plain_numpy(capsys):
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    y = 2 * x + 1
    w = b = 0.0
    lines = []
    for epoch in range(2):
        running = 0.0
        for batch in (slice(0, 2), slice(2, 4), slice(4, 5)):
            error = w * x[batch] + b - y[batch]
            running += np.sum(error**2)
            w, b = w - 0.01 * np.mean(2 * error * x[batch]), b - 0.01 * np.mean(2 * error)
        lines.append(f"epoch {epoch + 1}: {running / 5:.6f}")
    assert printed("training_loop", capsys).splitlines() == ["3", *lines, f"{w:.6f} {b:.6f}"]


def test_r81_by_hand(capsys):
    lines = printed("secret_number", capsys).splitlines()
    assert lines[:4] == ["1 2.0 1.0", "2 2.5 0.25", "3 2.75 0.0625", "4 2.875 0.015625"]
    theta, velocity = 1.0, 0.0
    for line in lines[4:]:
        velocity = 0.5 * velocity + 2 * (theta - 3)
        theta -= 0.25 * velocity
        assert line.split()[1] == str(theta)


def test_r90_by_hand(capsys):
    # p = e^z / Σ e^z for z = 1, 2, 3; the loss is −ln p₃, the gradient p − (0, 0, 1)
    p = np.exp([1.0, 2.0, 3.0]) / np.sum(np.exp([1.0, 2.0, 3.0]))
    first, second, *_ = printed("softmax_regression", capsys).splitlines()
    assert first == f"tensor({-np.log(p[2]):.4f}, grad_fn=<NllLossBackward0>)"
    assert [float(v) for v in re.findall(r"-?\d\.\d+", second)] == pytest.approx(
        [0.090031, 0.244728, -0.334759], abs=5e-5
    )


def test_xor_with_plain_numpy(capsys):
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    theta = [
        np.array([[0.5, -0.6], [0.7, 0.4], [-0.3, 0.8], [0.2, 0.1]]), np.array([0.1, -0.2, 0.3, 0.0]),
        np.array([[0.4, -0.5, 0.6, 0.3]]), np.array([0.0]),
    ]  # fmt: skip
    mean, square, losses = [0.0] * 4, [0.0] * 4, {}
    for epoch in range(201):
        h = np.tanh(X @ theta[0].T + theta[1])
        p = 1 / (1 + np.exp(-(h @ theta[2].T + theta[3])))
        losses[epoch] = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
        out = (p - y) / 4
        inner = (out @ theta[2]) * (1 - h * h)
        for i, g in enumerate((inner.T @ X, inner.sum(0), out.T @ h, out.sum(0))):
            mean[i] = 0.9 * mean[i] + 0.1 * g
            square[i] = 0.999 * square[i] + 0.001 * g * g
            down = np.sqrt(square[i] / (1 - 0.999 ** (epoch + 1))) + 1e-8
            theta[i] = theta[i] - 0.05 * mean[i] / (1 - 0.9 ** (epoch + 1)) / down
    wanted = [f"Epoch {e}, Loss: {losses[e]:.4f}" for e in range(0, 201, 50)]
    assert [line for line in printed("xor", capsys).splitlines() if line.startswith("Epoch")] == wanted
