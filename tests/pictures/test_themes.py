"""Colours: enough contrast for every text on every ground it can stand on, in both themes (R146)."""

import re
from dataclasses import asdict, fields

import pytest

from gradviz.pictures.themes import THEMES, Theme, live_style, static_style, variables

FILLS = ("leaf", "operation", "output")
ON_NODES = ("ink", "value", "gradient")
ON_THE_GROUND = ("ink", "value", "gradient", "local", "line", "alarm")  # edge labels, notes, the panel and its headings


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_formula():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21) and contrast("#777777", "#FFFFFF") == pytest.approx(
        4.48, abs=0.01
    )


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_text_reaches_four_and_a_half_to_one(theme):
    pairs = [(text, fill) for text in ON_NODES for fill in FILLS] + [(text, "background") for text in ON_THE_GROUND]
    low = {pair: contrast(getattr(theme, pair[0]), getattr(theme, pair[1])) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_borders_and_arrows_are_seen_on_every_ground(theme):
    """WCAG: 3:1 for what is not text."""
    for ground in ("background", *FILLS):
        assert contrast(theme.line, getattr(theme, ground)) >= 3 and contrast(theme.alarm, getattr(theme, ground)) >= 3


def test_the_house_colours():
    """Design, section 6."""
    light, dark = THEMES["light"], THEMES["dark"]
    assert (light.value, light.gradient, light.local, light.ink) == ("#0B6E3B", "#B3261E", "#6F42C1", "#1F2328")
    assert (dark.background, dark.value, dark.gradient, dark.local, dark.ink) == (
        "#0D1117",
        "#56D364",
        "#FF8F87",
        "#C8A6FF",
        "#E6EDF3",
    )


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_style_sheets_name_every_variable_they_use(theme):
    used = set(re.findall(r"var\(--gv-(\w+)\)", live_style()))
    assert used <= {f.name for f in fields(Theme)} and "var(" not in static_style(theme)
    assert all(f"--gv-{name}: {colour};" in variables(theme) for name, colour in asdict(theme).items())
    assert live_style().count("{") == live_style().count("}") and "%" not in static_style(theme)


def test_never_by_colour_alone():
    """R3, R146: values are bold, gradients slanted, births dashed."""
    style = static_style(THEMES["light"])
    assert re.search(r"\.v {[^}]*font-weight: 700", style) and re.search(r"\.g {[^}]*font-style: italic", style)
    assert re.search(r'data-state~="born"[^}]*stroke-dasharray', style)


def test_live_pictures_follow_jupyterlabs_theme():
    assert f'[data-jp-theme-light="false"] .gv-root {{ {variables(THEMES["dark"])} }}' in live_style()
