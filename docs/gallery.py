"""The gallery: every kind of picture, drawn by the package itself in every theme, on one page for eyes.

Run it with `make gallery`; it writes one HTML file that needs nothing else and no network.
"""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

import gradviz as gv
from gradviz import nn
from gradviz.pictures.picture import image
from gradviz.pictures.themes import THEMES

FIGURE_1 = 'gv.record("z = w*x; y = z + b; d = y - t; L = d**2", w=3, x=2, b=1, t=5)'
TWO_PATHS = 'gv.record("p = x**2; q = 3*x; f = p*q", x=2)'


@dataclass(frozen=True)
class Entry:
    """One picture of the gallery.

    Attributes:
        title: what it shows.
        sentence: what to look at.
        what: the code of what is drawn.
        options: of `gv.draw`.
    """

    title: str
    sentence: str
    what: str
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The call as a reader would write it."""
        return f"gv.draw({', '.join([self.what, *(f'{key}={value!r}' for key, value in self.options.items())])})"

    def draw(self, theme: str) -> gv.Picture:
        """The picture in a theme."""
        gv.manual_seed(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", gv.AnomalyWarning)
            return gv.draw(eval(self.what, NAMES), theme=theme, **self.options)  # our own text, from this file


def neurons() -> gv.Tensor:
    """A network of single numbers, 2-16-16-1, grouped by layer and neuron."""
    values = [gv.tensor(0.5, name="x1"), gv.tensor(-1.5, name="x2")]
    for layer, width in enumerate((16, 16, 1), 1):
        with gv.group(f"layer {layer}"):
            values = [neuron(values, k) for k in range(width)]
    return values[0].named("score")


def neuron(inputs: list[gv.Tensor], number: int) -> gv.Tensor:
    """One neuron on fresh weights."""
    with gv.group(f"neuron {number + 1}"):
        weights = [gv.tensor(w, requires_grad=True) for w in gv.randn(len(inputs) + 1).tolist()]
        return gv.tanh(sum((w * x for w, x in zip(weights, inputs, strict=False)), weights[-1]))


def network() -> gv.Tensor:
    """The loss of a two-layer network on a batch."""
    net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 3))
    points = gv.randn(20, 2).named("points")
    return nn.functional.cross_entropy(net(points), gv.randint(0, 3, (20,)).named("classes"))


def secret_number(steps: int) -> gv.Recording:
    """A parameter that finds a number, step by step."""
    theta = gv.tensor(1.0, requires_grad=True, name="θ")
    optimizer = gv.optim.SGD([theta], lr=0.25)
    with gv.record() as recording:
        for _ in range(steps):
            optimizer.zero_grad()
            L = (theta + 4.0 - 7.0) ** 2
            L.backward()
            optimizer.step()
    return recording


NAMES = {"gv": gv, "np": np, "neurons": neurons, "network": network, "secret_number": secret_number}

GALLERY = (
    Entry("One formula", "Values, gradients, local gradients.", FIGURE_1),
    Entry("Forward only", "A gradient that is not computed is a dash, never 0.", FIGURE_1, {"index": 7}),
    Entry("Half way back", "The pass has reached y and t.", FIGURE_1, {"index": 11}),
    Entry("What an edge contributes", "Upstream times local, in place of the local alone.", FIGURE_1,
          {"edges": "contribution"}),
    Entry("Both on an edge", "The local gradient, and what it makes of the upstream one.", FIGURE_1, {"edges": "both"}),
    Entry("Two uses of one value", "What arrives at x is the sum of two paths.", TWO_PATHS, {"edges": "both"}),
    Entry("As a tree", "The same formula as it is written: x stands there twice.", TWO_PATHS, {"tree": True}),
    Entry("One path lit", "From x through p to f.", TWO_PATHS, {"highlight": ["x", "p", "f"]}),
    Entry("Values as nodes", "Each operation is a small node of its own.", FIGURE_1, {"style": "values"}),
    Entry("What may run at the same time", "Nodes of one depth bear one number.",
          'gv.record("s = a + b; t = c + d; y = s*t", a=1, b=2, c=3, d=4)', {"parallel": True}),
    Entry("What is saved for the backward pass", "A product keeps its factors, a sum nothing.",
          'gv.record("u = exp(x); v = u*y; L = v + z", x=1, y=2, z=3)', {"saved": True}),
    Entry("The same value twice", "x·x has two edges.", 'gv.record("x*x", x=3)'),
    Entry("Where inf was born", "The node is marked, and a line says why.",
          'gv.record("a = log(x); L = a*y", x=0, y=2)'),
    Entry("Arrays", "Shapes; small arrays are written out.",
          "gv.record(lambda X, w: ((X @ w) ** 2).mean(), X=np.ones((3, 2)), w=np.array([0.5, -1.0]))"),
    Entry("A network, folded", "Each layer is one node.", "gv.record(network())", {"fold": 2}),
    Entry("The same, unfolded", "Parameters have their modules' names.", "gv.record(network())", {"fold": False}),
    Entry("Nine hundred numbers", "Groups make them a picture that can be read.", "gv.record(neurons())"),
    Entry("A training loop", "After the third step: the parameter has moved.", "secret_number(3)"),
    Entry("Names from anywhere", "Text is text, whatever is in it.",
          'gv.record(lambda **v: sum(v.values()) ** 2, inputs={"<b>θ": 1.0, "x&y": 2.0, "名前": 3.0, "a\\nb": 4.0})'),
)  # fmt: skip

PAGE = """\
<!doctype html><html lang="en"><meta charset="utf-8"><title>gradviz: gallery</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 1500px; margin: 2em auto; padding: 0 1em; color: #1F2328 }}
figure {{ margin: 0 0 .6em; overflow-x: auto }} img {{ max-width: 100% }} h2 {{ margin: 2em 0 0 }}
code, pre {{ font: 13px/1.4 ui-monospace, monospace; background: #F6F8FA; padding: .1em .3em; overflow-x: auto }}
</style>
<h1>gradviz: gallery</h1>
<p>Built from the package itself, version {version}: each picture in {themes}.</p>
{entries}
</html>
"""


def page() -> str:
    """The gallery as one HTML text."""
    return PAGE.format(
        version=gv.__version__, themes=", ".join(THEMES), entries="\n".join(_entry(entry) for entry in GALLERY)
    )


def _entry(entry: Entry) -> str:
    pictures = {theme: entry.draw(theme) for theme in THEMES}
    figures = "\n".join(
        f'<figure id="{escape(entry.title)}, {theme}">{image(picture.svg, picture.description)}</figure>'
        for theme, picture in pictures.items()
    )
    text = next(iter(pictures.values())).text
    return (
        f"<section><h2>{escape(entry.title)}</h2><p>{escape(entry.sentence)} <code>{escape(entry.code)}</code></p>\n"
        f"{figures}\n<details><summary>As text</summary><pre>{escape(text)}</pre></details></section>"
    )


def main(folder: str = "build/gallery") -> None:
    """Write the page, and say where."""
    target = Path(folder) / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(), encoding="utf-8")
    print(f"{len(GALLERY)} pictures in {len(THEMES)} themes: {target}")


if __name__ == "__main__":
    main(*sys.argv[1:])
