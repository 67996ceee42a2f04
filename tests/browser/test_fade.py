"""How much a stepper leaves to the student, at every level: what is shown, what is not, and how it is opened."""

import pytest
from playwright.sync_api import expect

from .axe import serious
from .looks import choose_theme, photograph
from .notebook import run_all
from .waiting import in_view, plain, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CHAIN = '"z = w*x; y = z + b; d = y - t; L = d**2", w=3, x=2, b=1, t=5'
LAST = "z = w×x sends ∂L/∂z · x = 4 × 2 = 8 to w. z = w×x sends ∂L/∂z · w = 4 × 3 = 12 to x."
# Of each level: the last step that is open, how many are closed, the gradients then, from w to L.
LEVELS = {
    0: (10, 0, ["8", "12", "4", "-4", "4", "4", "4", "1"]),
    1: (9, 1, ["—", "—", "4", "-4", "4", "4", "4", "1"]),
    2: (8, 2, ["—", "—", "—", "-4", "—", "4", "4", "1"]),
    3: (6, 4, ["—", "—", "—", "—", "—", "—", "—", "1"]),
    4: (5, 5, ["—"] * 8),
}


@pytest.fixture(scope="module")
def opened(lab, page):
    calls = [f"gv.stepper({CHAIN}, fade={level}).add_class('fade-{level}')" for level in LEVELS]
    run_all(page, lab, lab.write("fade.ipynb", "import gradviz as gv", *calls))
    yield page
    choose_theme(page, light=True)


def faded(page, level):
    root = in_view(page.locator(f".fade-{level}"))
    root.get_by_role("button", name="Reset").click()
    expect(root.locator(".gv-scrubber")).to_contain_text("step 1 of 10")
    root.locator(".gv-picture g.node").first.focus()
    return root


def gradients(root):
    cells = root.locator(".gv-ledger tbody tr td:nth-of-type(2)").all_inner_texts()
    return [plain(text) for text in cells]


def stands(root, step):
    expect(root.locator(".gv-scrubber")).to_contain_text(f"step {step} of 10")
    expect(root.locator(".gv-steps [aria-current=step]")).to_contain_text(f"{step}. ")


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("level", LEVELS)
def test_each_level_shows_what_it_leaves_open_and_no_number_more(opened, screenshots, level, light):
    choose_theme(opened, light=light)
    root, (last, closed, known) = faded(opened, level), LEVELS[level]
    opened.keyboard.press("End")
    stands(root, last)
    wait_for(opened, lambda: gradients(root), known)
    expect(root.locator(".gv-steps button", has_text="(yours)")).to_have_count(closed)
    yours = f"What comes next is yours: {closed} more. Work it out, then show it."
    wait_for(opened, lambda: yours in root.locator(".gv-caption").inner_text(), closed > 0)
    rule = root.locator(".gv-ledger tbody tr").first.locator("td").last
    expect(rule).to_have_text("∂L/∂w = ∂L/∂z·x" if level == 0 else "∂L/∂w")
    photograph(root, screenshots / f"fade-{level}-{'light' if light else 'dark'}.png")
    assert serious(opened, f".fade-{level}") == []


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_no_button_key_or_row_goes_past_what_is_open(opened, level):
    root, (last, _, known) = faded(opened, level), LEVELS[level]
    opened.keyboard.press("End")
    stands(root, last)
    for key in ("ArrowRight", "End"):
        opened.keyboard.press(key)
    root.locator(".gv-steps button").nth(9).click()
    stands(root, last)
    root.get_by_role("button", name="First", exact=True).click()
    stands(root, 1)
    root.get_by_role("button", name="Backward", exact=True).click()
    stands(root, min(last, 6))
    half = "Forward" if level == 4 else "Backward"  # at the last level there is no backward pass to go to
    expect(root.get_by_role("button", name=half, exact=True)).to_have_attribute("aria-pressed", "true")
    root.get_by_role("button", name="Last", exact=True).click()
    wait_for(opened, lambda: gradients(root), known)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_what_was_closed_is_opened_by_one_button_and_closed_again_by_reset(opened, level):
    root, (last, closed, known) = faded(opened, level), LEVELS[level]
    opened.keyboard.press("End")
    stands(root, last)
    root.get_by_role("button", name=f"Show the rest ({closed})").click()
    expect(root.get_by_role("button", name="All is shown")).to_be_focused()
    expect(root.locator(".gv-steps button", has_text="(yours)")).to_have_count(0)
    stands(root, last)
    opened.keyboard.press("End")
    stands(root, 10)
    wait_for(opened, lambda: gradients(root), LEVELS[0][2])
    expect(root.locator(".gv-caption")).to_have_text(LAST)
    root.get_by_role("button", name="Reset").click()
    expect(root.get_by_role("button", name=f"Show the rest ({closed})")).to_be_visible()
    opened.keyboard.press("End")
    stands(root, last)
    wait_for(opened, lambda: gradients(root), known)
