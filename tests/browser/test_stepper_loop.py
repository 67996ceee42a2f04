"""The stepper on a training loop: forward, backward and the optimizer's steps, by keys and mouse."""

import pytest

from .notebook import run_all
from .test_stepper import Stepper
from .waiting import wait_for_part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELL = """import gradviz as gv
w = gv.tensor(1.0, requires_grad=True, name="w")
optimizer = gv.optim.SGD([w], lr=0.1)
with gv.record() as rec:
    for _ in range(3):
        optimizer.zero_grad()
        ((w * 2.0 - 6.0) ** 2).backward()
        optimizer.step()
gv.stepper(rec)"""

TOLD = {
    8: "n1 = w×2 sends ∂n3/∂n1 · 2 = -8 × 2 = -16 to w.",
    9: "w.grad holds -16: all backward passes added up.",
    10: "w is changed in place: 1 becomes 2.6.",
    11: "w.grad is set to None, so that the next pass starts afresh.",
    12: "Pass 2 begins: its graph has 4 nodes and 3 edges. w is an input: 2.6.",
    32: "w is changed in place: 2.92 becomes 2.984.",
}


@pytest.fixture(scope="module")
def loop(lab, page):
    run_all(page, lab, lab.write("stepper_loop.ipynb", CELL))
    return Stepper(page, 0)


def test_it_goes_over_the_end_of_a_pass_and_back(loop):
    """R42, R47."""
    loop.reset()
    for step in range(2, 33):
        loop.press("ArrowRight")
        loop.at(f"step {step} of 32")
        if step in TOLD:
            loop.expect(caption=TOLD[step])
    for step in range(31, 8, -1):
        loop.press("ArrowLeft")
        loop.at(f"step {step} of 32")
        if step in TOLD:
            loop.expect(caption=TOLD[step])


def test_a_node_leads_to_its_event_and_edges_come_one_at_a_time(loop):
    loop.reset()
    loop.press("b")
    wait_for_part(loop.page, lambda: loop.read()["caption"], "The backward pass starts")
    loop.root.locator("g.node", has_text="w").first.click()
    wait_for_part(loop.page, lambda: loop.read()["caption"], "w is an input: 1.")
    loop.page.keyboard.press("Escape")
    loop.root.get_by_label("one edge at a time").check()
    wait_for_part(loop.page, lambda: loop.read()["label"], "event")
    loop.root.get_by_label("one edge at a time").uncheck()
    wait_for_part(loop.page, lambda: loop.read()["label"], "step")


def test_it_plays_and_pauses(loop):
    loop.reset()
    loop.button("Play").click()
    loop.past(2)
    loop.button("Pause").click()
    loop.expect(playing=False)
