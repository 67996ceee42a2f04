"""The train figure with a learner's own model: batches, regions of classes, buffers, and what is said of the data."""

import pytest
from playwright.sync_api import expect

from gradviz.lab.plotting.plot_drawing import TINTS

from .axe import serious
from .looks import choose_theme, photograph, unseen
from .notebook import close_sidebar, run_all
from .train_figure import WIDE, caption, in_both_themes, keys, shown
from .waiting import wait_for, wait_for_part, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = [
    """import gradviz as gv
gv.manual_seed(0)
model = gv.nn.Sequential(gv.nn.Linear(2, 8), gv.nn.Tanh(), gv.nn.Linear(8, 3))
gv.train(model, data="three clouds", batch_size=20, lr=0.05, optimizer="Adam")""",
    """class Text(gv.nn.Module):
    def __init__(self):
        super().__init__()
        self.vectors, self.norm = gv.nn.Embedding(9, 3), gv.nn.BatchNorm1d(3)
        self.drop, self.out = gv.nn.Dropout(0.2), gv.nn.Linear(3, 1)

    def forward(self, words):
        return self.out(self.drop(self.norm(self.vectors(words).mean(dim=1))))

texts = [[1, 2, 3], [4, 5, 0], [1, 2, 6], [4, 8, 7]] * 3
gv.train(Text(), data=(texts, [0, 1] * 6), batch_size=4, steps=8)""",
]


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("train_models.ipynb", *CELLS))
    yield page
    choose_theme(page, light=True)
    page.set_viewport_size({"width": 1280, "height": 900})


# How much of a map each of these colours covers, from 0 to 1.
COVERED = """async (plot, colours) => {
  const map = await createImageBitmap(await (await fetch(plot.querySelector('image').href.baseVal)).blob());
  const ink = new OffscreenCanvas(map.width, map.height).getContext('2d');
  ink.drawImage(map, 0, 0);
  const pixels = ink.getImageData(0, 0, map.width, map.height).data, wanted = colours.map((colour) =>
    [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
  const counts = wanted.map(() => 0);
  for (let k = 0; k < pixels.length; k += 4)
    wanted.forEach((colour, at) => counts[at] += colour.every((part, n) => Math.abs(part - pixels[k + n]) < 8));
  return counts.map((count) => 4 * count / pixels.length);
}"""


def test_an_own_model_is_trained_in_batches_and_its_regions_have_names(opened):
    root = shown(opened, 0)
    status, plot = root.locator("[role=status]"), root.locator(".gv-plot").nth(1)
    expect(status).to_contain_text("20 epochs of 3 batches.")
    expect(plot.locator(".gv-plot-region")).to_have_count(3)
    legend = "● class left ■ class right ▲ class top The model says: left right top"
    wait_for(opened, lambda: plot.locator(".gv-plot-legend").inner_text().split(), legend.split())
    plot.locator("image").wait_for()

    def three_regions():
        covered = plot.evaluate(COVERED, TINTS[:3])
        assert min(covered) > 0.1 and sum(covered) > 0.9, covered

    wait_until(opened, three_regions)
    keys(root, "Home", *["ArrowRight"] * 6)
    wait_for_part(opened, lambda: caption(root), "Epoch 1, batch 2: forward computes the loss of 20 examples")
    expect(root.locator(".gv-panel")).to_contain_text("for X, y in loader:")
    size = root.get_by_label("batch size")
    size.fill("60")
    size.press("Tab")
    expect(status).to_contain_text("20 epochs. The loss is")
    root.get_by_role("button", name="Reset").click()
    expect(status).to_contain_text("20 epochs of 3 batches.")


def test_a_model_of_texts_says_how_its_data_were_taken_and_shows_its_running_numbers(opened):
    root = shown(opened, 1)
    expect(root.locator("[role=status]")).to_contain_text("8 epochs of 3 batches.")
    expect(root.locator(".gv-plot-title")).to_have_text(["Loss by epoch"])
    expect(root.locator(".gv-train-plots .gv-notes")).to_contain_text("taken for two classes")
    expect(root.locator(".gv-train-plots .gv-notes")).to_contain_text("the model looks up")
    expect(root.locator(".gv-plot-legend")).to_contain_text("loss of all examples, in eval mode")
    keys(root, "Home", "ArrowRight")
    wait_for_part(opened, lambda: caption(root), "Epoch 1, batch 1: zero_grad finds no gradients")
    counted = root.locator(".gv-panel table[aria-label=buffers] tr:has(th:text-is('norm.num_batches_tracked')) td")
    expect(counted).to_have_text(["0", "—"])
    keys(root, "ArrowRight")
    expect(counted).to_have_text(["0", "1"])
    keys(root, "End")
    expect(counted).to_have_text(["23", "24"])


def test_scrubber_plots_caption_and_picture_are_in_sight_together(opened):
    close_sidebar(opened)
    root = shown(opened, 0)
    places = ".gv-scrubber", ".gv-plot-drawing", ".gv-caption", ".gv-picture"
    wait_for(opened, lambda: unseen(root, *places), [])
    opened.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("width", [1280, 480])
def test_it_fits_the_page_in_both_themes_and_shuts_nobody_out(opened, screenshots, width):
    close_sidebar(opened)
    for theme in in_both_themes(opened, width):
        root = shown(opened, 1)
        wait_for(opened, lambda root=root: root.evaluate(WIDE), [])
        photograph(root, screenshots / f"train-texts-{theme}-{width}.png")
    assert serious(opened, ".gv-train") == []
    opened.set_viewport_size({"width": 1280, "height": 900})
